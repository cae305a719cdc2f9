"""Network and device addresses: IP, MAC (网卡地址), IMEI (移动设备识别码)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean
from tiao.findings.catalogue import DOUBTS
from tiao.findings.recognisers.bank_card import luhn

IMEI_LUHN = DOUBTS.index("imei_luhn")


@lean
def ipv4(data: Any, s: int, e: int) -> Any:
    """(valid, value) of four numbers with dots that fill ``data[s:e]``."""
    zero = np.uint64(0)
    value = np.uint64(0)
    part = 0
    digits = 0
    parts = 0
    first = 0
    for i in range(s, e + 1):
        b = data[i] if i < e else np.uint8(46)
        if b == 46:
            if digits == 0 or digits > 3 or part > 255:
                return False, zero
            if parts == 0:
                first = part
            value = value * np.uint64(256) + np.uint64(part)
            parts += 1
            part = 0
            digits = 0
        elif b >= 48 and b <= 57:
            part = part * 10 + int(b) - 48
            digits += 1
            if digits > 3:
                return False, zero
        else:
            return False, zero
    if parts != 4 or first == 0 or first == 127 or first >= 224:
        return False, zero
    return True, value


@lean
def is_ipv6(data: Any, s: int, e: int) -> bool:
    """Eight groups of 1 to 4 hex digits, or 2 to 7 and one ``::``; a time of day is none."""
    colons = 0
    cuts = 0
    groups = 0
    size = 0
    for i in range(s, e):
        b = data[i]
        if b == 58:
            colons += 1
            size = 0
            if i > s and data[i - 1] == 58:
                cuts += 1
                if i - 1 > s and data[i - 2] == 58:
                    return False
        elif (b >= 48 and b <= 57) or (b >= 65 and b <= 70) or (b >= 97 and b <= 102):
            groups += size == 0
            size += 1
            if size > 4:
                return False
        else:
            return False
    if e - s < 2 or (data[s] == 58 and data[s + 1] != 58) or (data[e - 1] == 58 and data[e - 2] != 58):
        return False
    return (cuts == 0 and groups == 8 and colons == 7) or (cuts == 1 and groups >= 2 and groups <= 7)


@lean
def _hex(b: Any) -> int:
    if b >= 48 and b <= 57:
        return int(b) - 48
    if b >= 65 and b <= 70:
        return int(b) - 55
    if b >= 97 and b <= 102:
        return int(b) - 87
    return -1


@lean
def mac(data: Any, s: int, e: int, plain: bool) -> Any:
    """(valid, value) of six hex pairs with one sign between, or, if ``plain``, of twelve hex digits."""
    zero = np.uint64(0)
    value = np.uint64(0)
    if plain and e - s == 12:
        for i in range(s, e):
            digit = _hex(data[i])
            if digit < 0:
                return False, zero
            value = value * np.uint64(16) + np.uint64(digit)
        return True, value
    if e - s != 17 or (data[s + 2] != 58 and data[s + 2] != 45):
        return False, zero
    for k in range(6):
        i = s + 3 * k
        high = _hex(data[i])
        low = _hex(data[i + 1])
        if high < 0 or low < 0 or (k < 5 and data[i + 2] != data[s + 2]):
            return False, zero
        value = value * np.uint64(256) + np.uint64(high * 16 + low)
    return True, value


@lean
def imei(t: Any, n: int) -> Any:
    """Whole-cell test on the compact form: (verdict, value, doubt)."""
    value = np.uint64(0)
    for i in range(n):
        if t[i] < 48 or t[i] > 57:
            return 0, np.uint64(0), -1
        value = value * np.uint64(10) + np.uint64(int(t[i]) - 48)
    if n == 14:
        return 1, value, -1
    if n == 15:
        if luhn(t, 0, 15):
            return 1, value, -1
        return 2, np.uint64(0), IMEI_LUHN
    return 0, np.uint64(0), -1
