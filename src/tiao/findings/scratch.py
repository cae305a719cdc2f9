"""Memory that a thread uses for one chunk after another: fresh memory costs more than the walk over it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tiao.findings.emit import VALUE
from tiao.findings.ledger import Lines
from tiao.findings.plain.walk import PLAIN_BYTES

Tokens = npt.NDArray[np.uint64]


class Scratch(threading.local):
    """Arrays of one thread, of use until it takes the next chunk."""

    size = -1

    def __init__(self) -> None:
        self._values = np.empty(0, VALUE)
        self.blocks = np.empty((0, 2), np.uint64)
        self._lines = -1
        self._keys, self._has = np.empty(0, np.uint64), np.empty(0, np.bool_)

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

    def lines(self, many: int, kinds: Sequence[int], struck: bool) -> tuple[Lines, Tokens, npt.NDArray[np.bool_]]:
        """Room for so many lines of the ledger with these key kinds; full contents, zeros, where values are struck.

        Returns:
            The lines; the tokens of all their key kinds, (kinds, lines, 2); which are there, (kinds, lines).
        """
        if many > self._lines:
            self._lines = room = many + many // 8
            self._row, self._part = np.empty(room, np.int32), np.empty(room, np.int32)
            self._more, self._doubts = np.empty(room, np.bool_), np.empty(room, np.uint32)
            self._kinds, self._struck = np.empty(room, np.uint64), np.empty(room, np.uint64)
            self._content = np.empty((room, 2), np.uint64)
        if many * len(kinds) > len(self._has):
            room = self._lines * len(kinds)
            self._keys, self._has = np.empty(2 * room, np.uint64), np.empty(room, np.bool_)
        keys = self._keys[: 2 * many * len(kinds)].reshape(len(kinds), many, 2)
        has = self._has[: many * len(kinds)].reshape(len(kinds), many)
        lines = Lines(
            self._row[:many], self._part[:many], self._more[:many], self._kinds[:many], self._struck[:many],
            self._doubts[:many], self._content[:many], np.zeros((many if struck else 0, 2), np.uint64),
            {kind: (keys[at], has[at]) for at, kind in enumerate(kinds)},
        )  # fmt: skip
        return lines, keys, has
