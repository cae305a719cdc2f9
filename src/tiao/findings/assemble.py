"""Values to records: which values belong to one person's record, and the record's own tokens (recognition.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import inlined, jit
from tiao.findings.catalogue import DOUBTS, bits, catalogue
from tiao.findings.emit import Values

KEY_KINDS = tuple(kind.bit for kind in catalogue().kinds if kind.key)
"""Bits of the kinds whose tokens the ledger holds one by one, strongest first."""
IS_KEY = np.zeros(64, np.bool_)
IS_KEY[list(KEY_KINDS)] = True
USCC = bits()["uscc"]
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
    values: Values, tokens: npt.NDArray[np.uint64], running_text: bool, row_doubts: npt.NDArray[np.uint16]
) -> Records:
    """Puts the values of a batch together.

    Args:
        values: in the order of rows and, inside a text, of the text.
        tokens: uint64, shape (n, 2), one for each value.
        running_text: whether a row can hold several records.
        row_doubts: uint16, doubts of each row of the batch that no single value carries.
    """
    n = len(values.row)
    line_of = np.empty(n, np.int32)
    part_of = np.empty(n, np.int32)
    again = np.zeros(n, np.bool_)
    lines, present = _plan(values.row, values.kind, values.struck, tokens, running_text, line_of, part_of, again)
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
        values.row, values.kind, values.struck, values.doubts, tokens, line_of, part_of, again, place, row_doubts,
        row, part, more, kinds, struck, doubts, content, full, keys, has,
    )  # fmt: skip
    return Records(
        row, part, more, kinds, struck, doubts, content, full,
        {kind: (keys[i], has[i]) for i, kind in enumerate(held)}, part_of,
    )  # fmt: skip


@jit
def _plan(
    row: Any, kind: Any, struck: Any, tokens: Any, running_text: bool, line_of: Any, part_of: Any, again: Any
) -> Any:
    """Gives each value its record's line (further key values get lines of their own); returns (lines, key kinds)."""
    n = len(row)
    lines = 0
    present = np.uint64(0)
    a = 0
    while a < n:
        b = a + 1
        while b < n and row[b] == row[a]:
            b += 1
        for v in range(a, b):
            part_of[v] = 1
        if running_text and b - a > 1:
            _parts(kind, struck, tokens, a, b, part_of)
        low = a
        while low < b:
            high = low + 1
            while high < b and part_of[high] == part_of[low]:
                high += 1
            _mark_repeats(kind, tokens, low, high, again)
            main = lines
            lines += 1
            first_of = np.uint64(0)
            for v in range(low, high):
                line_of[v] = main
                if again[v] or not IS_KEY[kind[v]]:
                    continue
                bit = _U1 << np.uint64(kind[v])
                present |= bit
                if struck[v] or first_of & bit:
                    line_of[v] = lines
                    lines += 1
                else:
                    first_of |= bit
            low = high
        a = b
    return lines, present


@inlined
def _mark_repeats(kind: Any, tokens: Any, low: int, high: int, again: Any) -> None:
    """Marks values that the record has already: equal tokens are equal values of one kind."""
    if high - low <= _MANY:
        for v in range(low + 1, high):
            for w in range(low, v):
                if tokens[v, 0] == tokens[w, 0] and tokens[v, 1] == tokens[w, 1]:
                    again[v] = True
                    break
        return
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
def _parts(kind: Any, struck: Any, tokens: Any, a: int, b: int, part_of: Any) -> None:
    """Several people in one text: a new record at each turn of the kind that leads."""
    strongest = 64
    for v in range(a, b):
        if not struck[v] and IS_KEY[kind[v]] and kind[v] < strongest:
            strongest = kind[v]
    if strongest == 64:
        return
    found = np.empty(b - a, np.uint64)
    count = 0
    for v in range(a, b):
        if kind[v] == strongest and not struck[v]:
            found[count] = tokens[v, 0]
            count += 1
    if count < 2:
        return
    values = np.sort(found[:count])
    different = 1
    for k in range(1, count):
        different += values[k] != values[k - 1]
    if different < 2:
        return
    first = a
    while struck[first]:
        first += 1
    turns = 0
    for v in range(a, b):
        turns += kind[v] == kind[first] and not struck[v]
    lead = kind[first] if turns >= different else strongest
    part = 0
    for v in range(a, b):
        if kind[v] == lead and not struck[v]:
            part += 1
        part_of[v] = max(part, 1)


@jit
def _fill(
    v_row: Any, v_kind: Any, v_struck: Any, v_doubts: Any, tokens: Any, line_of: Any, part_of: Any, again: Any, place: Any, row_doubts: Any,
    row: Any, part: Any, more: Any, kinds: Any, struck: Any, doubts: Any, content: Any, full: Any, keys: Any, has: Any,
) -> None:  # fmt: skip
    main = -1
    last_row = -1
    last_part = -1
    for v in range(len(v_row)):
        line = line_of[v]
        if v_row[v] != last_row or part_of[v] != last_part:
            main = line if not (IS_KEY[v_kind[v]] and v_struck[v] and not again[v]) else line - 1
            last_row = v_row[v]
            last_part = part_of[v]
            more[main] = False
            row[main] = last_row
            part[main] = last_part
            doubts[main] |= np.uint32(row_doubts[last_row])
        bit = _U1 << np.uint64(v_kind[v])
        doubts[main] |= np.uint32(v_doubts[v])
        if v_struck[v]:
            struck[main] |= bit
        else:
            kinds[main] |= bit
            if v_kind[v] == USCC:
                doubts[main] |= COMPANY_DOUBT
        if again[v]:
            continue
        full[main, 0] += tokens[v, 0]
        full[main, 1] += tokens[v, 1]
        if not v_struck[v]:
            content[main, 0] += tokens[v, 0]
            content[main, 1] += tokens[v, 1]
        if IS_KEY[v_kind[v]]:
            if line != main:
                row[line] = last_row
                part[line] = last_part
                doubts[line] = v_doubts[v]
                if v_struck[v]:
                    struck[line] = bit
                else:
                    kinds[line] = bit
            k = place[v_kind[v]]
            keys[k, line, 0] = tokens[v, 0]
            keys[k, line, 1] = tokens[v, 1]
            has[k, line] = True
