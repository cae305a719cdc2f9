"""Values to the bytes of a page, and back where it is just what was written here."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.compiled import jit, load64, store64
from tiao.findings.parquet.thrift import varint

Bytes = npt.NDArray[np.uint8]
MOST_DISTINCT = 1024
"""A column of bit sets with more different ones is written without a dictionary."""
_SLOTS = 4096
_U = np.uint64


def levels(present: npt.NDArray[np.bool_] | None, lines: int) -> bytes:
    """Definition levels of an optional column: which lines have a value; None for all of them."""
    if present is None or present.all():
        runs = varint(lines << 1) + b"\x01"
    elif not present.any():
        runs = varint(lines << 1) + b"\x00"
    else:
        bits = np.packbits(present, bitorder="little")
        runs = varint(len(bits) << 1 | 1) + bits.tobytes()
    return len(runs).to_bytes(4, "little") + runs


def levels_in(page: Bytes, lines: int) -> tuple[npt.NDArray[np.bool_], int] | None:
    """The reverse of ``levels``: which lines have a value, where the values begin; None if it says it otherwise."""
    size = int.from_bytes(page[:4].tobytes(), "little")
    runs, end = page[4 : 4 + size], 4 + size
    one = varint(lines << 1)
    for value in (b"\0", b"\x01"):
        if runs.tobytes() == one + value:
            return np.full(lines, value != b"\0"), end
    octets = -(-lines // 8)
    head = varint(octets << 1 | 1)
    if len(runs) != len(head) + octets or runs[: len(head)].tobytes() != head:
        return None
    return np.unpackbits(runs[len(head) :], count=lines, bitorder="little").view(np.bool_), end


@jit
def put_tokens(tokens: Any, present: Any, out: Any, at: int) -> int:
    """Writes the tokens that are there one behind the other.

    Args:
        tokens: uint64, (lines, 2). present: bool, (lines,).
        out: uint8, with room for a token more than there are.

    Returns:
        Where out goes on.
    """
    for i in range(len(present)):
        # Written in any case, over by the next one: without a branch.
        store64(out, at, tokens[i, 0])
        store64(out, at + 8, tokens[i, 1])
        at += 16 * present[i]
    return at


@jit
def number(values: Any, distinct: Any, index: Any) -> int:
    """Numbers the different values in the order in which they first stand.

    Args:
        distinct: output, of the values' type: the different values.
        index: output, uint16: of each value its number.

    Returns:
        How many there are; -1 when they are more than ``distinct`` holds.
    """
    table = np.full(_SLOTS, -1, np.int32)
    many = 0
    last = 0
    for i in range(len(values)):
        value = values[i]
        if many and distinct[last] == value:
            index[i] = last
            continue
        slot = np.int64((_U(value) * _U(0x9E3779B97F4A7C15)) >> _U(52))
        while table[slot] >= 0 and distinct[table[slot]] != value:
            slot = (slot + 1) & (_SLOTS - 1)
        if table[slot] < 0:
            if many == len(distinct):
                return -1
            distinct[many] = value
            table[slot] = many
            many += 1
        last = table[slot]
        index[i] = last
    return many


def _index_head(lines: int, many: int) -> tuple[int, bytes]:
    """Bits of a number, and what stands before the numbers: this width, then the head of their one run."""
    width = max(1, (many - 1).bit_length())
    run = varint(lines << 1) + b"\0" if many == 1 else varint(-(-lines // 8) << 1 | 1)
    return width, bytes([width]) + run


def index_size(lines: int, many: int) -> int:
    """Bytes that ``put_index`` writes."""
    width, head = _index_head(lines, many)
    return len(head) + (0 if many == 1 else -(-lines // 8) * width)


def put_index(index: npt.NDArray[np.uint16], many: int, out: Bytes, at: int) -> int:
    """Writes numbers of dictionary entries; says where out goes on."""
    width, head = _index_head(len(index), many)
    out[at : at + len(head)] = np.frombuffer(head, np.uint8)
    at += len(head)
    if many == 1:
        return at
    _pack(index, width, out, at)
    return at + -(-len(index) // 8) * width


@jit
def _pack(index: Any, width: int, out: Any, at: int) -> None:
    word = _U(0)
    bits = 0
    for i in range(len(index)):
        word |= _U(index[i]) << _U(bits)
        bits += width
        if bits >= 32:
            store64(out, at, word)
            at += 4
            word >>= _U(32)
            bits -= 32
    # What is left of the last group of eight is zeros.
    store64(out, at, word)
    store64(out, at + 8, _U(0))


def take(page: Bytes, distinct: npt.NDArray[Any], out: npt.NDArray[Any]) -> bool:
    """The reverse of ``put_index``: of each line its value; False if it says it otherwise.

    Args:
        page: ``index_size`` bytes. distinct: the different values, one at least.
        out: of their type, (lines,).
    """
    width, head = _index_head(len(out), len(distinct))
    if page[: len(head)].tobytes() != head:
        return False
    if len(distinct) == 1:
        out[:] = distinct[0]
        return True
    # As many as have so many bits, so that no number leads beyond.
    every = np.zeros(1 << width, distinct.dtype)
    every[: len(distinct)] = distinct
    return _unpack(page[len(head) :], width, every, out) < len(distinct)


@jit
def _unpack(page: Any, width: int, every: Any, out: Any) -> int:
    """Numbers of so many bits each, 16 at most, to the values they stand for; says which number is the largest."""
    mask = _U((1 << width) - 1)
    most = _U(0)
    # Eight of them begin at a byte, and as long as one word holds them all they need no look at where that is.
    groups = max(0, min(len(out) // 8, (len(page) - 8) // width)) if width <= 8 else 0
    for group in range(groups):
        word = load64(page, group * width)
        for i in range(8):
            number = word >> _U(i * width) & mask
            most = max(most, number)
            out[8 * group + i] = every[number]
    for i in range(8 * groups, len(out)):
        number = _U(0)
        for byte in range(i * width >> 3, (i * width + width + 7) >> 3):
            number |= _U(page[byte]) << _U(8 * (byte - (i * width >> 3)))
        number = number >> _U(i * width & 7) & mask
        most = max(most, number)
        out[i] = every[number]
    return int(most)
