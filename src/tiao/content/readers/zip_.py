"""Zip archives (zip): every file in them is a member; links are named and never followed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, cast

from tiao.content import magic
from tiao.content.archives.decompress import Decompressed
from tiao.content.archives.streams import Checked, Span
from tiao.content.archives.told import EMPTY, LINK, LISTED, UNPACK, WHOLE
from tiao.content.archives.zip_entries import Entry, directory, heads, names_of, start_of
from tiao.content.archives.zip_locks import Aes, Keyring, Lock, ZipCrypto, matches
from tiao.content.archives.zip_methods import METHODS
from tiao.content.reader import Claim, Member, Source
from tiao.errors import Unreadable
from tiao.evidence.mask import mask_inner
from tiao.model import Unread

_NO_HEAD = "The archive is damaged: there is no file where its directory says that this one begins."
_BETWEEN = "Bytes between the files of the archive are damaged or foreign and were not read."
_NO_DIRECTORY = "The directory of the archive is missing or damaged; the files were found one after another and read."
_VOLUMES = "It stands in another part of an archive of several parts."
_STRONG = "It is locked in a way that is not read here (strong encryption of PKZIP)."
_TOGETHER = "Put the parts of the archive together and seal the whole as well."
_AES, _AES_FIELD = 99, 0x9901
_TIME_FLAG, _STRONG_FLAG = 0x8, 0x40


class Zip:
    """Reads zip archives, with or without their directory, large ones (zip64) and locked ones (ZipCrypto, AES)."""

    name = "zip@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if not head.startswith((magic.ZIP_START, magic.ZIP_EMPTY)):
            return Claim.NO, ""
        with source.open() as stream:
            names = magic.zip_names(stream)
        if magic.in_zip(names) is not None or (not names and magic.begins_as_office(head)):
            return Claim.NO, ""
        return Claim.YES, "the head of a zip archive"

    def tables(self, source: Source) -> Iterator[Member | Unread]:
        exhibit, ring = source.exhibit.id, Keyring(source.passwords)
        some = files = False
        with source.open() as stream:
            listed = directory(stream)
            if listed is not None:
                for entry, name in zip(listed, names_of(listed), strict=True):
                    some = True
                    yield _part(stream, entry, name, ring, exhibit)
            else:
                for found in heads(stream):
                    some = True
                    if found is None:
                        yield Unread(exhibit, "", _BETWEEN, WHOLE)
                    else:
                        files = True
                        yield _part(stream, found, names_of([found])[0], ring, exhibit)
                if files:
                    yield Unread(exhibit, "", _NO_DIRECTORY, WHOLE)
        if not some:
            yield Unread(exhibit, "", EMPTY, LISTED)


def _part(stream: BinaryIO, entry: Entry, name: str, ring: Keyring, exhibit: str) -> Member | Unread:
    if entry.is_link:
        return Unread(exhibit, mask_inner(name), LINK, LISTED)
    return Member(name, partial(_opened, stream, entry, ring), entry.size, entry.packed)


def _opened(stream: BinaryIO, entry: Entry, ring: Keyring) -> BinaryIO:
    if entry.volume:
        raise Unreadable(_VOLUMES, "", _TOGETHER)
    if entry.flags & _STRONG_FLAG:
        raise Unreadable(_STRONG, "", UNPACK)
    start = start_of(stream, entry)
    if start is None:
        raise Unreadable(_NO_HEAD, "", WHOLE)

    def raw() -> BinaryIO:
        return cast(BinaryIO, Span(stream, start.place, entry.packed))

    method, crc, lock = entry.method, entry.crc, None
    if entry.is_locked:
        method, crc, lock = _lock(entry, raw(), start.time)
    if method not in METHODS:
        raise Unreadable(f"It is compressed in a way that is not read here (method {method}).", "", UNPACK)
    unpacked = partial(_unpacked, method=method, size=entry.size)
    bytes_ = raw() if lock is None else ring.opened(lock, raw, lambda inner: matches(unpacked(inner), crc))
    return cast(BinaryIO, Checked(unpacked(bytes_), crc, entry.size))


def _lock(entry: Entry, raw: BinaryIO, time: int) -> tuple[int, int | None, Lock]:
    """The way of compressing behind a lock, the check sum where there is one, and the lock."""
    if entry.method != _AES:
        check = time >> 8 if entry.flags & _TIME_FLAG else (entry.crc or 0) >> 24
        return entry.method, entry.crc, ZipCrypto(raw.read(12), check & 0xFF)
    field = entry.field(_AES_FIELD) or b""
    strength = field[4] if len(field) >= 7 else 0
    if strength not in (1, 2, 3):
        raise Unreadable("The lock of the file is damaged.", "", WHOLE)
    # The second version leaves the check sum out, because it says something of what is locked.
    crc = entry.crc if int.from_bytes(field[:2], "little") == 1 else None
    lock = Aes(strength, raw.read(Aes.head_size(strength)), entry.packed)
    return int.from_bytes(field[5:7], "little"), crc, lock


def _unpacked(stream: BinaryIO, method: int, size: int | None) -> BinaryIO:
    form = METHODS[method]
    return stream if form is None else cast(BinaryIO, Decompressed(stream, form(size)))
