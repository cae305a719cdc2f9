"""Precise position (精准位置): decimal degrees, one to a column or a pair in one cell or in text."""

from __future__ import annotations

from typing import Any

from tiao.compiled import lean


@lean
def decimal(data: Any, s: int, e: int) -> Any:
    """(end, digits behind the point, whole part) of a decimal number at s; end is s when there is none."""
    i = s
    if i < e and (data[i] == 45 or data[i] == 43):
        i += 1
    low = i
    whole = 0
    while i < e and data[i] >= 48 and data[i] <= 57:
        if i - low < 6:
            whole = whole * 10 + int(data[i]) - 48
        i += 1
    if i == low or i - low > 3:
        return s, 0, 0
    behind = 0
    beyond = False
    if i + 1 < e and data[i] == 46 and data[i + 1] >= 48 and data[i + 1] <= 57:
        i += 1
        while i < e and data[i] >= 48 and data[i] <= 57:
            behind += 1
            beyond |= data[i] != 48
            i += 1
    # A fraction over the last whole degree is over the limit as well.
    return i, behind, whole + (1 if beyond and (whole == 180 or whole == 90) else 0)


@lean
def is_position(data: Any, s: int, e: int) -> bool:
    """A whole cell: one number up to 180, or two with a comma or space between."""
    end, behind, whole = decimal(data, s, e)
    if behind == 0 or whole > 180:
        return False
    if end == e:
        return True
    i = end
    commas = 0
    while i < e and ((data[i] == 44 and commas == 0) or data[i] == 32):
        commas += data[i] == 44
        i += 1
    if i == end:
        return False
    end, behind, whole = decimal(data, i, e)
    return end == e and behind > 0 and whole <= 180
