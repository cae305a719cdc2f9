"""SQL dumps: what mysqldump, pg_dump and other programs write to make a database again.

The file is gone through once to learn its tables, and once more for the rows of each. The row number is the place of
the row among those of its table, from 1, in file order; the column names come out as row 0.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tiao.content.encoding import SAMPLE, Encoding, detect, detect_stream, head_text
from tiao.content.reader import Batch, Chunk, Claim, Layout, Source, Table, pack
from tiao.content.sql.dialect import dialect, looks_like_dump
from tiao.model import Unread

if TYPE_CHECKING:
    from tiao.content.sql.survey import Piece, Stretch, Survey

# A table's first chunk, by which its columns are told, has so many rows if there are so many.
_ROWS_AT_LEAST = 1024
# Small tables are taken out of the file together, as many as hold so many bytes.
_TOGETHER = 32 << 20


class SqlDump:
    """Reads SQL dumps of MySQL, PostgreSQL, SQL Server, Oracle and their like."""

    name = "sql_dump@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        text = _text(head, detect(head))
        if not looks_like_dump(text, source.name.lower().endswith(".sql")):
            return Claim.NO, ""
        return Claim.YES, "SQL statements that make tables or hold rows"

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        from tiao.content.sql.survey import damage, survey

        with source.open() as stream:
            encoding = source.encoding or detect_stream(stream)
            stream.seek(0)
            found = survey(stream, encoding, dialect(_text(stream.read(SAMPLE), encoding)))
        shelf = _Shelf(source, found)
        for number in range(len(found.schema.tables)):
            yield DumpTable(source, found, number, shelf)
        for what, hint in damage(found):
            yield Unread(source.exhibit.id, "", what, hint)


class DumpTable:
    """The rows of one table of a dump, which may stand in several places."""

    layout: Layout = "table"

    def __init__(self, source: Source, found: Survey, number: int, shelf: _Shelf) -> None:
        self.name = found.schema.name(number)
        self.details = {"encoding": found.encoding.name, "dialect": found.dialect.name}
        self._source = source
        self._found = found
        self._number = number
        self._shelf = shelf

    def chunks(self) -> Iterator[Chunk]:
        header = self._found.schema.tables[self._number].header()
        parts: list[_Part] = []
        rows = 0
        for part in self._parts():
            parts.append(part)
            rows += part.stretch.rows[self._number]
            if rows >= _ROWS_AT_LEAST:
                yield DumpChunk(parts, header, sum(part.size for part in parts))
                parts, rows, header = [], 0, []
        if parts:
            yield DumpChunk(parts, header, sum(part.size for part in parts))

    def _parts(self) -> Iterator[_Part]:
        """What each stretch holds of the table, still to be read."""
        found, number = self._found, self._number
        shelved = self._shelf.group_of(number)
        before = 0
        own = [(at, stretch) for at, stretch in enumerate(found.stretches) if number in stretch.rows]
        pieces = iter(()) if shelved else _pieces(self._source, found, [at for at, _ in own])
        for at, stretch in own:
            piece = next(pieces, None)
            yield _Part(self._shelf, number, at, stretch, before, piece)
            before += stretch.rows[number]


@dataclass
class _Part:
    """The rows of a table in one stretch; ``piece`` is None where the shelf has them."""

    shelf: _Shelf
    number: int
    at: int
    stretch: Stretch
    before: int
    piece: Piece | None

    @property
    def size(self) -> int:
        """Bytes of the file, where several tables share them in the measure of their cells."""
        cells = self.stretch.cells
        return self.stretch.read * cells[self.number] // max(1, sum(cells.values()))

    def batch(self) -> Batch:
        if self.piece is None:
            return self.shelf.take(self.number, self.at)
        return self.shelf.walked(self.piece, self.stretch, [self.number], [self.before])[0]


@dataclass
class DumpChunk:
    """Some rows of a table, still to be read; to be read once, because they are changed in place.

    Attributes:
        header: names of the columns, for the first chunk of a table.
    """

    parts: list[_Part]
    header: list[str]
    size: int

    def batch(self) -> Batch:
        from tiao.content.sql.batches import compact, joined

        names = [pack([(-1, self.header)], 0)] if self.header else []
        batches = [part.batch() for part in self.parts]
        if len(batches) > 1:
            batches = [compact(batch) for batch in batches]
        return joined([*names, *batches])


class _Shelf:
    """Takes rows out of a dump; those of small tables for several tables at once, so that it is not read once for each.

    What it holds are the rows of one group of small tables.
    """

    def __init__(self, source: Source, found: Survey) -> None:
        from tiao.content.sql.survey import Walker

        self._source = source
        self._found = found
        self._walker = Walker(found)
        self._groups = _groups(found)
        self._held: tuple[int, ...] = ()
        self._parts: dict[tuple[int, int], Batch] = {}
        self._lock = threading.Lock()

    def group_of(self, number: int) -> tuple[int, ...]:
        """The small tables that are read with this one; nothing for a table that is read alone."""
        return self._groups.get(number, ())

    def walked(self, piece: Piece, stretch: Stretch, numbers: list[int], before: list[int]) -> list[Batch]:
        """The rows of some tables in one piece."""
        from tiao.content.sql.batches import part_of
        from tiao.content.sql.state import ROWS, room

        vector, rows, _ = self._walker.walk(piece, stretch.state, room(piece.size // 16 + 64, piece.size // 128 + 64))
        count, data = int(vector[ROWS]), piece.data[: piece.size]
        exhibit = self._source.exhibit.id
        return [
            part_of(data, rows, count, number, exhibit, rows_before)
            for number, rows_before in zip(numbers, before, strict=True)
        ]

    def take(self, number: int, at: int) -> Batch:
        """The rows of a small table in one stretch, as a copy that may be changed."""
        from tiao.content.sql.batches import compact

        with self._lock:
            if number not in self._held:
                self._load(self._groups[number])
            return compact(self._parts[number, at])

    def _load(self, group: tuple[int, ...]) -> None:
        from tiao.content.sql.batches import compact

        self._held, self._parts = group, {}
        before = dict.fromkeys(group, 0)
        stretches = self._found.stretches
        wanted = [at for at, stretch in enumerate(stretches) if not stretch.rows.keys().isdisjoint(group)]
        for at, piece in zip(wanted, _pieces(self._source, self._found, wanted), strict=True):
            here = [number for number in group if number in stretches[at].rows]
            batches = self.walked(piece, stretches[at], here, [before[number] for number in here])
            for number, batch in zip(here, batches, strict=True):
                self._parts[number, at] = compact(batch)
                before[number] += batch.height


def _pieces(source: Source, found: Survey, wanted: list[int]) -> Iterator[Piece]:
    """The pieces of the dump at which some stretches begin."""
    from tiao.content.sql.survey import Pieces

    pieces, following = None, -1
    with source.open() as stream:
        for at in wanted:
            stretch = found.stretches[at]
            if pieces is None or at != following:
                pieces = Pieces(stream, found.encoding, stretch.place)
            piece = pieces.next()
            pieces.use(piece, stretch.used)
            following = at + 1
            yield piece


def _groups(found: Survey) -> dict[int, tuple[int, ...]]:
    """The small tables that are read together, by each of them."""
    cells = [0] * len(found.schema.tables)
    for stretch in found.stretches:
        for number, size in stretch.cells.items():
            cells[number] += size
    groups: list[list[int]] = [[]]
    total = 0
    for number, size in enumerate(cells):
        if size > _TOGETHER:
            continue
        if total + size > _TOGETHER:
            groups.append([])
            total = 0
        groups[-1].append(number)
        total += size
    return {number: tuple(group) for group in groups if len(group) > 1 for number in group}


def _text(head: bytes, encoding: Encoding) -> str:
    return head_text(head, encoding).decode("utf-8", "replace").replace("\r\n", "\n")
