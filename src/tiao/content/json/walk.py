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

from tiao.content.json.cursor import CLOSE_LIST, CLOSE_MAP, OPEN_LIST, OPEN_MAP, QUOTE, Cursor, Damaged, Objects
from tiao.content.json.rows import parse, scalar_text
from tiao.content.reader import Source

MOST_CONTAINERS, MOST_SCALARS = 50, 1_000
SHORT_LIST = 100
"""A list of at most so many scalars in an object is one cell, a longer one is a table."""
MOST_CELLS = 20_000
DEEPEST = 32
"""Deeper than this, whatever begins is a row: a path of its own for every level would fill the memory."""


@dataclass(frozen=True, repr=False)
class Rows:
    """Elements of one list that stand one after another, each of which is a row: an object, not looked into yet."""

    table: str
    objects: Objects


@dataclass(frozen=True, repr=False)
class Row:
    """One row. ``value`` is an object, a list or a scalar; ``fault`` says why it could not be read."""

    table: str
    value: Any
    fault: str = ""


def row_of(table: str, raw: bytes) -> Row:
    """The row that an element makes."""
    try:
        return Row(table, parse(raw))
    except ValueError:
        return Row(table, None, "An element is damaged.")


class Keyed(Exception):
    """An object turned out to be a list with names: the pass begins again with its path known."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


class Broken(Exception):
    """The document breaks off or is no JSON from here on."""


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

    def rows(self) -> Iterator[Row | Rows]:
        """Rows in document order.

        Raises:
            Keyed: begin again with this path in ``keyed``.
            Broken: the document is no JSON from here on; the rows before it have been given out.
        """
        self._places, self._cells = [], {}
        with Cursor(self.source) as cursor:
            try:
                yield from self._walk(cursor)
            except Damaged:
                # The row that was begun is lost; what stood in objects around it is not.
                yield from self._own_row()
                raise Broken from None

    def _walk(self, cursor: Cursor) -> Iterator[Row | Rows]:
        places = self._places
        while (byte := cursor.peek()) >= 0:
            if byte in (CLOSE_MAP, CLOSE_LIST):
                if not places or places[-1].is_list != (byte == CLOSE_LIST):
                    raise Damaged
                cursor.step()
                yield from self._short_list_ends(is_table=False)
                places.pop()
                if not places:
                    yield from self._own_row()
                continue
            if places and not places[-1].is_list:
                if byte != QUOTE:
                    raise Damaged
                places[-1].key = cursor.key()
                byte = cursor.peek()
            if byte in (OPEN_MAP, OPEN_LIST):
                yield from self._short_list_ends(is_table=True)
                if self._is_row():
                    many = cursor.objects() if byte == OPEN_MAP and places[-1].is_list else None
                    yield Rows(places[-1].path, many) if many else self._row(cursor.element())
                else:
                    cursor.step()
                    self._enter(byte == OPEN_LIST)
            elif byte >= 0:
                yield from self._scalar(cursor.scalar())
        if places:
            raise Damaged

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

    def _row(self, raw: bytes | None) -> Row:
        place = self._places[-1]
        if raw is None:
            return Row(place.path, None, "An element is larger than 64 MB.")
        row = row_of(place.path, raw)
        if place.is_list or row.fault:
            return row
        inner = row.value if isinstance(row.value, dict) else {"value": row.value}
        return Row(place.path, {"key": place.key, **inner})

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
