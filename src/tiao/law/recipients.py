"""Art. 11(1) and (2) in acts: the same piece, obtained and then sold, once; sold to several, once for each of them.

A piece that r different units or persons got counts max(1, r) times. So the pieces of some exhibits are as many as
there are, and for each recipient after the first those that an earlier one got as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tiao.law.facts import UNCLASSIFIED, Act, Facts, Pieces
from tiao.law.logic import Interval, total
from tiao.law.words import CLASS_ZH


@dataclass(frozen=True)
class Held:
    """Pieces of one class in each exhibit, and in all of them together.

    Attributes:
        each: distinct pieces by exhibit.
        whole: distinct pieces over all exhibits; less than the sum where exhibits overlap.
    """

    each: Mapping[str, int]
    whole: int

    def size(self, names: Collection[str]) -> tuple[int, int]:
        """Distinct pieces in some exhibits together, at least and at most; the same without overlap, and for one."""
        if set(names) == set(self.each):
            return self.whole, self.whole
        own = [self.each[name] for name in names]
        added, everything = sum(own), sum(self.each.values())
        if added == 0 or len(own) == 1 or everything == self.whole:
            return added, added
        most = min(added, self.whole)
        # What the other exhibits cannot hold must be in these.
        return min(most, max(*own, self.whole - (everything - added))), most


@dataclass(frozen=True)
class _Got:
    """The exhibits that one recipient got; ``open``: also something of which nobody says where it stands."""

    exhibits: frozenset[str]
    open: bool


def recipients_of(acts: Sequence[Act], kinds: Sequence[str]) -> int:
    """How many different units or persons it was sold or provided to."""
    return len({name for act in acts if act.kind in kinds for name in act.recipients})


def unplaced(acts: Sequence[Act], kinds: Sequence[str]) -> bool:
    """Is there selling or providing to somebody that does not say of which exhibits?"""
    return any(act.kind in kinds and act.recipients and not act.of for act in acts)


def added_up(held: Held, acts: Sequence[Act], kinds: Sequence[str], chosen: Collection[str]) -> Interval:
    """Pieces of some exhibits by art. 11(1) and (2).

    Args:
        held: pieces of one class.
        acts: the acts, with their exhibits and recipients.
        kinds: kinds of acts whose recipients add up.
        chosen: the exhibits that are looked at.

    Returns:
        Exact where exhibits do not overlap and every act names its exhibits; else the bounds that the figures prove.
    """
    low, most = held.size(chosen)
    high, before = most, _Got(frozenset(), open=False)
    for got in _got(acts, kinds, frozenset(chosen)):
        if before.exhibits or before.open:
            least, at_most = _again(held, got, before, most)
            low, high = low + least, high + at_most
        before = _Got(before.exhibits | got.exhibits, before.open or got.open)
    return Interval(low, high)


def _got(acts: Sequence[Act], kinds: Sequence[str], chosen: frozenset[str]) -> list[_Got]:
    """What each recipient got of the chosen exhibits; first those who got most, last those with something open."""
    names = dict.fromkeys(name for act in acts if act.kind in kinds for name in act.recipients)
    found = []
    for name in names:
        own = [act for act in acts if act.kind in kinds and name in act.recipients]
        got = _Got(frozenset(e for act in own for e in act.of) & chosen, open=any(not act.of for act in own))
        if got.exhibits or got.open:
            found.append(got)
    return sorted(found, key=lambda got: (got.open, -len(got.exhibits), sorted(got.exhibits)))


def _again(held: Held, got: _Got, before: _Got, whole: int) -> tuple[int, int]:
    """Pieces that this recipient got and an earlier one as well, at least and at most."""
    common, one, other = (held.size(x) for x in (got.exhibits & before.exhibits, got.exhibits, before.exhibits))
    if got.open or before.open:
        return common[0], min(whole if got.open else one[1], whole if before.open else other[1])
    if got.exhibits <= before.exhibits:
        return one
    both = held.size(got.exhibits | before.exhibits)
    return max(common[0], one[0] + other[0] - both[1]), min(one[1], other[1], one[1] + other[1] - both[0])


def stated(facts: Facts, kinds: Sequence[str]) -> dict[str, Interval] | None:
    """Pieces by class as the file of the case says them; those that went to several recipients, once for each.

    Args:
        facts: the facts.
        kinds: kinds of acts whose recipients add up.

    Returns:
        Where nobody says whether a number is added up already, all between the number and its sum over the recipients.
    """
    if facts.counts is None:
        return None
    names = [*CLASS_ZH, *{entry.cls for entry in facts.counts if entry.cls == UNCLASSIFIED}]
    found = list(zip(facts.counts, times(facts, kinds), strict=True))
    return {
        name: total(
            Interval(entry.pieces.times(least).low, entry.pieces.times(most).high)
            for entry, (least, most) in found
            if entry.cls == name
        )
        for name in names
    }


def times(facts: Facts, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """For each count of the file: how often its pieces count at least and at most (art. 11(2))."""
    asked = unsettled(facts, kinds)
    own = [max(1, len(set(entry.sold_to))) for entry in facts.counts or ()]
    return [(number, asked.get(place, number)) for place, number in enumerate(own)]


def unsettled(facts: Facts, kinds: Sequence[str]) -> dict[int, int]:
    """Counts of which nobody says whether they are added up: place in the facts, and how many recipients there are."""
    found = {}
    for place, entry in enumerate(facts.counts or ()):
        own = [act for n, act in enumerate(facts.acts or (), 1) if not entry.acts or n in entry.acts]
        number = recipients_of(own, kinds)
        if number > 1 and not entry.sold_to and not entry.added_up:
            found[place] = number
    return found


def multiplied(facts: Facts, kinds: Sequence[str]) -> Facts:
    """One answer: what is not settled is the number for one recipient."""
    times_of = unsettled(facts, kinds)
    if not times_of:
        return facts
    counts = tuple(
        replace(e, pieces=e.pieces.times(times_of[n]), added_up=True) if n in times_of else e
        for n, e in enumerate(facts.counts or ())
    )
    return replace(facts, counts=counts)


def as_given(facts: Facts, kinds: Sequence[str]) -> Facts:
    """The other answer: what is not settled is added up already."""
    open_ones = unsettled(facts, kinds)
    if not open_ones:
        return facts
    counts = tuple(replace(e, added_up=True) if n in open_ones else e for n, e in enumerate(facts.counts or ()))
    return replace(facts, counts=counts)


def once(facts: Facts) -> Facts:
    """The other reading: several recipients add nothing."""
    acts = None if facts.acts is None else tuple(replace(act, recipients=()) for act in facts.acts)
    counts = None if facts.counts is None else tuple(_to_one(entry) for entry in facts.counts)
    return replace(facts, acts=acts, counts=counts)


def _to_one(entry: Pieces) -> Pieces:
    return replace(entry, sold_to=entry.sold_to[:1])
