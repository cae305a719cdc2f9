"""Exact bounds: against published figures, against plain fractions, and their coverage counted out whole."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from oracle import sample as oracle
from tiao.errors import Misuse
from tiao.pieces.sample import bounds
from tiao.pieces.sample.infer import Layer, infer
from tiao.pieces.sample.size import sizes

ONE_FORTIETH = Fraction(1, 40)
STEP = Fraction(1, bounds.GRID)


@pytest.mark.parametrize(
    ("hits", "size", "risk", "low", "high"),
    [
        # NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.4.1: 4 of 20, two-sided 90 %.
        (4, 20, Fraction(1, 20), "0.071354", "0.401029"),
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 5, two-sided 95 %.
        (81, 263, ONE_FORTIETH, "0.2527", "0.3676"),
        (15, 148, ONE_FORTIETH, "0.0578", "0.1617"),
        (0, 20, ONE_FORTIETH, "0.0000", "0.1684"),
        (1, 29, ONE_FORTIETH, "0.0009", "0.1776"),
        # W. J. Conover, Practical Nonparametric Statistics (1999), tables: 5 of 25, two-sided 95 %.
        (5, 25, ONE_FORTIETH, "0.068", "0.407"),
    ],
)
def test_published_clopper_pearson_figures(hits: int, size: int, risk: Fraction, low: str, high: str) -> None:
    for bound, published in ((bounds.lower_share, low), (bounds.upper_share, high)):
        half = Fraction(1, 2 * 10 ** (len(published) - 2))
        assert abs(bound(hits, size, risk) - Fraction(published)) <= half + STEP


@pytest.mark.parametrize("risk", [ONE_FORTIETH, Fraction(1, 20), Fraction(1, 7), Fraction(1, 4000)])
def test_a_share_is_the_last_on_the_grid_that_its_definition_allows(risk: Fraction) -> None:
    for size in (1, 2, 5, 11):
        for hits in range(size + 1):
            low = bounds.lower_share(hits, size, risk)
            tail = sum(oracle.binomial(size, low)[hits:])
            beyond = sum(oracle.binomial(size, low + STEP)[hits:])
            assert (low == 0) if hits == 0 else (tail <= risk < beyond)
            assert bounds.upper_share(size - hits, size, risk) == 1 - low


@pytest.mark.parametrize("risk", [ONE_FORTIETH, Fraction(1, 20), Fraction(1, 5)])
def test_a_number_of_a_finite_frame_is_the_first_that_its_definition_allows(risk: Fraction) -> None:
    for frame in range(1, 11):
        for size in range(1, frame + 1):
            for hits in range(size + 1):
                could = [
                    m
                    for m in range(hits, frame - (size - hits) + 1)
                    if sum(oracle.hypergeometric(frame, m, size)[hits:]) > risk
                ]
                assert bounds.fewest(hits, size, frame, risk) == min(could)
                assert bounds.most(size - hits, size, frame, risk) == frame - min(could)


@pytest.mark.parametrize("confidence", [Fraction(95, 100), Fraction(90, 100), Fraction(2, 3)])
def test_coverage_is_never_below_the_confidence(confidence: Fraction) -> None:
    """Every outcome of every size up to nine, for every share on a grid, with its exact probability."""
    risk = (1 - confidence) / 2
    for size in range(1, 10):
        low = [bounds.lower_share(k, size, risk) for k in range(size + 1)]
        high = [bounds.upper_share(k, size, risk) for k in range(size + 1)]
        for share in (Fraction(n, 60) for n in range(61)):
            chances = oracle.binomial(size, share)
            held = sum(p for k, p in enumerate(chances) if low[k] <= share <= high[k])
            assert held >= confidence
            assert sum(p for k, p in enumerate(chances) if low[k] > share) <= risk


STRATA = [
    [(9, 4)],
    [(6, 6)],
    [(5, 2), (7, 3)],
    [(4, 2), (6, 1), (3, 3)],
    [(2, 1), (9, 2), (1, 1)],
    [(3, 1), (3, 1), (3, 1), (3, 1)],
]


@pytest.mark.parametrize("strata", STRATA, ids=str)
@pytest.mark.parametrize("risk", [ONE_FORTIETH, Fraction(1, 10), Fraction(1, 4)])
def test_the_strata_cost_no_coverage(strata: list[tuple[int, int]], risk: Fraction) -> None:
    """Every frame there can be, every sample of it with its exact probability: no bound fails above its risk."""
    found = {}
    for hits in product(*(range(size + 1) for _, size in strata)):
        layers = [Layer(n, k, 0, size - k) for (n, size), k in zip(strata, hits, strict=True)]
        found[hits] = infer(layers, risk)
    for marked in product(*(range(n + 1) for n, _ in strata)):
        true = sum(marked)
        chances = dict(oracle.outcomes(strata, marked))
        assert sum(chances.values()) == 1
        assert sum(p for hits, p in chances.items() if found[hits].low > true) <= risk
        assert sum(p for hits, p in chances.items() if found[hits].high < true) <= risk


def test_a_frame_that_was_looked_at_whole_is_known() -> None:
    known = infer([Layer(5, 4, 0, 1), Layer(3, 2, 1, 0)], ONE_FORTIETH)
    assert (known.low, known.high) == (6, 7)
    assert (known.share_low, known.share_high) == (Fraction(6, 8), Fraction(7, 8))


def test_unclear_items_widen_both_ways() -> None:
    plain, wide = (infer([Layer(1000, 95, n, 5 - n)], ONE_FORTIETH) for n in (0, 3))
    assert wide.share_low == plain.share_low
    assert wide.share_high > plain.share_high
    assert (plain.low, plain.high) == (887, 984)
    assert (wide.low, wide.high) == (887, 998)
    assert (plain.exact_low, plain.exact_high) == (891, 982)
    tails = [sum(oracle.hypergeometric(1000, m, 100)[95:]) for m in (890, 891)]
    assert tails[0] <= ONE_FORTIETH < tails[1]


def test_what_the_sample_saw_is_never_denied() -> None:
    """One of two items true, of three pieces: at least the one that was seen, at most all but the one that was not."""
    seen = infer([Layer(3, 1, 0, 1)], ONE_FORTIETH)
    assert (seen.low, seen.high) == (1, 2)


def test_large_samples_are_exact_as_well() -> None:
    low, high = bounds.lower_share(9_990, 10_000, ONE_FORTIETH), bounds.upper_share(9_990, 10_000, ONE_FORTIETH)
    assert (low, high) == (Fraction(998_161, 1_000_000), Fraction(999_521, 1_000_000))
    assert bounds.binomial_tail_at_most(9_990, 10_000, low, ONE_FORTIETH)
    assert not bounds.binomial_tail_at_most(9_990, 10_000, low + STEP, ONE_FORTIETH)
    assert bounds.fewest(990, 1_000, 81_000_000, ONE_FORTIETH) == 79_516_632


def test_a_risk_on_the_very_edge_is_decided_by_fractions() -> None:
    """Three of three at a share of one half turn up with exactly one eighth."""
    half, eighth = Fraction(1, 2), Fraction(1, 8)
    assert bounds.binomial_tail_at_most(3, 3, half, eighth)
    assert not bounds.binomial_tail_at_most(3, 3, half, eighth - Fraction(1, 10**80))
    third = Fraction(7, 27)
    assert bounds.binomial_tail_at_most(2, 3, Fraction(1, 3), third)
    assert not bounds.binomial_tail_at_most(2, 3, Fraction(1, 3), third - Fraction(1, 10**80))


def test_sizes_keep_their_margin() -> None:
    found = sizes(Fraction(1, 20), Fraction(95, 100), Fraction(1, 50), 500)
    assert [found[name][key] for name in ("worst", "expected") for key in ("size", "size_of_frame")] == [
        402, 218, 111, 89,
    ]  # fmt: skip
    assert Fraction(1, 2) - bounds.lower_share(201, 402, ONE_FORTIETH) <= Fraction(1, 20)
    assert bounds.upper_share(201, 402, ONE_FORTIETH) - Fraction(1, 2) <= Fraction(1, 20)
    assert Fraction(1, 2) - bounds.lower_share(200, 400, ONE_FORTIETH) > Fraction(1, 20)
    # Nothing false: the smallest n with (1 - 1/100)^n at most 1/40.
    none = sizes(Fraction(1, 100), Fraction(95, 100), Fraction(0))
    assert none["expected"] == {"false": "0", "size": 368, "size_of_frame": None}
    assert Fraction(99, 100) ** 368 <= ONE_FORTIETH < Fraction(99, 100) ** 367
    assert none["worst"]["size"] == 9_702


@pytest.mark.parametrize(
    ("margin", "confidence", "expect", "frame"),
    [("0", "19/20", "0", None), ("1/2", "19/20", "0", None), ("1/100", "1", "0", None), ("1/100", "2/5", "0", None),
     ("1/100", "19/20", "2", None), ("1/100", "19/20", "0", 0)],
)  # fmt: skip
def test_sizes_that_cannot_be(margin: str, confidence: str, expect: str, frame: int | None) -> None:
    with pytest.raises(Misuse):
        sizes(Fraction(margin), Fraction(confidence), Fraction(expect), frame)


def test_a_small_frame_is_drawn_whole_where_nothing_less_will_do() -> None:
    found = sizes(Fraction(1, 10_000), Fraction(99, 100), Fraction(1, 2), 40)
    assert (found["worst"]["size"], found["worst"]["size_of_frame"]) == (None, 40)
