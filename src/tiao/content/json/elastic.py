"""Lines of Elasticsearch dumps to cells in machine code: hits of elasticdump, and documents behind their actions.

Documents are cut as plain JSON is. All else, updates and deletions among it, goes the long way
(``readers/elastic.py``). Both give the same cells; tests hold them together.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean
from tiao.content.json.cells import is_visible, key_at, one_cell, skip
from tiao.content.json.cursor import close
from tiao.content.json.plain import (
    AWAY,
    BLANK,
    LONGEST_PATH,
    MOST_OBJECTS,
    ROW,
    PlainRows,
    cut,
    cut_row,
    lines_in,
    put_away,
)  # fmt: skip
from tiao.content.json.rows import DEEPEST, Columns


def _word(text: bytes) -> Any:
    return np.frombuffer(text, np.uint8)


_INDEX, _ID, _SOURCE, _SCORE, _TYPE = map(_word, (b"_index", b"_id", b"_source", b"_score", b"_type"))
_TO_INDEX, _TO_CREATE, _TO_UPDATE, _TO_DELETE = map(_word, (b"index", b"create", b"update", b"delete"))
# What a name around a document is.
_OTHER, _DOCUMENT, _PASSED_OVER = -1, 2, 3


def plain_documents(block: bytes, columns: Columns, begun: bool) -> PlainRows | None:
    """Cuts the plain documents of a block, the names of which are all known; None where only the long way will do.

    Args:
        block: whole lines, one at least.
        begun: the first line belongs to an action before this block, and goes the long way.
    """
    found = lines_in(block)
    if found is None:
        return None
    # An update holds its document one level down.
    pairs = not any(name.startswith(("doc.", "upsert.")) for name in columns.index)
    places = np.array([columns.index.get("_index", -1), columns.index.get("_id", -1)], np.int64)
    return cut(_documents, *found, columns, begun, pairs, places)


@jit
def _documents(
    data: Any, begins: Any, stops: Any, names: Any, name_at: Any, starts: Any, ends: Any, first: Any, rows: Any,
    away: Any, begun: bool, pairs: bool, places: Any,
) -> Any:  # fmt: skip
    """Walks over the lines: (cells, rows, blank ones, those that go the long way)."""
    seen = np.full(len(name_at) - 1, -1, np.int64)
    path = np.empty(LONGEST_PATH, np.uint8)
    stack = np.empty(DEEPEST, np.int64)
    opened = np.empty(MOST_OBJECTS, np.uint64)
    said = np.empty((2, 2), np.int64)
    cells = 0
    count = 0
    blank = 0
    gone = 0
    number = 0
    while number < len(begins):
        stop = stops[number]
        p = skip(data, begins[number], stop)
        if p == stop:
            blank += 1
            number += 1
            continue
        lines = 1
        what = AWAY
        last = -1
        if number > 0 or not begun:
            i, stop = _hit(data, p, stop, said)
            if i < 0 and pairs and number + 1 < len(begins) and _action(data, p, stops[number], said):
                lines = 2
                stop = stops[number + 1]
                i = skip(data, begins[number + 1], stop)
                if i == stop:
                    # A blank line is none of the two.
                    lines = 1
                    i = -1
                elif _may_act(data, i, stop):
                    i = -1
            here = number + lines - 1
            if i >= 0:
                what, last = cut_row(
                    data, i, stop, here, names, name_at, seen, path, stack, opened, starts, ends, cells
                )
                what, last = _with_around(data, what, last, here, said, places, seen, starts, ends, cells)
        if what == ROW:
            rows[count] = number + lines - 1
            cells += last + 1
            count += 1
            first[count] = cells
        else:
            for line in range(number, number + lines):
                gone = put_away(away, gone, line, begins[line], stops[line])
        number += lines
    return cells, count, blank, gone


@lean
def _with_around(
    data: Any, what: int, last: int, here: int, said: Any, places: Any, seen: Any, starts: Any, ends: Any, cells: int
) -> Any:  # fmt: skip
    """A document's row with the names of index and document put into it: (what it is, its last column)."""
    for k in range(2):
        if said[k, 0] < 0 or what == AWAY:
            continue
        c = places[k]
        # The document may say so itself.
        if c < 0 or seen[c] == here:
            what = AWAY
            continue
        starts[cells + c] = said[k, 0]
        ends[cells + c] = said[k, 1]
        if said[k, 1] > said[k, 0]:
            last = max(last, c)
            if what == BLANK:
                what = ROW if is_visible(data, said[k, 0], said[k, 1]) else AWAY
    return what, last


@lean
def _hit(data: Any, p: int, stop: int, said: Any) -> Any:
    """The document of a line of elasticdump: (its begin, its end), or (-1, stop); ``said`` gets what stands around."""
    said[0, 0] = -1
    said[1, 0] = -1
    begin = -1
    end = stop
    more = data[p] == 123
    while more:
        which, p = _name(data, skip(data, p + 1, stop), stop)
        if p < 0 or which == _OTHER:
            return -1, stop
        if which == _DOCUMENT:
            if begin >= 0 or data[p] != 123:
                return -1, stop
            begin = p
            end, _, _ = close(data, p, stop, 0, 0)
            p = end
        else:
            p = _said(data, p, stop, which, said)
        if p < 0:
            return -1, stop
        p = skip(data, p, stop)
        more = p < stop and data[p] == 44
    if begin < 0 or p >= stop or data[p] != 125 or skip(data, p + 1, stop) != stop:
        return -1, stop
    return begin, end


@lean
def _action(data: Any, p: int, stop: int, said: Any) -> bool:
    """Whether a line says that the next one is put into an index; ``said`` gets which, and under which name."""
    said[0, 0] = -1
    said[1, 0] = -1
    if data[p] != 123:
        return False
    p = skip(data, p + 1, stop)
    key = p + 1
    key_end, p = key_at(data, p, stop)
    if p < 0 or not (_is(data, key, key_end, _TO_INDEX) or _is(data, key, key_end, _TO_CREATE)):
        return False
    if data[p] != 123:
        return False
    after = skip(data, p + 1, stop)
    more = after >= stop or data[after] != 125
    p = p if more else after
    while more:
        which, p = _name(data, skip(data, p + 1, stop), stop)
        if p < 0 or which in (_OTHER, _DOCUMENT):
            return False
        p = _said(data, p, stop, which, said)
        if p < 0:
            return False
        p = skip(data, p, stop)
        more = p < stop and data[p] == 44
    if p >= stop or data[p] != 125:
        return False
    p = skip(data, p + 1, stop)
    return p < stop and data[p] == 125 and skip(data, p + 1, stop) == stop


@lean
def _name(data: Any, p: int, stop: int) -> Any:
    """The name at p: (which one, where its value stands; -1: there is none)."""
    key = p + 1
    key_end, p = key_at(data, p, stop)
    if p < 0:
        return _OTHER, -1
    if _is(data, key, key_end, _INDEX):
        return 0, p
    if _is(data, key, key_end, _ID):
        return 1, p
    if _is(data, key, key_end, _SOURCE):
        return _DOCUMENT, p
    if _is(data, key, key_end, _SCORE) or _is(data, key, key_end, _TYPE):
        return _PASSED_OVER, p
    return _OTHER, p


@lean
def _said(data: Any, p: int, stop: int, which: int, said: Any) -> int:
    """Takes down what is said of a document; what follows it, or -1."""
    begin, end, after = one_cell(data, p, stop)
    if which == _PASSED_OVER or after < 0:
        return int(after)
    # Of equal names the last counts: that is for the long way.
    if said[which, 0] >= 0:
        return -1
    said[which, 0] = begin
    said[which, 1] = end
    return int(after)


@lean
def _may_act(data: Any, p: int, stop: int) -> bool:
    """Whether the object at p may be an action itself: it then has one name, one of four, unless that is escaped."""
    p = skip(data, p + 1, stop)
    if p >= stop or data[p] != 34:
        return True
    end = p + 1
    while end < stop and data[end] != 34:
        if data[end] == 92:
            return True
        end += 1
    p += 1
    if _is(data, p, end, _TO_INDEX) or _is(data, p, end, _TO_CREATE):
        return True
    return _is(data, p, end, _TO_UPDATE) or _is(data, p, end, _TO_DELETE)


@lean
def _is(data: Any, begin: int, end: int, word: Any) -> bool:
    if end - begin != len(word):
        return False
    same = True
    for k in range(len(word)):
        same &= data[begin + k] == word[k]
    return same
