"""Tags and texts of a web page (HTML), read block by block, however broken it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

TEXT, OPEN, CLOSE, ROW = 0, 1, 2, 3
Token = tuple[int, str, str]
"""(``TEXT``, text, ""), (``OPEN``, name, attributes as they stand) or (``CLOSE``, name, "").

(``ROW``, its cells as they stand, "") is the short way for a whole row of a table with nothing but text in its cells.
"""

LONGEST_TAG = 64 << 10
"""Characters of a tag or a word; what goes on longer without an end is taken for text, or cut."""
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:_-]*)")
# Until their closing tag there is no tag in these, and a browser shows nothing of them.
_HIDDEN = frozenset(("script", "style", "template"))
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:][-a-zA-Z0-9_:.]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
# No cell of it takes up several places, and none holds a tag. Nothing that was passed is tried again.
_PLAIN_ROW = re.compile(
    r"<tr(?![^\s>])[^<>]*+>\s*+((?:<t[dh](?![^\s>])(?:(?![Ss][Pp][Aa][Nn])[^<>])*+>[^<]*+</t[dh]>\s*+)++)</tr>",
    re.IGNORECASE,
)
_PLAIN_CELL = re.compile(r"<t[^>]*>([^<]*)</")


def tokens(blocks: Iterable[str]) -> Iterator[Token]:
    """The tags and texts of a page. Memory holds a block and a tag at most."""
    walk = _Walk()
    for block in blocks:
        yield from walk.more(block)
    yield from walk.end()


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, values without entities."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        found.setdefault(name.lower(), unescaped(double or single or bare))
    return found


def cells(row: str) -> list[str]:
    """The texts of the cells of a ``ROW``."""
    return [" ".join(unescaped(text).split()) for text in _PLAIN_CELL.findall(row)]


def unescaped(text: str) -> str:
    """Entities as the characters that they stand for."""
    return html.unescape(text) if "&" in text else text


class _Walk:
    def __init__(self) -> None:
        self._held = ""
        # What ends the part that is passed over: a comment, a script.
        self._until = ""

    def more(self, block: str) -> Iterator[Token]:
        text = self._held + block
        self._held = ""
        at = 0
        while at < len(text):
            if self._until:
                at = self._passed(text, at)
                continue
            tag = text.find("<", at)
            if tag < 0:
                tag = len(text)
            if tag > at:
                if tag == len(text) and len(text) - at < LONGEST_TAG:
                    # A word or an entity may go on in the next block.
                    break
                yield TEXT, unescaped(text[at:tag]), ""
                at = tag
                continue
            if text.startswith("<!--", at):
                self._until = "-->"
                at += 4
                continue
            row = _PLAIN_ROW.match(text, at) if text.startswith(("<tr", "<TR"), at) else None
            if row is not None:
                yield ROW, row.group(1), ""
                at = row.end()
                continue
            sign = text[at + 1 : at + 2]
            if sign and not (sign.isalpha() or sign in "/!?"):
                yield TEXT, "<", ""
                at += 1
                continue
            end = self._tag_end(text, at)
            if end < 0:
                if len(text) - at < LONGEST_TAG:
                    break
                # No end within reach: all of it is text.
                yield TEXT, unescaped(text[at:]), ""
                at = len(text)
                continue
            token = self._tag(text[at + 1 : end])
            if token is not None:
                yield token
            at = end + 1
        self._held += text[at:]

    def end(self) -> Iterator[Token]:
        """What is left where the page breaks off."""
        if self._held and not self._until:
            yield TEXT, unescaped(self._held), ""
        self._held = ""

    def _passed(self, text: str, at: int) -> int:
        """Passes over what is not shown."""
        until = self._until
        if until == "-->":
            end = text.find(until, at)
        else:
            found = re.compile(until, re.IGNORECASE).search(text, at)
            end = found.start() if found else -1
        if end < 0:
            # The end mark itself may be cut by the block.
            self._held = text[max(at, len(text) - 10) :]
            return len(text)
        self._until = ""
        return end + 3 if until == "-->" else end

    def _tag_end(self, text: str, at: int) -> int:
        end = text.find(">", at, at + LONGEST_TAG)
        if end < 0:
            return -1
        inside = text[at:end]
        for quote in ('"', "'"):
            if f"={quote}" in inside and inside.count(quote) % 2:
                # A value may hold the sign that ends a tag, if its quote is closed near by.
                closing = text.find(quote, end, end + 4096)
                further = text.find(">", closing, closing + 4096) if closing >= 0 else -1
                return further if further >= 0 else end
        return end

    def _tag(self, inside: str) -> Token | None:
        named = _NAME.match(inside)
        if named is None:
            return None
        name = named.group(1).lower()
        if inside[0] == "/":
            return CLOSE, name, ""
        if name in _HIDDEN and not inside.endswith("/"):
            self._until = f"</{name}"
        return OPEN, name, inside[named.end() :]
