"""How chat programs write the head of a message (消息头) when they export a chat as text.

The patterns tell a chat by its first lines. Its messages are then found by ``chat_heads``, to the same rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

HEADS_NEEDED = 3
LINES_LOOKED_AT = 200
# A sender's name longer than this, with a long number in it, and never repeated, is data and no sender.
_LONG_NUMBER = re.compile(rb"[0-9]{7}")

_DAY = r"(?:[0-9]{4}(?:[-/.]|年)[0-9]{1,2}(?:[-/.]|月)[0-9]{1,2}(?:日)?|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4})"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?"
_WHEN = rf"(?P<time>{_DAY},? {{1,3}}(?:[上下]午 ?)?{_CLOCK})".replace("[上下]", "(?:上|下)")
_EITHER = rf"(?P<time>(?:{_DAY},? {{1,3}})?{_CLOCK})"
_COLON = r"(?::|：) ?"
_NICK = r"[^\n\t|,;:<>]{1,90}?"
_END = r"[ \t]*(?:\n|\Z)"


@dataclass(frozen=True)
class Style:
    """One way of writing heads.

    Attributes:
        name: for the reason on record.
        head: matches at the start of a line, with the groups ``time`` and ``sender``; the text begins where it ends.
        inline: the text begins on the line of the head, not on the next.
        sure: nothing but a chat looks like this, so that few heads among many lines are enough.
    """

    name: str
    head: re.Pattern[bytes]
    inline: bool
    sure: bool

    @property
    def place(self) -> int:
        """Its place in ``STYLES``, by which ``chat_heads`` knows it."""
        return STYLES.index(self)


def _style(name: str, head: str, inline: bool, sure: bool) -> Style:
    return Style(name, re.compile(head.encode()), inline, sure)


STYLES = (
    _style(
        "QQ",
        rf"{_WHEN} {{1,2}}(?P<sender>[^\n]{{0,120}}?(?:\([0-9]{{5,11}}\)|<[^<>@\s]{{1,64}}@[^<>\s]{{1,190}}>)){_END}",
        inline=False,
        sure=True,
    ),
    _style("Telegram", rf"(?P<sender>[^\n]{{1,120}}?), \[{_WHEN}\]:?{_END}", inline=False, sure=True),
    _style("IRC", rf"(?:\[{_EITHER}\]|{_EITHER.replace('time', 'bare')}) (?P<sender><[^<>\n]{{1,90}}>) ?", True, True),
    _style("bracketed time", rf"\[{_WHEN}\] ?(?P<sender>{_NICK}){_COLON}", inline=True, sure=True),
    _style("WeChat, name first", rf"(?P<sender>{_NICK}):? {{1,4}}{_WHEN}{_END}", inline=False, sure=False),
    _style("WeChat, time first", rf"{_WHEN} {{1,2}}(?P<sender>{_NICK}){_COLON}", inline=True, sure=False),
    _style("time and name", rf"{_WHEN} {{1,2}}(?P<sender>{_NICK}){_END}", inline=False, sure=False),
)
# What QQ's export puts at the top of a file.
QQ_TITLE = re.compile("消息记录[^\n]*\n".encode())


def recognise(head: bytes) -> tuple[Style, int] | None:
    """The style of a chat's first lines (UTF-8, LF) and how many heads speak for it; None when it is no chat."""
    lines = list(islice((line for line in head.split(b"\n") if line.strip()), LINES_LOOKED_AT))
    if len(lines) < HEADS_NEEDED:
        return None
    exported = any(QQ_TITLE.match(line + b"\n") for line in lines[:3])
    best: tuple[Style, int] | None = None
    for style in STYLES:
        heads = [(number, match) for number, line in enumerate(lines) if (match := style.head.match(line))]
        # The plain style fits any line that begins with a time: only QQ's own title vouches for it.
        if style is STYLES[-1] and not exported:
            continue
        if len(heads) >= HEADS_NEEDED and _is_chat(style, heads, len(lines)) and (best is None or len(heads) > best[1]):
            best = style, len(heads)
    return best


def _is_chat(style: Style, heads: list[tuple[int, re.Match[bytes]]], lines: int) -> bool:
    if not style.inline:
        # A list of names and times is no chat: something must be said between the heads.
        numbers = {number for number, _ in heads}
        said = sum(number + 1 not in numbers and number + 1 < lines for number in numbers)
        if said * 2 < len(heads) - 1:
            return False
    if style.sure:
        return True
    senders = [match["sender"] for _, match in heads]
    if len(set(senders)) == len(senders) and any(_LONG_NUMBER.search(sender) for sender in senders):
        return False
    return len(heads) * 10 >= lines
