"""One pass through a JSON document in bounded memory: which values are rows, and of which table.

- Every element of a list is a row of the table that is named by the list's path.
- What stands in objects outside of lists makes one row of the table ``$``, with dotted names.
- An object with more than 50 objects or lists in it, or more than 1,000 scalars, is taken for a list whose elements
  have names: each member is a row, and its name is the cell ``key``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import ijson

from tiao.content.encoding import decode_blocks, detect_stream
from tiao.content.json_rows import scalar_text
from tiao.content.reader import Source

LARGEST_ROW = 64 << 20
MOST_CONTAINERS, MOST_SCALARS = 50, 1_000
SHORT_LIST = 100
"""A list of at most so many scalars in an object is one cell, a longer one is a table."""
MOST_CELLS = 20_000
DEEPEST = 32
"""Deeper than this, whatever begins is a row: a path of its own for every level would fill the memory."""
PARSE_ERRORS = (ijson.JSONError, ValueError, ArithmeticError, RecursionError, OverflowError)
_OPEN = ("start_map", "start_array")


@dataclass(frozen=True)
class Row:
    """One row. ``value`` is an object, a list or a scalar; None with ``too_large``."""

    table: str
    value: Any
    too_large: bool = False


class Keyed(Exception):
    """An object turned out to be a list with names: the pass begins again with its path known."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


class Broken(Exception):
    """The document breaks off or is no JSON from here on."""


class _Utf8:
    """The document as a UTF-8 file."""

    def __init__(self, source: Source) -> None:
        self._stream = source.open()
        self._blocks = decode_blocks(self._stream, detect_stream(self._stream))
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        if not self._held:
            self._held = next(self._blocks, b"")
        out, self._held = (self._held[:size], self._held[size:]) if size >= 0 else (self._held, b"")
        return out

    def __enter__(self) -> _Utf8:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


class _Builder:
    """Collects the events of one value. A value that grows too large is followed to its end and dropped."""

    def __init__(self, first: Any) -> None:
        self.value: Any = first
        self.too_large = False
        self._stack = [first]
        self._keys: list[str] = [""]
        self._weight = 0

    def feed(self, event: str, value: Any) -> bool:
        """Take one event; True when the value is complete."""
        if event == "map_key":
            self._keys[-1] = value
            self._weight += len(value) + 64
        elif event in _OPEN:
            child: Any = {} if event == "start_map" else []
            self._put(child)
            self._stack.append(child)
            self._keys.append("")
            self._weight += 64
        elif event in ("end_map", "end_array"):
            self._stack.pop()
            self._keys.pop()
        else:
            self._put(value)
            self._weight += 16 + (len(value) if event == "string" else 16)
        if self._weight > LARGEST_ROW and not self.too_large:
            self.too_large = True
            self.value = None
        return not self._stack

    def _put(self, item: Any) -> None:
        if self.too_large:
            return
        parent = self._stack[-1]
        if type(parent) is list:
            parent.append(item)
        else:
            parent[self._keys[-1]] = item


@dataclass
class _Place:
    """An object or list outside of any row."""

    path: str
    is_list: bool
    key: str = ""
    containers: int = 0
    scalars: int = 0
    short: list[Any] | None = None
    """Scalars of a list in an object, for as long as it may be a short one."""


@dataclass
class Walk:
    """A pass. ``keyed`` holds the paths of objects that are taken for lists with names."""

    source: Source
    keyed: set[str] = field(default_factory=set)
    _places: list[_Place] = field(default_factory=list)
    _cells: dict[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """Rows in document order.

        Raises:
            Keyed: begin again with this path in ``keyed``.
            Broken: the document is no JSON from here on; the rows before it have been given out.
        """
        self._places, self._cells = [], {}
        builder: _Builder | None = None
        key = ""
        with _Utf8(self.source) as stream:
            events = ijson.basic_parse(stream, multiple_values=True, buf_size=1 << 18)
            while True:
                try:
                    event, value = next(events)
                except StopIteration:
                    return
                except PARSE_ERRORS:
                    # The row that was begun is lost; what stood in objects around it is not.
                    yield from self._own_row()
                    raise Broken from None
                if builder is not None:
                    if builder.feed(event, value):
                        yield self._row(key, builder.value, builder.too_large)
                        builder = None
                elif event == "map_key":
                    self._places[-1].key = value
                elif event in _OPEN:
                    yield from self._short_list_ends(is_table=True)
                    if self._is_row():
                        key = self._places[-1].key
                        builder = _Builder({} if event == "start_map" else [])
                    else:
                        self._enter(event == "start_array")
                elif event in ("end_map", "end_array"):
                    yield from self._short_list_ends(is_table=False)
                    self._places.pop()
                    if not self._places:
                        yield from self._own_row()
                else:
                    yield from self._scalar(value)

    def _is_row(self) -> bool:
        """Whether the object or list that begins here is a row. A list in an object with named elements is not."""
        if not self._places:
            return False
        place = self._places[-1]
        return place.is_list or place.path in self.keyed or len(self._places) >= DEEPEST

    def _enter(self, is_list: bool) -> None:
        if not self._places:
            self._places.append(_Place("$", is_list))
            return
        parent = self._places[-1]
        parent.containers += 1
        if parent.containers > MOST_CONTAINERS:
            raise Keyed(parent.path)
        self._places.append(_Place(f"{parent.path}.{parent.key}", is_list, short=[] if is_list else None))

    def _row(self, key: str, value: Any, too_large: bool) -> Row:
        place = self._places[-1]
        if not too_large and not place.is_list:
            value = {"key": key, **value} if isinstance(value, dict) else {"key": key, "value": value}
        return Row(place.path, None if too_large else value, too_large)

    def _scalar(self, value: Any) -> Iterator[Row]:
        if not self._places:
            yield Row("$", value)
            return
        place = self._places[-1]
        if place.is_list:
            if place.short is None:
                yield Row(place.path, value)
                return
            place.short.append(value)
            if len(place.short) > SHORT_LIST:
                yield from self._short_list_ends(is_table=True)
        elif place.path in self.keyed:
            yield Row(place.path, {"key": place.key, "value": value})
        else:
            place.scalars += 1
            if place.scalars > MOST_SCALARS:
                raise Keyed(place.path)
            yield from self._cell(f"{place.path}.{place.key}", scalar_text(value))

    def _short_list_ends(self, is_table: bool) -> Iterator[Row]:
        """Decide on the scalars that were held back: rows of a table, or one cell."""
        place = self._places[-1] if self._places else None
        if place is None or place.short is None:
            return
        held, place.short = place.short, None
        if is_table:
            for value in held:
                yield Row(place.path, value)
        elif held:
            yield from self._cell(place.path, " ".join(filter(None, map(scalar_text, held))))

    def _cell(self, path: str, text: str) -> Iterator[Row]:
        name = path.removeprefix("$.")
        self._cells[name] = f"{self._cells[name]} {text}" if self._cells.get(name) else text
        if len(self._cells) >= MOST_CELLS:
            yield from self._own_row()

    def _own_row(self) -> Iterator[Row]:
        """What stood in objects outside of lists, as one row."""
        if self._cells:
            yield Row("$", self._cells)
            self._cells = {}
