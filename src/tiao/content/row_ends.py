"""Where the rows of delimited bytes end: line ends of every kind, and quotation marks that are really meant.

A quotation mark that nobody closes would swallow the rows behind it. It is told by what follows the mark that would
close it, and blanked: the cell keeps its text, and the rows behind stay rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, jit, lean, trailing_zeros

NEWLINE = 10
RETURN = 13
SPACE = 32
# A quoted cell of more lines than this is no cell: its quotation mark was never closed.
MOST_LINES = 1000


@jit
def counts(data: Any, one: int, other: int) -> Any:
    """How often two bytes occur."""
    ones = 0
    others = 0
    for i in range(len(data)):
        ones += data[i] == one
        others += data[i] == other
    return ones, others


@jit
def feed_returns(data: Any, begin: int, done: bool) -> None:
    """Turns every carriage return that no line feed follows into a line feed; one at the very end only when done."""
    n = len(data)
    # The bytes that another one follows are looked at 64 at a time.
    whole = begin + max(0, n - 1 - begin) // 64 * 64
    lone = np.uint64(done and n > begin and data[n - 1] == RETURN)
    for i in range(begin, whole, 64):
        lone |= between64(data, i, RETURN, RETURN) & ~between64(data, i + 1, NEWLINE, NEWLINE)
    for i in range(whole, n - 1):
        lone |= np.uint64((data[i] == RETURN) & (data[i + 1] != NEWLINE))
    if lone == 0:
        return
    for i in range(begin, n - 1):
        if data[i] == RETURN and data[i + 1] != NEWLINE:
            data[i] = NEWLINE
    if done and data[n - 1] == RETURN:
        data[n - 1] = NEWLINE


@jit
def plain_end(data: Any) -> int:
    """Just past the last line feed, or 0."""
    for i in range(len(data) - 1, -1, -1):
        if data[i] == NEWLINE:
            return i + 1
    return 0


@jit
def quoted_end(data: Any, sep: Any, quote: int, done: bool) -> int:
    """Just past the last row that is surely whole, or 0; opening quotation marks that are none become blanks.

    Args:
        data: uint8, begins with a row.
        sep: separator bytes.
        quote: the quotation byte.
        done: nothing follows that could still close a quotation mark.
    """
    n = len(data)
    end = 0
    # Behind this place nothing has been looked at: it is a row's start, or right behind a closed or blanked mark.
    since = 0
    i = 0
    while i < n:
        i = _next(data, i, n, quote)
        if i == n:
            break
        if not _opens(data, since, i, sep):
            i += 1
            continue
        close = _closing(data, i, n, sep, quote, done)
        if close == -2:
            return max(end, _behind_feed(data, since, i))
        end = max(end, _behind_feed(data, since, i))
        if close == -1:
            data[i] = SPACE
            i += 1
        else:
            i = close + 1
        since = i
    return max(end, _behind_feed(data, since, n))


@lean
def _next(data: Any, i: int, n: int, byte: int) -> int:
    """Where a byte stands next, from i on, or n."""
    while i + 64 <= n:
        found = between64(data, i, byte, byte)
        if found:
            return i + trailing_zeros(found)
        i += 64
    while i < n and data[i] != byte:
        i += 1
    return i


@lean
def _behind_feed(data: Any, low: int, high: int) -> int:
    """Just past the last line feed between two places, or 0."""
    i = high - 1
    while i >= low:
        if data[i] == NEWLINE:
            return i + 1
        i -= 1
    return 0


@lean
def _opens(data: Any, since: int, i: int, sep: Any) -> bool:
    """Whether a cell begins at i: at the start, behind a line feed, or right behind a separator.

    Separators of several signs are counted off from where their first sign begins to stand in a row, for they may
    overlap themselves: of ``-----`` the first four are one.
    """
    if i == 0:
        return True
    if i == since:
        return False
    if data[i - 1] == NEWLINE:
        return True
    m = len(sep)
    if m == 1:
        return bool(data[i - 1] == sep[0])
    low = i
    while low > since and data[low - 1] != NEWLINE:
        low -= 1
    begins = False
    at = low
    while at < i:
        begins = False
        if data[at] == sep[0] and _is_at(data, at, i, sep):
            at += m
            begins = True
        else:
            at += 1
    return begins and at == i


@lean
def _closing(data: Any, at: int, n: int, sep: Any, quote: int, done: bool) -> int:
    """Where the quoted cell that opens at ``at`` is closed; -1 when it is none, -2 when that cannot be known yet."""
    lines = 0
    i = at + 1
    while i < n:
        b = data[i]
        if b == quote:
            if i + 1 < n and data[i + 1] == quote:
                i += 2
                continue
            if i + 1 == n and not done:
                return -2
            # On one line, whatever stands behind it belongs to the cell. Over several lines the cell must end here.
            return i if lines == 0 or _ends_cell(data, i + 1, n, sep) else -1
        if b == NEWLINE:
            lines += 1
            if lines > MOST_LINES:
                return -1
        i += 1
    return -1 if done else -2


@lean
def _ends_cell(data: Any, i: int, n: int, sep: Any) -> bool:
    while i < n and data[i] == SPACE:
        i += 1
    return i >= n or data[i] == NEWLINE or data[i] == RETURN or _is_at(data, i, n, sep)


@lean
def _is_at(data: Any, i: int, n: int, sep: Any) -> bool:
    same = i + len(sep) <= n
    k = 0
    while same and k < len(sep):
        same = data[i + k] == sep[k]
        k += 1
    return same
