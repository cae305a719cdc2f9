"""The strings, numbers, words and lists of plain JSON to cells, written where they stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, lean, trailing_zeros
from tiao.content.characters import digit, put_code

# Digits of a number that is written again as it stands: whole ones of 64 bits, fractions that a double keeps.
_WHOLE, _FRACTION = 18, 15
_ESCAPES = np.zeros(256, np.uint8)
_ESCAPES[np.frombuffer(b'"\\/bfnrt', np.uint8)] = np.frombuffer(b'"\\/\b\f\n\r\t', np.uint8)


@lean
def skip(data: Any, i: int, stop: int) -> int:
    """Where what follows the blanks at i stands."""
    while i < stop and data[i] <= 32 and (data[i] == 32 or data[i] == 9 or data[i] == 10 or data[i] == 13):
        i += 1
    return i


@lean
def _string_end(data: Any, i: int, stop: int) -> int:
    """Where from i on the first quotation mark, backslash or control character stands; stop if nowhere before it."""
    while i < stop:
        hits = between64(data, i, 34, 34) | between64(data, i, 92, 92) | between64(data, i, 0, 31)
        if hits:
            at: int = min(stop, i + trailing_zeros(hits))
            return at
        i += 64
    return stop


@lean
def string(data: Any, i: int, stop: int, to: int) -> Any:
    """Writes the string that begins at i to ``to``, not behind it: (its end there, what follows it; -1: not plain)."""
    while True:
        end = _string_end(data, i, stop)
        if end >= stop:
            return to, -1
        if to != i:
            for k in range(i, end):
                data[to + k - i] = data[k]
        to += end - i
        if data[end] == 34:
            return to, end + 1
        if data[end] != 92 or end + 1 >= stop:
            return to, -1
        sign = data[end + 1]
        if sign != 117:
            if _ESCAPES[sign] == 0:
                return to, -1
            data[to] = _ESCAPES[sign]
            to += 1
            i = end + 2
            continue
        point = _hex4(data, end + 2, stop)
        i = end + 6
        if point >= 0xD800 and point < 0xE000:
            if point >= 0xDC00 or i + 1 >= stop or data[i] != 92 or data[i + 1] != 117:
                return to, -1
            low = _hex4(data, i + 2, stop)
            if low < 0xDC00 or low >= 0xE000:
                return to, -1
            point = 0x10000 + ((point - 0xD800) << 10) + low - 0xDC00
            i += 6
        if point < 0:
            return to, -1
        to = put_code(data, to, point)


@lean
def key_at(data: Any, p: int, stop: int) -> Any:
    """Writes the key that opens at p where it stands, behind its mark: (its end, where its value is; -1: not plain)."""
    if p >= stop or data[p] != 34:
        return p, -1
    end, p = string(data, p + 1, stop, p + 1)
    if p < 0:
        return end, -1
    p = skip(data, p, stop)
    if p >= stop or data[p] != 58:
        return end, -1
    p = skip(data, p + 1, stop)
    return end, p if p < stop else -1


@lean
def _hex4(data: Any, i: int, stop: int) -> int:
    """Four hexadecimal digits as a number; -1 if they are none."""
    if i + 4 > stop:
        return -1
    value = 0
    for k in range(i, i + 4):
        four = digit(data[k])
        if four < 0:
            return -1
        value = value << 4 | four
    return value


@lean
def one_cell(data: Any, p: int, stop: int) -> Any:
    """Writes the string or scalar at p where it stands: (its begin, its end, what follows it; -1: it is neither)."""
    if data[p] == 34:
        end, after = string(data, p + 1, stop, p + 1)
        return p + 1, end, after
    end, after = scalar(data, p, stop)
    return p, end, after


@lean
def list_cell(data: Any, i: int, stop: int) -> Any:
    """Writes the scalars of the list that opens at i there, blanks between them: (their end, what follows the list)."""
    to = i
    begin = i
    p = skip(data, i + 1, stop)
    if p < stop and data[p] == 93:
        return to, p + 1
    while p < stop:
        # The blank before a word stands only if there is one.
        word = to + int(to > begin)
        if data[p] == 34:
            end, p = string(data, p + 1, stop, word)
        else:
            start = p
            last, p = scalar(data, p, stop)
            end = word
            for k in range(start, last):
                data[end] = data[k]
                end += 1
        if p < 0:
            return to, -1
        if end > word:
            if word > to:
                data[to] = 32
            to = end
        p = skip(data, p, stop)
        if p >= stop:
            return to, -1
        if data[p] == 93:
            return to, p + 1
        if data[p] != 44:
            return to, -1
        p = skip(data, p + 1, stop)
    return to, -1


@lean
def scalar(data: Any, p: int, stop: int) -> Any:
    """The word or number at p, which is written again as it stands, but for zeros at the end of a fraction: (its end,
    what follows it; -1 if it is none, or written otherwise). ``null`` is nothing."""
    byte = data[p]
    if byte == 116 or byte == 110:
        if p + 4 > stop:
            return p, -1
        if byte == 116 and data[p + 1] == 114 and data[p + 2] == 117 and data[p + 3] == 101:
            return p + 4, p + 4
        return p, p + 4 if byte == 110 and data[p + 1] == 117 and data[p + 2] == 108 and data[p + 3] == 108 else -1
    if byte == 102:
        if p + 5 > stop or data[p + 1] != 97 or data[p + 2] != 108 or data[p + 3] != 115 or data[p + 4] != 101:
            return p, -1
        return p + 5, p + 5
    i = p + int(byte == 45)
    whole = i
    while i < stop and data[i] >= 48 and data[i] <= 57:
        i += 1
    digits = i - whole
    if digits == 0 or digits > _WHOLE or (digits > 1 and data[whole] == 48):
        return p, -1
    end = i
    if i < stop and data[i] == 46:
        point = i
        i += 1
        while i < stop and data[i] >= 48 and data[i] <= 57:
            i += 1
        if i == point + 1:
            return p, -1
        end = i
        while data[end - 1] == 48:
            end -= 1
        if end == point + 1:
            end = point
        # Smaller than a ten-thousandth, a number is written with an exponent.
        small = data[whole] == 48 and end - point > 4
        if small and data[point + 1] == data[point + 2] == data[point + 3] == data[point + 4] == 48:
            return p, -1
        if digits + max(0, end - point - 1) > _FRACTION:
            return p, -1
    if byte == 45 and end == whole + 1 and data[whole] == 48:
        return p, -1
    if i < stop and (data[i] == 101 or data[i] == 69 or data[i] == 46):
        return p, -1
    return end, i


@lean
def is_visible(data: Any, s: int, e: int) -> bool:
    """Whether a cell surely holds more than blanks: a sign of ASCII, or a Han character."""
    for k in range(s, e):
        b = data[k]
        if (b > 32 and b < 127) or (b >= 0xE4 and b <= 0xE9):
            return True
    return False
