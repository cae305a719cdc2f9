"""Rich text (RTF): control words and the characters between them, as tags and texts of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tiao.content.documents.markup import CLOSE, OPEN, TEXT, Token
from tiao.errors import Unreadable

MOST_DEPTH = 2_000
"""Groups within groups."""
_LONGEST_WORD = 64
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\'?",
    re.DOTALL,
)
# What stands in these groups is not shown.
_HIDDEN_WORDS = (
    b"fonttbl colortbl stylesheet info pict object themedata colorschememapping latentstyles datastore listtable "
    b"listoverridetable rsidtbl generator fldinst xmlnstbl filetbl revtbl nonshppict shpinst objdata panose "
    b"blipuid picprop bkmkstart bkmkend mmathPr wgrffmtfilter ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn"
)
_HIDDEN = frozenset(_HIDDEN_WORDS.split())
_PICTURES = frozenset((b"pict", b"object"))
# These groups are marked as such that an old program may leave out, and hold text none the less.
_SHOWN = frozenset((b"shptxt", b"footnote", b"annotation", b"fldrslt", b"listtext"))
_BREAKS = frozenset((b"par", b"sect", b"page", b"column"))
_SIGNS = {
    b"line": "\v", b"tab": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"softline": "\v",
}  # fmt: skip
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 10000: "mac_roman"}


@dataclass(frozen=True)
class _State:
    """What a group hands on to the groups in it."""

    hidden: bool = False
    fonts: bool = False
    charset: str = ""
    skip: int = 1


class RichText:
    """Makes tags and texts of one document.

    Attributes:
        pictures: groups that hold a picture or an embedded object.
    """

    def __init__(self) -> None:
        self.pictures = 0
        self._state = _State()
        self._above: list[_State] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = b""
        self._units: list[int] = []
        self._to_skip = 0
        self._begun = self._marked = False
        self._text: list[str] = []
        self._row: list[str] = []
        self._in_row = self._in_table = False

    def tokens(self, blocks: Iterable[bytes]) -> Iterator[Token]:
        """What the document shows.

        Raises:
            Unreadable: groups within groups without end.
        """
        held, left_out = b"", 0
        for block in _with_end(blocks):
            data, at = held + block, 0
            last = not block
            while at < len(data):
                if left_out:
                    # Bytes of a picture as they are.
                    step = min(left_out, len(data) - at)
                    at, left_out = at + step, left_out - step
                    continue
                if not last and len(data) - at < _LONGEST_WORD:
                    break
                match = _TOKEN.match(data, at)
                assert match is not None
                at = match.end()
                if match.group(1) == b"bin":
                    left_out = max(0, int(match.group(2) or 0))
                yield from self._token(match)
            held = data[at:]
        yield from self._paragraph()

    def _token(self, match: re.Match[bytes]) -> Iterator[Token]:
        word, number, code, sign, brace, plain = match.groups()
        begun, self._begun = self._begun, False
        if brace == b"{":
            self._decoded()
            if len(self._above) >= MOST_DEPTH:
                raise Unreadable(f"Groups of the document stand in one another more than {MOST_DEPTH} deep.", "", "")
            self._above.append(self._state)
            self._begun, self._marked = True, False
        elif brace:
            self._decoded()
            if self._above:
                self._state = self._above.pop()
        elif word:
            yield from self._word(word, int(number) if number else None, begun)
        elif code:
            if self._to_skip:
                self._to_skip -= 1
            elif not self._state.hidden:
                self._bytes += bytes.fromhex(code.decode())
        elif sign == b"*":
            self._begun, self._marked = begun, True
        elif sign in (b"\n", b"\r"):
            yield from self._paragraph()
        elif sign:
            self._add(_ESCAPED.get(sign, ""))
        elif plain:
            skipped = min(self._to_skip, len(plain))
            self._to_skip -= skipped
            if not self._state.hidden:
                self._bytes += plain[skipped:]

    def _word(self, word: bytes, number: int | None, begun: bool) -> Iterator[Token]:
        marked, self._marked = self._marked and begun, False
        if begun and (word in _HIDDEN or (marked and word not in _SHOWN)):
            self.pictures += word in _PICTURES and not self._state.hidden
            self._state = replace(self._state, hidden=True, fonts=word == b"fonttbl" or self._state.fonts)
            return
        if self._state.fonts:
            if word == b"f":
                self._font = number or 0
            elif word == b"fcharset":
                self._fonts[self._font] = _CHARSETS.get(number or 0, "")
            return
        if word == b"ansicpg":
            self._page = _PAGES.get(number or 0, f"cp{number}")
        elif word == b"uc":
            self._state = replace(self._state, skip=max(0, min(number or 0, 16)))
        elif self._state.hidden:
            return
        elif word == b"f":
            self._decoded()
            self._state = replace(self._state, charset=self._fonts.get(number or 0, ""))
        elif word == b"plain":
            self._decoded()
            self._state = replace(self._state, charset="")
        elif word == b"u":
            self._decoded(units=False)
            self._units.append((number or 0) % 65536)
            self._to_skip = self._state.skip
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word == b"intbl":
            self._in_row = True
        elif word == b"pard":
            self._in_row = False
        elif word in (b"cell", b"nestcell"):
            self._decoded()
            self._row.append("".join(self._text))
            self._text = []
        elif word in (b"row", b"nestrow"):
            yield from self._ended_row()
        elif word in _BREAKS:
            if self._in_row:
                self._add("\v")
            else:
                yield from self._paragraph()

    def _add(self, text: str) -> None:
        if not self._state.hidden:
            self._decoded()
            self._text.append(text)

    def _decoded(self, units: bool = True) -> None:
        """The bytes so far as text: a character may be cut by line ends, never by a control word."""
        if self._bytes:
            self._flush_units()
            raw, self._bytes = self._bytes, b""
            try:
                text = raw.decode(self._state.charset or self._page, "replace")
            except LookupError:
                text = raw.decode("cp1252", "replace")
            self._text.append(text)
        if units:
            self._flush_units()

    def _flush_units(self) -> None:
        if self._units:
            raw = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._text.append(raw.decode("utf-16-le", "replace"))

    def _ended_row(self) -> Iterator[Token]:
        self._decoded()
        if not self._in_table:
            self._in_table = True
            yield OPEN, "table", ""
        yield OPEN, "tr", ""
        for cell in self._row:
            yield OPEN, "td", ""
            yield TEXT, cell, ""
        yield CLOSE, "tr", ""
        self._row, self._text = [], []

    def _paragraph(self) -> Iterator[Token]:
        self._decoded()
        if self._row:
            yield from self._ended_row()
        if self._in_table:
            self._in_table = False
            yield CLOSE, "table", ""
        yield OPEN, "p", ""
        yield TEXT, "".join(self._text), ""
        yield CLOSE, "p", ""
        self._text = []


def _with_end(blocks: Iterable[bytes]) -> Iterator[bytes]:
    yield from blocks
    yield b""
