"""``explain``: a figure walked back to its rows, one line for each piece, values masked; the lines add up to it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.case import Case
from tiao.content.reader import Batch
from tiao.errors import Misuse
from tiao.evidence.mask import mask
from tiao.findings.catalogue import DOUBTS, STRIKING, names
from tiao.findings.found import region, summary
from tiao.findings.reading import Cells
from tiao.model import CLASSES, Locator
from tiao.pieces.ledger_read import Judged, judge_table
from tiao.pieces.method import Method, method_named
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.reread import chunks
from tiao.pieces.rules import rules
from tiao.pieces.seen import Seen

EXCLUSIONS = ("duplicate", *DOUBTS[:STRIKING], *REASONS, "not_identifying")
Bools = npt.NDArray[np.bool_]
# Tokens of (person, class): the class is added to the token's second word, times an odd number.
_CLASS_STEP = np.uint64(0x9E3779B97F4A7C15)
# A record of total that a rebuttal takes out: in high, and no record that only its struck values put there.
_REBUTTED = np.uint8(12)


@dataclass
class _Chunk:
    """A chunk of a table with its lines judged.

    Attributes:
        in_columns: its layout is a table, so that a value has a column.
        judged: records of total that are rebutted are in high only.
        grounds: uint8, one a line: 1 + the ground on which a record of total is taken out; 0 for all others.
    """

    exhibit: str
    source: str
    table: str
    base: int
    scanned: Cells
    region: Callable[[int], str]
    in_columns: bool
    judged: Judged
    grounds: npt.NDArray[np.uint8]


def explain(
    case: Case,
    method: str = "by_record@1",
    class_: str | None = None,
    excluded: str | None = None,
    limit: int | None = None,
    reveal: bool = False,
) -> Iterator[dict[str, Any]]:
    """Walks a figure back to its rows.

    The rows are read again from the sealed bytes, which are compared with their digest first.

    Args:
        class_: only this class.
        excluded: what was left out for this reason, instead of what was counted.
        limit: at most so many lines.
        reveal: values as they stand. The caller has put that on record.

    Yields:
        locator, exhibit, table, row, part, class, tier, values (kind, shown; of a table also column, from 1), struck,
        doubts, reason.

    Raises:
        Misuse: unknown method, class or reason.
        IntegrityBroken: an exhibit is not what was sealed.
    """
    chosen = method_named(method)
    if class_ is not None and class_ not in CLASSES:
        raise _unknown("class", class_, CLASSES)
    if excluded is not None and excluded not in EXCLUSIONS:
        raise _unknown("reason", excluded, EXCLUSIONS)
    return _limited(_lines(case, chosen, class_, excluded, reveal), limit)


def _unknown(what: str, given: str, known: tuple[str, ...]) -> Misuse:
    near = difflib.get_close_matches(given, known, 1, 0.0)
    return Misuse(f"There is no such {what}.", given[:40], f"Did you mean {near[0]}?")


def _limited(lines: Iterator[dict[str, Any]], limit: int | None) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines):
        if limit is not None and number >= limit:
            return
        yield line


def _lines(
    case: Case, method: Method, class_: str | None, excluded: str | None, reveal: bool
) -> Iterator[dict[str, Any]]:
    wanted = None if class_ is None else CLASSES.index(class_)
    pick = {"rows": _pick_rows, "records": _pick_records, "persons": _pick_persons, "values": _pick_values}[
        method.figures
    ]
    seen = Seen()
    if excluded in REASONS:
        for chunk in _chunks(case) if method.figures == "values" else ():
            _grade_rebutted(chunk, seen)
        for chunk in _chunks(case):
            for line, cls, only in _pick_rebutted(chunk, seen, excluded, method.figures == "values"):
                if wanted is None or cls == wanted:
                    yield _shown(chunk, line, cls, only, excluded, reveal)
        return
    if method.figures == "values" and (excluded is None or class_ is not None):
        # A value has the gravest class of all its records: known only once all have been seen.
        for chunk in _chunks(case):
            _grade(chunk.judged, seen)
    for chunk in _chunks(case):
        for line, cls, only in pick(chunk.judged, seen, excluded):
            if wanted is None or cls == wanted:
                yield _shown(chunk, line, cls, only, excluded, reveal)


At = tuple[str, int, int]
"""A record of the ledger: its table, for instance ``E1.2``, its row, and which record of the row it is."""


def at_places(case: Case, places: Collection[At], reveal: bool = False) -> Iterator[tuple[At, dict[str, Any]]]:
    """Records at known places, in the order of the ledger, as ``explain`` gives them.

    Only the tables that hold them are read again.

    Args:
        case: the case.
        places: where the records stand.
        reveal: values as they stand. The caller has put that on record.

    Raises:
        IntegrityBroken: an exhibit is not what was sealed.
    """
    wanted = set(places)
    for chunk in _chunks(case, {source for source, _, _ in wanted}):
        rows = chunk.scanned.lines.row + chunk.base
        parts = chunk.scanned.lines.part
        named = [row for source, row, _ in wanted if source == chunk.source]
        for line in np.flatnonzero(chunk.judged.is_record & np.isin(rows, named)):
            place = chunk.source, int(rows[line]), int(parts[line])
            if place in wanted:
                yield place, _shown(chunk, int(line), int(chunk.judged.low_of[line]), None, None, reveal)


def _chunks(case: Case, only: Collection[str] | None = None) -> Iterator[_Chunk]:
    """Every chunk of every table again, or of some tables, in the order of the ledger, with its lines judged."""
    values = [names()[kind] for kind in rules().values]
    rebutted = Rebutted.standing(case)
    entries = {str(entry["source"]): entry for entry in summary(case)["files"]}
    for chunk in chunks(case, only=only):
        table = chunk.scanned.table
        judged = judge_table(table, values)
        grounds = rebutted.grounds_of(chunk.source, table, chunk.base)
        grounds[(judged.where & 1) == 0] = 0
        judged.where[grounds != 0] = _REBUTTED
        entry = entries[chunk.source]
        yield _Chunk(
            chunk.exhibit, chunk.source, chunk.table, chunk.base, chunk.scanned, partial(region, entry),
            entry["layout"] == "table", judged, grounds,
        )  # fmt: skip


Picked = Iterator[tuple[int, int, int | None]]
"""(line of the ledger, class, the one value that is meant: its place among the value kinds, or None for the record)."""


def _pick_rows(part: Judged, seen: Seen, excluded: str | None) -> Picked:
    del seen
    if excluded is not None:
        yield from _left_out(part, excluded)
        return
    for line in np.flatnonzero(part.is_record & ((part.where & 1) != 0)):
        yield int(line), int(part.low_of[line]), None


def _left_out(part: Judged, excluded: str) -> Picked:
    if excluded == "not_identifying":
        for line in np.flatnonzero(part.is_record & (part.where == 0)):
            yield int(line), int(part.low_of[line]), None
    elif excluded != "duplicate":
        place = DOUBTS.index(excluded)
        below = np.uint32((1 << place) - 1)
        first = ((part.doubts >> np.uint32(place)) & 1).astype(bool) & ((part.doubts & below) == 0)
        for line in np.flatnonzero(part.is_record & first & (part.where == 4)):
            yield int(line), int(part.high_of[line]), None


def _pick_by_token(part: Judged, seen: Seen, excluded: str | None, tokens: Callable[[Judged, Any], Any]) -> Picked:
    """Records in total whose token is new, or, for duplicates, is not."""
    if excluded not in (None, "duplicate"):
        yield from _left_out(part, str(excluded))
        return
    records = np.flatnonzero(part.is_record & ((part.where & 1) != 0))
    before = seen.join(tokens(part, records), np.ones(len(records), np.uint64))
    for line in records[(before != 0) == (excluded is not None)]:
        yield int(line), int(part.low_of[line]), None


def _pick_records(part: Judged, seen: Seen, excluded: str | None) -> Picked:
    return _pick_by_token(part, seen, excluded, lambda judged, records: judged.content[records])


def _pick_persons(part: Judged, seen: Seen, excluded: str | None) -> Picked:
    return _pick_by_token(part, seen, excluded, _persons)


def _persons(part: Judged, records: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    tokens = part.content[records].copy()
    for k in range(len(part.keys) - 1, -1, -1):
        has = part.present[k][records]
        tokens[has] = part.keys[k][records][has]
    tokens[:, 1] += part.low_of[records].astype(np.uint64) * _CLASS_STEP
    return tokens


def _counted(part: Judged, struck: bool) -> Bools:
    """Lines of valid values of records in total, or of struck ones of records in high."""
    lines: Bools = part.more & (part.struck != 0)
    counted: Bools = (lines & ((part.where & 4) != 0)) if struck else (~lines & ((part.where & 1) != 0))
    return counted


def _values(part: Judged, wanted: Bools) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.uint64]]:
    """(lines, kinds, tokens) of the values on some lines, by line."""
    lines, kinds, tokens = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros((0, 2), np.uint64)]
    for k, present in enumerate(part.present):
        at = np.flatnonzero(present & wanted)
        lines.append(at)
        kinds.append(np.full(len(at), part.places[k]))
        tokens.append(part.keys[k][at])
    all_lines = np.concatenate(lines)
    order = np.argsort(all_lines, kind="stable")
    return all_lines[order], np.concatenate(kinds)[order], np.concatenate(tokens)[order]


def _grade(part: Judged, seen: Seen) -> None:
    for struck in (False, True):
        lines, _, tokens = _values(part, _counted(part, struck))
        grades = (part.high_of if struck else part.low_of)[lines].astype(np.uint64)
        seen.join(tokens, np.uint64(1) << grades)


_EMITTED = np.uint64(1 << 63)
# A value that stands in a record of total; and, from here on, the grounds of its rebutted records.
_STANDS = np.uint64(1 << 10)
_GROUND = 11


def _valid(chunk: _Chunk, lines: Bools) -> Bools:
    """Those of some lines that hold no struck value."""
    valid: Bools = lines & ~(chunk.judged.more & (chunk.judged.struck != 0))
    return valid


def _grade_rebutted(chunk: _Chunk, seen: Seen) -> None:
    """Notes of each value whether it stands in total, and else its classes and the grounds of its records."""
    part = chunk.judged
    _, _, tokens = _values(part, _counted(part, struck=False))
    seen.join(tokens, np.full(len(tokens), _STANDS))
    lines, _, tokens = _values(part, _valid(chunk, chunk.grounds != 0))
    grounds = chunk.grounds[lines].astype(np.uint64) + np.uint64(_GROUND - 1)
    seen.join(tokens, (np.uint64(1) << part.low_of[lines].astype(np.uint64)) | (np.uint64(1) << grounds))


def _pick_rebutted(chunk: _Chunk, seen: Seen, excluded: str, values: bool) -> Picked:
    """Records taken out on one ground; or the values that stand in no record of total any more, each once."""
    part, ground = chunk.judged, REASONS.index(excluded)
    if not values:
        for line in np.flatnonzero(part.is_record & (chunk.grounds == 1 + ground)):
            yield int(line), int(part.low_of[line]), None
        return
    lines, kinds, tokens = _values(part, _valid(chunk, chunk.grounds == 1 + ground))
    before = seen.join(tokens, np.full(len(lines), _EMITTED))
    for line, kind, bits in zip(lines.tolist(), kinds.tolist(), before.tolist(), strict=True):
        if not bits & (int(_EMITTED) | int(_STANDS) | ((1 << ground) - 1) << _GROUND):
            yield line, (bits & -bits).bit_length() - 1, kind


def _pick_values(part: Judged, seen: Seen, excluded: str | None) -> Picked:
    struck = excluded not in (None, "duplicate")
    if excluded == "not_identifying":
        yield from _left_out(part, excluded)
        return
    lines, kinds, tokens = _values(part, _counted(part, struck))
    if struck and excluded is not None:
        reason = np.uint32(1 << DOUBTS.index(excluded))
        right = (part.doubts[lines] & reason) != 0
        lines, kinds, tokens = lines[right], kinds[right], tokens[right]
    before = seen.join(tokens, np.full(len(lines), _EMITTED))
    repeated = (before & _EMITTED) != 0
    for i in np.flatnonzero(repeated == (excluded == "duplicate")):
        grades = int(before[i]) & 1023
        cls = (grades & -grades).bit_length() - 1 if grades else int(part.low_of[lines[i]])
        yield int(lines[i]), cls, int(kinds[i])


def _shown(chunk: _Chunk, line: int, cls: int, only: int | None, excluded: str | None, reveal: bool) -> dict[str, Any]:
    scanned = chunk.scanned
    relative, part = int(scanned.lines.row[line]), int(scanned.lines.part[line])
    row = chunk.base + relative
    record = line
    while chunk.judged.more[record]:
        record -= 1
    values, struck = _masked(chunk, relative, part, only, reveal)
    class_name = CLASSES[cls]
    return {
        "locator": str(Locator(chunk.exhibit, chunk.table, row, part, chunk.region(row))),
        "exhibit": chunk.exhibit,
        "table": chunk.table,
        "row": row,
        "part": part,
        "class": class_name,
        "tier": rules().tiers[class_name],
        "values": values,
        "struck": struck,
        "doubts": [name for place, name in enumerate(DOUBTS) if int(chunk.judged.doubts[record]) >> place & 1],
        "reason": excluded or rules().sources[class_name],
    }


Shown = list[dict[str, Any]]


def _masked(chunk: _Chunk, row: int, part: int, only: int | None, reveal: bool) -> tuple[Shown, Shown]:
    """Values and struck values of a record, in the order in which they stand, each where it stands first."""
    cells = chunk.scanned
    found = cells.values
    index = int(np.searchsorted(cells.batch.rows + 1, row))
    low, high = np.searchsorted(found["row"], [index, index + 1])
    kind_wanted = None if only is None else rules().values[only]
    shown: tuple[Shown, Shown] = ([], [])
    known = set()
    for v in range(int(low), int(high)):
        if int(cells.part_of[v]) != part or (kind_wanted is not None and int(found["kind"][v]) != kind_wanted):
            continue
        kind, struck = names()[int(found["kind"][v])], int(found["struck"][v])
        raw = bytes(cells.batch.data[found["start"][v] : found["end"][v]]).decode("utf-8", "replace")
        entry: dict[str, Any] = {"kind": kind, "shown": raw if reveal else mask(kind, raw)}
        if (key := (struck, kind, entry["shown"])) not in known:
            known.add(key)
            column = _column(cells.batch, index, int(found["start"][v])) if chunk.in_columns else None
            shown[struck].append(entry if column is None else {**entry, "column": column})
    return shown


def _column(batch: Batch, index: int, start: int) -> int | None:
    """The column in whose cell a value begins, from 1."""
    first, last = int(batch.first[index]), int(batch.first[index + 1])
    held = np.flatnonzero((batch.starts[first:last] <= start) & (start < batch.ends[first:last]))
    return int(held[0]) + 1 if len(held) else None
