"""Which records share an identifier, in compiled code: tokens meet partition by partition, a union-find joins records.

A node is a line of the ledger, counted through all its parts. The first record of a person stands for the person,
whatever the order in which the records were joined.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean
from tiao.pieces.judge import CLASSES

# What a node is: its class in the low bits, and whether it is in total, in low, or in high only. 0: it does not count.
CLASS = 15
IN_TOTAL, IN_LOW, HIGH_ONLY = 16, 32, 64
# The third word of an entry: the node, and above it 1 + the place of the kind; 0 for a whole content.
KIND = 40
NODE = (1 << KIND) - 1
_U = np.uint64
_ONE = np.uint64(1)
_NODE = np.uint64(NODE)
_EMPTY = np.int32(-1)


@lean
def _is_cut(cut: Any, k0: Any, k1: Any) -> bool:
    low = 0
    high = len(cut)
    while low < high:
        middle = (low + high) >> 1
        if cut[middle, 0] < k0 or (cut[middle, 0] == k0 and cut[middle, 1] < k1):
            low = middle + 1
        else:
            high = middle
    return low < len(cut) and cut[low, 0] == k0 and cut[low, 1] == k1


@lean
def _put(out: Any, n: int, k0: Any, k1: Any, kind: int, node: int, shift: int, base: int, size: int) -> int:
    p = int(k0 >> _U(shift)) - base if shift < 64 else 0
    if p < 0 or p >= size:
        return n
    out[n, 0] = k0
    out[n, 1] = k1
    out[n, 2] = _U(node) | (_U(kind) << _U(KIND))
    return n + 1


@jit
def entries(
    content: Any, full: Any, has_full: Any, more: Any, struck: Any, low_of: Any, high_of: Any, where: Any, keys: Any,
    present: Any, kind_at: Any, cut: Any, first: int, shift: int, base: int, size: int, state: Any, out: Any,
) -> int:  # fmt: skip
    """What each record can be joined by: its valid values, or, in high only, its struck ones; else its content.

    Args:
        content, full, has_full, more, struck, low_of, high_of, where, keys, present, kind_at: as in ``Judged``.
        cut: uint64, shape (n, 2), sorted: tokens that join nobody.
        first: the node of the first line.
        shift, base, size: the partitions that are wanted: a token's first word shifted right, less base.
        state: uint8 output, one for each line.
        out: uint64 output, shape (n, 3): token, and node with kind.

    Returns:
        Entries written.
    """
    n = 0
    lines = len(more)
    kinds = len(kind_at)
    r = 0
    while r < lines:
        end = r + 1
        state[r] = 0
        while end < lines and more[end]:
            state[end] = 0
            end += 1
        flags = where[r]
        if flags == 0:
            r = end
            continue
        in_total = flags & 1 != 0
        if in_total:
            state[r] = low_of[r] | IN_TOTAL | (IN_LOW if flags & 2 else 0)
        else:
            state[r] = high_of[r] | HIGH_ONLY
        joined = False
        for k in range(kinds):
            for m in range(r, end):
                is_struck = m > r and struck[m] != 0
                if not present[k, m] or is_struck == in_total:
                    continue
                k0 = keys[k, m, 0]
                k1 = keys[k, m, 1]
                if _is_cut(cut, k0, k1):
                    continue
                joined = True
                n = _put(out, n, k0, k1, kind_at[k] + 1, first + r, shift, base, size)
        if not joined:
            if has_full[r] and not in_total:
                n = _put(out, n, full[r, 0], full[r, 1], 0, first + r, shift, base, size)
            else:
                n = _put(out, n, content[r, 0], content[r, 1], 0, first + r, shift, base, size)
        r = end
    return n


@jit
def spread(entry: Any, shift: int, base: int, starts: Any, out: Any) -> None:
    """Orders entries by partition.

    Args:
        starts: int64 output, one more than there are partitions: where each begins in ``out``.
    """
    n = len(entry)
    size = len(starts) - 1
    starts[:] = 0
    for i in range(n):
        p = int(entry[i, 0] >> _U(shift)) - base if shift < 64 else 0
        starts[p + 1] += 1
    for p in range(size):
        starts[p + 1] += starts[p]
    at = starts.copy()
    for i in range(n):
        p = int(entry[i, 0] >> _U(shift)) - base if shift < 64 else 0
        place = at[p]
        at[p] = place + 1
        out[place, 0] = entry[i, 0]
        out[place, 1] = entry[i, 1]
        out[place, 2] = entry[i, 2]


@lean
def _clear(table: Any, n: int) -> Any:
    size = 16
    while size < 2 * n:
        size *= 2
    for at in range(size):
        table[at] = _EMPTY
    return _U(size - 1)


@lean
def _place(table: Any, mask: Any, entry: Any, i: int) -> Any:
    """Where the token of entry i stands in the table, or where it would."""
    at = entry[i, 1] & mask
    while True:
        known = table[at]
        if known < 0 or (entry[known, 1] == entry[i, 1] and entry[known, 0] == entry[i, 0]):
            return at
        at = (at + _ONE) & mask


@jit
def meet(entry: Any, table: Any, one: Any, other: Any) -> int:
    """Pairs of nodes that share a token of one partition: each with the first that has it.

    Args:
        entry: uint64, shape (n, 3).
        table: int32 scratch, a power of two and at least twice the entries.
        one, other: int64 output, shape (n,).

    Returns:
        How many pairs.
    """
    mask = _clear(table, len(entry))
    pairs = 0
    for i in range(len(entry)):
        at = _place(table, mask, entry, i)
        known = table[at]
        if known < 0:
            table[at] = i
            continue
        one[pairs] = int(entry[known, 2] & _NODE)
        other[pairs] = int(entry[i, 2] & _NODE)
        pairs += 1
    return pairs


@lean
def _root(parent: Any, node: int) -> int:
    # Each step halves the way, so that the next one is short.
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@jit
def join(parent: Any, one: Any, other: Any) -> None:
    """Joins pairs of nodes. The lowest node of a set is its root.

    Args:
        parent: int, shape (nodes,), changed.
    """
    for i in range(len(one)):
        a = _root(parent, one[i])
        b = _root(parent, other[i])
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b


@jit
def settle(parent: Any, state: Any, records: Any, seen: Any, persons: Any) -> None:
    """Lets every node know its root, and counts persons once in each class.

    Args:
        parent: int, shape (nodes,), changed: the first record of the same person.
        state: uint8, shape (nodes,).
        records: int output of zeros, shape (nodes,): at each root, records of the person in total.
        seen: uint32 scratch of zeros, shape (nodes,).
        persons: int64 output, shape (3, classes): (person, class) in total, in low and in high.
    """
    for node in range(len(parent)):
        # A parent is never higher than its child: those before know their root already.
        root = parent[parent[node]]
        parent[node] = root
        what = state[node]
        if what == 0:
            continue
        cls = what & CLASS
        if what & IN_TOTAL:
            records[root] += 1
            bit = np.uint32(1 << cls)
            if not seen[root] & bit:
                seen[root] |= bit
                persons[0, cls] += 1
                persons[2, cls] += 1
            bit = np.uint32(1 << (cls + CLASSES))
            if what & IN_LOW and not seen[root] & bit:
                seen[root] |= bit
                persons[1, cls] += 1
        else:
            bit = np.uint32(1 << (cls + 2 * CLASSES))
            if not seen[root] & bit:
                seen[root] |= bit
                persons[2, cls] += 1


@jit
def number(entry: Any, table: Any, kind: int, own: Any, met: Any) -> None:
    """Numbers the identity numbers (公民身份号码) of one partition: each is known by the first node that has it.

    Args:
        kind: 1 + the place of the kind.
        own: int32, shape (nodes,), changed: the number of a node's identity number; -1 none, -2 several.
        met: int32, shape (nodes,), changed: how many identity numbers are known by this node.
    """
    mask = _clear(table, len(entry))
    for i in range(len(entry)):
        if int(entry[i, 2] >> _U(KIND)) != kind:
            continue
        at = _place(table, mask, entry, i)
        node = int(entry[i, 2] & _NODE)
        if table[at] < 0:
            table[at] = i
            met[node] += 1
        first = int(entry[table[at], 2] & _NODE)
        own[node] = first if own[node] == -1 or own[node] == first else -2


@jit
def weigh(entry: Any, table: Any, own: Any, lines: int, records: Any, low: Any, high: Any, held: Any) -> None:
    """How many records each identifier of one partition joins, and whether these have different identity numbers.

    Args:
        own: as ``number`` left it.
        lines: nodes from here on are decisions, not records.
        records, low, high: int32 output, shape (n,): at the first entry of each token how many records have it, and the
            lowest and the highest of their identity numbers, -1 if none; 0 records for all other entries.
        held: int32 output, shape (n,): for each entry the first one of its token, -1 for a whole content.
    """
    mask = _clear(table, len(entry))
    for i in range(len(entry)):
        records[i] = 0
        low[i] = -1
        high[i] = -1
        held[i] = -1
        which = int(entry[i, 2] >> _U(KIND))
        node = int(entry[i, 2] & _NODE)
        if which == 0 or node >= lines:
            continue
        at = _place(table, mask, entry, i)
        if table[at] < 0:
            table[at] = i
        first = table[at]
        held[i] = first
        records[first] += 1
        mine = own[node]
        if mine >= 0:
            if low[first] < 0 or mine < low[first]:
                low[first] = mine
            high[first] = max(high[first], mine)


@jit
def gather(parent: Any, state: Any, met: Any, ids: Any) -> None:
    """Adds up at each root how many different identity numbers the person has.

    Args:
        ids: int32 output of zeros, shape (nodes,).
    """
    for node in range(len(parent)):
        if met[node] and state[node]:
            ids[parent[node]] += met[node]
