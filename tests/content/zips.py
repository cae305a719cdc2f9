"""Zip archives of every kind, some made byte by byte where libraries would refuse to make them."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pyzipper

Files = Mapping[str, bytes]


def packed(files: Files, method: int = zipfile.ZIP_DEFLATED, encoding: str = "utf-8") -> bytes:
    """An archive of plain files; in another encoding than UTF-8, nothing says which one it is."""
    buffer, names = io.BytesIO(), {}
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for number, (name, data) in enumerate(files.items()):
            raw = name.encode(encoding)
            if encoding != "utf-8":
                # A name of the same length that is put right afterwards.
                name = f"@{number:03}".ljust(len(raw), "_")
                names[name.encode()] = raw
            archive.writestr(name, data)
    written = buffer.getvalue()
    for name_, raw in names.items():
        assert len(name_) == len(raw)
        written = written.replace(name_, raw)
    return written


def large(files: Files) -> bytes:
    """Written as archives over 4 GB are (zip64), with all sizes behind the files."""

    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, block: bytes) -> int:  # type: ignore[override]
            self.data += bytes(block)
            return len(block)

    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(data)
    return bytes(out.data)


def locked(files: Files, password: bytes, bits: int = 256) -> bytes:
    """Under AES, as WinZip and its successors write it."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password)
        archive.setencryption(pyzipper.WZ_AES, nbits=bits)
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def old_locked(files: Files, password: bytes, after: bool = False) -> bytes:
    """Under ZipCrypto; ``after``: sizes and check sum stand behind each file, and the time checks the password."""
    out, listed = bytearray(), bytearray()
    for name, data in files.items():
        press = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = press.compress(data) + press.flush()
        crc, time, raw = zlib.crc32(data), 0x6A21, name.encode()
        check = time >> 8 if after else crc >> 24
        body = scrambled(os.urandom(11) + bytes([check]) + body, password)
        flags = 1 | 0x800 | (8 if after else 0)
        sizes = (crc, len(body), len(data))
        place = len(out)
        out += struct.pack(
            "<4sHHHHHIIIHH", b"PK\3\4", 20, flags, 8, time, 0, *((0, 0, 0) if after else sizes), len(raw), 0
        )
        out += raw + body
        if after:
            out += struct.pack("<4sIII", b"PK\7\10", *sizes)
        listed += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, flags, 8, time, 0, *sizes, len(raw), 0, 0, 0, 0, 0, place
        )
        listed += raw
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(files), len(files), len(listed), len(out), 0)
    return bytes(out + listed + end)


def scrambled(data: bytes, password: bytes) -> bytes:
    """ZipCrypto as the APPNOTE writes it, one byte after the other."""
    table = []
    for row in range(256):
        for _ in range(8):
            row = (row >> 1) ^ (0xEDB88320 if row & 1 else 0)
        table.append(row)
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password:
        turn(byte)
    out = bytearray()
    for byte in data:
        low = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((low * (low ^ 1)) >> 8) & 0xFF)
        turn(byte)
    return bytes(out)
