"""JSON documents: every list of objects, wherever it stands, is a table named by its path.

A document is read once to learn the tables and their columns, and once more for each table, always in bounded memory.
The names of the columns come out as row 0; the row number of an element is its place in the list, from 1.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import ijson

from tiao.content.encoding import decode_blocks, detect
from tiao.content.json_rows import Columns, all_text, flatten
from tiao.content.json_walk import Broken, Keyed, Row, Walk
from tiao.content.reader import Chunk, Claim, Layout, RowsChunk, Source, Table
from tiao.model import Unread

CHUNK_ROWS = 20_000
CHUNK_TEXT = 16 << 20
MOST_TABLES = 16
"""Each table costs a pass. Further lists in a row stand as text in its cell, further lists outside in one table."""
REST = "$.*"
MOST_DEPTH = 3
"""Lists in rows of lists in rows: so deep do they become tables."""


@dataclass
class _Known:
    """What the first pass learns of one table."""

    columns: Columns = field(default_factory=Columns)
    rows: int = 0


@dataclass
class Document:
    """The tables of one document, in the order in which their first rows stand in it.

    Attributes:
        tables: by path.
        keyed: paths of objects that are taken for lists with names.
        broken: the document breaks off.
    """

    source: Source
    tables: dict[str, _Known] = field(default_factory=dict)
    keyed: set[str] = field(default_factory=set)
    broken: bool = False

    def learn(self) -> None:
        """The first pass. It begins again when an object turns out to be a list with names."""
        while True:
            self.tables = {}
            try:
                for table, value, _ in self._rows(learning=True):
                    known = self.tables[table]
                    known.rows += 1
                    if isinstance(value, dict):
                        known.columns.learn(value)
            except Keyed as found:
                self.keyed.add(found.path)
            except Broken:
                self.broken = True
                return
            else:
                return

    def rows_of(self, table: str) -> Iterator[tuple[Any, str]]:
        """Values of one table: cells by name, a list or a scalar; and why a row could not be read."""
        try:
            for name, value, fault in self._rows(learning=False):
                if name == table:
                    yield value, fault
        except Broken:
            return

    def _rows(self, learning: bool) -> Iterator[tuple[str, Any, str]]:
        for row in Walk(self.source, self.keyed).rows():
            yield from self._from(row, learning)

    def _from(self, row: Row, learning: bool) -> Iterator[tuple[str, Any, str]]:
        name = self._admit(row.table, learning) or REST
        if name == REST and learning:
            self.tables.setdefault(REST, _Known())
        if not isinstance(row.value, dict):
            yield name, row.value, row.fault
            return
        queue: list[tuple[str, dict[str, Any], int]] = [(name, row.value, 0)]
        while queue:
            table, value, depth = queue.pop(0)
            flat = flatten(value, nested_tables=True)
            for column, objects in flat.nested:
                inner = self._admit(f"{table}[].{column}", learning) if depth < MOST_DEPTH else ""
                if inner:
                    queue.extend((inner, item, depth + 1) for item in objects)
                else:
                    flat.put(column, all_text(objects))
            yield table, flat.cells, ""

    def _admit(self, name: str, learning: bool) -> str:
        """The name, if it is or may become a table; else ''."""
        if learning and name not in self.tables and len(self.tables) < MOST_TABLES:
            self.tables[name] = _Known()
        return name if name in self.tables else ""


@dataclass
class ListTable:
    """One list of a document."""

    document: Document
    name: str
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        columns = self.document.tables[self.name].columns
        # Row -1 of the first chunk is row 0 of the table: the names stand in no row of their own.
        rows: list[tuple[int, Sequence[str]]] = [(-1, columns.header())] if columns.index else []
        height = blank = text = 0
        unread: list[Unread] = []
        for number, (value, fault) in enumerate(self.document.rows_of(self.name), 1):
            cells = columns.row(value) if isinstance(value, dict) else columns.other(value)
            if fault:
                unread.append(
                    Unread(
                        self.document.source.exhibit.id,
                        f"row {number}",
                        fault,
                        "Look at the element by hand; the others were read.",
                        1,
                    )
                )
            elif any(cell and not cell.isspace() for cell in cells):
                rows.append((height, cells))
                text += sum(map(len, cells))
            else:
                blank += 1
            height += 1
            if height >= CHUNK_ROWS or text >= CHUNK_TEXT:
                yield RowsChunk(rows, height, text, blank, unread)
                rows, height, blank, text, unread = [], 0, 0, 0, []
        if height:
            yield RowsChunk(rows, height, text, blank, unread)


class Json:
    """Reads a JSON document, or several one after another."""

    name = "json@2"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        encoding = detect(head)
        text = b"".join(decode_blocks(io.BytesIO(head), encoding)).lstrip()
        if not text.startswith((b"{", b"[")):
            return Claim.NO, ""
        scalars = keys = opened = 0
        try:
            for event, _ in ijson.basic_parse(io.BytesIO(text), multiple_values=True):
                keys += event == "map_key"
                opened += event.startswith("start")
                scalars += event in ("string", "number", "boolean", "null")
        except (ijson.JSONError, ValueError, ArithmeticError, OverflowError):
            # A head that ends within the document is no objection; `[12:01]` and `[note]` are no JSON.
            if not keys and scalars < 2 and opened < 3:
                return Claim.NO, ""
        return Claim.YES, "begins as a JSON object" if text.startswith(b"{") else "begins as a JSON list"

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        document = Document(source)
        document.learn()
        if not document.tables and not document.broken:
            # A document of nothing but brackets has no rows, and is on record all the same.
            document.tables["$"] = _Known()
        for name in document.tables:
            yield ListTable(document, name)
        if document.broken:
            read = sum(known.rows for known in document.tables.values())
            yield Unread(
                source.exhibit.id,
                f"after {read} rows",
                "The JSON document breaks off or is damaged; the rows before that place were read.",
                "Look for a whole copy; or repair the end by hand and seal that copy as well.",
            )
