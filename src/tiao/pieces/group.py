"""Exact distinct counting over tokens: partition by prefix, then a hash table for each partition. No approximation.

An entry is a token (two uint64) and a payload of bits; equal tokens have their payloads joined by OR. The payload says
in which classes, and in which of total, low and high, the token stands.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean, load64, store64, trailing_zeros
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
ENTRY = 20
"""Bytes of an entry in a block: its token, then 32 bits, the code with the owner above it."""
_U = np.uint64
_ONE = np.uint64(1)
_FIELD = np.uint64(1023)
# Odd, with its bits all over: what it is multiplied by is spread.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


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


@lean
def _wanted(code: Any, present: Any, r: int, want: int) -> bool:
    if not present[r]:
        return False
    if want == 3:
        return True
    if not code & 3:
        return False
    who = code >> CODE_PERSON & 31
    if want == 2:
        return bool(who != STRUCK and who != STRUCK_PERSON)
    if who >= STRUCK_PERSON:
        return False
    full = code >> CODE_FULL & 1 != 0
    if want == 1:
        return bool(full)
    return not full or code & 3 >= LEVEL_TOTAL


@jit
def scatter(
    tokens: Any, begin: int, code: Any, present: Any, want: int, shift: int, owner: int, row: int,
    blocks: Any, bits: int, next_at: Any, free: Any, full: Any, n: Any,
) -> int:  # fmt: skip
    """Writes the entries of some lines into blocks, by partition, until blocks run out.

    Args:
        tokens: uint8; the tokens of the lines that have one lie in it one behind the other; that of the line to begin
            with, or the next, at ``begin``.
        code: see ``codes``. present: bool, (lines,): which lines have a token.
        want: 0 contents: records whose content says something; 1 full contents; 2 valid values;
            3 every line; of each only where a token stands.
        shift: a token's partition is its first word shifted right; 64 for a single partition.
        owner: whose lines they are, below 65,536.
        row: the line to begin with.
        blocks: uint32, the blocks one behind the other, entry by entry: what is written together then lies in one page.
        bits: a block holds 1 << bits entries.
        next_at: int64, for each partition where its next entry goes, counted through all blocks; at the start of a
            block: to a new one, for the one before is full; 0 at first.
        free: int64, blocks that may be taken, from the end. full: int64 (n, 2): output, blocks that are full, as
            (partition, block).
        n: int64 (4,): free blocks, full blocks, entries of records in total, where the tokens go on; moved on.

    Returns:
        The line to go on with once there are blocks, or the number of lines.
    """
    mask = (1 << bits) - 1
    data = blocks.view(np.uint8)
    whole = shift >= 64
    mark = np.uint32(owner << 16)
    left = n[0]
    in_total = n[2]
    r = row
    token = begin
    while r < len(code):
        own = code[r]
        if _wanted(own, present, r, want):
            k0 = load64(tokens, token)
            p = np.int64(0) if whole else np.int64(k0 >> _U(shift))
            at = next_at[p]
            if at & mask == 0:
                if left == 0:
                    break
                if at:
                    full[n[1], 0] = p
                    full[n[1], 1] = (at >> bits) - 1
                    n[1] += 1
                left -= 1
                at = free[left] << bits
            store64(data, ENTRY * at, k0)
            store64(data, ENTRY * at + 8, load64(tokens, token + 8))
            blocks[ENTRY // 4 * at + 4] = np.uint32(own) | mark
            next_at[p] = at + 1
            in_total += own & 3 >= LEVEL_TOTAL
        token += 16 * present[r]
        r += 1
    n[0] = left
    n[2] = in_total
    n[3] = token
    return r


@jit
def pick(tokens: Any, begin: int, present: Any, lines: Any, out: Any) -> None:
    """The tokens of some lines that have one.

    Args:
        tokens, begin, present: see ``scatter``; the token of the first line that has one lies at ``begin``.
        lines: int32, ascending.
        out: uint64 (n, 2).
    """
    r = 0
    before = 0
    for n in range(len(lines)):
        while r < lines[n]:
            before += present[r]
            r += 1
        out[n, 0] = load64(tokens, begin + 16 * before)
        out[n, 1] = load64(tokens, begin + 16 * before + 8)


@lean
def _small(token: Any, left: Any, bits: int) -> Any:
    """The small partition of a token by its first word: the bits behind the first ``left``."""
    # In two steps, for no bits at all would be a shift by 64, which says nothing.
    return np.int64(((token << left) >> _ONE) >> _U(63 - bits))


@jit
def tally(blocks: Any, bits: int, which: Any, left: int, at: Any) -> None:
    """Counts the entries of some blocks by small partition.

    Args:
        blocks, bits: see ``scatter``.
        which: int64 (n, 3): block, entries in it, and 1 if they are full contents.
        left: bits of a token's first word that all these entries have in common.
        at: int64, one for each small partition (a power of two) and one more: those of small partition p are added to
            ``at[p + 1]``.
    """
    own = trailing_zeros(_U(len(at) - 1))
    data = blocks.view(np.uint8)
    for b in range(len(which)):
        entry = which[b, 0] << bits
        for i in range(entry, entry + which[b, 1]):
            at[_small(load64(data, ENTRY * i), _U(left), own) + 1] += 1


@jit
def spread(blocks: Any, bits: int, which: Any, left: int, at: Any, says: Any, out: Any, owners: Any) -> None:
    """Brings the entries of some blocks, with what they say, into small partitions.

    Args:
        blocks, bits, which, left: see ``tally``.
        at: int64, for each small partition where its next entry goes; moved on.
        says: see ``payloads``.
        out: uint64 (n, 3): a token and its payload. owners: uint16 (n,), or empty if they are not wanted.
    """
    own = trailing_zeros(_U(len(at)))
    data = blocks.view(np.uint8)
    owned = len(owners) > 0
    for b in range(len(which)):
        entry = which[b, 0] << bits
        more = np.int64(65536 * which[b, 2])
        for i in range(entry, entry + which[b, 1]):
            token = load64(data, ENTRY * i)
            small = _small(token, _U(left), own)
            to = at[small]
            at[small] = to + 1
            out[to, 0] = token
            out[to, 1] = load64(data, ENTRY * i + 8)
            code = blocks[ENTRY // 4 * i + 4]
            out[to, 2] = says[np.int64(code & np.uint32(65535)) + more]
            if owned:
                owners[to] = code >> np.uint32(16)


@jit
def thin(entries: Any, owners: Any, at: Any, table: Any) -> int:
    """Joins equal tokens of one owner, or of all where ``owners`` is empty, and says how many are left: for a part of
    the entries of a partition, before ``join`` has them all. Its arguments are those of ``join``."""
    end = 0
    for p in range(len(at) - 1):
        end = _join_one(entries, owners, len(owners) > 0, at[p], at[p + 1], end, table)
    return end


@jit
def join(entries: Any, owners: Any, at: Any, table: Any, alone: Any) -> int:
    """Joins equal tokens, payloads by OR, and brings what is distinct to the front.

    Args:
        entries: uint64 (n, 3), ordered by small partition. at: where each begins; see ``spread``.
        owners: uint16, whose each entry is, moved with it; or empty.
        table: int32 scratch, a power of two and at least twice the entries of any small partition.
        alone: int64 (owners, classes): distinct records in total of each owner by itself, added up.

    Returns:
        Distinct tokens.
    """
    owned = len(owners) > 0
    end = 0
    for p in range(len(at) - 1):
        low = at[p]
        high = at[p + 1]
        if owned:
            high = _join_one(entries, owners, True, low, high, low, table)
            for i in range(low, high):
                total = entries[i, 2] & _FIELD
                if total:
                    alone[owners[i], trailing_zeros(total)] += 1
        end = _join_one(entries, owners, False, low, high, end, table)
    return end


@lean
def _join_one(entries: Any, owners: Any, owned: bool, low: int, high: int, begin: int, table: Any) -> int:
    """Joins the equal tokens among some entries, moves what is distinct to ``begin`` on, and says where that ends.

    Args:
        owned: equal tokens of two owners are two.
    """
    size = 16
    while size < 2 * (high - low):
        size *= 2
    mask = _U(size - 1)
    for place in range(size):
        table[place] = -1
    end = begin
    for i in range(low, high):
        k0 = entries[i, 0]
        k1 = entries[i, 1]
        where = k1
        if owned:
            # A token that every exhibit has would else be sought past all of them.
            where ^= _U(owners[i]) * _SPREAD
        where &= mask
        while True:
            known = table[where]
            if known < 0:
                table[where] = end - begin
                bits = entries[i, 2]
                entries[end, 0] = k0
                entries[end, 1] = k1
                entries[end, 2] = bits
                if owned:
                    owners[end] = owners[i]
                end += 1
                break
            other = begin + known
            if entries[other, 1] == k1 and entries[other, 0] == k0 and (not owned or owners[other] == owners[i]):
                entries[other, 2] |= entries[i, 2]
                break
            where = (where + _ONE) & mask
    return end


@jit
def add(entries: Any, figures: Any, persons: Any, values: Any, kinds: Any) -> None:
    """Adds up distinct tokens by what they say.

    Args:
        entries: uint64 (n, 3).
        figures: int64 (3, classes): distinct records in total, low, high.
        persons: the same for (person, class).
        values: the same for values, each in its gravest class.
        kinds: int64 (16,): distinct valid values in total by kind.
    """
    last = _U(0)
    times = 0
    for i in range(len(entries) + 1):
        bits = entries[i, 2] if i < len(entries) else _U(0)
        if bits == last:
            times += 1
            continue
        if times:
            _add(last, times, figures, persons, values, kinds)
        last = bits
        times = 1


@jit
def add_struck(entries: Any, persons: Any, values: Any, reasons: Any) -> None:
    """Adds up distinct struck values: they count in high only, each with the first of its reasons.

    Args:
        entries: uint64 (n, 3); bit r of a payload says that the value was struck for reason r.
        reasons: int64 (32,): distinct struck values by reason.
    """
    for i in range(len(entries)):
        bits = entries[i, 2]
        own = int((bits >> _U(HIGH)) & _FIELD)
        person = int((bits >> _U(PERSON + HIGH)) & _FIELD)
        for c in range(CLASSES):
            if own >> c & 1:
                values[2, c] += 1
                break
        for c in range(CLASSES):
            persons[2, c] += person >> c & 1
        for reason in range(32):
            if bits >> _U(reason) & _ONE:
                reasons[reason] += 1
                break


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
