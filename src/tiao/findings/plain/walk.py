"""The walk: rows are cut, plain ones read at the same time."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, jit, lean, load64, peek, trailing_zeros
from tiao.content.split import NEWLINE, RETURN, is_sep, take_row
from tiao.findings.chars import COMPACT_ROOM, are_digits8, is_empty, lower, number8, upper
from tiao.findings.plain import cells
from tiao.findings.plain.columns import (
    ADDRESS,
    AS_ACCOUNT,
    AS_ADDRESS,
    AS_CARD,
    AS_EMAIL,
    AS_ID,
    AS_IP,
    AS_MOBILE,
    AS_NAME,
    AS_OPEN,
    AS_PASSWORD,
    AS_PLATE,
    AS_QQ,
    AS_STRICT_OPEN,
    AS_STRICT_SERIAL,
    AS_TEXT,
    HAS_ADDRESS,
    HAS_NAME,
    MOBILE_RANGE,
    NAME,
    REGION_UNKNOWN,
)
from tiao.findings.recognisers import mobile, network, resident_id
from tiao.findings.recognisers.email import is_plain
from tiao.findings.recognisers.name import names_company
from tiao.findings.text_quick import REACH
from tiao.findings.texthash import text_hash

# No plain row is shorter: five digits and a line feed.
PLAIN_BYTES = 6
MARGIN = 64 + REACH
"""Bytes behind a plain row's end that its tests may load."""
_LOW56 = np.uint64(0x00FFFFFFFFFFFFFF)
_S56 = np.uint64(56)
_U = np.uint64
_NAME_MARK, _ADDRESS_MARK = _U(NAME) << _S56, _U(ADDRESS) << _S56


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


@lean
def _cell_end(data: Any, s: int, sep: Any) -> int:
    """Where the cell that begins at s ends, or -1 when it has more than 63 bytes."""
    ends = between64(data, s, NEWLINE, NEWLINE) | between64(data, s, RETURN, RETURN)
    ends |= between64(data, s, sep[0], sep[0])
    while True:
        if ends == 0:
            return -1
        e: int = s + trailing_zeros(ends)
        if len(sep) == 1 or peek(data, e) != sep[0] or is_sep(data, e, sep):
            return e
        ends &= ends - _U(1)


@lean
def _cell(data: Any, s: int, last: bool, sep: Any, quote: int) -> Any:
    """(where the cell that begins at s ends, where the next begins); -1 where it is quoted or ends in no plain way."""
    e = _cell_end(data, s, sep) if peek(data, s) != quote else -1
    after = _behind(data, e, last, sep) if e >= 0 else -1
    return e if after >= 0 else -1, after


@jit
def walk(
    data: Any, safe: int, sep: Any, quote: int, columns: Any, kinds: Any, twins: Any, numbers: int, fold_all: bool,
    year_max: int, keys: Any, code: Any, row: Any, blocks: Any, sums: Any, starts: Any, ends: Any, first: Any,
    rows: Any,
) -> Any:  # fmt: skip
    """Walks whole rows.

    Args:
        data: uint8, UTF-8, begins at a row and ends with one; quotes of the other rows are taken off in place.
        safe: just past the last line feed that a plain row may end with; at least ``MARGIN`` bytes before data's end.
        sep, quote: separator bytes; the quotation byte, or -1.
        columns, kinds, twins, numbers: see ``Columns``.
        fold_all: whether some character of the text may need folding; then only basic Han characters are plain.
        code, row: output, uint16 and int32: what each plain row holds, and its number in the chunk.
        blocks: output, uint64, shape (rows * slots, 2): row by row the blocks of its values, still to be enciphered;
            where a row's code does not have a slot, anything.
        sums: output, uint64, shape (n, 2): the sum of the keyed hashes of its name and address; zeros without any.
        starts, ends, first, rows: output, one entry for each byte of data and four more: the cells of the other rows,
            as in ``Batch``.

    Returns:
        (plain rows, cells of other rows, other rows, height, blank rows).
    """
    n = len(data)
    width = len(columns)
    slots = len(kinds)
    t = np.empty(COMPACT_ROOM, np.uint8)
    lines = 0
    cut = 0
    count = 0
    height = 0
    i = 0
    while i < n:
        at = i
        held = 0
        low = _U(0)
        high = _U(0)
        base = lines * slots
        for c in range(width if i < safe else 0):
            last = c == width - 1
            after = _behind(data, at, last, sep)
            if after >= 0:
                at = after
                continue
            how = columns[c, 0]
            slot = columns[c, 1]
            if how == AS_ID:
                valid, region, value = False, False, _U(0)
                after = _behind(data, at + 18, last, sep) if at + 18 < safe else -1
                if after >= 0:
                    valid, region, value = resident_id.quick18(data, at, year_max)
                else:
                    e, after = _cell(data, at, last, sep, quote)
                    if e >= 0:
                        valid, region, value = cells.id_of(data, at, e, t, year_max)
                if not valid:
                    break
                held |= 1 << slot
                if not region:
                    held |= REGION_UNKNOWN
                blocks[base + slot, 0] = value
                blocks[base + slot, 1] = _U(kinds[slot]) << _S56
                at = after
                continue
            if how == AS_MOBILE:
                valid, value = False, _U(0)
                after = _behind(data, at + 11, last, sep) if at + 11 < safe else -1
                if after >= 0:
                    head = load64(data, at)
                    tail = load64(data, at + 3)
                    value = number8(head) * _U(1000) + number8(tail) % _U(1000)
                    valid = are_digits8(head) and are_digits8(tail)
                    valid = valid and value >= _U(13_000_000_000) and value < _U(20_000_000_000)
                else:
                    e, after = _cell(data, at, last, sep, quote)
                    if e >= 0:
                        valid, value = cells.mobile_of(data, at, e, t)
                if not valid:
                    break
                held |= 1 << slot
                if not mobile.ASSIGNED[value // _U(100_000_000)]:
                    held |= MOBILE_RANGE
                blocks[base + slot, 0] = value
                blocks[base + slot, 1] = _U(11) | _U(kinds[slot]) << _S56
                at = after
                continue
            e, after = _cell(data, at, last, sep, quote)
            if e < 0 or is_empty(data, at, e):
                break
            size = e - at
            inside = (_U(1) << _U(size)) - _U(1)
            if how == AS_NAME:
                if not cells.is_name(data, at, size, inside) or (size >= 12 and names_company(data, at, e)):
                    break
            elif how == AS_ADDRESS:
                if size < 12 or not cells.is_tight(data, at, inside, fold_all, 7):
                    break
            elif how == AS_TEXT:
                if not cells.is_tight(data, at, inside, fold_all, 11):
                    break
            elif how == AS_CARD or how == AS_QQ or how == AS_IP:
                if how == AS_CARD:
                    digits = size
                    if not cells.is_number(data, at, inside):
                        valid, value, digits = cells.card_of(data, at, e, t)
                    elif size >= 16 and size <= 19:
                        valid, value = cells.card(data, at, e)
                    else:
                        valid, value = False, _U(0)
                    value1 = _U(digits)
                elif how == AS_QQ:
                    valid = size >= 5 and size <= 11 and peek(data, at) != 48 and cells.is_number(data, at, inside)
                    value = cells.number(data, at, e) if valid else _U(0)
                    value1 = _U(size)
                else:
                    valid, value = network.ipv4(data, at, e)
                    value1 = _U(0)
                if not valid:
                    break
                held |= 1 << slot
                blocks[base + slot, 0] = value
                blocks[base + slot, 1] = value1 | _U(kinds[slot]) << _S56
                at = after
                continue
            elif how == AS_PASSWORD:
                if not cells.is_password(data, at, e, inside, fold_all):
                    break
            elif how == AS_EMAIL or how == AS_ACCOUNT or how == AS_PLATE:
                # Their canonical form is another than the one that stands here, or may be.
                if how == AS_EMAIL:
                    if not is_plain(data, at, e, True):
                        break
                    for k in range(size):
                        t[k] = lower(peek(data, at + k))
                elif how == AS_ACCOUNT:
                    if not cells.is_account(data, at, size, inside):
                        break
                    for k in range(size):
                        t[k] = upper(peek(data, at + k))
                else:
                    size = cells.plate_of(data, at, e, inside, fold_all, t)
                    if size == 0:
                        break
                h0, h1 = text_hash(t, 0, size, keys)
                held |= 1 << slot
                blocks[base + slot, 0] = h0
                blocks[base + slot, 1] = (h1 & _LOW56) | _U(kinds[slot]) << _S56
                at = after
                continue
            else:
                strict = how == AS_STRICT_SERIAL or how == AS_STRICT_OPEN
                may_hold_text = how == AS_OPEN or how == AS_STRICT_OPEN
                if not cells.is_nothing(data, at, e, inside, fold_all, strict, may_hold_text, year_max):
                    break
                at = after
                continue
            h0, h1 = text_hash(data, at, e, keys)
            if how == AS_NAME:
                low += h0
                high += (h1 & _LOW56) | _NAME_MARK
                held |= HAS_NAME
            elif how == AS_ADDRESS:
                low += h0
                high += (h1 & _LOW56) | _ADDRESS_MARK
                held |= HAS_ADDRESS
            else:
                held |= 1 << slot
                blocks[base + slot, 0] = h0
                blocks[base + slot, 1] = (h1 & _LOW56) | _U(kinds[slot]) << _S56
            at = after
        else:
            if held & numbers and not _same_twins(twins, held, blocks, base):
                code[lines] = held
                row[lines] = height
                sums[lines, 0] = low
                sums[lines, 1] = high
                lines += 1
                height += 1
                i = at
                continue
        i, cut, count = take_row(data, n, i, sep, quote, starts, ends, first, rows, cut, count, height)
        height += 1
    first[count] = cut
    return lines, cut, count, height, height - lines - count


@lean
def _same_twins(twins: Any, held: int, blocks: Any, base: int) -> bool:
    """Whether a row holds one value twice: it counts once."""
    for k in range(len(twins)):
        a = twins[k, 0]
        b = twins[k, 1]
        if (held >> a) & (held >> b) & 1:
            if blocks[base + a, 0] == blocks[base + b, 0] and blocks[base + a, 1] == blocks[base + b, 1]:
                return True
    return False
