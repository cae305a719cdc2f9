"""A statement as it is read back: the same columns, already held against its document when it was stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import orjson

from tiao.cases.statement import Statement
from tiao.cases.vocabulary import UNITS


class Row(NamedTuple):
    """One statement; the columns are those of ``Statement``."""

    case: str
    subject: str
    predicate: str
    value: str
    low: int | None
    high: int | None
    unit: str | None
    document: str
    start: int
    end: int
    quote: str
    by: str
    status: str
    page: int | None = None

    @property
    def stated(self) -> int | None:
        """The number as the text names it, without 余, 近 or 约; None where the value is no number."""
        return None if self.unit in (None, UNITS["date"]) else int(self.value.lstrip("<>=~"))


def row_of(statement: Statement) -> Row:
    """The row of a statement."""
    return Row(**statement.row())


# Identity and status are no part of what a statement says.
_CONTENT = tuple(name for name in Row._fields if name != "status")


def digest(row: Row) -> str:
    """SHA-256 of what a statement says: the same one has the same name wherever it stands."""
    content = [getattr(row, name) for name in _CONTENT]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def by_case(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Rows that come case by case, grouped. Rejected ones are left out; a case that has no other stays, with none."""
    for case, group in groupby(rows, key=lambda row: row.case):
        yield case, [row for row in group if row.status != "rejected"]
