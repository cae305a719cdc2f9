"""Digits written eight at a time are the digits of the number."""

from __future__ import annotations

from random import Random

import numba
import numpy as np
import pytest

from tiao.demo.library.digits import put_digits


@numba.njit
def written(out: np.ndarray, values: np.ndarray, width: int) -> None:
    for place in range(len(values)):
        put_digits(out, place * 32, values[place], width)


@pytest.mark.parametrize("width", range(1, 20))
def test_digits(width: int) -> None:
    chance = Random(width)
    edges = [10**power + more for power in range(20) for more in (-1, 0, 1) if 10**power + more < 2**64]
    values = edges + [chance.randrange(2 ** chance.randrange(1, 65)) for _ in range(20_000)]
    out = np.zeros(32 * len(values) + 8, np.uint8)
    written(out, np.array(values, np.uint64), width)
    for place, value in enumerate(values):
        assert out[32 * place : 32 * place + width].tobytes() == str(value).zfill(width)[-width:].encode()
