"""The ledger added up: every token once, however often it stands there (docs/reference/counting.md).

First each line gets a code that says what it counts as. Then the columns of tokens, one after the other, are brought
into partitions by the token's first bits (``spool``), each partition into small ones by the bits that follow, and each
of these is joined in a hash table that fits a core's own cache. Memory does not grow with the ledger: what it may not
hold goes to files. No approximation.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.disk import Pages, memory_of_the_machine
from tiao.findings.catalogue import STRIKING, names
from tiao.pieces import group
from tiao.pieces.ahead import Ahead
from tiao.pieces.coded_parts import CodedPart, Piece, coded_parts, pieces_of
from tiao.pieces.ledger_read import Stretch
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rebuttals.rebutted import Sparing
from tiao.pieces.rules import rules
from tiao.pieces.spool import BITS, BLOCK, BLOCK_BYTES, OWNERS, Overflow, Room, Spool

Progress = Callable[[str, int, int], None]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Owners = npt.NDArray[np.uint16]
_ONE = np.uint64(1)
# Bytes of entries held at once, an eighth as much for struck values; more go to files. No figure depends on it.
MEMORY = min(4_600_000_000, max(2_400_000_000, memory_of_the_machine() // 5))
# Entries in one partition, more or less, and partitions at most.
PARTITION = 1_500_000
PARTITIONS = 2048
# Entries that one thread joins at once; a partition has more only if one token stands in very many rows.
BATCH = 4_000_000
# Entries in a small partition: so few that they and their hash table stay in a core's own cache.
SMALL = 12_000
# Threads beside one a core where entries go to files: one may wait for the disk while others count.
WAITING = 1
# Lines whose codes are held in memory; those of more lie in a file.
HELD = 100_000_000
# Bytes of the ledger that are read before they are asked for.
AHEAD = 128 << 20
CONTENT, FULL, VALUE, EVERY = 0, 1, 2, 3
_CONTENTS = ((CONTENT, "content"), (FULL, "content_full"))
# Of what a struck value says, this counts: high, its person in high, the kind.
_STRUCK_FIELDS = np.uint64((1023 << group.HIGH) | (1023 << group.PERSON + group.HIGH) | (15 << group.KIND))


@dataclass
class Figures:
    """Everything that is added up. int64; axis 0 is total, low, high; axis 1 the classes."""

    rows: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, 10), np.int64))
    records: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, 10), np.int64))
    persons: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, 10), np.int64))
    values: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, 10), np.int64))
    kinds: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(16, np.int64))
    excluded: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(STRIKING, np.int64))
    struck: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(32, np.int64))
    # By ground of rebuttal: records taken out of total, and values that stand in no other record of total.
    rebutted: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(REASONS), np.int64))
    rebutted_values: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(REASONS), np.int64))
    # Distinct records in total of each exhibit alone, by class, int64 (classes,).
    by_exhibit: dict[str, Ints] = field(default_factory=dict)
    occurrences: int = 0
    not_identifying: int = 0

    def add(self, other: Figures) -> None:
        for name in ("rows", "records", "persons", "values", "kinds", "excluded", "struck"):
            getattr(self, name).__iadd__(getattr(other, name))
        self.occurrences += other.occurrences
        self.not_identifying += other.not_identifying


class _Struck:
    """Struck values of all columns, and the numbers by which their entries tell what they say."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.says = np.zeros(2 * 65536, np.uint64)
        self._numbers: dict[int, int] = {}
        self._lock = threading.Lock()

    def add(self, tokens: Words, says: Words, reasons: npt.NDArray[np.uint8]) -> None:
        """Adds struck values: their tokens, what they say by their line's code, and 1 + their striking doubt."""
        say, which = np.unique((says & _STRUCK_FIELDS) | (_ONE << (reasons - 1).astype(np.uint64)), return_inverse=True)
        with self._lock:
            numbers = np.array([self._numbers.setdefault(one, len(self._numbers)) for one in say.tolist()], np.uint16)
            self.says[numbers] = say
        with self.spool.writer() as writer:
            every = np.ones(len(tokens), np.bool_)
            writer.write(tokens.view(np.uint8).reshape(-1), 0, numbers[which], every, EVERY, self.spool.shift)


def add_up(
    parts: Sequence[tuple[dict[str, Any], Path]],
    progress: Progress | None = None,
    sparing: Sparing | None = None,
    records_only: bool = False,
) -> Figures:
    """Adds up some parts of the ledger, given with their tables, each token once however often it stands in them.

    Args:
        sparing: leaves out what rebuttals take out; None for nothing.
        records_only: the figures of rows and records alone.

    Raises:
        Misuse: neither memory nor disk enough.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    total = Figures()
    coded = coded_parts(parts, sparing)
    lines = sum(part.shape.lines for part in coded)
    if not lines:
        return total
    folder = parts[0][1].parent
    cores = os.cpu_count() or 1
    with ExitStack() as stack:
        threads = cores + (WAITING if lines * BLOCK_BYTES // BLOCK > MEMORY else 0)
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=threads))
        file = None
        if lines > HELD:
            file = Overflow(folder, aligned=False)
            stack.callback(file.close)
        kinds = () if records_only else rules().values
        wants = [_CONTENTS, *(((VALUE, names()[kind]),) for kind in kinds)]
        stretches: list[Stretch] = []
        for part in coded:
            part.read_ahead(stretches)
        columns = [(place, pieces_of(coded, want, stretches)) for place, want in enumerate(wants)]
        ahead = Ahead(stretches, AHEAD)
        stack.callback(ahead.close)
        wanted = [name for want in wants for _, name in want]
        for figures in pool.map(lambda part: _read(part, ahead, file, wanted), coded):
            total.add(figures)
        exhibits = list(dict.fromkeys(str(entry["exhibit"]) for entry, _ in parts))
        for (entry, _), part in zip(parts, coded, strict=True):
            # Beyond what can be told apart here, exhibits are counted by themselves (``count.by_exhibit``).
            part.owner = exhibits.index(entry["exhibit"]) if len(exhibits) <= OWNERS else 0
        fulls = sum(part.fulls for part in coded)
        columns = [(place, pieces) for place, pieces in columns if pieces]
        partitions = _partitions(lines + fulls, MEMORY, 2 * threads)
        room = Room(folder, lines + fulls, MEMORY, partitions, writers=2 * threads)
        stack.callback(room.close)
        few = _partitions(lines, MEMORY // 8, threads)
        aside = Room(folder, lines, MEMORY // 8, few, writers=threads)
        stack.callback(aside.close)
        struck = _Struck(Spool(aside, few))
        for number, (kind, pieces) in enumerate(columns):
            says = np.empty(2 * 65536, np.uint64)
            group.payloads(kind, says)
            room.clear()
            spool = Spool(room, partitions)
            total.occurrences += sum(pool.map(partial(_partition, ahead, spool, struck, says), pieces))
            spool.end()
            alone = np.zeros((len(exhibits) if not number and 1 < len(exhibits) <= OWNERS else 0, 10), np.int64)
            for joined, each in pool.map(partial(_join, spool, says, None, len(alone)), range(partitions)):
                total.add(joined)
                alone += each
            if len(alone):
                total.by_exhibit = dict(zip(exhibits, alone, strict=True))
            elif len(exhibits) == 1:
                total.by_exhibit = {exhibits[0]: total.records[0]}
            if progress:
                progress("count 计数", number + 1, len(columns))
        struck.spool.end()
        for joined, _ in pool.map(partial(_join, struck.spool, struck.says, STRIKING, 0), range(few)):
            total.add(joined)
    return total


def _partitions(entries: int, memory: int, writers: int) -> int:
    """How many partitions, a power of two: small ones, but so few that their open blocks take half of the memory."""
    most = max(1, min(PARTITIONS, memory // BLOCK_BYTES // (2 * writers)))
    partitions = 1
    while partitions * PARTITION < entries and 2 * partitions <= most:
        partitions *= 2
    return partitions


def _read(part: CodedPart, ahead: Ahead, file: Overflow | None, wanted: Sequence[str]) -> Figures:
    """The first walk over a part: a code for each line, and what lines give by themselves."""
    figures = Figures()
    figures.not_identifying = part.read(ahead, file, wanted, figures.rows, figures.excluded)
    return figures


def _partition(ahead: Ahead, spool: Spool, struck: _Struck, says: Words, piece: Piece) -> int:
    """Brings some tokens into partitions, and says how many entries of values are of records in total."""
    occurrences = 0
    want = piece.want
    for lines, column in piece.read(ahead):
        with spool.writer(want == FULL) as writer:
            in_total = writer.write(
                column.data, column.begin, lines.code, column.present, want, spool.shift, piece.part.owner
            )
        occurrences += in_total if want == VALUE else 0
        if want == VALUE and len(lines.struck):
            here = column.present[lines.struck]
            own = lines.struck[here]
            struck.add(column.of(own), says[lines.code[own]], lines.reasons[here])
    return occurrences


class _Scratch(threading.local):
    """Memory that a thread uses for one partition after another: fresh memory costs more than the join."""

    held = 0

    def of(self, entries: int) -> _Scratch:
        if entries > self.held:
            self.held = entries + entries // 8
            self.entries = np.empty((self.held, 3), np.uint64)
            self.owners = np.empty(self.held, np.uint16)
        return self


_scratch = _Scratch()
_read_back = Pages()


def _join(spool: Spool, says: Words, struck: int | None, exhibits: int, partition: int) -> tuple[Figures, Ints]:
    """Joins one partition: its figures, and the records in total of each exhibit alone, (exhibits, classes)."""
    out = Figures()
    alone = np.zeros((exhibits, 10), np.int64)
    batches = _batches(spool.of(partition))
    if len(batches) == 1:
        entries, owners, at = _spread(spool, batches[0], says, exhibits > 0)
    else:
        entries, owners, at = _thinned(spool, batches, says, exhibits > 0)
    distinct = entries[: group.join(entries, owners, at, _table(at), alone)]
    if struck is None:
        group.add(distinct, out.records, out.persons, out.values, out.kinds)
    else:
        group.add_struck(distinct, out.persons, out.values, out.struck)
    return out, alone


def _batches(blocks: Ints) -> list[Ints]:
    """Blocks that together have no more entries than a batch; a single one may."""
    batch = np.cumsum(blocks[:, 1]) // BATCH
    cuts = [0, *(np.flatnonzero(np.diff(batch)) + 1).tolist(), len(blocks)]
    return [blocks[low:high] for low, high in pairwise(cuts) if high > low]


def _thinned(spool: Spool, batches: Sequence[Ints], says: Words, owned: bool) -> tuple[Words, Owners, Ints]:
    """What is distinct in each of several batches of a partition, or of none, as one small partition."""
    kept, whose = [np.empty((0, 3), np.uint64)], [np.empty(0, np.uint16)]
    for blocks in batches:
        entries, owners, at = _spread(spool, blocks, says, owned)
        left = group.thin(entries, owners, at, _table(at))
        kept.append(entries[:left].copy())
        whose.append(owners[:left].copy())
    entries = np.concatenate(kept)
    return entries, np.concatenate(whose), np.array([0, len(entries)])


def _spread(spool: Spool, blocks: Ints, says: Words, owned: bool) -> tuple[Words, Owners, Ints]:
    """The entries of some blocks of a spool, with what they say, by small partition, and where each of these begins."""
    n = int(blocks[:, 1].sum())
    room = _scratch.of(n)
    entries, owners = room.entries[:n], room.owners[: n if owned else 0]
    filed = blocks[:, 3] == 1
    aside = blocks[filed, :3]
    memory = _read_back.of(len(aside) * BLOCK_BYTES)
    for number, place in enumerate(aside[:, 0].tolist()):
        spool.room.file.get(place, memory[number * BLOCK_BYTES : (number + 1) * BLOCK_BYTES].data)
    aside[:, 0] = np.arange(len(aside))
    lying = ((spool.room.memory, blocks[~filed, :3]), (memory.view(np.uint32), aside))
    small = 1
    while small * SMALL < n:
        small *= 2
    at = np.zeros(small + 1, np.int64)
    for where, which in lying:
        group.tally(where, BITS, which, 64 - spool.shift, at)
    np.cumsum(at, out=at)
    next_at = at[:-1].copy()
    for where, which in lying:
        group.spread(where, BITS, which, 64 - spool.shift, next_at, says, entries, owners)
    return entries, owners, at


def _table(at: Ints) -> npt.NDArray[np.int32]:
    """Room for the hash table of the largest of some small partitions."""
    most = int(np.diff(at).max())
    return np.empty(max(16, 1 << (2 * most).bit_length()), np.int32)
