"""Unified social credit code (统一社会信用代码): GB 32100-2015. It tells companies from people."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORDER = np.full(256, -1, np.int64)
for _place, _sign in enumerate(SIGNS):
    ORDER[ord(_sign)] = _place
WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], np.int64)


@lean
def is_uscc(t: Any, s: int, e: int) -> bool:
    """Whether ``t[s:e]`` (upper case) is a code with the right check character."""
    if e - s != 18:
        return False
    total = 0
    for i in range(17):
        place = ORDER[t[s + i]]
        if place < 0:
            return False
        total += place * WEIGHTS[i]
    return ORDER[t[e - 1]] == (31 - total % 31) % 31
