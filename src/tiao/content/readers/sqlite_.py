"""SQLite databases: every table, row by row in the order in which SQLite keeps them.

The pages of the file are read one by one, so that a damaged page takes nothing with it but its own rows. SQLite itself
says what the columns of a table are. The names of the columns come out as row 0; the row number is the row's place in
its table, from 1. The number that SQLite keeps (rowid) is no use to a reader: in many programs it is a telephone or
account number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tiao.content.databases.sqlite_file import MAGIC, NoDatabase, Pages, beside
from tiao.content.databases.sqlite_rows import DAMAGED, Rows
from tiao.content.databases.sqlite_schema import Shape, shape_of
from tiao.content.extractions import as_messages
from tiao.content.reader import Chunk, Claim, Layout, Source, Table
from tiao.errors import Unreadable
from tiao.evidence.mask import mask_path
from tiao.model import Unread

_BESIDE = "Join it to a copy of the database with SQLite, and seal that copy as well."
_UNNAMED = "What the database says of the columns of a table is damaged; the table was read without their names."
# What SQLite keeps of each table: what it is, its name, the table that it belongs to, its first page, how it is made.
_MASTER = Shape((), (0, 1, 2, 3, 4), ("",) * 5)


@dataclass
class SqliteTable:
    """One table of a database."""

    name: str
    rows: Rows
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        return self.rows.chunks()


class Sqlite:
    """Reads SQLite databases, page by page: nothing in them is run, and nothing beside them is touched."""

    name = "sqlite@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "the signature of a SQLite database") if head.startswith(MAGIC) else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        with source.open() as stream:
            yield from _tables(source, stream)
        for what in beside(source):
            yield Unread(source.exhibit.id, "", what, _BESIDE)


def _tables(source: Source, stream: BinaryIO) -> Iterator[Table | Unread]:
    exhibit = source.exhibit
    try:
        pages = Pages.of(stream)
    except NoDatabase:
        raise Unreadable("The SQLite database is damaged at its start.", source.shown, DAMAGED) from None
    named = False
    empty: SqliteTable | None = None
    for part in _listed(pages, exhibit.id):
        if isinstance(part, Unread):
            named = True
            yield part
            continue
        name, root, statement = part
        shape = shape_of(statement)
        table = SqliteTable(name, Rows(pages, root, shape, exhibit.id, mask_path(name)))
        if _is_empty(table.rows):
            empty = empty or table
            continue
        named = True
        if shape is None:
            yield Unread(exhibit.id, table.rows.shown, _UNNAMED, DAMAGED)
        yield as_messages(table, [(-1, shape.names)]) if shape else table
        yield from table.rows.passed.entries(exhibit.id, table.rows.shown)
    if not named:
        # Tables without rows are passed over, but a database of nothing else is still on record.
        if empty is None:
            raise Unreadable("The database has no tables.", source.shown, DAMAGED)
        yield empty


def _listed(pages: Pages, exhibit: str) -> Iterator[tuple[str, int, str] | Unread]:
    """Name, first page and statement of each table that holds rows in this file, in the order in which they were made.

    Views and virtual tables show what other tables hold; tables that SQLite keeps for itself are left out.
    """
    for chunk in Rows(pages, 1, _MASTER, exhibit, "the list of tables").chunks():
        batch = chunk.batch()
        yield from batch.unread
        for row in range(len(batch)):
            kind, name, _, root, statement = batch.texts(row)
            if kind == "table" and root.isdecimal() and root != "0" and not name.lower().startswith("sqlite_"):
                yield name, int(root), statement


def _is_empty(rows: Rows) -> bool:
    """Whether a table is sound and has no rows."""
    first = next(rows.chunks(), None)
    return first is None or (not len(first.rows) and not first.unread)
