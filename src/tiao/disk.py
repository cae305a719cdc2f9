"""Large files past the system's file cache: written straight from page-aligned memory, read straight into it.

What is written once and is larger than the cache only drives out of it what is still needed, and each of its pages has
to be found and cleared first. Where a file system cannot do without the cache, the same calls go through it.
"""

from __future__ import annotations

import mmap
import os
import re
import threading
import weakref
from collections import deque
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
PAGE = 4096


def past_cache(number: int) -> None:
    """Has an open file written and read past the cache, if the file system can.

    From then on places, sizes and memory must be whole pages.

    Args:
        number: the file's descriptor.
    """
    with suppress(OSError, AttributeError, ImportError):
        import fcntl

        fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_DIRECT)


def pages(size: int) -> Bytes:
    """Fresh page-aligned memory of at least as many bytes; a page is only taken up once it is written to."""
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0)
    return np.frombuffer(mmap.mmap(-1, -(-max(size, 1) // PAGE) * PAGE, flags=private), np.uint8)


def memory_of_the_machine() -> int:
    """Bytes of memory that the machine has; 0 where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0


def memory_to_spare() -> int:
    """Bytes that the system could give out now without putting anything off to disk, its file cache included; 0 where
    it does not say."""
    try:
        said = re.search(rb"^MemAvailable:\s*(\d+) kB", Path("/proc/meminfo").read_bytes(), re.MULTILINE)
    except OSError:
        return 0
    return int(said[1]) << 10 if said else 0


class Pages(threading.local):
    """Page-aligned memory that a thread uses again and again: fresh memory costs more than what is done in it."""

    def __init__(self) -> None:
        self._held: Bytes = np.empty(0, np.uint8)

    def of(self, size: int) -> Bytes:
        if size > len(self._held):
            self._held = np.empty(0, np.uint8)
            self._held = pages(size + size // 8)
        return self._held


class Lent:
    """Page-aligned memory that is given out, and comes back by itself once nobody holds its bytes.

    For what goes from one thread to another, and for threads that are not ours, which remember nothing.
    """

    _MOST = 256 << 20

    def __init__(self) -> None:
        self._free: deque[Bytes] = deque()
        # Memory may come back in the middle of a call, on the same thread.
        self._lock = threading.RLock()

    def of(self, size: int) -> memoryview:
        with self._lock:
            for _ in range(len(self._free)):
                memory = self._free.popleft()
                if len(memory) >= size:
                    break
                self._free.append(memory)
            else:
                memory = pages(size + size // 8)
        lent = memory[:]
        weakref.finalize(lent, self._back, memory).atexit = False
        # A view as an array would hold the memory, and not what is lent of it.
        return lent.data

    def _back(self, memory: Bytes) -> None:
        with self._lock:
            self._free.append(memory)
            while sum(map(len, tuple(self._free))) > self._MOST:
                self._free.popleft()


class NewFile:
    """A file to be written in whole pages of page-aligned memory, at any place, in any order, by any thread."""

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o644)
        self._file = os.fdopen(handle, "wb", buffering=0)
        past_cache(handle)

    def put(self, data: Bytes, place: int) -> None:
        view = data.data
        done = 0
        while done < len(view):
            done += os.pwrite(self._file.fileno(), view[done : done + (64 << 20)], place + done)

    def end(self, size: int) -> None:
        """Cuts it off behind so many bytes, and waits until they are on the disk."""
        os.ftruncate(self._file.fileno(), size)
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


class Straight:
    """A file to be read in pieces past the cache, with as much of the file interface as pyarrow asks for."""

    closed = False

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        self._size = os.fstat(self._handle).st_size
        self._at = 0
        past_cache(self._handle)

    def read(self, size: int = -1) -> memoryview:
        """The next bytes; fewer at the end of the file. Their memory is used again once nobody holds them any more."""
        end = self._size if size < 0 else min(self._at + size, self._size)
        low = self._at // PAGE * PAGE
        whole = -(-(end - low) // PAGE) * PAGE
        memory = _read.of(whole)
        done = 0
        while low + done < end:
            got = os.preadv(self._handle, [memory[done:whole]], low + done)
            if not got:
                break
            done += got
        data = memory[self._at - low : max(self._at, min(end, low + done)) - low]
        self._at += len(data)
        return data

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        self._at = place + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            os.close(self._handle)


_read = Lent()
