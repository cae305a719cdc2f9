"""A SQLite file as pages: read where they stand, each once, so that no circle in a damaged file is run through twice.

The format: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from tiao.content.reader import Source

MAGIC = b"SQLite format 3\0"
WAL_MAGICS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
HEAD = 100
"""Bytes of page 1 before what every page begins with."""
_ENCODINGS = {0: "utf-8", 1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
# The smallest part of a page that SQLite itself accepts as usable.
_LEAST_USABLE = 480


class NoDatabase(Exception):
    """The first bytes do not say how the file is divided into pages."""


@dataclass
class Pages:
    """An opened database.

    Attributes:
        size: bytes of a page. usable: of them, those that hold content.
        count: whole pages in the file, whatever its head says.
        encoding: of all text in it.
    """

    stream: BinaryIO
    size: int
    usable: int
    count: int
    encoding: str
    _owner: array[int]
    _passes: int = 0

    @classmethod
    def of(cls, stream: BinaryIO) -> Pages:
        """Opens a database.

        Raises:
            NoDatabase: what stands at its start makes no sense.
        """
        stream.seek(0)
        head = stream.read(HEAD)
        if len(head) < HEAD or not head.startswith(MAGIC):
            raise NoDatabase
        size = struct.unpack_from(">H", head, 16)[0]
        size = 1 << 16 if size == 1 else size
        usable = size - head[20]
        encoding = struct.unpack_from(">I", head, 56)[0]
        if size < 512 or size & (size - 1) or usable < _LEAST_USABLE or encoding not in _ENCODINGS:
            raise NoDatabase
        count = stream.seek(0, 2) // size
        return cls(stream, size, usable, count, _ENCODINGS[encoding], array("I", bytes(4 * (count + 1))))

    def begin(self, before: int) -> int:
        """The number of a new pass over a table; what an earlier pass over the same table took is free again.

        Args:
            before: the number of that pass, 0 for none.
        """
        if before:
            owner = np.frombuffer(self._owner, np.uint32)
            owner[owner == before] = 0
        self._passes += 1
        return self._passes

    def take(self, number: int, turn: int) -> bytes | None:
        """A page, from 1; None if there is none such, or if it was taken before, in this pass or for another table.

        Args:
            turn: the number of the pass.
        """
        if not 0 < number <= self.count or self._owner[number]:
            return None
        self._owner[number] = turn
        self.stream.seek((number - 1) * self.size)
        return self.stream.read(self.size)

    def chain(self, number: int, length: int, turn: int) -> bytes | None:
        """What does not fit on its row's page: so many bytes, from page to page; None if the chain is damaged."""
        parts = []
        while length > 0:
            page = self.take(number, turn)
            if page is None:
                return None
            number = int.from_bytes(page[:4], "big")
            parts.append(page[4 : min(self.usable, 4 + length)])
            length -= self.usable - 4
        return b"".join(parts)


def beside(source: Source) -> list[str]:
    """What of the database stands in a second file beside it, and is not read with it: a sentence for each."""
    found: list[str] = []
    if source.path is None:
        return found
    for ending, magics, what in (
        ("-wal", WAL_MAGICS, "A write-ahead log stands beside the database; rows that stand only in it are not read."),
        ("-journal", (JOURNAL_MAGIC,), "A journal stands beside the database: a change was broken off half-way."),
    ):
        try:
            with open(source.path + ending, "rb") as stream:
                if stream.read(8).startswith(magics):
                    found.append(what)
        except (OSError, ValueError):
            continue
    return found
