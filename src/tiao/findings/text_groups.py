"""Digit runs joined by one sign: numbers of other countries, and numbers written in groups (138 1234 5678)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, lean
from tiao.findings import labels
from tiao.findings.catalogue import bits
from tiao.findings.chars import CLASS, is_digit, is_han, point_at, point_before, upper
from tiao.findings.emit import put_number
from tiao.findings.recognisers import bank_card, mobile, resident_id
from tiao.findings.text_labels import before_run, labelled_by
from tiao.findings.text_marks import is_decimal, take

_BITS = bits()
RESIDENT_ID, MOBILE, FOREIGN = (_BITS[k] for k in ("resident_id", "mobile", "foreign_phone"))
BANK_CARD, LANDLINE = (_BITS[k] for k in ("bank_card", "landline"))
MOST_GROUPS = 16
# Runs that are looked at to tell a group: five of a card, the last of which may begin a mobile of four.
_AHEAD = 8
_NONE = -1


@lean
def _gather(data: Any, s: int, e: int, i: int, j: int, most: int, taken: Any) -> Any:
    """The run ``data[i:j]`` and up to ``most`` - 1 runs joined to it by the sign at j.

    Only what ends 6-8-4 may end in a letter, X.

    Returns:
        (runs, X at the end, end, sizes of the first eight runs, one byte each, the first lowest).
    """
    sign = data[j]
    sizes = np.uint64(min(j - i, 255))
    count = 1
    end = j
    closes = False
    while count < most and not closes and end + 1 < e and data[end] == sign and is_digit(data[end + 1]):
        k = end + 1
        while k < e and is_digit(data[k]):
            k += 1
        if k < e and CLASS[data[k]] != 0:
            closes = count == 2 and k - end == 4 and (data[k] == 88 or data[k] == 120)
            if not closes or (k + 1 < e and CLASS[data[k + 1]] != 0):
                closes = False
                break
            k += 1
        if is_decimal(data, s, e, end + 1, k) or taken[end + 1] or taken[k - 1]:
            closes = False
            break
        if count < 8:
            sizes |= np.uint64(min(k - end - 1, 255)) << np.uint64(8 * count)
        count += 1
        end = k
    return count, closes, end, sizes


@lean
def _is_row(data: Any, s: int, e: int, i: int, end: int, sign: Any) -> bool:
    """Whether ``data[i:end]`` is all that the sign joins."""
    if i - 1 > s and data[i - 1] == sign and is_digit(data[i - 2]):
        return False
    return not (end + 1 < e and data[end] == sign and is_digit(data[end + 1]))


@lean
def _size(sizes: Any, g: int) -> int:
    return int((sizes >> np.uint64(8 * g)) & np.uint64(255))


@apart
def foreign_phone(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any) -> int:
    """``+`` and a number of another country: the whole group if it fits, else the run alone."""
    if labels.is_negated(data, s, i - 1):
        return i
    last = j
    if j + 1 < e and (data[j] == 32 or data[j] == 45):
        _, closes, end, _ = _gather(data, s, e, i, j, MOST_GROUPS, taken)
        if not closes and _is_row(data, s, e, i, end, data[j]):
            last = end
    for attempt in range(2):
        end = last if attempt == 0 else j
        if attempt == 0 and last == j:
            continue
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


@lean
def _prefix(data: Any, i: int, size: int) -> int:
    """Length of the country's prefix of so many digits at i; 0 for none."""
    if size == 2 and data[i] == 56 and data[i + 1] == 54:
        return 2
    if size == 4 and data[i] == 48 and data[i + 1] == 48 and data[i + 2] == 56 and data[i + 3] == 54:
        return 4
    return 0


@lean
def _mobile_runs(data: Any, i: int, sizes: Any, count: int) -> Any:
    """(length in bytes, digits of the prefix) of the mobile that begins at i with so many runs left; 0 for none."""
    g0 = _size(sizes, 0)
    g1 = _size(sizes, 1)
    g2 = _size(sizes, 2)
    g3 = _size(sizes, 3)
    if count >= 3 and g1 == 4 and g2 == 4:
        skip = _prefix(data, i, g0 - 3)
        if (g0 == 3 or skip > 0) and mobile.is_mobile(data, i + skip):
            return skip + 13, skip
    if count >= 2 and (g1 == 11 or (count >= 4 and g1 == 3 and g2 == 4 and g3 == 4)):
        skip = _prefix(data, i, g0)
        if skip > 0 and mobile.is_mobile(data, i + skip + 1):
            return skip + 12 if g1 == 11 else skip + 14, skip
    return 0, 0


@lean
def _eleven(data: Any, i: int, end: int) -> int:
    """End of the runs from i on that together have eleven digits, two runs at least, the last before ``end``; or i."""
    digits = 0
    runs = 1
    for k in range(i, end):
        if is_digit(data[k]):
            digits += 1
            continue
        if digits >= 11:
            return k if digits == 11 and runs > 1 else i
        runs += 1
    return end if digits == 11 and runs > 1 else i


@apart
def _group(data: Any, s: int, e: int, i: int, j: int, taken: Any, year_max: int, phone: bool) -> Any:
    """(kind, end, digits of a prefix, more than two runs) of the group that begins with ``data[i:j]``; kind -1: none.

    Args:
        phone: whether the word before says that a phone number follows.
    """
    runs, closes, last, sizes = _gather(data, s, e, i, j, MOST_GROUPS if phone else _AHEAD, taken)
    if runs < 2:
        return _NONE, i, 0, False
    count = runs - 1 if closes else runs
    length, skip = _mobile_runs(data, i, sizes, count)
    if length > 0:
        return MOBILE, i + length, skip, length != skip + 12
    if phone and (data[i + 1] if j - i > 1 else data[j + 1]) >= 51:
        end = _eleven(data, i, last - 5 if closes else last)
        if end > i:
            return MOBILE, end, 0, end - i > 12
    g0, g1, g2, g3, g4 = _size(sizes, 0), _size(sizes, 1), _size(sizes, 2), _size(sizes, 3), _size(sizes, 4)
    if runs >= 3 and g0 == 6 and g1 == 8 and g2 == 4 and resident_id.is_date8(data, j + 1, year_max):
        return RESIDENT_ID, i + 20, 0, True
    if count >= 2 and g0 == 6 and g1 == 13:
        return BANK_CARD, i + 20, 0, False
    if count >= 4 and g0 == 4 and g1 == 4 and g2 == 4 and g3 == 4:
        if g4 >= 1 and g4 <= 3 and bank_card.issuer_of(data, i, 16 + g4):
            follows, _ = _mobile_runs(data, i + 20, sizes >> np.uint64(32), count - 4)
            if follows == 0:
                return BANK_CARD, i + 20 + g4, 0, True
        if bank_card.issuer_of(data, i, 16):
            return BANK_CARD, i + 19, 0, True
    if data[j] == 45 and count >= 2:
        if g0 == 3 and g1 == 8 and mobile.is_mobile(data, i) and not resident_id.is_date8(data, j + 1, year_max):
            return MOBILE, i + 12, 0, False
        if (g0 == 3 or g0 == 4) and (g1 == 7 or g1 == 8) and data[i] == 48 and data[i + 1] >= 49:
            return LANDLINE, i + g0 + 1 + g1, 0, False
    return _NONE, i, 0, False


@lean
def _sets_apart(point: int) -> bool:
    """Signs that join a run to something else than the group beside it."""
    return point == 42 or point == 45 or is_han(point)


@lean
def _may_belong(data: Any, s: int, e: int, i: int, j: int, taken: Any) -> bool:
    """Whether the run of digits ``data[i:j]`` is of three to five digits and stands for itself."""
    if j - i < 3 or j - i > 5 or taken[i] or is_decimal(data, s, e, i, j):
        return False
    return (i == s or CLASS[data[i - 1]] == 0) and (j == e or CLASS[data[j]] == 0)


@lean
def _loose_beside(data: Any, s: int, e: int, i: int, end: int, passed: int, taken: Any, year_max: int) -> bool:
    """Whether three to five digits stand beside a group, one space between, that might belong to it."""
    if i - 1 > s and data[i - 1] == 32 and passed != i - 1:
        k = i - 1
        while k > s and is_digit(data[k - 1]) and i - k < 8:
            k -= 1
        if _may_belong(data, s, e, k, i - 1, taken):
            if k == s:
                return True
            point, _ = point_before(data, k, s)
            if not _sets_apart(point):
                return True
    if end + 1 < e and data[end] == 32:
        k = end + 1
        while k < e and is_digit(data[k]) and k - end < 8:
            k += 1
        if _may_belong(data, s, e, end + 1, k, taken):
            if k == e:
                return True
            point, _ = point_at(data, k, e)
            if point == 32:
                kind, _, _, _ = _group(data, s, e, end + 1, k, taken, year_max, False)
                return kind == _NONE
            return not _sets_apart(point)
    return False


@apart
def digit_groups(
    data: Any, s: int, e: int, i: int, j: int, passed: int, row: int, taken: Any, t: Any, out: Any, n: Any,
    year_max: int,
) -> Any:  # fmt: skip
    """Digit runs joined by one sign.

    Args:
        i, j: the first of them.
        passed: where the last group with spaces ended.

    Returns:
        (whether there is a value, the end of the group): the end is i when there is none, or it may be looked into.
    """
    if j + 1 >= e or (data[j] != 32 and data[j] != 45) or not is_digit(data[j + 1]):
        return False, i
    sign = data[j]
    plus = i > s and data[i - 1] == 43
    start = i - 1 if plus else i
    if sign == 45 and i - 1 > s and data[i - 1] == 45 and is_digit(data[i - 2]):
        return False, i
    phone = data[i] == 49 and labelled_by(data, s, before_run(data, s, i), labels.PHONE)
    kind, end, skip, long = _group(data, s, e, i, j, taken, year_max, phone)
    if kind == _NONE:
        return False, i
    on = i
    if sign == 45:
        if not _is_row(data, s, e, i, end, sign):
            return False, i
    else:
        on = end if long else i
        if _loose_beside(data, s, e, i, end, passed, taken, year_max):
            return False, on
    if labels.is_negated(data, s, start):
        return False, on
    m = 0
    for k in range(i, end):
        if data[k] != sign:
            t[m] = upper(data[k])
            m += 1
    if kind == MOBILE:
        doubt = mobile.range_doubt(t, skip)
        put_number(out, n, row, MOBILE, doubt, mobile.number(t, skip, m), 11, start, end)
    elif kind == RESIDENT_ID:
        checksum, date, region, value = resident_id.test18(t, 0, year_max)
        if not (checksum and date):
            return False, on
        put_number(out, n, row, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, i, end)
    else:
        if kind == BANK_CARD and not (bank_card.issuer_known(t, 0, m) and bank_card.luhn(t, 0, m)):
            return False, on
        put_number(out, n, row, kind, -1, mobile.number(t, 0, m), m, i, end)
    take(taken, start if kind == MOBILE else i, end)
    return True, end
