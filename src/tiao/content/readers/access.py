"""Access databases (mdb, accdb), through mdbtools where the machine has it: every table that people made.

The row number is the row's place in its table, from 1, as mdbtools gives the rows. The names of the columns are row 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tiao.content.databases import mdbtools
from tiao.content.databases.mdbtools import Stopped
from tiao.content.reader import Chunk, Claim, Layout, RowsChunk, Source, Table
from tiao.errors import Unreadable
from tiao.evidence.mask import mask_path
from tiao.model import Unread

_MAGICS = (b"\0\1\0\0Standard Jet DB\0", b"\0\1\0\0Standard ACE DB\0")
CHUNK_ROWS = 20_000
CHUNK_TEXT = 16 << 20
_ABSENT = "It is an Access database, and mdbtools, with which it would be read, is not on this machine."
_INSTALL = "Install mdbtools (Debian: apt-get install mdbtools) and find in a new case; or export its tables as CSV."
_REPAIR = "Compact and repair a copy in Access, or export its tables as CSV, and seal that as well."
_DAMAGED = "The list of its tables cannot be read: the Access database is damaged, or encrypted under a password."
_NONE = "The Access database has no tables of its own; its data may stand in a second database."
_PART = "mdbtools could not read the table to its end; the rows before that place were read."
_LARGE = "An Access database of more than 2 GiB is none that Access wrote."


@dataclass
class AccessTable:
    """One table.

    Attributes:
        number: of the open descriptor.
    """

    name: str
    number: int
    exhibit: str
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        held: list[tuple[int, Sequence[str]]] = []
        before = height = text = blank = 0
        unread: list[Unread] = []
        shown = mask_path(self.name)
        try:
            for place, row in enumerate(mdbtools.rows(self.number, self.name)):
                if not place:
                    # Row -1 of the first chunk is row 0 of the table: the names stand in no row of their own.
                    held.append((-1, row))
                    continue
                if any(cell and not cell.isspace() for cell in row):
                    held.append((height, row))
                    text += sum(map(len, row))
                else:
                    blank += 1
                height += 1
                if height == CHUNK_ROWS or text >= CHUNK_TEXT:
                    yield RowsChunk(held, height, text, blank)
                    before += height
                    held, height, text, blank = [], 0, 0, 0
        except Stopped:
            unread.append(Unread(self.exhibit, f"{shown}, after row {before + height}", _PART, _REPAIR))
        known = mdbtools.count(self.number, self.name)
        if not unread and known is not None and known > before + height:
            what = f"The database says that the table has {known} rows, and {before + height} could be read."
            unread.append(Unread(self.exhibit, shown, what, _REPAIR, known - before - height))
        if held or height or unread:
            yield RowsChunk(held, height, text, blank, unread)


class Access:
    """Reads Access databases through mdbtools, where the machine has it."""

    name = "access@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "the signature of an Access database") if head.startswith(_MAGICS) else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        shown = source.shown
        if not mdbtools.are_here():
            raise Unreadable(_ABSENT, shown, _INSTALL)
        with source.open() as stream:
            if stream.seek(0, 2) > mdbtools.LARGEST:
                raise Unreadable(_LARGE, shown, _REPAIR)
            stream.seek(0)
            with mdbtools.handed_over(stream) as number:
                try:
                    names = mdbtools.tables(number)
                except Stopped:
                    raise Unreadable(_DAMAGED, shown, _REPAIR) from None
                if not names:
                    raise Unreadable(_NONE, shown, _REPAIR)
                for name in names:
                    yield AccessTable(name, number, source.exhibit.id)
