"""DBF tables of dBASE, FoxBASE and FoxPro; the row number is the record number that these programs show (RECNO).

Rows marked as deleted are not read: whoever worked with the table did not see them. How many they are is said.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from tiao.content.databases.dbf_file import Field, Head, encoding_of, head_of
from tiao.content.databases.dbf_memo import Memo, memo_beside
from tiao.content.databases.dbf_rows import DELETED, DbfChunk, shown_fields
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Chunk, Claim, Layout, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

CHUNK = 4 << 20
MOST_MEMO = 32 << 20
"""Bytes of memos in one chunk, more or less."""
SAMPLE_ROWS = 2_000
_LONGEST_HEAD = 1 << 16
_END = 0x1A
_WHOLE = "Look for a whole copy and seal that as well."
_RECALL = "Take the marks off in a copy (RECALL ALL) and seal that copy as well, if these rows are to be counted."
_NO_MEMO = "The longer texts of the table (memo) stand in a second file, which is not beside it or cannot be read."
_PUT_MEMO = "Put the memo file (.dbt, .fpt) of the same name beside the table and seal both."
_PLAIN = "Save it without encryption and seal that copy as well."
_ENCRYPTED = "The table is encrypted by dBASE."


@dataclass
class DbfTable:
    """The rows of a DBF file."""

    source: Source
    head: Head
    encoding: str
    reason: str
    passed: PassedOver = field(default_factory=PassedOver)
    name: str = ""
    layout: Layout = "table"
    _lost: int = 0

    def chunks(self) -> Iterator[Chunk]:
        self.passed.clear()
        self._lost = 0
        header = [each.name.decode(self.encoding, "replace") for _, each in shown_fields(self.head)]
        seen = deleted = 0
        with ExitStack() as opened:
            stream = opened.enter_context(self.source.open())
            memo = opened.enter_context(memo_beside(self.source.path)) if self._memo_fields() else None
            for data in _blocks(stream, self.head):
                for part, memos in self._with_memos(data, memo):
                    flags = np.frombuffer(part, np.uint8)[:: self.head.width]
                    deleted += int((flags == DELETED).sum())
                    seen += len(flags)
                    yield DbfChunk(part, self.head, self.encoding, memos, self.passed, header, [], len(part))
                    header = []
            unread = self._said(stream, seen, deleted, memo)
        if unread or header:
            yield DbfChunk(b"", self.head, self.encoding, self._none(), self.passed, header, unread)

    def _memo_fields(self) -> list[tuple[int, Field]]:
        return [(number, each) for number, each in shown_fields(self.head) if each.kind == "M" and not each.binary]

    def _none(self) -> dict[int, Sequence[bytes | None]]:
        return {number: [] for number, _ in self._memo_fields()}

    def _with_memos(self, data: bytes, memo: Memo | None) -> Iterator[tuple[bytes, dict[int, Sequence[bytes | None]]]]:
        """Rows with their longer texts, in parts that memory can hold."""
        fields, width = self._memo_fields(), self.head.width
        if memo is None or not fields:
            yield data, {}
            return
        texts: dict[int, list[bytes | None]] = {number: [] for number, _ in fields}
        held = begin = 0
        for at in range(0, len(data), width):
            for number, each in fields:
                raw = data[at + each.at : at + each.at + each.size]
                text = memo.text(_block_number(raw)) if data[at] != DELETED else b""
                texts[number].append(text)
                self._lost += text is None
                held += len(text or b"")
            if held > MOST_MEMO:
                yield data[begin : at + width], {**texts}
                texts, held, begin = {number: [] for number, _ in fields}, 0, at + width
        if begin < len(data):
            yield data[begin:], {**texts}

    def _said(self, stream: BinaryIO, seen: int, deleted: int, memo: Memo | None) -> list[Unread]:
        exhibit = self.source.exhibit.id
        unread = []
        if deleted:
            what = f"{deleted} rows are marked as deleted and were not read."
            unread.append(Unread(exhibit, "", what, _RECALL, deleted))
        if seen < self.head.rows:
            what = f"The table is cut short: its head says {self.head.rows} rows, and {seen} stand in it."
            unread.append(Unread(exhibit, f"after row {seen}", what, _WHOLE))
        else:
            stream.seek(self.head.begin + seen * self.head.width)
            behind = stream.read(self.head.width + 1)
            if len(behind) > self.head.width and behind[0] != _END:
                what = "Rows stand behind the last one that the head counts, and were not read."
                unread.append(Unread(exhibit, f"after row {seen}", what, _WHOLE))
        if self._lost:
            what = f"{self._lost} longer texts (memo) are damaged, missing or no text; the rows were read without them."
            unread.append(Unread(exhibit, "", what, _WHOLE))
        if memo is None and self._memo_fields():
            unread.append(Unread(exhibit, "", _NO_MEMO, _PUT_MEMO))
        return unread


def _block_number(raw: bytes) -> int:
    if len(raw) == 4:
        return int(struct.unpack("<I", raw)[0])
    digits = raw.strip(b" \0")
    return int(digits) if digits.isdigit() else 0


def _blocks(stream: BinaryIO, head: Head) -> Iterator[bytes]:
    """Whole rows, as many as the head counts and the file holds."""
    stream.seek(head.begin)
    left = head.rows
    at_once = max(1, CHUNK // head.width)
    while left:
        data = stream.read(min(left, at_once) * head.width)
        data = data[: len(data) - len(data) % head.width]
        if not data:
            return
        left -= len(data) // head.width
        yield data


class Dbf:
    """Reads DBF tables of dBASE III to 7, FoxBASE, FoxPro and Visual FoxPro, with their memo files."""

    name = "dbf@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        found = head_of(head[:_LONGEST_HEAD])
        return (Claim.NO, "") if found is None else (Claim.YES, "the head of a DBF table, whose numbers agree")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        with source.open() as stream:
            head = head_of(stream.read(_LONGEST_HEAD))
            if head is None:
                raise Unreadable("The head of the DBF table is damaged.", source.shown, _WHOLE)
            if head.encrypted:
                raise Unreadable(_ENCRYPTED, source.shown, _PLAIN)
            encoding, reason = encoding_of(head.driver, _samples(stream, head))
        table = DbfTable(source, head, encoding, reason)
        yield table
        yield from table.passed.entries(source.exhibit.id, "")


def _samples(stream: BinaryIO, head: Head) -> Iterator[bytes]:
    """Cells of characters and names of fields."""
    yield from (each.name for each in head.fields)
    stream.seek(head.begin)
    data = stream.read(min(SAMPLE_ROWS, CHUNK // head.width + 1) * head.width)
    for each in head.fields:
        if each.kind in "CV":
            for at in range(each.at, len(data) - head.width + each.at + 1, head.width):
                yield data[at : at + each.size].rstrip(b" \0")
