"""Parquet files: one table, row group by row group; the row number is the row's place in the file, from 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow.parquet as pq

from tiao.content.databases.arrow_rows import ArrowChunk, names_of
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Chunk, Claim, Layout, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

MAGIC, LOCKED = b"PAR1", b"PARE"
CHUNK_ROWS = 50_000
CHUNK_BYTES = 16 << 20
"""What a chunk holds, more or less; a row is never cut."""
MOST_ROWS = (1 << 31) - 2
"""Of a row group and of a file: more than any ledger numbers."""
_WHOLE = "Look for a whole copy, or export it again and seal that copy as well."
_DIRECTORY = "The Parquet file is damaged or cut short: its directory, which stands at its end, cannot be read."
_LOCKED = "Ask for the keys, save it without encryption and seal that copy as well."
_GROUP = "A row group is damaged; the rows of the other groups were read."


@dataclass
class ParquetTable:
    """The table of a Parquet file."""

    file: Any
    exhibit: str
    passed: PassedOver = field(default_factory=PassedOver)
    name: str = ""
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        self.passed.clear()
        header = names_of(self.file.schema_arrow)
        before = 0
        for group in range(self.file.metadata.num_row_groups):
            known = self.file.metadata.row_group(group)
            rows = known.num_rows
            if not 0 <= rows <= MOST_ROWS - before:
                yield ArrowChunk(None, self.passed, header if not before else (), 0, 0, [self._lost(before, 0)])
                return
            read = 0
            try:
                for batch in self.file.iter_batches(_rows_at_once(known), row_groups=[group], use_threads=False):
                    yield ArrowChunk(batch, self.passed, header, batch.num_rows, batch.nbytes)
                    header = []
                    read += batch.num_rows
            except Exception:
                # The library says what is wrong in many ways, and some of them quote the data.
                if read < rows:
                    lost = self._lost(before + read, rows - read)
                    yield ArrowChunk(None, self.passed, header, rows - read, 0, [lost])
                    header, read = [], rows
            before += read

    def _lost(self, before: int, rows: int) -> Unread:
        where = f"rows {before + 1} to {before + rows}" if rows else f"after row {before}"
        return Unread(self.exhibit, where, _GROUP, _WHOLE, rows)


def _rows_at_once(group: Any) -> int:
    wide = max(1, int(group.total_byte_size)) // max(1, int(group.num_rows))
    return max(1, min(CHUNK_ROWS, CHUNK_BYTES // max(1, wide)))


class Parquet:
    """Reads Parquet files, nested columns too."""

    name = "parquet@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        with source.open() as stream:
            if stream.seek(0, 2) >= 12 and head.startswith((MAGIC, LOCKED)):
                stream.seek(-4, 2)
                if stream.read(4) in (MAGIC, LOCKED):
                    return Claim.YES, "the signature of a Parquet file at both ends"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        exhibit = source.exhibit
        with source.open() as stream:
            stream.seek(-4, 2)
            if stream.read(4) == LOCKED:
                raise Unreadable("The Parquet file is encrypted.", source.shown, _LOCKED)
            stream.seek(0)
            try:
                file = pq.ParquetFile(stream, pre_buffer=False)
                names_of(file.schema_arrow)
            except Exception:
                raise Unreadable(_DIRECTORY, source.shown, _WHOLE) from None
            table = ParquetTable(file, exhibit.id)
            yield table
            yield from table.passed.entries(exhibit.id, "")
