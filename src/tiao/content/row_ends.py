"""Where the rows of delimited bytes end: line ends of every kind, and quotation marks that are really meant.

A quotation mark that nobody closes would swallow the rows behind it. It is told by what follows the mark that would
close it, and blanked: the cell keeps its text, and the rows behind stay rows.
"""

from __future__ import annotations

from typing import Any

from tiao.compiled import jit, lean

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
    lone = done and n > begin and data[n - 1] == RETURN
    for i in range(begin, n - 1):
        lone |= (data[i] == RETURN) & (data[i + 1] != NEWLINE)
    if not lone:
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
    m = len(sep)
    end = 0
    at_cell = True
    i = 0
    while i < n:
        b = data[i]
        if b == NEWLINE:
            end = i + 1
            at_cell = True
            i += 1
        elif b == sep[0] and _is_at(data, i, n, sep):
            at_cell = True
            i += m
        elif b == quote and at_cell:
            close = _closing(data, i, n, sep, quote, done)
            if close == -2:
                return end
            if close == -1:
                data[i] = SPACE
                i += 1
            else:
                i = close + 1
            at_cell = False
        else:
            at_cell = False
            i += 1
    return end


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
