"""Exact bounds from a sample (精确置信界): Clopper-Pearson for a share, hypergeometric for a number in a finite frame.

Every comparison is one of whole numbers. A tail is summed between a bound rounded down and one rounded up; if the risk
lies between the two, which is next to impossible, the sum is made once more as a plain fraction. No floating point.

C. J. Clopper, E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial,
Biometrika 26 (1934) 404-413.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from math import comb

# Shares are given in millionths, rounded outward.
GRID = 1_000_000
# Binary places that a sum of ratios is carried to.
_PLACES = 192
# Items that a sample can have: more than hands can check, and few enough for exact arithmetic.
MOST_ITEMS = 20_000
_comb = lru_cache(maxsize=64)(comb)


def lower_share(hits: int, size: int, risk: Fraction) -> Fraction:
    """The lower Clopper-Pearson bound of a share.

    Args:
        hits: items that have the property.
        size: items in all.
        risk: of this side alone, for instance 1/40 for a two-sided confidence of 95/100.

    Returns:
        The greatest share in millionths, at most hits/size, under which ``hits`` or more turn up with a probability of
        at most ``risk``; 0 if nothing was hit.
    """
    if hits == 0:
        return Fraction(0)
    at = _last(lambda p: binomial_tail_at_most(hits, size, Fraction(p, GRID), risk), 0, hits * GRID // size)
    return Fraction(at, GRID)


def upper_share(hits: int, size: int, risk: Fraction) -> Fraction:
    """The upper Clopper-Pearson bound: the lower one of the items that lack the property, turned round."""
    return 1 - lower_share(size - hits, size, risk)


def fewest(hits: int, size: int, frame: int, risk: Fraction) -> int:
    """The lower hypergeometric bound: how many pieces of a finite frame have the property at the least.

    Args:
        hits: items that have the property, of ``size`` drawn without replacement.
        frame: pieces in the frame.
        risk: of this side alone.

    Returns:
        The smallest number under which ``hits`` or more turn up with a probability above ``risk``.
    """
    most = frame - (size - hits)
    if hits == 0 or hits == most:
        return hits
    # From `hits` on; at `most` itself fewer cannot turn up.
    return 1 + _last(lambda m: hypergeometric_tail_at_most(hits, size, m, frame, risk), hits - 1, most - 1)


def most(hits: int, size: int, frame: int, risk: Fraction) -> int:
    """The upper hypergeometric bound."""
    return frame - fewest(size - hits, size, frame, risk)


def binomial_tail_at_most(hits: int, size: int, share: Fraction, risk: Fraction) -> bool:
    """Whether ``hits`` or more of ``size`` turn up with a probability of at most ``risk`` under this share."""
    if hits <= 0 or share >= 1:
        return risk >= 1
    if share <= 0:
        return True
    a, b = share.numerator, share.denominator
    first = _comb(size, hits) * a**hits * (b - a) ** (size - hits)
    ratios = (((size - j) * a, (j + 1) * (b - a)) for j in range(hits, size))
    return _sum_at_most(first, b**size, ratios, risk)


def hypergeometric_tail_at_most(hits: int, size: int, marked: int, frame: int, risk: Fraction) -> bool:
    """The same for ``size`` pieces drawn without replacement from ``frame``, of which ``marked`` have the property."""
    if marked < hits:
        return True
    if hits <= max(0, size - (frame - marked)):
        return risk >= 1
    first = comb(marked, hits) * comb(frame - marked, size - hits)
    rest = frame - marked - size
    last = min(size, marked)
    ratios = (((marked - j) * (size - j), (j + 1) * (rest + j + 1)) for j in range(hits, last))
    return _sum_at_most(first, _comb(frame, size), ratios, risk)


def _sum_at_most(first: int, whole: int, ratios: Iterable[tuple[int, int]], risk: Fraction) -> bool:
    """Whether first/whole * (1 + r1 + r1*r2 + ...) is at most ``risk``, decided exactly."""
    one = 1 << _PLACES
    low = high = down = up = one
    known = list(ratios)
    for above, below in known:
        down, up = down * above // below, -(-up * above // below)
        low, high = low + down, high + up
        if up <= 1 and above < below:
            # What follows shrinks at every step: none of it is above one unit.
            high += len(known)
            break
    line = risk.numerator * (whole << _PLACES)
    first *= risk.denominator
    if first * high <= line:
        return True
    if first * low > line:
        return False
    total = term = Fraction(1)
    for above, below in known:
        term *= Fraction(above, below)
        total += term
    return first * total <= Fraction(risk.numerator * whole)


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The last number from ``low``, where the condition holds, to ``high``, up to which it does."""
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
