"""BSON documents to cells in machine code: texts, whole numbers, identities, moments, lists and objects of these.

A document that is not plain in this sense goes the long way (``bson_values.py``), which reads all BSON. Both give the
same cells; tests hold them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tiao.compiled import apart, between64, jit, lean
from tiao.content.json.cells import is_visible
from tiao.content.json.plain import (
    AWAY,
    BLANK,
    LONGEST_PATH,
    MOST_OBJECTS,
    ROW,
    PlainRows,
    column_of,
    cut,
    into,
    is_new,
    put_away,
)
from tiao.content.json.rows import DEEPEST, Columns
from tiao.content.lines import PAD

# What is written out is never longer, with a blank, than so many times its place in the file: name, type and value.
_ROOM = 3
_SMALLEST = 5
_TEXT, _OBJECT, _LIST, _NOTHING, _ID, _TRUTH, _MOMENT, _NULL, _CODE, _SYMBOL = 2, 3, 4, 6, 7, 8, 9, 10, 13, 14
_DOUBLE, _INT32, _INT64, _LEAST, _MOST = 1, 16, 18, 0x7F, 0xFF
# Milliseconds from 1970 of the first and behind the last moment of the calendar, years 1 to 9999.
_FIRST_MOMENT, _BEHIND_LAST = -62_135_596_800_000, 253_402_300_800_000
_DAY = 86_400_000
# Numbers of up to 18 digits: the next power of ten is one of 64 bits too.
_TEN_TO_18 = 10**18


def plain_documents(documents: Sequence[bytes], columns: Columns) -> PlainRows | None:
    """Cuts the plain ones among documents, the names of which are all known; None where only the long way will do."""
    stops = np.cumsum([len(data) for data in documents], dtype=np.int64)
    begins = np.concatenate([np.zeros(1, np.int64), stops[:-1]])
    size = int(stops[-1])
    data = np.empty((1 + _ROOM) * size + 2 * PAD, np.uint8)
    data[:size] = np.frombuffer(b"".join(documents), np.uint8)
    return cut(_documents, data, begins, stops, columns, size + PAD)


@jit
def _documents(
    data: Any, begins: Any, stops: Any, names: Any, name_at: Any, starts: Any, ends: Any, first: Any, rows: Any,
    away: Any, room: int,
) -> Any:  # fmt: skip
    """Walks over documents: (cells, rows, blank ones, those that go the long way)."""
    seen = np.full(len(name_at) - 1, -1, np.int64)
    path = np.empty(LONGEST_PATH, np.uint8)
    sizes = np.empty(DEEPEST, np.int64)
    limits = np.empty(DEEPEST, np.int64)
    opened = np.empty(MOST_OBJECTS, np.uint64)
    cells = 0
    count = 0
    blank = 0
    gone = 0
    for number in range(len(begins)):
        i = begins[number]
        stop = stops[number]
        what, last, room = _row(
            data, i, stop, number, names, name_at, seen, path, sizes, limits, opened, starts, ends, cells, room
        )
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


@apart
def _row(
    data: Any, i: int, stop: int, number: int, names: Any, name_at: Any, seen: Any, path: Any, sizes: Any, limits: Any,
    opened: Any, starts: Any, ends: Any, cells: int, room: int,
) -> Any:  # fmt: skip
    """One document: (what it is, its last column that holds something, where there is room to write from now on)."""
    for c in range(len(name_at) - 1):
        starts[cells + c] = i
        ends[cells + c] = i
    depth = 0
    size = 0
    hint = 0
    objects = 0
    last = -1
    visible = False
    limit = _inner_end(data, i, stop)
    if limit != stop - 1:
        return AWAY, -1, room
    p = i + 4
    while True:
        if p == limit:
            if depth == 0:
                break
            p += 1
            depth -= 1
            size = sizes[depth]
            limit = limits[depth]
            continue
        kind = data[p]
        key = p + 1
        key_end = _zero(data, key, limit)
        if key_end == limit:
            return AWAY, -1, room
        p = key_end + 1
        # Of equal names both count: where one stands twice, or an object beside something else, the long way tells.
        column = column_of(data, key, key_end, path, size, names, name_at, hint)
        if column >= 0:
            if seen[column] == number:
                return AWAY, -1, room
            seen[column] = number
        if kind == _OBJECT or (kind == _LIST and column < 0):
            end = _inner_end(data, p, limit)
            if end < 0 or depth >= DEEPEST - 2 or size + key_end - key + 1 > len(path) or objects == len(opened):
                return AWAY, -1, room
            inner = into(data, key, key_end, path, size)
            if not is_new(path, inner, opened, objects):
                return AWAY, -1, room
            objects += 1
            if kind == _OBJECT:
                sizes[depth] = size
                limits[depth] = limit
                size = inner
                depth += 1
                limit = end
                p += 4
                continue
            # A list that is empty says nothing, and where it always is it has no column.
            if end != p + 4:
                return AWAY, -1, room
            p = end + 1
            continue
        if column < 0:
            return AWAY, -1, room
        hint = column + 1
        if kind == _LIST:
            start = room
            end, p = _list(data, p, limit, room)
        else:
            start, end, p = _value(data, kind, p, limit, room)
        if p < 0:
            return AWAY, -1, room
        if start == room:
            room = end
        starts[cells + column] = start
        ends[cells + column] = end
        if end > start:
            last = max(last, column)
            if not visible:
                visible = is_visible(data, start, end)
    if visible:
        return ROW, last, room
    return (BLANK if last < 0 else AWAY), -1, room


@lean
def _int32(data: Any, p: int) -> Any:
    low = np.int64(data[p]) | np.int64(data[p + 1]) << 8 | np.int64(data[p + 2]) << 16
    return low | np.int64(np.int8(data[p + 3])) << 24


@lean
def _bits64(data: Any, p: int) -> Any:
    bits = np.uint64(0)
    for k in range(8):
        bits |= np.uint64(data[p + k]) << np.uint64(8 * k)
    return bits


@lean
def _zero(data: Any, p: int, limit: int) -> int:
    """Where the first zero byte from p on is; limit if none is before it."""
    while p < limit and data[p] != 0:
        p += 1
    return p


@lean
def _inner_end(data: Any, p: int, limit: int) -> Any:
    """Where the zero stands that ends the object or list at p; -1 if its length cannot be."""
    if p + _SMALLEST > limit:
        return -1
    length = _int32(data, p)
    end = p + length
    if length < _SMALLEST or end > limit or data[end - 1] != 0:
        return -1
    return end - 1


@lean
def _list(data: Any, p: int, limit: int, to: int) -> Any:
    """Writes the values of the list at p, blanks between them: (their end, what follows the list; -1: not plain)."""
    begin = to
    last = _inner_end(data, p, limit)
    if last < 0:
        return to, -1
    p += 4
    while p < last:
        kind = data[p]
        p = _zero(data, p + 1, last) + 1
        if p > last:
            return to, -1
        # The blank before a word stands only if there is one.
        word = to + int(to > begin)
        start, end, p = _value(data, kind, p, last, word)
        if p < 0:
            return to, -1
        if start != word:
            for k in range(start, end):
                data[word + k - start] = data[k]
            end += word - start
        if end > word:
            if word > to:
                data[to] = 32
            to = end
    return to, p + 1 if p == last else -1


@lean
def _value(data: Any, kind: Any, p: int, limit: int, to: int) -> Any:
    """A single value, written to ``to`` unless it is text: (its begin, its end, what follows it; -1: not plain)."""
    if kind in (_TEXT, _CODE, _SYMBOL):
        if p + 5 > limit:
            return to, to, -1
        length = _int32(data, p)
        end = p + 3 + length
        if length < 1 or end >= limit or data[end] != 0 or not _is_sound(data, p + 4, end):
            return to, to, -1
        return p + 4, end, end + 1
    if kind in (_NULL, _NOTHING, _LEAST, _MOST):
        return to, to, p
    if kind == _TRUTH:
        return to, _truth(data, data[p] == 1, to), p + 1 if p + 1 <= limit else -1
    if kind == _INT32:
        return to, _number(data, _int32(data, p), to), p + 4 if p + 4 <= limit else -1
    if kind == _ID:
        for k in range(12):
            data[to + 2 * k] = _hex(data[p + k] >> 4)
            data[to + 2 * k + 1] = _hex(data[p + k] & 15)
        return to, to + 24, p + 12 if p + 12 <= limit else -1
    if p + 8 > limit:
        return to, to, -1
    bits = _bits64(data, p)
    if kind == _INT64:
        value = np.int64(bits)
        if value <= -_TEN_TO_18 or value >= _TEN_TO_18:
            return to, to, -1
        return to, _number(data, value, to), p + 8
    if kind == _MOMENT:
        value = np.int64(bits)
        if value < _FIRST_MOMENT or value >= _BEHIND_LAST:
            return to, to, -1
        return to, _moment(data, value, to), p + 8
    if kind == _DOUBLE:
        whole, value = _whole(bits)
        return to, _number(data, value, to) if whole else to, p + 8 if whole else -1
    return to, to, -1


@lean
def _whole(bits: Any) -> Any:
    """Whether a number of 64 bits with a point is a whole one below 2 to the 53, and which."""
    exponent = np.int64((bits >> np.uint64(52)) & np.uint64(0x7FF)) - 1075
    digits = np.int64((bits & np.uint64((1 << 52) - 1)) | np.uint64(1 << 52))
    if bits << np.uint64(1) == 0:
        return True, np.int64(0)
    if exponent > 0 or exponent < -52 or digits & ((np.int64(1) << -exponent) - 1):
        return False, np.int64(0)
    value = digits >> -exponent
    return True, -value if bits >> np.uint64(63) else value


@lean
def _truth(data: Any, value: bool, to: int) -> int:
    """Writes true or false: behind it."""
    words = b"truefalse"
    begin = 0 if value else 4
    size = 4 if value else 5
    for k in range(size):
        data[to + k] = words[begin + k]
    return to + size


@lean
def _hex(four: Any) -> Any:
    return four + 48 if four < 10 else four + 87


@lean
def _number(data: Any, value: Any, to: int) -> int:
    """Writes a whole number: behind it."""
    if value < 0:
        data[to] = 45
        to += 1
        value = -value
    end = to + 1
    ten = np.int64(10)
    while ten <= value:
        end += 1
        ten *= 10
    _digits(data, value, to, end)
    return end


@lean
def _digits(data: Any, value: Any, to: int, end: int) -> None:
    """Writes the last digits of a number, as many as there is room for."""
    for k in range(end - 1, to - 1, -1):
        data[k] = 48 + value % 10
        value //= 10


@lean
def _moment(data: Any, milliseconds: Any, to: int) -> int:
    """Writes a moment in Greenwich, with thousandths where it has some: behind it."""
    days = milliseconds // _DAY
    left = milliseconds - days * _DAY
    # Years begin in March here, so that a leap day is a year's last; eras have 400 years (the proleptic calendar).
    shifted = days + 719_468
    era = shifted // 146_097
    day_of_era = shifted - era * 146_097
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day + 2) // 153
    year = year_of_era + 400 * era + int(month >= 10)
    _digits(data, year, to, to + 4)
    data[to + 4] = 45
    _digits(data, month + 3 if month < 10 else month - 9, to + 5, to + 7)
    data[to + 7] = 45
    _digits(data, day - (153 * month + 2) // 5 + 1, to + 8, to + 10)
    data[to + 10] = 32
    _digits(data, left // 3_600_000, to + 11, to + 13)
    data[to + 13] = 58
    _digits(data, left // 60_000 % 60, to + 14, to + 16)
    data[to + 16] = 58
    _digits(data, left // 1_000 % 60, to + 17, to + 19)
    to += 19
    if left % 1_000:
        data[to] = 46
        _digits(data, left % 1_000, to + 1, to + 4)
        to += 4
    data[to] = 90
    return to + 1


@lean
def _is_sound(data: Any, i: int, end: int) -> bool:
    """Whether bytes are valid UTF-8: no overlong forms, no surrogates."""
    while i < end:
        wide = between64(data, i, 0x80, 0xFF)
        if not wide:
            i += 64
            continue
        b = data[i]
        if b < 0x80:
            i += 1
            continue
        least, most = 0x80, 0xBF
        if b >= 0xC2 and b < 0xE0:
            more = 1
        elif b >= 0xE0 and b < 0xF0:
            more = 2
            least = 0xA0 if b == 0xE0 else 0x80
            most = 0x9F if b == 0xED else 0xBF
        elif b >= 0xF0 and b < 0xF5:
            more = 3
            least = 0x90 if b == 0xF0 else 0x80
            most = 0x8F if b == 0xF4 else 0xBF
        else:
            return False
        if i + more >= end or data[i + 1] < least or data[i + 1] > most:
            return False
        for k in range(2, more + 1):
            if data[i + k] < 0x80 or data[i + k] > 0xBF:
                return False
        i += more + 1
    return True
