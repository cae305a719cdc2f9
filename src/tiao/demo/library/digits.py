"""The digits of a number, eight at a time, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean, store64

_U = np.uint64
# Two, four and eight numbers in one word, each in its own lane.
_FOURS = _U(0x0000007F0000007F)
_TWOS = _U(0x000F000F000F000F)
_ZEROS = _U(0x3030303030303030)


@lean
def eight_digits(number: Any) -> Any:
    """A number below 10**8 as eight ASCII digits, the first in the lowest byte.

    Halves are divided in their lanes by multiplication: 10486 / 2**20 is 1/100 for what is below 10,000, and
    103 / 2**10 is 1/10 for what is below 100.
    """
    high = number // _U(10_000)
    word = high | ((number - high * _U(10_000)) << _U(32))
    upper = ((word * _U(10_486)) >> _U(20)) & _FOURS
    word = upper | ((word - upper * _U(100)) << _U(16))
    upper = ((word * _U(103)) >> _U(10)) & _TWOS
    return (upper | ((word - upper * _U(10)) << _U(8))) + _ZEROS


@lean
def put_digits(out: Any, at: int, value: Any, width: int) -> Any:
    """The last ``width`` digits of a number, up to 24, zeros before it. Up to seven bytes behind are overwritten."""
    million = value // _U(10**8)
    if width > 16:
        left = width - 16
        store64(out, at, eight_digits(million // _U(10**8) % _U(10**8)) >> _U(64 - 8 * left))
        store64(out, at + left, eight_digits(million % _U(10**8)))
        store64(out, at + left + 8, eight_digits(value - million * _U(10**8)))
    elif width > 8:
        left = width - 8
        store64(out, at, eight_digits(million % _U(10**8)) >> _U(64 - 8 * left))
        store64(out, at + left, eight_digits(value - million * _U(10**8)))
    else:
        store64(out, at, eight_digits(value - million * _U(10**8)) >> _U(64 - 8 * width))
    return at + width
