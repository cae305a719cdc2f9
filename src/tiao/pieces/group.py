"""Exact distinct counting over tokens: partition by prefix, then a hash table for each partition. No approximation.

An entry is a token (two uint64) and a payload of bits; equal tokens have their payloads joined by OR. The payload says in
which classes, and in which of total, low and high, the token stands.
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


@jit
def entries(
    content: Any, full: Any, has_full: Any, more: Any, struck: Any, doubts: Any, low_of: Any, high_of: Any, where: Any,
    keys: Any, present: Any, out_key: Any, out_bits: Any, out_struck: Any,
) -> Any:  # fmt: skip
    """Turns judged lines into entries.

    Args:
        content, full: uint64, shape (lines, 2). has_full: where ``full`` differs.
        keys: uint64, shape (kinds, lines, 2), by_value's kinds that occur, strongest first; present: bool (kinds, lines).
        out_key, out_bits: output entries; out_struck: 0 for a valid token, else 1 + the striking doubt's number.

    Returns:
        (entries, occurrences of valid values in records in total).
    """
    n = 0
    occurrences = 0
    lines = len(more)
    kinds = keys.shape[0]
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
        # Whom the record is about: its strongest valid value; for high, a stronger struck one goes first.
        person = -1
        for k in range(kinds):
            if present[k, r]:
                person = k
                break
        # A record that is in high only stands for its strongest struck value. One in total keeps its person, and its
        # class with it, so that high is never below total.
        person_line = r
        person_high = person
        person_bits = _payload(flags, low, low)
        if not flags & 1:
            person_bits = bits
            person_high = -1
            for m in range(r + 1, end):
                for k in range(kinds):
                    if present[k, m] and struck[m] and (person_high < 0 or k < person_high):
                        person_high = k
                        person_line = m
        # The record itself.
        own = _U(0)
        if person < 0 and flags & 1:
            own = person_bits << _U(PERSON)
        if has_full[r]:
            record_bits = (bits & ~(_FIELD << _U(HIGH))) | own
            if record_bits:
                out_key[n, 0] = content[r, 0]
                out_key[n, 1] = content[r, 1]
                out_bits[n] = record_bits
                out_struck[n] = 0
                n += 1
            record_bits = bits & (_FIELD << _U(HIGH))
            if record_bits:
                if person_high < 0 and not flags & 1:
                    record_bits |= person_bits << _U(PERSON)
                out_key[n, 0] = full[r, 0]
                out_key[n, 1] = full[r, 1]
                out_bits[n] = record_bits
                out_struck[n] = 0
                n += 1
        else:
            out_key[n, 0] = content[r, 0]
            out_key[n, 1] = content[r, 1]
            out_bits[n] = bits | own
            out_struck[n] = 0
            n += 1
        # Its values.
        for m in range(r, end):
            for k in range(kinds):
                if not present[k, m]:
                    continue
                value = bits
                if m > r and struck[m]:
                    value = bits & (_FIELD << _U(HIGH))
                    reason = 1
                    while reason < 31 and not doubts[m] >> (reason - 1) & 1:
                        reason += 1
                    out_struck[n] = reason
                else:
                    out_struck[n] = 0
                    occurrences += flags & 1
                if m == person_line and k == person_high:
                    value |= person_bits << _U(PERSON)
                out_key[n, 0] = keys[k, m, 0]
                out_key[n, 1] = keys[k, m, 1]
                out_bits[n] = value | (_U(k + 1) << _U(KIND))
                n += 1
        r = end
    return n, occurrences


@jit
def scatter(
    key: Any,
    bits: Any,
    struck: Any,
    n: int,
    shift: int,
    parts: int,
    base: int,
    offsets: Any,
    out_key: Any,
    out_bits: Any,
    out_struck: Any,
) -> int:
    """Orders entries by the partition of their token; those outside ``base .. base + parts`` are left for another pass.

    Args:
        offsets: int64 output, shape (parts + 1,).
    """
    counts = np.zeros(parts + 1, np.int64)
    for i in range(n):
        p = int(key[i, 0] >> _U(shift)) - base
        if p >= 0 and p < parts:
            counts[p + 1] += 1
    for p in range(parts):
        counts[p + 1] += counts[p]
    for p in range(parts + 1):
        offsets[p] = counts[p]
    for i in range(n):
        p = int(key[i, 0] >> _U(shift)) - base
        if p >= 0 and p < parts:
            at = counts[p]
            counts[p] = at + 1
            out_key[at, 0] = key[i, 0]
            out_key[at, 1] = key[i, 1]
            out_bits[at] = bits[i]
            out_struck[at] = struck[i]
    return int(offsets[parts])


@jit
def join(key: Any, bits: Any, struck: Any, figures: Any, persons: Any, values: Any, kinds: Any, reasons: Any) -> None:
    """Joins equal tokens of one partition and adds up what is distinct.

    Args:
        key, bits, struck: entries.
        figures: int64 (3, classes): distinct records in total, low, high.
        persons: the same for (person, class).
        values: the same for values, each in its gravest class.
        kinds: int64 (16,): distinct valid values in total by kind.
        reasons: int64 (32,): distinct struck values by reason.
    """
    n = len(bits)
    size = 16
    while size < 2 * n:
        size *= 2
    mask = _U(size - 1)
    table = np.zeros((size, 2), np.uint64)
    joined = np.zeros(size, np.uint64)
    reason = np.zeros(size, np.uint8)
    for i in range(n):
        at = key[i, 1] & mask
        while joined[at] and (table[at, 0] != key[i, 0] or table[at, 1] != key[i, 1]):
            at = (at + _ONE) & mask
        if not joined[at]:
            table[at, 0] = key[i, 0]
            table[at, 1] = key[i, 1]
            reason[at] = struck[i]
        elif struck[i] and (struck[i] < reason[at] or not reason[at]):
            reason[at] = struck[i]
        joined[at] |= bits[i]
    for at in range(size):
        entry = joined[at]
        if not entry:
            continue
        kind = int(entry >> _U(KIND))
        for field in range(3):
            own = int((entry >> _U(10 * field)) & _FIELD)
            person = int((entry >> _U(PERSON + 10 * field)) & _FIELD)
            for c in range(CLASSES):
                if person >> c & 1:
                    persons[field, c] += 1
            if own:
                c = 0
                while not own >> c & 1:
                    c += 1
                if kind:
                    values[field, c] += 1
                    if field == 0:
                        kinds[kind - 1] += 1
                    elif field == 2 and reason[at]:
                        reasons[reason[at] - 1] += 1
                else:
                    figures[field, c] += 1
