"""The hash of text against its formula in plain integers."""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findings.test_siphash import MASK, plain
from tiao.compiled import jit
from tiao.findings.texthash import LONGEST, keys_of, text_hash


@cache
def words_of(k0: int, k1: int) -> list[int]:
    """The words that the keys are drawn out of, 18 of 128 bits."""
    secret = k0.to_bytes(8, "little") + k1.to_bytes(8, "little")
    drawn = b"".join(
        hashlib.blake2b(n.to_bytes(8, "little"), key=secret, person=b"tiao text hash").digest() for n in range(5)
    )
    # The first two words of 64 bits are not used: SipHash's own keys stand in their place.
    return [int.from_bytes(drawn[16 + 16 * i : 32 + 16 * i], "little") for i in range(18)]


def hashed(text: bytes, k0: int, k1: int) -> tuple[int, int]:
    """The hash as the page of the module says it, with integers of any size."""
    if len(text) > 64:
        low, high = plain(text, k0, k1, 1, 3)[:8], plain(text, k0, k1, 1, 3)[8:]
        return int.from_bytes(low, "little"), int.from_bytes(high, "little")
    padded = text.ljust(64, b"\0")
    x = [int.from_bytes(padded[i : i + 8], "little") for i in range(0, 64, 8)] + [len(text)]
    keys = words_of(k0, k1)
    halves = [sum(a * b for a, b in zip(own, x, strict=True)) % 2**128 >> 64 for own in (keys[:9], keys[9:])]
    return halves[0], halves[1]


@jit
def compiled(data: np.ndarray, s: int, e: int, keys: np.ndarray) -> tuple[np.uint64, np.uint64]:
    return text_hash(data, s, e, keys)


@settings(deadline=None, max_examples=400)
@given(st.binary(max_size=80), st.integers(0, MASK), st.integers(0, MASK), st.integers(0, 9))
def test_compiled_hash_is_the_formula(text: bytes, k0: int, k1: int, before: int) -> None:
    data = np.frombuffer(bytes(before) + text + b"\xff" * 9, np.uint8).copy()
    low, high = compiled(data, before, before + len(text), keys_of(k0, k1))
    assert (int(low), int(high)) == hashed(text, k0, k1)


def test_no_byte_beside_the_text_is_taken_in() -> None:
    keys = keys_of(3, 5)
    for size in range(LONGEST + 2):
        text = bytes(range(1, size + 1))
        ends = [np.frombuffer(side * 9 + text + side * 9, np.uint8).copy() for side in (b"\0", b"\xff")]
        one, two = (tuple(map(int, compiled(data, 9, 9 + size, keys))) for data in ends)
        assert one == two


def test_zeros_at_the_end_make_another_text() -> None:
    keys = keys_of(3, 5)
    data = np.zeros(LONGEST + 8, np.uint8)
    assert len({tuple(map(int, compiled(data, 0, size, keys))) for size in range(LONGEST + 1)}) == LONGEST + 1
