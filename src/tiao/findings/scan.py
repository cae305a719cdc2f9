"""Batches to values: one compiled walk over rows and cells, each cell by the role of its column."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, inlined, jit, lean, load64, peek
from tiao.findings.catalogue import DOUBTS, bits
from tiao.findings.cell import (
    CALL_RECORD,
    COMPANY,
    IGNORED,
    IP,
    LANDLINE,
    OPEN,
    PASSWORD,
    PAYMENT_ACCOUNT,
    POSITION,
    READ,
    READ_BUT_ADDRESS,
    SERIAL,
    SETTLED,
    TEXT,
    USCC,
    malformed,
    read_cell,
)
from tiao.findings.chars import COMPACT_ROOM, are_digits8, fold, has_run, is_empty, lower, number8, trim, within
from tiao.findings.emit import put_at
from tiao.findings.recognisers import mobile, resident_id
from tiao.findings.recognisers.email import is_plain
from tiao.findings.text_rows import read_text
from tiao.findings.texthash import text_hash

# What a row is.
DATA, HEADER, REPEATED, TITLE, TOTAL = 0, 1, 2, 3, 4

_B = bits()
RESIDENT_ID, MOBILE, NAME, ADDRESS, EMAIL = (_B[kind] for kind in ("resident_id", "mobile", "name", "address", "email"))
UNDECODABLE = 1 << DOUBTS.index("undecodable")


def _words(*words: str) -> Any:
    table = np.zeros((len(words), 10), np.uint8)
    for i, word in enumerate(words):
        encoded = word.encode()
        table[i, 0] = len(encoded)
        table[i, 1 : 1 + len(encoded)] = np.frombuffer(encoded, np.uint8)
    return table


TOTALS = _words("合计", "总计", "小计", "共计", "总和", "total", "sum", "subtotal")


def _hashed() -> Any:
    """Roles of columns whose cells are taken as text whatever they hold, and read as text besides."""
    table = np.zeros(IGNORED + 1, np.bool_)
    table[LANDLINE + 1 : OPEN] = True
    table[[IP, POSITION, USCC, CALL_RECORD, NAME, COMPANY, PASSWORD, PAYMENT_ACCOUNT]] = False
    return table


HASHED = _hashed()


@jit
def scan_rows(
    data: Any,
    starts: Any,
    ends: Any,
    first: Any,
    begin: int,
    roles: Any,
    gates: Any,
    fold_all: bool,
    totals: bool,
    header: Any,
    header_at: Any,
    line: Any,
    taken: Any,
    text: Any,
    year_max: int,
    keys: Any,
    out: Any,
    n: Any,
    state: Any,
    row_doubts: Any,
    held: Any,
) -> None:
    """Walks the rows of a batch from ``begin`` on.

    Args:
        data, starts, ends, first: the batch; cells are normalised in place.
        roles, gates: int64, one for each column; the last entry is for cells beyond the header.
        fold_all: whether any character of the batch may need folding.
        totals: whether rows of totals are left out (spreadsheets).
        header, header_at: bytes of the header's cells as read, and their offsets; empty when there is no header.
        line, taken, text: memory for texts, as ``text_rows.room_of`` gives it.
        out, n: see ``emit``.
        state: uint8 output, what each row is.
        row_doubts: uint16 zeros, one for each row: doubts that no single value carries.
        held: int64, one for each column: cells kept back by a gate.
    """
    columns = len(roles) - 1
    room = len(out)
    at = n[0]
    t = np.empty(COMPACT_ROOM, np.uint8)
    scratch = np.empty(4096, np.uint8)
    for r in range(begin, len(first) - 1):
        low = first[r]
        high = first[r + 1]
        if high - low == len(header_at) - 1 and _same_row(data, starts, ends, low, header, header_at):
            state[r] = REPEATED
            continue
        if totals and _is_total(data, starts, ends, low, high):
            state[r] = TOTAL
            continue
        state[r] = DATA
        for c in range(low, high):
            column = min(c - low, columns)
            role = roles[column]
            if role == IGNORED:
                continue
            s = starts[c]
            e = ends[c]
            if fold_all:
                e = fold(data, s, e)
            s, e = trim(data, s, e)
            starts[c] = s
            ends[c] = e
            if is_empty(data, s, e):
                continue
            if fold_all and role != OPEN and role != SERIAL and role != TEXT:
                row_doubts[r] |= _damage(data, s, e)
            quick, doubts, value, more = _quick(data, s, e, role, year_max, keys)
            if quick:
                if at < room:
                    put_at(out, at, r, role, doubts, value, more, s, e)
                at += 1
                continue
            n[0] = at
            if e - s > len(scratch):
                scratch = np.empty(2 * (e - s), np.uint8)
            action = read_cell(data, s, e, role, gates[column], column, r, year_max, keys, out, n, held, t, scratch)
            if action == SETTLED:
                at = n[0]
                continue
            start = n[0]
            found = read_text(data, s, e, r, line, taken, text, out, n, year_max, keys)
            if action == READ_BUT_ADDRESS:
                _drop(out, n, start, ADDRESS)
            elif found == 0 and action != READ:
                malformed(data, s, e, action, r, keys, out, n, scratch)
            at = n[0]
    n[0] = at


@lean
def _quick(data: Any, s: int, e: int, role: int, year_max: int, keys: Any) -> Any:
    """The plain cells of the four commonest columns, on the short way: (settled, doubts, two words of the value).

    What is not settled here takes the long way; both give the same result.
    """
    size = e - s
    none = np.uint64(0)
    if role == RESIDENT_ID:
        if size == 18:
            valid, region, value = resident_id.quick18(data, s, year_max)
            if valid:
                return True, 0 if region else 1 << resident_id.REGION, value, none
    elif role == MOBILE:
        if size == 11:
            head = load64(data, s)
            tail = load64(data, s + 3)
            if are_digits8(head) and are_digits8(tail):
                value = number8(head) * np.uint64(1000) + number8(tail) % np.uint64(1000)
                if value >= np.uint64(13_000_000_000) and value < np.uint64(20_000_000_000):
                    doubts = 0 if mobile.ASSIGNED[value // np.uint64(100_000_000)] else 1 << mobile.RANGE
                    return True, doubts, value, np.uint64(11)
    elif role == NAME:
        # Two or three Han characters of the basic plane: too short for a company, nothing to fold.
        if size == 6 or size == 9:
            plain = True
            for i in range(s, e, 3):
                lead = peek(data, i)
                plain &= (lead >= 0xE4) & (lead <= 0xE9)
            if plain:
                low, high = text_hash(data, s, e, keys)
                return True, 0, low, high
    elif role == EMAIL:
        if is_plain(data, s, e, False):
            low, high = text_hash(data, s, e, keys)
            return True, 0, low, high
    elif role == PASSWORD:
        low, high = text_hash(data, s, e, keys)
        return True, 0, low, high
    elif HASHED[role] and size <= 64:
        inside = within(data, s, e)
        if inside and (role != ADDRESS or size >= 12):
            # In its tight form, and with no digits or @ that would be worth reading.
            rare = between64(data, s, 32, 32) | between64(data, s, 64, 64) | between64(data, s, 97, 122)
            if rare & inside == 0:
                if not has_run(between64(data, s, 48, 57) & inside, 7 if role == ADDRESS else 11):
                    low, high = text_hash(data, s, e, keys)
                    return True, 0, low, high
    return False, 0, none, none


@lean
def _same_row(data: Any, starts: Any, ends: Any, low: int, header: Any, header_at: Any) -> bool:
    for k in range(len(header_at) - 1):
        size = header_at[k + 1] - header_at[k]
        if ends[low + k] - starts[low + k] != size:
            return False
        for i in range(size):
            if data[starts[low + k] + i] != header[header_at[k] + i]:
                return False
    return True


@inlined
def _is_total(data: Any, starts: Any, ends: Any, low: int, high: int) -> bool:
    for c in range(low, high):
        word = np.empty(12, np.uint8)
        size = 0
        for i in range(starts[c], ends[c]):
            b = data[i]
            if b == 32 or b == 58:
                continue
            if size >= 10:
                return False
            word[size] = lower(b)
            size += 1
        # The full-width colon and blank have not been folded yet.
        while size >= 3 and (
            (word[size - 3] == 0xEF and word[size - 2] == 0xBC and word[size - 1] == 0x9A)
            or (word[size - 3] == 0xE3 and word[size - 2] == 0x80 and word[size - 1] == 0x80)
        ):
            size -= 3
        if size == 0:
            continue
        for k in range(TOTALS.shape[0]):
            if TOTALS[k, 0] == size:
                same = True
                for i in range(size):
                    if TOTALS[k, 1 + i] != word[i]:
                        same = False
                        break
                if same:
                    return True
        return False
    return False


@lean
def _damage(data: Any, s: int, e: int) -> int:
    inside = within(data, s, e)
    if inside and between64(data, s, 0xEF, 0xEF) & inside == 0:
        return 0
    for i in range(s, e - 2):
        if data[i] == 0xEF and data[i + 1] == 0xBF and data[i + 2] == 0xBD:
            return UNDECODABLE
    return 0


@lean
def _drop(out: Any, n: Any, start: int, kind: int) -> None:
    """Takes the values of one kind out again."""
    if n[0] > len(out):
        return
    to = start
    for v in range(start, n[0]):
        if out[v].kind != kind:
            out[to] = out[v]
            to += 1
    n[0] = to
