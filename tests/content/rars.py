"""RAR archives of version 5, made block by block after the format's description: no free program writes them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

SIGN = b"Rar!\x1a\x07\x01\x00"


def number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def block(kind: int, fields: bytes, data: bytes | None = None, extra: bytes = b"") -> bytes:
    flags = (1 if extra else 0) | (0 if data is None else 2)
    body = number(kind) + number(flags)
    body += number(len(extra)) if extra else b""
    body += b"" if data is None else number(len(data))
    body += fields + extra
    sized = number(len(body)) + body
    return zlib.crc32(sized).to_bytes(4, "little") + sized + (data or b"")


def file(name: str, data: bytes, target: str = "") -> bytes:
    """A file as it is, or a symbolic link."""
    fields = number(4) + number(len(data)) + number(0o120777 if target else 0o100644)
    fields += (
        zlib.crc32(data).to_bytes(4, "little") + number(0) + number(1) + number(len(name.encode())) + name.encode()
    )
    record = number(5) + number(1) + number(0) + number(len(target.encode())) + target.encode()
    return block(2, fields, data, number(len(record)) + record if target else b"")


def packed(files: Mapping[str, bytes]) -> bytes:
    return SIGN + block(1, number(0)) + b"".join(file(name, data) for name, data in files.items()) + END


END = block(5, number(0))
LOCKED = SIGN + block(4, number(0) + number(0) + bytes([15]) + bytes(range(16)))
"""The head of an archive of which the names are locked too."""
