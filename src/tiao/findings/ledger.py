"""The ledger (台账) on disk: its columns, and how a batch of records becomes lines of it. No raw value stands in it.

One Parquet file for each part of a table. A line is a record, or (``more``) a further key value of the record before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tiao.case import writing
from tiao.disk import Pages, write_straight
from tiao.findings.catalogue import KEY_KINDS, names

FORMAT = "tiao.ledger/2"
TOKEN = pa.binary(16)
SCHEMA = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("part", pa.int32(), nullable=False),
        pa.field("more", pa.bool_(), nullable=False),
        pa.field("kinds", pa.uint64(), nullable=False),
        pa.field("struck", pa.uint64(), nullable=False),
        pa.field("doubts", pa.uint32(), nullable=False),
        pa.field("content", TOKEN, nullable=False),
        pa.field("content_full", TOKEN, nullable=True),
        *(pa.field(names()[kind], TOKEN, nullable=True) for kind in KEY_KINDS),
    ]
)
"""All columns. A part leaves out those of ``content_full`` and of the key kinds that no line of it has, and numbers its
rows in 32 bits where these are enough."""
REQUIRED = SCHEMA.names[: SCHEMA.get_field_index("content_full")]


@dataclass
class Lines:
    """Lines of the ledger, as arrays. Shapes are (lines,) unless said.

    Attributes:
        row: int64 or int32, row numbers as a person sees them. part: int32, nth record in the row, from 1.
        more: bool, a further key value of the record before, no record of its own.
        kinds, struck: uint64 bit sets. doubts: uint32 bit set.
        content: uint64 (lines, 2). full: the same of the full content, or None when nothing is struck.
        keys: for each key kind that occurs, (tokens uint64 (lines, 2), present bool).
    """

    row: npt.NDArray[np.signedinteger[Any]]
    part: npt.NDArray[np.int32]
    more: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.uint64]
    struck: npt.NDArray[np.uint64]
    doubts: npt.NDArray[np.uint32]
    content: npt.NDArray[np.uint64]
    full: npt.NDArray[np.uint64] | None
    keys: dict[int, tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]]

    def __len__(self) -> int:
        return len(self.row)

    def table(self, base: int = 0) -> pa.Table:
        """The lines as columns of ``SCHEMA``, those that do not occur left out.

        Args:
            base: added to the row numbers.
        """
        row = self.row.astype(np.int64) + base
        columns = {
            "row": pa.array(row.astype(np.int32) if row.max(initial=0) <= _MOST32 else row),
            "part": pa.array(self.part),
            "more": pa.array(self.more),
            "kinds": pa.array(self.kinds),
            "struck": pa.array(self.struck),
            "doubts": pa.array(self.doubts),
            "content": _tokens(self.content, None),
        }
        if self.full is not None:
            columns["content_full"] = _tokens(self.full, self.struck != 0)
        for kind, (tokens, present) in self.keys.items():
            columns[names()[kind]] = _tokens(tokens, None if present.all() else present)
        schema = pa.schema(
            [SCHEMA.field(name).with_type(columns[name].type) for name in SCHEMA.names if name in columns]
        )
        return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


def write(path: Path, groups: Sequence[pa.Table]) -> tuple[int, str]:
    """Writes one part: no compression, for tokens have none; dictionaries for the few bit sets that occur.

    Each group of lines becomes a row group. A column that is never empty is written as such, which is quicker to read.
    The part is made in memory, so that its digest is of the bytes that were meant, and then written at one go.

    Returns:
        Its size in bytes and its SHA-256, lower-case hex.

    Raises:
        Misuse: disk full, no rights.
    """
    if not groups:
        groups = [SCHEMA.empty_table().select(REQUIRED)]
    schema = pa.schema(
        [
            SCHEMA.field(name).with_nullable(
                any(name not in group.column_names or group.column(name).null_count for group in groups)
            )
            for name in SCHEMA.names
            if any(name in group.column_names for group in groups)
        ]
    )
    if all(group.schema.field("row").type == pa.int32() for group in groups):
        schema = schema.set(0, schema.field("row").with_type(pa.int32()))
    few = ["part", "kinds", "struck", "doubts"]
    memory = _pages.of(sum(_most(schema, group.num_rows) for group in groups) + _FOOT)
    with pa.FixedSizeBufferWriter(pa.py_buffer(memory)) as sink:
        with pq.ParquetWriter(
            sink, schema, compression="NONE", use_dictionary=few, write_statistics=False, data_page_size=_PAGE
        ) as out:
            for group in groups:
                out.write_table(pa.Table.from_arrays([_column(group, field) for field in schema], schema=schema))
        size = int(sink.tell())
    with writing(path.name):
        write_straight(path, memory, size)
    return size, hashlib.sha256(memory[:size].data).hexdigest()


def _most(schema: pa.Schema, lines: int) -> int:
    """Bytes that a row group of so many lines can take, its headers included: more than enough."""
    plain = sum(max(1, int(column.type.bit_width) // 8) + 1 for column in schema)
    return lines * plain + len(schema) * (64 << 10)


_PAGE = 4 << 20
_FOOT = 4 << 20
_pages = Pages()
_MOST32 = 2**31 - 1


def _column(group: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if field.name in group.column_names:
        return group.column(field.name).cast(field.type)
    return pa.nulls(group.num_rows, field.type)


def _tokens(tokens: npt.NDArray[np.uint64], present: npt.NDArray[np.bool_] | None) -> pa.Array:
    data = pa.py_buffer(np.ascontiguousarray(tokens))
    valid = None if present is None else pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.FixedSizeBinaryArray.from_buffers(TOKEN, len(tokens), [valid, data])
