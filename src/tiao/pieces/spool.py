"""Entries of a count by partition, in blocks: in memory as far as they may, the rest in files without a name.

An entry is a token, a code of 16 bits and the number of its owner; there is no raw value in it. The files lie in the
case folder, have no name there and end with the process, however that ends.
"""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from tiao.disk import memory_to_spare, pages, past_cache
from tiao.errors import Misuse
from tiao.pieces import group

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
# Entries in a block: a whole number of memory pages.
BITS = 12
BLOCK = 1 << BITS
BLOCK_BYTES = group.ENTRY * BLOCK
# Bits for the place in a file; above them stands which file it is.
_PLACE = 48
# Owners that entries can have, numbered from 0.
OWNERS = 1 << 16
# Blocks taken at a time, and written to a file at a time.
SHEAF = 64


class Overflow:
    """Files without a name, in the folder of a case, for what memory may not hold.

    There are as many as are written to at once: the system lets one thread at a time write to a file, and the others
    keep the cores busy with waiting for it.
    """

    def __init__(self, folder: Path, aligned: bool) -> None:
        """
        Args:
            aligned: what is written, whole pages of page-aligned memory, goes past the system's file cache. Through it,
                columns behind the first go to pages that are there already and come back from them, at many times
                the speed of the disk; but only where there is memory enough for all of it.
        """
        self._folder = folder
        self._aligned = aligned
        self._files: list[IO[bytes]] = []
        self._ends: list[int] = []
        # In turn, so that none grows much longer than the others.
        self._idle: deque[int] = deque()
        self._lock = threading.Lock()

    def put(self, buffers: Sequence[memoryview]) -> int:
        """Writes buffers one behind the other and says where they begin, by a number that goes on byte by byte.

        Raises:
            Misuse: the disk is full.
        """
        size = sum(buffer.nbytes for buffer in buffers)
        with self._lock:
            which = self._idle.popleft() if self._idle else self._one_more()
            begin = self._ends[which]
            self._ends[which] += size
            number = self._files[which].fileno()
        try:
            if os.pwritev(number, buffers, begin) < size:
                at = begin
                for buffer in buffers:
                    done = 0
                    while done < buffer.nbytes:
                        done += os.pwrite(number, buffer[done:], at + done)
                    at += done
        except OSError as error:
            raise _full(error) from None
        with self._lock:
            self._idle.append(which)
        return which << _PLACE | begin

    def get(self, begin: int, buffer: memoryview) -> None:
        """Reads what was written at a place back."""
        number = self._files[begin >> _PLACE].fileno()
        at = begin & (1 << _PLACE) - 1
        done = 0
        while done < buffer.nbytes:
            done += os.preadv(number, [buffer[done:]], at + done)

    def clear(self) -> None:
        """What was written is no longer needed; its room is used again."""
        self._ends = [0] * len(self._ends)

    def close(self) -> None:
        while self._files:
            self._files.pop().close()

    def _one_more(self) -> int:
        try:
            file: IO[bytes] = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
        except OSError as error:
            raise _full(error) from None
        if self._aligned:
            past_cache(file.fileno())
        self._files.append(file)
        self._ends.append(0)
        return len(self._files) - 1


def _full(error: OSError) -> Misuse:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what = "The count found neither memory nor disk enough."
    else:
        what = "The count cannot write to the folder of the case."
    return Misuse(what, "count", "Make room on the disk of the case and run the same command again.")


class Room:
    """Blocks in memory, handed out as long as there are any, and files for more."""

    def __init__(self, folder: Path, entries: int, memory: int, partitions: int, writers: int) -> None:
        """
        Args:
            entries: as many at most will be written before the next ``clear``.
            memory: bytes to hold at once, more or less.
            partitions, writers: at most so many, each writer with a block open in each partition.
        """
        wanted = -(-entries // BLOCK) + (partitions + SHEAF) * writers
        # Each writer gets as many as it can have open and some more, however little memory there is: with fewer it
        # would have to put blocks into a file that are nearly empty.
        self.own = partitions + SHEAF
        self._kept_back = writers * self.own
        self.blocks = max(min(wanted, memory // BLOCK_BYTES), self._kept_back)
        self.memory = pages(self.blocks * BLOCK_BYTES).view(np.uint32)
        aside = (wanted - self.blocks) * BLOCK_BYTES
        self.file = Overflow(folder, aligned=aside + self.memory.nbytes > memory_to_spare() * 3 // 4)
        self._next = 0
        self._writers = 0
        self._lock = threading.Lock()

    def take(self) -> Ints:
        """Numbers of blocks that are now the caller's; fewer than usual, or none, when there are no more."""
        with self._lock:
            begin = self._next
            self._next = min(begin + SHEAF, self.blocks - self._kept_back)
            return np.arange(begin, self._next, dtype=np.int64)

    def begin(self) -> Ints:
        """Numbers of the blocks that a new writer has from the start."""
        with self._lock:
            self._writers += 1
            last = self.blocks - (self._writers - 1) * self.own
            return np.arange(last - self.own, last, dtype=np.int64)

    def bytes_of(self, block: int) -> memoryview:
        begin = block * (BLOCK_BYTES // 4)
        buffer: memoryview = self.memory[begin : begin + BLOCK_BYTES // 4].view(np.uint8).data
        return buffer

    def clear(self) -> None:
        self._next = 0
        self._writers = 0
        self.file.clear()

    def close(self) -> None:
        self.file.close()


@dataclass
class _Writer:
    """What one thread writes to a spool: its open blocks, and what is full. ``full`` and ``filed`` are
    (partition, block or place in a file, entries)."""

    room: Room
    next_at: Ints
    free: Ints
    full: list[Ints] = field(default_factory=list)
    filed: list[Ints] = field(default_factory=list)

    def write(
        self,
        tokens: npt.NDArray[np.uint8],
        begin: int,
        code: npt.NDArray[np.uint16],
        present: npt.NDArray[np.bool_],
        want: int,
        shift: int,
        owner: int = 0,
    ) -> int:
        """Writes the entries of some lines (``group.scatter``) and says how many are of records in total."""
        row = 0
        in_total = 0
        while True:
            ended = np.empty((len(self.free) + 1, 2), np.int64)
            n = np.array([len(self.free), 0, 0, begin], np.int64)
            row = group.scatter(
                tokens, begin, code, present, want, shift, owner, row, self.room.memory, BITS, self.next_at,
                self.free, ended, n,
            )  # fmt: skip
            begin = int(n[3])
            self.free = self.free[: n[0]]
            in_total += int(n[2])
            if n[1]:
                self.full.append(np.column_stack([ended[: n[1]], np.full(n[1], BLOCK)]))
            if row == len(code):
                return in_total
            self._more()

    def end(self) -> None:
        """What is still open is as full as it will get."""
        held = np.flatnonzero(self.next_at)
        if len(held):
            last = self.next_at[held] - 1
            self.full.append(np.column_stack([held, last >> BITS, (last & BLOCK - 1) + 1]))
        self.next_at[:] = 0

    def _more(self) -> None:
        self.free = self.room.take()
        if len(self.free):
            return
        # It has more blocks than it can have open, so some are full.
        blocks = self.full.pop()
        begin = self.room.file.put([self.room.bytes_of(block) for block in blocks[:, 1]])
        self.free = blocks[:, 1].copy()
        blocks[:, 1] = begin + BLOCK_BYTES * np.arange(len(blocks))
        self.filed.append(blocks)


class Spool:
    """The entries of one column, or of some, by partition."""

    def __init__(self, room: Room, partitions: int) -> None:
        """
        Args:
            partitions: a power of two.
        """
        self.partitions = partitions
        self.shift = 64 - (partitions.bit_length() - 1)
        self.room = room
        self._lock = threading.Lock()
        self._idle: dict[bool, list[_Writer]] = {False: [], True: []}
        self._held = np.zeros((0, 5), np.int64)

    @contextmanager
    def writer(self, full: bool = False) -> Iterator[_Writer]:
        """A writer for this thread alone. ``full``: what it writes are full contents."""
        with self._lock:
            own = self._idle[full]
            one = own.pop() if own else None
        if one is None:
            one = _Writer(self.room, np.zeros(self.partitions, np.int64), self.room.begin())
        yield one
        with self._lock:
            own.append(one)

    def end(self) -> None:
        """Nothing more is written."""
        parts = [np.zeros((0, 5), np.int64)]
        for full, writers in self._idle.items():
            for one in writers:
                one.end()
                for filed, runs in ((0, one.full), (1, one.filed)):
                    parts += [np.column_stack([run, np.full((len(run), 2), (int(full), filed))]) for run in runs]
        held = np.concatenate(parts)
        # Which thread wrote a block is chance, and no figure depends on it.
        self._held = held[np.lexsort((held[:, 4], held[:, 0]))]
        self._begin = np.searchsorted(self._held[:, 0], np.arange(self.partitions + 1))

    def of(self, partition: int) -> Ints:
        """The blocks of a partition, int64 (n, 4): block or place in a file, entries, 1 for full contents, 1 for a
        file; those of files last."""
        return self._held[self._begin[partition] : self._begin[partition + 1], 1:]
