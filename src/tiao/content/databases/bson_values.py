"""BSON documents as the values that JSON has, so that both become rows by the same rules.

The format: https://bsonspec.org/spec.html
"""

from __future__ import annotations

import datetime
import struct
from decimal import Decimal
from typing import Any

from tiao.content.cells import as_text, text_without_type
from tiao.content.json.rows import all_text

SMALLEST = 5
LARGEST = 48 << 20
"""MongoDB's own bound is 16 MiB; what belongs to a document may come on top."""
DEEPEST = 200
_DOUBLE, _TEXT, _OBJECT, _LIST, _BINARY, _NOTHING, _ID, _TRUTH, _MOMENT, _NULL = range(1, 11)
_PATTERN, _POINTER, _CODE, _SYMBOL, _SCOPED, _INT32, _STAMP, _INT64, _DECIMAL = range(11, 20)
TYPES = frozenset((*range(1, 20), 0x7F, 0xFF))
_EPOCH = datetime.datetime(1970, 1, 1)
_BIAS = 6176
_MOST_DIGITS = 34


class Damaged(Exception):
    """The bytes are no BSON document."""


class Decoder:
    """Decodes documents and counts what they hold that is no text.

    Attributes:
        passed: binary values so far that are no text.
    """

    def __init__(self) -> None:
        self.passed = 0

    def document(self, data: bytes) -> dict[str, Any]:
        """A whole document.

        Raises:
            Damaged: its parts do not fit together.
        """
        try:
            value, end = self._object(data, 0, len(data), False, 0)
        except (struct.error, IndexError, ValueError, ArithmeticError):
            raise Damaged from None
        if end != len(data) or not isinstance(value, dict):
            raise Damaged
        return value

    def _object(self, data: bytes, at: int, limit: int, is_list: bool, depth: int) -> tuple[Any, int]:
        (length,) = struct.unpack_from("<i", data, at)
        end = at + length
        if length < SMALLEST or end > limit or data[end - 1] or depth > DEEPEST:
            raise Damaged
        at += 4
        cells: dict[str, Any] = {}
        items: list[Any] = []
        while at < end - 1:
            kind = data[at]
            stop = data.index(0, at + 1, end)
            name = data[at + 1 : stop]
            value, at = self._value(kind, data, stop + 1, end - 1, depth)
            if is_list:
                items.append(value)
                continue
            key = name.decode() if name.isascii() else _shown(name)
            # Of two equal names both stay.
            cells[key] = f"{all_text(cells[key])} {all_text(value)}" if key in cells else value
        if at != end - 1:
            raise Damaged
        return items if is_list else cells, end

    def _value(self, kind: int, data: bytes, at: int, end: int, depth: int) -> tuple[Any, int]:
        if kind in (_TEXT, _CODE, _SYMBOL):
            return _text(data, at, end)
        if kind == _INT32:
            return struct.unpack_from("<i", data, at)[0], at + 4
        if kind == _INT64:
            return struct.unpack_from("<q", data, at)[0], at + 8
        if kind == _DOUBLE:
            return struct.unpack_from("<d", data, at)[0], at + 8
        if kind == _ID:
            return data[at : at + 12].hex(), at + 12
        if kind in (_OBJECT, _LIST):
            return self._object(data, at, end, kind == _LIST, depth + 1)
        if kind == _TRUTH:
            return data[at] == 1, at + 1
        if kind == _MOMENT:
            return _moment(struct.unpack_from("<q", data, at)[0]), at + 8
        if kind in (_NULL, _NOTHING, 0x7F, 0xFF):
            return None, at
        return self._rare(kind, data, at, end, depth)

    def _rare(self, kind: int, data: bytes, at: int, end: int, depth: int) -> tuple[Any, int]:
        if kind == _BINARY:
            return self._binary(data, at, end)
        if kind == _STAMP:
            _, seconds = struct.unpack_from("<II", data, at)
            return _moment(1000 * int(seconds)), at + 8
        if kind == _DECIMAL:
            return _decimal(data[at : at + 16]), at + 16
        if kind == _PATTERN:
            stop = data.index(0, at, end)
            return _shown(data[at:stop]), data.index(0, stop + 1, end) + 1
        if kind == _POINTER:
            text, at = _text(data, at, end)
            return f"{text} {data[at : at + 12].hex()}", at + 12
        if kind == _SCOPED:
            (length,) = struct.unpack_from("<i", data, at)
            code, inner = _text(data, at + 4, end)
            scope, stop = self._object(data, inner, end, False, depth + 1)
            if stop != at + length:
                raise Damaged
            return f"{code} {all_text(scope)}", stop
        raise Damaged

    def _binary(self, data: bytes, at: int, end: int) -> tuple[str, int]:
        (length,) = struct.unpack_from("<i", data, at)
        sort, at = data[at + 4], at + 5
        if length < 0 or at + length > end:
            raise Damaged
        raw = data[at : at + length]
        if sort in (3, 4) and length == 16:
            digits = raw.hex()
            return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])), at + length
        text = text_without_type(raw)
        self.passed += text is None
        return (text or b"").decode(), at + length


def _text(data: bytes, at: int, end: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<i", data, at)
    stop = at + 4 + length
    if length < 1 or stop > end or data[stop - 1]:
        raise Damaged
    return _shown(data[at + 4 : stop - 1]), stop


def _shown(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return as_text(raw).decode()


def _moment(milliseconds: int) -> str:
    """A moment in Greenwich, as MongoDB keeps it; beyond the calendar as the number that it is."""
    try:
        moment = _EPOCH + datetime.timedelta(milliseconds=milliseconds)
    except OverflowError:
        return str(milliseconds)
    return moment.isoformat(" ", "milliseconds" if moment.microsecond else "seconds") + "Z"


def _decimal(raw: bytes) -> Any:
    """A decimal number of 128 bits, in the form with a whole coefficient (IEEE 754-2008)."""
    if len(raw) < 16:
        raise Damaged
    bits = int.from_bytes(raw, "little")
    sign, top = bits >> 127, bits >> 122 & 0x1F
    if top >= 0x1E:
        return "nan" if top == 0x1F else "-inf" if sign else "inf"
    if top >> 3 == 3:
        # No coefficient of 34 digits needs this form; every number in it counts as 0.
        exponent, digits = bits >> 111 & 0x3FFF, 0
    else:
        exponent, digits = bits >> 113 & 0x3FFF, bits & (1 << 113) - 1
    digits = digits if digits < 10**_MOST_DIGITS else 0
    return Decimal((sign, tuple(map(int, str(digits))), exponent - _BIAS))
