"""How many items a sample needs (样本量) for a wanted margin, before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tiao.errors import Misuse
from tiao.pieces.sample.bounds import GRID, MOST_ITEMS, binomial_tail_at_most, hypergeometric_tail_at_most

FORMAT = "tiao.sample-size/1"
WORST = Fraction(1, 2)
_Fits = Callable[[int, int], bool]


def sizes(margin: Fraction, confidence: Fraction, expected: Fraction, frame: int | None = None) -> dict[str, Any]:
    """Sizes under which both bounds stand within the margin of the share found.

    Args:
        margin: for instance 1/100.
        confidence: two-sided, for instance 95/100.
        expected: share of items that is expected to be false; the worst case is 1/2.
        frame: pieces in the frame, if known.

    Returns:
        ``tiao.sample-size/1``: for ``worst`` and ``expected``, ``false`` (the share), ``size`` (Clopper-Pearson, any
        frame) and ``size_of_frame`` (hypergeometric, this frame); None above ``MOST_ITEMS``, and without a
        frame.

    Raises:
        Misuse: a share outside its bounds, or an empty frame.
    """
    if not Fraction(1, GRID // 100) <= margin < Fraction(1, 2):
        raise Misuse("The margin is not between 1/10000 and 1/2.", "--margin", "Give for instance 1/100.")
    if not Fraction(1, 2) <= confidence < 1 or confidence.denominator > GRID:
        raise Misuse("The confidence is not between 1/2 and 1.", "--confidence", "Give for instance 95/100.")
    if not 0 <= expected <= 1:
        raise Misuse("The expected share is not between 0 and 1.", "--expect", "Give for instance 1/50.")
    if frame is not None and frame < 1:
        raise Misuse("There is nothing to draw from.", "sample size", "Name a class that has pieces.")
    risk = (1 - confidence) / 2
    result: dict[str, Any] = {
        "format": FORMAT, "margin": str(margin), "confidence": str(confidence), "frame": frame,
    }  # fmt: skip
    for name, false in (("worst", WORST), ("expected", expected)):
        of_frame = None if frame is None else _smallest(_finite(frame, margin, risk), false, frame)
        result[name] = {
            "false": str(false),
            "size": _smallest(_infinite(margin, risk), false, None),
            "size_of_frame": of_frame,
        }
    return result


def _infinite(margin: Fraction, risk: Fraction) -> _Fits:
    def fits(hits: int, size: int) -> bool:
        share = Fraction(hits, size) - margin
        # On the grid of the bounds, so that the bound itself keeps the margin.
        return share <= 0 or binomial_tail_at_most(hits, size, Fraction(-(-share * GRID // 1), GRID), risk)

    return fits


def _finite(frame: int, margin: Fraction, risk: Fraction) -> _Fits:
    def fits(hits: int, size: int) -> bool:
        fewest = -(-(Fraction(hits, size) - margin) * frame // 1)
        return fewest <= hits or hypergeometric_tail_at_most(hits, size, int(fewest) - 1, frame, risk)

    return fits


def _smallest(fits: _Fits, false: Fraction, frame: int | None) -> int | None:
    """A size that keeps the margin for the whole numbers of true items on both sides of the expected share.

    The size just below it does not: beyond that, the saw teeth of whole numbers are not searched for a smaller one.
    None where more than ``MOST_ITEMS`` would be needed.
    """

    def enough(size: int) -> bool:
        true = size * (1 - false)
        hits = {true.numerator // true.denominator, -(-true.numerator // true.denominator)}
        return all(fits(k, size) and fits(size - k, size) for k in hits)

    high = 1
    while not enough(high):
        if frame is not None and high >= frame:
            return frame
        if high >= MOST_ITEMS:
            return None
        high = min(high * 2, MOST_ITEMS, frame or MOST_ITEMS)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
