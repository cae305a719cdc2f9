"""Characters by their numbers: hexadecimal digits read, UTF-8 written."""

from __future__ import annotations

from typing import Any

from tiao.compiled import lean


@lean
def digit(byte: Any) -> Any:
    """The value of a hexadecimal digit, or -1."""
    if byte >= 48 and byte <= 57:
        return byte - 48
    if byte >= 65 and byte <= 70:
        return byte - 55
    if byte >= 97 and byte <= 102:
        return byte - 87
    return -1


@lean
def put_code(data: Any, to: int, code: Any) -> int:
    """Writes a character as UTF-8, U+FFFD for what is none: behind it."""
    if code < 0 or code > 0x10FFFF or (code >= 0xD800 and code < 0xE000):
        code = 0xFFFD
    if code < 0x80:
        data[to] = code
        return to + 1
    if code < 0x800:
        data[to] = 0xC0 | (code >> 6)
        data[to + 1] = 0x80 | (code & 63)
        return to + 2
    if code < 0x10000:
        data[to] = 0xE0 | (code >> 12)
        data[to + 1] = 0x80 | ((code >> 6) & 63)
        data[to + 2] = 0x80 | (code & 63)
        return to + 3
    data[to] = 0xF0 | (code >> 18)
    data[to + 1] = 0x80 | ((code >> 12) & 63)
    data[to + 2] = 0x80 | ((code >> 6) & 63)
    data[to + 3] = 0x80 | (code & 63)
    return to + 4
