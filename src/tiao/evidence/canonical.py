"""Canonical JSON: one value, one row of bytes, so that a signature covers what a reader reads (after RFC 8785)."""

from __future__ import annotations

import json

from tiao.errors import IntegrityBroken

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def dump(value: Json) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8.

    There are no fractions. A file name that is no UTF-8 stands as Python's surrogate escapes (``\\udc80`` for the byte
    0x80), so that its bytes come back exactly.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace")


def load(data: bytes, where: str) -> dict[str, Json]:
    """Reads a JSON object and insists that these are its canonical bytes: any other writing of it is a change.

    Raises:
        IntegrityBroken: no JSON object, or not in canonical form. ``where`` names it.
    """
    try:
        value = json.loads(data)
        same = isinstance(value, dict) and dump(value) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise IntegrityBroken("These are not the bytes that were written.", where, "Restore it from a copy.")
    return dict(value)
