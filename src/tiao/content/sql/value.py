"""The values of SQL cells, written over themselves: escapes taken off, hex as text, the literal of an expression.

A value is never longer than what stands for it, so each is written where it stands.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, lean, peek
from tiao.content.characters import digit, put_code
from tiao.content.sql.signs import BACKSLASH

# What a cell is, for ``taken``; LITERAL needs nothing.
LITERAL, DOUBLED, MYSQL, POSTGRES, HEX, BYTEA, UNICODE, COPIED, EXPRESSION = range(9)
_HAN_BEGIN = 0x81
_HAN_WIDE = 191


def gbk_table(wanted: bool) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """Code points of GBK's pairs of bytes, lead from 0x81 by trail from 0x40; an empty table when not wanted."""
    if not wanted:
        return np.zeros((0, 0), np.uint16)
    table = np.zeros((126, _HAN_WIDE), np.uint16)
    for lead in range(126):
        for trail in range(_HAN_WIDE):
            try:
                table[lead, trail] = ord(bytes((lead + _HAN_BEGIN, trail + 0x40)).decode("gbk"))
            except (UnicodeDecodeError, TypeError):
                table[lead, trail] = 0
    return table


@lean
def _hex_number(data: Any, i: int, e: int, most: int) -> Any:
    """(number of up to ``most`` hexadecimal digits from i on, behind them)."""
    value = 0
    begin = i
    while i < e and i - begin < most:
        one = digit(peek(data, i))
        if one < 0:
            break
        value = value * 16 + one
        i += 1
    return value, i


@lean
def _undoubled(data: Any, s: int, e: int) -> int:
    quote = peek(data, s - 1)
    to = s
    i = s
    while i < e:
        byte = peek(data, i)
        data[to] = byte
        to += 1
        i += 2 if byte == quote else 1
    return to


@apart
def _mysql(data: Any, s: int, e: int) -> int:
    quote = peek(data, s - 1)
    to = s
    i = s
    while i < e:
        byte = peek(data, i)
        i += 1
        if byte == quote:
            i += 1
        elif byte == BACKSLASH and i < e:
            byte = peek(data, i)
            i += 1
            if byte == 110:
                byte = np.uint8(10)
            elif byte == 114:
                byte = np.uint8(13)
            elif byte == 116:
                byte = np.uint8(9)
            elif byte == 48:
                byte = np.uint8(0)
            elif byte == 98:
                byte = np.uint8(8)
            elif byte == 90:
                byte = np.uint8(26)
            elif byte == 37 or byte == 95:
                # These two keep their backslash.
                data[to] = BACKSLASH
                to += 1
        data[to] = byte
        to += 1
    return to


@lean
def _escaped_byte(data: Any, i: int, e: int) -> Any:
    """The byte that an octal or hexadecimal escape stands for: (byte or -1, behind it); i is behind the backslash."""
    if i >= e:
        return -1, i
    byte = peek(data, i)
    if byte == 120:
        value, j = _hex_number(data, i + 1, e, 2)
        return (value if j > i + 1 else -1), j
    value = 0
    j = i
    while j < e and j - i < 3:
        byte = peek(data, j)
        if byte < 48 or byte > 55:
            break
        value = value * 8 + (byte - 48)
        j += 1
    return (value & 255 if j > i else -1), j


@lean
def _escaped_character(data: Any, to: int, lead: int, i: int, e: int) -> Any:
    """Writes the character that begins with an escaped byte above ASCII: (behind it, where to read on)."""
    wanted = 1 if lead >= 0xC2 and lead < 0xE0 else 2 if lead >= 0xE0 and lead < 0xF0 else 3
    code = lead & (0x1F if wanted == 1 else 0x0F if wanted == 2 else 0x07)
    sound = lead >= 0xC2 and lead < 0xF5
    j = i
    for _ in range(wanted):
        value = -1
        if sound and j + 1 < e and peek(data, j) == BACKSLASH:
            value, j = _escaped_byte(data, j + 1, e)
        sound = sound and value >= 0x80 and value < 0xC0
        code = (code << 6) | (value & 63)
    least = 0x80 if wanted == 1 else 0x800 if wanted == 2 else 0x10000
    if not sound or code < least:
        return put_code(data, to, -1), i
    return put_code(data, to, code), j


@apart
def _postgres(data: Any, s: int, e: int, copied: bool) -> int:
    """The escapes of E'...', or those of a line of COPY."""
    to = s
    i = s
    while i < e:
        byte = peek(data, i)
        i += 1
        if byte == 39 and not copied:
            # Within the quotation marks a mark stands twice.
            i += 1
        if byte != BACKSLASH or i >= e:
            data[to] = byte
            to += 1
            continue
        byte = peek(data, i)
        value = -1
        if byte == 120 or (byte >= 48 and byte <= 55):
            value, j = _escaped_byte(data, i, e)
            if value >= 0:
                if value < 0x80:
                    data[to] = value
                    to += 1
                    i = j
                else:
                    to, i = _escaped_character(data, to, value, j, e)
                continue
        if not copied and (byte == 117 or byte == 85):
            size = 4 if byte == 117 else 8
            code, j = _hex_number(data, i + 1, e, size)
            if j == i + 1 + size:
                if code >= 0xD800 and code < 0xDC00 and j + 5 < e and peek(data, j) == BACKSLASH:
                    low, k = _hex_number(data, j + 2, e, 4)
                    if low >= 0xDC00 and low < 0xE000 and k == j + 6:
                        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                        j = k
                to = put_code(data, to, code)
                i = j
                continue
        i += 1
        if byte == 98:
            byte = np.uint8(8)
        elif byte == 102:
            byte = np.uint8(12)
        elif byte == 110:
            byte = np.uint8(10)
        elif byte == 114:
            byte = np.uint8(13)
        elif byte == 116:
            byte = np.uint8(9)
        elif byte == 118 and copied:
            byte = np.uint8(11)
        data[to] = byte
        to += 1
    return to


@apart
def _unicode(data: Any, s: int, e: int) -> int:
    """The escapes of Oracle's UNISTR and of U&'...': ``\\5F20``, ``\\+01F600``."""
    to = s
    i = s
    high = 0
    while i < e:
        byte = peek(data, i)
        i += 1
        if byte == 39:
            i += 1
        if byte != BACKSLASH:
            data[to] = byte
            to += 1
            continue
        if i < e and peek(data, i) == BACKSLASH:
            data[to] = BACKSLASH
            to += 1
            i += 1
            high = 0
            continue
        long = i < e and peek(data, i) == 43
        code, j = _hex_number(data, i + long, e, 6 if long else 4)
        if j != i + (7 if long else 4):
            data[to] = BACKSLASH
            to += 1
            high = 0
            continue
        i = j
        if code >= 0xDC00 and code < 0xE000 and high:
            # The second half of a pair: the first was written as U+FFFD.
            to = put_code(data, to - 3, 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
            high = 0
            continue
        to = put_code(data, to, code)
        high = code if code >= 0xD800 and code < 0xDC00 and i < e and peek(data, i) == BACKSLASH else 0
    return to


@lean
def _hex_byte(data: Any, s: int, k: int) -> int:
    return digit(peek(data, s + 2 * k)) * 16 + digit(peek(data, s + 2 * k + 1))


@lean
def _utf8_length(data: Any, s: int, k: int, size: int) -> int:
    """Bytes of the character of text that begins at the k-th byte of hexadecimal digits; 0 when there is none."""
    byte = _hex_byte(data, s, k)
    if byte < 0x80:
        return 1 if (byte >= 32 and byte != 127) or byte == 9 or byte == 10 or byte == 13 else 0
    if byte < 0xC2 or byte > 0xF4:
        return 0
    wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
    if k + wanted > size:
        return 0
    follows = _hex_byte(data, s, k + 1)
    if (byte == 0xE0 and follows < 0xA0) or (byte == 0xED and follows > 0x9F):
        return 0
    if (byte == 0xF0 and follows < 0x90) or (byte == 0xF4 and follows > 0x8F):
        return 0
    for m in range(1, wanted):
        if _hex_byte(data, s, k + m) & 0xC0 != 0x80:
            return 0
    return wanted


@lean
def _gbk_length(data: Any, s: int, k: int, size: int, gbk: Any) -> int:
    byte = _hex_byte(data, s, k)
    if byte < 0x80:
        return 1 if (byte >= 32 and byte != 127) or byte == 9 or byte == 10 or byte == 13 else 0
    if k + 2 > size or byte < _HAN_BEGIN or byte > 0xFE:
        return 0
    trail = _hex_byte(data, s, k + 1)
    if trail < 0x40 or trail > 0xFE:
        return 0
    return 2 if gbk[byte - _HAN_BEGIN, trail - 0x40] else 0


@apart
def hex_text(data: Any, s: int, e: int, to: int, gbk: Any) -> int:
    """Writes hexadecimal digits as the text that they stand for, to ``to`` or further left; -1 if they are no text."""
    size = (e - s) // 2
    if (e - s) % 2 != 0:
        return -1
    for i in range(s, e):
        if digit(peek(data, i)) < 0:
            return -1
    k = 0
    while k < size:
        length = _utf8_length(data, s, k, size)
        if length == 0:
            break
        k += length
    if k == size:
        for m in range(size):
            data[to + m] = _hex_byte(data, s, m)
        return to + size
    if gbk.shape[0] == 0:
        return -1
    k = 0
    while k < size:
        length = _gbk_length(data, s, k, size, gbk)
        if length == 0:
            return -1
        k += length
    k = 0
    while k < size:
        byte = _hex_byte(data, s, k)
        if byte < 0x80:
            to = put_code(data, to, byte)
            k += 1
        else:
            trail = _hex_byte(data, s, k + 1)
            to = put_code(data, to, np.int64(gbk[byte - _HAN_BEGIN, trail - 0x40]))
            k += 2
    return to


@apart
def literal(data: Any, s: int, e: int, kind: int, gbk: Any) -> Any:
    """Bounds of the value of one literal, written over it: (start, end).

    Args:
        s, e: what stands between its quotation marks, or the digits of a hexadecimal number.
        kind: one of the names above but EXPRESSION.
        gbk: ``gbk_table``.
    """
    if kind == DOUBLED:
        return s, _undoubled(data, s, e)
    if kind == MYSQL:
        return s, _mysql(data, s, e)
    if kind == POSTGRES or kind == COPIED:
        end = _postgres(data, s, e, kind == COPIED)
        if kind == COPIED and end - s > 2 and peek(data, s) == BACKSLASH and peek(data, s + 1) == 120:
            text = hex_text(data, s + 2, end, s, gbk)
            return s, text if text >= 0 else end
        return s, end
    if kind == UNICODE:
        return s, _unicode(data, s, e)
    if kind == BYTEA:
        text = hex_text(data, s + 2, e, s, gbk)
        return s, text if text >= 0 else e
    if kind == HEX:
        text = hex_text(data, s, e, s, gbk)
        if text >= 0:
            return s, text
        # As it stands: 0x... or X'...'.
        return s - 2, e + (peek(data, s - 1) == 39)
    return s, e
