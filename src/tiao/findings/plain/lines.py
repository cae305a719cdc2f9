"""Plain rows and the records of the others as ledger lines, in the order of the rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit
from tiao.findings.plain.columns import ADDRESS, HAS_ADDRESS, HAS_NAME, MOBILE_RANGE, NAME, REGION_UNKNOWN
from tiao.findings.recognisers import mobile, resident_id

_U = np.uint64
_ONE = _U(1)
_NAME, _ADDRESS = _ONE << _U(NAME), _ONE << _U(ADDRESS)
_REGION, _RANGE = np.uint32(1 << resident_id.REGION), np.uint32(1 << mobile.RANGE)


@jit
def merge(
    code: Any, row: Any, tokens: Any, sums: Any, kind_of: Any, place_of: Any, bare: Any,
    o_row: Any, o_part: Any, o_more: Any, o_kinds: Any, o_struck: Any, o_doubts: Any, o_content: Any, o_full: Any,
    o_keys: Any, o_has: Any, o_place: Any,
    out_row: Any, part: Any, more: Any, kinds: Any, struck: Any, doubts: Any, content: Any, full: Any,
    keys: Any, has: Any, by_kind: Any, by_doubt: Any,
) -> None:  # fmt: skip
    """Writes all lines of a chunk.

    Args:
        code, row, sums: see ``walk``. tokens: its blocks, enciphered.
        kind_of, place_of: int64: of each slot the kind, and the place among the key kinds of the output or -1.
        bare: int64: the places of key kinds that only the others have.
        o_row and so on: the others' records as ``assemble`` gives them, with row numbers of the chunk.
        o_place: int64: the place of each of their key kinds in the output.
        out_row and so on: output. Rows begin at 1 here, as people number them. ``full`` may be empty: then no value is
            struck; else it is written where one is.
        by_kind, by_doubt: int64, (64,) and (32,): the plain rows' records by kind and by doubt are added.
    """
    slots = len(kind_of)
    places = len(keys)
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
            content[at, 0] = o_content[o, 0]
            content[at, 1] = o_content[o, 1]
            if o_struck[o]:
                full[at, 0] = o_full[o, 0]
                full[at, 1] = o_full[o, 1]
            for to in range(places):
                keys[to, at, 0] = _U(0)
                keys[to, at, 1] = _U(0)
                has[to, at] = False
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
        c = np.int64(code[i])
        low = sums[i, 0]
        high = sums[i, 1]
        of = _U(0)
        for to in bare:
            has[to, at] = False
            keys[to, at, 0] = _U(0)
            keys[to, at, 1] = _U(0)
        for k in range(slots):
            # Without a branch: which of its columns a row fills, nothing foretells.
            there = c >> k & 1
            mask = _U(0) - _U(there)
            t0 = tokens[i * slots + k, 0] & mask
            t1 = tokens[i * slots + k, 1] & mask
            low += t0
            high += t1
            bit = _U(there) << _U(kind_of[k])
            by_kind[kind_of[k]] += np.int64(bit & ~of != 0)
            of |= bit
            to = place_of[k]
            if to >= 0:
                keys[to, at, 0] = t0
                keys[to, at, 1] = t1
                has[to, at] = there
        if c & HAS_NAME:
            of |= _NAME
            by_kind[NAME] += 1
        if c & HAS_ADDRESS:
            of |= _ADDRESS
            by_kind[ADDRESS] += 1
        doubt = np.uint32(0)
        if c & REGION_UNKNOWN:
            doubt |= _REGION
            by_doubt[resident_id.REGION] += 1
        if c & MOBILE_RANGE:
            doubt |= _RANGE
            by_doubt[mobile.RANGE] += 1
        out_row[at] = row[i] + 1
        part[at] = 1
        more[at] = False
        kinds[at] = of
        struck[at] = _U(0)
        doubts[at] = doubt
        content[at, 0] = low
        content[at, 1] = high
        at += 1
