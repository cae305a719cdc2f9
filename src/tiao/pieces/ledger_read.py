"""A part of the ledger as arrays, with each line judged: in total, in low, in high, in which class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tiao.disk import Straight
from tiao.errors import IntegrityBroken
from tiao.findings.catalogue import STRIKING
from tiao.findings.parquet.file import WRITER
from tiao.pieces import judge
from tiao.pieces.rules import rules

_COLUMNS = ("more", "kinds", "struck", "doubts", "content")
Tokens = npt.NDArray[np.uint64]


@dataclass
class Judged:
    """Ledger lines and what they count as. Arrays of one entry a line; tokens uint64, shape (lines, 2).

    Attributes:
        more: a further value of the record before.
        where: bit 0 in total, bit 1 in low, bit 2 in high.
        low_of, high_of: class for total and low, class for high.
        full, has_full: tokens of the full content where something was struck.
        keys, present: tokens of the value kinds that occur, shape (kinds, lines, 2), strongest first; where they stand.
        places: int64, which of the kinds asked for they are.
        rows: int64 (3, classes). excluded: int64 (striking doubts,). not_identifying: records.
    """

    more: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.uint64]
    struck: npt.NDArray[np.uint64]
    doubts: npt.NDArray[np.uint32]
    content: Tokens
    full: Tokens
    has_full: npt.NDArray[np.bool_]
    keys: Tokens
    present: npt.NDArray[np.bool_]
    places: npt.NDArray[np.int64]
    where: npt.NDArray[np.uint8]
    low_of: npt.NDArray[np.uint8]
    high_of: npt.NDArray[np.uint8]
    rows: npt.NDArray[np.int64]
    excluded: npt.NDArray[np.int64]
    not_identifying: int

    @property
    def is_record(self) -> npt.NDArray[np.bool_]:
        return ~self.more

    def __len__(self) -> int:
        return len(self.more)


class Without(Protocol):
    """Takes records out of a row group before it is judged, whole records with their further values.

    Attributes:
        columns: what it looks at, beside the columns of every count.
    """

    @property
    def columns(self) -> Sequence[str]: ...

    def __call__(self, data: pa.Table) -> pa.Table: ...


def damaged(path: Path) -> IntegrityBroken:
    return IntegrityBroken(
        "A part of the ledger is missing or damaged.",
        f"ledger/{path.name}",
        "Run `tiao verify`, then `tiao find` again.",
    )


@dataclass(frozen=True)
class Stretch:
    """A part of a file.

    Attributes:
        begin, size: in bytes.
    """

    path: Path
    begin: int
    size: int


@dataclass(frozen=True)
class Place:
    """Where a column of one row group stands in its file.

    Attributes:
        begin, size: in bytes. dictionary: bytes of it before the page of values.
    """

    begin: int
    size: int
    dictionary: int


class Shape:
    """Lines and columns of a part, from its footer.

    Attributes:
        by_own_hand: whether its columns may be looked for where they lie: as they are, uncompressed.
    """

    def __init__(self, path: Path) -> None:
        """
        Raises:
            IntegrityBroken: the part is missing or damaged.
        """
        try:
            self._footer = pq.read_metadata(path)
            self.lines = int(self._footer.num_rows)
            self.row_groups = int(self._footer.num_row_groups)
            self.columns: list[str] = list(self._footer.schema.names)
            self.by_own_hand = self._footer.created_by == WRITER
        except (OSError, pa.ArrowException):
            raise damaged(path) from None
        self.path = path

    def lines_of(self, number: int) -> int:
        """Lines of a row group."""
        return int(self._footer.row_group(number).num_rows)

    def place(self, column: str, number: int) -> Place:
        """Where a column of a row group stands."""
        chunk = self._footer.row_group(number).column(self.columns.index(column))
        begin = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
        return Place(begin, chunk.total_compressed_size, chunk.data_page_offset - begin)

    def stretches(self, column: str) -> list[Stretch]:
        """Where a column stands in each row group."""
        places = (self.place(column, number) for number in range(self.row_groups))
        return [Stretch(self.path, place.begin, place.size) for place in places]

    def is_optional(self, column: str) -> bool:
        """Whether a line may have no value in a column."""
        return int(self._footer.schema.column(self.columns.index(column)).max_definition_level) > 0


def count_lines(path: Path) -> int:
    """Lines of a part."""
    return Shape(path).lines


def columns_of(path: Path) -> list[str]:
    """The columns that a part has."""
    return Shape(path).columns


def row_groups(
    path: Path, columns: Sequence[str], without: Without | None = None, only: int | None = None
) -> Iterator[pa.Table]:
    """Reads one part, a row group at a time: small enough to stay in the cache; a record never goes over its end.

    Args:
        columns: those wanted; what the part does not have is left out.
        without: takes records out first; None for none.
        only: the number of the one row group to read; all of them if not given.

    Raises:
        IntegrityBroken: the part is missing or damaged.
    """
    try:
        with closing(Straight(path)) as straight, pq.ParquetFile(pa.PythonFile(straight, mode="r")) as file:
            asked = dict.fromkeys((*columns, *(_COLUMNS if without else ())))
            asked |= dict.fromkeys(without.columns if without else ())
            wanted = [name for name in asked if name in file.schema_arrow.names]
            for number in range(file.num_row_groups) if only is None else (only,):
                data = file.read_row_group(number, columns=wanted, use_threads=False)
                yield data if without is None else without(data)
    except (OSError, pa.ArrowException):
        raise damaged(path) from None


def read_part(path: Path, values: Sequence[str], without: Without | None = None) -> Iterator[Judged]:
    """Reads one part, a row group at a time, and judges its lines.

    Args:
        values: the key kinds whose tokens are wanted, strongest first.
        without: takes records out first; None for none.

    Raises:
        IntegrityBroken: the part is missing or damaged.
    """
    for data in row_groups(path, (*_COLUMNS, "content_full", *values), without):
        if data.num_rows:
            yield judge_table(data, values)


def judge_table(data: pa.Table, values: Sequence[str]) -> Judged:
    """Judges ledger lines."""
    table = rules()
    n = data.num_rows
    more = numbers_of(data.column("more"))
    kinds = numbers_of(data.column("kinds"))
    struck = numbers_of(data.column("struck"))
    doubts = numbers_of(data.column("doubts"))
    rows, excluded = np.zeros((3, judge.CLASSES), np.int64), np.zeros(STRIKING, np.int64)
    low_of, high_of, where = np.empty(n, np.uint8), np.empty(n, np.uint8), np.empty(n, np.uint8)
    nothing = judge.judge(
        kinds, struck, doubts, more, table.identity, table.class_of, table.any_of, table.all_of, STRIKING,
        low_of, high_of, where, rows, excluded,
    )  # fmt: skip
    content, _ = tokens_of(data.column("content"))
    if "content_full" in data.column_names:
        full, has_full = tokens_of(data.column("content_full"))
    else:
        full, has_full = content, np.zeros(n, np.bool_)
    held = [i for i, name in enumerate(values) if name in data.column_names and data.column(name).null_count < n]
    keys = np.empty((len(held), n, 2), np.uint64)
    present = np.empty((len(held), n), np.bool_)
    for k, i in enumerate(held):
        keys[k], present[k] = tokens_of(data.column(values[i]))
    places = np.asarray(held, np.int64)
    return Judged(
        more, kinds, struck, doubts, content, full, has_full, keys, present, places, where, low_of, high_of, rows,
        excluded, int(nothing),
    )  # fmt: skip


def numbers_of(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """A column without nulls as an array of its type: numbers where they lie, truth values out of their bits."""
    array = _whole(column)
    n, data = len(array), array.buffers()[1]
    if array.type == pa.bool_():
        return _bits(data, array.offset, n)
    kind = np.dtype(str(array.type))
    return np.frombuffer(data, kind, count=n + array.offset)[array.offset :] if n else np.zeros(0, kind)


def tokens_of(column: pa.ChunkedArray) -> tuple[Tokens, npt.NDArray[np.bool_]]:
    """A token column as uint64, shape (lines, 2), and where it is not null."""
    array = _whole(column)
    n = len(array)
    valid, data = array.buffers()
    if data is None or n == 0:
        return np.zeros((n, 2), np.uint64), np.zeros(n, np.bool_)
    tokens = np.frombuffer(data, np.uint64, count=2 * (n + array.offset))[2 * array.offset :].reshape(n, 2).view()
    if array.null_count == 0:
        return tokens, np.ones(n, np.bool_)
    return tokens, _bits(valid, array.offset, n)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], column.type)
    return array


def _bits(data: pa.Buffer | None, offset: int, n: int) -> npt.NDArray[np.bool_]:
    """Bits of a buffer, lowest first, as truth values."""
    if data is None or n == 0:
        return np.zeros(n, np.bool_)
    bits = np.unpackbits(np.frombuffer(data, np.uint8), count=offset + n, bitorder="little")
    return bits[offset:].view(np.bool_)
