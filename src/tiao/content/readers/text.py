"""Free text: every line is a row of one cell, and the row number is the line number in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tiao.content.encoding import detect_stream
from tiao.content.lines import Bytes, Feed
from tiao.content.place import Place
from tiao.content.reader import Batch, Claim, Layout, Source, Table
from tiao.model import Unread


@dataclass
class LinesChunk:
    """Some whole lines of a text, or a piece of one that is too long for memory.

    Attributes:
        data: UTF-8 with room behind it (``lines.PAD``), changed in place.
        cut: the last line goes on in the next chunk.
    """

    data: Bytes
    exhibit: str
    cut: bool
    size: int
    place: Place | None = None

    def height(self) -> int:
        from tiao.content.line_walk import line_count

        # The piece that follows a cut goes on in the same row.
        return int(line_count(self.data)) - self.cut

    def batch(self) -> Batch:
        from tiao.content.line_walk import RETURN, cut_lines, line_count
        from tiao.content.split import has_byte

        data = self.data
        height = int(line_count(data))
        starts, ends, rows = (np.empty(height, np.int64) for _ in range(3))
        count = int(cut_lines(data, bool(has_byte(data, RETURN)), starts, ends, rows))
        unread = []
        if self.cut:
            unread.append(
                Unread(
                    self.exhibit,
                    f"relative row {height - 1}",
                    "A line is longer than 64 MB and was read in pieces, all under its own row number.",
                    "Look at the place where it was cut by hand: a value may stand across it.",
                )
            )
        return Batch(
            data=data,
            starts=starts[:count],
            ends=ends[:count],
            first=np.arange(count + 1, dtype=np.int64),
            rows=rows[:count],
            # The piece that follows goes on in the same row.
            height=height - self.cut,
            blank=height - count,
            unread=unread,
        )


@dataclass
class TextTable:
    """The lines of one text."""

    source: Source
    name: str = ""
    layout: Layout = "text"
    in_order = True

    def chunks(self) -> Iterator[LinesChunk]:
        return self.chunks_from(None)

    def chunks_from(self, place: Place | None) -> Iterator[LinesChunk]:
        with self.source.open_in_order() as stream:
            feed = Feed(stream, self.source.encoding or detect_stream(stream), place)
            while (data := feed.more()) is not None:
                yield LinesChunk(data, self.source.exhibit.id, feed.cut, len(data), feed.place)


class Text:
    """Reads any text that no other reader claims. Whether the bytes are text at all is for ``sniff`` to say."""

    name = "text@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return Claim.MAYBE, "text without a structure that a reader knows: read line by line"

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        yield TextTable(source)
