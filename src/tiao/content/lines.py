"""Blocks of whole lines, for the formats in which a line is a unit: text, chats, JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiao.content.encoding import decode_blocks, detect_stream
from tiao.content.place import Place
from tiao.content.reader import Source

BLOCK = 16 << 20
"""Bytes of UTF-8 in one chunk, more or less: a chunk ends with a line."""
LONGEST = 64 << 20
"""A longer line is given out in pieces, because memory is bounded; that is put on record."""

# Lines that hold nothing else are blank.
BLANKS = b" \t\r\n\v\f"


@dataclass(frozen=True)
class LineBlock:
    """Whole lines as UTF-8.

    Attributes:
        data: the bytes, line ends included.
        cut: the last line goes on in the next block, because it is longer than ``LONGEST``.
        place: where it begins; None for the first.
    """

    data: bytes
    cut: bool = False
    place: Place | None = None


def line_blocks(
    source: Source, size: int = BLOCK, longest: int = LONGEST, place: Place | None = None
) -> Iterator[LineBlock]:
    """The lines of a file in blocks of about ``size`` bytes. A line ends with LF, CR LF or CR.

    Args:
        place: where to go on; from the start if not given.
    """
    with source.open() as stream:
        blocks = decode_blocks(stream, source.encoding or detect_stream(stream), place)
        held = [blocks.rest]
        length = len(blocks.rest)
        for block in blocks:
            held.append(block)
            length += len(block)
            if length < size:
                continue
            data = b"".join(held)
            cut = _last_end(data)
            if cut:
                yield LineBlock(data[:cut], place=place)
            elif length >= longest:
                # After a blank where there is one near, so that no value is cut.
                cut = data.rfind(b" ", length - 4096) + 1 or _character(data)
                yield LineBlock(data[:cut], cut=True, place=place)
            held = [data[cut:]]
            length -= cut
            if cut:
                place = blocks.place(length)
        rest = b"".join(held)
        if rest:
            yield LineBlock(rest, place=place)


def _last_end(data: bytes) -> int:
    """Where the last whole line ends; a CR at the very end may be half of CR LF."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1


def _character(data: bytes) -> int:
    cut = len(data)
    while cut > 1 and 0x80 <= data[cut - 1] < 0xC0:
        cut -= 1
    return cut - 1 if data[cut - 1] >= 0xC0 else cut


def line_bounds(data: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Start and end of every line of ``data`` (uint8), line ends left out. A last line need not have one."""
    if not len(data):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    feeds = data == 10
    returns = data == 13
    if returns.any():
        lone = returns.copy()
        lone[:-1] &= ~feeds[1:]
        stops = np.flatnonzero(feeds | lone).astype(np.int64)
    else:
        stops = np.flatnonzero(feeds).astype(np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), stops + 1])
    ends = np.concatenate([stops, np.full(1, len(data), np.int64)])
    if starts[-1] == len(data):
        starts, ends = starts[:-1], ends[:-1]
    after_return = (ends > starts) & (ends < len(data))
    at = np.flatnonzero(after_return)
    ends[at] -= feeds[ends[at]] & returns[ends[at] - 1]
    return starts, ends


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a block, line ends left out; the same cuts as ``line_bounds``."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = data.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines
