"""Motor vehicle plate (机动车号牌): GA 36-2018, new energy plates included."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean
from tiao.findings.chars import point_at, tidy

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
SPECIAL = "挂学警港澳领"
_PROVINCES = np.zeros(0x10000, np.bool_)
_PROVINCES[[ord(sign) for sign in PROVINCES]] = True
_SPECIAL = np.zeros(0x10000, np.bool_)
_SPECIAL[[ord(sign) for sign in SPECIAL]] = True


@lean
def is_province(point: int) -> bool:
    return point < 0x10000 and _PROVINCES[point]


@lean
def is_special(point: int) -> bool:
    return point < 0x10000 and _SPECIAL[point]


@lean
def _letter(b: Any) -> bool:
    return b >= 65 and b <= 90


@lean
def _sign(b: Any) -> bool:
    return (b >= 48 and b <= 57) or (b >= 65 and b <= 90 and b != 73 and b != 79)


@lean
def serial(t: Any, s: int, e: int, special: bool) -> bool:
    """Whether ``t[s:e]`` (upper case) is what follows the province character; ``special``: a Han sign follows it."""
    n = e - s
    if n < 1 or not _letter(t[s]):
        return False
    digits = 0
    for i in range(s + 1, e):
        if not _sign(t[i]):
            return False
        digits += t[i] <= 57
    # 云SERVER and 新FORMAT are words.
    if digits < 2:
        return False
    if special:
        return n == 5
    if n == 6:
        return True
    if n != 7:
        return False
    head = t[s + 1] == 68 or t[s + 1] == 70
    if head:
        for i in range(s + 3, e):
            if t[i] < 48 or t[i] > 57:
                head = False
                break
    if head:
        return True
    if t[e - 1] != 68 and t[e - 1] != 70:
        return False
    for i in range(s + 1, e - 1):
        if t[i] < 48 or t[i] > 57:
            return False
    return True


@lean
def canonical(data: Any, s: int, e: int, to: Any) -> int:
    """Writes a cell without blanks, ``·`` and ``-``, in upper case, to ``to``; returns its size."""
    size = tidy(data, s, e, to, True, True)
    if size < 0:
        size = e - s
        for i in range(size):
            to[i] = data[s + i]
    # Written over itself: what is left is never longer.
    n = 0
    for i in range(size):
        if to[i] != 45:
            to[n] = to[i]
            n += 1
    return n


@lean
def is_plate(t: Any, n: int) -> bool:
    """Whether the first n bytes, a cell's canonical form, are a plate."""
    if n < 9:
        return False
    point, length = point_at(t, 0, n)
    if length != 3 or not is_province(point):
        return False
    last, size = 0, 0
    if t[n - 1] >= 0x80:
        last, size = point_at(t, n - 3, n)
    special = size == 3 and is_special(last)
    return serial(t, 3, n - 3 if special else n, special)
