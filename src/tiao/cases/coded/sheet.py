"""Coded cases as a sheet, CSV or Excel: a case begins on a row with an ``id``, and its lists go on below.

Columns are the fields of docs/reference/courts.md, as docs/reference/cases.md says; ``categories.pieces`` is a field of
one kind of information, ``defendants.label`` one of a defendant. Lists have one item a row: the second kind, act or
defendant stands on the second row, whose ``id`` is empty or repeated. An empty cell says nothing. Other columns are
kept as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tiao.cases.coded.back import EMPTY
from tiao.cases.sheet_file import read_sheet
from tiao.errors import Misuse

GROUPS = {
    "categories": ("name_zh", "tier_court", "tier_mapped", "pieces"),
    "defendants": ("label", "sentence_months", "sentence_text", "probation_months", "fine_cny"),
}
_LISTS = ("acts", "other_circumstances", "civil_remedies")
_FLAGS = frozenset(("insider", "unit_crime"))
_NUMBERS = frozenset(
    ("sentence_months", "probation_months", "fine_cny", "illegal_income_cny", "tier_court", "tier_mapped", "pieces")
)
_JSON = frozenset(("sentence_range_months",))
_YES, _NO = frozenset(("true", "yes", "是")), frozenset(("false", "no", "否"))
_NUMBER = re.compile(r"(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.[0-9]{1,2})?")
COLUMNS = tuple(column for field in EMPTY for column in [f"{field}.{key}" for key in GROUPS.get(field, ())] or [field])


@dataclass(frozen=True)
class Line:
    """A case of a sheet as its line of JSON, or what is wrong with it.

    Attributes:
        row: the row on which it begins, from 1. text: the line; "" if something is wrong.
    """

    row: int
    text: str
    wrong: str = ""


class _Wrong(Exception):
    """What is wrong with a cell, in words that quote nothing of it."""


def is_coded_sheet(path: Path) -> bool:
    """Whether a sheet holds cases, not statements: by its columns.

    Raises:
        Misuse: it cannot be read.
    """
    header = [name.strip() for name in next(read_sheet(path), [])]
    return "id" in header and "digest" not in header


def lines_of(path: Path) -> Iterator[Line]:
    """The cases of a sheet, in its order.

    Raises:
        Misuse: it cannot be read, has no column ``id``, or a column twice.
    """
    rows = read_sheet(path)
    header = [name.strip() for name in next(rows, [])]
    names = [name for name in header if name]
    if "id" not in names or len(set(names)) != len(names):
        what = "A column stands twice." if "id" in names else "The sheet has no column id."
        raise Misuse(what, "coded cases", "Give the columns of docs/reference/courts.md, each once.")
    began, group = 0, list[tuple[int, dict[str, str]]]()
    for number, row in enumerate(rows, 2):
        cells = {name: cell for name, cell in zip(header, row, strict=False) if name and cell.strip()}
        if not cells:
            continue
        name = cells.get("id", "")
        if group and name and name != group[0][1].get("id"):
            yield _line(began, group)
            group = []
        if not group:
            began = number
        group.append((number, cells))
    if group:
        yield _line(began, group)


def rows_of(records: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Records as rows of a sheet, the header first; what ``lines_of`` reads."""
    columns = [_columns(record) for record in records]
    header = [*COLUMNS, *sorted({name for found in columns for name in found} - {*COLUMNS})]
    yield header
    for found in columns:
        for place in range(max(map(len, found.values()), default=0)):
            yield [found[name][place] if place < len(found.get(name, ())) else None for name in header]


def _columns(record: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What stands in each column of a case, from its first row down."""
    found: dict[str, list[Any]] = {}
    for field, value in record.items():
        items = value if isinstance(value, list) and (field in _LISTS or field in GROUPS) else [value]
        for place, item in enumerate(items):
            inner = item if field in GROUPS and isinstance(item, dict) else {"": item}
            for key, one in inner.items():
                cells = found.setdefault(f"{field}.{key}" if key else field, [])
                cells += [None] * (place - len(cells))
                cells.append(_told(one))
    return found


def _told(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _line(began: int, group: list[tuple[int, dict[str, str]]]) -> Line:
    record: dict[str, Any] = {key: list(value) if isinstance(value, list) else value for key, value in EMPTY.items()}
    for number, cells in group:
        try:
            _add(record, cells)
        except _Wrong as wrong:
            return Line(began, "", f"row {number}, {wrong}" if number != began else str(wrong))
    return Line(began, _text(record))


def _add(record: dict[str, Any], cells: Mapping[str, str]) -> None:
    items: dict[str, dict[str, Any]] = {}
    for column, cell in cells.items():
        field, _, key = column.partition(".")
        if field in GROUPS and key:
            items.setdefault(field, dict.fromkeys(GROUPS[field]))[key] = _value(key, column, cell)
        elif column in _LISTS:
            record[column].append(cell)
        elif record.get(column) is None:
            record[column] = _value(column, column, cell)
        elif record[column] != _value(column, column, cell):
            raise _Wrong(f"{column}: it says something else than the row above")
    for field, item in items.items():
        record[field].append(item)


def _value(key: str, column: str, text: str) -> Any:
    cell = text.strip()
    if key in _FLAGS:
        if cell.lower() not in _YES | _NO:
            raise _Wrong(f"{column}: true, false or nothing is expected")
        return cell.lower() in _YES
    if key in _NUMBERS:
        if not _NUMBER.fullmatch(cell):
            raise _Wrong(f"{column}: a number or nothing is expected")
        number = Decimal(cell.replace(",", ""))
        return int(number) if number == number.to_integral_value() else number
    if key in _JSON:
        try:
            made = json.loads(cell, parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError):
            made = None
        if not isinstance(made, list):
            raise _Wrong(f"{column}: a list is expected, as in [36, 84]")
        return made
    return text


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _text(value: Any) -> str:
    """JSON, with decimal numbers as they stand."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_text(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
