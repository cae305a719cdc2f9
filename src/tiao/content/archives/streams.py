"""Streams over streams, read from the start to the end: some bytes of a file, bytes that come again, bytes compared."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

from tiao.content.archives.told import WHOLE
from tiao.content.reader import BrokenOff
from tiao.errors import Unreadable

CUT = "The file is cut short in the archive; what came before the cut was read."
_LENGTH = "The file is not as long as the archive says; it was read as it stands."
_SUM = "The file does not match its check sum; it was read as it stands."


class Ahead(io.RawIOBase):
    """A stream of which some bytes were looked at already: they come again."""

    def __init__(self, stream: BinaryIO, head: bytes = b"") -> None:
        self._stream = stream
        self._head = head
        self._problem: Unreadable | None = None

    def readable(self) -> bool:
        return True

    def give_back(self, data: bytes) -> None:
        """These bytes come next."""
        self._head = data + self._head

    def read(self, size: int = -1) -> bytes:
        """As many bytes as are asked for, but at the end, and before what is raised."""
        data, self._head = self._head[:size], self._head[size:]
        if self._problem is not None and size and not data:
            raise self._problem
        try:
            while self._problem is None and len(data) < size and (more := self._stream.read(size - len(data))):
                data = data + more if data else more
        except Unreadable as problem:
            if not data:
                raise
            self._problem = problem
        return data


class Span(io.RawIOBase):
    """Some bytes of a file, wherever the file was read in between."""

    def __init__(self, stream: BinaryIO, place: int, size: int) -> None:
        """Bytes that end before ``size`` are cut: that is said once all have been given."""
        self._stream = stream
        self._place = place
        self._left = size

    def read(self, size: int = -1) -> bytes:
        wanted = min(size, self._left)
        self._stream.seek(self._place)
        data = self._stream.read(wanted)
        if wanted and not data:
            raise BrokenOff(CUT, "", WHOLE)
        self._place += len(data)
        self._left -= len(data)
        return data


class Checked(io.RawIOBase):
    """Bytes that are compared with what the archive says of them, once all have been given."""

    def __init__(self, stream: BinaryIO, crc: int | None, size: int | None) -> None:
        self._stream = stream
        self._crc = crc
        self._size = size
        self._found = 0
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._found = zlib.crc32(data, self._found)
        self._given += len(data)
        if size and not data:
            if self._crc is not None and self._found != self._crc:
                raise BrokenOff(_SUM, "", WHOLE)
            if self._size is not None and self._given != self._size:
                raise BrokenOff(_LENGTH, "", WHOLE)
        return data
