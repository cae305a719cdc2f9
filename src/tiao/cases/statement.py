"""A statement (陈述): one fact of a judgment, with the words that say it. Without its words it cannot be made.

``Statement(..., original=document)`` looks at the span first. So a statement is as good as its quote, also when it
is read back from a file or a database: whoever holds the row needs the document's text as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, fields
from typing import Any

from tiao.cases.document import Document
from tiao.cases.vocabulary import known, predicates
from tiao.errors import Misuse, TiaoError

STATUSES = ("proposed", "accepted", "rejected")  # 待定、采信、不采信
# What may stand before a number in ``value``: at least (余、以上), at most (近), about (约).
AT_LEAST, AT_MOST, ABOUT = ">=", "<=", "~"
_BY = re.compile(r"[a-z_]+@[0-9]+|(?:model|person):\S.*")


class NoQuote(TiaoError):
    """The quote is not found, word for word, where the statement says that it stands."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One fact of one case.

    Attributes:
        case: which case: its number (案号), or a name that the user gives.
        subject: what the fact is about: ``case``, ``defendant:张某``, ``category:2``, ``order:1``. Several categories
            (one figure or kind of information each) and orders (one remedy each) are numbered as they come.
        predicate: an id of ``predicates.yaml``.
        value: canonical text. Numbers: digits in ``unit``, with ``>=``, ``<=`` or ``~`` before them where the text says
            余, 近 or 约. Dates: 2017, 2017-05 or 2017-05-16. One of the predicate's ``values`` where it has some.
        low, high: the bounds of a number in ``unit``, both included; None: not bounded on that side. Of a date: its
            first and last possible day as the number yyyymmdd. Both None where the value is no number.
        unit: as in ``predicates.yaml``; money in fen (分).
        document: SHA-256 of the original's bytes.
        start, end: where the quote stands in the original's text, in characters.
        quote: ``text[start:end]``, word for word.
        by: ``rule@version``, ``model:NAME`` or ``person:NAME``.
        status: proposed, accepted or rejected.
        page: page of the original on which the quote starts, where it has pages.
        original: the document itself; only looked at, never kept.

    Raises:
        NoQuote: the quote is empty, or is not found at its span, or the document is another one.
        Misuse: predicate, subject, value, unit, bounds or status are not of the vocabulary.
    """

    case: str
    subject: str
    predicate: str
    value: str
    low: int | None = None
    high: int | None = None
    unit: str | None = None
    document: str
    start: int
    end: int
    quote: str
    by: str
    status: str = "proposed"
    page: int | None = None
    original: InitVar[Document]

    def __post_init__(self, original: Document) -> None:
        where = f"{self.predicate} at {self.start}"
        if self.document != original.digest:
            raise NoQuote("The statement is about another document.", where, "Give the document with this digest.")
        if not 0 <= self.start < self.end <= len(original.text) or original.text[self.start : self.end] != self.quote:
            raise NoQuote(
                "The quote does not stand in the document at its span.",
                where,
                "Read the document again: `tiao cases read`.",
            )
        if self.status not in STATUSES:
            raise Misuse("A statement has no such status.", where, f"Give one of {', '.join(STATUSES)}.")
        if not _BY.fullmatch(self.by) or not self.case.strip():
            raise Misuse(
                "A statement says of which case it is, and who made it.",
                where,
                "Give case, and by: rule@1, model:NAME or person:NAME.",
            )
        predicate = known(self.predicate)
        predicate.check(self.subject, self.value, self.low, self.high, self.unit)

    @property
    def stated(self) -> int | None:
        """The number as the text names it, without 余, 近 or 约; None where the value is no number."""
        return int(self.value.lstrip("<>=~")) if predicates()[self.predicate].numeric else None

    def row(self) -> dict[str, Any]:
        """The statement as one flat object of JSON, keys in the order of the attributes."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def from_row(row: Mapping[str, Any], original: Document) -> Statement:
    """A statement out of ``Statement.row()``, held against its document again.

    Raises:
        NoQuote: as ``Statement``.
        Misuse: a key is missing or unknown, or as ``Statement``.
    """
    try:
        return Statement(**row, original=original)
    except TypeError:
        raise Misuse(
            "A statement has other keys.", "statement", f"Give {', '.join(item.name for item in fields(Statement))}."
        ) from None
