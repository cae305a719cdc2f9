"""Cards and calendars as tables: each component that holds something is a row, on the line where it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tiao.content.contacts.content_lines import Line, properties
from tiao.content.json.rows import Columns
from tiao.content.lines import line_blocks
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Chunk, Layout, RowsChunk, Source
from tiao.model import Unread

CHUNK_ROWS = 20_000
CHUNK_TEXT = 16 << 20
_BROKEN = "Lines are no part of a card or calendar and were passed over."
_BROKEN_HINT = "Look at the lines by hand; the others were read."
_OPEN = "The file ends within a card or entry and may be cut short; what stands of it was read."
_OPEN_HINT = "Look for a whole copy and seal that as well."
MOST_LINES, MOST_TEXT = 5_000, 16 << 20
"""Of one component: lines, and characters in them. More is no card and no entry."""
Cells = dict[str, str]


@dataclass
class Component:
    """One card or entry: its lines in order, those of components within it too.

    Attributes:
        begin: the line of its BEGIN, from 0.
        lines: (name of the component within it, or "", and the line).
        passed: values that are no text.
    """

    name: str
    begin: int
    lines: list[tuple[str, Line]] = field(default_factory=list)
    passed: int = 0
    size: int = 0

    def add(self, inner: str, line: Line) -> bool:
        """Adds a line, if there is room for it."""
        if len(self.lines) == MOST_LINES or self.size + len(line.value) > MOST_TEXT:
            return False
        self.lines.append((inner, line))
        self.size += len(line.value)
        self.passed += line.binary
        return True


def put(cells: Cells, name: str, text: str) -> None:
    """Adds a value under a column's name, with a number behind the name if it stands there already."""
    text = text.strip()
    if not text or text in (cells.get(name), cells.get(f"{name}2")):
        return
    column, number = name, 1
    while column in cells:
        number += 1
        column = f"{name}{number}"
    cells[column] = text


@dataclass
class ComponentTable:
    """The components of a file.

    Attributes:
        rows: names of the components that are rows.
        cells_of: a component as cells by column.
    """

    source: Source
    rows: frozenset[str]
    cells_of: Callable[[Component], Cells]
    name: str = ""
    layout: Layout = "table"
    passed: PassedOver = field(default_factory=PassedOver)

    def chunks(self) -> Iterator[Chunk]:
        self.passed.clear()
        columns = self._columns()
        reading = _Reading(self.source, self.rows)
        rows: list[tuple[int, Sequence[str]]] = [(-1, columns.header())] if columns.index else []
        before = text = blank = 0
        for component in reading.components():
            cells = columns.row(self.cells_of(component))
            self.passed.add(0, component.passed)
            if any(cell and not cell.isspace() for cell in cells):
                rows.append((component.begin - before, cells))
                text += sum(map(len, cells))
            else:
                blank += 1
            if len(rows) >= CHUNK_ROWS or text >= CHUNK_TEXT:
                yield RowsChunk(rows, component.begin + 1 - before, text, blank)
                before, rows, text, blank = component.begin + 1, [], 0, 0
        unread = reading.said()
        if rows or blank or unread or reading.height > before:
            yield RowsChunk(rows, max(0, reading.height - before), text, blank, unread)

    def _columns(self) -> Columns:
        columns = Columns()
        for component in _Reading(self.source, self.rows).components():
            columns.learn(self.cells_of(component))
        return columns


class _Reading:
    """One pass over a file.

    Attributes:
        height: lines seen.
    """

    def __init__(self, source: Source, rows: frozenset[str]) -> None:
        self._source = source
        self._rows = rows
        self._first_bad = self._bad = 0
        self._is_open = False
        self.height = 0

    def components(self) -> Iterator[Component]:
        """Components in the order in which they begin."""
        current: Component | None = None
        inner: list[str] = []
        around: list[str] = []
        for line in properties(line_blocks(self._source)):
            if isinstance(line, int):
                self.height = line + 1
                self._refuse(line)
                continue
            self.height = line.until
            word = line.value.strip().upper()
            if line.name == "BEGIN":
                if word in self._rows:
                    if current is not None:
                        # The end of the one before is missing.
                        yield current
                    current, inner = Component(word, line.number), []
                else:
                    (around if current is None else inner).append(word)
            elif line.name == "END":
                if current is not None and word == current.name:
                    yield current
                    current, inner = None, []
                elif word in (around if current is None else inner)[-1:]:
                    (around if current is None else inner).pop()
            elif current is not None and not current.add(inner[-1] if inner else "", line):
                self._refuse(line.number)
        self._is_open = current is not None or bool(around)
        if current is not None:
            yield current

    def _refuse(self, number: int) -> None:
        self._first_bad = self._first_bad or number + 1
        self._bad += 1

    def said(self) -> list[Unread]:
        """What is to be said of the file once it was read."""
        exhibit = self._source.exhibit.id
        unread = []
        if self._bad:
            where = f"row {self._first_bad}" + (f" and {self._bad - 1} further lines" if self._bad > 1 else "")
            unread.append(Unread(exhibit, where, _BROKEN, _BROKEN_HINT, self._bad))
        if self._is_open:
            unread.append(Unread(exhibit, f"after row {self.height}", _OPEN, _OPEN_HINT))
        return unread
