"""Three-valued logic (Kleene) and exact intervals: what is true whichever value the unknown turns out to have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

# True, False, or None: not known from the file of the case.
Truth = bool | None


def both(values: Iterable[Truth]) -> Truth:
    """Kleene "and": false if any is false, else unknown if any is unknown, else true. Nothing at all is true."""
    seen = list(values)
    if any(value is False for value in seen):
        return False
    return None if any(value is None for value in seen) else True


def either(values: Iterable[Truth]) -> Truth:
    """Kleene "or": true if any is true, else unknown if any is unknown, else false. Nothing at all is false."""
    seen = list(values)
    if any(value is True for value in seen):
        return True
    return None if any(value is None for value in seen) else False


def opposite(value: Truth) -> Truth:
    """Kleene "not": unknown stays unknown."""
    return None if value is None else not value


@dataclass(frozen=True)
class Interval:
    """A number of pieces (条) or of fen (分) known between two bounds, both included.

    Attributes:
        low: the least that is proven, never negative.
        high: the most that it can be; None when nothing bounds it ("at least", 以上).
    """

    low: int
    high: int | None

    def __add__(self, other: Interval) -> Interval:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(self.low + other.low, high)

    @property
    def exact(self) -> bool:
        """True when both bounds are the same number."""
        return self.low == self.high

    def reaches(self, line: Fraction) -> Truth:
        """Is the number at least ``line``? 以上 includes the number itself (Criminal Law art. 99)."""
        if self.low >= line:
            return True
        if self.high is not None and self.high < line:
            return False
        return None

    def times(self, number: int) -> Interval:
        """Both bounds multiplied by a whole number."""
        return Interval(self.low * number, None if self.high is None else self.high * number)

    def up_to_all(self) -> Interval:
        """Some unknown share of this number: anything from nothing to all of it."""
        return Interval(0, self.high)


UNKNOWN = Interval(0, None)
NOTHING = Interval(0, 0)


def exactly(number: int) -> Interval:
    """The interval that holds one number only."""
    return Interval(number, number)


def total(intervals: Iterable[Interval]) -> Interval:
    """The sum of intervals: low bounds added, high bounds added."""
    result = NOTHING
    for interval in intervals:
        result = result + interval
    return result
