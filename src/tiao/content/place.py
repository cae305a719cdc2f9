"""Where in a file a chunk begins: what lets one machine go on where another has cut."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A place at which a file can be read on, with the same cuts behind it as if it had been read from the start.

    A file is read block by block, and what is left of one block goes in front of the next. So a place is how far the
    file had been read, and how much of what was read still belongs to the chunk. All numbers are bytes.

    Attributes:
        begin: where in the file reading begins again: the start of the block that holds the first byte of the chunk.
        held: bytes before ``begin`` that are the first half of a character.
        read: how far the file had been read.
        rest: UTF-8 bytes, the last of what lies between ``begin`` and ``read``, that belong to the chunk.
    """

    begin: int
    held: int
    read: int
    rest: int
