"""Does the outcome hold under every reading? If not, which question decides?

The default first, then each position alone, then positions together, few before many, up to ``MOST`` of them. How that
is bounded, and why it is enough, stands in docs/decisions/0004-disputed-readings.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from tiao.law import unknowns
from tiao.law.decision import Basis, Decision, decide
from tiao.law.exhibits import ExhibitCount
from tiao.law.logic import Interval
from tiao.law.positions import Taken, bearing, under
from tiao.law.readings import Dispute, Position, readings

# So many combinations are worked out; beyond them the assessment says that it is bounded. About a millisecond each.
MOST = 256
# To so many of them, everything that is not known is added as far as it could go.
MOST_WITH_UNKNOWN = 64

Result = tuple[str, int | None]  # outcome, statutory maximum in months


@dataclass(frozen=True)
class Row:
    """One position in the table.

    Attributes:
        result: outcome and maximum under it; where its effect is not known, as far as it could go.
        known: its effect is known.
        changes: the result is another one than by default.
        pieces: pieces per class under it; None where they are not known.
        basis: what was assessed.
    """

    question: Dispute
    position: Position
    result: Result
    known: bool = True
    changes: bool = False
    pieces: dict[str, Interval] | None = None
    basis: Basis | None = None

    @property
    def default(self) -> bool:
        """Is it the position that is taken when nobody says otherwise?"""
        return self.position.id == self.question.default


@dataclass(frozen=True)
class Combination:
    """Several positions together; ``known``: the effect of each of them is known."""

    choice: dict[str, str]
    result: Result
    known: bool
    changes: bool


@dataclass(frozen=True)
class Holding:
    """The answer, with the whole table.

    Attributes:
        holds: True: under every reading; False: one that is known changes the outcome or the statutory maximum; None:
            not known, because the effect of some is not known, or not all combinations were worked out.
        deciding: the least sets of positions that change it, smallest first.
        rows: the default and every other position of each question that bears on the case.
        combinations: two or more positions together.
        far: what everything unknown together could make of it, where that is another result; else None.
        largest: every combination of so many questions was worked out. bounded: there are more.
        absent: questions that do not bear on the case.
    """

    now: Result
    holds: bool | None = True
    deciding: tuple[Combination, ...] = ()
    rows: tuple[Row, ...] = ()
    combinations: tuple[Combination, ...] = ()
    far: Result | None = None
    largest: int = 0
    bounded: bool = False
    absent: tuple[str, ...] = ()


@dataclass
class _Court:
    """Assesses positions together, the same figures only once."""

    start: Basis
    known: dict[Hashable, Decision] = field(default_factory=dict)

    def decide(self, chosen: Sequence[Taken]) -> tuple[Basis, Decision] | None:
        basis = under(self.start, chosen)
        if basis is None:
            return None
        name = same(basis)
        if name not in self.known:
            self.known[name] = decide(basis)
        return basis, self.known[name]

    def result(self, chosen: Sequence[Taken]) -> Result | None:
        found = self.decide(chosen)
        return None if found is None else result_of(found[1])


def result_of(decision: Decision) -> Result:
    """Outcome and statutory maximum."""
    found = decision.applied.range
    return decision.applied.outcome, found.max if found else None


def same(basis: Basis) -> Hashable:
    """Equal for two that are assessed alike."""
    facts = basis.facts
    counts = None if basis.counts is None else tuple(basis.counts.items())
    return (
        facts.acts,
        facts.counts,
        tuple(sorted(facts.amounts.items())),
        tuple(sorted(facts.flags.items())),
        counts,
        _same_exhibits(basis.exhibits),
        (basis.reached_tiers, basis.crossing, basis.version),
    )


def _same_exhibits(exhibits: ExhibitCount | None) -> Hashable:
    if exhibits is None:
        return None
    per = exhibits.per_exhibit
    split = None if per is None else tuple((name, tuple(held.items())) for name, held in per.items())
    return tuple(exhibits.classes.items()), split


def examine(basis: Basis, decision: Decision) -> Holding:
    """Work out the table, and whether the outcome holds.

    Args:
        basis: the case by default.
        decision: its outcome.
    """
    now = result_of(decision)
    if decision.applied.outcome == unknowns.NO_CRIME:
        return Holding(now, absent=tuple(readings()))
    taken = bearing(basis, decision)
    court = _Court(basis, {same(basis): decision})
    rows = {one.name: _row(court, one, now) for one in taken}
    together, largest, bounded = _together(court, [one for one in taken if one.figured], now)
    alone = [
        Combination({one.question.id: one.position.id}, row.result, row.known, row.changes)
        for one in taken
        if (row := rows[one.name]) is not None
    ]
    deciding = _least([one for one in [*alone, *together] if one.known and one.changes])
    unknown = any(row is None or (row.changes and not row.known) for row in rows.values())
    unknown = unknown or any(one.changes and not one.known for one in together)
    far = None
    if not deciding and not unknown:
        far, complete = _all_unknown(court, taken, together, now)
        unknown = far is not None or not complete
    used = {name for one in deciding for name in one.choice} | {one.question.id for one in taken if not one.silent}
    return Holding(
        now=now,
        holds=False if deciding else None if unknown or bounded else True,
        deciding=tuple(deciding),
        rows=tuple(_rows(decision, rows, used, now)),
        combinations=tuple(together),
        far=far,
        largest=largest,
        bounded=bounded,
        absent=tuple(name for name in readings() if name not in used),
    )


def _row(court: _Court, taken: Taken, now: Result) -> Row | None:
    """A position alone; None when nobody has counted under it."""
    found = court.decide([taken])
    if found is None:
        return None
    basis, decision = found
    result, counts = result_of(decision), decision.situation.counts
    pieces = dict(counts) if taken.figured and counts is not None else None
    return Row(taken.question, taken.position, result, taken.exact, result != now, pieces, basis)


def _rows(decision: Decision, rows: dict[tuple[str, str], Row | None], used: set[str], now: Result) -> Iterator[Row]:
    counts = decision.situation.counts
    for question in readings().values():
        if question.id not in used:
            continue
        for position in question.positions:
            if position.id == question.default:
                yield Row(question, position, now, pieces=None if counts is None else dict(counts))
            else:
                found = rows.get((question.id, position.id))
                # A position that changes nothing here stands in the table as well: it was not forgotten.
                yield found or Row(question, position, now, pieces=None if counts is None else dict(counts))


def _together(court: _Court, taken: Sequence[Taken], now: Result) -> tuple[list[Combination], int, bool]:
    """Combinations of two and more, few before many; how many questions are complete; whether there are more."""
    by_question: dict[str, list[Taken]] = {}
    for one in taken:
        by_question.setdefault(one.question.id, []).append(one)
    found: list[Combination] = []
    missing = False
    for size in range(2, len(by_question) + 1):
        for names in combinations(by_question, size):
            for chosen in product(*(by_question[name] for name in names)):
                if _exclusive(chosen):
                    continue
                if len(found) >= MOST:
                    return found, size - 1, True
                result = court.result(chosen)
                if result is None:
                    missing = True
                    continue
                choice = {one.question.id: one.position.id for one in chosen}
                found.append(Combination(choice, result, all(one.exact for one in chosen), result != now))
    return found, len(by_question) if not missing else 1, missing


def _exclusive(chosen: Sequence[Taken]) -> bool:
    """Two counting methods cannot be taken together."""
    return len({one.position.method for one in chosen if one.position.method}) > 1


def _least(changing: Sequence[Combination]) -> list[Combination]:
    """Those that hold no smaller one, smallest first."""
    found: list[Combination] = []
    for one in sorted(changing, key=lambda item: len(item.choice)):
        if not any(known.choice.items() <= one.choice.items() for known in found):
            found.append(one)
    return found


def _all_unknown(
    court: _Court, taken: Sequence[Taken], together: Sequence[Combination], now: Result
) -> tuple[Result | None, bool]:
    """Everything that is not known taken as far as it goes, all down and all up, with each reading that is known.

    Returns:
        A result that differs, if one does; and whether all were tried.
    """
    far = [one for one in taken if not one.figured]
    if not far:
        return None, True
    known = {one.name: one for one in taken if one.figured}
    choices: list[list[Taken]] = [[], *([one] for one in known.values())]
    choices += [[known[item] for item in one.choice.items()] for one in together]
    for chosen in choices[:MOST_WITH_UNKNOWN]:
        used = {one.question.id for one in chosen}
        free = [one for one in far if one.question.id not in used]
        for lowering in (True, False):
            nearest_first = sorted(free, key=lambda one: one.reach, reverse=True)
            extreme = {one.question.id: one for one in nearest_first if one.lowers is lowering}
            result = court.result([*chosen, *extreme.values()])
            if result is not None and result != now:
                return result, True
    return None, len(choices) <= MOST_WITH_UNKNOWN
