"""The six things by which cases are compared, and how near two values of each are, as exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tiao.cases.near.facts import LINE, tier_of
from tiao.cases.stats.amounts import sums
from tiao.cases.stats.sheet import Sheet

NAMES = ("acts", "kinds", "over_line", "insider", "income", "regime")
# So many orders of magnitude apart, two amounts have nothing in common.
_FAR = 4


@dataclass(frozen=True)
class Features:
    """A case as it is compared; None where its source says nothing.

    Attributes:
        acts, kinds: what was done, and kinds of information.
        over_line: pieces over the line of their tier, the largest of its lots, as an exact ratio; half the line for
            insiders.
        line_assumed: no tier is known for that lot, and the lightest line (5,000) was taken.
        insider: got in duty or service.
        income: illegal income in fen, as stated.
        regime: the law that was applied.
    """

    case: str
    acts: frozenset[str] | None
    kinds: frozenset[str] | None
    over_line: Fraction | None
    line_assumed: bool
    insider: bool | None
    income: int | None
    regime: str | None


def features(sheet: Sheet) -> Features:
    """What a case is compared by."""
    whole = sheet.whole
    insider = True if whole.of("insider") else False if whole.of("not_insider") else None
    kinds = {row.value for name in ("kind", "category_kind") for row in whole.of(name)}
    ratios = []
    for lot in sheet.lots.values():
        tier = tier_of(lot)
        line = Fraction(LINE[tier or "3"], 2 if insider else 1)
        ratios += [(Fraction(row.stated or 0) / line, tier is None) for row in lot.of("pieces")]
    income = sums(sheet, "income")
    most = max(ratios, default=None)
    return Features(
        case=sheet.case,
        acts=frozenset(row.value for row in whole.of("act")) or None,
        kinds=frozenset(kinds) or None,
        over_line=None if most is None else most[0],
        line_assumed=most is not None and most[1],
        insider=insider,
        income=income[0].stated if income else None,
        regime=sheet.first("regime") or None,
    )


def nearness(name: str, a: Any, b: Any) -> Fraction | None:
    """How near two values are, from 0 to 1; None where one of them is not known.

    Sets: common over all (Jaccard). Amounts: one less a quarter for every order of magnitude between them. Else: equal
    or not.
    """
    if a is None or b is None:
        return None
    if name in ("acts", "kinds"):
        return Fraction(len(a & b), len(a | b))
    if name in ("over_line", "income"):
        apart = min(abs(magnitude(a) - magnitude(b)), _FAR)
        return 1 - Fraction(apart, _FAR)
    return Fraction(a == b)


def magnitude(value: Fraction | int) -> int:
    """The power of ten at or below a value; 0 has its own place below all others that occur."""
    exact, power = Fraction(value), 0
    if exact <= 0:
        return -_FAR
    while exact >= 10:
        exact, power = exact / 10, power + 1
    while exact < 1:
        exact, power = exact * 10, power - 1
    return power
