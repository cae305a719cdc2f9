"""Delimited text: comma, semicolon, tab, bar, ``----`` and other signs of several characters.

The row number is the one that a spreadsheet shows: blank rows count, a quoted line break does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from tiao.content.encoding import SAMPLE, Encoding, decode_blocks, detect, detect_stream, head_text
from tiao.content.place import Place
from tiao.content.reader import Batch, Claim, Layout, Source, Uncut
from tiao.content.separators import Separation, separation
from tiao.model import Unread

CHUNK = 8 << 20
# A longer row is read in pieces, because memory is bounded; that is put on record.
LONGEST = 64 << 20


class Delimited:
    """Reader of delimited text."""

    name = "delimited@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        found = _separation(head, detect(head))
        if found is None:
            if source.name.lower().endswith((".csv", ".tsv")):
                return Claim.MAYBE, "one column, by its name"
            return Claim.NO, "no separator that the lines share"
        reason = "one value on each line" if found.lone else f"lines divided by {_shown(found.sign)}"
        return (Claim.YES if found.sure else Claim.MAYBE), reason

    def tables(self, source: Source) -> Iterator[DelimitedTable | Unread]:
        with source.open() as stream:
            encoding = source.encoding or detect_stream(stream)
            stream.seek(0)
            head = stream.read(SAMPLE)
        # What is read as a table by its name alone has one column until a comma or tab turns up.
        alone = Separation("\t" if source.name.lower().endswith(".tsv") else ",", False, 34)
        yield DelimitedTable(source, encoding, _separation(head, encoding) or alone)


class DelimitedTable:
    """The one table of a delimited file."""

    name = ""
    layout: Layout = "table"
    in_order = True

    def __init__(self, source: Source, encoding: Encoding, how: Separation) -> None:
        self.source = source
        self.encoding = encoding
        self.how = how
        self.details = {"encoding": encoding.name, "separator": _shown(how.sign)}

    def chunks(self) -> Iterator[DelimitedChunk]:
        return self.chunks_from(None)

    def chunks_from(self, place: Place | None) -> Iterator[DelimitedChunk]:
        from tiao.content.row_ends import plain_end, quoted_end
        from tiao.content.split import has_byte

        sep = np.frombuffer(self.how.sign.encode("utf-8"), np.uint8).copy()
        with self.source.open_in_order() as stream:
            feed = _Feed(stream, self.encoding, self.how.directive, place)
            rest = feed.rest
            lost = False
            while not feed.done:
                data = feed.more(rest)
                if not len(data):
                    return
                full = feed.done or len(data) >= LONGEST
                quote = self.how.quote if self.how.quote >= 0 and has_byte(data, self.how.quote) else -1
                if quote >= 0:
                    cut = int(quoted_end(data, sep, quote, full))
                elif not feed.done:
                    cut = int(plain_end(data))
                if feed.done:
                    cut = len(data)
                severed = ""
                if not cut and full:
                    cut = _sever(data, self.how.sign.encode("utf-8"))
                    severed = self.source.exhibit.id
                if cut:
                    yield DelimitedChunk(data[:cut], sep, quote, feed.used(cut), severed, place)
                rest = data[cut:]
                # Where a row was given up as too long, quotation marks were judged by what had been read of it: nobody
                # who begins behind it would judge them alike.
                lost |= full
                place = None if lost else feed.place(len(rest))


class _Feed:
    """A file as UTF-8, a good piece at a time, without a byte order mark; every line end holds a line feed.

    Attributes:
        done: the file is at its end.
        rest: what a place says was read before and belongs to the chunk.
    """

    def __init__(self, stream: BinaryIO, encoding: Encoding, directive: bool, place: Place | None) -> None:
        self.done = False
        self._stream = stream
        self._skip_line = directive and place is None
        self._blocks = None if encoding.name == "utf-8" else decode_blocks(stream, encoding, place)
        self._read = 0 if place is None else place.begin
        self._given = 0
        rest = b"" if self._blocks is None else self._blocks.rest
        if self._blocks is None:
            stream.seek(encoding.mark if place is None else place.begin)
            rest = b"" if place is None else stream.read(place.read - place.begin)
        self.rest = np.frombuffer(bytearray(rest), np.uint8)
        if 13 in rest:
            from tiao.content.row_ends import feed_returns

            feed_returns(self.rest, 0, False)

    def place(self, rest: int) -> Place:
        """Where to go on later, when the last ``rest`` bytes that were given are still to be used."""
        if self._blocks is not None:
            return self._blocks.place(rest)
        read = self._stream.tell()
        return Place(read - rest, 0, read, rest)

    def more(self, rest: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """``rest`` with what follows it in the file; more of it when the rest is long, so that it is rarely moved."""
        from tiao.content.row_ends import feed_returns
        from tiao.content.split import has_byte

        n, size = len(rest), max(CHUNK, len(rest))
        data = self._plain(rest, size) if self._blocks is None else self._decoded(rest, size)
        begin = max(0, n - 1)
        if has_byte(data[begin:], 13):
            feed_returns(data, begin, self.done)
        if self._skip_line:
            self._skip_line = False
            data = data[(data.tobytes() + b"\n").index(b"\n") + 1 :]
        self._given = len(data)
        return data

    def used(self, cut: int) -> int:
        """Bytes of the file that the first ``cut`` bytes last given stand for."""
        size = (self._stream.tell() - self._read) * cut // self._given
        self._read += size
        return size

    def _plain(self, rest: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
        n = len(rest)
        data = np.empty(n + size, np.uint8)
        data[:n] = rest
        # What the stream reads goes straight to its place.
        got: int = self._stream.readinto(data[n:].data)  # type: ignore[attr-defined]
        self.done = got < size
        return data[: n + got]

    def _decoded(self, rest: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
        assert self._blocks is not None
        parts = [rest]
        while size > 0:
            block = next(self._blocks, None)
            if block is None:
                self.done = True
                break
            parts.append(np.frombuffer(block, np.uint8))
            size -= len(block)
        return np.concatenate(parts)


@dataclass
class DelimitedChunk:
    """Whole rows of a delimited file, not yet cut into cells.

    Attributes:
        data: UTF-8, changed in place.
        sep: separator bytes.
        quote: the quotation byte, or -1 for none.
        size: bytes of the file.
        severed: the exhibit's id when the last row goes on in the next chunk, else "".
        place: where it begins; None for the first, and behind a row that is too long.
    """

    data: npt.NDArray[np.uint8]
    sep: npt.NDArray[np.uint8]
    quote: int
    size: int
    severed: str = ""
    place: Place | None = None

    def height(self) -> int:
        from tiao.content.heights import height

        return int(height(self.data, self.sep, self.quote)) - bool(self.severed)

    def uncut(self) -> Uncut | None:
        """The rows before they are cut, for a walk that reads while it cuts; None when only ``batch`` will do."""
        if self.severed:
            return None
        self._repair()
        return Uncut(self.data, self.sep, self.quote)

    def batch(self) -> Batch:
        from tiao.content.row_ends import counts
        from tiao.content.split import NEWLINE, split

        self._repair()
        data = self.data
        signs, feeds = counts(data, int(self.sep[0]), NEWLINE)
        starts = np.empty(signs + feeds + 4, np.int64)
        ends = np.empty(signs + feeds + 4, np.int64)
        first = np.empty(feeds + 4, np.int64)
        rows = np.empty(feeds + 4, np.int64)
        cells, count, height, blank = split(data, len(data), self.sep, self.quote, starts, ends, first, rows)
        unread = []
        if self.severed:
            height -= 1
            unread.append(
                Unread(
                    self.severed,
                    "",
                    "A row is longer than 64 MB and was read in pieces, all under its own row number.",
                    "Look at the place where it was cut by hand: a value may stand across it.",
                )
            )
        return Batch(data, starts[:cells], ends[:cells], first[: count + 1], rows[:count], height, blank, unread)

    def _repair(self) -> None:
        """What is no UTF-8 becomes U+FFFD."""
        from tiao.content.split import utf8_is_sound

        if not utf8_is_sound(self.data):
            repaired = self.data.tobytes().decode("utf-8", "replace").encode("utf-8")
            self.data = np.frombuffer(bytearray(repaired), np.uint8)


def _shown(separator: str) -> str:
    return {"\t": "tab", "\x01": "control character 01", "\x1f": "control character 1F"}.get(separator, separator)


@lru_cache(2)
def _separation(head: bytes, encoding: Encoding) -> Separation | None:
    """How the lines are divided: asked once to claim a file and once to read it, of two files at once."""
    return separation(_head_text(head, encoding))


def _head_text(head: bytes, encoding: Encoding) -> str:
    text = head_text(head, encoding).decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    # The last line of the head may be cut short.
    return "\n".join(lines[:-1] if len(head) >= SAMPLE and len(lines) > 2 else lines)


def _sever(data: npt.NDArray[np.uint8], sign: bytes) -> int:
    """Where to cut a row that is too long: behind a separator near the end, else between characters."""
    tail = data[-4096:].tobytes()
    at = tail.rfind(sign)
    if at >= 0:
        return len(data) - len(tail) + at + len(sign)
    cut = len(data)
    while cut > 1 and 0x80 <= data[cut - 1] < 0xC0:
        cut -= 1
    return cut - 1 if data[cut - 1] >= 0xC0 else cut
