"""The facts as the rules look at them: intervals of pieces and money, flags, and acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tiao.law.exhibits import ExhibitCount, counted
from tiao.law.facts import UNCLASSIFIED, Act
from tiao.law.logic import NOTHING, UNKNOWN, Interval, Truth, both, either, total
from tiao.law.rule import ActTest


@dataclass(frozen=True)
class Situation:
    """What the rules are asked about.

    Attributes:
        counts: pieces by class; None when not known at all. A class that is not listed has none. ``unclassified``:
            pieces of which no more is known than that they are personal information.
        amounts: money by name, in fen; a name that is missing is unknown.
        flags: facts given; a name that is missing is unknown.
        numbers: whole numbers by name of ``vocabulary.NUMBERS``; a name that is missing is unknown.
        sources: where a flag stands in the file of the case.
        acts: None when no acts are given.
        exhibits: the count from exhibits, with pieces per exhibit where known.
        reached_tiers: another reading of the proportional sum, or None for the rule's own.
    """

    counts: Mapping[str, Interval] | None = None
    amounts: Mapping[str, Interval] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    acts: tuple[Act, ...] | None = None
    exhibits: ExhibitCount | None = None
    reached_tiers: str | None = None
    numbers: Mapping[str, Interval] = field(default_factory=dict)

    def pieces(self, classes: Sequence[str]) -> Interval:
        """Pieces (条) of these classes together: any share of what is not classified may be among them."""
        return self.named(classes) + self.unclassified.up_to_all()

    def named(self, classes: Sequence[str]) -> Interval:
        """Pieces known to be of these classes."""
        if self.counts is None:
            return UNKNOWN
        return total(self.counts[name] for name in classes if name in self.counts)

    @property
    def unclassified(self) -> Interval:
        """Pieces of a class that is not known."""
        return (self.counts or {}).get(UNCLASSIFIED, NOTHING)

    def amount(self, name: str) -> Interval:
        """A sum of money in fen."""
        return self.amounts.get(name, UNKNOWN)

    def only(self, test: ActTest, recipient_kinds: Sequence[str]) -> Situation:
        """The share that stands on the acts that pass a test.

        All of it when every act among the kinds passes, or when of every one it is unknown: the test itself is unknown
        then, and what all of them together do not reach, none does. Otherwise what the exhibits of the acts that pass
        hold, if the count says it per exhibit; else an unknown share, from nothing to all.
        """
        among = among_acts(self.acts or (), test)
        chosen = [act for act in among if passes(act, test)]
        if {passes(act, test) for act in among} in ({True}, {None}, set()):
            return self
        named = sorted({exhibit for act in chosen for exhibit in act.of})
        counts = None if self.counts is None else {name: value.up_to_all() for name, value in self.counts.items()}
        if self.exhibits and self.exhibits.per_exhibit is not None and chosen and all(act.of for act in chosen):
            # Only what these acts gave away, and to whom: another hand's buyers are not theirs.
            counts = counted(self.exhibits, chosen, recipient_kinds, named)
        return replace(self, counts=counts, amounts={name: value.up_to_all() for name, value in self.amounts.items()})


def among_acts(acts: Sequence[Act], test: ActTest) -> list[Act]:
    """The acts of the kinds that a test speaks of."""
    return [act for act in acts if not test.among or act.kind in test.among]


def passes(act: Act, test: ActTest) -> Truth:
    """Is one act as the test describes it?"""
    wanted: list[Truth] = [act.kind in test.kind] if test.kind else []
    for given, asked in ((act.insider, test.insider), (act.lawful_business, test.lawful_business)):
        if asked is not None:
            wanted.append(None if given is None else given == asked)
    return both(wanted)


def holds(acts: Sequence[Act] | None, test: ActTest) -> Truth:
    """Does the test hold for the acts? No acts given: unknown. "Every" needs at least one."""
    if acts is None:
        return None
    found = [passes(act, test) for act in among_acts(acts, test)]
    return either(found) if test.quantifier == "some" else both(found) if found else False
