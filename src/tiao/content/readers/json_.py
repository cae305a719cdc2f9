"""JSON documents: every list of objects, wherever it stands, is a table named by its path.

A document is read once to learn the tables and their columns, and once more for each table, always in bounded memory.
The names of the columns come out as row 0; the row number of an element is its place in the list, from 1.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ijson

from tiao.content.encoding import detect, head_text
from tiao.content.json.cursor import Objects
from tiao.content.json.rows import Columns, all_text, flatten
from tiao.content.json.walk import Broken, Keyed, Row, Walk, row_of
from tiao.content.reader import Batch, Chunk, Claim, Layout, RowsChunk, Source, Table, pack
from tiao.model import Unread

if TYPE_CHECKING:
    from tiao.content.json.plain import PlainRows

CHUNK_ROWS = 20_000
CHUNK_TEXT = 16 << 20
MOST_TABLES = 16
"""Each table costs a pass. Further lists in a row stand as text in its cell, further lists outside in one table."""
REST = "$.*"
MOST_DEPTH = 3
"""Lists in rows of lists in rows: so deep do they become tables."""
FEW = 64
"""So few objects in a row are not worth a walk in machine code."""
WORTH_ANOTHER_LOOK = 1000
"""With so many objects left whose keys are not all known, they are looked at again once new ones are."""
_LOOKS_APART = 16


def _divided(objects: Objects, columns: Columns) -> tuple[PlainRows | None, Sequence[int]]:
    """The plain rows among objects, and the numbers of all others."""
    from tiao.content.json.plain import plain_elements

    few = len(objects) < FEW
    plain = None if few else plain_elements(objects.data, objects.begins, objects.ends, columns)
    return plain, plain.away[:, 0].tolist() if plain else range(len(objects))


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
                for found in Walk(self.source, self.keyed).rows():
                    if isinstance(found, Row):
                        self._learn_row(found)
                    else:
                        self._learn_rows(found.table, found.objects)
            except Keyed as found:
                self.keyed.add(found.path)
            except Broken:
                self.broken = True
                return
            else:
                return

    def _learn_row(self, row: Row) -> None:
        for table, value, _ in self._from(row, learning=True):
            known = self.tables[table]
            known.rows += 1
            if isinstance(value, dict):
                known.columns.learn(value)

    def _learn_rows(self, table: str, objects: Objects) -> None:
        """Plain rows, the keys of which are all known, teach nothing. When others have taught, the rest is cut anew."""
        known = self.tables[self._name(table, learning=True)]
        while len(objects):
            taken, columns = len(objects), len(known.columns.index)
            _, away = _divided(objects, known.columns)
            for at, number in enumerate(away):
                self._learn_row(row_of(table, objects[number]))
                worth = at >= _LOOKS_APART and len(away) - at > WORTH_ANOTHER_LOOK
                if worth and len(known.columns.index) > columns:
                    taken, away = number + 1, away[: at + 1]
                    break
            known.rows += taken - len(away)
            objects = objects.rest(taken)

    def pieces(self, table: str) -> Iterator[Objects | tuple[Any, str]]:
        """One table: objects in a row, or cells by name, a list or a scalar, and why a row could not be read."""
        try:
            for found in Walk(self.source, self.keyed).rows():
                if isinstance(found, Row):
                    yield from self._of(table, found)
                    continue
                name, objects = self._name(found.table, learning=False), found.objects
                if name == table:
                    yield objects
                elif table.startswith(f"{name}[]."):
                    # Plain rows hold no lists of objects.
                    for number in _divided(objects, self.tables[name].columns)[1]:
                        yield from self._of(table, row_of(name, objects[number]))
        except Broken:
            return

    def own(self, table: str, raw: bytes) -> tuple[Any, str]:
        """An object of this table: cells by name, without the lists that are tables; and why it could not be read."""
        return next(self._of(table, row_of(table, raw)))

    def _of(self, table: str, row: Row) -> Iterator[tuple[Any, str]]:
        for name, value, fault in self._from(row, learning=False):
            if name == table:
                yield value, fault

    def _from(self, row: Row, learning: bool) -> Iterator[tuple[str, Any, str]]:
        name = self._name(row.table, learning)
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

    def _name(self, table: str, learning: bool) -> str:
        """The table that holds the rows of this path."""
        name = self._admit(table, learning) or REST
        if name == REST and learning:
            self.tables.setdefault(REST, _Known())
        return name

    def _admit(self, name: str, learning: bool) -> str:
        """The name, if it is or may become a table; else ''."""
        if learning and name not in self.tables and len(self.tables) < MOST_TABLES:
            self.tables[name] = _Known()
        return name if name in self.tables else ""


@dataclass
class _Pile:
    """Rows of one chunk."""

    columns: Columns
    exhibit: str
    before: int
    """Rows of the table before this chunk."""
    rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    height: int = 0
    text: int = 0
    blank: int = 0
    unread: list[Unread] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Row -1 of the first chunk is row 0 of the table: the names stand in no row of their own.
        if self.before == 0 and self.columns.index:
            self.rows.append((-1, self.columns.header()))

    def put(self, number: int, value: Any, fault: str) -> None:
        """A row by its number in the chunk."""
        cells = self.columns.row(value) if isinstance(value, dict) else self.columns.other(value)
        if fault:
            hint = "Look at the element by hand; the others were read."
            self.unread.append(Unread(self.exhibit, f"row {self.before + number + 1}", fault, hint, 1))
        elif any(cell and not cell.isspace() for cell in cells):
            self.rows.append((number, cells))
            self.text += sum(map(len, cells))
        else:
            self.blank += 1
        self.height = number + 1


@dataclass
class ObjectsChunk:
    """Objects that stand one after another, each of which is a row."""

    document: Document
    name: str
    objects: Objects
    before: int
    size: int

    def batch(self) -> Batch:
        from tiao.content.json.plain import woven

        columns = self.document.tables[self.name].columns
        pile = _Pile(columns, self.document.source.exhibit.id, self.before)
        plain, away = _divided(self.objects, columns)
        for number in away:
            pile.put(number, *self.document.own(self.name, self.objects[number]))
        blank = pile.blank + (plain.batch.blank if plain else 0)
        batch = pack(pile.rows, len(self.objects), blank, pile.unread)
        return woven(plain.batch, batch) if plain else batch


@dataclass
class ListTable:
    """One list of a document."""

    document: Document
    name: str
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        pile = self._pile(0)
        for piece in self.document.pieces(self.name):
            if isinstance(piece, Objects) and len(piece) >= FEW:
                if pile.height:
                    yield _chunk(pile)
                before = pile.before + pile.height
                yield ObjectsChunk(self.document, self.name, piece, before, len(piece.data))
                pile = self._pile(before + len(piece))
                continue
            some = (self.document.own(self.name, raw) for raw in piece) if isinstance(piece, Objects) else (piece,)
            for value, fault in some:
                pile.put(pile.height, value, fault)
            if pile.height >= CHUNK_ROWS or pile.text >= CHUNK_TEXT:
                yield _chunk(pile)
                pile = self._pile(pile.before + pile.height)
        if pile.height:
            yield _chunk(pile)

    def _pile(self, before: int) -> _Pile:
        return _Pile(self.document.tables[self.name].columns, self.document.source.exhibit.id, before)


def _chunk(pile: _Pile) -> Chunk:
    return RowsChunk(pile.rows, pile.height, pile.text, pile.blank, pile.unread)


class Json:
    """Reads a JSON document, or several one after another."""

    name = "json@3"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        text = head_text(head, detect(head)).lstrip()
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
