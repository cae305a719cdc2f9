"""How members of zip archives are compressed, by the number that the archive gives (PKWARE APPNOTE 4.4.5)."""

from __future__ import annotations

import lzma
from collections.abc import Callable
from functools import partial
from typing import Any

from tiao.content.archives.decompress import INSTALL, MOST_MEMORY, Decoder, Deflate, Form, Unsummed, bzip2, xz, zstd
from tiao.content.archives.streams import Ahead
from tiao.content.archives.told import UNPACK, WHOLE
from tiao.content.reader import BrokenOff
from tiao.errors import Unreadable

_NAME = "The file in the archive"


class _Once(Unsummed):
    """A stream that has no head of its own."""

    def __init__(self, name: str, make: Callable[[Ahead], Decoder]) -> None:
        self.name = name
        self._make: Callable[[Ahead], Decoder] | None = make

    def begin(self, source: Ahead) -> Decoder | None:
        make, self._make = self._make, None
        return None if make is None else make(source)


class _UpTo:
    """A decompressor that does not know where its stream ends, and is told."""

    unused_data = b""

    def __init__(self, inner: Any, size: int | None) -> None:
        self._inner = inner
        self._left = size

    @property
    def eof(self) -> bool:
        return self._left == 0 or bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return bool(self._inner.needs_input)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        given: bytes = self._inner.decompress(data, max_length if self._left is None else min(max_length, self._left))
        if self._left is not None:
            self._left -= len(given)
        return given


def _lzma(source: Ahead, size: int | None) -> Decoder:
    head = source.read(9)
    rest, lc = divmod(head[4] if len(head) == 9 else 255, 9)
    pb, lp = divmod(rest, 5)
    if head[2:4] != b"\5\0" or pb > 4 or lc + lp > 4:
        raise BrokenOff("The file in the archive is damaged; nothing of it was read.", "", WHOLE)
    memory = int.from_bytes(head[5:9], "little")
    if memory > MOST_MEMORY:
        raise Unreadable("It asks for more memory than is given to one file.", "", UNPACK)
    way = {"id": lzma.FILTER_LZMA1, "dict_size": max(4096, memory), "lc": lc, "lp": lp, "pb": pb}
    return _UpTo(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[way]), size)


class _Deflate64:
    """The library gives all that a call holds: at most some thousand times what it was given."""

    needs_input = True
    unused_data = b""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        given: bytes = self._inner.inflate(data)
        return given


def _deflate64(source: Ahead) -> Decoder:
    try:
        from inflate64 import Inflater
    except ImportError:
        raise Unreadable("It is compressed by Deflate64, and what reads that is missing.", "", INSTALL) from None
    return _Deflate64(Inflater())


# What a file in an archive is compressed by; None: not at all.
METHODS: dict[int, Callable[[int | None], Form] | None] = {
    0: None,
    8: lambda size: _Once(_NAME, lambda source: Deflate()),
    9: lambda size: _Once(_NAME, _deflate64),
    12: lambda size: bzip2(),
    14: lambda size: _Once(_NAME, partial(_lzma, size=size)),
    93: lambda size: zstd(),
    95: lambda size: xz(),
}
