"""Phone numbers (电话号码): mobiles of mainland China, landlines, service numbers, numbers of other countries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from tiao.compiled import inlined, lean
from tiao.findings.catalogue import DOUBTS, bits

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


@inlined
def cell(t: Any, n: int) -> Any:
    """Whole-cell test on the compact form: (verdict, kind, value, digits, doubt); verdict 3 is a service number."""
    zero = np.uint64(0)
    u = np.empty(32, np.uint8)
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
        u[m] = b
        m += 1
    if m == 12 and u[0] == 48 and u[1] == 49 and u[2] >= 51 and all_digits(u, 0, m):
        return 1, MOBILE, number(u, 1, m), 11, range_doubt(u, 1)
    s = 0
    if m == 14 and u[0] == 43 and u[1] == 56 and u[2] == 54:
        s = 3
    elif m == 15 and u[0] == 48 and u[1] == 48 and u[2] == 56 and u[3] == 54:
        s = 4
    elif m == 13 and u[0] == 56 and u[1] == 54:
        s = 2
    if s and not all_digits(u, s, m):
        s = 0
    if m - s == 11 and is_mobile(u, s) and all_digits(u, s, m):
        return 1, MOBILE, number(u, s, m), 11, range_doubt(u, s)
    if s == 0 and m == 11 and stars >= 3:
        return 2, MOBILE, zero, 0, MASKED
    if s == 0 and m >= 9 and m <= 16 and u[0] == 43 and all_digits(u, 1, m) and not (u[1] == 56 and u[2] == 54):
        return 1, FOREIGN, number(u, 1, m), m - 1, -1
    size = m - s
    if all_digits(u, s, m):
        if size == 10 and (u[0] == 52 or u[0] == 56) and u[1] == 48 and u[2] == 48:
            return 3, 0, zero, 0, -1
        if size >= 10 and size <= 12 and u[s] == 48 and u[s + 1] >= 49:
            return 1, LANDLINE, number(u, s, m), size, -1
        if (size == 7 or size == 8) and u[0] >= 50 and u[0] <= 56:
            return 1, LANDLINE, number(u, s, m), size, -1
    return 0, 0, zero, 0, -1
