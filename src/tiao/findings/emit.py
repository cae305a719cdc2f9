"""Found values as columns: what the compiled scan writes, one line per value, in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import inlined
from tiao.findings.siphash import siphash128

STRUCK_MARK = np.uint64(0x80)
_S56 = np.uint64(56)
_LOW56 = np.uint64(0x00FFFFFFFFFFFFFF)
_U = np.uint64


@dataclass
class Values:
    """Values of a batch.

    Attributes:
        row: int32, index of the row in the batch.
        kind: uint8, the kind's bit.
        struck: uint8, 1 when the value is proven invalid.
        doubts: uint16, bit set over ``catalogue.DOUBTS``.
        block: uint64, shape (n, 2): kind and canonical value, or its keyed hash; still to be enciphered. Raw.
        start, end: int32, where the value stands in ``Batch.data`` after normalisation. Raw.
    """

    row: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    struck: npt.NDArray[np.uint8]
    doubts: npt.NDArray[np.uint16]
    block: npt.NDArray[np.uint64]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]

    @classmethod
    def empty(cls, room: int) -> Values:
        return cls(
            np.empty(room, np.int32),
            np.empty(room, np.uint8),
            np.empty(room, np.uint8),
            np.empty(room, np.uint16),
            np.empty((room, 2), np.uint64),
            np.empty(room, np.int32),
            np.empty(room, np.int32),
        )

    def columns(self) -> tuple[Any, ...]:
        return self.row, self.kind, self.struck, self.doubts, self.block, self.start, self.end

    def cut(self, n: int) -> Values:
        return Values(*(column[:n] for column in self.columns()))


@inlined
def put(out: Any, n: Any, row: int, kind: int, struck: int, doubts: int, low: Any, high: Any, s: int, e: int) -> None:
    """Writes one value; beyond the room it only counts, and the caller starts over with more room."""
    at = n[0]
    n[0] = at + 1
    if at >= len(out[0]):
        return
    out[0][at] = row
    out[1][at] = kind
    out[2][at] = struck
    out[3][at] = doubts
    mark = _U(kind) | (STRUCK_MARK if struck else _U(0))
    out[4][at, 0] = low
    out[4][at, 1] = (high & _LOW56) | (mark << _S56)
    out[5][at] = s
    out[6][at] = e


@inlined
def put_number(out: Any, n: Any, row: int, kind: int, doubt: int, value: Any, digits: int, s: int, e: int) -> None:
    """A valid value that is an integer; ``digits`` keeps numbers of different length apart."""
    put(out, n, row, kind, 0, (1 << doubt) if doubt >= 0 else 0, value, _U(digits), s, e)


@inlined
def put_text(
    out: Any, n: Any, row: int, kind: int, doubts: int, text: Any, low: int, high: int, keys: Any, s: int, e: int
) -> None:
    """A valid value that is text: ``text[low:high]`` is its canonical form."""
    h0, h1 = siphash128(text, low, high, keys[0], keys[1])
    put(out, n, row, kind, 0, doubts, h0, h1, s, e)


@inlined
def put_struck(
    out: Any, n: Any, row: int, kind: int, doubt: int, text: Any, low: int, high: int, keys: Any, s: int, e: int
) -> None:
    """A value that is proven invalid; its canonical form is text."""
    h0, h1 = siphash128(text, low, high, keys[0], keys[1])
    put(out, n, row, kind, 1, 1 << doubt, h0, h1, s, e)
