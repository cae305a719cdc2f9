"""Case records: one JSON object a line, what a published source says of one case. A bad line is named and counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from tiao.errors import Misuse

MAX_LINE = 1 << 20
_HERE = "tiao.law.courts"


@dataclass(frozen=True)
class Category:
    """One kind of information in a case. ``tier_court`` is the court's own word, ``tier_mapped`` the coder's."""

    name: str
    tier_court: int | None
    tier_mapped: int | None
    pieces: int | None


@dataclass(frozen=True)
class Record:
    """A case as its source gives it; None where the source says nothing.

    Attributes:
        income: illegal income in yuan, exact.
        court_finding: what the court itself found; ``finding_implied``: what the coder read out of the sentence.
        months: sentences in months, heaviest last; of several persons, or the ends of a range.
        texts: quote, note, title, means, circumstances and names of categories: where 余 and 近 stand.
    """

    id: str
    title: str
    court: str
    case_no: str
    decided: date | None
    regime: str | None
    stage: str
    reliability: str
    acts: tuple[str, ...]
    insider: bool | None
    unit_crime: bool | None
    categories: tuple[Category, ...]
    income: Decimal | None
    circumstances: tuple[str, ...]
    court_finding: str | None
    finding_implied: str | None
    months: tuple[int, ...]
    probation_months: int | None
    source: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Unread:
    """A line that is no case record."""

    line: int
    what: str


class _Bad(Exception):
    """What is wrong with a line, in words that quote nothing of it."""


@cache
def mapping() -> Any:
    """``mapping.yaml``: how records become facts."""
    return yaml.safe_load((resources.files(_HERE) / "mapping.yaml").read_text("utf-8"))


def published() -> tuple[list[Record], list[Unread]]:
    """The published cases that come with the program."""
    text = (resources.files(_HERE) / "published.jsonl").read_text("utf-8")
    return _read(text.encode().splitlines())


def read_records(path: str | Path) -> tuple[list[Record], list[Unread]]:
    """Case records from a file of JSON lines, UTF-8, in the shape of the published ones.

    Raises:
        Misuse: the file cannot be opened. A line that cannot be read is returned as unread, never dropped silently.
    """
    try:
        with open(path, "rb") as stream:
            return _read(stream)
    except OSError as error:
        raise Misuse(
            f"The file of cases cannot be read: {error.strerror or 'input error'}.",
            "--cases",
            "Give a file with one JSON object a line.",
        ) from None


# A name with so long a run of digits could be a personal value: the case is then called by its line.
_NUMBER = re.compile(r"[0-9]{7}")


def _read(lines: Iterable[bytes]) -> tuple[list[Record], list[Unread]]:
    records: list[Record] = []
    unread: list[Unread] = []
    seen: set[str] = set()
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            record = _record(_object(raw))
            if record.id in seen:
                raise _Bad("the id stands twice")
            seen.add(record.id)
            if _NUMBER.search(record.id):
                record = replace(record, id=f"line {number}")
        except _Bad as bad:
            unread.append(Unread(number, str(bad)))
        else:
            records.append(record)
    return records, unread


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise _Bad("a key stands twice")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise _Bad("a number is no number")


def _object(raw: bytes) -> Mapping[str, Any]:
    if len(raw) > MAX_LINE:
        raise _Bad("longer than 1 MiB")
    try:
        value = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        raise _Bad("not UTF-8") from None
    except (ValueError, RecursionError):
        raise _Bad("not JSON") from None
    if not isinstance(value, dict):
        raise _Bad("not a JSON object")
    return value


def _record(row: Mapping[str, Any]) -> Record:
    known = mapping()
    acts = _texts(row, "acts")
    if any(act not in known["acts"] for act in acts):
        raise _Bad(f"acts: an unknown kind; known are {', '.join(known['acts'])}")
    name = _text(row, "id").strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise _Bad("id: a short text is needed")
    categories = tuple(_category(item) for item in _list(row, "categories"))
    circumstances = _texts(row, "other_circumstances")
    said = [_text(row, key) for key in ("quote", "note", "title_zh", "means")]
    return Record(
        id=name,
        title=_text(row, "title_zh"),
        court=_text(row, "court"),
        case_no=_text(row, "case_no"),
        decided=_day(row, "date_of_judgment"),
        regime=_text(row, "regime") or None,
        stage=_text(row, "stage"),
        reliability=_text(row, "reliability"),
        acts=acts,
        insider=_flag(row, "insider"),
        unit_crime=_flag(row, "unit_crime"),
        categories=categories,
        income=_money(row, "illegal_income_cny"),
        circumstances=circumstances,
        court_finding=_text(row, "court_finding") or None,
        finding_implied=_text(row, "finding_implied") or None,
        months=_months(row),
        probation_months=_whole(row, "probation_months"),
        source=_text(row, "source_url"),
        texts=tuple(text for text in (*said, *circumstances, *(item.name for item in categories)) if text),
    )


def _category(item: Any) -> Category:
    if not isinstance(item, dict):
        raise _Bad("categories: a JSON object is expected")
    court, mapped = _whole(item, "tier_court"), _whole(item, "tier_mapped")
    if not {court, mapped} <= {None, 1, 2, 3}:
        raise _Bad("tier: 1, 2, 3 or null is expected")
    return Category(_text(item, "name_zh"), court, mapped, _whole(item, "pieces"))


def _months(row: Mapping[str, Any]) -> tuple[int, ...]:
    """Sentences in months: of each defendant where the record has them, else of the case, else the range's ends."""
    people = [_whole(item, "sentence_months") for item in _list(row, "defendants") if isinstance(item, dict)]
    span = _list(row, "sentence_range_months")
    ends = [_whole({"sentence_range_months": end}, "sentence_range_months") for end in span]
    for found in (people, [_whole(row, "sentence_months")], ends):
        given = [months for months in found if months is not None]
        if given:
            return tuple(sorted(given))
    return ()


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise _Bad(f"{key}: a text or null is expected")
    return value or ""


def _list(row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key)
    if value is not None and not isinstance(value, list):
        raise _Bad(f"{key}: a list or null is expected")
    return value or []


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = _list(row, key)
    if not all(isinstance(value, str) for value in values):
        raise _Bad(f"{key}: a list of texts is expected")
    return tuple(values)


def _flag(row: Mapping[str, Any], key: str) -> bool | None:
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise _Bad(f"{key}: true, false or null is expected")
    return value


def _whole(row: Mapping[str, Any], key: str) -> int | None:
    value = row.get(key)
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**18:
        value = int(value)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise _Bad(f"{key}: a whole number that is not negative, or null, is expected")
    return value


def _money(row: Mapping[str, Any], key: str) -> Decimal | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0 or value >= 10**18:
        raise _Bad(f"{key}: yuan or null is expected")
    amount = Decimal(value)
    if amount * 100 != (amount * 100).to_integral_value():
        raise _Bad(f"{key}: at most two decimals are expected")
    return amount


def _day(row: Mapping[str, Any], key: str) -> date | None:
    text = _text(row, key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _Bad(f"{key}: year-month-day or null is expected") from None
