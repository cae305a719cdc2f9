"""Intervals of many thousand cases are those of the plain way, which is exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.cases.stats.intervals import _first, lower_share, upper_share
from tiao.pieces.sample import bounds

RISK = Fraction(1, 40)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(0, 400), st.sampled_from([RISK, Fraction(1, 20), Fraction(1, 2000)]))
def test_the_same_bounds_as_the_plain_way(size: int, hits: int, risk: Fraction) -> None:
    hits %= size + 1
    assert lower_share(hits, size, risk) == bounds.lower_share(hits, size, risk)
    assert upper_share(hits, size, risk) == bounds.upper_share(hits, size, risk)


@pytest.mark.parametrize(("hits", "size"), [(1_000, 3_000), (1, 5_000), (4_999, 5_000)])
def test_the_same_for_thousands(hits: int, size: int) -> None:
    assert lower_share(hits, size, RISK) == bounds.lower_share(hits, size, RISK)
    assert upper_share(hits, size, RISK) == bounds.upper_share(hits, size, RISK)


def test_a_hundred_thousand_are_bounded_at_once_and_rightly() -> None:
    low, high = lower_share(43_210, 100_000, RISK), upper_share(43_210, 100_000, RISK)
    # Next to the normal approximation, 0.4321 -+ 1.96 * 0.001566 = 0.42903, 0.43517, and no nearer to the middle.
    assert abs(low - Fraction("0.42903")) < Fraction(1, 50_000)
    assert abs(high - Fraction("0.43518")) < Fraction(1, 50_000)
    # At the lower bound the tail is within the risk; one millionth above it is not.
    assert bounds.binomial_tail_at_most(43_210, 100_000, low, RISK)
    assert not bounds.binomial_tail_at_most(43_210, 100_000, low + Fraction(1, bounds.GRID), RISK)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, bounds.GRID - 1))
def test_rounded_numbers_hold_the_exact_one_between_them(size: int, hits: int, millionths: int) -> None:
    from math import comb

    hits %= size + 1
    share = Fraction(millionths, bounds.GRID)
    exact = comb(size, hits) * share**hits * (1 - share) ** (size - hits)
    down, up = (Fraction(m) * Fraction(2) ** e for m, e in (_first(hits, size, millionths, up) for up in (False, True)))
    assert down <= exact <= up
    assert up - down <= exact / 2**200
