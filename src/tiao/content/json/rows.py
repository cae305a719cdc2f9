"""JSON values to rows of text: the same rules for JSON documents and for JSON lines.

Nested objects become columns with dotted names. Keys can be personal values themselves, so none is ever put into a
message.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import ijson
import orjson

MOST_COLUMNS = 2_000
LONGEST_NAME = 1_000
DEEPEST = 16
"""Deeper values stand as one cell of text in the column above."""
MOST_INDEXED = 20
"""So many objects of a list in a JSON line get columns of their own; the rest stands as one cell of text."""
# Decimal numbers are written out up to this many places; beyond it the exponent stays.
_PLACES = 40


# orjson keeps whole numbers exactly up to 20 digits.
_LONG_NUMBER = re.compile(rb"[0-9]{20}")


def parse(raw: bytes) -> Any:
    """A JSON value (UTF-8), with every number as it stands, at any depth.

    Raises:
        ValueError: it is no JSON.
    """
    if not _LONG_NUMBER.search(raw):
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:
            pass
    try:
        # NaN and bare control characters are no JSON, but programs write them.
        return json.loads(raw, parse_float=_decimal, parse_int=str, parse_constant=str, strict=False)
    except RecursionError:
        return _deep(raw)
    except ArithmeticError:
        raise ValueError from None


def _decimal(written: str) -> Decimal:
    """A fraction without zeros at its end, as orjson's are: what else stands in the value changes nothing of it."""
    plain = "e" not in written and "E" not in written
    # Nor is nothing ever less than nothing.
    return Decimal(written.rstrip("0").rstrip(".") if plain else written) or Decimal()


def _deep(raw: bytes) -> Any:
    """A value that is nested deeper than the other parsers go."""
    builder = ijson.ObjectBuilder()
    try:
        for event, value in ijson.basic_parse(io.BytesIO(raw)):
            builder.event(event, value)
    except (ijson.JSONError, ArithmeticError, OverflowError):
        raise ValueError from None
    return builder.value


def scalar_text(value: Any) -> str:
    """A JSON scalar as text: whole numbers without point or exponent, null as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value)) if abs(value) < 2**53 else scalar_text(Decimal(repr(value)))
        return repr(value)
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > _PLACES or len(value.as_tuple().digits) > 4 * _PLACES:
            return str(value)
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if value == value.to_integral_value() and "." in text else text
    return str(value)


def all_text(value: Any) -> str:
    """Everything in a value as one text, ``key: value`` by ``key: value``; nesting of any depth."""
    words: list[str] = []
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        key, item = stack.pop()
        if isinstance(item, dict):
            stack.extend(reversed(list(item.items())))
        elif isinstance(item, list):
            stack.extend((key, element) for element in reversed(item))
        elif text := scalar_text(item):
            words.append(f"{key}: {text}" if key else text)
    return " ".join(words)


@dataclass
class Flat:
    """One object as cells by column name, and the lists of objects in it that become tables of their own."""

    cells: dict[str, str] = field(default_factory=dict)
    nested: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)

    def put(self, name: str, text: str) -> None:
        # `a.b` beside `a` with a `b` in it: both stay.
        if self.cells.get(name):
            text = f"{self.cells[name]} {text}"
        self.cells[name] = text


def flatten(value: dict[str, Any], nested_tables: bool) -> Flat:
    """An object as cells.

    Args:
        value: the object.
        nested_tables: lists of objects go to ``nested``; otherwise they become columns with an index in their names.
    """
    flat = Flat()
    cells = flat.cells
    for key, item in value.items():
        kind = type(item)
        if kind is dict or kind is list:
            _into(flat, key, item, 1, nested_tables)
        elif key in cells:
            flat.put(key, scalar_text(item))
        else:
            cells[key] = item if kind is str else scalar_text(item)
    return flat


def _into(flat: Flat, name: str, value: Any, depth: int, nested_tables: bool) -> None:
    if depth >= DEEPEST:
        flat.put(name, all_text(value))
    elif isinstance(value, dict):
        for key, item in value.items():
            column = f"{name}.{key}" if name else key
            if type(item) in (dict, list):
                _into(flat, column, item, depth + 1, nested_tables)
            else:
                flat.put(column, scalar_text(item))
    else:
        words = [all_text(item) for item in value if type(item) is not dict]
        if words:
            flat.put(name, " ".join(word for word in words if word))
        objects = [item for item in value if type(item) is dict]
        if objects and nested_tables:
            flat.nested.append((name, objects))
        elif objects:
            for index, item in enumerate(objects[:MOST_INDEXED]):
                _into(flat, f"{name}[{index}]", item, depth + 1, nested_tables)
            if len(objects) > MOST_INDEXED:
                flat.put(f"{name}[{MOST_INDEXED}...]", all_text(objects[MOST_INDEXED:]))


@dataclass
class Columns:
    """The columns of a table, in the order in which their keys first appear."""

    index: dict[str, int] = field(default_factory=dict)

    def learn(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.index and len(self.index) < MOST_COLUMNS and len(name) <= LONGEST_NAME:
                self.index[name] = len(self.index)

    def header(self) -> list[str]:
        return list(self.index)

    def row(self, cells: dict[str, str]) -> list[str]:
        """Cells in the order of the columns; what has no column stands behind them as ``key: value``."""
        row = [""] * len(self.index)
        extra = []
        for name, text in cells.items():
            place = self.index.get(name)
            if place is not None:
                row[place] = text
            elif text:
                extra.append(f"{name}: {text}")
        return _cut(row + extra)

    def other(self, value: Any) -> list[str]:
        """A list or a scalar where objects were expected: its cells stand behind the columns."""
        items = value if isinstance(value, list) else [value]
        return _cut([""] * len(self.index) + [all_text(item) for item in items])


def _cut(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row
