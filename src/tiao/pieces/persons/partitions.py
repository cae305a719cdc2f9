"""The ledger as partitions of tokens: every record with what it can be joined by, in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
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
from tiao.pieces import judge
from tiao.pieces.ledger_read import Judged, count_lines, read_part
from tiao.pieces.persons import union
from tiao.pieces.persons.linked import Linked
from tiao.pieces.persons.ties import ties_of
from tiao.pieces.rebuttals.rebutted import OfTable, Rebutted, Sparing
from tiao.pieces.rules import rules

Progress = Callable[[str, int, int], None]
Entries = npt.NDArray[np.uint64]
# Bytes of entries held at once; more are met in several passes over the ledger.
MEMORY = 1_000_000_000
# Entries in one partition.
PARTITION = 400_000
ENTRY = 24


@dataclass
class Nodes:
    """The lines of a ledger, counted through all its parts, and after them a node for each decided pair.

    Attributes:
        state: uint8, shape (nodes,): what a line's record is, see ``union``; 0 for what does not count.
        grounds: uint8, shape (nodes,): 1 + the ground on which its record is taken out; empty if nothing is.
        firsts: int64: the node at which each part of the ledger begins; the last is that after all parts.
        rows: int64, shape (3, classes): records in total, low, high. excluded: int64 (striking doubts,): those in high
            that are not in total, by reason. not_identifying: records in neither.
    """

    state: npt.NDArray[np.uint8]
    grounds: npt.NDArray[np.uint8]
    firsts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, judge.CLASSES), np.int64))
    excluded: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(STRIKING, np.int64))
    not_identifying: int = 0

    def __len__(self) -> int:
        return len(self.state)

    @property
    def lines(self) -> int:
        return int(self.firsts[-1])


@dataclass
class _Group:
    """The entries of one row group, ordered by partition."""

    entries: Entries
    starts: npt.NDArray[np.int64]


@dataclass
class _Part:
    """One part of the ledger, read for one pass."""

    groups: list[_Group] = field(default_factory=list)
    rows: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, judge.CLASSES), np.int64))
    excluded: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(STRIKING, np.int64))
    not_identifying: int = 0


class _Noting:
    """Notes what rebuttals take out of a row group, and leaves it in: it still joins."""

    def __init__(self, table: OfTable) -> None:
        self.table = table
        self.columns = table.columns
        self.grounds = np.zeros(0, np.uint8)

    def __call__(self, data: pa.Table) -> pa.Table:
        self.grounds = self.table.sparing.rebutted.grounds_of(self.table.source, data)
        return data


class Partitions:
    """The partitions of a ledger under decisions and rebuttals. They can be gone through more than once."""

    def __init__(self, case: Case, decided: Linked, rebutted: Rebutted) -> None:
        """Makes ready.

        Raises:
            Misuse: no ledger, more than two thousand million lines, or a decision names a record that is not there.
            IntegrityBroken: a part of the ledger is missing or damaged.
        """
        self.parts = ledger_parts(case)
        firsts = np.cumsum([0, *(count_lines(path) for _, path in self.parts)]).astype(np.int64)
        self.cut = decided.tokens
        self.rebutted = rebutted
        self.ties = ties_of(case, decided, int(firsts[-1]))
        nodes = int(firsts[-1]) + len(decided.links)
        if nodes > np.iinfo(np.int32).max:
            raise Misuse(
                "The ledger has too many lines for this method.", "by_person@2", "Count by the other methods instead."
            )
        self.nodes = Nodes(np.zeros(nodes, np.uint8), np.zeros(nodes if rebutted else 0, np.uint8), firsts)
        self._values = [names()[kind] for kind in rules().values]
        self._added = False

    def each(self, what: str, progress: Progress | None = None) -> Iterator[Entries]:
        """The partitions, one after the other; the nodes are filled in before the first one comes.

        Args:
            what: what is being done.
            progress: called with (what, partitions done, partitions in all).

        Yields:
            uint64, shape (n, 3), as ``union.entries`` writes them, in the order of the ledger.
        """
        entries = self.nodes.lines * 3 + len(self.ties)
        partitions = 1
        while partitions * PARTITION < entries and partitions < 1 << 14:
            partitions *= 2
        passes = min(partitions, -(-max(1, entries) * ENTRY // MEMORY))
        each = -(-partitions // passes)
        shift = 64 - (partitions.bit_length() - 1)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            for base in range(0, partitions, each):
                size = min(each, partitions - base)
                groups = []
                for part in pool.map(
                    lambda part, first, b=base, s=size: self._read(part[0], part[1], first, shift, b, s),
                    self.parts,
                    self.nodes.firsts.tolist(),
                ):
                    groups += part.groups
                    self._add(part)
                self._added = True
                groups.append(_ordered(self.ties, shift, base, size))
                for p in range(size):
                    yield np.concatenate([own.entries[own.starts[p] : own.starts[p + 1]] for own in groups])
                if progress:
                    progress(what, base + size, partitions)

    def _read(self, entry: dict[str, Any], path: Path, first: int, shift: int, base: int, size: int) -> _Part:
        table = Sparing(self.rebutted, 0).of(entry["source"], entry["found_kinds"])
        noting = _Noting(table) if table is not None else None
        out = _Part()
        for judged in read_part(path, self._values, noting):
            last = first + len(judged)
            own = self._entries(judged, first, shift, base, size)
            out.groups.append(_ordered(own, shift, base, size))
            out.rows += judged.rows
            out.excluded += judged.excluded
            out.not_identifying += judged.not_identifying
            if noting is not None:
                self.nodes.grounds[first:last] = noting.grounds
            first = last
        return out

    def _entries(self, judged: Judged, first: int, shift: int, base: int, size: int) -> Entries:
        room = np.empty((len(judged) + int(judged.present.sum()), 3), np.uint64)
        n = union.entries(
            judged.content, judged.full, judged.has_full, judged.more, judged.struck, judged.low_of, judged.high_of,
            judged.where, judged.keys, judged.present, judged.places, self.cut, first, shift, base, size,
            self.nodes.state[first : first + len(judged)], room,
        )  # fmt: skip
        return room[:n]

    def _add(self, part: _Part) -> None:
        """Adds up what the first pass says of the records; further passes say the same."""
        if not self._added:
            self.nodes.rows += part.rows
            self.nodes.excluded += part.excluded
            self.nodes.not_identifying += part.not_identifying


def _ordered(entries: Entries, shift: int, base: int, size: int) -> _Group:
    inside = entries
    if len(entries) and shift < 64:
        place = (entries[:, 0] >> np.uint64(shift)).astype(np.int64) - base
        inside = entries[(place >= 0) & (place < size)]
    out, starts = np.empty((len(inside), 3), np.uint64), np.zeros(size + 1, np.int64)
    union.spread(inside, shift, base, starts, out)
    return _Group(out, starts)


def table_for(entries: Entries) -> npt.NDArray[np.int32]:
    """Room for the hash table of one partition."""
    return np.empty(max(16, 1 << (2 * len(entries)).bit_length()), np.int32)
