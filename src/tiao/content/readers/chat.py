"""Chats exported as text (QQ, WeChat, Telegram, IRC): every message is a row of time, sender and text.

The row number is the line number of the message's head. The people who talk stand in a column of their own, so that
they are recorded and not counted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiao.content.chat_styles import QQ_TITLE, STYLES, Style, heads_in, recognise
from tiao.content.encoding import SAMPLE, decode_blocks, detect
from tiao.content.lines import LONGEST, line_blocks
from tiao.content.reader import Batch, Chunk, Claim, Layout, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

_BLANKS = b" \t\n\v\f"


@dataclass
class MessagesChunk:
    """Some whole messages.

    Attributes:
        data: UTF-8, lines ended by LF.
        at_top: the start of the file, where the title of the export stands.
        cut: the last line goes on in the next chunk.
    """

    data: bytes
    style: Style
    at_top: bool
    cut: bool
    size: int

    def batch(self) -> Batch:
        data = self.data
        view = np.frombuffer(bytearray(data), dtype=np.uint8)
        feeds = np.flatnonzero(view == 10).astype(np.int64)
        heads = list(heads_in(self.style, data, _line_starts(view, feeds, self.style)))
        spans: list[int] = []
        above = heads[0].start() if heads else len(data)
        spans.extend(_above(data, above, self.at_top))
        for found, following in zip(heads, [*(h.start() for h in heads[1:]), len(data)], strict=True):
            groups = found.groupdict()
            if "sender" not in groups:
                continue
            time = "time" if groups["time"] is not None else "bare"
            begin, end = _trimmed(data, min(found.end(), following), following)
            if begin == end:
                begin = end = found.end("sender")
            spans.extend((*found.span(time), *found.span("sender"), begin, end))
        cells = np.asarray(spans, np.int64).reshape(-1, 2)
        # The line of the first of a row's cells that holds something: time, or name, or text.
        lines = np.searchsorted(feeds, cells[0::3, 0].clip(0) if len(cells) else np.zeros(0, np.int64)).astype(np.int64)
        if len(cells):
            sender_first = cells[1::3, 0] < cells[0::3, 0]
            lines[sender_first] = np.searchsorted(feeds, cells[1::3, 0][sender_first])
        height = len(feeds) + (not data.endswith(b"\n")) - self.cut
        used = int((np.searchsorted(feeds, cells[2::3, 1]) - lines + 1).sum()) if len(cells) else 0
        return Batch(
            data=view,
            starts=np.ascontiguousarray(cells[:, 0]),
            ends=np.ascontiguousarray(cells[:, 1]),
            first=np.arange(len(lines) + 1, dtype=np.int64) * 3,
            rows=lines,
            height=height,
            blank=max(0, height - used),
        )


def _line_starts(view: npt.NDArray[np.uint8], feeds: npt.NDArray[np.int64], style: Style) -> Iterator[int]:
    starts = np.concatenate([np.zeros(1, np.int64), feeds + 1])
    starts = starts[starts < len(view)]
    if style.starts:
        first = view[starts]
        wanted = np.isin(first, np.frombuffer(style.starts + b"=", np.uint8))
        starts = starts[wanted]
    return iter(starts.tolist())


def _above(data: bytes, stop: int, at_top: bool) -> Iterator[int]:
    """Lines above the first head are rows of their own, without time and sender; QQ's title is passed over."""
    start = 0
    if at_top and (title := QQ_TITLE.match(data)):
        start = title.end()
    while start < stop:
        end = data.find(b"\n", start, stop)
        end = stop if end < 0 else end
        if data[start:end].strip(_BLANKS):
            yield from (start, start, start, start, start, end)
        start = end + 1


def _trimmed(data: bytes, begin: int, end: int) -> tuple[int, int]:
    while end > begin and data[end - 1] in _BLANKS:
        end -= 1
    while begin < end and data[begin] in b"\n":
        begin += 1
    return begin, end


@dataclass
class ChatTable:
    """The messages of one file."""

    source: Source
    style: Style
    name: str = ""
    layout: Layout = "chat"

    def chunks(self) -> Iterator[Chunk]:
        held = b""
        at_top = True
        within_line = False
        for block in line_blocks(self.source):
            # Only now is it known that what is held is not the end of the file.
            cut = len(held) if within_line or len(held) >= LONGEST else self._last_head(held)
            if cut:
                yield MessagesChunk(held[:cut], self.style, at_top, within_line, cut)
                held, at_top = held[cut:], False
            held += block.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            within_line = block.cut
        if held:
            yield MessagesChunk(held, self.style, at_top, False, len(held))

    def _last_head(self, data: bytes) -> int:
        """Where the last message begins; what stands before it is whole."""
        for window in (1 << 16, 1 << 20, len(data)):
            start = data.find(b"\n", max(0, len(data) - window)) + 1 if window < len(data) else 0
            view = np.frombuffer(data, np.uint8, offset=start)
            feeds = np.flatnonzero(view == 10).astype(np.int64)
            last = 0
            for found in heads_in(self.style, data[start:], _line_starts(view, feeds, self.style)):
                last = start + found.start()
            if last:
                return last
        return 0


class Chat:
    """Reads chats that a chat program, or a person copying from one, wrote as text."""

    name = "chat@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        told = recognise(_lines(head))
        if told is None:
            return Claim.NO, ""
        return Claim.YES, f"{told[1]} heads of messages in the style of {told[0].name}"

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        with source.open() as stream:
            told = recognise(_lines(stream.read(SAMPLE)))
        if told is None:
            raise Unreadable(
                "The file is no chat of a known style.", source.exhibit.shown, f"Known: {len(STYLES)} styles."
            )
        yield ChatTable(source, told[0])


def _lines(head: bytes) -> bytes:
    """The start of a file as UTF-8 with LF; a character cut at the end is left out."""
    blocks = decode_blocks(io.BytesIO(head), detect(head))
    return b"".join(blocks).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
