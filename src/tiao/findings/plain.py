"""Plain rows of delimited text, cut and read in one walk. Every other row is only cut here, and read elsewhere.

A row is plain when it holds a number and each cell is empty or settled by its own bytes alone: a valid identity number
of 18 characters, a mobile number of eleven digits, two to ten Han characters under a name, an address of up to 63 bytes
without blanks, small letters and long runs of digits. What the long way (``scan``) makes of such a row is the same;
tests hold both together.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, jit, lean, load64, peek, trailing_zeros
from tiao.content.split import NEWLINE, RETURN, all_blank, cut_row, is_sep
from tiao.findings.catalogue import bits
from tiao.findings.chars import are_digits8, is_empty, number8
from tiao.findings.recognisers import mobile, resident_id
from tiao.findings.recognisers.name import names_company
from tiao.findings.texthash import text_hash

_B = bits()
KINDS = RESIDENT_ID, MOBILE, NAME, ADDRESS = tuple(_B[kind] for kind in ("resident_id", "mobile", "name", "address"))
"""Bits of the kinds of which plain rows are made."""
REGION_UNKNOWN, MOBILE_RANGE = 16, 32
"""What a plain row's code says beside the kinds that it holds: kind i of ``KINDS`` is bit i."""
# No plain row is shorter: a mobile number and a line feed.
PLAIN_BYTES = 12
_KIND = tuple(np.uint64(kind) << np.uint64(56) for kind in KINDS)
_LOW56 = np.uint64(0x00FFFFFFFFFFFFFF)
_U = np.uint64


@lean
def _behind(data: Any, e: int, last: bool, sep: Any) -> int:
    """Where the next cell begins if this one ends at e, else -1."""
    b = peek(data, e)
    if last:
        if b == NEWLINE:
            return e + 1
        return e + 2 if b == RETURN and peek(data, e + 1) == NEWLINE else -1
    if b != sep[0] or (len(sep) > 1 and not is_sep(data, e, sep)):
        return -1
    return e + len(sep)


@jit
def walk(
    data: Any, safe: int, sep: Any, quote: int, roles: Any, fold_all: bool, year_max: int, keys: Any,
    code: Any, row: Any, ids: Any, mobiles: Any, sums: Any, starts: Any, ends: Any, first: Any, rows: Any,
) -> Any:  # fmt: skip
    """Walks whole rows.

    Args:
        data: uint8, UTF-8, begins at a row and ends with one; quotes of the other rows are taken off in place.
        safe: just past the last line feed that a plain row may end with; at least 64 bytes before the end of data.
        sep, quote: separator bytes; the quotation byte, or -1.
        roles: int64, one for each column, all of ``KINDS`` and each at most once.
        fold_all: whether some character of the text may need folding; then only basic Han characters are plain.
        code, row: output, uint8 and int32: what each plain row holds, and its number in the chunk.
        ids, mobiles, sums: output, uint64, shape (n, 2): the blocks of the row's numbers, still to be enciphered, and
            the sum of the keyed hashes of its texts; zeros where it has none.
        starts, ends, first, rows: output, one entry for each byte of data and four more: the cells of the other rows,
            as in ``Batch``.

    Returns:
        (plain rows, cells of other rows, other rows, height, blank rows).
    """
    n = len(data)
    columns = len(roles)
    lines = 0
    cells = 0
    count = 0
    height = 0
    blank = 0
    i = 0
    zero = _U(0)
    while i < n:
        at = i
        held = 0
        ids[lines, 0] = zero
        ids[lines, 1] = zero
        mobiles[lines, 0] = zero
        mobiles[lines, 1] = zero
        low = zero
        high = zero
        for c in range(columns if i < safe else 0):
            role = roles[c]
            last = c == columns - 1
            after = _behind(data, at, last, sep)
            if after >= 0:
                at = after
                continue
            if role == RESIDENT_ID:
                if at + 18 >= safe:
                    break
                after = _behind(data, at + 18, last, sep)
                if after < 0:
                    break
                valid, region, value = resident_id.quick18(data, at, year_max)
                if not valid:
                    after = -1
                    break
                held |= 1 if region else 1 | REGION_UNKNOWN
                ids[lines, 0] = value
                ids[lines, 1] = _KIND[0]
            elif role == MOBILE:
                if at + 11 >= safe:
                    break
                after = _behind(data, at + 11, last, sep)
                if after < 0:
                    break
                head = load64(data, at)
                tail = load64(data, at + 3)
                value = number8(head) * _U(1000) + number8(tail) % _U(1000)
                if (
                    not are_digits8(head)
                    or not are_digits8(tail)
                    or value < _U(13_000_000_000)
                    or value >= _U(20_000_000_000)
                ):
                    after = -1
                    break
                held |= 2 if mobile.ASSIGNED[value // _U(100_000_000)] else 2 | MOBILE_RANGE
                mobiles[lines, 0] = value
                mobiles[lines, 1] = _U(11) | _KIND[1]
            else:
                if peek(data, at) == quote:
                    after = -1
                    break
                e = _text_end(data, at, sep, role, fold_all)
                if e < 0 or is_empty(data, at, e):
                    break
                after = _behind(data, e, last, sep)
                if after < 0:
                    break
                h0, h1 = text_hash(data, at, e, keys)
                low += h0
                if role == NAME:
                    high += (h1 & _LOW56) | _KIND[2]
                    held |= 4
                else:
                    high += (h1 & _LOW56) | _KIND[3]
                    held |= 8
            at = after
        else:
            # Without a number it could be a header once more.
            if held & 3:
                code[lines] = held
                row[lines] = height
                sums[lines, 0] = low
                sums[lines, 1] = high
                lines += 1
                height += 1
                i = at
                continue
        row_first = cells
        i, cells, full = cut_row(data, n, i, sep, quote, starts, ends, cells)
        if full and not all_blank(data, starts, ends, row_first, cells):
            rows[count] = height
            first[count] = row_first
            count += 1
        else:
            blank += 1
            cells = row_first
        height += 1
    first[count] = cells
    return lines, cells, count, height, blank


@lean
def _text_end(data: Any, s: int, sep: Any, role: int, fold_all: bool) -> int:
    """Where the cell of a name or an address ends, or -1 when it is not plain: looked at as 64 bytes at once."""
    ends = between64(data, s, NEWLINE, NEWLINE) | between64(data, s, RETURN, RETURN)
    ends |= between64(data, s, sep[0], sep[0])
    while True:
        if ends == 0:
            return -1
        size = trailing_zeros(ends)
        if len(sep) == 1 or peek(data, s + size) != sep[0] or is_sep(data, s + size, sep):
            break
        ends &= ends - _U(1)
    inside = (_U(1) << _U(size)) - _U(1)
    # Bytes from 0x80 up are text in UTF-8, so that only first bytes of characters need a look.
    if fold_all:
        rare = between64(data, s, 0xC0, 0xE3) | between64(data, s, 0xEA, 0xFF)
    else:
        rare = between64(data, s, 0xC0, 0xDF) | between64(data, s, 0xF0, 0xFF)
    if role == NAME:
        # Two to ten basic Han characters that name no company.
        rare |= between64(data, s, 0, 0x7F) | between64(data, s, 0xE0, 0xE3) | between64(data, s, 0xEA, 0xEF)
        if size < 6 or size > 30 or rare & inside or (size >= 12 and names_company(data, s, s + size)):
            return -1
        return s + size
    rare |= between64(data, s, 0, 32) | between64(data, s, 64, 64) | between64(data, s, 97, 122)
    digits = between64(data, s, 48, 57) & inside
    run = digits & (digits >> _U(1))
    run &= run >> _U(2)
    run &= run >> _U(3)
    return -1 if size < 12 or rare & inside or run else s + size


@jit
def merge(
    code: Any, row: Any, ids: Any, mobiles: Any, sums: Any, id_at: int, mobile_at: int,
    o_row: Any, o_part: Any, o_more: Any, o_kinds: Any, o_struck: Any, o_doubts: Any, o_content: Any, o_full: Any,
    o_keys: Any, o_has: Any, o_place: Any,
    out_row: Any, part: Any, more: Any, kinds: Any, struck: Any, doubts: Any, content: Any, full: Any,
    keys: Any, has: Any,
) -> Any:  # fmt: skip
    """Plain rows and the records of the others as ledger lines, in the order of the rows.

    Args:
        code, row, ids, mobiles, sums: see ``walk``; ``ids`` and ``mobiles`` enciphered.
        id_at, mobile_at: their places among the key kinds of the output, -1 when none occurs.
        o_row and so on: the others' records as ``assemble`` gives them, with row numbers of the chunk.
        o_place: int64: the place of each of their key kinds in the output.
        out_row and so on: output; ``struck``, ``keys`` and ``has`` are zeros. Rows begin at 1
            here, as people number them.

    Returns:
        Lines per code of plain rows, int64 (256,).
    """
    per_code = np.zeros(256, np.int64)
    region = np.uint32(1 << resident_id.REGION)
    unassigned = np.uint32(1 << mobile.RANGE)
    kinds_of = np.zeros(256, np.uint64)
    doubts_of = np.zeros(256, np.uint32)
    for c in range(64):
        for k in range(4):
            if c >> k & 1:
                kinds_of[c] |= _U(1) << _U(KINDS[k])
        doubts_of[c] = (region if c & REGION_UNKNOWN else np.uint32(0)) | (
            unassigned if c & MOBILE_RANGE else np.uint32(0)
        )
    others = len(o_row)
    o = 0
    at = 0
    for i in range(len(code) + 1):
        until = row[i] if i < len(code) else np.int32(0x7FFFFFFF)
        while o < others and o_row[o] < until:
            out_row[at] = o_row[o] + 1
            part[at] = o_part[o]
            more[at] = o_more[o]
            kinds[at] = o_kinds[o]
            struck[at] = o_struck[o]
            doubts[at] = o_doubts[o]
            for w in range(2):
                content[at, w] = o_content[o, w]
                full[at, w] = o_full[o, w]
            for k in range(len(o_place)):
                if o_has[k, o]:
                    to = o_place[k]
                    keys[to, at, 0] = o_keys[k, o, 0]
                    keys[to, at, 1] = o_keys[k, o, 1]
                    has[to, at] = True
            o += 1
            at += 1
        if i == len(code):
            break
        c = code[i]
        per_code[c] += 1
        out_row[at] = row[i] + 1
        part[at] = 1
        more[at] = False
        kinds[at] = kinds_of[c]
        doubts[at] = doubts_of[c]
        low = sums[i, 0]
        high = sums[i, 1]
        if c & 1:
            low += ids[i, 0]
            high += ids[i, 1]
            keys[id_at, at, 0] = ids[i, 0]
            keys[id_at, at, 1] = ids[i, 1]
            has[id_at, at] = True
        if c & 2:
            low += mobiles[i, 0]
            high += mobiles[i, 1]
            keys[mobile_at, at, 0] = mobiles[i, 0]
            keys[mobile_at, at, 1] = mobiles[i, 1]
            has[mobile_at, at] = True
        content[at, 0] = low
        content[at, 1] = high
        full[at, 0] = low
        full[at, 1] = high
        at += 1
    return per_code


def add_codes(per_code: Any, by_kind: Any, by_doubt: Any) -> None:
    """Adds the records of plain rows to figures by kind, int64 (64,), and by doubt, int64 (32,)."""
    for code in np.flatnonzero(per_code).tolist():
        for k, kind in enumerate(KINDS):
            by_kind[kind] += per_code[code] * (code >> k & 1)
        by_doubt[resident_id.REGION] += per_code[code] * bool(code & REGION_UNKNOWN)
        by_doubt[mobile.RANGE] += per_code[code] * bool(code & MOBILE_RANGE)
