"""What of the acts, and of the pieces, falls under each version of the law. Nobody divides what the file does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tiao.law import words
from tiao.law.exhibits import ExhibitCount, counted
from tiao.law.facts import UNCLASSIFIED, Act, Facts
from tiao.law.logic import NOTHING, Interval, total
from tiao.law.recipients import times
from tiao.law.rule import Rule
from tiao.law.rulebook import Law

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
    found = (
        part_between(version, version.in_force.from_ or date.min, version.in_force.to or date.max, acts)
        for version in rules.versions()
    )
    return [part for part in found if part is not None]


def part_between(version: Rule, begins: date, ends: date, acts: Sequence[Act]) -> Part | None:
    """What of the acts falls between two days, both included, to be assessed under this version; None: nothing."""
    numbered = list(enumerate(acts, 1))
    undated = tuple((n, act) for n, act in numbered if not (act.start or act.end))
    whole: list[Numbered] = []
    divided: list[Numbered] = []
    days: list[date] = []
    for n, act in numbered:
        first, last = act.start or act.end, act.end or act.start
        if first is None or last is None or last < begins or ends < first:
            continue
        (whole if begins <= first and last <= ends else divided).append((n, act))
        days += [max(first, begins), min(last, ends)]
    return Part(version, min(days), max(days), tuple(whole), tuple(divided), undated) if days else None


def pieces_of(
    part: Part, facts: Facts, exhibits: ExhibitCount | None, kinds: Sequence[str]
) -> dict[str, Interval] | None:
    """Pieces of a part by class: what its whole acts name at least, what may be of it at most."""
    said = _said(facts, part, kinds)
    if exhibits is None:
        return said
    held = _exhibits(exhibits, kinds, part, facts.acts or ())
    return held if said is None else beside(said, held)


def beside(said: dict[str, Interval], found: dict[str, Interval]) -> dict[str, Interval]:
    """Pieces from the case file beside pieces from exhibits.

    Nobody has said whether they are the same information, so at least the larger and at most the sum.
    """
    same = {
        name: Interval(max(said[name].low, found[name].low), (said[name] + found[name]).high) for name in words.CLASS_ZH
    }
    if UNCLASSIFIED in said:
        # They may be the very pieces that the exhibits hold by class; only what is beyond all of those is more.
        most = total(found.values()).high
        more = 0 if most is None else max(0, said[UNCLASSIFIED].low - most)
        same[UNCLASSIFIED] = Interval(more, said[UNCLASSIFIED].high)
    return same


def _said(facts: Facts, part: Part, kinds: Sequence[str]) -> dict[str, Interval] | None:
    """What the file of the case says; several recipients add up in the part in which the selling is."""
    if facts.counts is None:
        return None
    acts = dict(enumerate(facts.acts or (), 1))
    sure = {n for n, _ in part.whole}
    some = sure | {n for n, _ in (*part.divided, *part.undated)}
    found = dict.fromkeys((*words.CLASS_ZH, *(entry.cls for entry in facts.counts)), NOTHING)
    for entry, (fewest, times_most) in zip(facts.counts, times(facts, kinds), strict=True):
        named = set(entry.acts)
        gave = {n for n in named if acts[n].kind in kinds}
        least = NOTHING if named.isdisjoint(sure) else entry.pieces.times(fewest if (gave or named) <= sure else 1)
        most = (
            NOTHING
            if named and named.isdisjoint(some)
            else entry.pieces.times(1 if gave and not gave & some else times_most)
        )
        found[entry.cls] = found[entry.cls] + Interval(least.low, most.high)
    return found


def _exhibits(exhibits: ExhibitCount, kinds: Sequence[str], part: Part, every: Sequence[Act]) -> dict[str, Interval]:
    if exhibits.per_exhibit is None:
        return {name: value.up_to_all() for name, value in counted(exhibits, every, kinds).items()}
    sure, some = [act for _, act in part.whole], part.acts(undated=True)
    named = {name for act in sure for name in act.of}
    # What no act names can be of any; an act that names nothing can be of anything.
    free = set(exhibits.per_exhibit) - {name for act in every for name in act.of}
    meant = set(exhibits.per_exhibit) if any(not act.of for act in some) else free | {n for act in some for n in act.of}
    least = counted(exhibits, sure, kinds, sorted(named))
    most = counted(exhibits, some, kinds, sorted(meant))
    return {name: Interval(least[name].low, most[name].high) for name in most}
