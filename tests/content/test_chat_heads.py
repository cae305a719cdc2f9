"""Messages found by machine code are those that the patterns of the styles find, byte for byte."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.content.chats import styles
from tiao.content.chats.styles import STYLES, Style
from tiao.content.line_walk import last_head
from tiao.content.lines import padded
from tiao.content.readers.chat import MessagesChunk

Rows = list[tuple[int, bytes, bytes, bytes]]
EITHER = styles._EITHER
# Lines of IRC in which someone acts, comes or goes.
ACTION = re.compile(
    rf"(?:\[{EITHER}\]|{EITHER.replace('time', 'bare')}) \*{{1,3}} (?P<sender>[^\s]{{1,90}}) ?".encode()
)
# What QQ's export puts above each chat: rulers with the group and the other side between them.
RULER = re.compile("(?:={16,}\n(?:消息(?:分组|对象)(?::|：)[^\n]*\n)?)+".encode())
TITLE = re.compile("消息记录[^\n]*\n".encode())


def heads(style: Style, data: bytes) -> Iterator[re.Match[bytes]]:
    """Heads, actions and rulers at starts of lines, none inside the one before."""
    done = start = 0
    while start < len(data):
        if start >= done:
            found = style.head.match(data, start)
            if not found and style.name == "IRC":
                found = ACTION.match(data, start)
            if not found and style.name in ("QQ", "time and name"):
                found = RULER.match(data, start)
            if found:
                done = found.end()
                yield found
        start = (data + b"\n").index(b"\n", start) + 1


def plainly(style: Style, data: bytes) -> tuple[Rows, int, int]:
    """(messages with the number of their line, lines, lines that are in no message), by patterns and plain Python."""
    found = list(heads(style, data))
    rows: Rows = []
    used = 0
    at = title.end() if (title := TITLE.match(data)) else 0
    above = found[0].start() if found else len(data)
    while at < above:
        end = data.find(b"\n", at, above)
        end = above if end < 0 else end
        if data[at:end].strip(b" \t\n\v\f"):
            rows.append((data.count(b"\n", 0, at), b"", b"", data[at:end]))
            used += 1
        at = end + 1
    for number, head in enumerate(found):
        groups = head.groupdict()
        if "sender" not in groups:
            continue
        following = found[number + 1].start() if number + 1 < len(found) else len(data)
        time = groups["time"] if groups["time"] is not None else groups["bare"]
        text = data[min(head.end(), following) : following].rstrip(b" \t\n\v\f").lstrip(b"\n")
        line = data.count(b"\n", 0, head.start())
        rows.append((line, time, groups["sender"], text))
        last = data.count(b"\n", 0, data.index(text, head.end()) + len(text)) if text else line
        used += last - line + 1
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    return rows, lines, max(0, lines - used)


def check(style: Style, text: str) -> None:
    data = text.encode()
    if not data:
        return
    batch = MessagesChunk(padded(data), style, True, False, len(data)).batch()
    cells = [
        [data[a:b] for a, b in zip(batch.starts[3 * r : 3 * r + 3], batch.ends[3 * r : 3 * r + 3], strict=True)]
        for r in range(len(batch))
    ]
    got = [(int(batch.rows[r]), *cells[r]) for r in range(len(batch))]
    assert (got, batch.height, batch.blank) == plainly(style, data)
    last = [head.start() for head in heads(style, data)]
    assert int(last_head(padded(data), 0, style.place)) == (last[-1] if last else 0)


DAYS = [
    "2020-06-01",
    "2020年6月1日",
    "2020/6/1",
    "1.6.2020",
    "01-06-20",
    "2020-6.1日",
    "20-6-2020",
    "123/4/5",
    "20201-06-01",
]
CLOCKS = [
    "12:00:05",
    "9:30",
    "1:02 PM",
    "1:02pm",
    "12:00:05 AM",
    "12:305",
    "12:30:4",
    "12:30:456",
    "1:2",
    "上午 9:30",
    "下午12:00",
]
SENDERS = [
    "老王", "老王(12345678)", "小丽<a@example.com>", "<bo>", "<@li>", "Bo Li", "* bo", "*** ann", "a|b",
    "x" * 89, "x" * 90, "x" * 91, "<a@@b>", "(1234)", "<" + "y" * 64 + "@z>", "<" + "y" * 65 + "@z>", 
    "老 王", " ", "王：", "AM",
    "<" + "n" * 90 + ">",
    "x" * 120 + "(12345)", "x" * 121 + "(12345)",
]  # fmt: skip
GLUE = [
    "",
    " ",
    " ",
    "  ",
    "   ",
    "    ",
    "     ",
    ",",
    ", ",
    ", [",
    "[",
    "]",
    "] ",
    "]:",
    ":",
    ": ",
    "：",
    "： ",
    "\t",
    " \t",
    "@",
    ";",
]
ENDS = ["\n", "\n", "\n", "\n\n", "", " \n", "\t\n", ":\n", "\v\n", "\f\n"]
TEXTS = [
    "你好",
    "13800138000",
    "http://a.example",
    "",
    " ",
    "张伟 13800000000",
    "=" * 15,
    "2020-06-01",
    "12:30",
    "a, [b",
    "é",
]
RULERS = [
    "=" * 16 + "\n",
    "=" * 64 + "\n消息分组:我的群\n" + "=" * 64 + "\n消息对象：货源\n",
    "=" * 16 + " \n",
    "=" * 20,
    "=" * 16 + "\n消息对象",
]


def well_formed(chance: random.Random, style: Style) -> str:
    """A head as its program writes it."""
    when = f"{chance.choice(DAYS)}{chance.choice([' ', '  ', ', '])}{chance.choice(CLOCKS)}"
    who = chance.choice(SENDERS)
    return {
        "QQ": f"{when} {who}\n",
        "Telegram": f"{who}, [{when}]\n",
        "IRC": chance.choice([f"[{when}] {who} ", f"{chance.choice(CLOCKS)} {who} ", f"{when} {who}"]),
        "bracketed time": f"[{when}] {who}: ",
        "WeChat, name first": f"{who} {when}\n",
        "WeChat, time first": f"{when} {who}: ",
        "time and name": f"{when} {who}\n",
    }[style.name]


def some_text(chance: random.Random, style: Style) -> str:
    parts = ["消息记录（文本）\n"] if chance.random() < 0.1 else []
    for _ in range(chance.choice([1, 2, 5, 30])):
        drawn = chance.random()
        if drawn < 0.4:
            parts += [well_formed(chance, style), chance.choice(TEXTS), chance.choice(ENDS)]
        elif drawn < 0.5:
            parts.append(chance.choice(RULERS))
        else:
            parts += [
                chance.choice(chance.choice([DAYS, CLOCKS, SENDERS, GLUE, GLUE, GLUE, TEXTS]))
                for _ in range(chance.randrange(9))
            ]
            parts.append(chance.choice(ENDS))
    text = "".join(parts)
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        # One sign lost, or one put in.
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(["", " ", "\n", ":", "]", "9", "王", "M"]) + text[at + chance.randrange(2) :]
    return text


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_heads_by_seed(style: Style) -> None:
    chance = random.Random(style.name)
    for _ in range(3000):
        check(style, some_text(chance, style))


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(STYLES), st.text(alphabet="2019-年月日 :：,[]<>()@*=\n\taPMm张午上下", max_size=60))
def test_any_signs(style: Style, text: str) -> None:
    check(style, text)


def test_heads_are_found() -> None:
    """The texts above are not idle: each style finds many heads in them."""
    for style in STYLES:
        chance = random.Random(style.name)
        assert sum(len(list(heads(style, some_text(chance, style).encode()))) for _ in range(300)) > 90
