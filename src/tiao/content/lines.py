"""Blocks of whole lines, for the formats in which a line is a unit: text, chats, JSON lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from tiao.content import encoding as encodings
from tiao.content.encoding import Encoding, Utf8Blocks, detect_stream, whole_characters
from tiao.content.place import Place
from tiao.content.reader import Source

Bytes = npt.NDArray[np.uint8]

BLOCK = 16 << 20
"""Bytes of UTF-8 in one chunk, more or less: a chunk ends with a line."""
LONGEST = 64 << 20
"""A longer line is given out in pieces, because memory is bounded; that is put on record."""
PAD = 64
"""Bytes behind a piece of text that can be loaded, so that it is looked at 64 bytes at a time to its very end."""


@dataclass(frozen=True)
class LineBlock:
    """Whole lines as UTF-8.

    Attributes:
        data: the bytes, line ends included.
        cut: the last line goes on in the next block, because it is longer than ``LONGEST``.
    """

    data: bytes
    cut: bool = False


def line_blocks(source: Source) -> Iterator[LineBlock]:
    """The lines of a file in blocks of about ``BLOCK`` bytes. A line ends with LF, CR LF or CR."""
    with source.open() as stream:
        feed = Feed(stream, source.encoding or detect_stream(stream))
        while (data := feed.more()) is not None:
            yield LineBlock(data.tobytes(), feed.cut)


def _after_blank(data: bytes) -> int:
    """Where to cut a line: after a blank where there is one near, so that no value is cut."""
    return data.rfind(b" ", len(data) - 4096) + 1 or _character(data)


def _character(data: bytes) -> int:
    cut = len(data)
    while cut > 1 and 0x80 <= data[cut - 1] < 0xC0:
        cut -= 1
    return cut - 1 if data[cut - 1] >= 0xC0 else cut


class Feed:
    """A file's lines as UTF-8 in pieces of about ``size`` bytes, read straight to where they stay.

    A piece ends with a line, behind the last line end of the blocks of the file that it is read from.

    Attributes:
        cut: the last line of the piece last given goes on in the next one, because it is longer than ``longest``.
        place: where the piece last given begins; None for the first.
    """

    def __init__(
        self,
        stream: BinaryIO,
        encoding: Encoding,
        place: Place | None = None,
        size: int = BLOCK,
        longest: int = LONGEST,
        block: int = encodings.BLOCK,
    ) -> None:
        self.cut = False
        self.place = place
        self._stream = stream
        self._size = size
        self._longest = longest
        self._block = block
        self._next = place
        self._blocks = None if encoding.name == "utf-8" else Utf8Blocks(stream, encoding, block, place)
        # What is read and not given out yet; its last bytes may be half a character.
        self._rest = np.empty(0, np.uint8)
        self._half = 0
        self._given = 0
        # The blocks that may still be wanted: where each begins, bytes of a character before it, bytes given out.
        self._begun: deque[tuple[int, int, int]] = deque()
        if self._blocks is not None:
            self._rest = np.frombuffer(self._blocks.rest, np.uint8)
        elif place is None:
            stream.seek(encoding.mark)
        else:
            self._go_on(place)

    def more(self, front: Bytes | None = None) -> Bytes | None:
        """The next whole lines, with ``PAD`` bytes of room behind them; None at the end.

        The array is new and may be changed.

        Args:
            front: what is to stand in front of them.
        """
        from tiao.content.line_walk import last_end

        begin = 0 if front is None else len(front)
        kept = begin + len(self._rest)
        at = kept - self._half
        data = np.empty(kept + self._size + self._block + PAD, np.uint8)
        if front is not None:
            data[:begin] = front
        data[begin:kept] = self._rest
        self.cut = False
        self.place = self._next
        while (added := self._add(data, at)) is not None:
            data, at = added
            if at - begin < self._size:
                continue
            end = int(last_end(data[begin:at]))
            if not end:
                if at - begin < self._longest:
                    continue
                end = _after_blank(data[begin:at].tobytes())
                self.cut = True
            self._rest = data[begin + end : at + self._half]
            self._next = self._place(at - begin - end)
            return data[: begin + end]
        self._rest = data[:0]
        return data[:at] if at > begin else None

    def _add(self, data: Bytes, at: int) -> tuple[Bytes, int] | None:
        """Puts the next block behind ``at``, where half a character may stand: (data, where whole characters end)."""
        from tiao.content.split import utf8_is_sound

        if self._blocks is not None:
            block = next(self._blocks, None)
            return None if block is None else _placed(data, at, block)
        self._begun.append((self._stream.tell(), self._half, self._given))
        low = at + self._half
        data = _with_room(data, low + self._block)
        # What the stream reads goes straight to its place.
        got: int = self._stream.readinto(data[low : low + self._block].data)  # type: ignore[attr-defined]
        end = low + got
        if end == at:
            return None
        tail = data[max(at, end - 4) : end].tobytes()
        # At the end of the file nothing can complete a character.
        self._half = len(tail) - whole_characters(tail) if got else 0
        if not utf8_is_sound(data[at : end - self._half]):
            repaired = data[at : end - self._half].tobytes().decode("utf-8", "replace").encode("utf-8")
            data, end = _placed(data, at, repaired + data[end - self._half : end].tobytes())
        self._given += end - self._half - at
        return data, end - self._half

    def _place(self, rest: int) -> Place:
        """Where to go on later, when the last ``rest`` bytes that were read are still to be used."""
        if self._blocks is not None:
            return self._blocks.place(rest)
        while len(self._begun) > 1 and self._given - self._begun[1][2] >= rest:
            self._begun.popleft()
        begin, held, _ = self._begun[0]
        return Place(begin, held, self._stream.tell(), rest)

    def _go_on(self, place: Place) -> None:
        self._stream.seek(place.begin - place.held)
        data = np.empty(place.read - place.begin + self._block, np.uint8)
        self._half = self._stream.readinto(data[: place.held].data)  # type: ignore[attr-defined]
        at = 0
        while self._stream.tell() < place.read:
            added = self._add(data, at)
            assert added is not None
            data, at = added
        self._rest = data[at - place.rest : at + self._half]


def padded(data: bytes) -> Bytes:
    """Bytes as an array that may be changed, with ``PAD`` bytes of room behind it."""
    return np.frombuffer(bytearray(data + bytes(PAD)), np.uint8)[: len(data)]


def _with_room(data: Bytes, size: int) -> Bytes:
    """The same bytes with room for ``size`` and ``PAD`` more."""
    if len(data) >= size + PAD:
        return data
    larger = np.empty(2 * size + PAD, np.uint8)
    larger[: len(data)] = data
    return larger


def _placed(data: Bytes, at: int, block: bytes) -> tuple[Bytes, int]:
    """A block put behind ``at``: (data, its end)."""
    data = _with_room(data, at + len(block))
    data[at : at + len(block)] = np.frombuffer(block, np.uint8)
    return data, at + len(block)


def block_height(block: LineBlock) -> int:
    """How many lines end in a block."""
    from tiao.content.line_walk import line_count

    return int(line_count(np.frombuffer(block.data, np.uint8))) - block.cut


def first_lines(data: bytes, most: int) -> list[bytes]:
    """The first lines of a block that hold more than blanks."""
    return list(islice((line for line in lines_of(data) if line.strip()), most))


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a block, line ends left out."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = data.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines
