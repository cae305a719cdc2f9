"""The parts of a letter (MIME, RFC 2045 to 2049), found in the file where they stand and unpacked while they are read.

Nothing is held as a whole: a part is two places in the file, and its bytes come out block by block.
"""

from __future__ import annotations

import binascii
import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tiao.content.blocks import as_stream
from tiao.content.encoding import SAMPLE
from tiao.content.mail.mime_heads import LONGEST_HEAD, Heads, from_base64, parsed
from tiao.errors import Unreadable

DEPTH = 20
"""Parts within parts of one letter; deeper ones were made to do harm."""
MOST_PARTS = 10_000
_BLOCK = 1 << 20
_LINE = 1024
# Heads are seldom longer than this; those that are, are read to their bound.
_FIRST = 16 << 10
_ENDS = (b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\r")
_NOT_PADDED = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_HARM = "Look at the letter by hand; it is listed as unread."


@dataclass(frozen=True, repr=False)
class Part:
    """A part of a letter that is no container of parts. Raw.

    Attributes:
        heads: its own.
        begin, end: its body, as places in the file.
        around: the media types of what it stands in, the outermost first.
        choice: where it stands in a ``multipart/alternative``: (which, nth alternative); (0, 0) elsewhere.
        cut: no closing line was found for what it stands in.
    """

    heads: Heads
    begin: int
    end: int
    around: tuple[str, ...] = ()
    choice: tuple[int, int] = (0, 0)
    cut: bool = False


class Letter:
    """The structure of one letter in a file."""

    def __init__(self, stream: BinaryIO, begin: int, end: int) -> None:
        """
        Args:
            stream: seekable.
            begin, end: where the letter stands in it.
        """
        self._stream = stream
        self._found = 0
        self._choices = 0
        head, self._body = head_of(stream, begin, end)
        self.heads = parsed(head)
        self._end = end

    def parts(self) -> Iterator[Part]:
        """Its parts, in the order in which they stand.

        Raises:
            Unreadable: more parts than any letter has, or parts within parts without end.
        """
        yield from self._parts(self.heads, self._body, self._end, (), (0, 0), False)

    def _parts(
        self, heads: Heads, begin: int, end: int, around: tuple[str, ...], choice: tuple[int, int], cut: bool
    ) -> Iterator[Part]:
        boundary = heads.parameter("boundary")
        if not heads.kind.startswith("multipart/") or not boundary:
            self._found += 1
            if self._found > MOST_PARTS:
                raise Unreadable(f"The letter has more than {MOST_PARTS} parts.", "", _HARM)
            yield Part(heads, begin, end, around, choice, cut)
            return
        if len(around) >= DEPTH:
            raise Unreadable(f"Parts of the letter stand in one another more than {DEPTH} deep.", "", _HARM)
        which = 0
        if heads.kind == "multipart/alternative":
            self._choices += 1
            which = self._choices
        for nth, (start, stop, open_) in enumerate(self._between(boundary, begin, end), 1):
            head, body = head_of(self._stream, start, stop)
            own = (which, nth) if which else choice
            yield from self._parts(parsed(head), min(body, stop), stop, (*around, heads.kind), own, open_)

    def _between(self, boundary: bytes, begin: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Begin and end of what stands between the lines of a boundary, and whether the closing line is missing."""
        mark = b"--" + boundary
        start = -1
        for place in found(self._stream, mark, begin, end):
            self._stream.seek(place + len(mark))
            rest = self._stream.read(min(_LINE, end - place - len(mark))).partition(b"\n")
            closing = rest[0].startswith(b"--")
            if rest[0].strip() and not closing:
                # The boundary of something within begins with the same characters.
                continue
            if start >= 0:
                yield start, max(start, self._before_line_end(place, start)), False
            if closing:
                return
            start = min(end, place + len(mark) + len(rest[0]) + len(rest[1]))
        if start >= 0:
            yield start, end, True
        else:
            # The boundary that the head names stands nowhere: what is there is read as it stands.
            yield begin, end, True

    def _before_line_end(self, place: int, start: int) -> int:
        """The line end in front of a boundary belongs to it."""
        self._stream.seek(max(start, place - 2))
        before = self._stream.read(min(2, place - start))
        return place - (2 if before == b"\r\n" else 1 if before[-1:] in (b"\n", b"\r") else 0)


def head_of(stream: BinaryIO, begin: int, end: int) -> tuple[bytes, int]:
    """The heads that stand at a place, and where the body begins: behind the first blank line."""
    stream.seek(begin)
    room = min(LONGEST_HEAD, max(0, end - begin))
    data = stream.read(min(_FIRST, room))
    if len(data) < room and not any(sign in data for sign in _ENDS):
        data += stream.read(room - len(data))
    if data[:1] == b"\n" or data[:2] == b"\r\n":
        return b"", begin + (1 if data[:1] == b"\n" else 2)
    ends = [(at, len(sign)) for sign in _ENDS if (at := data.find(sign)) >= 0]
    if not ends:
        # No body; heads that go on without end are taken for one.
        return (data, end) if len(data) < LONGEST_HEAD else (b"", begin)
    at, length = min(ends)
    return data[:at], begin + at + length


def found(stream: BinaryIO, mark: bytes, begin: int, end: int) -> Iterator[int]:
    """Where lines begin with some bytes, from one place to another."""
    place, held, first = begin, b"", True
    while place < end:
        stream.seek(place)
        block = stream.read(min(_BLOCK, end - place))
        if not block:
            return
        text = held + block
        base = place - len(held)
        at = text.find(mark)
        while at >= 0:
            if text[at - 1 : at] in (b"\n", b"\r") if at else first:
                yield base + at
            at = text.find(mark, at + len(mark))
        place += len(block)
        first = False
        # One byte more: what stands before a mark decides whether it begins a line.
        held = text[-len(mark) :]


def body(stream: Callable[[], BinaryIO], part: Part) -> BinaryIO:
    """The bytes of a part as they were before they were packed for the way. To be read once, from start to end."""
    return as_stream(_unpacked(stream, part))


def text_body(stream: Callable[[], BinaryIO], part: Part) -> BinaryIO:
    """The same for text: as UTF-8 behind its mark if it is in the charset that it names, else as it stands."""
    return as_stream(_as_utf8(_unpacked(stream, part), part.heads.charset))


def _as_utf8(blocks: Iterator[bytes], charset: str) -> Iterator[bytes]:
    held, size = [], 0
    for block in blocks:
        held.append(block)
        size += len(block)
        if size >= SAMPLE:
            break
    head = b"".join(held)
    if not _is_in(head, charset):
        yield head
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(charset)("replace")
    yield codecs.BOM_UTF8 + decoder.decode(head).removeprefix("\ufeff").encode("utf-8", "replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _is_in(head: bytes, charset: str) -> bool:
    """Whether text that is not ASCII is in a charset; ASCII needs nobody's word."""
    if not charset or (head.isascii() and charset not in ("utf-7", "hz") and not charset.startswith("iso2022")):
        return False
    try:
        codecs.getincrementaldecoder(charset)("strict").decode(head)
    except (UnicodeError, ValueError, TypeError):
        return False
    return True


def _raw(stream: Callable[[], BinaryIO], part: Part) -> Iterator[bytes]:
    with stream() as opened:
        opened.seek(part.begin)
        left = part.end - part.begin
        while left > 0 and (block := opened.read(min(_BLOCK, left))):
            left -= len(block)
            yield block


def _unpacked(stream: Callable[[], BinaryIO], part: Part) -> Iterator[bytes]:
    way = part.heads.transfer
    blocks = _raw(stream, part)
    if way == "base64":
        return _base64(blocks)
    if way == "quoted-printable":
        return _lines(blocks, binascii.a2b_qp)
    if way in ("x-uuencode", "uuencode", "x-uue"):
        return _lines(blocks, _uu)
    return blocks


def _base64(blocks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for block in blocks:
        # Padding within is where another piece begins; both are read.
        pieces = (held + block.translate(None, _NOT_PADDED)).split(b"=")
        for piece in pieces[:-1]:
            if piece:
                yield from_base64(piece)
        cut = len(pieces[-1]) // 4 * 4
        yield from_base64(pieces[-1][:cut])
        held = pieces[-1][cut:]
    yield from_base64(held)


def _lines(blocks: Iterator[bytes], unpack: Callable[[bytes], bytes]) -> Iterator[bytes]:
    held = b""
    for block in blocks:
        whole, end, rest = (held + block).rpartition(b"\n")
        if not end and len(rest) < _BLOCK:
            held = rest
            continue
        yield unpack(whole + end if end else rest)
        held = rest if end else b""
    yield unpack(held)


def _uu(block: bytes) -> bytes:
    out = []
    for line in block.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Programs add a check character or cut blanks at the end: the first byte says how much is meant.
            size = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:size].ljust(size)))
            except binascii.Error:
                continue
    return b"".join(out)
