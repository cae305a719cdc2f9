"""Pages of SQLite to cells of text, compiled: where each row stands on its page, and the values in it.

The format of a record: a varint with the length of its head, a varint for the type of each value, then the values.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import inlined, jit
from tiao.content.split import utf8_is_sound

ROWID, START, LENGTH, LOCAL, OVERFLOW = range(5)
"""Columns of what ``rows_on`` fills: SQLite's number of the row, where its record begins, how long it is, how much of
it stands there, and the page on which the rest begins (0: none). Length -1: the row is damaged."""
FINE, REAL, TEXT, BLOB, BINARY = range(5)
"""What is still to be done with a cell: nothing; a number with a fraction; text that is no UTF-8; bytes that may be
text of another encoding; bytes that are no text, which were passed over."""
_LEAF_TABLE, _INSIDE_INDEX = 0x0D, 0x02
_EXACT = 2.0**53


@inlined
def _varint(data: Any, i: int, end: int) -> Any:
    """(value, where it ends), or (0, -1) when it does not end before ``end``."""
    value = np.int64(0)
    for place in range(9):
        if i >= end:
            return 0, -1
        byte = np.int64(data[i])
        i += 1
        if place == 8:
            return (value << 8) | byte, i
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, i
    return 0, -1


@inlined
def _length_of(kind: int) -> int:
    """Bytes of a value of a type; -1 for the two types that no file has."""
    if kind >= 12:
        return (kind - 12) >> 1
    if kind <= 4:
        return kind
    if kind == 5:
        return 6
    if kind <= 7:
        return 8
    return 0 if kind <= 9 else -1


@jit
def rows_on(data: Any, parts: Any, usable: int, last: Any, out: Any) -> None:
    """Where the rows of some pages stand.

    Args:
        data: uint8, the pages.
        parts: int64, (parts, 4): where a page begins, how far in its own head stands, from which cell on, up to which.
        last: int64, (1,): the number of the row before, which must grow in a table with rowid; updated.
        out: int64, (cells, 5), filled here.
    """
    row = 0
    least = (usable - 12) * 32 // 255 - 23
    for part in range(len(parts)):
        at, head = parts[part, 0], parts[part, 1]
        kind = data[at + head]
        is_table = kind == _LEAF_TABLE
        inside = kind == _INSIDE_INDEX
        pointers = at + head + (12 if inside else 8)
        page_end = at + usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        for cell in range(parts[part, 2], parts[part, 3]):
            i = at + (np.int64(data[pointers + 2 * cell]) << 8) + np.int64(data[pointers + 2 * cell + 1])
            _row_at(data, i + (4 if inside else 0), page_end, is_table, least, most, usable, last, out, row)
            row += 1


@inlined
def _row_at(
    data: Any, i: int, page_end: int, is_table: bool, least: int, most: int, usable: int, last: Any, out: Any, row: int
) -> None:  # fmt: skip
    out[row, LENGTH] = -1
    out[row, OVERFLOW] = 0
    length, i = _varint(data, i, page_end)
    if i < 0 or length < 0 or length > 0x7FFFFFFF:
        return
    number = last[0]
    if is_table:
        number, i = _varint(data, i, page_end)
        if i < 0 or number <= last[0]:
            return
    local = length
    if length > most:
        local = least + (length - least) % (usable - 4)
        if local > most:
            local = least
        if i + local + 4 > page_end:
            return
        for place in range(4):
            out[row, OVERFLOW] = (out[row, OVERFLOW] << 8) + np.int64(data[i + local + place])
        if out[row, OVERFLOW] == 0:
            return
    elif i + local > page_end:
        return
    out[row, ROWID] = number
    out[row, START] = i
    out[row, LENGTH] = length
    out[row, LOCAL] = local
    last[0] = number


@jit
def survey(data: Any, rows: Any, most: int) -> Any:
    """Looks through the heads of records; what does not fit together is marked as damaged.

    Args:
        rows: as ``rows_on`` fills it, records whole. most: columns that a row of the table can have.

    Returns:
        (columns of the widest row, how many values are numbers).
    """
    width = 0
    whole = 0
    for row in range(len(rows)):
        length = rows[row, LENGTH]
        if length < 0:
            continue
        start = rows[row, START]
        size, i = _varint(data, start, start + length)
        end = start + size
        total = size
        columns = 0
        sound = i > 0 and size <= length and size > 0
        while sound and i < end:
            kind, i = _varint(data, i, end)
            long = _length_of(kind) if i > 0 and kind >= 0 else -1
            sound = long >= 0 and total + long <= length
            total += long
            columns += 1
            whole += 1 <= kind <= 9
        if not sound or total != length or columns > most:
            rows[row, LENGTH] = -1
        else:
            width = max(width, columns)
    return width, whole


@inlined
def _whole_number(data: Any, i: int, length: int) -> int:
    value = np.int64(data[i])
    if value >= 0x80:
        value -= 0x100
    for place in range(1, length):
        value = (value << 8) | np.int64(data[i + place])
    return value


@inlined
def _write(out: Any, i: int, value: int) -> int:
    """Writes a number and says where it ends. The least of all is its own opposite."""
    rest = np.uint64(value)
    if value < 0:
        out[i] = 45
        i += 1
        rest = np.uint64(0) - rest
    end = i + 1
    bound = np.uint64(10)
    while end - i < 20 and rest >= bound:
        end += 1
        # The largest power of ten that 64 bits hold has 20 digits.
        bound = bound * np.uint64(10) if end - i < 20 else bound
    for place in range(end - 1, i - 1, -1):
        out[place] = np.uint64(48) + rest % np.uint64(10)
        rest //= np.uint64(10)
    return end


@inlined
def _judge(data: Any, begin: int, end: int) -> int:
    """What bytes without a type are: text (FINE), perhaps text of another encoding (BLOB), or none (BINARY)."""
    ascii_ = True
    for i in range(begin, end):
        byte = data[i]
        if (byte < 32 and byte != 9 and byte != 10 and byte != 13) or byte == 127:
            return BINARY
        if byte >= 0x80:
            ascii_ = False
    return FINE if ascii_ or utf8_is_sound(data[begin:end]) else BLOB


@inlined
def _needs_decoding(data: Any, begin: int, end: int) -> bool:
    i = begin
    while i < end and data[i] < 0x80:
        i += 1
    return i < end and not utf8_is_sound(data[begin:end])


@jit
def cells_of(
    data: Any, rows: Any, places: Any, own: int, width: int, wide: bool, free: int, starts: Any, ends: Any, todo: Any
) -> int:  # fmt: skip
    """The values of sound rows as places of text.

    Args:
        data: uint8. From ``free`` on there is room for 20 bytes for each number and each row.
        rows: as ``survey`` left it; damaged rows give cells that are empty.
        places: int64: where in the row the nth value of a record stands.
        own: where the column stands that SQLite keeps as the row's own number, or -1.
        wide: text is UTF-16, and all of it is still to be decoded.
        starts, ends: int64, (rows, width), filled here; what a record does not give is left as it is.
        todo: uint8, (rows, width), filled here: what is still to be done. A number with a fraction begins at its
            cell's start, eight bytes, the highest first.

    Returns:
        Where what was written ends.
    """
    bits = np.zeros(1, np.uint64)
    as_real = bits.view(np.float64)
    for row in range(len(rows)):
        length = rows[row, LENGTH]
        if length < 0:
            for cell in range(width):
                starts[row, cell] = 0
                ends[row, cell] = 0
            continue
        start = rows[row, START]
        size, i = _varint(data, start, start + length)
        end = start + size
        at = end
        column = 0
        while i < end:
            kind, i = _varint(data, i, end)
            long = _length_of(kind)
            cell = places[column]
            column += 1
            starts[row, cell] = at
            ends[row, cell] = at
            if kind >= 12:
                if kind & 1:
                    if long and (wide or _needs_decoding(data, at, at + long)):
                        todo[row, cell] = TEXT
                else:
                    todo[row, cell] = _judge(data, at, at + long)
                if todo[row, cell] != BINARY:
                    ends[row, cell] = at + long
            elif kind == 0:
                if cell == own:
                    starts[row, cell] = free
                    free = _write(data, free, rows[row, ROWID])
                    ends[row, cell] = free
            elif kind == 7:
                bits[0] = np.uint64(_whole_number(data, at, 8))
                value = as_real[0]
                if abs(value) < _EXACT and value == np.floor(value):
                    starts[row, cell] = free
                    free = _write(data, free, int(value))
                    ends[row, cell] = free
                else:
                    todo[row, cell] = REAL
            else:
                number = kind - 8 if kind >= 8 else _whole_number(data, at, long)
                starts[row, cell] = free
                free = _write(data, free, number)
                ends[row, cell] = free
            at += long
    return free
