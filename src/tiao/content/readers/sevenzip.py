"""7-Zip archives (7z): files that were compressed one behind another are read in one go, each as a member."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO, cast

from tiao.content.archives.decompress import INSTALL, MOST_MEMORY
from tiao.content.archives.streams import CUT, Checked, Span
from tiao.content.archives.told import EMPTY, LINK, LISTED, UNPACK, WHOLE
from tiao.content.archives.zip_locks import matches
from tiao.content.reader import BrokenOff, Claim, Member, Source
from tiao.errors import Unreadable
from tiao.evidence.mask import mask_inner
from tiao.model import Unread

MAGIC = b"7z\xbc\xaf\x27\x1c"
MOST_TRIES = 100
"""Passwords that are tried on one archive: each try takes about a third of a second, on purpose. Those that have
opened something in it are tried on."""
_INPUT = 32 << 10
_LZMA, _LZMA2, _PPMD = b"\3\1\1", b"\x21", b"\3\4\1"
_STEP = 4 << 20
_MISSING = "It is a 7-Zip archive, and what reads those is missing."
_DAMAGED = "The directory at the end of the archive is missing or damaged; nothing in it can be read."
_PARTS = "If it is one of several parts (.001, .002), put them together and seal the whole; else look for a whole copy."
_BROKEN = "The archive is damaged; what came before that place was read."
_LARGE = "It asks for more memory than is given to one file."
_WAY = "It is compressed in a way that is not read here."
_NONE_GIVEN = "It is locked by a password."
_NOT_KNOWN = "It is locked by a password that is not among those given, or it is damaged."
_GIVE = "Ask for the password, and run the same command again with --password-file."


class SevenZip:
    """Reads 7z archives: LZMA, LZMA2, PPMd, bzip2, deflate, Zstandard, Brotli, with filters, locked ones too."""

    name = "sevenzip@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "the head of a 7-Zip archive") if head.startswith(MAGIC) else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Member | Unread]:
        exhibit, some = source.exhibit.id, False
        with source.open() as stream:
            keys = _Keys([*source.passwords.texts])
            archive = _archive(stream, keys)
            blocks: dict[int, _Block] = {}
            places = _places(archive)
            for entry in getattr(archive, "files", ()):
                some = True
                name = str(entry.filename)
                if entry.is_symlink or entry.is_junction:
                    yield Unread(exhibit, mask_inner(name), LINK, LISTED)
                elif entry.emptystream or not entry.uncompressed:
                    if not entry.is_directory and not name.endswith("/"):
                        yield Member(name, lambda: io.BytesIO(b""), 0, 0)
                else:
                    folder = entry.folder
                    block = blocks.get(id(folder))
                    if block is None:
                        block = blocks[id(folder)] = _Block(stream, folder, *places[id(folder)], keys)
                    yield block.member(name, entry)
        if not some:
            yield Unread(exhibit, "", EMPTY, LISTED)


@dataclass
class _Keys:
    """Passwords to try on one archive. ``proven``: those that have opened something in it."""

    given: list[str]
    proven: list[str] = field(default_factory=list)
    _tries: int = 0

    def tried(self, opens: Callable[[str], bool]) -> str:
        """The password that opens something.

        Raises:
            Unreadable: none does.
        """
        if not self.given:
            raise Unreadable(_NONE_GIVEN, "", _GIVE)
        for password in self.proven:
            if opens(password):
                return password
        for password in self.given:
            if password in self.proven:
                continue
            self._tries += 1
            if self._tries > MOST_TRIES:
                break
            if opens(password):
                self.proven.append(password)
                return password
        raise Unreadable(_NOT_KNOWN, "", _GIVE)


def _archive(stream: BinaryIO, keys: _Keys) -> Any:
    """The archive with its directory; one whose names are locked too is opened by a password."""
    try:
        import py7zr
    except ImportError:
        raise Unreadable(_MISSING, "", INSTALL) from None

    def opened(password: str | None) -> Any:
        stream.seek(0)
        return py7zr.SevenZipFile(cast(Any, stream), password=password)

    try:
        return opened(None)
    except py7zr.PasswordRequired:
        pass
    except Exception:
        raise Unreadable(_DAMAGED, "", _PARTS) from None
    found: list[Any] = []

    def opens(password: str) -> bool:
        try:
            found.append(opened(password))
        except Exception:
            # A wrong password gives bytes that are no directory; what the library says of them is chance.
            return False
        return True

    keys.tried(opens)
    return found[-1]


def _places(archive: Any) -> dict[int, tuple[int, int]]:
    """Where the bytes of each block begin, and how many there are, by the identity of the block."""
    streams = archive.header.main_streams
    places, number = {}, 0
    for folder in streams.unpackinfo.folders if streams is not None else ():
        positions = streams.packinfo.packpositions[number : number + 2]
        places[id(folder)] = (archive.afterheader + positions[0], positions[1] - positions[0])
        number += len(folder.packed_indices)
    return places


def _memory(coder: Any) -> int:
    """Bytes that a way of compressing asks for to remember what it has given."""
    method, told = coder["method"], coder["properties"] or b""
    if method == _LZMA2 and told:
        return int(2 | (told[0] & 1)) << (told[0] // 2 + 11) if told[0] < 40 else 1 << 32
    return int.from_bytes(told[1:5], "little") if method in (_LZMA, _PPMD) else 0


class _Block:
    """Files that were compressed one behind another: each begins where the one before it ends."""

    def __init__(self, stream: BinaryIO, folder: Any, place: int, packed: int, keys: _Keys) -> None:
        self._stream = stream
        self._folder = folder
        self._place = place
        self._packed = packed
        self._keys = keys
        self._end = 0
        self._first: tuple[int, int | None] | None = None
        self._reading: _Unpacking | None = None
        self._problem: Unreadable | None = None

    def member(self, name: str, entry: Any) -> Member:
        """The next file of the block."""
        begin, size, crc = self._end, int(entry.uncompressed), entry.crc32
        self._end += size
        if self._first is None:
            self._first = (size, crc)
        share = self._packed * size // max(1, int(self._folder.unpacksizes[-1]))
        return Member(name, partial(self._opened, begin, size, crc), size, share)

    def _opened(self, begin: int, size: int, crc: int | None) -> BinaryIO:
        if self._problem is not None:
            raise self._problem
        try:
            if self._reading is None:
                self._reading = self._unpacking(self._password())
            self._reading.skip_to(begin)
        except Unreadable as problem:
            self._problem = problem
            raise
        return self._checked(self._reading, size, crc)

    def _checked(self, reading: _Unpacking, size: int, crc: int | None) -> BinaryIO:
        return cast(BinaryIO, Checked(cast(BinaryIO, _Part(reading, size)), crc, size))

    def _password(self) -> str | None:
        from py7zr.compressor import SupportedMethods

        if not SupportedMethods.needs_password(self._folder.coders):
            return None
        assert self._first is not None
        size, crc = self._first

        def opens(password: str) -> bool:
            try:
                return matches(self._checked(self._unpacking(password), size, crc), crc)
            except Unreadable:
                return False

        return self._keys.tried(opens)

    def _unpacking(self, password: str | None) -> _Unpacking:
        from py7zr.compressor import SevenZipDecompressor

        if max(map(_memory, self._folder.coders)) > MOST_MEMORY:
            raise Unreadable(_LARGE, "", UNPACK)
        try:
            decoder = SevenZipDecompressor(
                self._folder.coders, self._packed, self._folder.unpacksizes, None, password, _INPUT
            )
        except Exception:
            raise Unreadable(_WAY, "", UNPACK) from None
        return _Unpacking(cast(BinaryIO, Span(self._stream, self._place, self._packed)), decoder)


class _Unpacking:
    """The bytes of a block from the start on."""

    def __init__(self, stream: BinaryIO, decoder: Any) -> None:
        self._stream = stream
        self._decoder = decoder
        self._at = 0

    def read(self, size: int) -> bytes:
        """Some bytes, at least one.

        Raises:
            BrokenOff: none can be had.
        """
        for idle in itertools.count():
            before = self._decoder.consumed
            try:
                data = bytes(self._decoder.decompress(self._stream, min(size, _STEP)))
            except Unreadable:
                raise BrokenOff(CUT, "", WHOLE) from None
            except Exception:
                raise BrokenOff(_BROKEN, "", WHOLE) from None
            if data:
                self._at += len(data)
                return data
            if idle > 1 and self._decoder.consumed == before:
                raise BrokenOff(_BROKEN, "", WHOLE)
        raise AssertionError

    def skip_to(self, place: int) -> None:
        if place < self._at:
            raise Unreadable(_BROKEN, "", WHOLE)
        while self._at < place:
            self.read(place - self._at)


class _Part(io.RawIOBase):
    """The bytes of one file of a block."""

    def __init__(self, reading: _Unpacking, size: int) -> None:
        self._reading = reading
        self._left = size

    def read(self, size: int = -1) -> bytes:
        if not size or not self._left:
            return b""
        data = self._reading.read(min(size, self._left))
        self._left -= len(data)
        return data
