"""Arrow files and Feather: one table, batch by batch; the row number is the row's place in the file, from 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tiao.content.databases.arrow_rows import ArrowChunk, names_of
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Chunk, Claim, Layout, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

FILE_MAGIC = b"ARROW1\0\0"
_STREAM_MAGIC = b"\xff\xff\xff\xff"
_LONGEST_SCHEMA = 1 << 20
CHUNK_ROWS = 50_000
_WHOLE = "Look for a whole copy, or export it again and seal that copy as well."
_DAMAGED = "The Arrow file is damaged or cut short: what it says of its columns cannot be read."
_BATCH = "A batch of rows is damaged; nobody knows how many they were, and the rows behind are numbered without them."
_BREAKS_OFF = "The Arrow stream breaks off or is damaged; the rows before that place were read."


@dataclass
class ArrowTable:
    """The table of an Arrow file.

    Attributes:
        batches: gives the batches from the start; None for one that is damaged.
        broken: what is said where one is damaged.
    """

    schema: Any
    batches: Callable[[], Iterator[Any]]
    broken: str
    exhibit: str
    passed: PassedOver = field(default_factory=PassedOver)
    name: str = ""
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        self.passed.clear()
        header = names_of(self.schema)
        before = 0
        for batch in self.batches():
            if batch is None:
                unread = [Unread(self.exhibit, f"after row {before}", self.broken, _WHOLE)]
                yield ArrowChunk(None, self.passed, header, 0, 0, unread)
                header = []
                continue
            for start in range(0, max(1, batch.num_rows), CHUNK_ROWS):
                part = batch.slice(start, CHUNK_ROWS)
                yield ArrowChunk(part, self.passed, header, part.num_rows, part.nbytes)
                header = []
            before += batch.num_rows


def _of_file(file: Any) -> Iterator[Any]:
    for number in range(file.num_record_batches):
        try:
            batch = file.get_batch(number)
            # Offsets that point elsewhere would be followed.
            batch.validate(full=True)
        except Exception:
            yield None
        else:
            yield batch


def _of_stream(source: Source) -> Iterator[Any]:
    with source.open() as stream:
        batches = pa.ipc.open_stream(stream)
        while True:
            try:
                batch = batches.read_next_batch()
                batch.validate(full=True)
            except StopIteration:
                return
            except Exception:
                yield None
                return
            yield batch


def _is_stream(head: bytes) -> bool:
    """Whether bytes begin with the description of a table, as a stream does."""
    if not head.startswith(_STREAM_MAGIC) or not 0 < int.from_bytes(head[4:8], "little") < _LONGEST_SCHEMA:
        return False
    try:
        pa.ipc.read_schema(pa.BufferReader(head))
    except Exception:
        return False
    return True


class ArrowIpc:
    """Reads Feather (version 2) and Arrow IPC, files and streams, nested columns too."""

    name = "arrow@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if head.startswith(FILE_MAGIC):
            return Claim.YES, "the signature of an Arrow file (Feather)"
        return (Claim.YES, "begins as an Arrow stream") if _is_stream(head) else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        exhibit = source.exhibit
        with source.open() as stream:
            is_file = stream.read(len(FILE_MAGIC)) == FILE_MAGIC
            stream.seek(0)
            try:
                file = pa.ipc.open_file(stream) if is_file else pa.ipc.open_stream(stream)
                names_of(file.schema)
            except Exception:
                raise Unreadable(_DAMAGED, source.shown, _WHOLE) from None
            if is_file:
                table = ArrowTable(file.schema, lambda: _of_file(file), _BATCH, exhibit.id)
            else:
                table = ArrowTable(file.schema, lambda: _of_stream(source), _BREAKS_OFF, exhibit.id)
            yield table
            yield from table.passed.entries(exhibit.id, "")
