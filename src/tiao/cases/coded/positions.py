"""Where the values of a line of JSON stand in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tiao.errors import Misuse

# Numbers with a point stay exact.
_DECODER = json.JSONDecoder(parse_float=Decimal)
_SPACE = " \t\n\r"


@dataclass(frozen=True)
class Placed:
    """A value of a record and its place.

    Attributes:
        path: keys and indices from the top, for instance ``("categories", 0, "pieces")``.
        value: as Python reads it.
        start, end: where it stands in the line, in characters.
    """

    path: tuple[str | int, ...]
    value: Any
    start: int
    end: int


def leaves(line: str) -> list[Placed]:
    """Every value of a line that is neither an object nor a list, in the order of the line.

    Args:
        line: one JSON object.

    Raises:
        Misuse: the line is no JSON object.
    """
    try:
        at = _skip(line, 0)
        if line[at : at + 1] != "{":
            raise ValueError("not an object")
        return list(_walk(line, at, ()))
    except (ValueError, IndexError, RecursionError):
        raise Misuse("The line is no JSON object.", "coded cases", "Write one JSON object a line.") from None


def place_of(line: str, key: str) -> Placed:
    """The whole value of a key at the top of the line, whatever it is.

    Raises:
        KeyError: the line has no such key.
    """
    for name, start in _members(line, _skip(line, 0)):
        if name == key:
            value, end = _DECODER.raw_decode(line, start)
            return Placed((key,), value, start, end)
    raise KeyError(key)


def _walk(line: str, at: int, path: tuple[str | int, ...]) -> Iterator[Placed]:
    """The leaves of the value that starts at ``at``."""
    if line[at] == "{":
        for key, start in _members(line, at):
            yield from _walk(line, start, (*path, key))
    elif line[at] == "[":
        for index, start in enumerate(_items(line, at)):
            yield from _walk(line, start, (*path, index))
    else:
        value, end = _DECODER.raw_decode(line, at)
        yield Placed(path, value, at, end)


def _members(line: str, at: int) -> Iterator[tuple[str, int]]:
    """The keys of the object at ``at``, each with the place where its value starts."""
    at = _skip(line, at + 1)
    while line[at] != "}":
        key, end = _DECODER.raw_decode(line, at)
        start = _skip(line, _skip(line, end) + 1)
        yield key, start
        _, end = _DECODER.raw_decode(line, start)
        at = _skip(line, end)
        if line[at] == ",":
            at = _skip(line, at + 1)


def _items(line: str, at: int) -> Iterator[int]:
    """The places where the items of the list at ``at`` start."""
    at = _skip(line, at + 1)
    while line[at] != "]":
        yield at
        _, end = _DECODER.raw_decode(line, at)
        at = _skip(line, end)
        if line[at] == ",":
            at = _skip(line, at + 1)


def _skip(line: str, at: int) -> int:
    while line[at] in _SPACE:
        at += 1
    return at
