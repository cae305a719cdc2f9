"""Found values as columns: what the compiled scan writes, one line per value, in the order of the text."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import jit, lean
from tiao.findings.chars import tidy
from tiao.findings.texthash import text_hash

STRUCK_MARK = np.uint64(0x80)
_S56 = np.uint64(56)
_LOW56 = np.uint64(0x00FFFFFFFFFFFFFF)
_U = np.uint64


VALUE = np.dtype(
    [
        ("row", np.int32),
        ("kind", np.uint8),
        ("struck", np.uint8),
        ("doubts", np.uint16),
        ("low", np.uint64),
        ("high", np.uint64),
        ("start", np.int32),
        ("end", np.int32),
    ],
    align=True,
)
"""One found value.

row: index of the row in the batch. kind: the kind's bit. struck: 1 for a value that is proven invalid. doubts: bits of
``catalogue.DOUBTS``. low, high: the block, kind and canonical value or its keyed hash, still to be enciphered; raw.
start, end: where the value stands in ``Batch.data`` after normalisation; raw.
"""


def blocks(values: npt.NDArray[np.void]) -> npt.NDArray[np.uint64]:
    """The blocks of values, uint64, shape (n, 2), C order."""
    both = np.empty((len(values), 2), np.uint64)
    _copy(values, both)
    return both


@jit
def _copy(values: Any, both: Any) -> None:
    for v in range(len(values)):
        both[v, 0] = values[v].low
        both[v, 1] = values[v].high


@lean
def put_at(out: Any, at: int, row: int, kind: int, doubts: int, low: Any, high: Any, s: int, e: int) -> None:
    """Writes one valid value at its place."""
    value = out[at]
    value.row = row
    value.kind = kind
    value.struck = 0
    value.doubts = doubts
    value.low = low
    value.high = (high & _LOW56) | (_U(kind) << _S56)
    value.start = s
    value.end = e


@lean
def put(out: Any, n: Any, row: int, kind: int, struck: int, doubts: int, low: Any, high: Any, s: int, e: int) -> None:
    """Writes one value; beyond the room it only counts, and the caller starts over with more room."""
    at = n[0]
    n[0] = at + 1
    if at >= len(out):
        return
    value = out[at]
    value.row = row
    value.kind = kind
    value.struck = struck
    value.doubts = doubts
    value.low = low
    mark = _U(kind) | (STRUCK_MARK if struck else _U(0))
    value.high = (high & _LOW56) | (mark << _S56)
    value.start = s
    value.end = e


@lean
def put_number(out: Any, n: Any, row: int, kind: int, doubt: int, value: Any, digits: int, s: int, e: int) -> None:
    """A valid value that is an integer; ``digits`` keeps numbers of different length apart."""
    put(out, n, row, kind, 0, (1 << doubt) if doubt >= 0 else 0, value, _U(digits), s, e)


@lean
def put_text(
    out: Any, n: Any, row: int, kind: int, doubts: int, text: Any, low: int, high: int, keys: Any, s: int, e: int
) -> None:
    """A valid value that is text: ``text[low:high]`` is its canonical form."""
    h0, h1 = text_hash(text, low, high, keys)
    put(out, n, row, kind, 0, doubts, h0, h1, s, e)


@lean
def put_struck(
    out: Any, n: Any, row: int, kind: int, doubt: int, text: Any, low: int, high: int, keys: Any, s: int, e: int
) -> None:
    """A value that is proven invalid; its canonical form is text."""
    h0, h1 = text_hash(text, low, high, keys)
    put(out, n, row, kind, 1, 1 << doubt, h0, h1, s, e)


@lean
def strike(data: Any, s: int, e: int, kind: int, doubt: int, r: int, keys: Any, out: Any, n: Any, scratch: Any) -> None:
    """A cell that is proven invalid, in its tight form."""
    size = tidy(data, s, e, scratch, False, True)
    if size < 0:
        put_struck(out, n, r, kind, doubt, data, s, e, keys, s, e)
    else:
        put_struck(out, n, r, kind, doubt, scratch, 0, size, keys, s, e)


@lean
def put_tidy(data: Any, s: int, e: int, kind: int, r: int, keys: Any, out: Any, n: Any, scratch: Any) -> None:
    """A valid value that is the cell's text in its tight form."""
    size = tidy(data, s, e, scratch, False, True)
    if size < 0:
        put_text(out, n, r, kind, 0, data, s, e, keys, s, e)
    else:
        put_text(out, n, r, kind, 0, scratch, 0, size, keys, s, e)
