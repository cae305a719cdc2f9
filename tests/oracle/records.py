"""Recognition, section 5: records, one for what a row, a line or a message says about one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from oracle.catalogue import KEY_KINDS
from oracle.cells import Found, Value, cell
from oracle.layout import Layout, Row, find_layout, is_total
from oracle.text import Item, text


@dataclass
class Record:
    """Values in the order in which they stand, each once; struck ones with their reasons; all doubts."""

    values: list[Value] = field(default_factory=list)
    struck: list[Value] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    reasons: dict[Value, str] = field(default_factory=dict)

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.values}

    @property
    def struck_kinds(self) -> set[str]:
        return {kind for kind, _ in self.struck}

    def add(self, found: Found) -> None:
        self.values += [value for value in found.values if value not in self.values]
        self.struck += [value for value in found.struck if value not in self.struck]
        self.reasons.update(found.reasons)
        self.doubts |= found.doubts
        if "uscc" in self.kinds:
            self.doubts.add("company")


@dataclass
class TableResult:
    """One entry per row as read: its record, or None for headers, titles and totals."""

    records: list[Record | None]
    layout: Layout
    held_back: int = 0


def table(rows: Sequence[Row], year_max: int, spreadsheet: bool = False) -> TableResult:
    """The records of a table whose blank rows the reader has left out."""
    layout = find_layout(rows, year_max)
    result = TableResult([], layout)
    header = None if layout.header is None else list(rows[layout.header])
    for index, row in enumerate(rows):
        title = layout.header is not None and index <= layout.header
        if title or list(row) == header or (spreadsheet and is_total(row)):
            result.records.append(None)
            continue
        record = Record()
        for place, raw in enumerate(row):
            role = layout.roles[place] if place < len(layout.roles) else "open"
            gates = layout.gates[place] if place < len(layout.roles) else layout.beyond
            found = cell(role, raw, year_max, gates)
            result.held_back += found.held_back
            record.add(found)
        result.records.append(record)
    return result


def split(items: Sequence[Item]) -> list[list[Item]]:
    """One list of values for each record of a line or message; only valid values decide where a record starts."""
    valid = [item for item in items if not item.struck]
    keys = [item for item in valid if item.kind in KEY_KINDS]
    if not keys:
        return [list(items)]
    strongest = min((item.kind for item in keys), key=KEY_KINDS.index)
    persons = len({item.canonical for item in keys if item.kind == strongest})
    if persons < 2:
        return [list(items)]
    first_kind = valid[0].kind
    if sum(item.kind == first_kind for item in valid) < persons:
        first_kind = strongest
    parts: list[list[Item]] = [[]]
    started = False
    for item in items:
        if item.kind == first_kind and not item.struck:
            if started:
                parts.append([])
            started = True
        parts[-1].append(item)
    return parts


def line(raw: str, year_max: int) -> list[Record]:
    """The records of one line or message; a line that says nothing is one record without values."""
    records = []
    for items in split(text(raw, year_max)):
        record, found = Record(), Found()
        for item in items:
            if item.struck:
                found.strike(item.kind, item.canonical, min(item.doubts))
            else:
                found.add(item.kind, item.canonical, *item.doubts)
        record.add(found)
        records.append(record)
    return records


def lines(rows: Sequence[str], year_max: int) -> list[list[Record]]:
    """The records of each line of a text."""
    return [line(raw, year_max) for raw in rows]


def chat(messages: Sequence[tuple[str, str, str]], year_max: int) -> list[list[Record]]:
    """The records of each message: time and sender are participants and give no values."""
    return [line(message, year_max) for _time, _sender, message in messages]
