"""The nearest cases of a set, with what is equal and what differs, and the law's range beside what was imposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tiao.cases.near.facts import by_law
from tiao.cases.near.features import NAMES, Features, features, nearness
from tiao.cases.row import Row, by_case
from tiao.cases.stats.sheet import Sheet, sheet
from tiao.errors import Misuse

FORMAT = "tiao.case-near/1"
# With less in common that is known, nothing is compared.
_FEWEST = 2


@dataclass(frozen=True)
class _Judged:
    """A case of the set: its features, and what was imposed on each of its defendants."""

    features: Features
    months: tuple[int, ...]
    suspended: int
    sentenced: int


def near(rows: Iterable[Row], case: str, most: int = 10) -> dict[str, Any]:
    """The cases of a set that are nearest to one of them.

    Args:
        rows: the set, case by case.
        case: the case to compare with.
        most: how many to show.

    Returns:
        The document ``tiao.case-near/1``: the case, its law's range, the nearest with their six comparisons, and the
        sentences imposed in them and in the whole set, with n. It predicts nothing.

    Raises:
        Misuse: the case is not in the set.
    """
    judged: list[_Judged] = []
    asked: Sheet | None = None
    for name, found in by_case(rows):
        laid = sheet(name, found)
        judged.append(_judged(laid))
        if name == case:
            asked = laid
    if asked is None:
        raise Misuse("The case is not in this set.", "CASE", "Give the name of a case of the set.")
    own = features(asked)
    ranked = sorted(
        ((*_score(own, one.features), one) for one in judged if one.features.case != case),
        key=lambda item: (-item[0], -item[1], item[2].features.case),
    )
    nearest = [item for item in ranked if item[1] >= _FEWEST][:most]
    return {
        "format": FORMAT,
        "case": _shown(own),
        "law": _law(asked),
        "of": len(judged) - 1,
        "not_comparable": sum(known < _FEWEST for _, known, _ in ranked),
        "nearest": [_near(own, score, known, one) for score, known, one in nearest],
        "imposed": {
            "nearest": _imposed([one for *_, one in nearest]),
            "set": _imposed([one for one in judged if one.features.case != case]),
        },
    }


def _judged(laid: Sheet) -> _Judged:
    people = list(laid.people.values())
    months = [row.stated or 0 for person in people for row in person.of("sentence")[:1]]
    sentenced = [person for person in people if person.of("sentence") or person.of("sentence_kind")]
    suspended = sum(bool(person.of("suspension")) for person in sentenced)
    return _Judged(features(laid), tuple(sorted(months)), suspended, len(sentenced))


def _score(own: Features, other: Features) -> tuple[Fraction, int]:
    """The mean nearness over what both sources say, and how many of the six that is."""
    found = [nearness(name, getattr(own, name), getattr(other, name)) for name in NAMES]
    known = [one for one in found if one is not None]
    return (sum(known, Fraction(0)) / len(known) if known else Fraction(0)), len(known)


def _near(own: Features, score: Fraction, known: int, one: _Judged) -> dict[str, Any]:
    other = one.features
    compared = []
    for name in NAMES:
        ours, theirs = getattr(own, name), getattr(other, name)
        found = nearness(name, ours, theirs)
        verdict = (
            "unknown" if found is None else "equal" if ours == theirs else "same_size" if found == 1 else "differs"
        )
        compared.append(
            {
                "feature": name,
                "ours": _plain(ours),
                "theirs": _plain(theirs),
                "nearness": None if found is None else str(found),
                "verdict": verdict,
            }
        )
    return {
        "case": other.case,
        "nearness": str(score),
        "compared": known,
        "features": compared,
        "line_assumed": other.line_assumed,
        "months": list(one.months),
        "suspended": one.suspended,
        "sentenced": one.sentenced,
    }


def _shown(own: Features) -> dict[str, Any]:
    return {"case": own.case, "line_assumed": own.line_assumed} | {name: _plain(getattr(own, name)) for name in NAMES}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, Fraction) else value


def _law(asked: Sheet) -> dict[str, Any] | None:
    found = by_law(asked)
    if found is None:
        return None
    span = found.range if len(found.possible) == 1 else None
    return {
        "regime": found.regime,
        "outcome": found.outcome,
        "possible": list(found.possible),
        "range_months": None if span is None else span.model_dump(),
    }


def _imposed(judged: Sequence[_Judged]) -> dict[str, Any]:
    """Sentences as they were imposed: how many, the least, the middle and the most, and how many were suspended."""
    months = sorted(month for one in judged for month in one.months)
    middle = None
    if months:
        middle = str(Fraction(months[(len(months) - 1) // 2] + months[len(months) // 2], 2))
    return {
        "cases": len(judged),
        "cases_with_months": sum(bool(one.months) for one in judged),
        "n": len(months),
        "least": months[0] if months else None,
        "median": middle,
        "most": months[-1] if months else None,
        "by_year": [
            {"from": low, "to": high, "n": sum(low < month <= high for month in months)}
            for low, high in ((0, 12), (12, 24), (24, 36), (36, 60), (60, 84), (84, 1_200))
        ],
        "suspended": sum(one.suspended for one in judged),
        "sentenced": sum(one.sentenced for one in judged),
    }
