"""JSON objects to cells in machine code: objects of scalars, of lists of these, and of such objects.

They are the lines of JSON lines or the elements of a list. One that is not plain in this sense goes the long way
(``rows.py``), which reads all JSON. Both give the same cells; tests hold them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import apart, jit, lean
from tiao.content.json.cells import is_visible, key_at, list_cell, one_cell, skip
from tiao.content.json.rows import DEEPEST, LONGEST_NAME, Columns
from tiao.content.line_walk import feeds, line_count, next_feed
from tiao.content.lines import Bytes, padded
from tiao.content.reader import Batch

Places = npt.NDArray[np.int64]

MOST_OBJECTS = 64
LONGEST_PATH = 2 * LONGEST_NAME
_MOST_CELLS = 1 << 24
# What a line or an element is.
ROW, BLANK, AWAY = 0, 1, 2
# What may follow within an object: a key or its end, a key, a comma or its end.
_FIRST, _KEY, _NEXT = 0, 1, 2


@dataclass(repr=False)
class PlainRows:
    """The plain objects of a block.

    Attributes:
        batch: their rows.
        away: int64, (objects, 3): number, begin and end of each line or element that goes the long way.
    """

    batch: Batch
    away: npt.NDArray[np.int64]


def plain_lines(block: bytes, columns: Columns) -> PlainRows | None:
    """Cuts the plain lines of a block, the keys of which are all known; None where only the long way will do.

    Args:
        block: whole lines, one at least. A carriage return that ends one alone is not for here.
    """
    found = lines_in(block)
    return found and cut(_cut, *found, columns)


def plain_elements(block: bytes, begins: Places, stops: Places, columns: Columns) -> PlainRows | None:
    """Cuts the plain elements of a list, the keys of which are all known; None where only the long way will do.

    Args:
        begins, stops: int64, (elements,): where they stand in the block.
    """
    return cut(_cut, padded(block), begins, stops, columns)


def lines_in(block: bytes) -> tuple[Bytes, Places, Places] | None:
    """The bytes with room behind them, and where each line begins and stops; None if a carriage return ends one."""
    data = padded(block)
    lines = int(line_count(data))
    if lines != int(feeds(data)) + (not block.endswith(b"\n")):
        return None
    begins, stops = np.empty(lines, np.int64), np.empty(lines, np.int64)
    _lines(data, len(block), begins, stops)
    return data, begins, stops


def cut(walk: Any, data: Bytes, begins: Places, stops: Places, columns: Columns, *more: Any) -> PlainRows | None:
    """What a walk makes of lines or elements; None where there would be too many cells.

    Args:
        walk: as ``_cut``; ``more`` is what else it takes.
    """
    names = [_as_it_stands(name) for name in columns.index]
    many = len(begins)
    if many * len(names) > _MOST_CELLS:
        return None
    name_at = np.cumsum([0, *map(len, names)], dtype=np.int64)
    starts, ends = np.empty(many * len(names), np.int64), np.empty(many * len(names), np.int64)
    first, rows = np.zeros(many + 1, np.int64), np.empty(many, np.int64)
    away = np.empty((many, 3), np.int64)
    joined = np.frombuffer(b"".join(names) + bytes(1), np.uint8)
    cells, count, blank, gone = walk(data, begins, stops, joined, name_at, starts, ends, first, rows, away, *more)
    batch = Batch(data, starts[:cells], ends[:cells], first[: count + 1], rows[:count], many, int(blank))
    return PlainRows(batch, away[:gone])


def _as_it_stands(name: str) -> bytes:
    """A key's bytes in a plain line; what no line can hold for a key with half a character, which no plain line has."""
    try:
        return name.encode("utf-8")
    except UnicodeEncodeError:
        return b"\xff"


def woven(one: Batch, other: Batch) -> Batch:
    """Two batches of rows of the same block as one, in the order of their numbers; all else is the other's."""
    if not len(one):
        return other
    many, cells = len(one) + len(other), len(one.starts) + len(other.starts)
    starts, ends = np.empty(cells, np.int64), np.empty(cells, np.int64)
    first, rows = np.zeros(many + 1, np.int64), np.empty(many, np.int64)
    _weave(
        one.rows, one.first, one.starts, one.ends, other.rows, other.first, other.starts, other.ends, len(one.data),
        rows, first, starts, ends,
    )  # fmt: skip
    data = np.concatenate([one.data, other.data]) if len(other) else one.data
    return Batch(data, starts, ends, first, rows, other.height, other.blank, other.unread)


@jit
def _weave(
    a_rows: Any, a_first: Any, a_starts: Any, a_ends: Any, b_rows: Any, b_first: Any, b_starts: Any, b_ends: Any,
    shift: int, rows: Any, first: Any, starts: Any, ends: Any,
) -> None:  # fmt: skip
    a = 0
    b = 0
    at = 0
    for r in range(len(rows)):
        if b == len(b_rows) or (a < len(a_rows) and a_rows[a] < b_rows[b]):
            rows[r] = a_rows[a]
            for c in range(a_first[a], a_first[a + 1]):
                starts[at] = a_starts[c]
                ends[at] = a_ends[c]
                at += 1
            a += 1
        else:
            rows[r] = b_rows[b]
            for c in range(b_first[b], b_first[b + 1]):
                starts[at] = b_starts[c] + shift
                ends[at] = b_ends[c] + shift
                at += 1
            b += 1
        first[r + 1] = at


@jit
def _lines(data: Any, n: int, begins: Any, stops: Any) -> None:
    """Where the lines stand, line feeds left out."""
    i = 0
    for line in range(len(begins)):
        begins[line] = i
        stops[line] = next_feed(data, i, n)
        i = stops[line] + 1


@jit
def _cut(
    data: Any, begins: Any, stops: Any, names: Any, name_at: Any, starts: Any, ends: Any, first: Any, rows: Any,
    away: Any,
) -> Any:  # fmt: skip
    """Walks over lines or elements: (cells, rows, blank ones, those that go the long way)."""
    width = len(name_at) - 1
    seen = np.full(width, -1, np.int64)
    path = np.empty(LONGEST_PATH, np.uint8)
    stack = np.empty(DEEPEST, np.int64)
    opened = np.empty(MOST_OBJECTS, np.uint64)
    cells = 0
    count = 0
    blank = 0
    gone = 0
    for number in range(len(begins)):
        i = begins[number]
        stop = stops[number]
        what, last = cut_row(data, i, stop, number, names, name_at, seen, path, stack, opened, starts, ends, cells)
        if what == ROW:
            rows[count] = number
            cells += last + 1
            count += 1
            first[count] = cells
        elif what == BLANK:
            blank += 1
        else:
            gone = put_away(away, gone, number, i, stop)
    return cells, count, blank, gone


@lean
def put_away(away: Any, gone: int, number: int, begin: int, stop: int) -> int:
    """Puts down a line, element or document that goes the long way: how many there are now."""
    away[gone, 0] = number
    away[gone, 1] = begin
    away[gone, 2] = stop
    return gone + 1


@apart
def cut_row(
    data: Any, i: int, stop: int, number: int, names: Any, name_at: Any, seen: Any, path: Any, stack: Any, opened: Any,
    starts: Any, ends: Any, cells: int,
) -> Any:  # fmt: skip
    """One line or element: (what it is, its last column that holds something)."""
    p = skip(data, i, stop)
    if p == stop:
        return BLANK, -1
    if data[p] != 123:
        return AWAY, -1
    width = len(name_at) - 1
    for c in range(width):
        starts[cells + c] = i
        ends[cells + c] = i
    p += 1
    depth = 0
    size = 0
    hint = 0
    objects = 0
    last = -1
    visible = False
    state = _FIRST
    while True:
        p = skip(data, p, stop)
        if p >= stop:
            return AWAY, -1
        byte = data[p]
        if state == _NEXT and byte == 44:
            state = _KEY
            p += 1
            continue
        if byte == 125 and state != _KEY:
            p += 1
            if depth == 0:
                break
            depth -= 1
            size = stack[depth]
            state = _NEXT
            continue
        if state == _NEXT:
            return AWAY, -1
        key = p + 1
        key_end, p = key_at(data, p, stop)
        if p < 0:
            return AWAY, -1
        byte = data[p]
        # Of equal keys the last counts: where one stands twice, or an object for something else, the long way tells.
        column = column_of(data, key, key_end, path, size, names, name_at, hint)
        if column >= 0:
            if seen[column] == number:
                return AWAY, -1
            seen[column] = number
        if byte == 123 or (byte == 91 and column < 0):
            if depth >= DEEPEST - 2 or size + key_end - key + 1 > LONGEST_PATH or objects == len(opened):
                return AWAY, -1
            inner = into(data, key, key_end, path, size)
            if not is_new(path, inner, opened, objects):
                return AWAY, -1
            objects += 1
            if byte == 123:
                stack[depth] = size
                size = inner
                depth += 1
                p += 1
                state = _FIRST
                continue
            # A list that is empty says nothing, and where it always is it has no column.
            p = skip(data, p + 1, stop)
            if p >= stop or data[p] != 93:
                return AWAY, -1
            p += 1
            state = _NEXT
            continue
        if column < 0:
            return AWAY, -1
        hint = column + 1
        if byte == 91:
            start = p
            end, p = list_cell(data, p, stop)
        else:
            start, end, p = one_cell(data, p, stop)
        if p < 0:
            return AWAY, -1
        starts[cells + column] = start
        ends[cells + column] = end
        if end > start:
            last = max(last, column)
            if not visible:
                visible = is_visible(data, start, end)
        state = _NEXT
    if skip(data, p, stop) != stop:
        return AWAY, -1
    if visible:
        return ROW, last
    return (BLANK if last < 0 else AWAY), -1


@lean
def column_of(
    data: Any, key: int, key_end: int, path: Any, size: int, names: Any, name_at: Any, hint: int
) -> int:  # fmt: skip
    """Which column is named so; -1 if none. The one behind the last is tried first."""
    width = len(name_at) - 1
    length = size + key_end - key
    for step in range(width):
        c = hint + step
        if c >= width:
            c -= width
        low = name_at[c]
        if name_at[c + 1] - low != length:
            continue
        same = True
        for k in range(size):
            same &= path[k] == names[low + k]
        low += size - key
        for k in range(key, key_end):
            same &= data[k] == names[low + k]
        if same:
            return c
    return -1


@lean
def into(data: Any, key: int, key_end: int, path: Any, size: int) -> int:
    """Writes what names within an object begin with, behind what its own begins with: how long that is."""
    for k in range(key, key_end):
        path[size] = data[k]
        size += 1
    # An object without a name leaves its keys as they are.
    if size:
        path[size] = 46
        size += 1
    return size


@lean
def is_new(path: Any, size: int, opened: Any, objects: int) -> bool:
    """Whether no object of this path was met in this row; it is put down behind those that were.

    What stands for a path is a number. Where two paths share one, a row goes the long way for nothing.
    """
    sign = np.uint64(14695981039346656037)
    for k in range(size):
        sign = (sign ^ np.uint64(path[k])) * np.uint64(1099511628211)
    new = True
    for k in range(objects):
        new &= opened[k] != sign
    opened[objects] = sign
    return new
