"""Counting under readings: every figure of a method as a sum over the ledger's profile (docs/reference/counting.md).

``counts_under`` is the short answer, classes only; ``figures_under`` gives all that a count document shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tiao.case import Case
from tiao.findings.catalogue import STRIKING
from tiao.findings.found import summary
from tiao.model import CLASSES
from tiao.pieces.figures import Figures
from tiao.pieces.method import METHODS, Method, method_named
from tiao.pieces.readings.meaning import NOTHING, Bools, Ints, Meanings, identifies, reason_of
from tiao.pieces.readings.overlay import Overlay, rules_under
from tiao.pieces.readings.tokens import Profile, Progress, Tokens, profiles
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rules import rules


@dataclass(frozen=True)
class UnderReading:
    """What one reading makes of a ledger.

    Attributes:
        figures: as the count adds them up; those of methods that nobody asked for are 0.
        by_exhibit: distinct valid contents in total of each exhibit taken alone, by class, without zeros.
        left_out: records that the reading leaves out: their kinds, struck ones included, would identify.
    """

    figures: Figures
    by_exhibit: dict[str, dict[str, int]]
    left_out: int


def counts_under(case: Case, overlays: Mapping[str, Overlay], method: str = "by_record@1") -> dict[str, dict[str, Any]]:
    """Counts a case under each of several readings, exactly.

    One pass over the ledger serves all of them: a hundred readings cost little more than one.

    Args:
        case: a case with a ledger.
        overlays: readings by name; ``Overlay()`` is the default reading. One that names a ``method`` takes that one's
            figures, the others those of ``method``.
        method: a counting method that every count gives.

    Returns:
        For each name ``method``, ``classes``, ``low_classes`` and ``high_classes``, pieces by class, zeros included;
        for by_record also ``by_exhibit``, the pieces in total of each exhibit taken alone, zeros left out.

    Raises:
        Misuse: no ledger, an unknown method, or one that is counted by SQL only.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    asked = {name: method_named(overlay.method or method) for name, overlay in overlays.items()}
    counted: dict[str, dict[str, Any]] = {}
    for one in dict.fromkeys(asked.values()):
        names = [name for name in overlays if asked[name] == one]
        under = figures_under(case, [overlays[name] for name in names], [one])
        counted |= {name: _classes(one, reading) for name, reading in zip(names, under, strict=True)}
    return {name: counted[name] for name in overlays}


def _classes(method: Method, reading: UnderReading) -> dict[str, Any]:
    counts: Ints = getattr(reading.figures, method.figures)
    by_class = [{name: int(counts[axis, c]) for c, name in enumerate(CLASSES)} for axis in range(3)]
    result: dict[str, Any] = {"method": method.id}
    result |= dict(zip(("classes", "low_classes", "high_classes"), by_class, strict=True))
    return {**result, "by_exhibit": reading.by_exhibit} if method.figures == "records" else result


def figures_under(
    case: Case, overlays: Sequence[Overlay], methods: Sequence[Method] = METHODS, progress: Progress | None = None
) -> list[UnderReading]:
    """All figures of some methods under each of several readings.

    Args:
        overlays: the readings. ``method`` makes no difference here.
        methods: some of ``METHODS``.
        progress: called with (what, steps done, steps in all).

    Raises:
        As ``counts_under``.
    """
    found: list[UnderReading] = []
    talking: Counter[str] = Counter()
    for entry in summary(case)["files"]:
        talking[entry["exhibit"]] += int(entry["participants"])
    for group, profile in profiles(case, overlays, {method.figures for method in methods}, progress):
        under = [_under(profile, number, overlay) for number, overlay in enumerate(group)]
        found += [_with_participants(one, overlay, talking) for one, overlay in zip(under, group, strict=True)]
    return found


def _with_participants(reading: UnderReading, overlay: Overlay, talking: Mapping[str, int]) -> UnderReading:
    """Each participant of each chat as a piece: the most that they can be, so low stays, and so does by_value."""
    if overlay.participants is None:
        return reading
    place = CLASSES.index(overlay.participants)
    for counts in (reading.figures.rows, reading.figures.records, reading.figures.persons):
        counts[[0, 2], place] += sum(talking.values())
    alone: dict[str, Counter[str]] = {name: Counter(pieces) for name, pieces in reading.by_exhibit.items()}
    for exhibit, many in talking.items():
        alone.setdefault(exhibit, Counter())[overlay.participants] += many
    by_exhibit = {
        exhibit: {name: alone[exhibit][name] for name in CLASSES if alone[exhibit][name]}
        for exhibit in sorted(alone, key=_number)
        if alone[exhibit].total()
    }
    return replace(reading, by_exhibit=by_exhibit)


def _number(exhibit: str) -> int:
    """E2 stands before E10."""
    return int(exhibit[1:])


def _under(profile: Profile, reading: int, overlay: Overlay) -> UnderReading:
    made = profile.meanings
    whole, low, high = made.total[reading], made.low[reading], made.high[reading]
    # What rebuttals take out leaves total and low; high is of the whole ledger.
    total = np.where(made.ground == NOTHING, whole, NOTHING)
    low = np.where(made.ground == NOTHING, low, NOTHING)
    out = Figures()
    _rows(out, made, (total, low, high), whole)
    if "valid" in profile.tokens:
        valid, full = profile.tokens["valid"], profile.tokens["full"]
        out.records = np.stack([valid.each_class(total), valid.each_class(low), full.each_class(high)])
    if "persons" in profile.tokens:
        persons = profile.tokens["persons"]
        # A record in total keeps its person and its class in high. The others have tokens that no valid value has.
        others = profile.tokens["only_high"].each_class(np.where(whole == NOTHING, high, NOTHING))
        in_high = persons.each_class(whole) + others
        out.persons = np.stack([persons.each_class(total), persons.each_class(low), in_high])
    if "values" in profile.tokens:
        _values(out, profile, (total, low, high), whole)
    left_out, out.not_identifying = _beside(made, overlay)
    return UnderReading(out, _by_exhibit(profile.tokens.get("exhibits"), total), left_out)


def _rows(out: Figures, made: Meanings, columns: Sequence[Ints], whole: Ints) -> None:
    """Records by class, and those that are struck or rebutted by reason."""
    own = made.number != NOTHING
    number, many = made.number[own], made.combinations.records[own]
    for axis, classes in enumerate(columns):
        out.rows[axis] = _add_up(classes[number], many, len(CLASSES))
    in_total, in_high = whole != NOTHING, columns[2] != NOTHING
    reason = np.where((in_high & ~in_total)[number], reason_of(made.combinations.doubts[own]), NOTHING)
    out.excluded[:] = _add_up(reason, many, STRIKING)
    out.rebutted[:] = _add_up(np.where(in_total, made.ground, NOTHING)[number], many, len(REASONS))


def _values(out: Figures, profile: Profile, columns: Sequence[Ints], whole: Ints) -> None:
    valid = profile.tokens["values"]
    ground = profile.meanings.ground
    for axis, classes in enumerate(columns):
        out.values[axis] = valid.first(classes)
    for place, bit in enumerate(rules().values):
        out.kinds[place] = valid.of(bit).first(columns[0]).sum()
    out.occurrences = int(profile.occurrences[columns[0] != NOTHING].sum())
    # Grounds are put back one after the other, the first one first: each shows the values that it alone takes out.
    before = int(out.values[0].sum())
    for place in sorted({int(one) for one in ground} - {NOTHING}):
        after = int(valid.first(np.where(ground <= place, whole, NOTHING)).sum())
        out.rebutted_values[place], before = after - before, after
    if "struck" in profile.tokens:
        number, reason = profile.pairs.T
        struck, classes = profile.tokens["struck"], columns[2][number]
        out.values[2] += struck.first(classes)
        out.struck[:STRIKING] = struck.first(np.where(classes == NOTHING, NOTHING, reason), STRIKING)


def _beside(made: Meanings, overlay: Overlay) -> tuple[int, int]:
    """Records that the reading leaves out, and records with a kind that identify nobody."""
    combinations = made.combinations
    every = combinations.kinds | combinations.struck
    could: Bools = identifies(every, rules_under(replace(overlay, only=frozenset())))
    stays = identifies(every, rules_under(overlay)) & ((combinations.doubts & np.uint64(overlay.doubt_mask)) == 0)
    left_out = int(combinations.records[could & ~stays].sum())
    return left_out, int(combinations.records[(every != 0) & ~could].sum())


def _by_exhibit(exhibits: Tokens | None, total: Ints) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for exhibit in [] if exhibits is None else sorted(set(exhibits.label.tolist()), key=_number):
        assert exhibits is not None
        pieces = exhibits.of(exhibit).each_class(total)
        if pieces.any():
            found[exhibit] = {name: int(pieces[c]) for c, name in enumerate(CLASSES) if pieces[c]}
    return found


def _add_up(places: Ints, many: Ints, length: int) -> Ints:
    """Sums of ``many`` by place, those without a place left aside."""
    own = places != NOTHING
    sums = np.zeros(length, np.int64)
    np.add.at(sums, places[own], many[own])
    return sums
