"""Delimited bytes to cells: one compiled pass, quotes taken off in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, jit, lean, load64, trailing_zeros

NEWLINE = 10
RETURN = 13
QUOTE = 34
SPACE = 32
ONES = np.uint64(0x0101010101010101)
HIGH_BITS = np.uint64(0x8080808080808080)
NEWLINES = np.uint64(0x0A0A0A0A0A0A0A0A)


@jit
def utf8_is_sound(data: Any) -> bool:
    """Whether bytes are valid UTF-8 (no overlong forms, no surrogates); looked at 64 at a time."""
    one, two, three = np.uint64(1), np.uint64(2), np.uint64(3)
    before = np.uint64(0)
    i = 0
    # What could be limited by the first byte of a character is looked at one byte further on.
    while i + 65 <= len(data):
        from_three = between64(data, i, 0xE0, 0xEF)
        from_four = between64(data, i, 0xF0, 0xFF)
        first = between64(data, i, 0xC0, 0xFF)
        wanted = (first << one) | ((from_three | from_four) << two) | (from_four << three) | before
        if wanted != between64(data, i, 0x80, 0xBF):
            return False
        # Few first bytes may not stand, or not before every other: C0, C1, E0, ED, F0, F4 and beyond.
        rare = between64(data, i, 0xC0, 0xC1) | between64(data, i, 0xE0, 0xE0) | between64(data, i, 0xED, 0xED)
        if (rare | from_four) and _is_limited(data, i):
            return False
        before = (first >> np.uint64(63)) | ((from_three | from_four) >> np.uint64(62)) | (from_four >> np.uint64(61))
        i += 64
    return _sound_from(data, i)


@lean
def _is_limited(data: Any, i: int) -> bool:
    """Whether one of the 64 bytes from i on begins an overlong form, a surrogate, or what is beyond Unicode."""
    never = between64(data, i, 0xC0, 0xC1) | between64(data, i, 0xF5, 0xFF)
    never |= between64(data, i, 0xE0, 0xE0) & between64(data, i + 1, 0x80, 0x9F)
    never |= between64(data, i, 0xED, 0xED) & between64(data, i + 1, 0xA0, 0xBF)
    never |= between64(data, i, 0xF0, 0xF0) & between64(data, i + 1, 0x80, 0x8F)
    never |= between64(data, i, 0xF4, 0xF4) & between64(data, i + 1, 0x90, 0xBF)
    return bool(never)


@jit
def _sound_from(data: Any, begin: int) -> bool:
    """The closer look, from a place on before which all is sound: what stands right before it is looked at again."""
    start = max(0, begin - 3)
    padded = np.zeros(len(data) - start + 3, np.uint8)
    padded[3:] = data[start:]
    if start:
        # A character that begins earlier is not the concern of its tail.
        for i in range(3, 6):
            if padded[i] >= 0xC0:
                break
            padded[i] = 0
    n = len(padded)
    return _sound(padded) and padded[n - 1] < 0xC0 and padded[n - 2] < 0xE0 and padded[n - 3] < 0xF0


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
    n = len(data)
    whole = n - n % 64
    found = np.uint64(0)
    for i in range(0, whole, 64):
        found |= between64(data, i, wanted, wanted)
    for i in range(whole, n):
        found |= np.uint64(data[i] == wanted)
    return found != 0


@jit
def is_sep(data: Any, i: int, sep: Any) -> bool:
    for k in range(1, len(sep)):
        if data[i + k] != sep[k]:
            return False
    return True


@lean
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
    cells = 0
    count = 0
    height = 0
    i = 0
    while i < n:
        i, cells, count = take_row(data, n, i, sep, quote, starts, ends, first, rows, cells, count, height)
        height += 1
    first[count] = cells
    return cells, count, height, height - count


@lean
def take_row(
    data: Any, n: int, i: int, sep: Any, quote: int, starts: Any, ends: Any, first: Any, rows: Any, cells: int,
    count: int, height: int,
) -> Any:  # fmt: skip
    """Cuts the row that begins at i, kept unless it is blank: (where the next begins, cells by now, rows by now).

    Args:
        height: its number, blank rows counted.
    """
    row_first = cells
    i, cells, full = cut_row(data, n, i, sep, quote, starts, ends, cells)
    if not full or all_blank(data, starts, ends, row_first, cells):
        return i, row_first, count
    rows[count] = height
    first[count] = row_first
    return i, cells, count + 1


@lean
def cut_row(data: Any, n: int, i: int, sep: Any, quote: int, starts: Any, ends: Any, cells: int) -> Any:
    """Cuts the row that begins at i into cells: (where the next begins, cells by now, whether any holds a byte)."""
    m = len(sep)
    sep0 = sep[0]
    sep8 = np.uint64(sep0) * ONES
    full = False
    start = i
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
        if b == sep0 and (m == 1 or (i + m <= n and is_sep(data, i, sep))):
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
            return i, cells, full
    # The file ends right behind a separator without a line feed.
    starts[cells] = start
    ends[cells] = n
    return n, cells + 1, full


@lean
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
        if data[i] == sep[0] and i + len(sep) <= n and is_sep(data, i, sep):
            break
        if not (data[i] == RETURN and i + 1 < n and data[i + 1] == NEWLINE):
            data[to] = data[i]
            to += 1
        i += 1
    return to, i


@jit
def all_blank(data: Any, starts: Any, ends: Any, low: int, high: int) -> bool:
    for c in range(low, high):
        for i in range(starts[c], ends[c]):
            if data[i] > SPACE:
                return False
    return True
