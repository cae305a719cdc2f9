"""Parts of the heads of messages in machine code: days, times of day, ends of lines (see ``chat_heads``)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean, peek

NEWLINE = 10


@lean
def at(data: Any, i: int, n: int) -> Any:
    """The byte at i; behind the end a line feed, which no part of a head but its end takes."""
    return peek(data, i) if i < n else np.uint8(NEWLINE)


@lean
def digits(data: Any, i: int, n: int, most: int) -> int:
    """How many digits stand at i, counted up to ``most``."""
    k = 0
    while k < most:
        b = at(data, i + k, n)
        if b < 48 or b > 57:
            break
        k += 1
    return k


@lean
def is3(data: Any, i: int, n: int, b0: int, b1: int, b2: int) -> bool:
    return at(data, i, n) == b0 and at(data, i + 1, n) == b1 and at(data, i + 2, n) == b2


@lean
def _joint(data: Any, i: int, n: int) -> int:
    """Behind a ``-``, ``/`` or ``.`` at i, else -1."""
    b = at(data, i, n)
    return i + 1 if b >= 45 and b <= 47 else -1


@lean
def _day(data: Any, i: int, n: int) -> int:
    """Where a date that begins at i ends, or -1."""
    k = digits(data, i, n, 4)
    i += k
    if k == 4:
        j = i + 3 if is3(data, i, n, 0xE5, 0xB9, 0xB4) else _joint(data, i, n)  # 年
        if j < 0:
            return -1
        k = digits(data, j, n, 2)
        if k == 0:
            return -1
        i = j + k
        j = i + 3 if is3(data, i, n, 0xE6, 0x9C, 0x88) else _joint(data, i, n)  # 月
        if j < 0:
            return -1
        k = digits(data, j, n, 2)
        i = j + k
        if k == 0:
            return -1
        return i + 3 if is3(data, i, n, 0xE6, 0x97, 0xA5) else i  # 日
    if k < 1 or k > 2:
        return -1
    j = _joint(data, i, n)
    if j < 0:
        return -1
    k = digits(data, j, n, 2)
    if k == 0:
        return -1
    j = _joint(data, j + k, n)
    if j < 0:
        return -1
    k = digits(data, j, n, 4)
    return j + k if k >= 2 else -1


@lean
def _clock(data: Any, i: int, n: int) -> Any:
    """Where a time of day that begins at i ends: (with AM or PM, without it where a blank stands before that or -1).

    (-1, -1) when there is none.
    """
    k = digits(data, i, n, 2)
    if k == 0 or at(data, i + k, n) != 58 or digits(data, i + k + 1, n, 2) < 2:
        return -1, -1
    i += k + 3
    if at(data, i, n) == 58 and digits(data, i + 1, n, 2) == 2:
        i += 3
    j = i + 1 if at(data, i, n) == 32 else i
    half = at(data, j, n) | 32
    if (half == 97 or half == 112) and at(data, j + 1, n) | 32 == 109:
        return j + 2, i if j > i else -1
    return i, -1


@lean
def _gap(data: Any, i: int, n: int) -> int:
    """Behind the comma and the one to three blanks between date and time, or -1."""
    if at(data, i, n) == 44:
        i += 1
    k = 0
    while k < 3 and at(data, i + k, n) == 32:
        k += 1
    return i + k if k else -1


@lean
def when(data: Any, i: int, n: int) -> Any:
    """Date and time at i; the two ends of ``_clock``."""
    j = _day(data, i, n)
    if j < 0:
        return -1, -1
    j = _gap(data, j, n)
    if j < 0:
        return -1, -1
    if at(data, j, n) == 0xE4:
        # 上午, 下午
        b = at(data, j + 2, n)
        if at(data, j + 1, n) != 0xB8 or (b != 0x8A and b != 0x8B) or not is3(data, j + 3, n, 0xE5, 0x8D, 0x88):
            return -1, -1
        j += 6
        if at(data, j, n) == 32:
            j += 1
    return _clock(data, j, n)


@lean
def either(data: Any, i: int, n: int) -> int:
    """Where a time at i ends, with or without a date before it; -1 when there is none."""
    j = _day(data, i, n)
    if j >= 0:
        i = _gap(data, j, n)
        if i < 0:
            return -1
    end, _ = _clock(data, i, n)
    return end


@lean
def line_end(data: Any, i: int, n: int) -> int:
    """Behind the line feed (or at the end of data) if only blanks stand between, else -1."""
    while i < n and (peek(data, i) == 32 or peek(data, i) == 9):
        i += 1
    if i >= n:
        return n
    return i + 1 if peek(data, i) == NEWLINE else -1
