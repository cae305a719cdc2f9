"""Who talks in a chat: recorded under blind names, and not counted."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from tiao.compiled import jit, lean, peek
from tiao.content.reader import Batch
from tiao.evidence.vault import Vault
from tiao.findings.texthash import keys_of, text_hash

_U = np.uint64


def participants(batch: Batch, vault: Vault) -> frozenset[str]:
    """Blind names of those who talk: keyed hashes of the second cell of each row, in hex."""
    low, high = vault.hash_key
    key = low.to_bytes(8, "little") + high.to_bytes(8, "little")
    size = 1 << 10
    while True:
        slots = np.full(size, -1, np.int64)
        if _distinct(batch.data, batch.starts, batch.ends, batch.first, keys_of(low, high), slots):
            break
        size *= 4
    cells = slots[slots >= 0].tolist()
    senders = (bytes(batch.data[batch.starts[c] : batch.ends[c]]) for c in cells)
    return frozenset(
        hashlib.blake2b(sender, key=key, digest_size=16).hexdigest() for sender in senders if sender.strip()
    )


@jit
def _distinct(data: Any, starts: Any, ends: Any, first: Any, keys: Any, slots: Any) -> bool:
    """One cell for each sender, in ``slots`` (a power of two, all -1); false when they are too many for it."""
    mask = len(slots) - 1
    count = 0
    for r in range(len(first) - 1):
        c = first[r] + 1
        if c >= first[r + 1] or starts[c] == ends[c]:
            continue
        low, high = text_hash(data, starts[c], ends[c], keys)
        at = np.int64((low ^ high) >> _U(1)) & mask
        while slots[at] >= 0 and not _same(data, starts, ends, slots[at], c):
            at = (at + 1) & mask
        if slots[at] < 0:
            slots[at] = c
            count += 1
            if 2 * count > len(slots):
                return False
    return True


@lean
def _same(data: Any, starts: Any, ends: Any, c: int, d: int) -> bool:
    size = ends[c] - starts[c]
    if ends[d] - starts[d] != size:
        return False
    for i in range(size):
        if peek(data, starts[c] + i) != peek(data, starts[d] + i):
            return False
    return True
