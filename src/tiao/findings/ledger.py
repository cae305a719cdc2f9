"""The ledger (台账) on disk: its columns, and how a batch of records becomes lines of it. No raw value stands in it.

One Parquet file for each part of a table. A line is a record, or (``more``) a further key value of the record before.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tiao.findings.assemble import Records
from tiao.findings.catalogue import KEY_KINDS, names

FORMAT = "tiao.ledger/1"
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


def lines(
    records: Records,
    row: npt.NDArray[np.int64],
    content: npt.NDArray[np.uint64],
    full: npt.NDArray[np.uint64],
) -> pa.Table:
    """A batch of ledger lines.

    Args:
        records: the records of the batch.
        row: int64, shape (lines,): row numbers as a person sees them.
        content, full: tokens of the valid and of the full content, uint64, shape (lines, 2). ``full`` is kept where
            something was struck.
    """
    n = len(records.row)
    columns = [
        pa.array(row),
        pa.array(records.part),
        pa.array(records.more),
        pa.array(records.kinds),
        pa.array(records.struck),
        pa.array(records.doubts),
        _tokens(content, None),
        _tokens(full, records.struck != 0),
    ]
    for kind in KEY_KINDS:
        if kind in records.keys:
            tokens, present = records.keys[kind]
            columns.append(_tokens(tokens, None if present.all() else present))
        else:
            columns.append(_absent(n))
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def writer(path: Path) -> pq.ParquetWriter:
    """A writer of one part: no compression, for tokens have none; dictionaries for the few bit sets that occur."""
    few = ["part", "kinds", "struck", "doubts"]
    return pq.ParquetWriter(path, SCHEMA, compression="NONE", use_dictionary=few, write_statistics=False)


def _tokens(tokens: npt.NDArray[np.uint64], present: npt.NDArray[np.bool_] | None) -> pa.Array:
    data = pa.py_buffer(np.ascontiguousarray(tokens))
    if present is None:
        return pa.FixedSizeBinaryArray.from_buffers(TOKEN, len(tokens), [None, data])
    if not present.any():
        return _absent(len(tokens))
    valid = pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.FixedSizeBinaryArray.from_buffers(TOKEN, len(tokens), [valid, data])


_ZEROS: dict[int, pa.Buffer] = {}


def _absent(n: int) -> pa.Array:
    # One block of zeros serves all absent columns.
    size = 1 << max(16, (n * 16 - 1).bit_length())
    zeros = _ZEROS.get(size)
    if zeros is None:
        zeros = _ZEROS[size] = pa.py_buffer(np.zeros(size, np.uint8))
    valid = pa.py_buffer(np.zeros((n + 7) // 8, np.uint8))
    return pa.FixedSizeBinaryArray.from_buffers(TOKEN, n, [valid, zeros])
