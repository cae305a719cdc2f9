"""``count``: the ledger to pieces, by every method, streamed part by part (docs/reference/counting.md)."""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao import __version__
from tiao.case import Case, write_whole
from tiao.errors import Misuse
from tiao.evidence import artefacts
from tiao.findings.catalogue import DOUBTS, STRIKING, names
from tiao.findings.found import ledger_parts, summary
from tiao.model import CLASSES
from tiao.pieces import group
from tiao.pieces.ledger_read import count_lines, read_part
from tiao.pieces.method import METHODS, Method, method_named
from tiao.pieces.rebut import REASONS
from tiao.pieces.rebutted import Rebutted, Sparing
from tiao.pieces.rules import rules
from tiao.pieces.sample.carry import carry
from tiao.pieces.sample.record import inputs as sample_inputs

Progress = Callable[[str, int, int], None]
# Lines of the ledger up to which `verify` counts by SQL as well.
RECOUNTED = 1_000_000
# Bytes of entries held at once; more are counted in several passes over the ledger.
MEMORY = 1_600_000_000
ENTRY = 24
_NO_STRUCK = np.empty((0, 2), np.uint64), np.empty(0, np.uint64), np.empty(0, np.uint8)
# Runs of partitions that threads take one at a time.
_SHARES = 16
# Entries in one partition: few enough for a quick hash table, many enough to write to all partitions at once.
PARTITION = 120_000


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


def count(case: Case, methods: Sequence[str] | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Counts a case by the methods named, or by all.

    Returns:
        The ``tiao.count/1`` document. It is kept as runs/<run>.json and its digest is logged.

    Raises:
        Misuse: no ledger, or an unknown method.
        IntegrityBroken: a part of the ledger is damaged.
    """
    chosen = [method_named(name) for name in methods] if methods else list(METHODS)
    found = summary(case)
    result = _document(case, found, figures(case, progress), chosen)
    path = case.runs / f"{result['run']}.json"
    text = _json(result)
    if not path.is_file() or path.read_bytes() != text:
        write_whole(path, text)
    if not artefacts.on_record(case, f"runs/{path.name}"):
        artefacts.record(case, [f"runs/{path.name}"], "count", {"run": str(result["run"])})
    return result


def replay(case: Case) -> list[str]:
    """Counts again and names every run on file whose figures are not those of today's ledger and methods.

    A ledger of up to ``RECOUNTED`` lines is counted twice: by the compiled count and by the methods' own SQL. Runs of
    another ledger or of other rules are older, not wrong: they are left alone.
    """
    from tiao.pieces.sql import count_by_sql

    wrong = []
    fresh: Figures | None = None
    by_sql: dict[str, Any] | None = None
    for path in sorted(case.runs.glob("*.json")):
        try:
            old = json.loads(path.read_bytes())
            plan = old["plan"]
            chosen = [method_named(name) for name in old["methods"]]
        except (ValueError, KeyError, TypeError, Misuse):
            wrong.append(path.name)
            continue
        if plan != _plan(_inputs(case), chosen):
            continue
        fresh = fresh or figures(case)
        if _json(_document(case, summary(case), fresh, chosen)) != path.read_bytes():
            wrong.append(path.name)
            continue
        if sum(count_lines(part) for _, part in ledger_parts(case)) <= RECOUNTED:
            by_sql = by_sql or carry(case, count_by_sql(case))
            if any(by_sql["methods"][name] != figure for name, figure in old["methods"].items()):
                wrong.append(path.name)
    return wrong


def figures(case: Case, progress: Progress | None = None, rebutted: Rebutted | None = None) -> Figures:
    """Adds up the whole ledger, under the rebuttals that stand in the case or under others."""
    rebutted = Rebutted.standing(case) if rebutted is None else rebutted
    parts = ledger_parts(case)
    whole = add_up(parts, progress)
    return under_rebuttals(whole, [add_up(parts, progress, sparing) for sparing in rebutted.steps()], rebutted)


def under_rebuttals(whole: Figures, steps: Sequence[Figures], rebutted: Rebutted) -> Figures:
    """Joins the figures of the whole ledger, which keeps high, with those without the records taken out.

    Args:
        steps: figures as ``rebutted.steps()`` asks for them: the first without all that is taken out; then one ground
            after the other put back, but for the last, which would be the whole.
    """
    if not steps:
        return whole
    kept = steps[0]
    out = replace(kept, excluded=whole.excluded, struck=whole.struck, not_identifying=whole.not_identifying)
    for name in ("rows", "records", "persons", "values"):
        setattr(out, name, np.concatenate([getattr(kept, name)[:2], getattr(whole, name)[2:]]))
    out.rebutted, out.rebutted_values = np.zeros_like(whole.rebutted), np.zeros_like(whole.rebutted)
    for ground, before, after in zip(rebutted.grounds, steps, [*steps[1:], whole], strict=True):
        out.rebutted[ground] = (after.rows[0] - before.rows[0]).sum()
        out.rebutted_values[ground] = (after.values[0] - before.values[0]).sum()
    return out


def by_exhibit(case: Case, whole: Figures, rebutted: Rebutted | None = None) -> dict[str, dict[str, int]]:
    """Pieces by ``by_record`` of each exhibit alone, by class: what art. 11(2) adds up per recipient."""
    rebutted = Rebutted.standing(case) if rebutted is None else rebutted
    parts: dict[str, list[tuple[dict[str, Any], Path]]] = {}
    for entry, path in ledger_parts(case):
        parts.setdefault(entry["exhibit"], []).append((entry, path))
    result = {}
    for exhibit, own_parts in parts.items():
        own = whole if len(parts) == 1 else add_up(own_parts, None, next(rebutted.steps(), None))
        pieces = {name: int(own.records[0, c]) for c, name in enumerate(CLASSES) if own.records[0, c]}
        if pieces:
            result[exhibit] = pieces
    return result


def add_up(
    parts: Sequence[tuple[dict[str, Any], Path]], progress: Progress | None = None, sparing: Sparing | None = None
) -> Figures:
    """Adds up some parts of the ledger, given with their tables, each token once however often it stands in them.

    Args:
        sparing: leaves out what rebuttals take out; None for nothing.
    """
    lines = sum(count_lines(path) for _, path in parts)
    total = Figures()
    if not lines:
        return total
    # Each line gives its record and, as a rule, up to two values.
    entries = lines * 3
    partitions = 1
    while partitions * PARTITION < entries and partitions < 1 << 14:
        partitions *= 2
    passes = min(partitions, -(-entries * ENTRY // MEMORY))
    each = -(-partitions // passes)
    done = 0
    struck: list[_Part] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for base in range(0, partitions, each):
            size = min(each, partitions - base)
            held: list[_Part] = []
            for part in pool.map(
                lambda item, b=base, s=size: _read(item[0], item[1], partitions, b, s, sparing), parts
            ):
                if base == 0:
                    total.add(part.figures)
                    struck.append(part)
                held.append(part)
                done += part.lines
                if progress:
                    progress("count 计数", done, lines * passes * 2)
            shares = [range(first, size, _SHARES) for first in range(min(_SHARES, size))]
            for joined in pool.map(lambda share, h=held: _join(h, share), shares):
                total.add(joined)
            done += lines
            if progress:
                progress("count 计数", done, lines * passes * 2)
    group.join_struck(
        np.concatenate([part.struck_key for part in struck]),
        np.concatenate([part.struck_bits for part in struck]),
        np.concatenate([part.struck_reason for part in struck]),
        total.persons, total.values, total.struck,
    )  # fmt: skip
    return total


@dataclass
class _Part:
    """The entries of one part of the ledger, ordered by partition, and its struck values."""

    figures: Figures
    lines: int
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    entries: npt.NDArray[np.uint64]
    struck_key: npt.NDArray[np.uint64]
    struck_bits: npt.NDArray[np.uint64]
    struck_reason: npt.NDArray[np.uint8]


def _read(entry: dict[str, Any], path: Path, partitions: int, base: int, size: int, sparing: Sparing | None) -> _Part:
    rooms: npt.NDArray[np.int64] | None = None
    while True:
        part, left = _fill(entry, path, partitions, base, size, rooms, sparing)
        if not left:
            return part
        # Some value stands in very many rows: now it is known how much room each partition needs.
        rooms = part.ends - part.starts


def _fill(
    entry: dict[str, Any],
    path: Path,
    partitions: int,
    base: int,
    size: int,
    rooms: npt.NDArray[np.int64] | None,
    sparing: Sparing | None,
) -> tuple[_Part, int]:
    """Reads a part into partitions of the given room, or of even room; also says how many entries found none."""
    values = [names()[kind] for kind in rules().values]
    shift = 64 - (partitions.bit_length() - 1)
    out = Figures()
    left = 0
    struck: list[tuple[Any, ...]] = []
    part: _Part | None = None
    many = count_lines(path)
    without = sparing.of(entry["source"], entry["found_kinds"]) if sparing is not None else None
    for judged in read_part(path, values, entry["found_kinds"], without):
        own = len(judged) + int(judged.has_full.sum()) + int(judged.present.sum())
        if part is None:
            # The first row group tells how many entries a line has.
            even = -(-own * many // max(1, len(judged)) // partitions)
            room = rooms if rooms is not None else np.full(size, even + even // 16 + 8 * int(even**0.5) + 32, np.int64)
            ends = np.cumsum(room)
            at = ends - room
            part = _Part(out, many, at.copy(), at, _room(int(ends[-1])), *_NO_STRUCK)
        out.add(Figures(rows=judged.rows, excluded=judged.excluded, not_identifying=judged.not_identifying))
        few = int((judged.more & (judged.struck != 0)).sum())
        columns = np.empty((few, 2), np.uint64), np.empty(few, np.uint64), np.empty(few, np.uint8)
        missed, found, occurrences = group.entries(
            judged.content, judged.full, judged.has_full, judged.more, judged.struck, judged.doubts, judged.low_of,
            judged.high_of, judged.where, judged.keys, judged.present, judged.places, shift, base, at, ends,
            part.entries, *columns,
        )  # fmt: skip
        struck.append(tuple(column[: int(found)] for column in columns))
        out.occurrences += occurrences
        left += missed
    if part is None:
        nowhere = np.zeros(size, np.int64)
        return _Part(out, 0, nowhere, nowhere, np.empty((0, 3), np.uint64), *_NO_STRUCK), 0
    part.struck_key, part.struck_bits, part.struck_reason = (
        np.concatenate(column) for column in zip(*struck, strict=True)
    )
    return part, left


def _room(entries: int) -> npt.NDArray[np.uint64]:
    """Memory for entries, in plain pages: asking for huge ones makes the system search for them, for seconds."""
    return np.frombuffer(mmap.mmap(-1, 24 * entries + 24), np.uint64).reshape(-1, 3)[:entries]


def _join(parts: list[_Part], share: range) -> Figures:
    """Joins some partitions, one after the other, in memory that stays in the core's cache."""
    out = Figures()
    most = max(sum(int(part.ends[p] - part.starts[p]) for part in parts) for p in share)
    entries = np.empty((most, 3), np.uint64)
    table = np.empty(max(16, 1 << (2 * most).bit_length()), np.int32)
    for p in share:
        n = 0
        for part in parts:
            low, high = int(part.starts[p]), int(part.ends[p])
            entries[n : n + high - low] = part.entries[low:high]
            n += high - low
        group.join(entries[:n], table, out.records, out.persons, out.values, out.kinds)
    return out


def _document(case: Case, found: dict[str, Any], total: Figures, chosen: Sequence[Method]) -> dict[str, Any]:
    result = document(found, total, chosen, _inputs(case))
    if "by_record@1" in result["methods"]:
        result["methods"]["by_record@1"]["by_exhibit"] = by_exhibit(case, total)
    return carry(case, result)


def document(found: dict[str, Any], total: Figures, chosen: Sequence[Method], inputs: dict[str, Any]) -> dict[str, Any]:
    """The ``tiao.count/1`` document."""
    plan = _plan(inputs, chosen)
    methods = {method.id: _figures_of(method, total) for method in chosen}
    return {
        "format": "tiao.count/1",
        "run": hashlib.sha256(_json(plan)).hexdigest()[:32],
        "rows": found["rows"],
        "unreadable": len(found["unread"]),
        "default_method": "by_record@1",
        "methods": methods,
        "not_identifying": total.not_identifying,
        "participants": sum(int(entry["participants"]) for entry in found["files"]),
        "held_back": sum(int(entry["held_back"]) for entry in found["files"]),
        "plan": plan,
    }


def _inputs(case: Case) -> dict[str, Any]:
    path = case.ledger / "summary.json"
    if not path.is_file():
        return {}
    inputs = {"ledger": hashlib.sha256(path.read_bytes()).hexdigest(), **sample_inputs(case)}
    rebutted = Rebutted.standing(case)
    return {**inputs, "rebuttals": rebutted.digest} if rebutted else inputs


def _plan(inputs: dict[str, Any], chosen: Sequence[Method]) -> dict[str, Any]:
    return {
        "inputs": inputs,
        "methods": {method.id: method.digest for method in chosen},
        "rules": rules().digest,
        "tiao": __version__,
    }


def _figures_of(method: Method, total: Figures) -> dict[str, Any]:
    counts: npt.NDArray[np.int64] = getattr(total, method.figures)
    sums = [int(value) for value in counts.sum(axis=1)]
    by_class = [{name: int(counts[axis, c]) for c, name in enumerate(CLASSES)} for axis in range(3)]
    tiers = {"1": 0, "2": 0, "3": 0}
    for name, pieces in by_class[0].items():
        tiers[str(rules().tiers[name])] += pieces
    result: dict[str, Any] = {"total": sums[0], "low": sums[1], "high": sums[2], "classes": by_class[0], "tiers": tiers}
    reasons: list[tuple[str, int]] = []
    if method.figures == "values":
        reasons.append(("duplicate", total.occurrences - sums[0]))
        reasons += [(DOUBTS[i], int(total.struck[i])) for i in range(STRIKING)]
        reasons += [(reason, int(total.rebutted_values[i])) for i, reason in enumerate(REASONS)]
    else:
        if method.figures != "rows":
            reasons.append(("duplicate", int(total.rows[0].sum()) - sums[0]))
        reasons += [(DOUBTS[i], int(total.excluded[i])) for i in range(STRIKING)]
        reasons += [(reason, int(total.rebutted[i])) for i, reason in enumerate(REASONS)]
    result["excluded"] = [{"reason": reason, "pieces": pieces} for reason, pieces in reasons if pieces]
    result["low_classes"], result["high_classes"] = by_class[1], by_class[2]
    if method.figures == "values":
        result["kinds"] = {names()[kind]: int(total.kinds[i]) for i, kind in enumerate(rules().values)}
    return result


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
