"""Names (姓名) behind a label, before an identifier, a title or a sex, and addresses (地址) behind a label."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, lean, trailing_zeros
from tiao.findings import labels
from tiao.findings.catalogue import bits
from tiao.findings.chars import is_han, lower, point_at, point_before, tight
from tiao.findings.emit import put_text
from tiao.findings.recognisers.name import is_header_word, is_surname
from tiao.findings.text_marks import is_taken, take
from tiao.findings.text_quick import TITLE, addresses64, inside, name_label_at, name_labels64, title_at, titles64

_U1 = np.uint64(1)
_BITS = bits()
RESIDENT_ID, MOBILE, BANK_CARD = (_BITS[k] for k in ("resident_id", "mobile", "bank_card"))
NAME, ADDRESS, EMAIL, IP, MAC = (_BITS[k] for k in ("name", "address", "email", "ip", "mac"))


@lean
def _is_sign(data: Any, i: int) -> int:
    """Length of the sign that parts a name from a number at i: blank , ; | / : or 、; 0 for none."""
    b = data[i]
    if b == 32 or b == 44 or b == 59 or b == 124 or b == 47 or b == 58:
        return 1
    return 0


@apart
def labelled_names(data: Any, s: int, e: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> None:
    """Names behind a label."""
    resume = s
    for base in range(s, e, 64):
        hits = name_labels64(data, base) & inside(base, e)
        while hits:
            i = name_label_at(data, resume, e, base + trailing_zeros(hits))
            hits &= hits - _U1
            if i >= 0:
                resume = i + labels.begins(data, i, e, labels.NAME)
                _named(data, resume, e, row, taken, out, n, keys)


@lean
def _named(data: Any, k: int, e: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> None:
    """The name behind the label that ends at k."""
    colon = False
    while k < e and (data[k] == 58 or data[k] == 32):
        colon |= data[k] == 58
        k += 1
    low = k
    count = 0
    point1 = 0
    point2 = 0
    while k < e and count < 5:
        point, size = point_at(data, k, e)
        if not is_han(point):
            break
        if count == 0:
            point1 = point
        elif count == 1:
            point2 = point
        k += size
        count += 1
    if not colon and not is_surname(point1, point2):
        return
    if count >= 2 and count <= 4 and not is_taken(taken, low, k) and not is_header_word(data, low, k):
        put_text(out, n, row, NAME, 0, data, low, k, keys, low, k)
        take(taken, low, k)


@lean
def names_before(data: Any, s: int, e: int, row: int, taken: Any, out: Any, n: Any, first: int, keys: Any) -> None:
    """Names in front of an identifier."""
    last = min(n[0], len(out))
    for v in range(first, last):
        kind = out[v].kind
        if out[v].struck or not (kind == RESIDENT_ID or kind == MOBILE or kind == BANK_CARD):
            continue
        k = int(out[v].start)
        end = _before_signs(data, s, k)
        if end < k:
            _ends_at(data, s, end, row, taken, out, n, keys)


@apart
def titled_names(data: Any, s: int, e: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> None:
    """Names in front of 先生 or 女士, and, with a sign between, of 男 or 女."""
    for base in range(s, e, 64):
        hits = titles64(data, base) & inside(base, e)
        while hits:
            i = base + trailing_zeros(hits)
            hits &= hits - _U1
            what = title_at(data, e, i)
            if what == 0 or (what != TITLE and i + 3 < e and is_han(point_at(data, i + 3, e)[0])):
                continue
            end = i if what == TITLE else _before_signs(data, s, i)
            if what == TITLE or end < i:
                _ends_at(data, s, end, row, taken, out, n, keys)


@lean
def _before_signs(data: Any, s: int, k: int) -> int:
    """Where the signs begin that stand before k; k when there are none."""
    while k > s:
        if _is_sign(data, k - 1):
            k -= 1
        elif k - s >= 3 and data[k - 1] == 0x81 and data[k - 2] == 0x80 and data[k - 3] == 0xE3:
            k -= 3
        else:
            break
    return k


@lean
def _ends_at(data: Any, s: int, end: int, row: int, taken: Any, out: Any, n: Any, keys: Any) -> None:
    """Takes the name that ends there, if one does: 2 or 3 Han, a surname first, at the start or behind a sign."""
    low = end
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
    if count < 2 or count > 3 or is_taken(taken, low, end) or is_header_word(data, low, end):
        return
    if (low == s or _before_signs(data, s, low) < low) and is_surname(point1, point2):
        put_text(out, n, row, NAME, 0, data, low, end, keys, low, end)
        take(taken, low, end)


@apart
def addresses(data: Any, s: int, e: int, row: int, t: Any, out: Any, n: Any, first: int, keys: Any) -> None:
    """What follows 地址: or 住址: up to the next stop."""
    known = min(n[0], len(out))
    resume = s
    for base in range(s, e, 64):
        hits = addresses64(data, base) & inside(base, e)
        while hits:
            i = base + trailing_zeros(hits) + 1
            hits &= hits - _U1
            if i >= resume and i + 1 < e and labels.ends_with(data, s, i, labels.ADDRESS):
                resume = max(resume, _behind(data, i + 1, e, row, t, out, n, first, known, keys))


@lean
def _is_link(data: Any, s: int, e: int) -> bool:
    """Whether a text begins like the address of a page: http: https: www. in either case."""
    if e - s < 4:
        return False
    b0, b1, b2, b3 = lower(data[s]), lower(data[s + 1]), lower(data[s + 2]), lower(data[s + 3])
    if b0 == 119 and b1 == 119 and b2 == 119:
        return b3 == 46
    if e - s < 5 or b0 != 104 or b1 != 116 or b2 != 116 or b3 != 112:
        return False
    return data[s + 4] == 58 or (e - s > 5 and lower(data[s + 4]) == 115 and data[s + 5] == 58)


@lean
def _behind(data: Any, low: int, e: int, row: int, t: Any, out: Any, n: Any, first: int, known: int, keys: Any) -> int:
    """The address from low on; returns where it ends, or low."""
    begin = low
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
    if points < 3 or opens == EMAIL or opens == IP or opens == MAC or _is_link(data, low, end):
        return begin
    size = tight(data, low, end, t, True)
    put_text(out, n, row, ADDRESS, 0, t, 0, size, keys, low, end)
    return high
