"""Values to records: which of them belong to one record, and the record's own tokens (recognition.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import inlined, jit
from tiao.findings.catalogue import DOUBTS, KEY_KINDS, bits

IS_KEY = np.zeros(64, np.bool_)
IS_KEY[list(KEY_KINDS)] = True
USCC = bits()["uscc"]
# Kinds whose blocks are keyed hashes already: these go into a record's content as they are, without a token.
IS_HASHED = np.zeros(64, np.bool_)
IS_HASHED[[bits()["name"], bits()["address"]]] = True
COMPANY_DOUBT = np.uint32(1 << DOUBTS.index("company"))
_MANY = 48
_U1 = np.uint64(1)


@dataclass
class Records:
    """Ledger lines of a batch: one for each record, and right behind it one for each further key value that it holds.

    Attributes, all of shape (lines,) unless said:
        row: int32, row of the batch. part: int32, nth record in the row, from 1.
        more: bool, a further value of the record before, no record of its own.
        kinds, struck: uint64 bit sets. doubts: uint32 bit set.
        content, full: uint64 (lines, 2), sums of the tokens of all valid values, and of all values.
        keys: for each key kind that occurs, (tokens uint64 (lines, 2), present bool).
        part_of: int32, for each value of the batch the part that it belongs to.
    """

    row: npt.NDArray[np.int32]
    part: npt.NDArray[np.int32]
    more: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.uint64]
    struck: npt.NDArray[np.uint64]
    doubts: npt.NDArray[np.uint32]
    content: npt.NDArray[np.uint64]
    full: npt.NDArray[np.uint64]
    keys: dict[int, tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]]
    part_of: npt.NDArray[np.int32]


def assemble(
    values: npt.NDArray[np.void], tokens: npt.NDArray[np.uint64], running_text: bool, row_doubts: npt.NDArray[np.uint16]
) -> Records:
    """Puts the values of a batch together.

    Args:
        values: in the order of rows and, inside a text, of the text.
        tokens: uint64, shape (n, 2), one for each value.
        running_text: whether a row can hold several records.
        row_doubts: uint16, doubts of each row of the batch that no single value carries.
    """
    n = len(values)
    line_of = np.empty(n, np.int32)
    part_of = np.empty(n, np.int32)
    again = np.zeros(n, np.bool_)
    lines, present = _plan(values, tokens, running_text, line_of, part_of, again)
    row = np.empty(lines, np.int32)
    part = np.empty(lines, np.int32)
    more = np.ones(lines, np.bool_)
    kinds = np.zeros(lines, np.uint64)
    struck = np.zeros(lines, np.uint64)
    doubts = np.zeros(lines, np.uint32)
    content = np.zeros((lines, 2), np.uint64)
    full = np.zeros((lines, 2), np.uint64)
    held = [kind for kind in KEY_KINDS if int(present) >> kind & 1]
    place = np.full(64, -1, np.int64)
    place[held] = np.arange(len(held))
    keys = np.zeros((len(held), lines, 2), np.uint64)
    has = np.zeros((len(held), lines), np.bool_)
    _fill(
        values, tokens, line_of, part_of, again, place, row_doubts,
        row, part, more, kinds, struck, doubts, content, full, keys, has,
    )  # fmt: skip
    return Records(
        row, part, more, kinds, struck, doubts, content, full,
        {kind: (keys[i], has[i]) for i, kind in enumerate(held)}, part_of,
    )  # fmt: skip


@jit
def _plan(values: Any, tokens: Any, running_text: bool, line_of: Any, part_of: Any, again: Any) -> Any:
    """Gives each value its record's line (further key values get lines of their own); returns (lines, key kinds)."""
    n = len(values)
    lines = 0
    present = np.uint64(0)
    a = 0
    while a < n:
        b = a + 1
        while b < n and values[b].row == values[a].row:
            b += 1
        for v in range(a, b):
            part_of[v] = 1
        if running_text and b - a > 1:
            _parts(values, tokens, a, b, part_of)
        low = a
        while low < b:
            high = low + 1
            while high < b and part_of[high] == part_of[low]:
                high += 1
            _mark_repeats(values, tokens, low, high, again)
            main = lines
            lines += 1
            first_of = np.uint64(0)
            for v in range(low, high):
                line_of[v] = main
                if again[v] or not IS_KEY[values[v].kind]:
                    continue
                bit = _U1 << np.uint64(values[v].kind)
                present |= bit
                if values[v].struck or first_of & bit:
                    line_of[v] = lines
                    lines += 1
                else:
                    first_of |= bit
            low = high
        a = b
    return lines, present


@inlined
def _mark_repeats(values: Any, tokens: Any, low: int, high: int, again: Any) -> None:
    """Marks values that the record has already: equal tokens are equal values of one kind."""
    if high - low > _MANY:
        _mark_many(tokens, low, high, again)
        return
    kinds = np.uint64(0)
    for v in range(low, high):
        bit = _U1 << np.uint64(values[v].kind)
        if kinds & bit:
            for w in range(low, v):
                if tokens[v, 0] == tokens[w, 0] and tokens[v, 1] == tokens[w, 1]:
                    again[v] = True
                    break
        kinds |= bit


@jit
def _mark_many(tokens: Any, low: int, high: int, again: Any) -> None:
    order = np.argsort(tokens[low:high, 0].copy(), kind="mergesort")
    k = 0
    while k < len(order):
        m = k + 1
        while m < len(order) and tokens[low + order[m], 0] == tokens[low + order[k], 0]:
            for w in range(k, m):
                if tokens[low + order[m], 1] == tokens[low + order[w], 1]:
                    again[low + order[m]] = True
                    break
            m += 1
        k = m


@inlined
def _parts(values: Any, tokens: Any, a: int, b: int, part_of: Any) -> None:
    """Several people in one text: a new record at each turn of the kind that leads."""
    strongest = 64
    for v in range(a, b):
        if not values[v].struck and IS_KEY[values[v].kind] and values[v].kind < strongest:
            strongest = values[v].kind
    if strongest == 64:
        return
    found = np.empty(b - a, np.uint64)
    count = 0
    for v in range(a, b):
        if values[v].kind == strongest and not values[v].struck:
            found[count] = tokens[v, 0]
            count += 1
    if count < 2:
        return
    ordered = np.sort(found[:count])
    different = 1
    for k in range(1, count):
        different += ordered[k] != ordered[k - 1]
    if different < 2:
        return
    first = a
    while values[first].struck:
        first += 1
    turns = 0
    for v in range(a, b):
        turns += values[v].kind == values[first].kind and not values[v].struck
    lead = values[first].kind if turns >= different else strongest
    part = 0
    for v in range(a, b):
        if values[v].kind == lead and not values[v].struck:
            part += 1
        part_of[v] = max(part, 1)


@jit
def _fill(
    values: Any, tokens: Any, line_of: Any, part_of: Any, again: Any, place: Any, row_doubts: Any,
    row: Any, part: Any, more: Any, kinds: Any, struck: Any, doubts: Any, content: Any, full: Any, keys: Any, has: Any,
) -> None:  # fmt: skip
    main = -1
    last_row = -1
    last_part = -1
    for v in range(len(values)):
        line = line_of[v]
        if values[v].row != last_row or part_of[v] != last_part:
            main = line if not (IS_KEY[values[v].kind] and values[v].struck and not again[v]) else line - 1
            last_row = values[v].row
            last_part = part_of[v]
            more[main] = False
            row[main] = last_row
            part[main] = last_part
            doubts[main] |= np.uint32(row_doubts[last_row])
        bit = _U1 << np.uint64(values[v].kind)
        doubts[main] |= np.uint32(values[v].doubts)
        if values[v].struck:
            struck[main] |= bit
        else:
            kinds[main] |= bit
            if values[v].kind == USCC:
                doubts[main] |= COMPANY_DOUBT
        if again[v]:
            continue
        low = values[v].low if IS_HASHED[values[v].kind] else tokens[v, 0]
        high = values[v].high if IS_HASHED[values[v].kind] else tokens[v, 1]
        full[main, 0] += low
        full[main, 1] += high
        if not values[v].struck:
            content[main, 0] += low
            content[main, 1] += high
        if IS_KEY[values[v].kind]:
            if line != main:
                row[line] = last_row
                part[line] = last_part
                doubts[line] = values[v].doubts
                if values[v].struck:
                    struck[line] = bit
                else:
                    kinds[line] = bit
            k = place[values[v].kind]
            keys[k, line, 0] = tokens[v, 0]
            keys[k, line, 1] = tokens[v, 1]
            has[k, line] = True
