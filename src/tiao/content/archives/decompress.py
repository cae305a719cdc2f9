"""Decompressed bytes, never more at once than is asked for, and all that can be had of a stream that is damaged.

Libraries give nothing of a call in which they find damage, and some give all that a call may hold. So they are asked
for little at a time.
"""

from __future__ import annotations

import bz2
import io
import lzma
import sys
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

from tiao.content.archives.streams import Ahead
from tiao.content.archives.told import WHOLE
from tiao.content.reader import BrokenOff
from tiao.errors import Unreadable

STEP = 64 << 10
"""Bytes that are taken in, and asked for, at once."""
MOST_MEMORY = 1 << 30
"""Bytes that a decompressor may ask for to remember what it has given."""
INSTALL = "Install it: pip install 'tiao[archives]'; then run the same command again."
_CUT = "is cut short; what came before the cut was read."
_DAMAGED = "is damaged; what came before that place was read."
_MEMORY = "asks for more memory than is given to one file; the rest was not read."
WRONG_SUM = "does not match its check sum; it was read as it stands."


class Decoder(Protocol):
    """What all decompressors have in common: those of ``bz2`` and ``lzma`` are such."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Deflate:
    """Raw deflate. Of a call in which damage is found, it gives what stands before the damage."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
        self._failed = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if self._failed:
            raise zlib.error("damaged")
        data = self._inner.unconsumed_tail + data
        before = self._inner.copy()
        try:
            return self._inner.decompress(data, max(0, max_length))
        except zlib.error:
            self._failed = True
        given = bytearray()
        try:
            for place in range(len(data)):
                given += before.decompress(data[place : place + 1])
        except zlib.error:
            pass
        if not given:
            raise zlib.error("damaged")
        return bytes(given)


class Form(ABC):
    """One way of compressing: how a stream of it begins and ends. A file may hold several streams."""

    name = ""

    @abstractmethod
    def begin(self, source: Ahead) -> Decoder | None:
        """What decompresses the stream that begins here; None if none begins."""

    @abstractmethod
    def given(self, data: bytes) -> None:
        """Some bytes were decompressed."""

    @abstractmethod
    def end(self, source: Ahead) -> None:
        """A stream has ended: what stands behind it is checked."""


class Decompressed(io.RawIOBase):
    """The bytes of a compressed file, from the start to the end.

    Attributes:
        behind: there are bytes behind the end that are neither compressed nor nought.
    """

    def __init__(self, stream: BinaryIO, form: Form) -> None:
        self._source = Ahead(stream)
        self._form = form
        self._decoder: Decoder | None = None
        self._problem: Unreadable | None = None
        self._done = False
        self.behind = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """As many bytes as are asked for, but at the end and at damage.

        Raises:
            BrokenOff: at damage, once all before it was given.
        """
        if size < 0:
            raise ValueError("more than is known")
        pieces: list[bytes] = []
        have = 0
        while have < size and not self._done:
            try:
                piece = self._step(min(STEP, size - have))
            except Unreadable as problem:
                self._problem, self._done = problem, True
                break
            pieces.append(piece)
            have += len(piece)
        if self._problem is not None and not have and size:
            raise self._problem
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _step(self, size: int) -> bytes:
        """Some bytes; none does not mean the end."""
        if self._decoder is None:
            self._decoder = self._begin()
            if self._decoder is None:
                self._done = True
                return b""
        decoder = self._decoder
        hungry = decoder.needs_input
        data = self._source.read(STEP) if hungry else b""
        try:
            given = decoder.decompress(data, size)
        except Unreadable:
            raise
        except Exception as problem:
            # The libraries say it in words only.
            what = _MEMORY if isinstance(problem, MemoryError) or "emory" in str(problem) else _DAMAGED
            raise BrokenOff(f"{self._form.name} {what}", "", WHOLE) from None
        self._form.given(given)
        if decoder.eof:
            self._source.give_back(decoder.unused_data)
            self._decoder = None
            try:
                self._form.end(self._source)
            except Unreadable as problem:
                # What this call gives comes first.
                self._problem, self._done = problem, True
        elif hungry and not data and not given:
            raise BrokenOff(f"{self._form.name} {_CUT}", "", WHOLE)
        return given

    def _begin(self) -> Decoder | None:
        found = self._form.begin(self._source)
        if found is None:
            while block := self._source.read(STEP):
                if block.strip(b"\0"):
                    self.behind = True
                    break
        return found


class Gzip(Form):
    """gzip: a head with a name, deflate, a check sum."""

    name = "The gzip file"
    _LONGEST = 64 << 10

    def __init__(self) -> None:
        self.inner_name = b""
        self._sum = 0
        self._size = 0

    def begin(self, source: Ahead) -> Decoder | None:
        head = source.read(10)
        if head[:3] != b"\x1f\x8b\x08":
            source.give_back(head)
            return None
        flags = head[3] if len(head) == 10 else 0
        if flags & 4:
            source.read(int.from_bytes(source.read(2), "little"))
        name = self._text(source) if flags & 8 else b""
        self.inner_name = self.inner_name or name
        if flags & 16:
            self._text(source)
        if flags & 2:
            source.read(2)
        self._sum = self._size = 0
        return Deflate()

    def _text(self, source: Ahead) -> bytes:
        data = source.read(self._LONGEST)
        text, found, rest = data.partition(b"\0")
        source.give_back(rest)
        if not found:
            raise BrokenOff(f"{self.name} {_DAMAGED}", "", WHOLE)
        return text

    def given(self, data: bytes) -> None:
        self._sum = zlib.crc32(data, self._sum)
        self._size += len(data)

    def end(self, source: Ahead) -> None:
        said = source.read(8)
        if len(said) < 8:
            raise BrokenOff(f"{self.name} {_CUT}", "", WHOLE)
        if said != self._sum.to_bytes(4, "little") + (self._size & 0xFFFFFFFF).to_bytes(4, "little"):
            raise BrokenOff(f"{self.name} {WRONG_SUM}", "", WHOLE)


class Unsummed(Form):
    """A way without sums that are checked here: its library checks them, or what stands around it does."""

    def given(self, data: bytes) -> None:
        pass

    def end(self, source: Ahead) -> None:
        pass


class Simple(Unsummed):
    """A way whose library checks sums and ends by itself."""

    def __init__(self, name: str, heads: tuple[bytes, ...], make: Callable[[], Any], unit: int = 1) -> None:
        """
        Args:
            unit: noughts between streams come in so many at a time.
        """
        self.name = name
        self._heads = heads
        self._make = make
        self._unit = unit

    def begin(self, source: Ahead) -> Decoder | None:
        head = source.read(self._unit)
        while self._unit > 1 and len(head) == self._unit and not head.strip(b"\0"):
            head = source.read(self._unit)
        head += source.read(max(map(len, self._heads)) - len(head))
        source.give_back(head)
        decoder: Decoder | None = self._make() if head.startswith(self._heads) else None
        return decoder


GZIP = b"\x1f\x8b\x08"
BZIP2 = b"BZh"
XZ = b"\xfd7zXZ\0"
ZSTD = b"\x28\xb5\x2f\xfd"
# Frames that say nothing and may stand before others.
ZSTD_SKIPPED = tuple(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))


def gzip() -> Gzip:
    """gzip (gz)."""
    return Gzip()


def bzip2() -> Form:
    """bzip2 (bz2)."""
    return Simple("The bzip2 file", (BZIP2,), bz2.BZ2Decompressor)


def xz() -> Form:
    """xz."""
    return Simple("The xz file", (XZ,), lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY), 4)


def zstd() -> Form:
    """Zstandard (zst).

    Raises:
        Unreadable: what it needs is not installed.
    """
    return Simple("The Zstandard file", (ZSTD, *ZSTD_SKIPPED), zstd_decoder())


def zstd_decoder() -> Callable[[], Any]:
    """What makes a decompressor of Zstandard.

    Raises:
        Unreadable: what it needs is not installed.
    """
    try:
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdDecompressor
        else:
            from backports.zstd import ZstdDecompressor
    except ImportError:
        raise Unreadable("It is compressed by Zstandard, and what reads that is missing.", "", INSTALL) from None
    made: Callable[[], Any] = ZstdDecompressor
    return made
