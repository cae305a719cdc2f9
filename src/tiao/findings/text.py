"""Running text: one walk over its runs of letters and digits (docs/reference/recognition.md, section 4)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, between64, lean, load64, trailing_zeros
from tiao.findings import labels
from tiao.findings.catalogue import bits
from tiao.findings.chars import CLASS, is_digit, lower, number8, point_at, point_before, tight, upper
from tiao.findings.emit import put_number, put_struck, put_text
from tiao.findings.recognisers import bank_card, mobile, network, plate, position, resident_id, uscc
from tiao.findings.recognisers.email import around
from tiao.findings.text_groups import digit_groups, foreign_phone
from tiao.findings.text_labels import before_run, labelled, labelled_by
from tiao.findings.text_marks import is_alnum, is_decimal, is_taken, take
from tiao.findings.text_names import addresses, labelled_names, names_before, titled_names
from tiao.findings.text_quick import (
    addresses64,
    digits64,
    first_name_label,
    inside,
    is_promising,
    letters64,
    name_labels64,
    run_end,
    titles64,
)

_BITS = bits()
RESIDENT_ID, MOBILE, BANK_CARD, USCC = (_BITS[k] for k in ("resident_id", "mobile", "bank_card", "uscc"))
EMAIL, PLATE, MAC, IP, POSITION = (_BITS[k] for k in ("email", "plate", "mac", "ip", "position"))
CHECKSUM = resident_id.CHECKSUM
# More values than these are put in order by sorting.
_FEW = 24
_U = np.uint64
_U1 = _U(1)


@apart
def scan_text(
    data: Any, s: int, e: int, row: int, taken: Any, t: Any, out: Any, n: Any, year_max: int, keys: Any
) -> int:
    """Finds values in a text and writes them, in the order of the text.

    Args:
        data, s, e: the text, normalised; ``text_quick.REACH`` bytes behind it are loaded.
        row: index of its row in the batch.
        taken: uint8, one for each byte of data; zeros for the text, and zeros again afterwards.
        t: uint8, room for a text of its length and 64 bytes more.
        out, n: see ``emit``.

    Returns:
        How many values.
    """
    first = n[0]
    headed, titled = _U(0), _U(0)
    emails = False
    led = -1
    for base in range(s, e, 64):
        keep = inside(base, e)
        hits = name_labels64(data, base) & keep
        if hits and led < 0:
            led = first_name_label(data, s, e, base, hits)
        headed |= addresses64(data, base) & keep
        titled |= titles64(data, base) & keep
        if between64(data, base, 64, 64) & keep:
            emails = True
    if emails:
        _emails(data, s, e, row, taken, t, out, n, keys)
    resume = s
    passed = -1
    carry = _U(0)
    base = s
    while base < e:
        keep = inside(base, e)
        digits = digits64(data, base) & keep
        runs = digits | (letters64(data, base) & keep)
        starts = runs & ~((runs << _U1) | carry)
        carry = runs >> _U(63)
        while starts:
            at = trailing_zeros(starts)
            starts &= starts - _U1
            i = base + at
            j, inner = run_end(data, e, base, at, runs, digits)
            if i < resume:
                continue
            written = n[0]
            for _ in range(2):
                if is_promising(data, s, e, i, j, inner):
                    resume = _run(data, s, e, i, j, inner, passed, row, taken, t, out, n, year_max, keys)
                    if resume > j:
                        passed = resume
                glued = i + labels.glued(data, i, j, inner)
                if glued == i or n[0] > written:
                    break
                i = glued
        base += 64
    if led >= 0:
        labelled_names(data, led, e, row, taken, out, n, keys)
    names_before(data, s, e, row, taken, out, n, first, keys)
    if titled:
        titled_names(data, s, e, row, taken, out, n, keys)
    if headed:
        addresses(data, s, e, row, t, out, n, first, keys)
    if n[0] > first:
        for k in range(s, e):
            taken[k] = 0
        count = n[0] - first
        if n[0] <= len(out):
            _sort(out, first, n[0], n)
        return int(count)
    return 0


@apart
def _emails(data: Any, s: int, e: int, row: int, taken: Any, t: Any, out: Any, n: Any, keys: Any) -> None:
    free = s
    for base in range(s, e, 64):
        hits = between64(data, base, 64, 64) & inside(base, e)
        while hits:
            at = base + trailing_zeros(hits)
            hits &= hits - _U1
            low, high = around(data, s, free, e, at)
            if low >= 0:
                free = high
                for k in range(low, high):
                    t[k - low] = lower(data[k])
                put_text(out, n, row, EMAIL, 0, t, 0, high - low, keys, low, high)
                take(taken, low, high)


@lean
def _number11(data: Any, i: int) -> Any:
    """The number that eleven digits make."""
    return number8(load64(data, i)) * _U(1000) + number8(load64(data, i + 3)) % _U(1000)


@lean
def _raised(data: Any, i: int, size: int, t: Any) -> None:
    for k in range(size):
        t[k] = upper(data[i + k])


@lean
def _run(
    data: Any, s: int, e: int, i: int, j: int, digits: int, passed: int, row: int, taken: Any, t: Any, out: Any, n: Any,
    year_max: int, keys: Any,
) -> int:  # fmt: skip
    """Tests the run ``data[i:j]`` and what is joined to it; returns where to go on.

    Args:
        digits: how many of its signs are digits. passed: where the last group of runs ended.
    """
    size = j - i
    if is_taken(taken, i, j):
        return j
    numeric = digits == size
    if is_decimal(data, s, e, i, j):
        return _decimal(data, s, e, i, j, row, taken, t, out, n, keys) if numeric else j
    plus = i > s and data[i - 1] == 43
    start = i - 1 if plus else i
    on = j
    if plus and numeric:
        end = foreign_phone(data, s, e, i, j, row, taken, out, n)
        if end > i:
            return end
    if size == 18 and digits >= 17 and resident_id.has_shape18(data, i):
        valid, region, value = resident_id.quick18(data, i, year_max)
        checksum, date = valid, valid
        if not valid:
            checksum, date, region, value = resident_id.test18(data, i, year_max)
        if (checksum and date) or (not checksum and date and region):
            if not labels.is_negated(data, s, start):
                if checksum:
                    put_number(out, n, row, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, i, j)
                else:
                    _raised(data, i, 18, t)
                    put_struck(out, n, row, RESIDENT_ID, CHECKSUM, t, 0, 18, keys, i, j)
                take(taken, i, j)
                return j
    if numeric:
        if size == 15 and labelled_by(data, s, before_run(data, s, i), labels.ID_CARD):
            date, region, value = resident_id.test15(data, i, year_max)
            if date and not labels.is_negated(data, s, start):
                put_number(out, n, row, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, i, j)
                take(taken, i, j)
                return j
        skip = mobile.prefix(data, i, size)
        if size - skip == 11 and mobile.is_mobile(data, i + skip):
            if not labels.is_negated(data, s, start):
                doubt = mobile.range_doubt(data, i + skip)
                put_number(out, n, row, MOBILE, doubt, _number11(data, i + skip), 11, start, j)
                take(taken, i, j)
                return j
        if size >= 16 and size <= 19 and bank_card.issuer_known(data, i, j) and bank_card.luhn(data, i, j):
            if not labels.is_negated(data, s, start):
                put_number(out, n, row, BANK_CARD, -1, mobile.number(data, i, j), size, i, j)
                take(taken, i, j)
                return j
        found, end = digit_groups(data, s, e, i, j, passed, row, taken, t, out, n, year_max)
        if found:
            return end
        on = max(on, end)
    end = _plate(data, s, e, i, j, row, taken, t, out, n, keys)
    if end > i:
        return end
    if size == 2 and j < e and (data[j] == 58 or data[j] == 45) and j + 15 <= e:
        valid, value = network.mac(data, i, i + 17, False)
        end = i + 17
        edge = i - 1 > s and data[i - 1] == data[j] and is_alnum(data[i - 2])
        edge = edge or (end + 1 < e and data[end] == data[j] and is_alnum(data[end + 1]))
        edge = edge or (end < e and CLASS[data[end]] != 0) or (valid and is_taken(taken, i, end))
        if valid and not edge:
            put_number(out, n, row, MAC, -1, value, 0, i, i + 17)
            take(taken, i, i + 17)
            return i + 17
    if size == 18 and not numeric:
        _raised(data, i, 18, t)
        if uscc.is_uscc(t, 0, 18):
            put_text(out, n, row, USCC, 0, t, 0, 18, keys, i, j)
            take(taken, i, j)
            return j
    return max(on, labelled(data, s, e, i, j, row, taken, t, out, n, keys))


@apart
def _decimal(
    data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, t: Any, out: Any, n: Any, keys: Any
) -> int:
    """A run beside a decimal point: an IP address or a position, else nothing."""
    if i > s and (data[i - 1] == 46 or is_digit(data[i - 1])):
        return j
    end = i
    while end < e and (is_digit(data[end]) or data[end] == 46):
        end += 1
    stop = end
    valid, value = network.ipv4(data, i, stop)
    if valid and (stop >= e or CLASS[data[stop]] == 0):
        put_number(out, n, row, IP, -1, value, 0, i, stop)
        take(taken, i, stop)
        return stop
    start = i
    if i > s and data[i - 1] == 45 and (i - 1 == s or _opens(data[i - 2])):
        start = i - 1
    end, behind, whole = position.decimal(data, start, e)
    if behind >= 4 and whole <= 180 and end < e and data[end] == 44:
        k = end + 1
        while k < e and data[k] == 32:
            k += 1
        if k >= e or data[k] == 43:
            return j
        last, behind, whole = position.decimal(data, k, e)
        edge = last < e and CLASS[data[last]] != 0
        edge = edge or (last + 1 < e and data[last] == 46 and is_digit(data[last + 1]))
        if behind >= 4 and whole <= 90 and not edge and not is_taken(taken, start, last):
            size = tight(data, start, last, t, True)
            put_text(out, n, row, POSITION, 0, t, 0, size, keys, start, last)
            take(taken, start, last)
            return last
    return j


@lean
def _opens(b: Any) -> bool:
    """Signs behind which a ``-`` is the sign of a number."""
    return b == 32 or b == 44 or b == 59 or b == 58 or b == 61 or b == 40 or b == 124


@apart
def _plate(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, t: Any, out: Any, n: Any, keys: Any) -> int:
    """A plate whose province character stands right before the run; returns its end, or i."""
    if i - s < 3 or data[i - 1] < 0x80 or taken[i - 1]:
        return i
    point, length = point_before(data, i, s)
    if length != 3 or not plate.is_province(point):
        return i
    m = 0
    for k in range(3):
        t[k] = data[i - 3 + k]
    if j - i > 7:
        return i
    for k in range(i, j):
        t[3 + m] = upper(data[k])
        m += 1
    end = j
    if m == 1 and j + 2 < e and data[j] == 0xC2 and data[j + 1] == 0xB7 and CLASS[data[j + 2]] != 0:
        end = j + 2
        while end < e and CLASS[data[end]] != 0 and m < 8:
            t[3 + m] = upper(data[end])
            m += 1
            end += 1
        if end < e and CLASS[data[end]] != 0:
            return i
    special = False
    if m == 5 and end + 2 < e and data[end] >= 0xE0:
        point, length = point_at(data, end, e)
        special = length == 3 and plate.is_special(point)
    if not plate.serial(t, 3, 3 + m, special):
        return i
    size = 3 + m
    if special:
        for k in range(3):
            t[size + k] = data[end + k]
        size += 3
        end += 3
    put_text(out, n, row, PLATE, 0, t, 0, size, keys, i - 3, end)
    take(taken, i - 3, end)
    return end


@lean
def _sort(out: Any, low: int, high: int, n: Any) -> None:
    """Values of one text in the order of the text; those that start together stay as they are."""
    for v in range(low + 1, high):
        start = out[v].start
        if start >= out[v - 1].start:
            continue
        if high - low > _FEW:
            _sort_many(out, low, high, n)
            return
        row, kind, struck, doubts = out[v].row, out[v].kind, out[v].struck, out[v].doubts
        first, second, end = out[v].low, out[v].high, out[v].end
        w = v
        while w > low and start < out[w - 1].start:
            out[w] = out[w - 1]
            w -= 1
        value = out[w]
        value.row, value.kind, value.struck, value.doubts = row, kind, struck, doubts
        value.low, value.high, value.start, value.end = first, second, start, end


@apart
def _sort_many(out: Any, low: int, high: int, n: Any) -> None:
    """The same by merging longer and longer stretches, in the room behind; without room, the caller starts over."""
    count = high - low
    if high + count > len(out):
        n[0] = len(out) + count
        return
    width = 1
    while width < count:
        for begin in range(low, high, 2 * width):
            v = begin
            w = min(begin + width, high)
            v_end = w
            w_end = min(begin + 2 * width, high)
            to = high + begin - low
            while v < v_end or w < w_end:
                if w >= w_end or (v < v_end and out[v].start <= out[w].start):
                    out[to] = out[v]
                    v += 1
                else:
                    out[to] = out[w]
                    w += 1
                to += 1
        for v in range(count):
            out[low + v] = out[high + v]
        width *= 2
