"""A part of the ledger as arrays, with each line judged: in total, in low, in high, in which class."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tiao.errors import IntegrityBroken
from tiao.findings.catalogue import STRIKING
from tiao.pieces import group
from tiao.pieces.rules import rules

_COLUMNS = ("more", "kinds", "struck", "doubts", "content", "content_full")
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


def count_lines(path: Path) -> int:
    """Lines of a part, from its footer."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        raise damaged(path) from None


def read_part(
    path: Path, values: Sequence[str], occurring: Collection[str] | None = None, without: Without | None = None
) -> Iterator[Judged]:
    """Reads one part, a row group at a time: small enough to stay in the cache; a record never goes over its end.

    Args:
        values: the key kinds whose tokens are wanted, strongest first.
        occurring: kinds that the part can hold; the columns of others are not read.
        without: takes records out first; None for none.

    Raises:
        IntegrityBroken: the part is missing or damaged.
    """
    more = without.columns if without is not None else ()
    wanted = list(dict.fromkeys((*_COLUMNS, *(n for n in values if occurring is None or n in occurring), *more)))
    try:
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                data = file.read_row_group(number, columns=wanted, use_threads=False)
                if without is not None:
                    data = without(data)
                    if not data.num_rows:
                        continue
                yield judge_table(data, values)
    except (OSError, pa.ArrowException):
        raise damaged(path) from None


def judge_table(data: pa.Table, values: Sequence[str]) -> Judged:
    """Judges ledger lines."""
    table = rules()
    n = data.num_rows
    more = data.column("more").to_numpy()
    kinds = data.column("kinds").to_numpy()
    struck = data.column("struck").to_numpy()
    doubts = data.column("doubts").to_numpy()
    rows, excluded = np.zeros((3, group.CLASSES), np.int64), np.zeros(STRIKING, np.int64)
    low_of, high_of, where = np.empty(n, np.uint8), np.empty(n, np.uint8), np.empty(n, np.uint8)
    nothing = group.judge(
        kinds, struck, doubts, more, table.identity, table.class_of, table.any_of, table.all_of, STRIKING,
        low_of, high_of, where, rows, excluded,
    )  # fmt: skip
    content, _ = _tokens(data.column("content"))
    full, has_full = _tokens(data.column("content_full"))
    held = [i for i, name in enumerate(values) if name in data.column_names and data.column(name).null_count < n]
    keys = np.empty((len(held), n, 2), np.uint64)
    present = np.empty((len(held), n), np.bool_)
    for k, i in enumerate(held):
        keys[k], present[k] = _tokens(data.column(values[i]))
    places = np.asarray(held, np.int64)
    return Judged(
        more, kinds, struck, doubts, content, full, has_full, keys, present, places, where, low_of, high_of, rows,
        excluded, int(nothing),
    )  # fmt: skip


def _tokens(column: pa.ChunkedArray) -> tuple[Tokens, npt.NDArray[np.bool_]]:
    """A token column as uint64, shape (lines, 2), and where it is not null."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], column.type)
    n = len(array)
    data = array.buffers()[1]
    if data is None or n == 0:
        return np.zeros((n, 2), np.uint64), np.zeros(n, np.bool_)
    tokens = np.frombuffer(data, np.uint64, count=2 * (n + array.offset))[2 * array.offset :].reshape(n, 2).view()
    if array.null_count == 0:
        return tokens, np.ones(n, np.bool_)
    return tokens, array.is_valid().to_numpy(zero_copy_only=False)
