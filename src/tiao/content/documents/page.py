"""What a page shows: lines of text, tables, and the messages of a chat that QQ saved as a page.

Other documents than web pages are turned into the same tags, so that a table is a table in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tiao.content.documents.document import CHAT, TEXT, Piece
from tiao.content.documents.markup import CLOSE, OPEN, ROW, Token, attributes, cells
from tiao.content.documents.markup import TEXT as WORDS
from tiao.errors import Unreadable

DECIDED_AT = 200
"""Rows after which a table without a table in it is one for good, and its rows are no longer held."""
MOST_COLUMNS = 16_384
MOST_DEPTH = 200
_LINE_SIGNS = 1 << 20
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_SPACES = re.compile(r"[ \t\f\u00a0]+")
_BREAKING = (
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol option p pre "
    "section select summary table tbody td textarea tfoot th thead title tr ul"
)
_BREAKS = frozenset(_BREAKING.split())
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,5})", re.IGNORECASE)
_QQ_DAY = re.compile(r"日期:\s*(\d{4}-\d{1,2}-\d{1,2})")
_QQ_HEAD = re.compile(r"(.{1,120})\n(\d{1,2}:\d{2}:\d{2}(?: ?[AP]M)?)(?:\n|\Z)", re.DOTALL)


@dataclass
class _Cells:
    """A table that is open: its rows as far as they are held, until it is known whether it is one.

    Attributes:
        number: as a table of the page; 0 until it is known to be one.
        flat: tables stand in it, so that it only puts things side by side. thin: it has one column; its rows are lines.
        down: what stands in a cell over several rows: column to (rows left, text).
    """

    number: int = 0
    flat: bool = False
    thin: bool = False
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    height: int = 0
    row: list[str] | None = None
    filled: dict[int, str] = field(default_factory=dict)
    down: dict[int, tuple[int, str]] = field(default_factory=dict)
    span: tuple[int, int] = (1, 1)
    in_cell: bool = False


class Page:
    """Makes pieces of the tags and texts of one page.

    Attributes:
        line: lines of its text so far.
    """

    def __init__(self) -> None:
        self._open: list[_Cells] = []
        # Tables within a table that is one for good: their texts stand in its cell.
        self._within = 0
        self._count = 0
        self.line = 0
        self._text: list[str] = []
        self._signs = 0
        self._preformatted = 0
        self._messages = 0
        self._day = ""
        self._is_qq = False

    def pieces(self, tokens: Iterable[Token]) -> Iterator[Piece]:
        """What the page shows, in the order in which it stands.

        Raises:
            Unreadable: what the tags raise, once what came before has been given.
        """
        problem: Unreadable | None = None
        try:
            for token in tokens:
                yield from self._token(token)
        except Unreadable as raised:
            problem = raised
        while self._open:
            yield from self._table_ended()
        yield from self._ended_line()
        if problem is not None:
            raise problem

    def _token(self, token: Token) -> Iterator[Piece]:
        what, name, raw = token
        if what == WORDS:
            self._text.append(name)
            self._signs += len(name)
            if self._signs > _LINE_SIGNS and not self._cell():
                yield from self._ended_line()
            return
        if what == ROW:
            yield from self._plain_row(cells(name))
            return
        if name == "input" and what == OPEN:
            self._text.append(f" {attributes(raw).get('value', '')} ")
            return
        if name == "pre":
            self._preformatted = max(0, self._preformatted + (1 if what == OPEN else -1))
        if name in _TABLE_TAGS:
            yield from _TABLE_TAGS[name](self, what, raw)
        elif name in _BREAKS:
            if self._cell():
                self._text.append("\v")
            else:
                yield from self._ended_line()

    def _cell(self) -> bool:
        """Whether what comes now stands in a cell that is being held."""
        return bool(self._open) and not self._open[-1].flat and self._open[-1].in_cell

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text, self._signs = [], 0
        blanks = _SPACES if self._preformatted else _BLANKS
        return "\n".join(filter(None, (blanks.sub(" ", line).strip() for line in text.split("\v"))))

    def _ended_line(self) -> Iterator[Piece]:
        for line in self._taken().split("\n"):
            if line:
                self.line += 1
                yield TEXT, self.line, (line,)

    # --- tables

    def _on_table(self, what: int, raw: str) -> Iterator[Piece]:
        if what == OPEN:
            if self._open and self._open[-1].number:
                self._within += 1
                self._text.append("\v")
            elif len(self._open) < MOST_DEPTH:
                if self._open:
                    yield from self._flattened(self._open[-1])
                yield from self._ended_line()
                self._open.append(_Cells())
        elif self._within:
            self._within -= 1
        elif self._open:
            yield from self._table_ended()

    def _on_row(self, what: int, raw: str) -> Iterator[Piece]:
        if not self._open or self._within:
            self._text.append("\v")
            return
        yield from self._row_ended(self._open[-1])
        if what == OPEN:
            self._open[-1].row = []

    def _plain_row(self, row: list[str]) -> Iterator[Piece]:
        """A row of the short way, if there is nothing in the way; else what its tags would have done."""
        cells = self._open[-1] if self._open else None
        if cells is None or self._within or cells.flat or cells.down or self._preformatted:
            yield from self._on_row(OPEN, "")
            for text in row:
                yield from self._on_cell(OPEN, "")
                self._text.append(text)
                yield from self._on_cell(CLOSE, "")
            yield from self._on_row(CLOSE, "")
            return
        yield from self._row_ended(cells)
        cells.row = row[:MOST_COLUMNS]
        yield from self._row_ended(cells)

    def _on_cell(self, what: int, raw: str) -> Iterator[Piece]:
        if not self._open or self._within:
            self._text.append("\v" if self._within else " ")
            return
        cells = self._open[-1]
        if cells.flat:
            yield from self._ended_line()
            return
        self._cell_ended(cells)
        if what == OPEN:
            if cells.row is None:
                cells.row = []
            self._text = []
            cells.in_cell = True
            spans = {name.lower(): int(size) for name, size in _SPAN.findall(raw)}
            cells.span = (max(1, spans.get("row", 1)), max(1, spans.get("col", 1)))

    def _cell_ended(self, cells: _Cells) -> None:
        if not cells.in_cell or cells.row is None:
            return
        cells.in_cell = False
        text = self._taken()
        # Columns that a cell from above still takes up.
        while len(cells.row) in cells.down and len(cells.row) < MOST_COLUMNS:
            self._from_above(cells)
        down, across = cells.span
        column = len(cells.row)
        if column >= MOST_COLUMNS:
            return
        cells.row.append(text)
        cells.row.extend([""] * min(across - 1, MOST_COLUMNS - len(cells.row)))
        if down > 1:
            for place in range(column, len(cells.row)):
                cells.down[place] = (down, text if place == column else "")

    def _from_above(self, cells: _Cells) -> None:
        assert cells.row is not None
        column = len(cells.row)
        cells.filled[column] = cells.down[column][1]
        cells.row.append("")

    def _row_ended(self, cells: _Cells) -> Iterator[Piece]:
        if cells.flat:
            yield from self._ended_line()
            return
        self._cell_ended(cells)
        if cells.row is None:
            # A caption, or what stands between rows where nothing should.
            yield from self._ended_line()
            return
        row = cells.row
        cells.row = None
        while len(row) in cells.down and len(row) < MOST_COLUMNS:
            cells.filled[len(row)] = cells.down[len(row)][1]
            row.append("")
        if any(row):
            # A row that has nothing of its own is only the lower half of the one above it.
            for column, text in cells.filled.items():
                row[column] = text
        cells.filled = {}
        cells.down = {column: (left - 1, text) for column, (left, text) in cells.down.items() if left > 1}
        cells.height += 1
        while row and not row[-1]:
            row.pop()
        if row:
            cells.rows.append((cells.height, row))
        if cells.number:
            yield from self._given(cells)
        elif cells.thin:
            yield from self._lines(cells)
        elif len(cells.rows) >= DECIDED_AT:
            yield from self._decided(cells)

    def _decided(self, cells: _Cells) -> Iterator[Piece]:
        """A table of one row or one column only puts things side by side or below one another."""
        if len(cells.rows) > 1 and sum(len(row) > 1 for _, row in cells.rows) * 2 >= len(cells.rows):
            self._count += 1
            cells.number = self._count
            yield from self._given(cells)
        else:
            cells.thin = True
            yield from self._lines(cells)

    def _lines(self, cells: _Cells) -> Iterator[Piece]:
        for _, row in cells.rows:
            yield from self._flat_row(row)
        cells.rows = []

    def _given(self, cells: _Cells) -> Iterator[Piece]:
        for height, row in cells.rows:
            yield cells.number, height, row
        cells.rows = []

    def _flattened(self, cells: _Cells) -> Iterator[Piece]:
        """What was held of a table with tables in it, as lines."""
        if not cells.flat:
            cells.flat = True
            yield from self._lines(cells)
            yield from self._flat_row([*(cells.row or []), self._taken()])
            cells.row, cells.in_cell = None, False

    def _flat_row(self, row: list[str]) -> Iterator[Piece]:
        if len(row) == 1 and (message := self._qq(row[0])) is not None:
            self._messages += 1
            yield CHAT, self._messages, message
            return
        text = "\t".join(filter(None, row)) if len(row) > 1 else "".join(row)
        for line in text.split("\n"):
            if line.strip():
                self.line += 1
                yield TEXT, self.line, (line,)

    def _table_ended(self) -> Iterator[Piece]:
        cells = self._open[-1]
        yield from self._row_ended(cells)
        if not cells.flat and not cells.thin and not cells.number:
            yield from self._decided(cells)
        self._open.pop()

    # --- what QQ saves as a page

    def _qq(self, cell: str) -> tuple[str, str, str] | None:
        """A message, if this is a page of QQ's (消息管理器) and the cell holds one."""
        if cell == "消息记录":
            self._is_qq = True
        if not self._is_qq:
            return None
        day = _QQ_DAY.match(cell)
        if day:
            self._day = day.group(1)
            return None
        head = _QQ_HEAD.match(cell)
        if head is None:
            return None
        return f"{self._day} {head.group(2)}".strip(), head.group(1), cell[head.end() :]


_TABLE_TAGS = {"table": Page._on_table, "tr": Page._on_row, "td": Page._on_cell, "th": Page._on_cell}
