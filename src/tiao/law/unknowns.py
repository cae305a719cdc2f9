"""What an unknown fact does to the outcome. All of the choice stands here (docs/decisions/0002-unknown-facts.md).

Each step says honestly whether it is met: true, false or unknown. The outcome needs more: nearly every case leaves some
fact unsaid, and an outcome that is always "undetermined" would help nobody. So each step also has a *deciding* value,
made from the same operators with the choices below. Numbers, money and what the acts were stay unknown when unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiao.law.logic import Truth
from tiao.law.rule import GRADES

NOT_MET = "not_met"
UNDETERMINED = "undetermined"
NO_CRIME = "no_crime_at_that_time"


def decided_fact(met: Truth) -> Truth:
    """A fact without a number (prior conviction, knowledge, consequences) counts only when it is given as true."""
    return met is True


def decided_by_court() -> Truth:
    """ "Other serious circumstances" are the court's to find: never assumed."""
    return False


def decided_exception(shown: Truth) -> Truth:
    """The default stands until its exception is shown (art. 6 beside art. 5; art. 11(3))."""
    return shown is True


def decided_conduct(met: Truth, acts_given: bool) -> Truth:
    """No acts given at all: the case is before us as one of this article; said in an open question."""
    return met if acts_given else True


def possible(conduct: Truth, grades: Mapping[str, Truth]) -> tuple[str, ...]:
    """Every outcome that the deciding values leave open, mildest first.

    Args:
        conduct: is the conduct covered by the text.
        grades: by grade, is its standard reached.
    """
    if conduct is False:
        return (NOT_MET,)
    reached = next((grade for grade in reversed(GRADES) if grades.get(grade) is True), None)
    graver = GRADES if reached is None else GRADES[GRADES.index(reached) + 1 :]
    least = () if reached is None else (reached,)
    unknown = tuple(grade for grade in graver if grade in grades and grades[grade] is None)
    return (*((NOT_MET,) if conduct is None or reached is None else ()), *least, *unknown)


def either_way(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """What is left open when it is not known which of two standards governs, mildest first."""
    return tuple(name for name in (NOT_MET, *GRADES) if name in one or name in other)


def outcome(left_open: Sequence[str]) -> str:
    """The outcome from all that are left open, mildest first.

    Returns:
        The mildest, if it is a grade: a grade that is reached stands although a graver one is unknown. ``not_met`` only
        when nothing else is left; else ``undetermined``.
    """
    return UNDETERMINED if left_open[0] == NOT_MET and len(left_open) > 1 else left_open[0]
