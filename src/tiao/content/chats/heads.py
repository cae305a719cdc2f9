"""Heads of messages in machine code: exactly what the patterns of ``chat_styles`` match, and where.

The patterns say what a head is. Here each of them is walked by hand, in the order in which a pattern would try its
choices, so that a chat is read without the interpreter's lock. Tests hold both together.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, lean, peek, trailing_zeros
from tiao.content.chats.parts import NEWLINE, at, digits, either, is3, line_end, when

# Places in ``chat_styles.STYLES``.
QQ, TELEGRAM, IRC, BRACKETED, NAME_FIRST, TIME_FIRST, TIME_AND_NAME = range(7)
NONE, HEAD, RULER = range(3)
_NICK = 90
_U1 = np.uint64(1)


@lean
def _no_nick(b: Any) -> bool:
    """Signs that a nickname has not: line feed, tab and any of ``|,;:<>``."""
    return b == 9 or b == 10 or b == 44 or (b >= 58 and b <= 60) or b == 62 or b == 124


@lean
def _colon(data: Any, i: int, n: int) -> int:
    """Behind a colon of either width and one blank, or -1."""
    b = at(data, i, n)
    if b == 58:
        i += 1
    elif b == 0xEF and is3(data, i, n, 0xEF, 0xBC, 0x9A):
        i += 3
    else:
        return -1
    return i + 1 if at(data, i, n) == 32 else i


@lean
def _nick_colon(data: Any, i: int, n: int) -> Any:
    """(end of the nickname at i, behind the colon that follows); (-1, -1) when there is none."""
    p = i
    while p < i + _NICK and not _no_nick(at(data, p, n)):
        p += 1
        b = at(data, p, n)
        if b == 58 or b == 0xEF:
            end = _colon(data, p, n)
            if end >= 0:
                return p, end
    return -1, -1


@lean
def _address(data: Any, i: int, n: int) -> int:
    """Behind ``(12345)`` or ``<a@b>``, as QQ writes it behind a name; -1 when it is none."""
    if at(data, i, n) == 40:
        k = digits(data, i + 1, n, 11)
        return i + k + 2 if k >= 5 and at(data, i + 1 + k, n) == 41 else -1
    if at(data, i, n) != 60:
        return -1
    p = i + 1
    while p - i <= 64 and not _ends_part(at(data, p, n)) and at(data, p, n) != 64:
        p += 1
    if p == i + 1 or at(data, p, n) != 64:
        return -1
    p += 1
    low = p
    while p - low < 190 and not _ends_part(at(data, p, n)):
        p += 1
    return p + 1 if p > low and at(data, p, n) == 62 else -1


@lean
def _is_space(b: Any) -> bool:
    return b == 32 or (b >= 9 and b <= 13)


@lean
def _ends_part(b: Any) -> bool:
    return b == 60 or b == 62 or _is_space(b)


@lean
def _qq(data: Any, i: int, n: int) -> Any:
    first, second = when(data, i, n)
    for attempt in range(4):
        # With AM or PM and without; with two blanks and with one.
        time = first if attempt < 2 else second
        q = time + 2 - (attempt & 1)
        if time < 0 or at(data, time, n) != 32 or at(data, q - 1, n) != 32:
            continue
        p = q
        while p <= q + 120:
            b = at(data, p, n)
            if b == NEWLINE:
                break
            if b == 40 or b == 60:
                end = _address(data, p, n)
                if end >= 0:
                    behind = line_end(data, end, n)
                    if behind >= 0:
                        return HEAD, i, time, q, end, behind
            p += 1
    return NONE, 0, 0, 0, 0, 0


@lean
def _telegram(data: Any, i: int, n: int) -> Any:
    p = i
    while p < i + 120 and at(data, p, n) != NEWLINE:
        p += 1
        if is3(data, p, n, 44, 32, 91):
            time, _ = when(data, p + 3, n)
            if time >= 0 and at(data, time, n) == 93:
                end = time + 1
                behind = line_end(data, end + 1 if at(data, end, n) == 58 else end, n)
                if behind >= 0:
                    return HEAD, p + 3, time, i, p, behind
    return NONE, 0, 0, 0, 0, 0


@lean
def _irc(data: Any, i: int, n: int) -> Any:
    low = i + 1 if at(data, i, n) == 91 else i
    time = either(data, low, n)
    if time < 0:
        return NONE, 0, 0, 0, 0, 0
    p = time
    if low > i:
        if at(data, p, n) != 93:
            return NONE, 0, 0, 0, 0, 0
        p += 1
    if at(data, p, n) != 32:
        return NONE, 0, 0, 0, 0, 0
    p += 1
    q = p
    b = at(data, p, n)
    if b == 60:
        p += 1
        while p - q <= _NICK and at(data, p, n) != 60 and at(data, p, n) != 62 and at(data, p, n) != NEWLINE:
            p += 1
        if p == q + 1 or at(data, p, n) != 62:
            return NONE, 0, 0, 0, 0, 0
        p += 1
    elif b == 42:
        while p - q < 3 and at(data, p, n) == 42:
            p += 1
        if at(data, p, n) != 32:
            return NONE, 0, 0, 0, 0, 0
        p += 1
        q = p
        while p - q < _NICK and not _is_space(at(data, p, n)):
            p += 1
        if p == q:
            return NONE, 0, 0, 0, 0, 0
    else:
        return NONE, 0, 0, 0, 0, 0
    return HEAD, low, time, q, p, p + 1 if at(data, p, n) == 32 else p


@lean
def _bracketed(data: Any, i: int, n: int) -> Any:
    if at(data, i, n) != 91:
        return NONE, 0, 0, 0, 0, 0
    time, _ = when(data, i + 1, n)
    if time < 0 or at(data, time, n) != 93:
        return NONE, 0, 0, 0, 0, 0
    q = time + 2 if at(data, time + 1, n) == 32 else time + 1
    end, behind = _nick_colon(data, q, n)
    if end < 0 and q == time + 2:
        q -= 1
        end, behind = _nick_colon(data, q, n)
    if end < 0:
        return NONE, 0, 0, 0, 0, 0
    return HEAD, i + 1, time, q, end, behind


@lean
def _name_first(data: Any, i: int, n: int) -> Any:
    p = i
    while p < i + _NICK:
        # Up to 64 signs at once: only behind a blank or at a colon can the time begin.
        stops = between64(data, p, 9, 10) | between64(data, p, 44, 44) | between64(data, p, 58, 60)
        stops |= between64(data, p, 62, 62) | between64(data, p, 124, 124)
        hits = stops | between64(data, p, 32, 32)
        base = p
        p = base + 64
        while hits:
            hit = base + trailing_zeros(hits)
            low = hits & (~hits + _U1)
            if hit > i and hit <= i + _NICK and hit < n:
                b = peek(data, hit)
                if b == 32 or b == 58:
                    time, end, behind = _time_at_end(data, hit + 1 if b == 58 else hit, n)
                    if time >= 0:
                        return HEAD, time, end, i, hit, behind
            if stops & low or hit >= n:
                return NONE, 0, 0, 0, 0, 0
            hits ^= low
    return NONE, 0, 0, 0, 0, 0


@lean
def _time_at_end(data: Any, i: int, n: int) -> Any:
    """One to four blanks and a time that closes its line: (its start, its end, behind the line); -1 when it is none."""
    k = 0
    while k < 4 and at(data, i + k, n) == 32:
        k += 1
    if k == 0:
        return -1, -1, -1
    end, _ = when(data, i + k, n)
    if end < 0:
        return -1, -1, -1
    behind = line_end(data, end, n)
    if behind < 0:
        return -1, -1, -1
    return i + k, end, behind


@lean
def _time_first(data: Any, i: int, n: int) -> Any:
    first, second = when(data, i, n)
    for attempt in range(4):
        time = first if attempt < 2 else second
        q = time + 2 - (attempt & 1)
        if time < 0 or at(data, time, n) != 32 or at(data, q - 1, n) != 32:
            continue
        end, behind = _nick_colon(data, q, n)
        if end >= 0:
            return HEAD, i, time, q, end, behind
    return NONE, 0, 0, 0, 0, 0


@lean
def _time_and_name(data: Any, i: int, n: int) -> Any:
    first, second = when(data, i, n)
    for attempt in range(4):
        time = first if attempt < 2 else second
        q = time + 2 - (attempt & 1)
        if time < 0 or at(data, time, n) != 32 or at(data, q - 1, n) != 32:
            continue
        p = q
        while p < q + _NICK and not _no_nick(at(data, p, n)):
            p += 1
            b = at(data, p, n)
            if b == 32 or b == 9 or b == NEWLINE:
                behind = line_end(data, p, n)
                if behind >= 0:
                    return HEAD, i, time, q, p, behind
    return NONE, 0, 0, 0, 0, 0


@lean
def _ruler(data: Any, i: int, n: int) -> int:
    """Behind the rulers at i and what stands between them, or -1."""
    done = -1
    while True:
        k = i
        while k < n and peek(data, k) == 61:
            k += 1
        if k - i < 16 or k >= n or peek(data, k) != NEWLINE:
            return done
        i = k + 1
        # 消息分组: and 消息对象:
        if is3(data, i, n, 0xE6, 0xB6, 0x88) and is3(data, i + 3, n, 0xE6, 0x81, 0xAF):
            group = is3(data, i + 6, n, 0xE5, 0x88, 0x86) and is3(data, i + 9, n, 0xE7, 0xBB, 0x84)
            if group or (is3(data, i + 6, n, 0xE5, 0xAF, 0xB9) and is3(data, i + 9, n, 0xE8, 0xB1, 0xA1)):
                if at(data, i + 12, n) == 58 or is3(data, i + 12, n, 0xEF, 0xBC, 0x9A):
                    k = i + 12
                    while k < n and peek(data, k) != NEWLINE:
                        k += 1
                    if k < n:
                        i = k + 1
        done = i


@lean
def head_at(data: Any, i: int, n: int, style: int) -> Any:
    """The head of a message, or the ruler, that begins at i, the start of a line.

    Args:
        data: uint8, UTF-8 with LF; 64 bytes behind n can be loaded.
        n: where the text ends.
        style: place in ``chat_styles.STYLES``.

    Returns:
        (``HEAD``, ``RULER`` or ``NONE``, start and end of the time, start and end of the sender, where the head ends).
    """
    b = peek(data, i)
    # Most lines of most chats are told apart by their first byte.
    if style == QQ or style >= TIME_FIRST:
        if b == 61 and style != TIME_FIRST:
            end = _ruler(data, i, n)
            if end >= 0:
                return RULER, 0, 0, 0, 0, end
        if b < 48 or b > 57:
            return NONE, 0, 0, 0, 0, 0
        if style == QQ:
            return _qq(data, i, n)
        if style == TIME_FIRST:
            return _time_first(data, i, n)
        return _time_and_name(data, i, n)
    if style == TELEGRAM:
        return _telegram(data, i, n)
    if style == IRC:
        return _irc(data, i, n)
    if style == BRACKETED:
        return _bracketed(data, i, n)
    return _name_first(data, i, n)
