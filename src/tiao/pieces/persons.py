"""``by_person@2``: natural persons, joined by any shared valid identifier (docs/reference/counting.md)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.case import Case
from tiao.errors import Misuse
from tiao.findings.catalogue import STRIKING, names
from tiao.findings.found import ledger_parts
from tiao.pieces import group, union
from tiao.pieces.ledger_read import Judged, count_lines, read_part
from tiao.pieces.linked import Linked, linked
from tiao.pieces.rebut import REASONS
from tiao.pieces.rebutted import OfTable, Rebutted, Sparing
from tiao.pieces.rules import rules
from tiao.pieces.ties import ties_of

Progress = Callable[[str, int, int], None]
# Bytes of entries held at once; more are joined in several passes over the ledger.
MEMORY = 1_000_000_000
# Entries in one partition.
PARTITION = 400_000
ENTRY = 24
# The largest persons that a count names by their size.
LARGEST = 10


@dataclass
class Persons:
    """The ledger as natural persons.

    Attributes:
        parent: int, shape (lines,): for each line of the ledger the first record of the same person, as its line.
        state: uint8, shape (lines,): what the line's record is, see ``union``; 0 for what does not count.
        records: int32, shape (lines,): at each first record, how many the person has.
        counted: int64, shape (3, classes): persons once in each class, in total, low and high.
        rows: the same for records. excluded: int64 (striking doubts,). not_identifying: records.
        rebutted: int64 (grounds,): records that rebuttals take out of total, by ground.
        firsts: the line at which each part of the ledger begins.
    """

    parent: npt.NDArray[np.int32]
    state: npt.NDArray[np.uint8]
    records: npt.NDArray[np.int32]
    counted: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    excluded: npt.NDArray[np.int64]
    not_identifying: int
    rebutted: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]

    @property
    def sizes(self) -> npt.NDArray[np.int32]:
        """Records of each person in total, the largest first."""
        roots = np.unique(self.parent[(self.state & union.IN_TOTAL) != 0])
        return -np.sort(-self.records[roots])


@dataclass
class _Group:
    """The entries of one row group, ordered by partition."""

    entries: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]


@dataclass
class _Read:
    """One part of the ledger, read for one pass."""

    groups: list[_Group] = field(default_factory=list)
    rows: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, group.CLASSES), np.int64))
    excluded: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(STRIKING, np.int64))
    not_identifying: int = 0


def persons(
    case: Case,
    decided: Linked | None = None,
    rebutted: Rebutted | None = None,
    progress: Progress | None = None,
) -> Persons:
    """Joins the records of a case to persons.

    Memory: nine bytes for each line of the ledger, and ``MEMORY`` for what is joined at a time.

    Args:
        decided: what people decided about persons; what stands in the case if not given.
        rebutted: what rebuttals take out; what stands in the case if not given.
        progress: called with (what, steps done, steps in all).

    Raises:
        Misuse: no ledger, more than two thousand million lines, or a decision names a record that is not there.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    decided = linked(case) if decided is None else decided
    parts = ledger_parts(case)
    many = [count_lines(path) for _, path in parts]
    firsts = np.cumsum([0, *many]).astype(np.int64)
    lines = int(firsts[-1])
    ties = ties_of(case, decided, lines)
    nodes = lines + len(decided.links)
    if nodes > np.iinfo(np.int32).max:
        raise Misuse(
            "The ledger has too many lines for this method.", "by_person@2", "Count by the other methods instead."
        )
    out = Persons(
        parent=np.arange(nodes, dtype=np.int32),
        state=np.zeros(nodes, np.uint8),
        records=np.zeros(nodes, np.int32),
        counted=np.zeros((3, group.CLASSES), np.int64),
        rows=np.zeros((3, group.CLASSES), np.int64),
        excluded=np.zeros(STRIKING, np.int64),
        not_identifying=0,
        rebutted=np.zeros(len(REASONS), np.int64),
        firsts=firsts,
    )
    rebutted = Rebutted.standing(case) if rebutted is None else rebutted
    grounds = np.zeros(nodes if rebutted else 0, np.uint8)
    for partition in _partitions(parts, out, _Reader(decided.tokens, rebutted, grounds), ties, progress):
        union.join(out.parent, *_meet(partition))
    union.settle(out.parent, out.state, out.records, np.zeros(nodes, np.uint32), out.counted)
    if rebutted:
        _take_out(out, grounds)
    return out


def _take_out(out: Persons, grounds: npt.NDArray[np.uint8]) -> None:
    """Takes out of total and low what stands rebutted. The record has joined, so no rebuttal makes more persons."""
    high = out.counted[2].copy()
    gone = (grounds > 0) & ((out.state & union.IN_TOTAL) != 0)
    classes = out.state[gone] & union.CLASS
    low = (out.state[gone] & union.IN_LOW) != 0
    out.rows[0] -= np.bincount(classes, minlength=group.CLASSES)
    out.rows[1] -= np.bincount(classes[low], minlength=group.CLASSES)
    out.rebutted += np.bincount(grounds[gone] - 1, minlength=len(REASONS))
    out.state[gone] = 0
    out.records[:] = 0
    out.counted[:] = 0
    union.settle(out.parent, out.state, out.records, np.zeros(len(out.state), np.uint32), out.counted)
    out.counted[2] = high


@dataclass(frozen=True)
class _Reader:
    """What each part is read with: tokens that join nobody, rebuttals, and where to note their grounds."""

    cut: npt.NDArray[np.uint64]
    rebutted: Rebutted
    grounds: npt.NDArray[np.uint8]


class _Noting:
    """Notes what rebuttals take out of a row group, and leaves it in: it still joins."""

    def __init__(self, table: OfTable) -> None:
        self.table = table
        self.columns = table.columns
        self.grounds = np.zeros(0, np.uint8)

    def __call__(self, data: pa.Table) -> pa.Table:
        self.grounds = self.table.sparing.rebutted.grounds_of(self.table.source, data)
        return data


def _partitions(
    parts: Sequence[tuple[dict[str, Any], Path]],
    out: Persons,
    reader: _Reader,
    ties: npt.NDArray[np.uint64],
    progress: Progress | None,
) -> Iterator[npt.NDArray[np.uint64]]:
    """The entries of the whole ledger, one partition after the other; fills in what the records are on the way."""
    lines = int(out.firsts[-1])
    entries = lines * 3 + len(ties)
    partitions = 1
    while partitions * PARTITION < entries and partitions < 1 << 14:
        partitions *= 2
    passes = min(partitions, -(-max(1, entries) * ENTRY // MEMORY))
    each = -(-partitions // passes)
    shift = 64 - (partitions.bit_length() - 1)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for base in range(0, partitions, each):
            size = min(each, partitions - base)
            groups = [_ordered(ties, shift, base, size)]
            for read in pool.map(
                lambda part, first, b=base, s=size: _read(part[0], part[1], first, reader, shift, b, s, out.state),
                parts,
                out.firsts.tolist(),
            ):
                groups += read.groups
                if base == 0:
                    out.rows += read.rows
                    out.excluded += read.excluded
                    out.not_identifying += read.not_identifying
            for p in range(size):
                yield np.concatenate([own.entries[own.starts[p] : own.starts[p + 1]] for own in groups])
            if progress:
                progress("persons 同一人", base + size, partitions)


def _read(
    entry: dict[str, Any],
    path: Path,
    first: int,
    reader: _Reader,
    shift: int,
    base: int,
    size: int,
    state: npt.NDArray[np.uint8],
) -> _Read:
    values = [names()[kind] for kind in rules().values]
    table = Sparing(reader.rebutted, 0).of(entry["source"], entry["found_kinds"])
    noting = _Noting(table) if table is not None else None
    out = _Read()
    for judged in read_part(path, values, entry["found_kinds"], noting):
        last = first + len(judged)
        own = _entries(judged, first, reader.cut, shift, base, size, state[first:last])
        out.groups.append(_ordered(own, shift, base, size))
        out.rows += judged.rows
        out.excluded += judged.excluded
        out.not_identifying += judged.not_identifying
        if noting is not None:
            reader.grounds[first:last] = noting.grounds
        first = last
    return out


def _entries(
    judged: Judged,
    first: int,
    cut: npt.NDArray[np.uint64],
    shift: int,
    base: int,
    size: int,
    state: npt.NDArray[np.uint8],
) -> npt.NDArray[np.uint64]:
    room = np.empty((len(judged) + int(judged.present.sum()), 3), np.uint64)
    n = union.entries(
        judged.content, judged.full, judged.has_full, judged.more, judged.struck, judged.low_of, judged.high_of,
        judged.where, judged.keys, judged.present, judged.places, cut, first, shift, base, size, state, room,
    )  # fmt: skip
    return room[:n]


def _ordered(entries: npt.NDArray[np.uint64], shift: int, base: int, size: int) -> _Group:
    inside = entries
    if len(entries) and shift < 64:
        place = (entries[:, 0] >> np.uint64(shift)).astype(np.int64) - base
        inside = entries[(place >= 0) & (place < size)]
    out, starts = np.empty((len(inside), 3), np.uint64), np.zeros(size + 1, np.int64)
    union.spread(inside, shift, base, starts, out)
    return _Group(out, starts)


def _meet(entries: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    n = len(entries)
    table = np.empty(max(16, 1 << (2 * n).bit_length()), np.int32)
    one, other = np.empty(n, np.int64), np.empty(n, np.int64)
    pairs = union.meet(entries, table, one, other)
    return one[:pairs], other[:pairs]
