"""A keyed 128-bit hash of text: equal text, equal hash. What it gives is enciphered before anything of it is written.

A keyed function is needed because whoever prepares the data could otherwise make two texts collide on purpose. Text of
up to 64 bytes: multilinear hashing (Dietzfelbinger 1996), twice, under keys of its own: of its words of eight bytes x_i
and its length, the upper 64 bits of the sum of a_i * x_i modulo 2^128, with secret a_i of 128 bits. Two different texts
fall together with probability 2^-64 in each half, whoever chose them, because nobody ever sees a hash. Longer text:
SipHash-1-3 with 128 bits.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import numpy as np

from tiao.compiled import add_product, lean, load64, peek
from tiao.findings.siphash import siphash128

LONGEST = 64
_WORDS = LONGEST // 8 + 1
_U = np.uint64
# Where the keys stand: two words for SipHash, then two words for each word of the text and each half of the hash.
_FIRST = 2
_SECOND = _FIRST + 2 * _WORDS
KEYS = _SECOND + 2 * _WORDS


@cache
def keys_of(low: int, high: int) -> Any:
    """All keys of the hash, uint64 (``KEYS``,), drawn out of the case's two (``Vault.hash_key``)."""
    secret = low.to_bytes(8, "little") + high.to_bytes(8, "little")
    drawn = b"".join(
        hashlib.blake2b(number.to_bytes(8, "little"), key=secret, person=b"tiao text hash").digest()
        for number in range(-(-8 * KEYS // 64))
    )
    keys = np.frombuffer(drawn[: 8 * KEYS], "<u8").astype(np.uint64)
    keys[:_FIRST] = low, high
    return keys


@lean
def text_hash(data: Any, s: int, e: int, keys: Any) -> Any:
    """Hash of ``data[s:e]`` as two uint64.

    Args:
        keys: see ``keys_of``.
    """
    size = e - s
    if size > LONGEST:
        return siphash128(data, s, e, keys[0], keys[1])
    low0 = _U(0)
    high0 = _U(0)
    low1 = _U(0)
    high1 = _U(0)
    k = _FIRST
    i = s
    while i + 8 <= e:
        word = load64(data, i)
        low0, high0 = add_product(low0, high0, keys[k], keys[k + 1], word)
        low1, high1 = add_product(low1, high1, keys[k + 2 * _WORDS], keys[k + 1 + 2 * _WORDS], word)
        i += 8
        k += 2
    if i < e:
        if size >= 8:
            # The last bytes, out of the word that ends with them.
            word = load64(data, e - 8) >> (_U(8) * _U(8 - (e - i)))
        else:
            word = _U(0)
            while e > i:
                e -= 1
                word = (word << _U(8)) | _U(peek(data, e))
        low0, high0 = add_product(low0, high0, keys[k], keys[k + 1], word)
        low1, high1 = add_product(low1, high1, keys[k + 2 * _WORDS], keys[k + 1 + 2 * _WORDS], word)
    k = _FIRST + 2 * _WORDS - 2
    low0, high0 = add_product(low0, high0, keys[k], keys[k + 1], _U(size))
    low1, high1 = add_product(low1, high1, keys[k + 2 * _WORDS], keys[k + 1 + 2 * _WORDS], _U(size))
    return high0, high1
