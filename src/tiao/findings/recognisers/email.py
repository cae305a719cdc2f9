"""E-mail address (电子邮箱), as it stands among Han characters and behind ``----``."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, lean, trailing_zeros
from tiao.findings.chars import within


@lean
def _local(b: Any) -> bool:
    return (
        (b >= 48 and b <= 57)
        or (b >= 65 and b <= 90)
        or (b >= 97 and b <= 122)
        or b == 46
        or b == 95
        or b == 37
        or b == 43
        or b == 45
    )


@lean
def _alnum(b: Any) -> bool:
    return (b >= 48 and b <= 57) or (b >= 65 and b <= 90) or (b >= 97 and b <= 122)


@lean
def around(data: Any, s: int, free: int, e: int, at: int) -> Any:
    """Bounds of the address around the ``@`` at ``at`` inside ``data[s:e]``; (-1, -1) when there is none.

    ``free``: where the address before it ends; this one does not reach back into that.
    """
    low = at
    while low > max(s, free) and _local(data[low - 1]) and not (data[low - 1] == 45 and low < at and data[low] == 45):
        low -= 1
    # The loop stops in front of the second sign of a `--`: that sign is no part of the address either.
    if low > max(s, free) and low < at and data[low - 1] == 45 and data[low] == 45:
        low += 1
    while low < at and not _alnum(data[low]):
        low += 1
    if at - low < 1 or at - low > 64:
        return -1, -1
    high = at + 1
    if high >= e or not _alnum(data[high]):
        return -1, -1
    while high < e and (_alnum(data[high]) or data[high] == 46 or data[high] == 45):
        if high + 1 < e and data[high] == data[high + 1] and (data[high] == 46 or data[high] == 45):
            break
        high += 1
    while high > at + 1 and (data[high - 1] == 46 or data[high - 1] == 45):
        high -= 1
    dot = high - 1
    while dot > at and data[dot] != 46:
        dot -= 1
    if dot <= at + 1:
        return -1, -1
    label = high - dot - 1
    if label < 2 or label > 24:
        return -1, -1
    for i in range(dot + 1, high):
        if (data[i] >= 48 and data[i] <= 57) or data[i] == 45:
            return -1, -1
    return low, high


@lean
def is_plain(data: Any, s: int, e: int, capitals: bool) -> bool:
    """Whether a cell of up to 64 bytes is an address as a whole; one with capitals only if these are let in."""
    inside = within(data, s, e)
    if not inside:
        return False
    one = np.uint64(1)
    ats = between64(data, s, 64, 64) & inside
    letters = between64(data, s, 97, 122) & inside
    if capitals:
        letters |= between64(data, s, 65, 90) & inside
    alnum = (between64(data, s, 48, 57) & inside) | letters
    dots = between64(data, s, 46, 46) & inside
    dashes = between64(data, s, 45, 45) & inside
    local = ats - one
    if ats == 0 or ats & local or not alnum & one or dashes & (dashes >> one) or dots & (dots >> one) & ~local:
        return False
    marks = (between64(data, s, 95, 95) | between64(data, s, 43, 43) | between64(data, s, 37, 37)) & local
    at = trailing_zeros(ats)
    size = e - s
    if alnum | dots | dashes | marks | ats != inside or at + 4 > size or not (alnum >> np.uint64(at + 1)) & one:
        return False
    # The last label: two to 24 letters.
    label = 0
    while label < size and (letters >> np.uint64(size - 1 - label)) & one:
        label += 1
    dot = size - 1 - label
    return label >= 2 and label <= 24 and dot > at + 1 and (dots >> np.uint64(dot)) & one != 0
