"""What the verdicts of a sample say about all pieces of a class: exact, and never more than was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tiao.pieces.sample import bounds

_lower = lru_cache(maxsize=1024)(bounds.lower_share)


@dataclass(frozen=True)
class Layer:
    """One stratum with its verdicts.

    Attributes:
        pieces: in the frame.
        true, unclear, untrue: items found so; untrue are false ones and duplicates. They add up to the items drawn.
    """

    pieces: int
    true: int
    unclear: int
    untrue: int

    @property
    def size(self) -> int:
        return self.true + self.unclear + self.untrue


@dataclass(frozen=True)
class Bounds:
    """Bounds for a class.

    Attributes:
        share_low, share_high: Clopper-Pearson, of the share of true items; unclear ones count as untrue for the lower
            and as true for the upper bound.
        low, high: true pieces in the frame, at the least and at the most, for a sample of these strata.
        exact_low, exact_high: the same by the hypergeometric distribution, where the class is one stratum.
    """

    share_low: Fraction
    share_high: Fraction
    low: int
    high: int
    exact_low: int | None
    exact_high: int | None


def infer(layers: Sequence[Layer], risk: Fraction) -> Bounds:
    """Bounds for a class from the verdicts of its strata.

    Args:
        layers: its strata, each with one item at least.
        risk: of each side.
    """
    size, pieces = sum(one.size for one in layers), sum(one.pieces for one in layers)
    true, possible = sum(one.true for one in layers), sum(one.true + one.unclear for one in layers)
    whole = size == pieces
    exact_low = exact_high = None
    if len(layers) == 1:
        exact_low = bounds.fewest(true, size, pieces, risk)
        exact_high = bounds.most(possible, size, pieces, risk)
    return Bounds(
        share_low=Fraction(true, size) if whole else _lower(true, size, risk),
        share_high=Fraction(possible, size) if whole else 1 - _lower(size - possible, size, risk),
        low=_at_least([(one.pieces, one.size, one.true) for one in layers], risk),
        high=pieces - _at_least([(one.pieces, one.size, one.untrue) for one in layers], risk),
        exact_low=exact_low,
        exact_high=exact_high,
    )


def _at_least(layers: Sequence[tuple[int, int, int]], risk: Fraction) -> int:
    """Pieces that have a property, at the least: (pieces, items, hits) by stratum.

    The hits of a stratified draw without replacement are a sum of independent trials with unequal shares; by Hoeffding
    (1956) its tails lie within the binomial ones of the same mean, at a distance of one from it and beyond. So the
    lower bound of the mean holds, and the worst that this mean allows is sought: what lacks the property lies where
    an item stands for most pieces.
    """
    known = sum(hits for pieces, size, hits in layers if pieces == size)
    # Of a stratum that was looked at whole, everything is known.
    left = [(pieces, size, hits) for pieces, size, hits in layers if pieces > size]
    items, found = sum(size for _, size, _ in left), sum(hits for _, _, hits in left)
    if not found:
        return known
    share = _lower(found, items, risk)
    if found < items:
        share = min(share, Fraction(found - 1, items))
    lacking = items * (1 - share)
    low = Fraction(sum(pieces for pieces, _, _ in left))
    for pieces, size, _ in sorted(left, key=lambda one: Fraction(one[0], one[1]), reverse=True):
        part = min(Fraction(1), lacking / size)
        low -= part * pieces
        lacking -= part * size
    return known + max(found, low.numerator // low.denominator)
