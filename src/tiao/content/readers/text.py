"""Free text: every line is a row of one cell, and the row number is the line number in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tiao.content.lines import LineBlock, line_blocks, line_bounds
from tiao.content.place import Place
from tiao.content.reader import Batch, Claim, Layout, Source, Table
from tiao.model import Unread


@dataclass
class LinesChunk:
    """Some whole lines of a text, or a piece of one that is too long for memory."""

    block: LineBlock
    exhibit: str
    size: int

    @property
    def place(self) -> Place | None:
        return self.block.place

    def height(self) -> int:
        starts, _ = line_bounds(np.frombuffer(self.block.data, np.uint8))
        # The piece that follows a cut goes on in the same row.
        return len(starts) - self.block.cut

    def batch(self) -> Batch:
        data = np.frombuffer(bytearray(self.block.data), dtype=np.uint8)
        starts, ends = line_bounds(data)
        filled = np.zeros(len(starts), dtype=bool)
        some = np.flatnonzero(ends > starts)
        if len(some):
            # reduceat takes each line with its line end, which is no larger than a blank.
            filled[some] = np.maximum.reduceat(data, starts[some]) > 32
        rows = np.flatnonzero(filled).astype(np.int64)
        unread = []
        if self.block.cut:
            unread.append(
                Unread(
                    self.exhibit,
                    f"relative row {len(starts) - 1}",
                    "A line is longer than 64 MB and was read in pieces, all under its own row number.",
                    "Look at the place where it was cut by hand: a value may stand across it.",
                )
            )
        return Batch(
            data=data,
            starts=starts[rows],
            ends=ends[rows],
            first=np.arange(len(rows) + 1, dtype=np.int64),
            rows=rows,
            # The piece that follows goes on in the same row.
            height=len(starts) - 1 if self.block.cut else len(starts),
            blank=len(starts) - len(rows),
            unread=unread,
        )


@dataclass
class TextTable:
    """The lines of one text."""

    source: Source
    name: str = ""
    layout: Layout = "text"

    def chunks(self, place: Place | None = None) -> Iterator[LinesChunk]:
        for block in line_blocks(self.source, place=place):
            yield LinesChunk(block, self.source.exhibit.id, len(block.data))


class Text:
    """Reads any text that no other reader claims. Whether the bytes are text at all is for ``sniff`` to say."""

    name = "text@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        return Claim.MAYBE, "text without a structure that a reader knows: read line by line"

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        yield TextTable(source)
