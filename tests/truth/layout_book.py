"""Layouts of the real trade (tests/truth/layouts): files with a known truth, and the book in which it is kept.

Each layout is written three times, about other people each time: a CSV with a header, a list between four dashes
without one, a workbook with a title. What each row says goes into the book when the row is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from oracle.records import Record
from tiao.demo.cells import Cell as SheetCell
from tiao.demo.people import People
from tiao.demo.xlsx import Sheet, column_name, workbook
from truth.layout_cells import Cell, Said, Spec, Who, made, rewritten, spoilt

FOLDER = Path(__file__).parent / "layouts"
PEOPLE = 10
REPEATED, REWRITTEN, AGAIN, SPOILT = 4, 2, 3, 2
"""Rows that say the same once more, that say it in another form, that tell another event of the same person, and in
which a value is proven invalid; after them one of which nothing identifying is left, and one with running numbers."""


@dataclass(frozen=True)
class Layout:
    """One layout as its file says it. What is expected was written before anything was run.

    Attributes:
        columns: header word and what stands below it.
        class_: its class under the default reading. article: where that class stands.
        readings: positions (``question=position``) under which it is of another class, or not counted (``none``).
        limits: positions under which the program cannot tell what it ought to, and what it says instead.
        headerless: its class as far as values tell it without a header; ``none``: nobody is identified.
        cases: published cases about such lists, ``id`` or ``id/category``.
    """

    family: str
    id: str
    zh: str
    en: str
    columns: tuple[tuple[str, Spec], ...]
    class_: str
    article: str
    because: str
    readings: dict[str, str] = field(default_factory=dict)
    limits: dict[str, dict[str, str]] = field(default_factory=dict)
    headerless: str = ""
    cases: tuple[str, ...] = ()
    doubtful: str = ""

    def told(self, position: str) -> str:
        """The class that the program is to give under a position."""
        limit = self.limits.get(position)
        return limit["told"] if limit else self.readings.get(position, self.class_)


@dataclass
class File:
    """A file as it is seized, with its rows as cells, header included, and what each data row says."""

    name: str
    content: bytes
    rows: list[list[str]]
    book: list[Record]
    sound: list[Record]


@cache
def layouts() -> tuple[Layout, ...]:
    return tuple(layout for path in sorted(FOLDER.glob("*.yaml")) for layout in _of_family(path))


def _of_family(path: Path) -> Iterator[Layout]:
    raw: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    for entry in raw["layouts"]:
        entry["class_"] = entry.pop("class")
        entry["columns"] = tuple(pair for column in entry["columns"] for pair in column.items())
        entry["cases"] = tuple(entry.get("cases", ()))
        entry["headerless"] = entry.pop("headerless", {"class": "general"})["class"]
        yield Layout(family=path.stem, **entry)


def files(layout: Layout) -> list[File]:
    """The layout's three files; the same bytes at every call."""
    return _files(layout.id)


@cache
def _files(name: str) -> list[File]:
    layout = next(layout for layout in layouts() if layout.id == name)
    return [_csv(layout), _list(layout), _workbook(layout)]


def _csv(layout: Layout) -> File:
    rows = list(_rows(layout, "csv"))
    texts = [[header for header, _ in layout.columns], *([cell.text for cell in row] for row in rows)]
    content = "\ufeff" + "".join(",".join(line) + "\r\n" for line in texts)
    return _file(f"{layout.id}.csv", content.encode(), texts, rows, headed=True)


def _list(layout: Layout) -> File:
    rows = list(_rows(layout, "list"))
    texts = [[cell.text for cell in row] for row in rows]
    content = "".join("----".join(line) + "\n" for line in texts)
    return _file(f"{layout.id}.txt", content.encode("gb18030"), texts, rows, headed=False)


def _workbook(layout: Layout) -> File:
    rows = list(_rows(layout, "xlsx"))
    header = [header for header, _ in layout.columns]
    sheet = Sheet("Sheet1", merged=[f"A1:{column_name(len(header) - 1)}1"] if len(header) > 1 else [])
    sheet.add(f"{layout.zh}汇总表")
    sheet.add(*header)
    sheet.rows += [[_sheet_cell(cell) for cell in row] for row in rows]
    texts = [[f"{layout.zh}汇总表"], header, *([cell.text for cell in row] for row in rows)]
    return _file(f"{layout.id}.xlsx", workbook([sheet]), texts, rows, headed=True)


def _sheet_cell(cell: Cell) -> SheetCell:
    kind = cell.headed.values[0][0] if len(cell.headed.values) == 1 else ""
    return SheetCell(kind, cell.text)


def _file(name: str, content: bytes, texts: list[list[str]], rows: Sequence[Sequence[Cell]], headed: bool) -> File:
    book = [_record([cell.headed if headed else cell.bare for cell in row]) for row in rows]
    return File(name, content, texts, book, book[:PEOPLE])


def _record(cells: Sequence[Said]) -> Record:
    record = Record()
    for cell in cells:
        record.values += [value for value in cell.values if value not in record.values]
        for kind, text, reason in cell.struck:
            if (kind, text) not in record.struck:
                record.struck.append((kind, text))
            record.reasons[kind, text] = reason
            record.doubts.add(reason)
        record.doubts |= cell.doubts
    return record


def _rows(layout: Layout, form: str) -> Iterator[list[Cell]]:
    people = People(crc32(f"{layout.id} {form}".encode()))
    drawn = [(people.draw(), people.draw()) for _ in range(PEOPLE + SPOILT + 1)]

    def row(number: int, event: int = 0) -> list[Cell]:
        who = Who(*drawn[number], number, event)
        return [made(spec, place, who) for place, (_, spec) in enumerate(layout.columns)]

    for number in range(PEOPLE):
        yield row(number)
    for number in range(REPEATED):
        yield _renumbered(layout, row(number), row(number, 1))
    for number in range(REPEATED, REPEATED + REWRITTEN):
        yield _once(row(number), rewritten)
    for number in range(AGAIN):
        yield row(number, 2)
    for number in range(PEOPLE, PEOPLE + SPOILT):
        yield _once(row(number), spoilt)
    ends = (
        [_left(cell) for cell in row(PEOPLE + SPOILT)],
        [cell if cell.headed == cell.bare == Said() else Cell("") for cell in row(0, 5)],
    )
    yield from (cells for cells in ends if any(cell.text for cell in cells))


def _renumbered(layout: Layout, old: list[Cell], new: list[Cell]) -> list[Cell]:
    """The same information with other running numbers."""
    return [
        other if isinstance(spec, str) and spec in ("serial", "order", "waybill") else cell
        for cell, other, (_, spec) in zip(old, new, layout.columns, strict=True)
    ]


def _once(row: list[Cell], change: Any) -> list[Cell]:
    """The row with the first cell changed that can be."""
    for place, cell in enumerate(row):
        changed = change(cell)
        if changed is not None:
            return [*row[:place], changed, *row[place + 1 :]]
    return row


def _left(cell: Cell) -> Cell:
    """A name, or nothing but a number that is proven invalid."""
    if cell.headed.values[:1] and cell.headed.values[0][0] == "name":
        return cell
    return spoilt(cell) or Cell("")
