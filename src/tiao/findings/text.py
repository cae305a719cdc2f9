"""Running text: one walk over its runs of letters and digits (docs/reference/recognition.md, section 4)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import inlined, jit
from tiao.findings import labels
from tiao.findings.catalogue import bits
from tiao.findings.chars import CLASS, canonical, compact, is_digit, is_han, lower, point_at, point_before, upper
from tiao.findings.emit import put_number, put_struck, put_text
from tiao.findings.recognisers import bank_card, documents, mobile, network, plate, position, resident_id, uscc
from tiao.findings.recognisers.accounts import is_qq, is_wechat
from tiao.findings.recognisers.email import around
from tiao.findings.recognisers.name import is_header_word, is_surname

_BITS = bits()
RESIDENT_ID, PASSPORT, HK_MACAU, TAIWAN = (
    _BITS[k] for k in ("resident_id", "passport", "hk_macau_permit", "taiwan_permit")
)
MOBILE, FOREIGN, BANK_CARD, LANDLINE = (_BITS[k] for k in ("mobile", "foreign_phone", "bank_card", "landline"))
WECHAT, QQ, EMAIL, PLATE = (_BITS[k] for k in ("wechat", "qq", "email", "plate"))
ACCOUNT, PASSWORD, MAC, IP = (_BITS[k] for k in ("account", "password", "mac", "ip"))
POSITION, USCC, NAME, ADDRESS = (_BITS[k] for k in ("position", "uscc", "name", "address"))
CHECKSUM = resident_id.CHECKSUM
MOST_GROUPS = 16


@jit
def scan_text(data: Any, s: int, e: int, row: int, taken: Any, out: Any, n: Any, year_max: int, keys: Any) -> int:
    """Finds values in ``data[s:e]`` (normalised), writes them in the order of the text, returns how many."""
    first = n[0]
    found_at = False
    for i in range(s, e):
        if data[i] == 64:
            found_at = True
            break
    if found_at:
        _emails(data, s, e, row, taken, out, n, keys)
    i = s
    # `taken` is one byte for each of data: 1 where a value has been taken.
    while i < e:
        if CLASS[data[i]] == 0:
            i += 1
            continue
        j = i + 1
        digits = 1 if CLASS[data[i]] == 1 else 0
        while j < e and CLASS[data[j]] != 0:
            if CLASS[data[j]] == 1:
                digits += 1
            j += 1
        i = _run(data, s, e, i, j, digits, row, taken, out, n, year_max, keys)
    _names(data, s, e, row, taken, out, n, first, keys)
    _addresses(data, s, e, row, out, n, first, keys)
    _sort(out, first, min(n[0], len(out)))
    return int(n[0] - first)


@inlined
def _take(taken: Any, s: int, e: int) -> None:
    for i in range(s, e):
        taken[i] = 1


@inlined
def _is_taken(taken: Any, s: int, e: int) -> bool:
    for i in range(s, e):
        if taken[i]:
            return True
    return False


@inlined
def _emails(data: Any, s: int, e: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> None:
    free = s
    for at in range(s, e):
        if data[at] == 64:
            low, high = around(data, s, free, e, at)
            if low >= 0:
                free = high
                text = np.empty(high - low, np.uint8)
                for k in range(low, high):
                    text[k - low] = lower(data[k])
                put_text(out, n, row, EMAIL, 0, text, 0, high - low, keys, low, high)
                _take(taken, low, high)


@jit
def _run(
    data: Any,
    s: int,
    e: int,
    i: int,
    j: int,
    digits: int,
    row: int,
    taken: Any,
    out: Any,
    n: Any,
    year_max: int,
    keys: Any,
) -> int:
    """Tests the run ``data[i:j]`` and what is joined to it; returns where to go on."""
    size = j - i
    if _is_taken(taken, i, j):
        return j
    numeric = digits == size
    if _is_decimal(data, s, e, i, j):
        return _decimal(data, s, e, i, j, row, taken, out, n, keys) if numeric else j
    plus = numeric and i > s and data[i - 1] == 43
    if plus:
        end = _foreign(data, s, e, i, j, row, taken, out, n)
        if end > i:
            return end
    if size == 18 and digits >= 17 and resident_id.has_shape18(data, i):
        checksum, date, region, value = resident_id.test18(data, i, year_max)
        if (checksum and date) or (not checksum and date and region):
            if not labels.is_negated(data, s, i):
                if checksum:
                    put_number(out, n, row, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, i, j)
                else:
                    text = np.empty(18, np.uint8)
                    for k in range(18):
                        text[k] = upper(data[i + k])
                    put_struck(out, n, row, RESIDENT_ID, CHECKSUM, text, 0, 18, keys, i, j)
                _take(taken, i, j)
                return j
    if numeric:
        if size == 15 and _labelled_by(data, s, _before_run(data, s, i), labels.ID_CARD):
            date, region, value = resident_id.test15(data, i, year_max)
            if date and not labels.is_negated(data, s, i):
                put_number(out, n, row, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, i, j)
                _take(taken, i, j)
                return j
        skip = -1
        if size == 11:
            skip = 0
        elif size == 13 and data[i] == 56 and data[i + 1] == 54:
            skip = 2
        elif size == 15 and data[i] == 48 and data[i + 1] == 48 and data[i + 2] == 56 and data[i + 3] == 54:
            skip = 4
        if skip >= 0 and mobile.is_mobile(data, i + skip):
            if not labels.is_negated(data, s, i - 1 if plus else i):
                doubt = mobile.range_doubt(data, i + skip)
                put_number(out, n, row, MOBILE, doubt, mobile.number(data, i + skip, j), 11, i - 1 if plus else i, j)
                _take(taken, i, j)
                return j
        if size >= 16 and size <= 19 and bank_card.issuer_known(data, i, j) and bank_card.luhn(data, i, j):
            if not labels.is_negated(data, s, i):
                put_number(out, n, row, BANK_CARD, -1, mobile.number(data, i, j), size, i, j)
                _take(taken, i, j)
                return j
        end = _groups(data, s, e, i, j, row, taken, out, n, year_max, keys)
        if end > i:
            return end
    end = _plate(data, s, e, i, j, row, taken, out, n, keys)
    if end > i:
        return end
    if size == 2 and j < e and (data[j] == 58 or data[j] == 45) and j + 15 <= e:
        valid, value = network.mac(data, i, i + 17, False)
        end = i + 17
        edge = i - 1 > s and data[i - 1] == data[j] and _is_alnum(data[i - 2])
        edge = edge or (end + 1 < e and data[end] == data[j] and _is_alnum(data[end + 1]))
        edge = edge or (end < e and CLASS[data[end]] != 0) or (valid and _is_taken(taken, i, end))
        if valid and not edge:
            put_number(out, n, row, MAC, -1, value, 0, i, i + 17)
            _take(taken, i, i + 17)
            return i + 17
    if size == 18 and not numeric:
        text = np.empty(18, np.uint8)
        for k in range(18):
            text[k] = upper(data[i + k])
        if uscc.is_uscc(text, 0, 18):
            put_text(out, n, row, USCC, 0, text, 0, 18, keys, i, j)
            _take(taken, i, j)
            return j
    return _labelled(data, s, e, i, j, row, taken, out, n, keys)


@inlined
def _is_alnum(b: Any) -> bool:
    return CLASS[b] == 1 or CLASS[b] == 2


@inlined
def _is_decimal(data: Any, s: int, e: int, i: int, j: int) -> bool:
    """Whether a run stands beside a decimal point."""
    if i - 1 > s and data[i - 1] == 46 and is_digit(data[i - 2]):
        return True
    return j + 1 < e and data[j] == 46 and is_digit(data[j + 1])


@inlined
def _labelled_by(data: Any, s: int, edge: int, words: Any) -> bool:
    """Whether the text before a run ends in one of the words, with or without 号码, 号 or 码 behind it."""
    return (
        labels.ends_with(data, s, edge, words) > 0
        or labels.ends_with(data, s, labels.label_end(data, s, edge), words) > 0
    )


@inlined
def _before_run(data: Any, s: int, i: int) -> int:
    return labels.before(data, s, i - 1 if i > s and data[i - 1] == 43 else i)


@inlined
def _decimal(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> int:
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
        _take(taken, i, stop)
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
        if behind >= 4 and whole <= 90 and not edge and not _is_taken(taken, start, last):
            text, low, high = canonical(data, start, last, np.empty(last - start, np.uint8), False, True)
            put_text(out, n, row, POSITION, 0, text, low, high, keys, start, last)
            _take(taken, start, last)
            return last
    return j


@inlined
def _opens(b: Any) -> bool:
    """Signs behind which a ``-`` is the sign of a number."""
    return b == 32 or b == 44 or b == 59 or b == 58 or b == 61 or b == 40 or b == 124


@inlined
def _gather(data: Any, s: int, e: int, i: int, j: int, taken: Any, ends: Any) -> Any:
    """Digit runs joined by one sign from ``data[i:j]`` on: (runs, X at the end); 0 runs when it is no group.

    ``ends`` takes the end of each run.
    """
    if j + 1 >= e or (data[j] != 32 and data[j] != 45):
        return 0, False
    sign = data[j]
    if i - 1 > s and data[i - 1] == sign and is_digit(data[i - 2]):
        return 0, False
    ends[0] = j
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
                return 0, False
            k += 1
            closes = True
        if count >= len(ends) or _is_decimal(data, s, e, end + 1, k) or taken[end + 1] or taken[k - 1]:
            return 0, False
        ends[count] = k
        count += 1
        end = k
    if end + 1 < e and data[end] == sign and is_digit(data[end + 1]):
        return 0, False
    return count, closes


@inlined
def _foreign(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any) -> int:
    """``+`` and a number of another country: the whole group if it fits, else the run alone."""
    if labels.is_negated(data, s, i - 1):
        return i
    ends = np.empty(MOST_GROUPS, np.int64)
    count, closes = _gather(data, s, e, i, j, taken, ends)
    for attempt in range(2):
        end = j
        if attempt == 0:
            if count == 0 or closes:
                continue
            end = ends[count - 1]
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
            _take(taken, i - 1, end)
            return end
    return i


@jit
def _groups(
    data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any, year_max: int, keys: Any
) -> int:
    """Digit runs joined by one sign; returns the end of what is taken, or i."""
    plus = i > s and data[i - 1] == 43
    starts = np.empty(MOST_GROUPS, np.int64)
    ends = np.empty(MOST_GROUPS, np.int64)
    count, _ = _gather(data, s, e, i, j, taken, ends)
    if count < 2:
        return i
    sign = data[j]
    starts[0] = i
    for g in range(1, count):
        starts[g] = ends[g - 1] + 1
    end = ends[count - 1]
    t = np.empty(40, np.uint8)
    m = 0
    for g in range(count):
        for k in range(starts[g], ends[g]):
            if m >= 40:
                return i
            t[m] = upper(data[k])
            m += 1
    g0 = ends[0] - starts[0]
    g1 = ends[1] - starts[1] if count > 1 else 0
    g2 = ends[2] - starts[2] if count > 2 else 0
    g3 = ends[3] - starts[3] if count > 3 else 0
    g4 = ends[4] - starts[4] if count > 4 else 0
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
        _take(taken, i, end)
        return end
    card = count >= 4 and g0 == 4 and g1 == 4 and g2 == 4 and g3 == 4
    card = card and (count == 4 or (count == 5 and g4 >= 1 and g4 <= 3))
    card = card or (count == 2 and g0 == 6 and g1 == 13)
    if is_number and card and bank_card.issuer_known(t, 0, m) and bank_card.luhn(t, 0, m):
        put_number(out, n, row, BANK_CARD, -1, mobile.number(t, 0, m), m, i, end)
        _take(taken, i, end)
        return end
    if count == 3 and g0 == 6 and g1 == 8 and g2 == 4 and resident_id.has_shape18(t, 0):
        checksum, date, region, value = resident_id.test18(t, 0, year_max)
        if checksum and date:
            put_number(out, n, row, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, i, end)
            _take(taken, i, end)
            return end
    if count == 2 and sign == 45 and is_number and (g0 == 3 or g0 == 4) and (g1 == 7 or g1 == 8):
        if t[0] == 48 and t[1] >= 49:
            put_number(out, n, row, LANDLINE, -1, mobile.number(t, 0, m), m, i, end)
            _take(taken, i, end)
            return end
    return i


@jit
def _plate(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> int:
    """A plate whose province character stands right before the run; returns its end, or i."""
    if i - s < 3 or data[i - 1] < 0x80 or taken[i - 1]:
        return i
    point, length = point_before(data, i, s)
    if length != 3 or not plate.is_province(point):
        return i
    t = np.empty(16, np.uint8)
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
    _take(taken, i - 3, end)
    return end


@jit
def _labelled(data: Any, s: int, e: int, i: int, j: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> int:
    """A run that the word before it names; returns where to go on."""
    edge = _before_run(data, s, i)
    if edge == s:
        return j
    if _labelled_by(data, s, edge, labels.QQ) and is_qq(data, i, j):
        put_number(out, n, row, QQ, -1, mobile.number(data, i, j), j - i, i, j)
        _take(taken, i, j)
        return j
    if _labelled_by(data, s, edge, labels.WECHAT):
        end = j
        while end + 1 < e and data[end] == 45 and CLASS[data[end + 1]] != 0:
            end += 1
            while end < e and CLASS[data[end]] != 0:
                end += 1
        if is_wechat(data, i, end):
            text = np.empty(end - i, np.uint8)
            for k in range(i, end):
                text[k - i] = lower(data[k])
            put_text(out, n, row, WECHAT, 0, text, 0, end - i, keys, i, end)
            _take(taken, i, end)
            return end
    t = np.empty(40, np.uint8)
    m = compact(data, i, j, t)
    if m > 0:
        kind = -1
        if _labelled_by(data, s, edge, labels.PASSPORT) and documents.is_passport(t, m):
            kind = PASSPORT
        elif _labelled_by(data, s, edge, labels.HK_MACAU) and documents.is_hk_macau_permit(t, m):
            kind = HK_MACAU
        elif _labelled_by(data, s, edge, labels.TAIWAN) and documents.is_taiwan_permit(t, m):
            kind = TAIWAN
        if kind >= 0:
            put_text(out, n, row, kind, 0, t, 0, m, keys, i, j)
            _take(taken, i, j)
            return j
    kind = -1
    if _labelled_by(data, s, edge, labels.PASSWORD):
        kind = PASSWORD
    elif _labelled_by(data, s, edge, labels.ACCOUNT):
        kind = ACCOUNT
    if kind < 0:
        return j
    end = i
    while end < e:
        b = data[end]
        if b == 32 or b == 44 or b == 59 or b == 47 or b == 124 or taken[end]:
            break
        if b == 45 and end + 1 < e and data[end + 1] == 45:
            break
        if b >= 0x80:
            point, length = point_at(data, end, e)
            if is_han(point) or point == 0x3001 or point == 0x3002:
                break
            end += length
        else:
            end += 1
    end = min(end, e)
    text, low, high = canonical(data, i, end, np.empty(end - i, np.uint8), False, kind == ACCOUNT)
    put_text(out, n, row, kind, 0, text, low, high, keys, i, end)
    _take(taken, i, end)
    return max(end, j)


@inlined
def _is_sign(data: Any, i: int) -> int:
    """Length of the sign that parts a name from a number at i: blank , ; | / : or 、; 0 for none."""
    b = data[i]
    if b == 32 or b == 44 or b == 59 or b == 124 or b == 47 or b == 58:
        return 1
    return 0


@jit
def _names(data: Any, s: int, e: int, row: int, taken: Any, out: Any, n: Any, first: int, keys: Any) -> None:
    """Names behind a label, and names in front of an identifier."""
    i = s
    while i + 5 < e:
        b = data[i]
        # The first bytes of the label words: most characters are passed over here.
        if b != 0xE5 and b != 0xE6 and b != 0xE8:
            i += 1
            continue
        length = 9 if i + 9 <= e and labels.ends_with(data, i, i + 9, labels.NAME) == 9 else 0
        if length == 0 and labels.ends_with(data, i, i + 6, labels.NAME) == 6:
            length = 6
        if length == 0:
            i += 3
            continue
        k = i + length
        while k < e and (data[k] == 58 or data[k] == 32):
            k += 1
        low = k
        count = 0
        while k < e and count < 5:
            point, size = point_at(data, k, e)
            if not is_han(point):
                break
            k += size
            count += 1
        if count >= 2 and count <= 4 and not _is_taken(taken, low, k) and not is_header_word(data, low, k):
            put_text(out, n, row, NAME, 0, data, low, k, keys, low, k)
            _take(taken, low, k)
        i += length
    last = min(n[0], len(out))
    for v in range(first, last):
        kind = out[v].kind
        if out[v].struck or not (kind == RESIDENT_ID or kind == MOBILE or kind == BANK_CARD):
            continue
        k = int(out[v].start)
        low = k
        while low > s:
            if _is_sign(data, low - 1):
                low -= 1
            elif low - s >= 3 and data[low - 1] == 0x81 and data[low - 2] == 0x80 and data[low - 3] == 0xE3:
                low -= 3
            else:
                break
        if low == k:
            continue
        end = low
        count = 0
        point1 = 0
        point2 = 0
        while low > s and count < 4:
            point, size = point_before(data, low, s)
            if not is_han(point):
                break
            point2 = point1
            point1 = point
            low -= size
            count += 1
        if count < 2 or count > 3 or _is_taken(taken, low, end) or is_header_word(data, low, end):
            continue
        free = low == s or _is_sign(data, low - 1) > 0
        if not free and low - s >= 3:
            free = data[low - 1] == 0x81 and data[low - 2] == 0x80 and data[low - 3] == 0xE3
        if free and is_surname(point1, point2):
            put_text(out, n, row, NAME, 0, data, low, end, keys, low, end)
            _take(taken, low, end)


@jit
def _addresses(data: Any, s: int, e: int, row: int, out: Any, n: Any, first: int, keys: Any) -> None:
    """What follows 地址: or 住址: up to the next stop."""
    known = min(n[0], len(out))
    i = s
    while i + 1 < e:
        if data[i] != 58 or labels.ends_with(data, s, i, labels.ADDRESS) == 0:
            i += 1
            continue
        low = i + 1
        while low < e and data[low] == 32:
            low += 1
        high = low
        points = 0
        while high < e:
            b = data[high]
            if b == 44 or b == 59 or b == 124:
                break
            if b == 0xE3 and high + 2 < e and data[high + 1] == 0x80 and data[high + 2] == 0x82:
                break
            _, size = point_at(data, high, e)
            high += size
            points += b != 32
        end = high
        while end > low and data[end - 1] == 32:
            end -= 1
        opens = -1
        for v in range(first, known):
            if out[v].start == low:
                opens = int(out[v].kind)
        if points < 3 or opens == EMAIL or opens == IP or opens == MAC:
            i += 1
            continue
        text, t0, t1 = canonical(data, low, end, np.empty(end - low, np.uint8), False, True)
        put_text(out, n, row, ADDRESS, 0, text, t0, t1, keys, low, end)
        i = max(high, i + 1)


@jit
def _sort(out: Any, low: int, high: int) -> None:
    """Values of one text in the order of the text."""
    ordered = True
    for v in range(low + 1, high):
        if out[v].start < out[v - 1].start:
            ordered = False
            break
    if ordered:
        return
    starts = np.empty(high - low, np.int64)
    for v in range(low, high):
        starts[v - low] = out[v].start
    held = out[low:high].copy()
    order = np.argsort(starts, kind="mergesort")
    for v in range(high - low):
        out[low + v] = held[order[v]]
