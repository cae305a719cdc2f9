"""Access databases (Jet 4) of one table of texts, written by hand: just as much of the format as mdbtools looks at.

The format as mdbtools' authors describe it: https://github.com/mdbtools/mdbtools/blob/dev/HACKING.md
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

PAGE = 4096
_INT, _LONG, _TEXT, _OLE = 3, 4, 10, 11
_FIXED = {_INT: 2, _LONG: 4}
_CATALOG, _CATALOG_MAP, _TABLE, _TABLE_MAP, _CATALOG_ROWS = 2, 3, 4, 5, 6
_FIRST = 7
_KEY = b"\xc7\xda\x39\x6b"

Column = tuple[str, int]
_OBJECTS: list[Column] = [("Id", _LONG), ("Name", _TEXT), ("Type", _INT), ("Flags", _LONG), ("LvProp", _OLE)]


def access_bytes(header: Sequence[str], rows: Sequence[Sequence[str]], name: str = "名单") -> bytes:
    """One table of texts in an Access database."""
    columns = [(title, _TEXT) for title in header]
    pages = _filled([_row(columns, row) for row in rows], _TABLE)
    objects = [[_TABLE, name, 1, 0, b""]]
    everything = [
        _head(),
        bytes(PAGE),
        _definition(_OBJECTS, len(objects), _CATALOG_MAP),
        _map([_CATALOG_ROWS]),
        _definition(columns, len(rows), _TABLE_MAP),
        _map(range(_FIRST, _FIRST + len(pages))),
        *_filled([_row(_OBJECTS, each) for each in objects], _CATALOG),
        *pages,
    ]
    return b"".join(everything)


def _head() -> bytes:
    plain = bytearray(128)
    # Code page, and the order of letters, within what is enciphered under a key that everybody knows.
    plain[0x3C - 0x18 : 0x3E - 0x18] = struct.pack("<H", 1252)
    plain[0x6E - 0x18 : 0x70 - 0x18] = struct.pack("<H", 0x0409)
    return (b"\0\1\0\0Standard Jet DB\0" + struct.pack("<I", 1) + _rc4(bytes(plain))).ljust(PAGE, b"\0")


def _rc4(plain: bytes) -> bytes:
    box = [*range(256)]
    other = 0
    for place in range(256):
        other = (other + box[place] + _KEY[place % len(_KEY)]) % 256
        box[place], box[other] = box[other], box[place]
    out = bytearray()
    place = other = 0
    for byte in plain:
        place = (place + 1) % 256
        other = (other + box[place]) % 256
        box[place], box[other] = box[other], box[place]
        out.append(byte ^ box[(box[place] + box[other]) % 256])
    return bytes(out)


def _definition(columns: Sequence[Column], rows: int, usage: int) -> bytes:
    entries, names, fixed, varying = b"", b"", 0, 0
    for number, (name, kind) in enumerate(columns):
        is_fixed = kind in _FIXED
        entries += struct.pack(
            "<BIHHHHHBBIHH", kind, 0, number, 0 if is_fixed else varying, number, 0x0409, 0, 3 if is_fixed else 2, 0, 0,
            fixed if is_fixed else 0, _FIXED.get(kind, 510 if kind == _TEXT else 0),
        )  # fmt: skip
        fixed += _FIXED.get(kind, 0)
        varying += not is_fixed
        raw = name.encode("utf-16-le")
        names += struct.pack("<H", len(raw)) + raw
    head = struct.pack("<BBHI", 2, 1, 0, 0) + struct.pack("<III", 63 + len(entries) + len(names), 0, rows) + bytes(20)
    head += struct.pack("<BHHHII", 0x4E, len(columns), varying, len(columns), 0, 0) + struct.pack(
        "<II", *[usage << 8] * 2
    )
    return (head + entries + names).ljust(PAGE, b"\0")


def _map(pages: Sequence[int]) -> bytes:
    """Which pages a table has, as one row on a page."""
    bits = bytearray(64)
    for page in pages:
        bits[page // 8] |= 1 << page % 8
    return _page([b"\0" + bytes(4) + bytes(bits)], 0)


def _row(columns: Sequence[Column], cells: Sequence[object]) -> bytes:
    fixed, varying, ends = b"", b"", []
    for (_, kind), cell in zip(columns, cells, strict=True):
        if kind in _FIXED:
            fixed += int(str(cell)).to_bytes(_FIXED[kind], "little")
    begin = 2 + len(fixed)
    for (_, kind), cell in zip(columns, cells, strict=True):
        if kind not in _FIXED:
            ends.append(begin + len(varying))
            varying += cell.encode("utf-16-le") if isinstance(cell, str) else b""
    ends.append(begin + len(varying))
    mask = sum(1 << number for number, cell in enumerate(cells) if cell not in ("", b""))
    return b"".join(
        (
            struct.pack("<H", len(columns)), fixed, varying, *(struct.pack("<H", end) for end in reversed(ends)),
            struct.pack("<H", len(ends) - 1), mask.to_bytes((len(columns) + 7) // 8, "little"),
        )
    )  # fmt: skip


def _filled(rows: Sequence[bytes], owner: int) -> list[bytes]:
    """Rows on as many pages as they need."""
    pages: list[list[bytes]] = [[]]
    for row in rows:
        if 14 + 2 * (len(pages[-1]) + 1) + sum(map(len, pages[-1])) + len(row) > PAGE:
            pages.append([])
        pages[-1].append(row)
    return [_page(page, owner) for page in pages]


def _page(rows: Sequence[bytes], owner: int) -> bytes:
    places, end = [], PAGE
    for row in rows:
        end -= len(row)
        places.append(end)
    head = struct.pack("<BBHIIH", 1, 1, 0, owner, 0, len(rows)) + struct.pack(f"<{len(rows)}H", *places)
    return head.ljust(end, b"\0") + b"".join(reversed(rows))
