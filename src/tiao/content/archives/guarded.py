"""Streams of libraries that unpack: whatever they throw over hostile bytes comes out as a sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, cast

from tiao.errors import TiaoError, Unreadable

Say = Callable[[Exception], Unreadable]


class _Guarded(io.RawIOBase):
    def __init__(self, stream: BinaryIO, say: Say) -> None:
        self._stream = stream
        self._say = say

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except Exception as problem:
            raise said(problem, self._say) from None

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def guarded(stream: BinaryIO, say: Say) -> BinaryIO:
    """A stream to be read from the start to the end; ``say`` turns what goes wrong into what is told of it."""
    return cast(BinaryIO, _Guarded(stream, say))


def said(problem: Exception, say: Say) -> Exception:
    """What to raise for an exception of a library; its own words may quote the data and are not repeated."""
    return problem if isinstance(problem, TiaoError | MemoryError) else say(problem)
