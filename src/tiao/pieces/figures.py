"""The ledger added up: every token once, however often it stands there (docs/reference/counting.md).

First each line gets a code that says what it counts as. Then the columns of tokens, one after the other, are brought
into partitions by the token's first bits, and each partition is joined in a small hash table. One column at a time, for
the memory of one serves the next. No approximation.
"""

from __future__ import annotations

import mmap
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.findings.catalogue import STRIKING, names
from tiao.pieces import group, judge
from tiao.pieces.ledger_read import Tokens, Without, columns_of, count_lines, row_groups, tokens_of
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rebuttals.rebutted import Sparing
from tiao.pieces.rules import rules

Progress = Callable[[str, int, int], None]
# Entries held at once, of 18 bytes each; more are counted in several passes over a column.
MOST = 60_000_000
# Entries in one partition: so few that they and their hash table stay in a core's own cache.
PARTITION = 24_000
CONTENT, FULL, VALUE = 0, 1, 2
_CONTENT_COLUMNS = {CONTENT: "content", FULL: "content_full"}
# Of what a struck value says, this counts: high, the person, the kind.
_STRUCK_FIELDS = np.uint64((1023 << group.HIGH) | (((1 << 30) - 1) << group.PERSON) | (15 << group.KIND))


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
    occurrences: int = 0
    not_identifying: int = 0

    def add(self, other: Figures) -> None:
        for name in ("rows", "records", "persons", "values", "kinds", "excluded", "struck"):
            getattr(self, name).__iadd__(getattr(other, name))
        self.occurrences += other.occurrences
        self.not_identifying += other.not_identifying


@dataclass
class _Lines:
    """What the lines of one row group count as; see ``group.codes``."""

    code: npt.NDArray[np.uint16]
    struck_lines: npt.NDArray[np.int64]
    reasons: npt.NDArray[np.uint8]
    fulls: int


@dataclass
class _Part:
    """One part of the ledger, how to read it, and its row groups."""

    path: Path
    columns: frozenset[str]
    without: Without | None
    groups: list[_Lines]
    figures: Figures


@dataclass
class _Run:
    """Entries of one row group in the room, ordered by partition."""

    begin: int
    at: npt.NDArray[np.int64]
    full: bool


class _Room:
    """Memory for entries, used again for each column. In plain private pages: asking for huge ones makes the system
    search for them, for seconds."""

    def __init__(self, entries: int) -> None:
        private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        self.tokens = np.frombuffer(mmap.mmap(-1, 16 * entries + 16, flags=private), np.uint64).reshape(-1, 2)
        self.codes = np.frombuffer(mmap.mmap(-1, 2 * entries + 2, flags=private), np.uint16)
        self.entries = entries
        self.runs: list[_Run] = []
        self.used = 0
        self._lock = threading.Lock()

    def clear(self) -> None:
        self.runs = []
        self.used = 0

    def take(self, entries: int) -> int:
        """Where as many entries may be written, or -1: ``used`` then says how much room there should be."""
        with self._lock:
            begin = self.used
            self.used += entries
        return begin if begin + entries <= self.entries else -1


_Struck = tuple[Tokens, npt.NDArray[np.uint64], npt.NDArray[np.uint8]]


@dataclass
class _Pass:
    """What one pass over a column of a part gave beside its entries: occurrences in total, and its struck values."""

    occurrences: int = 0
    struck: list[_Struck] = field(default_factory=list)


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
    """
    total = Figures()
    lines = sum(count_lines(path) for _, path in parts)
    if not lines:
        return total
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        held = list(pool.map(lambda item: _read(item[0], item[1], sparing), parts))
        for part in held:
            total.add(part.figures)
        fulls = sum(each.fulls for part in held for each in part.groups)
        kinds = () if records_only else rules().values
        columns = [(0, (CONTENT, FULL) if fulls else (CONTENT,), "")]
        columns += [
            (place, (VALUE,), names()[kind])
            for place, kind in enumerate(kinds, 1)
            if any(names()[kind] in part.columns for part in held)
        ]
        most = max(lines + fulls, 1)
        partitions = 1
        while partitions * PARTITION < most and partitions < 1 << 16:
            partitions *= 2
        passes = min(partitions, -(-most // MOST))
        each = -(-partitions // passes)
        room = _Room(most if passes == 1 else MOST + MOST // 8)
        steps = len(columns) * passes
        struck: list[_Struck] = []
        for number, (kind, wants, name) in enumerate(columns):
            says = np.empty(2 * 65536, np.uint64)
            group.payloads(kind, says)
            work = [(part, want) for want in wants for part in held]
            for base in range(0, partitions, each):
                size = min(each, partitions - base)
                span = partitions, base, size
                done, room = _fill(pool, work, name, room, span, says)
                total.occurrences += sum(one.occurrences for one in done)
                struck += [entry for one in done for entry in one.struck]
                for joined in pool.map(partial(_join, room, says), _shares(size)):
                    total.add(joined)
                if progress:
                    progress("count 计数", number * passes + base // each + 1, steps)
    if struck:
        key, says_of, reason = (np.concatenate(column) for column in zip(*struck, strict=True))
        group.join_struck(key, says_of, reason, total.persons, total.values, total.struck)
    return total


def _read(entry: dict[str, Any], path: Path, sparing: Sparing | None) -> _Part:
    """The first walk over a part: a code for each line."""
    table = rules()
    without = sparing.of(entry["source"], entry["found_kinds"]) if sparing is not None else None
    part = _Part(path, frozenset(columns_of(path)), without, [], Figures())
    values = np.asarray(table.values, np.int64)
    for data in row_groups(path, ("more", "kinds", "struck", "doubts"), without):
        kinds, struck, doubts, more = (data.column(name).to_numpy() for name in ("kinds", "struck", "doubts", "more"))
        few = int((more & (struck != 0)).sum())
        done = _Lines(np.empty(len(kinds), np.uint16), np.empty(few, np.int64), np.empty(few, np.uint8), 0)
        nothing, found, done.fulls = judge.codes(
            kinds, struck, doubts, more, table.identity, table.class_of, table.any_of, table.all_of, STRIKING, values,
            done.code, done.struck_lines, done.reasons, part.figures.rows, part.figures.excluded,
        )  # fmt: skip
        done.struck_lines, done.reasons = done.struck_lines[:found], done.reasons[:found]
        part.figures.not_identifying += nothing
        part.groups.append(done)
    return part


def _fill(
    pool: ThreadPoolExecutor,
    work: Sequence[tuple[_Part, int]],
    name: str,
    room: _Room,
    span: tuple[int, int, int],
    says: npt.NDArray[np.uint64],
) -> tuple[list[_Pass], _Room]:
    """Brings a column of all parts into partitions, in the room given or in a wider one."""
    while True:
        room.clear()
        done = list(pool.map(partial(_partition, name, room, span, says), work))
        if room.used <= room.entries:
            return done, room
        # One token in very many rows: its partition alone is more than was made room for.
        room = _Room(room.used)


def _partition(
    name: str, room: _Room, span: tuple[int, int, int], says: npt.NDArray[np.uint64], item: tuple[_Part, int]
) -> _Pass:
    """Brings one column of a part into partitions.

    Args:
        span: how many partitions there are, the first of this pass, and how many are of it.
        item: the part, and which of the columns of contents, if any.
    """
    part, want = item
    partitions, base, size = span
    done = _Pass()
    column = _CONTENT_COLUMNS.get(want, name)
    if column not in part.columns:
        return done
    shift = 64 - (partitions.bit_length() - 1)
    for data, lines in zip(row_groups(part.path, (column,), part.without), part.groups, strict=True):
        tokens, present = tokens_of(data.column(column))
        at = np.zeros(size + 1, np.int64)
        entries = int(group.sizes(tokens, lines.code, present, want, shift, base, at))
        begin = room.take(entries)
        if begin >= 0:
            in_total = group.scatter(tokens, lines.code, present, want, shift, base, at, begin, room.tokens, room.codes)
            room.runs.append(_Run(begin, at, want == FULL))
            done.occurrences += int(in_total) if want == VALUE else 0
        if want == VALUE and base == 0 and len(lines.struck_lines):
            here = present[lines.struck_lines]
            own = lines.struck_lines[here]
            done.struck.append((tokens[own], says[lines.code[own]] & _STRUCK_FIELDS, lines.reasons[here]))
    return done


def _shares(size: int) -> Iterator[range]:
    """Runs of partitions that threads take one at a time."""
    few = max(1, min(16, size))
    return (range(size * n // few, size * (n + 1) // few) for n in range(few))


def _join(room: _Room, says: npt.NDArray[np.uint64], share: range) -> Figures:
    """Joins some partitions, one after the other, in memory that stays in the core's cache."""
    out = Figures()
    if not room.runs:
        return out
    begin = np.array([run.begin for run in room.runs], np.int64)
    at = np.stack([run.at for run in room.runs])
    full = np.array([run.full for run in room.runs], np.bool_)
    most = int((at[:, share.start + 1 : share.stop + 1] - at[:, share.start : share.stop]).sum(axis=0).max(initial=0))
    joined, first = np.empty(most, np.uint64), np.empty(most, np.int64)
    table = np.empty(max(16, 1 << (2 * most).bit_length()), np.int32)
    for p in share:
        group.join(
            room.tokens, room.codes, begin, at, full, p, says, table, joined, first,
            out.records, out.persons, out.values, out.kinds,
        )  # fmt: skip
    return out
