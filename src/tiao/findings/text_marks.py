"""What every part of the walk over running text asks: is a place taken, does a run stand beside a decimal point."""

from __future__ import annotations

from typing import Any

from tiao.compiled import lean
from tiao.findings.chars import CLASS, is_digit


@lean
def take(taken: Any, s: int, e: int) -> None:
    """Marks the bytes from s to e as part of a value."""
    for i in range(s, e):
        taken[i] = 1


@lean
def is_taken(taken: Any, s: int, e: int) -> bool:
    """Whether any byte from s to e is part of a value already."""
    for i in range(s, e):
        if taken[i]:
            return True
    return False


@lean
def is_alnum(b: Any) -> bool:
    """Whether a byte is an ASCII letter or digit."""
    return CLASS[b] == 1 or CLASS[b] == 2


@lean
def is_decimal(data: Any, s: int, e: int, i: int, j: int) -> bool:
    """Whether a run stands beside a decimal point."""
    if i - 1 > s and data[i - 1] == 46 and is_digit(data[i - 2]):
        return True
    return j + 1 < e and data[j] == 46 and is_digit(data[j + 1])
