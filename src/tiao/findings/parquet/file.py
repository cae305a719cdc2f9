"""A Parquet file of ledger columns: its columns, row group by row group, and its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.findings.parquet import heads, pages, thrift
from tiao.findings.parquet.heads import PLAIN, RLE, RLE_DICTIONARY

MAGIC = b"PAR1"
"""What a file begins and ends with."""
WRITER = "tiao version 1"
"""Whose hand a file says that it is by."""
_BOOLEAN, _INT32, _INT64, _FIXED = 0, 1, 2, 7
_REQUIRED, _OPTIONAL = 0, 1
_UINT_32, _UINT_64 = 13, 14
# Bytes around a column's values in a row group: headers, widths, the dictionary.
_AROUND = 1024 + 8 * pages.MOST_DISTINCT
_FOOT_A_COLUMN = 256
_TYPES: dict[str, tuple[int, int | None]] = {
    "int32": (_INT32, None), "int64": (_INT64, None), "uint32": (_INT32, _UINT_32), "uint64": (_INT64, _UINT_64),
    "bool": (_BOOLEAN, None), "token": (_FIXED, None),
}  # fmt: skip
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Column:
    """A column of the file.

    Attributes:
        name: letters. type: ``int32``, ``int64``, ``uint32``, ``uint64``, ``bool`` or ``token`` (16 bytes).
        optional: whether a line may have no value. few: whether so few different values are likely that each is
            written once, and then its number.
    """

    name: str
    type: str
    optional: bool = False
    few: bool = False


@dataclass(frozen=True, repr=False)
class Values:
    """A column's values in one row group.

    Attributes:
        data: of the column's type, (lines,); tokens as uint64, (lines, 2); None when no line has any.
        present: bool, (lines,); None when every line has one.
    """

    data: npt.NDArray[Any] | None
    present: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Stands:
    """Where a column of a row group stands.

    Attributes:
        begin, values, end: bytes; a dictionary stands before the page of values, if there is one.
    """

    begin: int
    values: int
    end: int

    def behind(self, place: int) -> Stands:
        """The same, where something begins at a place of the file."""
        return Stands(self.begin + place, self.values + place, self.end + place)


def room_of(columns: Sequence[Column], lines: int) -> int:
    """Bytes that a row group of so many lines takes at most."""
    wide = sum(17 if column.type == "token" else 9 for column in columns)
    return lines * wide + len(columns) * _AROUND + 4096


def room_of_foot(columns: int, groups: int) -> int:
    """Bytes that the foot of a file of so many columns and row groups takes at most."""
    return 4096 + (groups + 1) * columns * _FOOT_A_COLUMN


def foot(columns: Sequence[Column], groups: Sequence[tuple[int, Mapping[str, Stands]]]) -> bytes:
    """What stands at the end of a file, and says where everything else does.

    Args:
        groups: of each row group its lines and where its columns stand in the file, each of them.
    """
    done = []
    for lines, stands in groups:
        chunks = [_chunk(column, stands[column.name], lines) for column in columns]
        size = sum(stands[column.name].end - stands[column.name].begin for column in columns)
        done.append(thrift.struct(thrift.structs(1, chunks), thrift.i64(2, size), thrift.i64(3, lines)))
    root = thrift.struct(thrift.text(4, "schema"), thrift.i32(5, len(columns)))
    data = thrift.struct(
        thrift.i32(1, 2),
        thrift.structs(2, [root, *map(_element, columns)]),
        thrift.i64(3, sum(lines for lines, _ in groups)),
        thrift.structs(4, done),
        thrift.text(6, WRITER),
    )
    return data + len(data).to_bytes(4, "little") + MAGIC


def _chunk(column: Column, stands: Stands, lines: int) -> bytes:
    """What the foot says of a column in a row group."""
    has_dictionary = stands.values > stands.begin
    meta = [
        thrift.i32(1, _TYPES[column.type][0]),
        thrift.i32s(2, [PLAIN, RLE, RLE_DICTIONARY] if has_dictionary else [PLAIN, RLE]),
        thrift.texts(3, [column.name]),
        thrift.i32(4, 0),
        thrift.i64(5, lines),
        thrift.i64(6, stands.end - stands.begin),
        thrift.i64(7, stands.end - stands.begin),
        thrift.i64(9, stands.values),
    ]
    if has_dictionary:
        meta.append(thrift.i64(11, stands.begin))
    return thrift.struct(thrift.i64(2, stands.begin), thrift.inner(3, thrift.struct(*meta)))


def _element(column: Column) -> bytes:
    """A column in the schema."""
    kind, converted = _TYPES[column.type]
    fields = [thrift.i32(1, kind)]
    if kind == _FIXED:
        fields.append(thrift.i32(2, 16))
    fields += [thrift.i32(3, _OPTIONAL if column.optional else _REQUIRED), thrift.text(4, column.name)]
    if converted is not None:
        bits = 32 if converted == _UINT_32 else 64
        integer = thrift.struct(thrift.i8(1, bits), thrift.boolean(2, False))
        fields += [thrift.i32(6, converted), thrift.inner(10, thrift.struct(thrift.inner(10, integer)))]
    return thrift.struct(*fields)


def put(column: Column, values: Values, lines: int, out: Bytes, at: int) -> Stands:
    """Writes a column of a row group.

    Args:
        out: with the room that ``room_of`` says. at: where in it the column is to begin.
    """
    begin = at
    index = _index(column, values, lines)
    if index is not None:
        entries = index[1].view(np.uint8)
        at = _append(heads.of_dictionary(len(index[1]), len(entries)), out, at)
        at = _append(entries, out, at)
    values_at = at
    encoding = PLAIN if index is None else RLE_DICTIONARY
    level = b""
    if column.optional:
        level = pages.levels(values.present if values.data is not None else np.zeros(lines, np.bool_), lines)
    size = len(level) + _size(values, lines, column, index)
    at = _append(heads.of_data(size, lines, encoding), out, at)
    at = _append(level, out, at)
    return Stands(begin, values_at, _values(values, index, out, at))


_Index = tuple[npt.NDArray[np.uint16], npt.NDArray[Any]]


def _index(column: Column, values: Values, lines: int) -> _Index | None:
    """Of each line the number of its value, and the different values; None for a column without a dictionary."""
    if not column.few or values.data is None or not lines:
        return None
    distinct, index = np.empty(pages.MOST_DISTINCT, values.data.dtype), np.empty(lines, np.uint16)
    many = int(pages.number(values.data, distinct, index))
    return None if many < 0 else (index, distinct[:many])


def _size(values: Values, lines: int, column: Column, index: _Index | None) -> int:
    """Bytes of the values in a page, levels not counted."""
    if values.data is None:
        return 0
    if index is not None:
        return pages.index_size(lines, len(index[1]))
    if column.type == "bool":
        return -(-lines // 8)
    there = lines if values.present is None else int(np.count_nonzero(values.present))
    return there * (16 if column.type == "token" else values.data.itemsize)


def _values(values: Values, index: _Index | None, out: Bytes, at: int) -> int:
    data = values.data
    if data is None:
        return at
    if index is not None:
        return pages.put_index(index[0], len(index[1]), out, at)
    if data.dtype == np.bool_:
        return _append(np.packbits(data, bitorder="little"), out, at)
    if values.present is not None:
        return int(pages.put_tokens(data, values.present, out, at))
    return _append(np.ascontiguousarray(data).reshape(-1).view(np.uint8), out, at)


def _append(data: bytes | Bytes, out: Bytes, at: int) -> int:
    out[at : at + len(data)] = np.frombuffer(data, np.uint8) if isinstance(data, bytes) else data
    return at + len(data)
