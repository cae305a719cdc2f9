"""Mailboxes (邮箱, mbox): all letters of a folder in one file, each behind a line that begins with ``From ``."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from tiao.content.mail.letters import contents, head_row
from tiao.content.mail.mime import found, head_of
from tiao.content.mail.mime_heads import parsed
from tiao.content.reader import Chunk, Claim, Layout, Member, RowsChunk, Source, Table
from tiao.content.readers.letter import heads_told
from tiao.model import Unread

CHUNK_LETTERS = 5_000
_MARK = b"From "
_LINE = 1024
# The line of a mailbox, as programs write it: who, and when; `From the bank` begins a sentence.
_DIVIDES = re.compile(
    rb"From (?:\S+|\"[^\"\r\n]*\"\S*)? ?.{0,60}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?.{0,40}\r?\n|From -[^\r\n]*\r?\n"
)


@dataclass
class HeadsTable:
    """One row for each letter: time, sender and subject; the row number counts the letters."""

    source: Source
    places: Sequence[int]
    name: str = ""
    layout: Layout = "chat"

    def chunks(self) -> Iterator[Chunk]:
        with self.source.open() as stream:
            for first in range(0, len(self.places), CHUNK_LETTERS):
                rows: list[tuple[int, Sequence[str]]] = []
                size = 0
                for number in range(first, min(first + CHUNK_LETTERS, len(self.places))):
                    head, _ = head_of(stream, *_bounds(stream, self.places, number, self.source.size))
                    rows.append((number - first, head_row(parsed(head))))
                    size += len(head)
                yield RowsChunk(rows, len(rows), size)


class Mailbox:
    """Reads mailboxes (mbox): letters one behind the other, their texts and attachments as files within."""

    name = "mailbox@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        line = _DIVIDES.match(head[:_LINE])
        if line and heads_told(head[line.end() :]):
            return Claim.YES, "a line that divides letters, and heads of a letter below it"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Member | Unread]:
        with source.open() as stream:
            places = array("q", _letters(stream, source.size))
            yield HeadsTable(source, places)
            for number in range(len(places)):
                begin, end = _bounds(stream, places, number, source.size)
                yield from contents(source.open, stream, begin, end, source.exhibit.id, f"{number + 1}/")


def _letters(stream: BinaryIO, size: int) -> Iterator[int]:
    """Where each letter's dividing line begins."""
    for place in found(stream, _MARK, 0, size):
        stream.seek(place)
        line = _DIVIDES.match(stream.read(_LINE))
        if line is None:
            continue
        stream.seek(place + line.end())
        if heads_told(stream.read(_LINE)):
            yield place


def _bounds(stream: BinaryIO, places: Sequence[int], number: int, size: int) -> tuple[int, int]:
    """Begin and end of a letter, its dividing line left out."""
    stream.seek(places[number])
    line = stream.read(_LINE).partition(b"\n")
    end = places[number + 1] if number + 1 < len(places) else size
    return min(end, places[number] + len(line[0]) + len(line[1])), end
