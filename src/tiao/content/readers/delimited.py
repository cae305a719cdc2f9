"""Delimited text: comma, semicolon, tab, bar, ``----`` and other signs of several characters.

The row number is the one that a spreadsheet shows: blank rows count, a quoted line break does not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from tiao.content.encoding import SAMPLE, Encoding, decode_blocks, detect, detect_stream
from tiao.content.reader import Batch, Claim, Layout, Source
from tiao.model import Unread

CHUNK = 8 << 20
# A quotation mark that is not closed within so many bytes is a character like any other.
LONGEST_QUOTED = 64 << 20
HEAD_LINES = 200
# Longer signs first: `----` also holds `--`.
SEPARATORS = ("----", "|||", "@@@", "###", "$$$", "||", "@@", "::", "\t", "|", ",", ";", "~", "^", "#", "，", ":")
# Signs that stand in running text as well: nearly all lines must then have the same number of them.
COMMON_IN_TEXT = {",", ";", ":", "#", "，", "~", "^", "::", "@@", "|"}


_TIMES = re.compile("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?|://")


@dataclass(frozen=True)
class Format:
    """How one file is delimited."""

    encoding: Encoding
    separator: str
    quoted: bool


class Delimited:
    """Reader of delimited text."""

    name = "delimited@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        encoding = detect(head)
        found = sniff_separator(_head_text(head, encoding))
        if found is None:
            if source.exhibit.path.lower().endswith((".csv", ".tsv")):
                return Claim.MAYBE, "one column, by its name"
            return Claim.NO, "no separator that the lines share"
        separator, sure = found
        return (Claim.YES if sure else Claim.MAYBE), f"lines divided by {_shown(separator)}"

    def format(self, head: bytes, encoding: Encoding) -> Format:
        text = _head_text(head, encoding)
        found = sniff_separator(text)
        separator = found[0] if found else ","
        return Format(encoding, separator, quoted=len(separator) == 1 and '"' not in separator)

    def tables(self, source: Source) -> Iterator[DelimitedTable | Unread]:
        with source.open() as stream:
            encoding = detect_stream(stream)
            stream.seek(0)
            head = stream.read(SAMPLE)
        yield DelimitedTable(source, self.format(head, encoding))


class DelimitedTable:
    """The one table of a delimited file."""

    name = ""
    layout: Layout = "table"

    def __init__(self, source: Source, form: Format) -> None:
        self.source = source
        self.form = form
        self.details = {"encoding": form.encoding.name, "separator": _shown(form.separator)}

    def chunks(self) -> Iterator[DelimitedChunk]:
        from tiao.content.split import has_byte, last_row_end

        sep = np.frombuffer(self.form.separator.encode("utf-8"), np.uint8).copy()
        with self.source.open() as stream:
            blocks = _blocks(stream, self.form.encoding)
            held = bytearray()
            done = False
            while not done or held:
                while len(held) < CHUNK and not done:
                    block = next(blocks, None)
                    if block is None:
                        done = True
                    elif held:
                        held += block
                    else:
                        held = block
                if not held:
                    return
                data = np.frombuffer(held, np.uint8)
                quote = 34 if self.form.quoted and has_byte(data, 34) else -1
                if done:
                    cut = len(held)
                    if quote >= 0 and _unclosed(data, sep):
                        quote = -1
                else:
                    cut = int(last_row_end(data, len(held), sep, quote))
                    if cut == 0 and quote >= 0 and len(held) > LONGEST_QUOTED:
                        quote = -1
                        cut = int(last_row_end(data, len(held), sep, quote))
                    if cut == 0:
                        # One row is longer than the chunk: read on.
                        block = next(blocks, None)
                        if block is None:
                            done = True
                        else:
                            del data
                            held = bytearray(held) + block
                        continue
                rest = bytearray(data[cut:].tobytes())
                yield DelimitedChunk(data[:cut], sep, quote, cut)
                held = rest


@dataclass
class DelimitedChunk:
    """Whole rows of a delimited file, not yet cut into cells."""

    data: npt.NDArray[np.uint8]
    sep: npt.NDArray[np.uint8]
    quote: int
    size: int

    def batch(self) -> Batch:
        from tiao.content.split import split, utf8_is_sound

        data = self.data
        if not utf8_is_sound(data):
            data = np.frombuffer(bytearray(data.tobytes().decode("utf-8", "replace").encode("utf-8")), np.uint8)
        n = len(data)
        room = n // 6 + 1024
        while True:
            starts = np.empty(room, np.int64)
            ends = np.empty(room, np.int64)
            first = np.empty(room, np.int64)
            rows = np.empty(room, np.int64)
            # A retry must start from unquoted bytes: cells are written back over themselves.
            work = data if self.quote < 0 else data.copy()
            cells, count, height, blank = split(work, n, self.sep, self.quote, starts, ends, first, rows)
            if cells >= 0:
                return Batch(work, starts[:cells], ends[:cells], first[: count + 1], rows[:count], height, blank)
            room = room * 4


def sniff_separator(text: str) -> tuple[str, bool] | None:
    """The sign that divides the lines, and whether that is sure; None when there is none."""
    lines = [line for line in text.splitlines()[:HEAD_LINES] if line.strip()]
    if not lines:
        return None
    best: tuple[float, str, bool] | None = None
    for sign in SEPARATORS:
        counts = [_count(line, sign) for line in lines]
        holding = sum(1 for count in counts if count)
        share = holding / len(lines)
        usual = max(set(counts), key=lambda value: (counts.count(value), value))
        same = counts.count(usual) / len(lines) if usual else 0.0
        if sign in COMMON_IN_TEXT:
            # A title or a ragged row may differ; a text in which commas happen to stand does not come out so even.
            fits = same >= 0.7 and (len(lines) > 1 or usual >= 2)
            score = same
            if sign in {":", "，", "#", "~", "^"}:
                fits = fits and same >= 0.95 and len(lines) >= 3
                score -= 0.2
        else:
            fits = share >= 0.7 and (len(lines) > 1 or usual >= 1)
            score = share
        if fits and (best is None or score > best[0] + 0.05):
            sure = score >= 0.9 and len(lines) >= 3 and sign not in {":", "，", "#"}
            best = (score, sign, sure)
    return (best[1], best[2]) if best else None


def _count(line: str, sign: str) -> int:
    """Signs outside quotes; the colons of times and addresses of the net are none."""
    if sign == ":":
        line = _TIMES.sub("", line)
    if '"' in line and len(sign) == 1:
        line = "".join(line.split('"')[::2])
    return line.count(sign)


def _shown(separator: str) -> str:
    return "tab" if separator == "\t" else separator


def _head_text(head: bytes, encoding: Encoding) -> str:
    text = b"".join(decode_blocks(io.BytesIO(head), encoding)).decode("utf-8", "replace")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    # The last line of the head may be cut short.
    return "\n".join(lines[:-1] if len(lines) > 2 else lines)


def _unclosed(data: npt.NDArray[np.uint8], sep: npt.NDArray[np.uint8]) -> bool:
    """Whether the last quoted cell of the file is never closed."""
    from tiao.content.split import last_row_end

    closed = np.append(data, np.uint8(10))
    return int(last_row_end(closed, len(closed), sep, 34)) < len(closed)


def _blocks(stream: BinaryIO, encoding: Encoding) -> Iterator[bytearray]:
    """UTF-8 blocks without a byte order mark, line ends of one carriage return turned into line feeds."""
    first = True
    carriage_only = False
    for block in _raw_blocks(stream, encoding):
        if first:
            if block.startswith(b"\xef\xbb\xbf"):
                del block[:3]
            carriage_only = b"\r" in block and b"\n" not in block
            first = False
        if carriage_only:
            block = block.replace(b"\r", b"\n")
        if block:
            yield block


def _raw_blocks(stream: BinaryIO, encoding: Encoding) -> Iterator[bytearray]:
    if encoding.name.startswith("utf-8"):
        while block := stream.read(CHUNK):
            yield bytearray(block)
    else:
        for block in decode_blocks(stream, encoding):
            yield bytearray(block)
