"""Resident identity card number (居民身份证号码): GB 11643-1999, 18 characters; 15 digits before 1999."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean, load64, peek
from tiao.findings.catalogue import DOUBTS
from tiao.findings.chars import are_digits8, number8

CHECKSUM = DOUBTS.index("resident_id_checksum")
DATE = DOUBTS.index("resident_id_date")
MASKED = DOUBTS.index("masked")
TRUNCATED = DOUBTS.index("truncated")
REGION = DOUBTS.index("region_unknown")

# ISO 7064 MOD 11-2: weights 2^(17-i) mod 11.
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.int64)
CHECK = np.frombuffer(b"10X98765432", np.uint8).astype(np.int64)
_KNOWN = (
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
    91,
)
REGIONS = np.zeros(100, np.bool_)
REGIONS[list(_KNOWN)] = True
DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


@lean
def is_date(year: int, month: int, day: int, year_max: int) -> bool:
    if year < 1900 or year > year_max or month < 1 or month > 12 or day < 1:
        return False
    last = DAYS[month]
    if month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        last = 29
    return day <= last


@lean
def is_date8(data: Any, s: int, year_max: int) -> bool:
    """Whether the eight digits at s are a calendar date that somebody can be born on."""
    value = int(np.int64(number8(load64(data, s))))
    return is_date(value // 10_000, value // 100 % 100, value % 100, year_max)


def _lanes(weights: Any) -> Any:
    """Four weights as 16-bit lanes, last first: multiplied with four digits in lanes, the highest lane is their sum."""
    return np.uint64(sum(int(weight) << (16 * place) for place, weight in enumerate(reversed(weights))))


EVEN8, ODD8 = _lanes(WEIGHTS[0:8:2]), _lanes(WEIGHTS[1:8:2])
EVEN16, ODD16 = _lanes(WEIGHTS[8:16:2]), _lanes(WEIGHTS[9:16:2])
_LANES = np.uint64(0x000F000F000F000F)


@lean
def _weigh(word: Any, even: Any, odd: Any) -> int:
    """The weighted sum of eight digits, first byte first."""
    sums = ((word & _LANES) * even >> np.uint64(48)) + ((word >> np.uint64(8) & _LANES) * odd >> np.uint64(48))
    return int(sums)


@lean
def quick18(data: Any, s: int, year_max: int) -> Any:
    """(valid, region known, first 17 digits) of 18 bytes; what is not valid is looked at again, slowly."""
    head = load64(data, s)
    tail = load64(data, s + 8)
    last = int(peek(data, s + 16)) - 48
    if not are_digits8(head) or not are_digits8(tail) or last < 0 or last > 9:
        return False, False, np.uint64(0)
    a = int(number8(head))
    b = int(number8(tail))
    total = _weigh(head, EVEN8, ODD8) + _weigh(tail, EVEN16, ODD16) + last * 2
    check = int(peek(data, s + 17))
    if CHECK[total % 11] != (88 if check == 120 else check):
        return False, False, np.uint64(0)
    if not is_date((a % 100) * 100 + b // 1_000_000, b // 10_000 % 100, b // 100 % 100, year_max):
        return False, False, np.uint64(0)
    return True, REGIONS[a // 1_000_000], np.uint64(a) * np.uint64(1_000_000_000) + np.uint64(b * 10 + last)


@lean
def has_shape18(data: Any, s: int) -> bool:
    """Whether ``data[s:s+18]`` is 17 digits and a digit or X."""
    for i in range(s, s + 17):
        if data[i] < 48 or data[i] > 57:
            return False
    b = data[s + 17]
    return (b >= 48 and b <= 57) or b == 88 or b == 120


@lean
def test18(data: Any, s: int, year_max: int) -> Any:
    """(checksum right, date right, region known, first 17 digits) of a number of the right shape."""
    total = 0
    value = np.uint64(0)
    for i in range(17):
        digit = int(data[s + i]) - 48
        total += digit * WEIGHTS[i]
        value = value * np.uint64(10) + np.uint64(digit)
    last = int(data[s + 17])
    if last == 120:
        last = 88
    checksum = CHECK[total % 11] == last
    year = (
        (int(data[s + 6]) - 48) * 1000
        + (int(data[s + 7]) - 48) * 100
        + (int(data[s + 8]) - 48) * 10
        + int(data[s + 9])
        - 48
    )
    month = (int(data[s + 10]) - 48) * 10 + int(data[s + 11]) - 48
    day = (int(data[s + 12]) - 48) * 10 + int(data[s + 13]) - 48
    region = REGIONS[(int(data[s]) - 48) * 10 + int(data[s + 1]) - 48]
    return checksum, is_date(year, month, day, year_max), region, value


@lean
def test15(data: Any, s: int, year_max: int) -> Any:
    """(date right, region known, first 17 digits of the 18-digit number) of 15 digits."""
    year = 1900 + (int(data[s + 6]) - 48) * 10 + int(data[s + 7]) - 48
    month = (int(data[s + 8]) - 48) * 10 + int(data[s + 9]) - 48
    day = (int(data[s + 10]) - 48) * 10 + int(data[s + 11]) - 48
    value = np.uint64(0)
    for i in range(15):
        if i == 6:
            value = value * np.uint64(100) + np.uint64(19)
        value = value * np.uint64(10) + np.uint64(int(data[s + i]) - 48)
    region = REGIONS[(int(data[s]) - 48) * 10 + int(data[s + 1]) - 48]
    return is_date(year, month, day, year_max), region, value


@lean
def cell(t: Any, n: int, year_max: int) -> Any:
    """Whole-cell test on the compact form: (verdict, value, doubt)."""
    zero = np.uint64(0)
    if n == 18 and has_shape18(t, 0):
        checksum, date, region, value = test18(t, 0, year_max)
        if not checksum:
            return 2, zero, CHECKSUM
        if not date:
            return 2, zero, DATE
        return 1, value, (-1 if region else REGION)
    digits = 0
    stars = 0
    run = 0
    longest = 0
    for i in range(n):
        b = t[i]
        if b >= 48 and b <= 57:
            digits += 1
        if b == 42:
            stars += 1
        run = run + 1 if b == 88 else 0
        longest = max(longest, run)
    if n == 15 and digits == 15:
        date, region, value = test15(t, 0, year_max)
        if not date:
            return 2, zero, DATE
        return 1, value, (-1 if region else REGION)
    if n >= 12 and n <= 20 and (stars >= 3 or longest >= 3):
        return 2, zero, MASKED
    if digits == n and (n == 16 or n == 17 or n == 19 or n == 20):
        return 2, zero, TRUNCATED
    if is_scientific(t, n):
        return 2, zero, TRUNCATED
    return 0, zero, -1


@lean
def is_scientific(t: Any, n: int) -> bool:
    """``1.10101E+17``: a spreadsheet has cut the number; t is without ``-`` and upper case."""
    if n < 6 or t[0] < 48 or t[0] > 57 or t[1] != 46:
        return False
    i = 2
    while i < n and t[i] >= 48 and t[i] <= 57:
        i += 1
    if i == 2 or i + 3 > n or t[i] != 69 or t[i + 1] != 43:
        return False
    for k in range(i + 2, n):
        if t[k] < 48 or t[k] > 57:
            return False
    return n - i - 2 == 2
