"""Columns as ``file.put`` writes them, read where they lie; what another hand wrote is left to general readers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.findings.parquet import heads, pages

Bytes = npt.NDArray[np.uint8]
# The head of a dictionary's page: bytes at most.
_LONGEST = len(heads.of_dictionary(pages.MOST_DISTINCT, 8 * pages.MOST_DISTINCT))


def tokens_in(column: Bytes, lines: int, optional: bool) -> tuple[int, npt.NDArray[np.bool_]] | None:
    """Where the tokens lie in a column of a row group, one behind the other to its end, and which lines have one.

    Args:
        column: all its bytes, as the foot says.
        optional: whether a line may have no value.

    Returns:
        None if they are not as ``put`` writes them; then a general reader has to read them.
    """
    longest = len(heads.of_data(len(column), lines, heads.PLAIN))
    for around in range(longest, longest - 3, -1):
        head = heads.of_data(len(column) - around, lines, heads.PLAIN)
        if len(head) == around and _begins(column, head):
            break
    else:
        return None
    levels = pages.levels_in(column[around:], lines) if optional else (np.ones(lines, np.bool_), 0)
    if levels is None or around + levels[1] + 16 * int(np.count_nonzero(levels[0])) != len(column):
        return None
    return around + levels[1], levels[0]


def numbers_in(column: Bytes, dictionary: int, out: npt.NDArray[Any]) -> bool:
    """Reads a column of a row group in which every line has a number or a truth value.

    Args:
        column: all its bytes, as the foot says.
        dictionary: bytes before its page of values.
        out: of the column's type, (lines,).

    Returns:
        False if they are not as ``put`` writes them; then a general reader has to read them, and ``out`` may hold
        anything.
    """
    lines = len(out)
    if not dictionary:
        size = -(-lines // 8) if out.dtype == np.bool_ else lines * out.itemsize
        head = heads.of_data(size, lines, heads.PLAIN)
        if len(column) != len(head) + size or not _begins(column, head):
            return False
        values = column[len(head) :]
        bits = out.dtype == np.bool_
        out.view(np.uint8)[:] = np.unpackbits(values, count=lines, bitorder="little") if bits else values
        return True
    distinct = _distinct(column[:dictionary], out.dtype)
    if distinct is None:
        return False
    size = pages.index_size(lines, len(distinct))
    head = heads.of_data(size, lines, heads.RLE_DICTIONARY)
    page = column[dictionary:]
    return len(page) == len(head) + size and _begins(page, head) and pages.take(page[len(head) :], distinct, out)


def _distinct(page: Bytes, kind: np.dtype[Any]) -> npt.NDArray[Any] | None:
    """The values of a dictionary."""
    most = min(pages.MOST_DISTINCT, len(page) // kind.itemsize)
    for many in range(max(1, (len(page) - _LONGEST) // kind.itemsize), most + 1):
        head = heads.of_dictionary(many, many * kind.itemsize)
        if len(head) + many * kind.itemsize == len(page) and _begins(page, head):
            return np.frombuffer(page[len(head) :].tobytes(), kind)
    return None


def _begins(data: Bytes, head: bytes) -> bool:
    return data[: len(head)].tobytes() == head
