"""The rows of one table out of what a walk gave, as batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from tiao.content.reader import Batch
from tiao.content.sql.state import CUT, EMPTY, FULL, LONG, TORN, UNREAD, Rows
from tiao.model import Unread

Ints = npt.NDArray[np.int64]

# Stretches of damaged rows of one chunk that are named one by one.
_MOST_NAMED = 100
_HINT = "Look at the place by hand; the other rows were read."
_WHAT = {
    TORN: ("A row is damaged: it does not end where a row must end.", _HINT),
    CUT: ("The dump breaks off within a row.", "Look for a whole copy of the dump."),
    LONG: ("A row is longer than 64 MB and was not read.", _HINT),
    UNREAD: ("Rows of COPY in the form of CSV are not read.", "Save the lines as a CSV file and seal that as well."),
}


def part_of(data: npt.NDArray[np.uint8], rows: Rows, count: int, table: int, exhibit: str, before: int) -> Batch:
    """The rows of one table among those that a walk gave.

    Args:
        count: rows that the walk gave, of all tables. before: rows of the table that stand before them in the dump.
    """
    mine = np.flatnonzero(rows.table[:count] == table)
    state = rows.state[mine]
    numbers = np.flatnonzero(state == FULL)
    full = mine[numbers]
    low = rows.first[full]
    counts = rows.first[full + 1] - low
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    if len(mine) == count:
        starts, ends = rows.starts[: first[-1]], rows.ends[: first[-1]]
    else:
        at = np.repeat(low - first[:-1], counts) + np.arange(first[-1])
        starts, ends = rows.starts[at], rows.ends[at]
    unread = [*_named(state, exhibit, before)]
    return Batch(data, starts, ends, first, numbers, len(mine), int((state == EMPTY).sum()), unread)


def _named(state: npt.NDArray[np.uint8], exhibit: str, before: int) -> Iterator[Unread]:
    bad = np.flatnonzero((state != FULL) & (state != EMPTY))
    if not len(bad):
        return
    # A run goes on while the next row is bad in the same way.
    breaks = np.flatnonzero((np.diff(bad) != 1) | (np.diff(state[bad].astype(np.int64)) != 0)) + 1
    runs = np.split(bad, breaks[:_MOST_NAMED])
    for run in runs:
        low, high = before + int(run[0]) + 1, before + int(run[-1]) + 1
        what, hint = _WHAT[int(state[run[0]])]
        yield Unread(exhibit, f"row {low}" if low == high else f"rows {low} to {high}", what, hint, len(run))


def compact(batch: Batch) -> Batch:
    """The same cells in memory of their own, with nothing between them."""
    lengths = batch.ends - batch.starts
    ends = np.cumsum(lengths)
    starts = ends - lengths
    data = batch.data[np.repeat(batch.starts - starts, lengths) + np.arange(ends[-1] if len(ends) else 0)]
    return Batch(data, starts, ends, batch.first, batch.rows, batch.height, batch.blank, batch.unread)


def joined(batches: Sequence[Batch]) -> Batch:
    """Batches one behind another; a header of no height can be the first."""
    if len(batches) == 1:
        return batches[0]
    data = np.concatenate([batch.data for batch in batches])
    bytes_before = np.cumsum([0, *(len(batch.data) for batch in batches[:-1])])
    cells_before = np.cumsum([0, *(len(batch.starts) for batch in batches[:-1])])
    rows_before = np.cumsum([0, *(batch.height for batch in batches[:-1])])
    many = [*zip(batches, bytes_before, cells_before, rows_before, strict=True)]
    first = [batch.first[1:] + cells for batch, _, cells, _ in many]
    return Batch(
        data,
        np.concatenate([batch.starts + begin for batch, begin, _, _ in many]),
        np.concatenate([batch.ends + begin for batch, begin, _, _ in many]),
        np.concatenate([np.zeros(1, np.int64), *first]),
        np.concatenate([batch.rows + rows for batch, _, _, rows in many]),
        sum(batch.height for batch in batches),
        sum(batch.blank for batch in batches),
        [entry for batch in batches for entry in batch.unread],
    )
