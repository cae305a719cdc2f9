"""Clopper-Pearson intervals of shares of many thousand cases: the same bounds as ``pieces/sample/bounds.py``, sooner.

There the tail is summed with whole numbers as long as the sample makes them, here with numbers of 256 binary places,
once rounded down and once up. What lies between the two, which is next to impossible, is decided there.

C. J. Clopper, E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial,
Biometrika 26 (1934) 404-413.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb

from tiao.pieces.sample.bounds import GRID, binomial_tail_at_most

_BITS = 256
_PLACES = 192
_comb = lru_cache(maxsize=256)(comb)


def lower_share(hits: int, size: int, risk: Fraction) -> Fraction:
    """The lower bound of a share, as ``tiao.pieces.sample.bounds.lower_share`` gives it.

    Args:
        hits: units that have the property.
        size: units in all.
        risk: of this side alone.

    Returns:
        In millionths, rounded down.
    """
    if hits == 0:
        return Fraction(0)
    low, high = 0, hits * GRID // size
    while low < high:
        middle = (low + high + 1) // 2
        if _tail_at_most(hits, size, middle, risk):
            low = middle
        else:
            high = middle - 1
    return Fraction(low, GRID)


def upper_share(hits: int, size: int, risk: Fraction) -> Fraction:
    """The upper bound: the lower one of the units that lack the property, turned round."""
    return 1 - lower_share(size - hits, size, risk)


def _tail_at_most(hits: int, size: int, millionths: int, risk: Fraction) -> bool:
    """Whether ``hits`` or more of ``size`` turn up with a probability of at most ``risk`` under this share."""
    if millionths >= GRID:
        return risk >= 1
    if millionths <= 0:
        return True
    down, up = _first(hits, size, millionths, False), _first(hits, size, millionths, True)
    low, high = _sum(hits, size, millionths)
    if _at_most(up, high, risk):
        return True
    if not _at_most(down, low, risk):
        return False
    return binomial_tail_at_most(hits, size, Fraction(millionths, GRID), risk)


def _first(hits: int, size: int, millionths: int, up: bool) -> tuple[int, int]:
    """The probability of exactly ``hits``, as m * 2**e, rounded one way."""
    made = _cut(_comb(size, hits), 0, up)
    for base, times in ((millionths, hits), (GRID - millionths, size - hits)):
        made = _times(made, _power(base, times, up), up)
    # Divided by GRID ** size: multiplied by what is rounded the same way of its inverse.
    m, e = _power(GRID, size, not up)
    inverse = -(-(1 << 2 * _BITS) // m) if up else (1 << 2 * _BITS) // m
    return _times(made, _cut(inverse, -2 * _BITS - e, up), up)


def _sum(hits: int, size: int, millionths: int) -> tuple[int, int]:
    """1 + r1 + r1*r2 + ... of the terms after the first, between two whole numbers of 2**-192."""
    one = 1 << _PLACES
    low = high = down = up = one
    rest = GRID - millionths
    for j in range(hits, size):
        above, below = (size - j) * millionths, (j + 1) * rest
        down, up = down * above // below, -(-up * above // below)
        low, high = low + down, high + up
        if up <= 1 and above < below:
            # What follows shrinks at every step: none of it is above one unit.
            high += size - j
            break
    return low, high


def _at_most(first: tuple[int, int], total: int, risk: Fraction) -> bool:
    m, e = first
    left, right = m * total * risk.denominator, risk.numerator << _PLACES
    return left << e <= right if e >= 0 else left <= right << -e


def _power(base: int, times: int, up: bool) -> tuple[int, int]:
    made, square = (1, 0), _cut(base, 0, up)
    while times:
        if times & 1:
            made = _times(made, square, up)
        times >>= 1
        if times:
            square = _times(square, square, up)
    return made


def _times(a: tuple[int, int], b: tuple[int, int], up: bool) -> tuple[int, int]:
    return _cut(a[0] * b[0], a[1] + b[1], up)


def _cut(m: int, e: int, up: bool) -> tuple[int, int]:
    """At most ``_BITS`` binary places, rounded one way."""
    much = m.bit_length() - _BITS
    if much <= 0:
        return m, e
    cut = m >> much
    return (cut + 1 if up and cut << much != m else cut), e + much
