"""Memory that a thread uses for one chunk after another: fresh memory costs more than the walk over it."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from tiao.findings.emit import VALUE
from tiao.findings.plain.walk import PLAIN_BYTES


class Scratch(threading.local):
    """Arrays of one thread, of use until it takes the next chunk."""

    size = -1

    def __init__(self) -> None:
        self._values = np.empty(0, VALUE)
        self.blocks = np.empty((0, 2), np.uint64)

    def values(self, room: int) -> npt.NDArray[np.void]:
        if room > len(self._values):
            self._values = np.empty(room + room // 8, VALUE)
        return self._values[:room]

    def of(self, size: int, slots: int = 0) -> Scratch:
        """Room for a chunk of ``size`` bytes, and for ``slots`` values of each of its plain rows."""
        plain = size // PLAIN_BYTES + 2
        if size > self.size:
            self.size = size
            self.code, self.row = np.empty(plain, np.uint16), np.empty(plain, np.int32)
            self.sums = np.empty((plain, 2), np.uint64)
            self.starts, self.ends, self.first, self.rows = (np.empty(size + 4, np.int64) for _ in range(4))
        if plain * slots > len(self.blocks):
            self.blocks = np.empty((plain * slots, 2), np.uint64)
        return self
