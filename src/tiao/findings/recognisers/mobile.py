"""Phone numbers (电话号码): mobiles of mainland China, landlines, service numbers, numbers of other countries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from tiao.compiled import lean
from tiao.findings.catalogue import DOUBTS, bits
from tiao.findings.chars import COMPACT

MOBILE, FOREIGN, LANDLINE = bits()["mobile"], bits()["foreign_phone"], bits()["landline"]
MASKED = DOUBTS.index("masked")
RANGE = DOUBTS.index("mobile_range")


def _assigned() -> Any:
    path = Path(__file__).parent.parent / "data" / "mobile_ranges.yaml"
    table = np.zeros(1000, np.bool_)
    table[yaml.safe_load(path.read_text(encoding="utf-8"))["assigned"]] = True
    return table


ASSIGNED = _assigned()


@lean
def number(t: Any, s: int, e: int) -> Any:
    value = np.uint64(0)
    for i in range(s, e):
        value = value * np.uint64(10) + np.uint64(int(t[i]) - 48)
    return value


@lean
def all_digits(t: Any, s: int, e: int) -> bool:
    for i in range(s, e):
        if t[i] < 48 or t[i] > 57:
            return False
    return e > s


@lean
def is_mobile(t: Any, s: int) -> bool:
    """Eleven digits at s (already known to be digits) that start 13 to 19."""
    return t[s] == 49 and t[s + 1] >= 51


@lean
def prefix(t: Any, s: int, n: int) -> int:
    """Length of the country's prefix, 86 or 0086, in front of eleven digits at s; 0 for none."""
    if n == 13 and t[s] == 56 and t[s + 1] == 54:
        return 2
    if n == 15 and t[s] == 48 and t[s + 1] == 48 and t[s + 2] == 56 and t[s + 3] == 54:
        return 4
    return 0


@lean
def range_doubt(t: Any, s: int) -> int:
    prefix = (int(t[s]) - 48) * 100 + (int(t[s + 1]) - 48) * 10 + int(t[s + 2]) - 48
    return -1 if ASSIGNED[prefix] else RANGE


@lean
def cell(t: Any, n: int) -> Any:
    """Whole-cell test on the compact form: (verdict, kind, value, digits, doubt); verdict 3 is a service number.

    Args:
        t: uint8, ``COMPACT_ROOM`` bytes; what lies behind the form is overwritten.
    """
    zero = np.uint64(0)
    m = 0
    stars = 0
    for i in range(n):
        b = t[i]
        if b == 40 or b == 41:
            continue
        if m >= 32:
            return 0, 0, zero, 0, -1
        if b == 42:
            stars += 1
        t[COMPACT + m] = b
        m += 1
    end = COMPACT + m
    if m == 12 and t[COMPACT] == 48 and t[COMPACT + 1] == 49 and t[COMPACT + 2] >= 51 and all_digits(t, COMPACT, end):
        return 1, MOBILE, number(t, COMPACT + 1, end), 11, range_doubt(t, COMPACT + 1)
    s = 0
    if m == 14 and t[COMPACT] == 43 and t[COMPACT + 1] == 56 and t[COMPACT + 2] == 54:
        s = 3
    elif m == 15 and t[COMPACT] == 48 and t[COMPACT + 1] == 48 and t[COMPACT + 2] == 56 and t[COMPACT + 3] == 54:
        s = 4
    elif m == 13 and t[COMPACT] == 56 and t[COMPACT + 1] == 54:
        s = 2
    if s and not all_digits(t, COMPACT + s, end):
        s = 0
    low = COMPACT + s
    if m - s == 11 and is_mobile(t, low) and all_digits(t, low, end):
        return 1, MOBILE, number(t, low, end), 11, range_doubt(t, low)
    if s == 0 and m == 11 and stars >= 3:
        return 2, MOBILE, zero, 0, MASKED
    if (
        s == 0
        and m >= 9
        and m <= 16
        and t[COMPACT] == 43
        and all_digits(t, COMPACT + 1, end)
        and not (t[COMPACT + 1] == 56 and t[COMPACT + 2] == 54)
    ):
        return 1, FOREIGN, number(t, COMPACT + 1, end), m - 1, -1
    size = m - s
    if all_digits(t, low, end):
        if size == 10 and (t[COMPACT] == 52 or t[COMPACT] == 56) and t[COMPACT + 1] == 48 and t[COMPACT + 2] == 48:
            return 3, 0, zero, 0, -1
        if size >= 10 and size <= 12 and t[low] == 48 and t[low + 1] >= 49:
            return 1, LANDLINE, number(t, low, end), size, -1
        if (size == 7 or size == 8) and t[COMPACT] >= 50 and t[COMPACT] <= 56:
            return 1, LANDLINE, number(t, low, end), size, -1
    return 0, 0, zero, 0, -1
