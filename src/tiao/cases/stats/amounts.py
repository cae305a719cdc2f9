"""The amounts of one case or defendant: as stated, and between which bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tiao.cases.row import Row
from tiao.cases.stats.sheet import Sheet


@dataclass(frozen=True)
class Sum:
    """An amount of one unit.

    Attributes:
        stated: as the text names it, without 余, 近 or 约.
        low, high: bounds; ``high`` None is open.
        rows: the statements that it comes from.
    """

    stated: int
    low: int
    high: int | None
    rows: tuple[Row, ...]


def sums(sheet: Sheet, amount: str) -> list[Sum]:
    """The amounts of a case by the name of their table: one of the case, or one a defendant."""
    return _OF[amount](sheet)


def _pieces(sheet: Sheet) -> list[Sum]:
    """A stated total holds the other lots; of several totals the largest holds."""
    totals = [row for lot in sheet.lots.values() if lot.of("category_total") for row in lot.of("pieces")]
    if totals:
        return [_added([_largest(totals)])]
    lots = [_largest(lot.of("pieces")) for lot in sheet.lots.values() if lot.of("pieces")]
    return [_added(lots)] if lots else []


def _income(sheet: Sheet) -> list[Sum]:
    rows = sheet.whole.of("income")
    own = [row for row in rows if row.subject == "case"]
    if own:
        return [_added([_largest(own)])]
    people: dict[str, list[Row]] = {}
    for row in rows:
        people.setdefault(row.subject, []).append(row)
    return [_added([_largest(found) for found in people.values()])] if people else []


def _each(predicate: str) -> Callable[[Sheet], list[Sum]]:
    def of(sheet: Sheet) -> list[Sum]:
        return [_added([_largest(person.of(predicate))]) for person in sheet.people.values() if person.of(predicate)]

    return of


def _largest(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: (row.stated or 0, row.low or 0))


def _added(rows: Sequence[Row]) -> Sum:
    highs = [row.high for row in rows]
    known = [high for high in highs if high is not None]
    return Sum(
        sum(row.stated or 0 for row in rows),
        sum(row.low or 0 for row in rows),
        sum(known) if len(known) == len(highs) else None,
        tuple(rows),
    )


_OF: dict[str, Callable[[Sheet], list[Sum]]] = {
    "pieces": _pieces,
    "income": _income,
    "months": _each("sentence"),
    "probation": _each("suspension"),
    "fine": _each("fine"),
}
