"""Delimited bytes to cells: one compiled pass, quotes taken off in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import inlined, jit, load64, trailing_zeros

NEWLINE = 10
RETURN = 13
QUOTE = 34
SPACE = 32
ONES = np.uint64(0x0101010101010101)
HIGH_BITS = np.uint64(0x8080808080808080)
NEWLINES = np.uint64(0x0A0A0A0A0A0A0A0A)


@jit
def utf8_is_sound(data: Any) -> bool:
    """Whether bytes are valid UTF-8 (no overlong forms, no surrogates). Elementwise, so that it runs as vectors."""
    n = len(data)
    if n < 4:
        padded = np.zeros(8, np.uint8)
        padded[3 : 3 + n] = data
        return _sound(padded)
    if _plainly_sound(data) or _sound(data):
        # The shifted views start at the fourth byte: the first three are looked at with zeros before them.
        front = np.zeros(6, np.uint8)
        front[3:] = data[:3]
        return _sound_front(front) and data[n - 1] < 0xC0 and data[n - 2] < 0xE0 and data[n - 3] < 0xF0
    return False


@jit
def _plainly_sound(data: Any) -> bool:
    """A quick yes for text without the rare first bytes whose followers are limited; no means to look closely."""
    here = data[3:]
    p1 = data[2:-1]
    p2 = data[1:-2]
    p3 = data[:-3]
    bad = np.uint8(0)
    for i in range(len(here)):
        b = here[i]
        leads = np.uint8(p1[i] >> np.uint8(6)) & (p1[i] >> np.uint8(7)) & np.uint8(1)
        leads |= np.uint8((p2[i] >> np.uint8(5)) == np.uint8(7)) | np.uint8((p3[i] >> np.uint8(4)) == np.uint8(15))
        bad |= np.uint8((b >> np.uint8(6)) == np.uint8(2)) ^ leads
    for i in range(len(here)):
        b = here[i]
        bad |= np.uint8(b == np.uint8(0xC0)) | np.uint8(b == np.uint8(0xC1)) | np.uint8(b >= np.uint8(0xF0))
        bad |= np.uint8(b == np.uint8(0xE0)) | np.uint8(b == np.uint8(0xED))
    return bad == 0


@jit
def _wrong(b: Any, p1: Any, p2: Any, p3: Any) -> Any:
    """Not zero where byte b cannot follow p3, p2, p1."""
    is_tail = (b >= np.uint8(0x80)) & (b < np.uint8(0xC0))
    expects = (p1 >= np.uint8(0xC0)) | (p2 >= np.uint8(0xE0)) | (p3 >= np.uint8(0xF0))
    never = (b == np.uint8(0xC0)) | (b == np.uint8(0xC1)) | (b >= np.uint8(0xF5))
    overlong = ((p1 == np.uint8(0xE0)) & (b < np.uint8(0xA0))) | ((p1 == np.uint8(0xF0)) & (b < np.uint8(0x90)))
    beyond = ((p1 == np.uint8(0xED)) & (b >= np.uint8(0xA0))) | ((p1 == np.uint8(0xF4)) & (b >= np.uint8(0x90)))
    return (is_tail != expects) | never | overlong | beyond


@jit
def _sound_front(data: Any) -> bool:
    bad = False
    for i in range(3, len(data)):
        bad |= _wrong(data[i], data[i - 1], data[i - 2], data[i - 3])
    return not bad


@jit
def _sound(data: Any) -> bool:
    here = data[3:]
    p1 = data[2:-1]
    p2 = data[1:-2]
    p3 = data[:-3]
    bad = np.uint8(0)
    for i in range(len(here)):
        bad |= np.uint8(_wrong(here[i], p1[i], p2[i], p3[i]))
    return bad == 0


@jit
def has_byte(data: Any, wanted: int) -> bool:
    found = False
    for i in range(len(data)):
        found |= data[i] == wanted
    return found


@jit
def _is_sep(data: Any, i: int, sep: Any) -> bool:
    for k in range(1, len(sep)):
        if data[i + k] != sep[k]:
            return False
    return True


@inlined
def _zero_bytes(word: Any) -> Any:
    """The high bit of the lowest zero byte of a word, and perhaps of higher ones; 0 when it has none."""
    return (word - ONES) & ~word & HIGH_BITS


@jit
def split(data: Any, n: int, sep: Any, quote: int, starts: Any, ends: Any, first: Any, rows: Any) -> Any:
    """Cuts ``data[:n]``, which begins at a row and ends with one, into cells.

    Args:
        sep: separator bytes, shape (m,).
        quote: the quotation byte, or -1 for none.
        starts, ends, first, rows: output, one entry at least for each separator and line feed of data, and four more;
            filled up to the counts returned.

    Returns:
        (cells, rows, height, blank).
    """
    m = len(sep)
    sep0 = sep[0]
    cells = 0
    count = 0
    height = 0
    blank = 0
    row_first = 0
    full = False
    i = 0
    start = 0
    sep8 = np.uint64(sep0) * ONES
    while i < n:
        # Eight bytes at a time up to the next separator or line feed.
        if i > start:
            while i + 9 <= n:
                word = load64(data, i)
                hit = _zero_bytes(word ^ sep8) | _zero_bytes(word ^ NEWLINES)
                if hit:
                    i += trailing_zeros(hit) >> 3
                    break
                i += 8
        b = data[i]
        row_ends = False
        if b == sep0 and (m == 1 or (i + m <= n and _is_sep(data, i, sep))):
            stop = i
            i += m
        elif b == NEWLINE or i == n - 1:
            stop = i if b == NEWLINE else n
            if stop > start and data[stop - 1] == RETURN:
                stop -= 1
            i += 1
            row_ends = True
        elif b == quote and i == start:
            stop, i = _unquote(data, n, start, sep, quote)
            row_ends = i >= n or data[i] == NEWLINE
            i += 1 if row_ends else m
        else:
            i += 1
            continue
        starts[cells] = start
        ends[cells] = stop
        full |= stop > start
        cells += 1
        start = i
        if row_ends:
            if full and not _all_blank(data, starts, ends, row_first, cells):
                rows[count] = height
                first[count] = row_first
                count += 1
            else:
                blank += 1
                cells = row_first
            height += 1
            row_first = cells
            full = False
    if cells > row_first:
        # The file ends right behind a separator without a line feed.
        starts[cells] = start
        ends[cells] = n
        cells += 1
        if _all_blank(data, starts, ends, row_first, cells):
            blank += 1
            cells = row_first
        else:
            rows[count] = height
            first[count] = row_first
            count += 1
        height += 1
    first[count] = cells
    return cells, count, height, blank


@inlined
def _unquote(data: Any, n: int, start: int, sep: Any, quote: int) -> Any:
    """Writes the quoted cell at start back over itself without its quotes: (its new end, where the separator is)."""
    to = start
    i = start + 1
    while i < n:
        b = data[i]
        i += 1
        if b == quote:
            if i >= n or data[i] != quote:
                break
            i += 1
        data[to] = b
        to += 1
    # What follows the closing quote up to the separator belongs to the cell.
    while i < n and data[i] != NEWLINE:
        if data[i] == sep[0] and i + len(sep) <= n and _is_sep(data, i, sep):
            break
        if not (data[i] == RETURN and i + 1 < n and data[i + 1] == NEWLINE):
            data[to] = data[i]
            to += 1
        i += 1
    return to, i


@jit
def _all_blank(data: Any, starts: Any, ends: Any, low: int, high: int) -> bool:
    for c in range(low, high):
        for i in range(starts[c], ends[c]):
            if data[i] > SPACE:
                return False
    return True
