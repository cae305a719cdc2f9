"""Exact distinct counting over tokens: partition by prefix, then a hash table for each partition. No approximation.

An entry is a token (two uint64) and a payload of bits; equal tokens have their payloads joined by OR. The payload says
in which classes, and in which of total, low and high, the token stands.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean
from tiao.pieces.judge import (
    CLASSES,
    CODE_FULL,
    CODE_HIGH,
    CODE_LOW,
    CODE_PERSON,
    LEVEL_LOW,
    LEVEL_TOTAL,
    NOBODY,
    STRUCK,
    STRUCK_PERSON,
)

# Payload: three fields of ten bits for the token itself, three for the person it stands for, and four for its kind.
TOTAL, LOW, HIGH = 0, 10, 20
PERSON = 30
KIND = 60
_U = np.uint64
_ONE = np.uint64(1)
_FIELD = np.uint64(1023)


@lean
def _payload(level: int, low: int, high: int) -> Any:
    bits = _ONE << _U(HIGH + high)
    if level >= LEVEL_TOTAL:
        bits |= _ONE << _U(TOTAL + low)
    if level == LEVEL_LOW:
        bits |= _ONE << _U(LOW + low)
    return bits


@jit
def payloads(kind: int, out: Any) -> None:
    """What a token says of its record by the record's code, uint64 (2 * 65536,): the second half for full contents.

    Args:
        kind: 0 for contents, else 1 + the place of the value kind.
    """
    for code in range(65536):
        level = code & 3
        out[code] = 0
        out[code + 65536] = 0
        if not level:
            continue
        low = code >> CODE_LOW & 15
        high = code >> CODE_HIGH & 15
        if low >= CLASSES or high >= CLASSES:
            continue
        who = code >> CODE_PERSON & 31
        bits = _payload(level, low, high)
        person = (_payload(level, low, low) if level >= LEVEL_TOTAL else bits) << _U(PERSON)
        if kind:
            meant = who == kind or who == STRUCK_PERSON
            out[code] = bits | (_U(kind) << _U(KIND)) | (person if meant else _U(0))
            continue
        alone = person if who == NOBODY else _U(0)
        if not code >> CODE_FULL & 1:
            out[code] = bits | alone
            continue
        # Content and full content differ: the one stands in total and low, the other in high.
        field = _FIELD << _U(HIGH)
        if level >= LEVEL_TOTAL:
            out[code] = (bits & ~field) | alone
            out[code + 65536] = bits & field
        else:
            out[code + 65536] = (bits & field) | alone


@jit
def sizes(tokens: Any, code: Any, present: Any, want: int, shift: int, base: int, at: Any) -> int:
    """How many entries each partition gets from some lines.

    Args:
        tokens: uint64, shape (lines, 2). code: see ``codes``. present: bool, where a token stands.
        want: 0 contents: records whose content says something; 1 full contents; 2 valid values.
        shift, base: a token's partition is its first word shifted right, less base; others are left for another pass.
        at: int64 zeros, one for each partition and one more; filled with where each begins.

    Returns:
        Entries.
    """
    parts = len(at) - 1
    for r in range(len(code)):
        if _wanted(code[r], present, r, want):
            p = int(tokens[r, 0] >> _U(shift)) - base if shift < 64 else 0
            if p >= 0 and p < parts:
                at[p + 1] += 1
    for p in range(parts):
        at[p + 1] += at[p]
    return int(at[parts])


@lean
def _wanted(code: Any, present: Any, r: int, want: int) -> bool:
    if not code & 3:
        return False
    who = code >> CODE_PERSON & 31
    if want == 2:
        return bool(present[r]) and who != STRUCK and who != STRUCK_PERSON
    if who >= STRUCK_PERSON:
        return False
    full = code >> CODE_FULL & 1 != 0
    if want == 1:
        return bool(full) and bool(present[r])
    return not full or code & 3 >= LEVEL_TOTAL


@jit
def scatter(
    tokens: Any, code: Any, present: Any, want: int, shift: int, base: int, at: Any, begin: int,
    out: Any, codes_out: Any,
) -> int:  # fmt: skip
    """Writes the entries of some lines, ordered by partition, from ``begin`` on; see ``sizes``.

    Args:
        at: int64: where each partition begins, as ``sizes`` gave it; moved on by one partition.
        out, codes_out: uint64 (n, 2) and uint16 (n,).

    Returns:
        Entries of records in total.
    """
    parts = len(at) - 1
    in_total = 0
    for r in range(len(code)):
        if _wanted(code[r], present, r, want):
            p = int(tokens[r, 0] >> _U(shift)) - base if shift < 64 else 0
            if p >= 0 and p < parts:
                place = begin + at[p]
                at[p] += 1
                out[place, 0] = tokens[r, 0]
                out[place, 1] = tokens[r, 1]
                codes_out[place] = code[r]
                in_total += code[r] & 3 >= LEVEL_TOTAL
    for p in range(parts, 0, -1):
        at[p] = at[p - 1]
    at[0] = 0
    return in_total


@jit
def join(
    tokens: Any, code: Any, begin: Any, at: Any, full: Any, p: int, says: Any, table: Any, joined: Any, first: Any,
    figures: Any, persons: Any, values: Any, kinds: Any,
) -> None:  # fmt: skip
    """Joins equal tokens of one partition and adds up what is distinct.

    Args:
        tokens, code: all entries, in runs, each run ordered by partition: uint64 (entries, 2), uint16 (entries,).
        begin: int64, where each run begins. at: int64, shape (runs, partitions + 1), where its partitions do.
        full: bool, which runs are of full contents.
        p: the partition.
        says: see ``payloads``.
        table: int32 scratch, a power of two and at least twice the entries of the partition.
        joined, first: uint64 and int64 scratch, one for each entry of the partition.
        figures: int64 (3, classes): distinct records in total, low, high.
        persons: the same for (person, class).
        values: the same for values, each in its gravest class.
        kinds: int64 (16,): distinct valid values in total by kind.
    """
    n = 0
    for g in range(len(begin)):
        n += at[g, p + 1] - at[g, p]
    size = 16
    while size < 2 * n:
        size *= 2
    mask = _U(size - 1)
    for place in range(size):
        table[place] = -1
    distinct = 0
    for g in range(len(begin)):
        more = 65536 if full[g] else 0
        for i in range(begin[g] + at[g, p], begin[g] + at[g, p + 1]):
            k1 = tokens[i, 1]
            bits = says[int(code[i]) + more]
            where = k1 & mask
            while True:
                known = table[where]
                if known < 0:
                    table[where] = distinct
                    first[distinct] = i
                    joined[distinct] = bits
                    distinct += 1
                    break
                other = first[known]
                if tokens[other, 1] == k1 and tokens[other, 0] == tokens[i, 0]:
                    joined[known] |= bits
                    break
                where = (where + _ONE) & mask
    last = _U(0)
    times = 0
    for i in range(distinct + 1):
        bits = joined[i] if i < distinct else _U(0)
        if bits == last:
            times += 1
            continue
        if times:
            _add(last, times, figures, persons, values, kinds)
        last = bits
        times = 1


@lean
def _add(bits: Any, times: int, figures: Any, persons: Any, values: Any, kinds: Any) -> None:
    """Adds up as many distinct tokens that say the same."""
    kind = int(bits >> _U(KIND))
    for field in range(3):
        own = int((bits >> _U(10 * field)) & _FIELD)
        if own:
            c = 0
            while not own >> c & 1:
                c += 1
            if kind:
                values[field, c] += times
                if field == 0:
                    kinds[kind - 1] += times
            else:
                figures[field, c] += times
        person = int((bits >> _U(PERSON + 10 * field)) & _FIELD)
        c = 0
        while person:
            if person & 1:
                persons[field, c] += times
            person >>= 1
            c += 1


@jit
def join_struck(key: Any, bits: Any, reason: Any, persons: Any, values: Any, reasons: Any) -> None:
    """The same for struck values, which are few: each under the first of its reasons.

    Args:
        reasons: int64 (32,): distinct struck values by reason.
    """
    order = np.argsort(key[:, 0].copy(), kind="mergesort")
    done = np.zeros(len(bits), np.bool_)
    for a in range(len(order)):
        i = order[a]
        if done[i]:
            continue
        entry = bits[i]
        why = reason[i]
        b = a + 1
        while b < len(order) and key[order[b], 0] == key[i, 0]:
            j = order[b]
            if key[j, 1] == key[i, 1]:
                entry |= bits[j]
                why = min(why, reason[j])
                done[j] = True
            b += 1
        own = int((entry >> _U(HIGH)) & _FIELD)
        person = int((entry >> _U(PERSON + HIGH)) & _FIELD)
        for c in range(CLASSES):
            if own >> c & 1:
                values[2, c] += 1
                break
        for c in range(CLASSES):
            persons[2, c] += person >> c & 1
        reasons[why - 1] += 1
