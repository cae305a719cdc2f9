"""Figures of a batch of records, in one compiled pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit


@jit
def tally(kinds: Any, doubts: Any, more: Any) -> Any:
    """(records per kind, int64 (64,); records per doubt, int64 (32,); records)."""
    per_kind = np.zeros(64, np.int64)
    per_doubt = np.zeros(32, np.int64)
    records = 0
    for r in range(len(kinds)):
        if more[r]:
            continue
        records += 1
        left = kinds[r]
        bit = 0
        while left:
            if left & np.uint64(1):
                per_kind[bit] += 1
            left >>= np.uint64(1)
            bit += 1
        left32 = doubts[r]
        bit = 0
        while left32:
            if left32 & np.uint32(1):
                per_doubt[bit] += 1
            left32 >>= np.uint32(1)
            bit += 1
    return per_kind, per_doubt, records
