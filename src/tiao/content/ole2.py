"""Names of the streams in an OLE2 compound file (MS-CFB): enough to tell a workbook from a letter or a locked file."""

from __future__ import annotations

import struct
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A directory longer than this is no office document; the bound also ends chains that run in a circle.
_MOST_SECTORS = 4096
_LAST_SECTOR = 0xFFFFFFFA


def stream_names(stream: BinaryIO) -> set[str]:
    """The names in the directory of a compound file; what is damaged is left out."""
    stream.seek(0)
    head = stream.read(512)
    if len(head) < 512 or not head.startswith(MAGIC):
        return set()
    shift = struct.unpack_from("<H", head, 30)[0]
    if shift not in (9, 12):
        return set()
    size = 1 << shift
    tables = [sector for sector in struct.unpack_from("<109I", head, 76) if sector < _LAST_SECTOR]
    sector = struct.unpack_from("<I", head, 48)[0]
    names: set[str] = set()
    for _ in range(_MOST_SECTORS):
        if sector >= _LAST_SECTOR:
            break
        names |= _entries(_sector(stream, sector, size))
        index, place = divmod(sector, size // 4)
        table = _sector(stream, tables[index], size) if index < len(tables) else b""
        if len(table) < place * 4 + 4:
            break
        sector = struct.unpack_from("<I", table, place * 4)[0]
    return names


def _sector(stream: BinaryIO, number: int, size: int) -> bytes:
    stream.seek((number + 1) * size)
    return stream.read(size)


def _entries(sector: bytes) -> set[str]:
    names = set()
    for start in range(0, len(sector) - 127, 128):
        length = struct.unpack_from("<H", sector, start + 64)[0]
        if 2 < length <= 64:
            names.add(sector[start : start + length - 2].decode("utf-16-le", "replace"))
    return names
