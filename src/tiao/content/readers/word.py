"""Word documents (docx, docm): text and tables, notes and comments, and the files that are embedded in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiao.content import magic
from tiao.content.documents.document import Piece
from tiao.content.documents.markup import CLOSE, OPEN, TEXT, Token
from tiao.content.documents.office import Package, Walker, names_in, tables_and_members
from tiao.content.documents.page import Page
from tiao.content.reader import Claim, Member, Source, Table
from tiao.model import Unread

_MAIN = re.compile(r"word/document[0-9]*\.xml")
# What stands beside the text, in this order behind it.
_BESIDE = re.compile(r"word/(?:(footnotes|endnotes|comments)[0-9]*|(?:header|footer)[0-9]*)\.xml")
_FILES = ("word/media/", "word/embeddings/")
_TEXTS = frozenset(("t", "delText"))


class Word:
    """Reads Word documents (docx, docm): text, tables, notes; pictures and embedded files are files within."""

    name = "word@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if head.startswith(magic.ZIP_START) and any(map(_MAIN.fullmatch, names_in(source))):
            return Claim.YES, "a ZIP container with a Word document in it"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Member | Unread]:
        yield from tables_and_members(source, pieces, _FILES)


def pieces(source: Source) -> Iterator[Piece]:
    """What a document shows: its text first, then what stands beside it."""
    with source.open() as stream:
        package = Package(stream, source.shown)
        yield from Page().pieces(_tokens(package))


def _tokens(package: Package) -> Iterator[Token]:
    main = [name for name in package.names if _MAIN.fullmatch(name)]
    beside = sorted((name for name in package.names if _BESIDE.fullmatch(name)), key=_order)
    for name in [*main, *beside]:
        yield from package.walk(name, _Tags())


def _order(name: str) -> tuple[int, str]:
    return next(place for place, word in enumerate(("footnotes", "endnotes", "comments", "")) if word in name), name


class _Tags(Walker[Token]):
    """Elements of a Word document as tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        # Within it the same stands again for older programs.
        self._again = 0
        self._in_text = False
        # Cells that go on in the rows below, by table and column: their text.
        self._rows: list[_Row] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Fallback" or self._again:
            self._again += tag == "Fallback"
            return
        if tag in _TEXTS:
            self._in_text = True
        elif tag == "tbl":
            self._rows.append(_Row())
            self.append((OPEN, "table", ""))
        elif tag == "tr":
            if self._rows:
                self._rows[-1].column = 0
            self.append((OPEN, "tr", ""))
        elif tag == "tc":
            self.append((OPEN, "td", ""))
            if self._rows:
                self._rows[-1].begin()
        elif tag == "gridSpan" and self._rows:
            self._rows[-1].span = min(
                1000, int(attributes.get("val", "1")) if attributes.get("val", "1").isdigit() else 1
            )
        elif tag == "vMerge" and self._rows:
            text = self._rows[-1].merged(attributes.get("val", "continue") == "restart")
            if text:
                self.append((TEXT, text, ""))
        elif tag == "p":
            self.append((OPEN, "p", ""))
        elif tag in ("br", "cr"):
            self.append((OPEN, "br", ""))
        elif tag == "tab":
            self.append((TEXT, "\t", ""))
        elif tag in ("noBreakHyphen", "softHyphen"):
            self.append((TEXT, "-" if tag == "noBreakHyphen" else "", ""))

    def end(self, tag: str) -> None:
        if self._again:
            self._again -= tag == "Fallback"
        elif tag in _TEXTS:
            self._in_text = False
        elif tag == "tbl":
            if self._rows:
                self._rows.pop()
            self.append((CLOSE, "table", ""))
        elif tag == "tr":
            self.append((CLOSE, "tr", ""))
        elif tag == "tc":
            if self._rows:
                self.extend((OPEN, "td", "") for _ in range(self._rows[-1].end() - 1))
            self.append((CLOSE, "td", ""))
        elif tag == "p":
            self.append((CLOSE, "p", ""))

    def text(self, text: str) -> None:
        if self._in_text and not self._again:
            self.append((TEXT, text, ""))
            if self._rows:
                self._rows[-1].add(text)


class _Row:
    """Where a row of a table stands, and the cells above that go on in it."""

    def __init__(self) -> None:
        self.column = 0
        self.span = 1
        # Texts of cells that go on below, by column; and that of the cell that is open, if it is such a one.
        self._above: dict[int, list[str]] = {}
        self._own: list[str] | None = None

    def begin(self) -> None:
        """A cell begins."""
        self.span, self._own = 1, None

    def merged(self, begins: bool) -> str:
        """The cell is one with those below it, or with those above it: then the text that it has from there."""
        if begins:
            self._own = []
            return ""
        self._own = self._above.get(self.column, [])
        return "".join(self._own)

    def add(self, text: str) -> None:
        """Text of the cell."""
        if self._own is not None:
            self._own.append(text)

    def end(self) -> int:
        """A cell ends; how many columns it took up."""
        if self._own is None:
            self._above.pop(self.column, None)
        else:
            self._above[self.column] = self._own
        self.column += self.span
        return self.span
