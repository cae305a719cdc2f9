"""Chats exported as text (QQ, WeChat, Telegram, IRC): every message is a row of time, sender and text.

The row number is the line number of the message's head. The people who talk stand in a column of their own, so that
they are recorded and not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tiao.content.chats.styles import QQ_TITLE, STYLES, Style, recognise
from tiao.content.encoding import SAMPLE, detect, detect_stream, head_text
from tiao.content.lines import LONGEST, Bytes, Feed
from tiao.content.reader import Batch, Chunk, Claim, Layout, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

# The last head is looked for near the end first.
_WINDOWS = (1 << 16, 1 << 20)


@dataclass
class MessagesChunk:
    """Some whole messages.

    Attributes:
        data: UTF-8, lines ended by LF, with room behind it (``lines.PAD``), changed in place.
        at_top: the start of the file, where the title of the export stands.
        cut: the last line goes on in the next chunk.
    """

    data: Bytes
    style: Style
    at_top: bool
    cut: bool
    size: int

    def batch(self) -> Batch:
        from tiao.content.line_walk import feeds, messages

        data = self.data
        title = QQ_TITLE.match(data.data) if self.at_top else None
        most = int(feeds(data)) + 1
        starts, ends = np.empty(3 * most, np.int64), np.empty(3 * most, np.int64)
        rows = np.empty(most, np.int64)
        count, used, lines = messages(data, title.end() if title else 0, self.style.place, starts, ends, rows)
        height = lines - self.cut
        return Batch(
            data=data,
            starts=starts[: 3 * count],
            ends=ends[: 3 * count],
            first=np.arange(count + 1, dtype=np.int64) * 3,
            rows=rows[:count],
            height=height,
            blank=max(0, height - used),
        )


@dataclass
class ChatTable:
    """The messages of one file."""

    source: Source
    style: Style
    name: str = ""
    layout: Layout = "chat"
    in_order = True

    def chunks(self) -> Iterator[Chunk]:
        with self.source.open_in_order() as stream:
            feed = Feed(stream, self.source.encoding or detect_stream(stream))
            held = self._more(feed, np.empty(0, np.uint8))
            at_top = True
            while held is not None:
                within_line = feed.cut
                cut = len(held) if within_line or len(held) >= LONGEST else self._last_head(held)
                following = self._more(feed, held[cut:])
                if following is None:
                    # What is held is the end of the file.
                    cut, within_line = len(held), False
                if cut:
                    yield MessagesChunk(held[:cut], self.style, at_top, within_line, cut)
                    at_top = False
                held = following

    def _more(self, feed: Feed, front: Bytes) -> Bytes | None:
        """``front`` and what follows it in the file, line ends made LF."""
        from tiao.content.line_walk import RETURN, drop_returns
        from tiao.content.split import has_byte

        data = feed.more(front)
        if data is None or not has_byte(data[len(front) :], RETURN):
            return data
        return data[: int(drop_returns(data, len(front)))]

    def _last_head(self, data: Bytes) -> int:
        """Where the last message begins; what stands before it is whole."""
        from tiao.content.line_walk import last_head

        for window in (*_WINDOWS, len(data)):
            begin = 0
            if window < len(data):
                tail = data[-window:].tobytes()
                # The first whole line of the window.
                begin = (len(data) - window + tail.index(b"\n") + 1) if b"\n" in tail else 0
            last = int(last_head(data, begin, self.style.place))
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
            raise Unreadable("The file is no chat of a known style.", source.shown, f"Known: {len(STYLES)} styles.")
        yield ChatTable(source, told[0])


def _lines(head: bytes) -> bytes:
    """The start of a file as UTF-8 with LF; a character cut at the end is left out."""
    return head_text(head, detect(head)).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
