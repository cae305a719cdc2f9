"""Reading single values of a facts file, each with an error that says what, where and what would be right."""

from __future__ import annotations

import re
from calendar import IllegalMonthError, monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from tiao.errors import Misuse
from tiao.law.logic import Interval, Truth, exactly

_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z _-]{0,40}\Z")
_SPAN = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2}))?\Z")
_NUMBER = re.compile(r"([0-9]{1,30}|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,30})?\Z")


def _shown(value: Any) -> str:
    """An unknown word may be shown if it is a plain word; anything else could be a personal value."""
    return f" '{value}'" if isinstance(value, str) and _PLAIN_WORD.match(value) else ""


def _nearest(value: Any, valid: Iterable[str]) -> str:
    names = list(valid)
    near = get_close_matches(str(value).strip().lower().replace("-", "_").replace(" ", "_"), names, 1, 0.5)
    return f"Did you mean {near[0]}?" if near else f"Known: {', '.join(names)}."


def mapping(value: Any, where: str) -> Mapping[Any, Any]:
    """The value as key: value pairs, or Misuse."""
    if not isinstance(value, Mapping):
        raise Misuse("Key: value pairs are expected here.", where, "See the how-to on assess for an example.")
    return value


def sequence(value: Any, where: str) -> list[Any]:
    """The value as a list, or Misuse."""
    if not isinstance(value, list | tuple):
        raise Misuse("A list is expected here.", where, "Start each entry with a dash.")
    return list(value)


def known_keys(value: Mapping[Any, Any], valid: tuple[str, ...], where: str) -> None:
    """Misuse that names the nearest valid key, if any key is unknown."""
    for key in value:
        if not isinstance(key, str) or key not in valid:
            raise Misuse(f"Unknown key{_shown(key)}.", where, _nearest(key, valid))


def one_of(value: Any, valid: tuple[str, ...], where: str) -> str:
    """The value if it is one of the valid words, or Misuse that names the nearest."""
    if not isinstance(value, str) or value not in valid:
        raise Misuse(f"Unknown value{_shown(value)}.", where, _nearest(value, valid))
    return value


def read_flag(value: Any, where: str) -> tuple[Truth, str]:
    """true, false, or {value, source}: the truth (None when not given) and where it stands in the file of the case."""
    source = ""
    if isinstance(value, Mapping):
        known_keys(value, ("value", "source"), where)
        source = read_text(value.get("source"), f"{where} source")
        value = value.get("value")
    if value is not None and not isinstance(value, bool):
        raise Misuse("true or false is expected here.", where, "Leave it out when it is not known.")
    return value, source


def read_text(value: Any, where: str) -> str:
    """A text, a number or a date as text; empty when not given."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | date):
        raise Misuse("A text is expected here.", where, "Put it in quotes.")
    return str(value)


def read_texts(value: Any, where: str) -> tuple[str, ...]:
    """A list of texts, or one text; empty when not given."""
    if value is None:
        return ()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        raise Misuse("Names are expected here, not how many.", where, "List them, for instance [A, B]; any names do.")
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(text for text in (read_text(item, where) for item in items) if text)


def read_date(value: Any, where: str, last: bool = False) -> date | None:
    """An ISO date (2020-06-01) or a YAML date; None when not given.

    A judgment often knows no more than the month or the year: 2020-06 and 2020 are its first day, or its last.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    try:
        span = _SPAN.match(text)
        if span is None:
            return date.fromisoformat(text)
        year, month = int(span["year"]), int(span["month"] or (12 if last else 1))
        return date(year, month, monthrange(year, month)[1] if last else 1)
    except (ValueError, IllegalMonthError):
        raise Misuse(
            "This is not a date.", where, "Write year-month-day, for instance 2020-06-01; 2020-06 or 2020 will do."
        ) from None


def _exact(value: Any, where: str) -> Decimal:
    """A number that is not negative, exactly as written."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise Misuse("A number is expected here.", where, "Write digits, for instance 5000.")
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    if text.startswith("-"):
        raise Misuse("A number here cannot be negative.", where, "Leave it out when it is not known.")
    if not _NUMBER.match(text):
        raise Misuse("This is not a plain number.", where, "Write digits, for instance 5000 or 4999.99.")
    return Decimal(text.replace(",", ""))


def _whole(value: Any, where: str) -> int:
    number = _exact(value, where)
    if number != number.to_integral_value():
        raise Misuse("This is a whole number.", where, "Leave the decimals out.")
    return int(number)


def read_pieces(entry: Mapping[Any, Any], where: str) -> Interval:
    """Pieces of one counts entry: a number, with at_least or at_most, or {low, high}."""
    return _interval(entry["pieces"], entry, where, "pieces", _whole)


def read_number(value: Any, where: str) -> Interval:
    """A whole number, {value, at_least or at_most, source}, or {low, high, source}."""
    return _bounded(value, where, "number", _whole)


def read_fen(value: Any, where: str) -> Interval:
    """Yuan with at most two decimals, kept as whole fen; bounds as in ``read_number``."""
    return _bounded(value, where, "amount", _fen)


def _bounded(value: Any, where: str, name: str, read: Callable[[Any, str], int]) -> Interval:
    if not isinstance(value, Mapping):
        return exactly(read(value, where))
    known_keys(value, ("value", "low", "high", "at_least", "at_most", "source"), where)
    bounds = {key: value[key] for key in ("low", "high") if value.get(key) is not None}
    given = value.get("value")
    if (given is None) == (not bounds):
        raise Misuse("Either a value or its bounds are expected here.", where, "Give value, or low and high.")
    return _interval(bounds if given is None else given, value, where, name, read)


def _interval(
    value: Any, beside: Mapping[Any, Any], where: str, name: str, read: Callable[[Any, str], int]
) -> Interval:
    """A number, with at_least or at_most beside it, or {low, high}."""
    at_least = read_flag(beside.get("at_least"), f"{where} at_least")[0] is True
    at_most = read_flag(beside.get("at_most"), f"{where} at_most")[0] is True
    if isinstance(value, Mapping):
        known_keys(value, ("low", "high"), f"{where} {name}")
        low = 0 if value.get("low") is None else read(value["low"], f"{where} low")
        high = None if value.get("high") is None else read(value["high"], f"{where} high")
        if at_least or at_most or (high is not None and high < low):
            raise Misuse("The bounds contradict each other.", where, "Give low, then high, and no more.")
        return Interval(low, high)
    number = read(value, f"{where} {name}")
    if at_least and at_most:
        return exactly(number)
    return Interval(number, None) if at_least else Interval(0, number) if at_most else exactly(number)


def _fen(value: Any, where: str) -> int:
    fen = _exact(value, where) * 100
    if fen != fen.to_integral_value():
        raise Misuse("An amount has more than two decimals.", where, "Write yuan and fen, for instance 4999.99.")
    return int(fen)
