"""A set of tokens with a few bits for each, in compiled code: which record was the first with this content."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean

_U = np.uint64
_ONE = np.uint64(1)
START = 1 << 16


class Seen:
    """Tokens seen so far; grows as needed, 48 bytes a token at most.

    Attributes:
        keys: uint64, shape (room, 2).
        bits: uint64, shape (room,): 0 for an empty place.
    """

    def __init__(self) -> None:
        self.keys = np.zeros((START, 2), np.uint64)
        self.bits = np.zeros(START, np.uint64)
        self.used = 0

    def join(self, keys: Any, bits: Any) -> Any:
        """Adds tokens with their bits (never 0) by OR; returns what stood there before, 0 for a token that is new."""
        while 2 * (self.used + len(bits)) > len(self.bits):
            keys_wider = np.zeros((2 * len(self.bits), 2), np.uint64)
            bits_wider = np.zeros(2 * len(self.bits), np.uint64)
            _move(self.keys, self.bits, keys_wider, bits_wider)
            self.keys, self.bits = keys_wider, bits_wider
        before = np.zeros(len(bits), np.uint64)
        self.used += int(_join(self.keys, self.bits, np.ascontiguousarray(keys), bits, before))
        return before


@lean
def _place(table: Any, bits: Any, k0: Any, k1: Any) -> Any:
    mask = _U(len(bits) - 1)
    at = k1 & mask
    while bits[at] and (table[at, 0] != k0 or table[at, 1] != k1):
        at = (at + _ONE) & mask
    return at


@jit
def _join(table: Any, bits: Any, keys: Any, more: Any, before: Any) -> int:
    new = 0
    for i in range(len(more)):
        at = _place(table, bits, keys[i, 0], keys[i, 1])
        before[i] = bits[at]
        if not bits[at]:
            table[at, 0] = keys[i, 0]
            table[at, 1] = keys[i, 1]
            new += 1
        bits[at] |= more[i]
    return new


@jit
def _move(table: Any, bits: Any, wider: Any, wider_bits: Any) -> None:
    for i in range(len(bits)):
        if bits[i]:
            at = _place(wider, wider_bits, table[i, 0], table[i, 1])
            wider[at, 0] = table[i, 0]
            wider[at, 1] = table[i, 1]
            wider_bits[at] = bits[i]


@jit
def shared(bits: Any, figures: Any) -> None:
    """Adds to figures, int64 (n, n), for each token the pairs of files that it stands in; bit i of bits is file i."""
    n = figures.shape[0]
    for k in range(len(bits)):
        entry = bits[k]
        if not entry:
            continue
        for i in range(n):
            if entry >> _U(i) & _ONE:
                for j in range(n):
                    if entry >> _U(j) & _ONE:
                        figures[i, j] += 1
