"""Cases counted one after the other: memory grows with the figures, not with the cases, unless quotes are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tiao.cases.row import Row, by_case
from tiao.cases.stats.amounts import Sum, sums
from tiao.cases.stats.rules import Amount, Line, Table, amounts, tables
from tiao.cases.stats.sheet import Sheet, Unit, sheet

CONFIDENCE = Fraction(95, 100)


@dataclass
class Share:
    """Hits among the units that are known, beside all units of the set."""

    numerator: int = 0
    denominator: int = 0
    total: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass
class Amounts:
    """Amounts of the units that record one. ``values`` are as stated, for the median."""

    total: int = 0
    low: int = 0
    high: int = 0
    open: int = 0
    values: list[int] = field(default_factory=list)
    over: Counter[int] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)


class Tally:
    """The counts of a set of cases.

    Args:
        quotes: keep the statements behind every figure.
    """

    def __init__(self, quotes: bool = False) -> None:
        self.quotes = quotes
        self.cases = 0
        self.empty = 0
        self.statuses: Counter[str] = Counter()
        self.makers: Counter[str] = Counter()
        self.years: Counter[int] = Counter()
        self.dated: list[Row] = []
        self.defendants = Share()
        self.shares: dict[tuple[str, str], Share] = {
            (table.id, line.id): Share() for table in tables() for line in table.rows
        }
        self.amounts: dict[str, Amounts] = {amount.id: Amounts() for amount in amounts()}
        self.told: dict[str, tuple[str, str]] = {}

    def add(self, rows: Iterable[Row]) -> Tally:
        """Counts cases.

        Args:
            rows: statements, those of a case one after the other; rejected ones do not count.
        """
        for case, found in by_case(rows):
            self._case(sheet(case, found), found)
        return self

    def _case(self, case: Sheet, rows: Sequence[Row]) -> None:
        self.cases += 1
        self.empty += not rows
        self.statuses.update(row.status for row in rows)
        self.makers.update(row.by for row in rows)
        if self.quotes:
            self.told[case.case] = (case.first("source"), case.first("source_quote"))
        if case.year is not None:
            self.years[case.year] += 1
            self._keep(self.dated, case.whole.of("judgment_date"))
        named = [row for person in case.people.values() for row in person.of("defendant")]
        self.defendants.numerator += len(named)
        self.defendants.denominator += bool(named)
        self.defendants.total += 1
        self._keep(self.defendants.rows, named)
        people = list(case.people.values())
        for table in tables():
            for unit in [case.whole] if table.unit == "case" else people:
                self._table(table, unit)
        for amount in amounts():
            self._amount(amount, sums(case, amount.id), 1 if amount.unit == "case" else len(people))

    def _table(self, table: Table, unit: Unit) -> None:
        known = any(condition.met_by(unit) for condition in table.known)
        hit: set[str] = set()
        for line in table.rows:
            share = self.shares[table.id, line.id]
            share.total += 1
            if not known:
                continue
            share.denominator += 1
            found = _found(line, unit, hit)
            if found:
                hit.add(line.id)
                share.numerator += 1
                self._keep(share.rows, found)

    def _amount(self, amount: Amount, found: Sequence[Sum], units: int) -> None:
        tally = self.amounts[amount.id]
        tally.total += units
        for one in found:
            tally.values.append(one.stated)
            tally.low += one.low
            tally.open += one.high is None
            tally.high += one.high or 0
            tally.over.update(size for size in amount.over if one.low > size)
            self._keep(tally.rows, one.rows)

    def _keep(self, kept: list[Row], rows: Sequence[Row]) -> None:
        if self.quotes:
            kept.extend(rows)


def _found(line: Line, unit: Unit, hit: set[str]) -> list[Row]:
    if not hit.isdisjoint(line.unless):
        return []
    return [row for condition in line.any for row in condition.met_by(unit)]
