"""SipHash-1-3 with 128 bits of output (Aumasson and Bernstein), keyed by the case: equal text, equal hash.

A keyed function is needed because whoever prepares the data could otherwise make two texts collide on purpose. One
round a word and three at the end are what Python itself and Rust take for their tables; nobody ever sees the result,
for it goes through AES before it is written.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean, load64, peek

_U = np.uint64
V0, V1, V2, V3 = _U(0x736F6D6570736575), _U(0x646F72616E646F6D), _U(0x6C7967656E657261), _U(0x7465646279746573)
S13, S16, S17, S21, S32 = _U(13), _U(16), _U(17), _U(21), _U(32)
R51, R48, R47, R43 = _U(51), _U(48), _U(47), _U(43)
EE, DD = _U(0xEE), _U(0xDD)
S8, S56 = _U(8), _U(56)


@lean
def sip_round(v0: Any, v1: Any, v2: Any, v3: Any) -> Any:
    v0 = v0 + v1
    v1 = (v1 << S13) | (v1 >> R51)
    v1 = v1 ^ v0
    v0 = (v0 << S32) | (v0 >> S32)
    v2 = v2 + v3
    v3 = (v3 << S16) | (v3 >> R48)
    v3 = v3 ^ v2
    v0 = v0 + v3
    v3 = (v3 << S21) | (v3 >> R43)
    v3 = v3 ^ v0
    v2 = v2 + v1
    v1 = (v1 << S17) | (v1 >> R47)
    v1 = v1 ^ v2
    v2 = (v2 << S32) | (v2 >> S32)
    return v0, v1, v2, v3


@lean
def siphash128(data: Any, s: int, e: int, k0: Any, k1: Any) -> Any:
    """Hash of ``data[s:e]`` as two uint64, first eight bytes first (little endian)."""
    v0 = V0 ^ k0
    v1 = V1 ^ k1 ^ EE
    v2 = V2 ^ k0
    v3 = V3 ^ k1
    i = s
    while i + 8 <= e:
        m = load64(data, i)
        v3 = v3 ^ m
        v0, v1, v2, v3 = sip_round(v0, v1, v2, v3)
        v0 = v0 ^ m
        i += 8
    m = _U(e - s) << S56
    if e > i and e - s >= 8:
        # The last bytes, out of the word that ends with them.
        m = m | (load64(data, e - 8) >> (S8 * _U(8 - (e - i))))
    else:
        shift = _U(0)
        while i < e:
            m = m | (_U(peek(data, i)) << shift)
            shift = shift + S8
            i += 1
    v3 = v3 ^ m
    v0, v1, v2, v3 = sip_round(v0, v1, v2, v3)
    v0 = v0 ^ m
    v2 = v2 ^ EE
    for _ in range(3):
        v0, v1, v2, v3 = sip_round(v0, v1, v2, v3)
    low = v0 ^ v1 ^ v2 ^ v3
    v1 = v1 ^ DD
    for _ in range(3):
        v0, v1, v2, v3 = sip_round(v0, v1, v2, v3)
    return low, v0 ^ v1 ^ v2 ^ v3
