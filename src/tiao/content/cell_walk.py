"""Walks over cells, compiled: which rows are blank."""

from __future__ import annotations

from typing import Any

from tiao.compiled import jit


@jit
def blank_rows(data: Any, starts: Any, ends: Any, width: int, out: Any) -> None:
    """Which rows hold nothing but spaces.

    Args:
        data: uint8, sound UTF-8. starts, ends: int64, (rows * width,).
        width: cells in a row.
        out: bool, (rows,), filled here.
    """
    for row in range(len(out)):
        blank = True
        for cell in range(row * width, (row + 1) * width):
            i = starts[cell]
            while i < ends[cell] and blank:
                byte = data[i]
                if byte == 32 or 9 <= byte <= 13:
                    i += 1
                elif byte == 0xC2 and data[i + 1] == 0xA0:
                    i += 2
                elif byte == 0xE3 and data[i + 1] == 0x80 and data[i + 2] == 0x80:
                    i += 3
                else:
                    blank = False
            if not blank:
                break
        out[row] = blank
