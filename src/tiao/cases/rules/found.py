"""What a rule finds: a fact and its span in the clean text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tiao.cases.dates import Day
from tiao.cases.numerals import Amount


@dataclass(frozen=True)
class Found:
    """As ``Statement``, with a span of the clean text."""

    subject: str
    predicate: str
    value: str
    start: int
    end: int
    low: int | None = None
    high: int | None = None


def compiled(table: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """A table of values and the patterns that say them."""
    return tuple((value, re.compile(pattern)) for value, pattern in table)


def about(actors: Iterable[str]) -> list[str]:
    """The subjects of what some defendants did; of the case where nobody is known."""
    return [f"defendant:{name}" for name in actors] or ["case"]


def day(subject: str, predicate: str, found: Day) -> Found:
    """A date."""
    return Found(subject, predicate, found.value, found.start, found.end, found.low, found.high)


def number(subject: str, predicate: str, amount: Amount, start: int, end: int) -> Found:
    """A number."""
    return Found(subject, predicate, amount.value, start, end, amount.low, amount.high)


def each(actors: Iterable[str], predicate: str, value: str, start: int, end: int) -> Iterator[Found]:
    """The same for each of some defendants."""
    for subject in about(actors):
        yield Found(subject, predicate, value, start, end)
