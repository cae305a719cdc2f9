"""Blocks of bytes, one behind the other, as a stream that is read from the start to the end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, cast


class _Blocks(io.RawIOBase):
    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces, have = [self._held], len(self._held)
        while (size < 0 or have < size) and (block := next(self._blocks, None)) is not None:
            pieces.append(block)
            have += len(block)
        data = b"".join(pieces)
        cut = len(data) if size < 0 else size
        self._held = data[cut:]
        return data[:cut]


def as_stream(blocks: Iterator[bytes]) -> BinaryIO:
    """A stream of these blocks."""
    return cast(BinaryIO, _Blocks(blocks))
