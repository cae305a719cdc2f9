"""How many rows delimited bytes hold, without cutting them into cells."""

from __future__ import annotations

from typing import Any

from tiao.compiled import jit
from tiao.content.split import NEWLINE, is_sep


@jit
def height(data: Any, sep: Any, quote: int) -> int:
    """The height of ``split`` over the same bytes: row numbers that they take up, blank rows included.

    Args:
        data: uint8, begins at a row and ends with one; its opening quotation marks are meant.
        sep: separator bytes.
        quote: the quotation byte, or -1 for none.
    """
    n = len(data)
    rows = 0
    if quote < 0:
        for i in range(n):
            rows += data[i] == NEWLINE
        return rows + (n > 0 and data[n - 1] != NEWLINE)
    m = len(sep)
    at_cell = True
    open_row = False
    i = 0
    while i < n:
        b = data[i]
        open_row = True
        if b == NEWLINE:
            rows += 1
            at_cell = True
            open_row = False
            i += 1
        elif b == sep[0] and (m == 1 or (i + m <= n and is_sep(data, i, sep))):
            at_cell = True
            i += m
        elif b == quote and at_cell:
            i += 1
            while i < n:
                if data[i] != quote:
                    i += 1
                elif i + 1 < n and data[i + 1] == quote:
                    i += 2
                else:
                    i += 1
                    break
            at_cell = False
        else:
            at_cell = False
            i += 1
    return rows + open_row
