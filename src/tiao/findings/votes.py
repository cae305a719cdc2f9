"""Counts, over a sample, of what the cells of each column look like."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import inlined, jit
from tiao.findings.chars import COMPACT_ROOM, canonical, compact, fold, is_digit, is_empty, is_han, point_at, trim
from tiao.findings.recognisers import bank_card, mobile, network, plate, position, resident_id, uscc
from tiao.findings.recognisers.email import around
from tiao.findings.recognisers.name import looks_like_name

# Places in a row of votes. PURE + n: pure numbers of length n; RIGHT + n: those that pass the test for that length
# (RIGHT + 18: identity numbers; RIGHT + 1: cards of 18 digits).
NONEMPTY, USCC, PLATE, IP, MAC, NAME, ADDRESS, LONGITUDE, LATITUDE = range(9)
PURE = 10
RIGHT = 30
VOTES = 50

_WORDS = np.zeros(0x10000, np.bool_)
_WORDS[[ord(sign) for sign in "省市区县镇乡村路街号栋室"]] = True


@jit
def count_votes(data: Any, starts: Any, ends: Any, first: Any, begin: int, end: int, year_max: int, votes: Any) -> None:
    """Adds up votes, int64, shape (columns, VOTES), over rows ``begin`` to ``end``. Leaves the batch as it is."""
    t = np.empty(COMPACT_ROOM, np.uint8)
    for r in range(begin, end):
        for c in range(first[r], first[r + 1]):
            column = c - first[r]
            if column >= votes.shape[0]:
                break
            copy = data[starts[c] : ends[c]].copy()
            s, e = trim(copy, 0, fold(copy, 0, len(copy)))
            if not is_empty(copy, s, e):
                _vote(copy, s, e, year_max, votes[column], t)


@jit
def is_value(data: Any, year_max: int) -> bool:
    """Whether a cell is a valid identity number, mobile, card or e-mail address: no header is."""
    s, e = trim(data, 0, fold(data, 0, len(data)))
    t = np.empty(COMPACT_ROOM, np.uint8)
    m = compact(data, s, e, t)
    if m > 0:
        verdict, _, _ = resident_id.cell(t, m, year_max)
        if verdict == 1:
            return True
        verdict, _, _ = bank_card.cell(t, m)
        if verdict == 1:
            return True
        verdict, kind, _, _, _ = mobile.cell(t, m)
        if verdict == 1 and kind == mobile.MOBILE:
            return True
    for at in range(s, e):
        if data[at] == 64:
            low, high = around(data, s, s, e, at)
            return low == s and high == e
    return False


@inlined
def _vote(data: Any, s: int, e: int, year_max: int, votes: Any, t: Any) -> None:
    votes[NONEMPTY] += 1
    if looks_like_name(data, s, e):
        votes[NAME] += 1
    words = 0
    han = False
    i = s
    while i < e:
        point, length = point_at(data, i, e)
        han |= is_han(point)
        words += point < 0x10000 and _WORDS[point]
        i += length
    if han and words >= 2:
        votes[ADDRESS] += 1
    if is_digit(data[s]):
        end, behind, whole = position.decimal(data, s, e)
        if end == e and behind >= 4:
            # The degrees between which China lies.
            votes[LONGITUDE] += whole >= 73 and whole < 136
            votes[LATITUDE] += whole >= 3 and whole < 54
    valid, _ = network.ipv4(data, s, e)
    if valid or network.is_ipv6(data, s, e):
        votes[IP] += 1
    valid, _ = network.mac(data, s, e, False)
    if valid:
        votes[MAC] += 1
    if e - s <= 40 and data[s] >= 0xE0:
        text, low, high = canonical(data, s, e, np.empty(e - s, np.uint8), True, True)
        point, length = point_at(text, low, high)
        if length == 3 and plate.is_province(point):
            last, size = 0, 0
            if text[high - 1] >= 0x80 and high - low >= 6:
                last, size = point_at(text, high - 3, high)
            special = size == 3 and plate.is_special(last)
            if plate.serial(text, low + 3, high - 3 if special else high, special):
                votes[PLATE] += 1
    m = compact(data, s, e, t)
    if m <= 0:
        return
    if uscc.is_uscc(t, 0, m):
        votes[USCC] += 1
    if m < 11 or m > 19 or not mobile.all_digits(t, 0, m - 1):
        return
    if not (is_digit(t[m - 1]) or (m == 18 and t[17] == 88)):
        return
    skip = mobile.prefix(t, 0, m)
    if m - skip == 11:
        # Landlines say nothing about the mobiles between which they stand.
        if t[skip] != 48:
            votes[PURE + 11] += 1
            votes[RIGHT + 11] += mobile.is_mobile(t, skip) and mobile.ASSIGNED[mobile.number(t, skip, skip + 3)]
        return
    votes[PURE + m] += 1
    if m == 18:
        checksum, date, _, _ = resident_id.test18(t, 0, year_max)
        if checksum and date:
            votes[RIGHT + 18] += 1
            return
        if t[17] != 88 and bank_card.issuer_known(t, 0, 18) and bank_card.luhn(t, 0, 18):
            votes[RIGHT + 1] += 1
    elif m == 15:
        date, _, _ = resident_id.test15(t, 0, year_max)
        votes[RIGHT + 15] += date
    elif m >= 16 and bank_card.issuer_known(t, 0, m) and bank_card.luhn(t, 0, m):
        votes[RIGHT + m] += 1
