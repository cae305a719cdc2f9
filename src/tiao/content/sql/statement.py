"""From one statement of a dump to the next, in machine code: what each begins with, and whose rows follow."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, jit, lean, peek
from tiao.content.sql.passing import GO_ON, MORE_DATA, class_of, head_end
from tiao.content.sql.signs import BACKSLASH, CLASS, SEMICOLON, WORD, is_blank, word_at
from tiao.content.sql.state import (
    AT,
    BASE,
    BLOCK,
    CHANGED,
    COMMENT,
    DELIMITER,
    END,
    HEAD,
    HOW,
    JUNK,
    KIND,
    LAST,
    LINEWISE,
    LIST,
    LISTED,
    MODE,
    NO_STATEMENT,
    ONE_LINE,
    PASSING,
    QUERIES,
    SUB,
    TUPLE,
)
from tiao.content.sql.words import ASK, CHANGES, CLIENT, LINE_LONG, NOTHING, ROWS, UNKNOWN

# What Python is asked for: the head that ends at END, the statement at AT.
NEW_HEAD, STATEMENT = 3, 4
_LONGEST_WORD = 64

_SEED, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


@lean
def _hash(data: Any, i: int, e: int, base: int) -> Any:
    word = _SEED ^ np.uint64(base)
    for k in range(i, e):
        word = (word ^ np.uint64(peek(data, k))) * _PRIME
    return word ^ (word >> np.uint64(32))


@lean
def _is_head(data: Any, i: int, e: int, base: int, heads: Any, h: int) -> bool:
    begin = heads.at[h]
    if heads.base[h] != base or heads.at[h + 1] - begin != e - i:
        return False
    for k in range(e - i):
        if peek(data, i + k) != peek(heads.text, begin + k):
            return False
    return True


@lean
def _known(data: Any, i: int, e: int, base: int, heads: Any) -> int:
    """The head with these bytes, or -1."""
    mask = np.uint64(len(heads.slots) - 1)
    slot = _hash(data, i, e, base) & mask
    while heads.slots[slot] >= 0:
        h = heads.slots[slot]
        if _is_head(data, i, e, base, heads, h):
            return h
        slot = (slot + np.uint64(1)) & mask
    return -1


@jit
def enter(heads: Any, begin: int, end: int) -> None:
    """Enters heads into the slots.

    Args:
        begin, end: the first and behind the last of them.
    """
    mask = np.uint64(len(heads.slots) - 1)
    for h in range(begin, end):
        slot = _hash(heads.text, heads.at[h], heads.at[h + 1], heads.base[h]) & mask
        while heads.slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        heads.slots[slot] = h


@lean
def set_aside(state: Any, i: int, sub: int, how: int) -> int:
    """What begins at i is passed over; ``sub`` and ``how`` as in the state."""
    state[MODE] = PASSING
    state[AT] = i
    state[SUB] = sub
    state[HOW] = how
    return GO_ON


@apart
def next_statement(data: Any, n: int, final: bool, state: Any, delimiter: Any, heads: Any) -> int:
    """Finds the next statement and settles what is done with it."""
    i = state[AT]
    size = state[DELIMITER]
    while i < n:
        byte = peek(data, i)
        if is_blank(byte) or byte == SEMICOLON:
            i += 1
            continue
        state[AT] = i
        if size and byte == delimiter[0]:
            k = 0
            while k < size and i + k < n and peek(data, i + k) == delimiter[k]:
                k += 1
            if k == size:
                i += size
                continue
        follows = peek(data, i + 1) if i + 1 < n else np.uint8(0)
        if (byte == 45 or byte == 47) and i + 1 >= n and not final:
            return MORE_DATA
        if byte == 35 or (byte == 45 and follows == 45):
            return set_aside(state, i, ONE_LINE, COMMENT)
        if byte == 47:
            if follows == 42:
                return set_aside(state, i + 2, BLOCK, COMMENT)
            i += 1
            continue
        if byte == BACKSLASH:
            return STATEMENT
        if byte == 64:
            return set_aside(state, i, ONE_LINE, COMMENT)
        word, j = word_at(data, i, n)
        if j >= n and not final and j - i < _LONGEST_WORD:
            return MORE_DATA
        kind = class_of(word) if j > i else UNKNOWN
        if kind == NOTHING:
            i = j
            continue
        if kind == ROWS:
            return _head(data, i, j, n, final, state, heads)
        if kind == ASK:
            return STATEMENT
        if kind == UNKNOWN:
            state[JUNK] += 1
            return set_aside(state, i, 0, NO_STATEMENT)
        if kind == CHANGES:
            state[CHANGED] += 1
        if kind == CLIENT:
            return set_aside(state, i, ONE_LINE, COMMENT)
        return set_aside(state, j, 0, LINEWISE if kind == LINE_LONG else 0)
    state[AT] = i
    return MORE_DATA


@lean
def _head(data: Any, i: int, j: int, n: int, final: bool, state: Any, heads: Any) -> int:
    """An INSERT at i, the first word of which ends at j: to its rows."""
    h = state[LAST]
    e = 0
    if h >= 0:
        e = i + heads.at[h + 1] - heads.at[h]
        if e >= n or CLASS[peek(data, e)] & WORD != 0 or not _is_head(data, i, e, state[BASE], heads, h):
            h = -1
    if h < 0:
        kind, e = head_end(data, i, n)
        if kind < 0 and not final:
            return MORE_DATA
        if kind <= 0:
            state[QUERIES] += 1
            return set_aside(state, j, 0, 0)
        h = _known(data, i, e, state[BASE], heads)
        if h < 0:
            state[END] = e
            state[KIND] = kind
            return NEW_HEAD
        state[LAST] = h
    if heads.table[h] < 0:
        state[QUERIES] += 1
        return set_aside(state, j, 0, 0)
    state[HEAD] = h
    state[AT] = e
    state[MODE] = LIST if heads.kind[h] == LISTED else TUPLE
    return GO_ON
