"""Memo files of DBF tables (dbt, fpt): longer texts, kept block by block beside the rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LONGEST = 16 << 20
"""A longer text is not read."""
_STEP = 64 << 10
_TEXT = 1


@dataclass
class Memo:
    """An opened memo file.

    Attributes:
        block: bytes of a block. foxpro: as FoxPro writes it. first: of the numbers of blocks with text.
    """

    stream: BinaryIO
    block: int
    foxpro: bool

    @classmethod
    def of(cls, stream: BinaryIO, foxpro: bool) -> Memo | None:
        """A memo file; None if its head makes no sense.

        Args:
            foxpro: an fpt file; else a dbt file of dBASE III or IV.
        """
        stream.seek(0)
        head = stream.read(512)
        if len(head) < 24:
            return None
        if foxpro:
            block = struct.unpack_from(">H", head, 6)[0] or 512
        else:
            # dBASE III leaves the place empty; it may hold anything that is no such size.
            block = struct.unpack_from("<H", head, 20)[0]
            block = block if block and block % 64 == 0 else 512
        return cls(stream, block, foxpro)

    def text(self, number: int) -> bytes | None:
        """What stands from a block on; None if there is no such text, or if it is a picture or too long."""
        if number <= 0:
            return b""
        self.stream.seek(number * self.block)
        head = self.stream.read(8)
        if len(head) < 8:
            return None
        if self.foxpro:
            kind, length = struct.unpack(">II", head)
            return self._whole(length) if kind == _TEXT else None
        if head.startswith(b"\xff\xff\x08\0"):
            length = struct.unpack_from("<I", head, 4)[0] - 8
            return self._whole(length)
        self.stream.seek(number * self.block)
        return self._until_end()

    def _whole(self, length: int) -> bytes | None:
        if not 0 <= length <= LONGEST:
            return None
        data = self.stream.read(length)
        return data if len(data) == length else None

    def _until_end(self) -> bytes | None:
        """dBASE III ends a text with a mark."""
        data = b""
        while len(data) <= LONGEST and (more := self.stream.read(_STEP)):
            data += more
            end = data.find(b"\x1a", max(0, len(data) - len(more)))
            if end >= 0:
                return data[:end]
        return None


@contextmanager
def memo_beside(path: str | None) -> Iterator[Memo | None]:
    """The memo file of a table, if it stands beside it under the same name and makes sense."""
    if path is None:
        yield None
        return
    stem = path[:-4] if path[-4:].lower() == ".dbf" else path
    for ending in (".fpt", ".FPT", ".dbt", ".DBT"):
        name = Path(stem + ending)
        if name.is_file():
            with name.open("rb") as stream:
                yield Memo.of(stream, ending.lower() == ".fpt")
            return
    yield None
