"""Tar archives (tar): every plain file is a member; links and devices are named and never followed."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, cast

from tiao.content.archives.guarded import guarded, said
from tiao.content.archives.names import decoded
from tiao.content.archives.told import LINK, LISTED, WHOLE
from tiao.content.reader import BrokenOff, Claim, Member, Source
from tiao.errors import Unreadable
from tiao.evidence.mask import mask_inner
from tiao.model import Unread

HEAD = tarfile.BLOCKSIZE
# More is never asked for at once but for a header that was made to fill memory; members are read in smaller pieces.
_LONGEST_READ = 8 << 20
_DAMAGED = "The archive is damaged; the files before that place were read."
_NO_END = "The archive has no end mark and may be cut short; the files that it holds were read."
_BEHIND = "Bytes stand behind the end of the archive and were not read."
_CUT = "The archive ends within this file; what came before that was read."
_NO_FILES = {
    tarfile.SYMTYPE: LINK,
    tarfile.LNKTYPE: "It is a second name of another file in the archive, which is read in its own place.",
    tarfile.FIFOTYPE: "It is a pipe, which holds nothing.",
    tarfile.CHRTYPE: "It is a device, which holds nothing.",
    tarfile.BLKTYPE: "It is a device, which holds nothing.",
}


class Tar:
    """Reads tar archives of every kind: v7, ustar, GNU and pax."""

    name = "tar@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return (Claim.YES, "the head of a tar archive, with a right check sum") if is_tar(head) else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Member | Unread]:
        with source.open() as stream:
            yield from members(stream, source, can_skip=True)


def is_tar(head: bytes) -> bool:
    """Whether bytes begin as a tar archive does: old ones have no sign, but each head has a check sum."""
    if len(head) < HEAD or not head[0]:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:HEAD], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def members(stream: BinaryIO, source: Source, can_skip: bool = False, parts: int = 1) -> Iterator[Member | Unread]:
    """The members of a tar archive that is read from the start to the end, while it is decompressed if need be.

    Args:
        can_skip: the stream is seekable without being read.
        parts: a member takes up one in so many parts of its size.
    """
    exhibit = source.exhibit.id
    forward = Forward(stream, can_skip)
    try:
        with tarfile.open(fileobj=cast(BinaryIO, forward), mode="r:", encoding="utf-8") as archive:
            while (entry := archive.next()) is not None:
                # What the library remembers of every member would fill memory.
                archive.members.clear()  # type: ignore[attr-defined]
                if entry.isdir():
                    continue
                name = decoded([entry.name.encode("utf-8", "surrogateescape")])[0]
                if entry.type in _NO_FILES:
                    yield Unread(exhibit, mask_inner(name), _NO_FILES[entry.type], LISTED)
                else:
                    yield Member(name, partial(_opened, archive, forward, entry), entry.size, entry.size // parts)
            yield from _end(forward, archive.offset, exhibit)
    except Exception as problem:
        raise said(problem, lambda _: Unreadable(_DAMAGED, "", WHOLE)) from None


def _opened(archive: tarfile.TarFile, forward: Forward, entry: tarfile.TarInfo) -> BinaryIO:
    if not entry.issparse():
        return cast(BinaryIO, _Plain(forward, entry.offset_data, entry.size))
    stream = archive.extractfile(entry)
    assert stream is not None
    return guarded(cast(BinaryIO, stream), lambda _: BrokenOff(_CUT, "", WHOLE))


class _Plain(io.RawIOBase):
    """The bytes of a file that stand together. The library's own stream would give nothing of a file that is cut."""

    def __init__(self, forward: Forward, place: int, size: int) -> None:
        self._forward = forward
        self._place = place
        self._left = size

    def read(self, size: int = -1) -> bytes:
        try:
            self._forward.seek(self._place)
            data = self._forward.read(min(size, self._left))
        except tarfile.ReadError:
            data = b""
        if size and self._left and not data:
            raise BrokenOff(_CUT, "", WHOLE)
        self._place += len(data)
        self._left -= len(data)
        return data


def _end(forward: Forward, place: int, exhibit: str) -> Iterator[Unread]:
    """What is to be said of the end: the library takes a damaged head for it, and does not look behind it."""
    forward.seek(place)
    block = forward.read(HEAD)
    if not block:
        yield Unread(exhibit, "", _NO_END, WHOLE)
    elif block.strip(b"\0"):
        yield Unread(exhibit, "", _DAMAGED, WHOLE)
    else:
        while block := forward.read(_LONGEST_READ):
            if block.strip(b"\0"):
                yield Unread(exhibit, "", _BEHIND, WHOLE)
                return


class Forward(io.RawIOBase):
    """A stream that is only read on, with as much of going back as is asked for: a head at most.

    So an archive can be read while it is being decompressed.
    """

    def __init__(self, stream: BinaryIO, can_skip: bool) -> None:
        self._stream = stream
        self._can_skip = can_skip
        self._at = 0
        # What was read last, and as much of its end as is to be read again.
        self._last = b""
        self._again = 0

    def tell(self) -> int:
        return self._at

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        back = self._at + self._again - place
        if whence != os.SEEK_SET or back > len(self._last):
            raise tarfile.ReadError("a place before")
        if back >= 0:
            self._at, self._again = place, back
            return place
        if self._can_skip:
            self._at, self._again, self._last = self._stream.seek(place), 0, b""
        while self._at < place and self.read(min(_LONGEST_READ, place - self._at)):
            pass
        return self._at

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LONGEST_READ:
            raise tarfile.ReadError("too much at once")
        data = b""
        if self._again:
            start = len(self._last) - self._again
            data = self._last[start : start + size]
            self._again -= len(data)
        fresh = b""
        while len(data) + len(fresh) < size and (more := self._more(size - len(data) - len(fresh), bool(fresh))):
            fresh = fresh + more if fresh else more
        if fresh:
            self._last = (self._last + fresh)[-HEAD:] if len(fresh) < HEAD else fresh[-HEAD:]
        self._at += len(data) + len(fresh)
        return data + fresh if data else fresh

    def _more(self, size: int, something: bool) -> bytes:
        try:
            return self._stream.read(size)
        except Unreadable:
            # What came before is given first; the same is raised again when more is asked for.
            if something:
                return b""
            raise
