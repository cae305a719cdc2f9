"""Digit runs joined by one sign: numbers of other countries, and numbers written in groups (138 1234 5678)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, lean
from tiao.findings import labels
from tiao.findings.catalogue import bits
from tiao.findings.chars import CLASS, is_digit, upper
from tiao.findings.emit import put_number
from tiao.findings.recognisers import bank_card, mobile, resident_id
from tiao.findings.text_marks import is_decimal, take

_BITS = bits()
RESIDENT_ID, MOBILE, FOREIGN = (_BITS[k] for k in ("resident_id", "mobile", "foreign_phone"))
BANK_CARD, LANDLINE = (_BITS[k] for k in ("bank_card", "landline"))
MOST_GROUPS = 16


@lean
def _gather(data: Any, s: int, e: int, i: int, j: int, taken: Any) -> Any:
    """Digit runs joined by one sign from ``data[i:j]`` on; 0 runs when it is no group.

    Returns:
        (runs, X at the end, end, sizes of the first eight runs, one byte each, the first lowest).
    """
    none = np.uint64(0)
    if j + 1 >= e or (data[j] != 32 and data[j] != 45):
        return 0, False, j, none
    sign = data[j]
    if i - 1 > s and data[i - 1] == sign and is_digit(data[i - 2]):
        return 0, False, j, none
    sizes = np.uint64(min(j - i, 255))
    count = 1
    end = j
    closes = False
    while end + 1 < e and data[end] == sign and is_digit(data[end + 1]) and not closes:
        k = end + 1
        while k < e and is_digit(data[k]):
            k += 1
        if k < e and CLASS[data[k]] != 0:
            # Only the last run of an identity number may end in a letter, X.
            if not ((data[k] == 88 or data[k] == 120) and (k + 1 >= e or CLASS[data[k + 1]] == 0)):
                return 0, False, j, none
            k += 1
            closes = True
        if count >= MOST_GROUPS or is_decimal(data, s, e, end + 1, k) or taken[end + 1] or taken[k - 1]:
            return 0, False, j, none
        if count < 8:
            sizes |= np.uint64(min(k - end - 1, 255)) << np.uint64(8 * count)
        count += 1
        end = k
    if end + 1 < e and data[end] == sign and is_digit(data[end + 1]):
        return 0, False, j, none
    return count, closes, end, sizes


@lean
def _size(sizes: Any, g: int) -> int:
    return int((sizes >> np.uint64(8 * g)) & np.uint64(255))


@apart
def foreign_phone(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any) -> int:
    """``+`` and a number of another country: the whole group if it fits, else the run alone."""
    if labels.is_negated(data, s, i - 1):
        return i
    count, closes, last, _ = _gather(data, s, e, i, j, taken)
    for attempt in range(2):
        end = j
        if attempt == 0:
            if count == 0 or closes:
                continue
            end = last
        digits = 0
        value = np.uint64(0)
        for k in range(i, end):
            if is_digit(data[k]):
                digits += 1
                if digits <= 15:
                    value = value * np.uint64(10) + np.uint64(int(data[k]) - 48)
        home = data[i] == 56 and (data[i + 1] == 54 if j - i > 1 else end > i + 2 and data[i + 2] == 54)
        if digits >= 8 and digits <= 15 and not home:
            put_number(out, n, row, FOREIGN, -1, value, digits, i - 1, end)
            take(taken, i - 1, end)
            return end
    return i


@apart
def digit_groups(
    data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, t: Any, out: Any, n: Any, year_max: int
) -> int:
    """Digit runs joined by one sign; returns the end of what is taken, or i."""
    plus = i > s and data[i - 1] == 43
    count, _, end, sizes = _gather(data, s, e, i, j, taken)
    if count < 2:
        return i
    sign = data[j]
    m = 0
    for k in range(i, end):
        if data[k] != sign:
            if m >= 40:
                return i
            t[m] = upper(data[k])
            m += 1
    g0, g1, g2, g3, g4 = _size(sizes, 0), _size(sizes, 1), _size(sizes, 2), _size(sizes, 3), _size(sizes, 4)
    if labels.is_negated(data, s, i - 1 if plus else i):
        return i
    start = i - 1 if plus else i
    is_number = t[m - 1] != 88
    skip = -1
    if count == 3 and g0 == 3 and g1 == 4 and g2 == 4:
        skip = 0
    elif t[0] == 56 and t[1] == 54 and g0 == 2 and m == 13:
        if (count == 2 and g1 == 11) or (count == 4 and g1 == 3 and g2 == 4 and g3 == 4):
            skip = 2
    if is_number and skip >= 0 and mobile.is_mobile(t, skip):
        doubt = mobile.range_doubt(t, skip)
        put_number(out, n, row, MOBILE, doubt, mobile.number(t, skip, m), 11, start, end)
        take(taken, i, end)
        return end
    card = count >= 4 and g0 == 4 and g1 == 4 and g2 == 4 and g3 == 4
    card = card and (count == 4 or (count == 5 and g4 >= 1 and g4 <= 3))
    card = card or (count == 2 and g0 == 6 and g1 == 13)
    if is_number and card and bank_card.issuer_known(t, 0, m) and bank_card.luhn(t, 0, m):
        put_number(out, n, row, BANK_CARD, -1, mobile.number(t, 0, m), m, i, end)
        take(taken, i, end)
        return end
    if count == 3 and g0 == 6 and g1 == 8 and g2 == 4 and resident_id.has_shape18(t, 0):
        checksum, date, region, value = resident_id.test18(t, 0, year_max)
        if checksum and date:
            put_number(out, n, row, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, i, end)
            take(taken, i, end)
            return end
    if count == 2 and sign == 45 and is_number and (g0 == 3 or g0 == 4) and (g1 == 7 or g1 == 8):
        if t[0] == 48 and t[1] >= 49:
            put_number(out, n, row, LANDLINE, -1, mobile.number(t, 0, m), m, i, end)
            take(taken, i, end)
            return end
    return i
