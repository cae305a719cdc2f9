"""The ledger (台账) on disk: its columns, and how a batch of records becomes lines of it. No raw value stands in it.

One Parquet file for each part of a table. A line is a record, or (``more``) a further key value of the record before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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
            "row": _numbers(row.astype(np.int32) if row.max(initial=0) <= _MOST32 else row),
            "part": _numbers(self.part),
            "more": _numbers(self.more),
            "kinds": _numbers(self.kinds),
            "struck": _numbers(self.struck),
            "doubts": _numbers(self.doubts),
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


_MOST32 = 2**31 - 1


def _numbers(array: npt.NDArray[Any]) -> pa.Array:
    """An array as it lies; ``pa.array`` would load pandas to ask whether it is one of its own."""
    data = np.packbits(array, bitorder="little") if array.dtype == np.bool_ else np.ascontiguousarray(array)
    return pa.Array.from_buffers(pa.from_numpy_dtype(array.dtype), len(array), [None, pa.py_buffer(data)])


def _tokens(tokens: npt.NDArray[np.uint64], present: npt.NDArray[np.bool_] | None) -> pa.Array:
    data = pa.py_buffer(np.ascontiguousarray(tokens))
    valid = None if present is None else pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.FixedSizeBinaryArray.from_buffers(TOKEN, len(tokens), [valid, data])
