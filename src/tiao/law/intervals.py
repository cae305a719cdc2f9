"""Acts as intervals: what of them falls under each version of the law, and what each part alone would come to.

The outcome of an assessment stands on one version (see ``regime``). What the others would give is said here, beside it,
so that a person sees what is taken and what is not. Nobody divides pieces or money that the file of the case does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tiao.law import unknowns, words
from tiao.law.decision import Applied, Basis, Decision, apply, lighter, same_or_not
from tiao.law.exhibits import ExhibitCount, counted
from tiao.law.facts import Act, Facts
from tiao.law.logic import NOTHING, Interval
from tiao.law.messages import say
from tiao.law.operators import recipient_kinds
from tiao.law.rule import Rule
from tiao.law.rulebook import Law
from tiao.law.situation import Situation

# Facts about the person, which are the same in every part; all others may be of one part only.
_PERSONAL = ("unit_crime", "first_offence", "gains_returned", "repentance")
Numbered = tuple[int, Act]


@dataclass(frozen=True)
class Part:
    """What falls under one version.

    Attributes:
        version: the version of the article.
        start, end: first and last day of dated acts in it.
        whole: acts that fall in it entirely; divided: acts that begin before or go on after. With their numbers.
        undated: acts that may fall in it.
    """

    version: Rule
    start: date
    end: date
    whole: tuple[Numbered, ...]
    divided: tuple[Numbered, ...]
    undated: tuple[Numbered, ...]

    @property
    def regime(self) -> str:
        return self.version.offence.regime if self.version.offence else ""

    def acts(self, *, undated: bool) -> tuple[Act, ...]:
        """Its acts in the order of the facts."""
        some = [*self.whole, *self.divided, *(self.undated if undated else ())]
        return tuple(act for _, act in sorted(some, key=lambda numbered: numbered[0]))


def parts(rules: Law, acts: Sequence[Act]) -> list[Part]:
    """The parts into which the versions of the law divide acts, oldest first; none without dates."""
    numbered = list(enumerate(acts, 1))
    undated = tuple((n, act) for n, act in numbered if not (act.start or act.end))
    found = []
    for version in rules.versions():
        begins, ends = version.in_force.from_ or date.min, version.in_force.to or date.max
        whole: list[Numbered] = []
        divided: list[Numbered] = []
        days: list[date] = []
        for n, act in numbered:
            first, last = act.start or act.end, act.end or act.start
            if first is None or last is None or last < begins or ends < first:
                continue
            (whole if begins <= first and last <= ends else divided).append((n, act))
            days += [max(first, begins), min(last, ends)]
        if days:
            found.append(Part(version, min(days), max(days), tuple(whole), tuple(divided), undated))
    return found


def by_regime(rules: Law, basis: Basis, decision: Decision) -> list[dict[str, Any]]:
    """Each part alone: its acts, its pieces as far as acts name them, its outcome, and whether it is the one taken.

    Returns:
        Plain values: ``regime``, ``law`` (the version applied after art. 12), ``from``, ``to``; ``acts``, ``divided``
        and ``undated`` (numbers of acts, the first is 1); ``outcome``, ``possible``, ``max_months``, ``pieces``;
        ``taken`` and ``because``. Empty when no act has a date.
    """
    found = parts(rules, basis.facts.acts or ())
    if len(found) == 1:
        counts = decision.situation.counts
        return [_document(found[0], decision, [decision.applied], None if counts is None else dict(counts))]
    result = []
    for part in found:
        pieces = _pieces(rules, basis, part)
        result.append(_document(part, decision, list(_alone(rules, basis, part, pieces)), pieces))
    return result


def _alone(rules: Law, basis: Basis, part: Part, pieces: Mapping[str, Interval] | None) -> list[Applied]:
    """The version applied to the part, in each way in which undated acts and facts without a time may belong to it."""
    facts = basis.facts
    lasting = {name: value for name, value in facts.flags.items() if not value or name in _PERSONAL}
    found = []
    for flags in [facts.flags, lasting] if lasting != facts.flags else [facts.flags]:
        for undated in (False, True) if part.undated else (False,):
            situation = Situation(
                counts=pieces,
                amounts={name: value.up_to_all() for name, value in facts.amounts.items()},
                flags=flags,
                sources=facts.sources,
                acts=part.acts(undated=undated),
                exhibits=None,
                reached_tiers=basis.reached_tiers,
                numbers=facts.numbers,
            )
            applied = apply(rules, part.version, situation)
            found.append(lighter(rules, applied, situation) or applied)
    return found


def _pieces(rules: Law, basis: Basis, part: Part) -> dict[str, Interval] | None:
    """Pieces of a part: what its whole acts name at least, what may be of it at most."""
    facts, kinds = basis.facts, recipient_kinds(rules)
    said = _said(facts, part, kinds)
    if basis.exhibits is None:
        return said
    held = _exhibits(basis.exhibits, kinds, part, facts.acts or ())
    if said is None:
        return held
    both = {name: same_or_not(said[name], value) for name, value in held.items()}
    return both | {name: value.up_to_all() for name, value in said.items() if name not in held}


def _said(facts: Facts, part: Part, kinds: Sequence[str]) -> dict[str, Interval] | None:
    """What the file of the case says; several recipients add up in the part in which the selling is."""
    if facts.counts is None:
        return None
    acts = dict(enumerate(facts.acts or (), 1))
    sure = {n for n, _ in part.whole}
    some = sure | {n for n, _ in (*part.divided, *part.undated)}
    found = dict.fromkeys((*words.CLASS_ZH, *(entry.cls for entry in facts.counts)), NOTHING)
    for entry in facts.counts:
        named, times = set(entry.acts), max(1, len(set(entry.sold_to)))
        gave = {n for n in named if acts[n].kind in kinds}
        least = NOTHING if named.isdisjoint(sure) else entry.pieces.times(times if (gave or named) <= sure else 1)
        most = (
            NOTHING
            if named and named.isdisjoint(some)
            else entry.pieces.times(1 if gave and not gave & some else times)
        )
        found[entry.cls] = found[entry.cls] + Interval(least.low, most.high)
    return found


def _exhibits(exhibits: ExhibitCount, kinds: Sequence[str], part: Part, every: Sequence[Act]) -> dict[str, Interval]:
    if exhibits.per_exhibit is None:
        return {name: Interval(0, pieces) for name, pieces in exhibits.classes.items()}
    sure, some = [act for _, act in part.whole], part.acts(undated=True)
    named = {name for act in sure for name in act.of}
    # What no act names can be of any; an act that names nothing can be of anything.
    free = set(exhibits.per_exhibit) - {name for act in every for name in act.of}
    meant = set(exhibits.per_exhibit) if any(not act.of for act in some) else free | {n for act in some for n in act.of}
    least = counted(exhibits, sure, kinds, sorted(named))
    most = counted(exhibits, some, kinds, sorted(meant))
    return {name: Interval(least[name].low, most[name].high) for name in most}


def _document(
    part: Part, decision: Decision, found: Sequence[Applied], pieces: Mapping[str, Interval] | None
) -> dict[str, Any]:
    possible: Sequence[str] = found[0].possible
    for other in found[1:]:
        possible = unknowns.either_way(possible, other.possible) if unknowns.NO_CRIME not in possible else possible
    outcome = unknowns.outcome(possible)
    ranges = [applied.range.max for applied in found if applied.range is not None and applied.outcome == outcome]
    ruling = decision.governing
    taken = part.version.id == ruling.version.id
    said = say("part_other", name=ruling.version.offence.regime if ruling.version.offence else "")
    if taken:
        said = say("part_taken", because=ruling.because, because_en=ruling.because_en)
    if part.divided:
        numbers = "、".join(str(n) for n, _ in part.divided)
        more = say("part_divided", acts=numbers)
        said = f"{said[0]}；{more[0]}", f"{said[1]}; {more[1]}"
    return {
        "regime": part.regime,
        "law": found[0].regime,
        "from": part.start.isoformat(),
        "to": part.end.isoformat(),
        "acts": [n for n, _ in part.whole],
        "divided": [n for n, _ in part.divided],
        "undated": [n for n, _ in part.undated],
        "outcome": outcome,
        "outcome_zh": words.OUTCOME_ZH[outcome],
        "possible": list(possible),
        "max_months": max(ranges, default=None),
        "pieces": None
        if pieces is None
        else {name: {"low": value.low, "high": value.high} for name, value in pieces.items()},
        "taken": taken,
        "because": said[0],
        "because_en": said[1],
    }
