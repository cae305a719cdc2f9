"""What stands in a zip archive: by its directory, or, where that is missing, by the heads of its members."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tiao.content.archives.names import decoded
from tiao.errors import Unreadable

LONGEST_DIRECTORY = 64 << 20
"""Bytes; the library holds each entry of a directory in memory."""
LOCAL = b"PK\x03\x04"
_DIRECTORY = b"PK\x01\x02"
_AFTER = b"PK\x07\x08"
_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
_HEAD = struct.Struct("<4sHHHHHIIIHH")
_LARGE = 0xFFFFFFFF
_UTF8_FLAG, _AFTER_FLAG = 0x800, 0x8
_BLOCK = 1 << 20
# A member's head is told from chance by fields that can only have few values.
_NEWEST, _LONGEST_NAME = 99, 4096

_TOO_LONG = "The directory of the archive is larger than 64 MiB."
_BOMB = "Unpack it on a machine that may fail, and seal what is needed of it."


@dataclass(frozen=True, repr=False)
class Entry:
    """One member as the archive has it.

    Attributes:
        raw_name: its name as it stands. is_utf8: it says that it is UTF-8.
        flags, method: as in the archive. crc, size: None where the archive does not say.
        packed: bytes that it takes up. at: where its head begins.
        is_link: it is a symbolic link. volume: in which file of several it stands, from 0.
    """

    raw_name: bytes
    is_utf8: bool
    flags: int
    method: int
    crc: int | None
    packed: int
    size: int | None
    at: int
    extra: bytes
    is_link: bool = False
    volume: int = 0

    @property
    def is_locked(self) -> bool:
        return bool(self.flags & 1)

    def field(self, number: int) -> bytes | None:
        """An extra field."""
        place = 0
        while place + 4 <= len(self.extra):
            kind, size = struct.unpack_from("<HH", self.extra, place)
            if kind == number:
                return self.extra[place + 4 : place + 4 + size]
            place += 4 + size
        return None


@dataclass(frozen=True)
class Start:
    """Where the bytes of a member begin, and the time in its head, which checks passwords."""

    place: int
    time: int


def start_of(stream: BinaryIO, entry: Entry) -> Start | None:
    """Reads a member's head; None when none stands there."""
    if not 0 <= entry.at < 1 << 62:
        return None
    stream.seek(entry.at)
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(LOCAL):
        return None
    fields = _HEAD.unpack(head)
    return Start(entry.at + _HEAD.size + fields[9] + fields[10], fields[4])


def directory(stream: BinaryIO) -> list[Entry] | None:
    """The members in the order of the directory; None when it is missing or damaged.

    Raises:
        Unreadable: it is larger than is read.
    """
    size = _directory_size(stream)
    if size is None:
        return None
    if size > LONGEST_DIRECTORY:
        raise Unreadable(_TOO_LONG, "", _BOMB)
    try:
        with zipfile.ZipFile(stream) as archive:
            return [_entry(info) for info in archive.infolist() if not info.is_dir()]
    except Exception:
        # Whatever the library throws over hostile bytes: the members are looked for by their heads.
        return None


def _directory_size(stream: BinaryIO) -> int | None:
    size = stream.seek(0, 2)
    start = max(0, size - (1 << 16) - 22)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return None
    found = int.from_bytes(tail[at + 12 : at + 16], "little")
    before = tail[max(0, at - 20) : at]
    if found == _LARGE and before.startswith(_END64):
        stream.seek(min(size, int.from_bytes(before[8:16], "little")))
        found = int.from_bytes(stream.read(56)[40:48], "little")
    return found


def _entry(info: zipfile.ZipInfo) -> Entry:
    is_utf8 = bool(info.flag_bits & _UTF8_FLAG)
    raw = info.orig_filename.encode("utf-8" if is_utf8 else "cp437", "surrogateescape")
    # Only some systems write modes there.
    is_link = info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16)
    return Entry(
        raw, is_utf8, info.flag_bits, info.compress_type, info.CRC, info.compress_size, info.file_size,
        info.header_offset, info.extra, is_link, info.volume,
    )  # fmt: skip


def heads(stream: BinaryIO) -> Iterator[Entry | None]:
    """The members one after another by their heads; None for bytes between them that are none."""
    end = stream.seek(0, 2)
    place = 0
    while True:
        stream.seek(place)
        head = stream.read(_HEAD.size)
        if head.startswith((_DIRECTORY, _END)) or not head:
            return
        entry = _from_head(stream, head, place, end)
        if entry is None:
            yield None
            found = _next_head(stream, place + 1)
            if found is None:
                return
            place = found
            continue
        start = start_of(stream, entry)
        assert start is not None
        if not entry.raw_name.endswith((b"/", b"\\")):
            yield entry
        place = start.place + entry.packed
        if entry.flags & _AFTER_FLAG:
            place += _after_size(stream, place, entry.packed)


def _from_head(stream: BinaryIO, head: bytes, place: int, end: int) -> Entry | None:
    if len(head) < _HEAD.size or not head.startswith(LOCAL):
        return None
    _, version, flags, method, _, _, crc, packed, size, name_size, extra_size = _HEAD.unpack(head)
    if version & 0xFF > _NEWEST or method > _NEWEST or not 0 < name_size <= _LONGEST_NAME:
        return None
    name, extra = stream.read(name_size), stream.read(extra_size)
    if len(name) + len(extra) < name_size + extra_size:
        return None
    begin = place + _HEAD.size + name_size + extra_size
    known: tuple[int | None, int, int | None] = (crc, packed, size)
    entry = Entry(name, bool(flags & _UTF8_FLAG), flags, method, crc, packed, size, place, extra)
    large = entry.field(1) or b""
    if _LARGE in (packed, size) and len(large) >= 16:
        known = (crc, int.from_bytes(large[8:16], "little"), int.from_bytes(large[:8], "little"))
    if flags & _AFTER_FLAG and not known[1]:
        known = _said_after(stream, begin, end)
    crc_, packed_, size_ = known
    return Entry(name, entry.is_utf8, flags, method, crc_, min(packed_, end - begin), size_, place, extra)


def _said_after(stream: BinaryIO, begin: int, end: int) -> tuple[int | None, int, int | None]:
    """Check sum and sizes that stand behind a member: told from chance by the distance that they name."""
    place, kept = begin, b""
    stream.seek(begin)
    while block := stream.read(_BLOCK):
        text = kept + block
        at = text.find(_AFTER)
        while at >= 0:
            distance = place - len(kept) + at - begin
            after = text[at : at + 24]
            for width in (8, 4):
                if int.from_bytes(after[8 : 8 + width], "little") == distance and len(after) >= 8 + 2 * width:
                    crc = int.from_bytes(after[4:8], "little")
                    return crc, distance, int.from_bytes(after[8 + width : 8 + 2 * width], "little")
            at = text.find(_AFTER, at + 1)
        place += len(block)
        kept = text[-24:]
    return None, (_next_head(stream, begin) or end) - begin, None


def _after_size(stream: BinaryIO, place: int, packed: int) -> int:
    """Bytes of the record behind a member: two widths, with or without a sign."""
    stream.seek(place)
    after = stream.read(24 + 4)
    if after.startswith(_AFTER):
        return 24 if int.from_bytes(after[8:16], "little") == packed else 16
    for size in (12, 20):
        if after[size : size + 4] in (LOCAL, _DIRECTORY):
            return size
    return 0


def _next_head(stream: BinaryIO, place: int) -> int | None:
    stream.seek(place)
    kept = b""
    while block := stream.read(_BLOCK):
        text = kept + block
        at = text.find(b"PK", 0)
        while at >= 0:
            if text[at : at + 4] in (LOCAL, _DIRECTORY):
                return place - len(kept) + at
            at = text.find(b"PK", at + 1)
        place += len(block)
        kept = text[-3:]
    return None


def names_of(entries: list[Entry]) -> list[str]:
    """The names of the members of one archive: as UTF-8 where they say so, the others in one encoding for all."""
    texts: dict[int, str] = {}
    for place, entry in enumerate(entries):
        own = _in_utf8(entry)
        if own is not None:
            texts[place] = own
    others = [place for place in range(len(entries)) if place not in texts]
    texts |= dict(zip(others, decoded([entries[place].raw_name for place in others]), strict=True))
    return [texts[place] for place in range(len(entries))]


def _in_utf8(entry: Entry) -> str | None:
    """The name, if the archive says that it is UTF-8: by a sign, or in a field beside it (Info-ZIP, 0x7075)."""
    text = entry.raw_name if entry.is_utf8 else None
    field = entry.field(0x7075) or b""
    if len(field) > 5 and field[0] == 1 and int.from_bytes(field[1:5], "little") == zlib.crc32(entry.raw_name):
        text = field[5:]
    try:
        return None if text is None else text.decode("utf-8").replace("\\", "/")
    except UnicodeDecodeError:
        return None
