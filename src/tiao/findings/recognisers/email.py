"""E-mail address (电子邮箱), as it stands among Han characters and behind ``----``."""

from __future__ import annotations

from typing import Any

from tiao.compiled import lean


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
