"""Cells of running text to values: most are settled by a quick look, the others normalised and walked over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import apart, copy64, jit, lean, peek, trailing_zeros
from tiao.content.reader import Batch
from tiao.findings.chars import fold_one, is_empty, trim
from tiao.findings.emit import VALUE
from tiao.findings.text import scan_text
from tiao.findings.text_quick import REACH, changed64, inside, is_quiet

_U1 = np.uint64(1)
# Room behind a text in memory of its own.
_BEHIND = 2 * REACH
BYTES_A_VALUE = 16
"""Text that holds a value more often than each so many bytes is walked over again; unused room costs nothing."""


def more_room(room: int, wanted: int) -> int:
    """Room for values after it was too little: twice as much at least.

    A walk without room does not see the names beside the values that it could not keep, so that it wants too little.
    """
    return max(2 * room, wanted + 1024)


class _Room(threading.local):
    """Memory that a thread walks over texts in, of use until it takes the next one."""

    size = -1

    def of(self, size: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        if size > self.size:
            # Only as much of it as the longest text takes up is ever touched.
            self.size = size
            self._line, self._t = np.empty(size, np.uint8), np.empty(size, np.uint8)
            self._taken = np.zeros(size, np.uint8)
        return self._line, self._taken, self._t


_room = _Room()


def room_of(size: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Memory of this thread in which texts of up to ``size`` bytes are walked over: (line, taken, t)."""
    return _room.of(size + _BEHIND)


def text_values(
    batch: Batch,
    column: int,
    begin: int,
    year_max: int,
    keys: Any,
    keep: bool,
    room_for: Callable[[int], npt.NDArray[np.void]] | None = None,
) -> npt.NDArray[np.void]:
    """The values in one column of running text, in order.

    Args:
        column: which cell of each row is looked at; rows that are shorter say nothing.
        begin: the first row that is looked at.
        keep: put cells with values back normalised, so that ``start`` and ``end`` of values lead to them.
        room_for: gives memory for so many values; new memory if not given.
    """
    line, taken, t = room_of(len(batch.data))
    room = len(batch.data) // BYTES_A_VALUE + 1024
    while True:
        values = room_for(room) if room_for else np.empty(room, VALUE)
        n = np.zeros(1, np.int64)
        _scan_texts(
            batch.data, batch.starts, batch.ends, batch.first, column, begin, line, taken, t, values, n, year_max,
            keys, keep,
        )  # fmt: skip
        if int(n[0]) <= room:
            return values[: int(n[0])]
        room = more_room(room, int(n[0]))


@jit
def _scan_texts(
    data: Any, starts: Any, ends: Any, first: Any, column: int, begin: int, line: Any, taken: Any, t: Any, out: Any,
    n: Any, year_max: int, keys: Any, keep: bool,
) -> None:  # fmt: skip
    near = len(data) - REACH
    for r in range(begin, len(first) - 1):
        c = first[r] + column
        if c >= first[r + 1]:
            continue
        s = starts[c]
        e = ends[c]
        if e <= near:
            if not is_quiet(data, s, e):
                _read(data, s, e, s, r, data, line, taken, t, out, n, year_max, keys, keep)
        else:
            # Too near the end to be looked at where it stands.
            for i in range(s, e):
                t[i - s] = data[i]
            if not is_quiet(t, 0, e - s):
                _read(t, 0, e - s, s, r, data, line, taken, t, out, n, year_max, keys, keep)


@lean
def _read(
    source: Any, s: int, e: int, place: int, row: int, data: Any, line: Any, taken: Any, t: Any, out: Any, n: Any,
    year_max: int, keys: Any, keep: bool,
) -> None:  # fmt: skip
    """Normalises the cell ``source[s:e]``, which stands at ``place`` of data, and walks over it."""
    low, high = trim(line, 0, fold_into(source, s, e, line))
    if is_empty(line, low, high):
        return
    before = n[0]
    if scan_text(line, low, high, row, taken, t, out, n, year_max, keys) == 0 or not keep:
        return
    for v in range(before, min(n[0], len(out))):
        out[v].start += place
        out[v].end += place
    # Blanks around it, so that the cell gives the same when it is read once more.
    for i in range(e - s):
        data[place + i] = line[i] if i >= low and i < high else np.uint8(32)


@lean
def fold_into(data: Any, s: int, e: int, line: Any) -> int:
    """N steps 1 to 3 of ``data[s:e]``, written to ``line``; returns its length there."""
    to = 0
    i = s
    for base in range(s, e, 64):
        changed = changed64(data, base) & inside(base, e)
        while changed:
            at = base + trailing_zeros(changed)
            changed &= changed - _U1
            to = _copy(data, i, at, line, to)
            i, to = fold_one(data, at, e, line, to)
    return _copy(data, i, e, line, to)


@lean
def _copy(data: Any, i: int, e: int, line: Any, to: int) -> int:
    """Copies ``data[i:e]``, and what stands behind it up to 64 bytes; returns where ``line`` goes on."""
    end = to + e - i
    while i < e:
        copy64(line, to, data, i)
        i += 64
        to += 64
    return end


@apart
def read_text(
    data: Any, s: int, e: int, row: int, line: Any, taken: Any, t: Any, out: Any, n: Any, year_max: int, keys: Any
) -> int:
    """Walks over a normalised cell that may stand at the end of data; values lead to where it stands.

    Args:
        line, taken, t: as ``room_of`` gives them.

    Returns:
        How many values.
    """
    for i in range(s, e):
        line[i - s] = peek(data, i)
    before = n[0]
    found = scan_text(line, 0, e - s, row, taken, t, out, n, year_max, keys)
    for v in range(before, min(n[0], len(out))):
        out[v].start += s
        out[v].end += s
    return found
