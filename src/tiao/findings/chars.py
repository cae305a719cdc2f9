"""Characters as bytes: normalisation N, canonical forms, and the little tests that the recognisers share."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, inlined, jit, lean, peek, trailing_zeros
from tiao.findings.catalogue import catalogue


def _classes() -> Any:
    table = np.zeros(256, np.uint8)
    for b in range(48, 58):
        table[b] = 1
    for b in (*range(65, 91), *range(97, 123)):
        table[b] = 2
    table[95] = 3
    return table


# 0 other, 1 digit, 2 letter, 3 underscore.
CLASS = _classes()


def _placeholder_table() -> Any:
    words = [word.encode() for word in catalogue().placeholders]
    table = np.zeros((len(words), max(map(len, words)) + 1), np.uint8)
    for i, word in enumerate(words):
        table[i, 0] = len(word)
        table[i, 1 : 1 + len(word)] = np.frombuffer(word, np.uint8)
    return table


PLACEHOLDERS = _placeholder_table()


def _ends() -> Any:
    """By length, the last bytes that a placeholder can have: most cells are told apart by these alone."""
    table = np.zeros((PLACEHOLDERS.shape[1], 256), np.bool_)
    for word in catalogue().placeholders:
        for last in {word.encode()[-1], word.upper().encode()[-1]}:
            table[len(word.encode()), last] = True
    return table


ENDS = _ends()


@lean
def is_digit(b: Any) -> bool:
    return b >= 48 and b <= 57


@lean
def lower(b: Any) -> Any:
    return b + np.uint8(32) if b >= 65 and b <= 90 else b


@lean
def upper(b: Any) -> Any:
    return b - np.uint8(32) if b >= 97 and b <= 122 else b


@jit
def may_need_folding(data: Any) -> bool:
    """Whether any byte could start a character that N changes; looked at 64 at a time."""
    n = len(data)
    whole = n - n % 64
    found = np.uint64(0)
    for i in range(0, whole, 64):
        found |= between64(data, i, 0xC2, 0xC2) | between64(data, i, 0xE2, 0xE3) | between64(data, i, 0xEF, 0xEF)
        found |= between64(data, i, 0, 9) | between64(data, i, 11, 12) | between64(data, i, 14, 31)
    for i in range(whole, n):
        b = data[i]
        first = (b == 0xC2) | (b == 0xE2) | (b == 0xE3) | (b == 0xEF)
        found |= np.uint64(first | ((b < 0x20) & (b != 0x0A) & (b != 0x0D)))
    return found != 0


@lean
def within(data: Any, s: int, e: int) -> Any:
    """The bytes from s to e as a mask of the 64 bytes from s on; 0 when they are more, or too near to the end."""
    size = e - s
    if size <= 0 or size > 64 or s + 64 > len(data):
        return np.uint64(0)
    return ~np.uint64(0) >> np.uint64(64 - size)


@lean
def has_run(signs: Any, least: int) -> bool:
    """Whether a mask has so many ones in a row, 2 to 16."""
    have = 1
    while 2 * have <= least:
        signs &= signs >> np.uint64(have)
        have *= 2
    if have < least:
        signs &= signs >> np.uint64(least - have)
    return bool(signs != 0)


@lean
def are_digits8(word: Any) -> bool:
    """Whether the eight bytes of a word are digits."""
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    threes = np.uint64(0x3030303030303030)
    return (word & high) == threes and ((word + np.uint64(0x0606060606060606)) & high) == threes


@lean
def number8(word: Any) -> Any:
    """The number that eight digits make, first byte first."""
    word = ((word & np.uint64(0x0F0F0F0F0F0F0F0F)) * np.uint64(2561)) >> np.uint64(8)
    word = ((word & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
    return ((word & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)


@lean
def trim(data: Any, s: int, e: int) -> Any:
    while s < e and data[s] <= 32 and (data[s] == 32 or (data[s] >= 9 and data[s] <= 13)):
        s += 1
    while e > s and data[e - 1] <= 32 and (data[e - 1] == 32 or (data[e - 1] >= 9 and data[e - 1] <= 13)):
        e -= 1
    return s, e


@lean
def fold(data: Any, s: int, e: int) -> int:
    """N steps 1 to 3 in place; returns the new end. The result is never longer than the text."""
    i = s
    inside = within(data, s, e)
    if inside:
        first = between64(data, s, 0xC2, 0xC2) | between64(data, s, 0xE2, 0xE3) | between64(data, s, 0xEF, 0xEF)
        first = (first | between64(data, s, 9, 13)) & inside
        i = s + trailing_zeros(first) if first else e
    else:
        while i < e:
            b = data[i]
            if b == 0xC2 or b == 0xE2 or b == 0xE3 or b == 0xEF or (b >= 9 and b <= 13):
                break
            i += 1
    if i == e:
        return e
    to = i
    while i < e:
        i, to = fold_one(data, i, e, data, to)
    return to


@lean
def fold_one(data: Any, i: int, e: int, out: Any, to: int) -> Any:
    """N steps 1 to 3 for the character at i, written to ``out`` (which may be data): (behind it, where out goes on)."""
    b = data[i]
    if b >= 9 and b <= 13:
        out[to] = 32
        return i + 1, to + 1
    if b == 0xC2 and i + 1 < e:
        c = data[i + 1]
        if c == 0xAD:
            return i + 2, to
        if c == 0xA0:
            out[to] = 32
            return i + 2, to + 1
        out[to] = b
        out[to + 1] = c
        return i + 2, to + 2
    if (b == 0xE2 or b == 0xE3 or b == 0xEF) and i + 2 < e:
        point = ((int(b) & 15) << 12) | ((int(data[i + 1]) & 63) << 6) | (int(data[i + 2]) & 63)
        if point >= 0xFF01 and point <= 0xFF5E:
            out[to] = point - 0xFEE0
            return i + 3, to + 1
        if (
            point == 0x3000
            or (point >= 0x2000 and point <= 0x200A)
            or point == 0x2028
            or point == 0x2029
            or point == 0x202F
            or point == 0x205F
        ):
            out[to] = 32
            return i + 3, to + 1
        if (
            (point >= 0x200B and point <= 0x200F)
            or (point >= 0x202A and point <= 0x202E)
            or (point >= 0x2060 and point <= 0x2064)
            or point == 0xFEFF
        ):
            return i + 3, to
        if (point >= 0x2010 and point <= 0x2015) or point == 0x2212 or point == 0xFE63:
            out[to] = 45
            return i + 3, to + 1
        if point == 0x2022 or point == 0x30FB:
            out[to] = 0xC2
            out[to + 1] = 0xB7
            return i + 3, to + 2
        out[to] = b
        out[to + 1] = data[i + 1]
        out[to + 2] = data[i + 2]
        return i + 3, to + 3
    out[to] = b
    return i + 1, to + 1


@lean
def is_empty(data: Any, s: int, e: int) -> bool:
    """Nothing, or a placeholder."""
    n = e - s
    if n == 0:
        return True
    if n >= PLACEHOLDERS.shape[1] or not ENDS[n, peek(data, e - 1)]:
        return False
    first = lower(data[s])
    for k in range(PLACEHOLDERS.shape[0]):
        if PLACEHOLDERS[k, 0] == n and PLACEHOLDERS[k, 1] == first:
            same = True
            for i in range(1, n):
                if lower(data[s + i]) != PLACEHOLDERS[k, 1 + i]:
                    same = False
                    break
            if same:
                return True
    return False


COMPACT = 40
"""Most bytes of a compact form."""
COMPACT_ROOM = COMPACT + 32
"""Bytes of an array for compact forms; what lies behind the form is scratch of ``mobile.cell``."""


@lean
def compact(data: Any, s: int, e: int, to: Any) -> int:
    """t of section 3: upper case, no spaces, no ``-``, no quotes at the ends, no ``.0``; -1 when too long."""
    n = 0
    most = COMPACT
    for i in range(s, e):
        b = data[i]
        if b == 32 or b == 45:
            continue
        if n >= most:
            return -1
        to[n] = upper(b)
        n += 1
    low = 0
    while low < n and (to[low] == 39 or to[low] == 61 or to[low] == 34 or to[low] == 96):
        low += 1
    while n > low and (to[n - 1] == 39 or to[n - 1] == 34 or to[n - 1] == 96):
        n -= 1
    if n - low > 2 and to[n - 1] == 48 and to[n - 2] == 46:
        n -= 2
    elif n - low > 3 and to[n - 1] == 48 and to[n - 2] == 48 and to[n - 3] == 46:
        n -= 3
    if low:
        for i in range(low, n):
            to[i - low] = to[i]
    return n - low


@lean
def tidy(data: Any, s: int, e: int, to: Any, drop_dots: bool, raise_case: bool) -> int:
    """Writes text without spaces (and ``·``), upper case, to ``to``; returns its size, or -1: it is so as it stands.

    Args:
        to: uint8, at least as long as the text.
    """
    clean = True
    inside = within(data, s, e)
    if inside:
        dirty = between64(data, s, 32, 32)
        if raise_case:
            dirty |= between64(data, s, 97, 122)
        if drop_dots:
            dirty |= between64(data, s, 0xC2, 0xC2)
        clean = dirty & inside == 0
    else:
        for i in range(s, e):
            b = data[i]
            if b == 32 or (raise_case and b >= 97 and b <= 122) or (drop_dots and b == 0xC2):
                clean = False
                break
    if clean:
        return -1
    n = 0
    i = s
    while i < e:
        b = data[i]
        if drop_dots and b == 0xC2 and i + 1 < e and data[i + 1] == 0xB7:
            i += 2
            continue
        if b != 32:
            to[n] = upper(b) if raise_case else b
            n += 1
        i += 1
    return n


@inlined
def canonical(data: Any, s: int, e: int, scratch: Any, drop_dots: bool, raise_case: bool) -> Any:
    """Text as ``tidy`` writes it: (buffer to read, start, end)."""
    size = tidy(data, s, e, scratch, drop_dots, raise_case)
    if size < 0:
        return data, s, e
    return scratch, 0, size


@lean
def tight(data: Any, s: int, e: int, to: Any, raise_case: bool) -> int:
    """Writes text without blanks, and in upper case if asked, to ``to``; returns its length."""
    n = 0
    for i in range(s, e):
        b = data[i]
        if b != 32:
            to[n] = upper(b) if raise_case else b
            n += 1
    return n


@lean
def point_at(data: Any, i: int, e: int) -> Any:
    """(code point, length in bytes) at i; malformed bytes count as one."""
    b = int(data[i])
    if b < 0x80:
        return b, 1
    if b >= 0xE0 and b < 0xF0 and i + 2 < e:
        return ((b & 15) << 12) | ((int(data[i + 1]) & 63) << 6) | (int(data[i + 2]) & 63), 3
    if b >= 0xC2 and b < 0xE0 and i + 1 < e:
        return ((b & 31) << 6) | (int(data[i + 1]) & 63), 2
    if b >= 0xF0 and i + 3 < e:
        return (
            ((b & 7) << 18) | ((int(data[i + 1]) & 63) << 12) | ((int(data[i + 2]) & 63) << 6) | (int(data[i + 3]) & 63)
        ), 4
    return 0xFFFD, 1


@lean
def point_before(data: Any, i: int, s: int) -> Any:
    """(code point, length) that ends at i."""
    j = i - 1
    while j > s and data[j] >= 0x80 and data[j] < 0xC0 and i - j < 4:
        j -= 1
    point, _ = point_at(data, j, i)
    return point, i - j


@lean
def is_han(point: int) -> bool:
    return (
        (point >= 0x4E00 and point <= 0x9FFF)
        or (point >= 0x3400 and point <= 0x4DBF)
        or (point >= 0x20000 and point <= 0x3134F)
    )
