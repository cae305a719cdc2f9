"""Exact distinct counting over tokens: partition by prefix, then a hash table for each partition. No approximation.

An entry is a token (two uint64) and a payload of bits; equal tokens have their payloads joined by OR. The payload says
in which classes, and in which of total, low and high, the token stands.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import inlined, jit

CLASSES = 10
# Payload: three fields of ten bits for the token itself, three for the person it stands for, and four for its kind.
TOTAL, LOW, HIGH = 0, 10, 20
PERSON = 30
KIND = 60
_U = np.uint64
_ONE = np.uint64(1)
_FIELD = np.uint64(1023)


@inlined
def identifies(kinds: Any, identity: Any) -> bool:
    for k in range(len(identity)):
        if kinds & identity[k] == identity[k]:
            return True
    return False


@inlined
def class_of(kinds: Any, classes: Any, any_of: Any, all_of: Any) -> int:
    for k in range(len(classes)):
        if kinds & all_of[k] != all_of[k]:
            continue
        if any_of[k] == 0 or kinds & any_of[k] != 0:
            return int(classes[k])
    return CLASSES - 1


@jit
def judge(
    kinds: Any, struck: Any, doubts: Any, more: Any, identity: Any, classes: Any, any_of: Any, all_of: Any,
    striking: int, low_of: Any, high_of: Any, where: Any, rows: Any, excluded: Any,
) -> int:  # fmt: skip
    """Says of each line of the ledger what its record is.

    Args:
        striking: how many doubts strike.
        low_of, high_of: uint8 output: class for total and low, and for high.
        where: uint8 output: bit 0 in total, bit 1 in low, bit 2 in high. Further values take over their record's.
        rows: int64, shape (3, classes): records in total, low and high, added up.
        excluded: int64, shape (striking,): records in high that are not in total, by reason.

    Returns:
        Records with a kind that are not even in high.
    """
    last_kinds = ~_U(0)
    last_struck = ~_U(0)
    base = 0
    low = 0
    high = 0
    nothing = 0
    for r in range(len(kinds)):
        if more[r]:
            low_of[r] = low_of[r - 1]
            high_of[r] = high_of[r - 1]
            where[r] = where[r - 1]
            continue
        if kinds[r] != last_kinds or struck[r] != last_struck:
            last_kinds = kinds[r]
            last_struck = struck[r]
            every = last_kinds | last_struck
            base = 0
            if identifies(last_kinds, identity):
                base = 5
            elif identifies(every, identity):
                base = 4
            low = class_of(last_kinds, classes, any_of, all_of)
            high = class_of(every, classes, any_of, all_of)
        flags = base
        if base == 5 and doubts[r] == 0:
            flags |= 2
        low_of[r] = low
        high_of[r] = high
        where[r] = flags
        if flags & 1:
            rows[0, low] += 1
        if flags & 2:
            rows[1, low] += 1
        if flags & 4:
            rows[2, high] += 1
            if not flags & 1:
                for reason in range(striking):
                    if doubts[r] >> reason & 1:
                        excluded[reason] += 1
                        break
        if flags == 0:
            nothing += 1
    return nothing


@inlined
def _payload(flags: int, low: int, high: int) -> Any:
    bits = _U(0)
    if flags & 1:
        bits |= _ONE << _U(TOTAL + low)
    if flags & 2:
        bits |= _ONE << _U(LOW + low)
    if flags & 4:
        bits |= _ONE << _U(HIGH + high)
    return bits


@inlined
def _put(out: Any, k0: Any, k1: Any, bits: Any, shift: int, base: int, at: Any, ends: Any) -> int:
    """Writes an entry into its partition; returns 1 when that is full."""
    p = int(k0 >> _U(shift)) - base if shift < 64 else 0
    if p < 0 or p >= len(at):
        return 0
    place = at[p]
    at[p] = place + 1
    if place >= ends[p]:
        return 1
    out[place, 0] = k0
    out[place, 1] = k1
    out[place, 2] = bits
    return 0


@jit
def entries(
    content: Any, full: Any, has_full: Any, more: Any, struck: Any, doubts: Any, low_of: Any, high_of: Any, where: Any,
    keys: Any, present: Any, kind_at: Any, shift: int, base: int, at: Any, ends: Any, out: Any,
    struck_key: Any, struck_bits: Any, struck_reason: Any,
) -> Any:  # fmt: skip
    """Turns judged lines into entries, each in the partition of its token.

    Args:
        content, full: uint64, shape (lines, 2). has_full: where ``full`` differs.
        keys, present: uint64, shape (kinds, lines, 2), and bool, shape (kinds, lines): the value kinds that occur,
            strongest first. kind_at: int64, the place of each among all value kinds.
        shift, base: a token's partition is its first word shifted right, less base; others are left for another pass.
        at, ends: int64, where the next entry of each partition goes, moved on, and where its room ends.
        out: uint64, shape (n, 3): token and payload.
        struck_key, struck_bits, struck_reason: struck values; reason is 1 + the striking doubt's number.

    Returns:
        (entries that found no room, struck values, occurrences of valid values in records in total).
    """
    left = 0
    n_struck = 0
    occurrences = 0
    lines = len(more)
    kinds = len(kind_at)
    high_field = _FIELD << _U(HIGH)
    r = 0
    while r < lines:
        end = r + 1
        while end < lines and more[end]:
            end += 1
        flags = int(where[r])
        if flags == 0:
            r = end
            continue
        low = int(low_of[r])
        high = int(high_of[r])
        bits = _payload(flags, low, high)
        in_total = flags & 1 != 0
        # Whom the record is about: its strongest valid value. A record that is in high only stands for its strongest
        # struck value. One in total keeps its person, and its class with it, so that high is never below total.
        person = -1
        person_line = r
        person_bits = _payload(flags, low, low) if in_total else bits
        if in_total:
            for k in range(kinds):
                if present[k, r]:
                    person = k
                    break
        else:
            for m in range(r + 1, end):
                for k in range(kinds):
                    if present[k, m] and struck[m] and (person < 0 or k < person):
                        person = k
                        person_line = m
        alone = person_bits << _U(PERSON) if person < 0 else _U(0)
        if has_full[r]:
            own = bits & high_field
            if in_total:
                whole = (bits & ~high_field) | alone
                left += _put(out, content[r, 0], content[r, 1], whole, shift, base, at, ends)
                left += _put(out, full[r, 0], full[r, 1], own, shift, base, at, ends)
            else:
                left += _put(out, full[r, 0], full[r, 1], own | alone, shift, base, at, ends)
        else:
            left += _put(out, content[r, 0], content[r, 1], bits | alone, shift, base, at, ends)
        for k in range(kinds):
            for m in range(r, end):
                if not present[k, m]:
                    continue
                meant = person_bits << _U(PERSON) if m == person_line and k == person else _U(0)
                kind = _U(kind_at[k] + 1) << _U(KIND)
                k0 = keys[k, m, 0]
                k1 = keys[k, m, 1]
                if m > r and struck[m]:
                    reason = 1
                    while reason < 31 and not doubts[m] >> (reason - 1) & 1:
                        reason += 1
                    struck_key[n_struck, 0] = k0
                    struck_key[n_struck, 1] = k1
                    struck_bits[n_struck] = (bits & high_field) | meant | kind
                    struck_reason[n_struck] = reason
                    n_struck += 1
                else:
                    occurrences += in_total
                    left += _put(out, k0, k1, bits | meant | kind, shift, base, at, ends)
        r = end
    return left, n_struck, occurrences


@jit
def join(entry: Any, table: Any, figures: Any, persons: Any, values: Any, kinds: Any) -> None:
    """Joins equal tokens of one partition and adds up what is distinct. Changes the payloads.

    Args:
        entry: uint64, shape (n, 3): the entries of the partition.
        table: int32 scratch, a power of two and at least twice the entries.
        figures: int64 (3, classes): distinct records in total, low, high.
        persons: the same for (person, class).
        values: the same for values, each in its gravest class.
        kinds: int64 (16,): distinct valid values in total by kind.
    """
    n = len(entry)
    size = 16
    while size < 2 * n:
        size *= 2
    mask = _U(size - 1)
    for at in range(size):
        table[at] = -1
    for i in range(n):
        k1 = entry[i, 1]
        at = k1 & mask
        while True:
            known = table[at]
            if known < 0:
                table[at] = i
                break
            if entry[known, 1] == k1 and entry[known, 0] == entry[i, 0]:
                entry[known, 2] |= entry[i, 2]
                entry[i, 2] = 0
                break
            at = (at + _ONE) & mask
    for i in range(n):
        bits = entry[i, 2]
        if not bits:
            continue
        kind = int(bits >> _U(KIND))
        for field in range(3):
            own = int((bits >> _U(10 * field)) & _FIELD)
            if own:
                c = 0
                while not own >> c & 1:
                    c += 1
                if kind:
                    values[field, c] += 1
                    if field == 0:
                        kinds[kind - 1] += 1
                else:
                    figures[field, c] += 1
            person = int((bits >> _U(PERSON + 10 * field)) & _FIELD)
            c = 0
            while person:
                if person & 1:
                    persons[field, c] += 1
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
