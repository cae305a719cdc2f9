"""MongoDB dumps (mongodump's .bson): every document is a row; the row number is its place in the file, from 1.

The file is read twice: once to learn all names, once for the rows. The names come out as row 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from tiao.content.databases.bson_values import LARGEST, SMALLEST, TYPES, Damaged, Decoder
from tiao.content.encoding import SAMPLE
from tiao.content.json.rows import Columns, flatten
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Batch, Chunk, Claim, Layout, Source, Table, pack
from tiao.model import Unread

if TYPE_CHECKING:
    from tiao.content.json.plain import PlainRows

CHUNK = 8 << 20
_READ = 1 << 20
_DOCUMENTS_LOOKED_AT = 20
FEW = 64
"""So few documents are not worth a walk in machine code."""
_NAME = re.compile(rb"[0-9A-Za-z_$.-]{1,64}")
_BAD = "A document is damaged and was passed over."
_HINT = "Look at the document by hand; the others were read."
_BREAKS_OFF = "The dump breaks off or is damaged; the documents before that place were read."
_WHOLE = "Look for a whole copy, or repair the dump and seal that copy as well."


def documents(stream: BinaryIO) -> Iterator[bytes | None]:
    """The documents of a dump as bytes; None at the end if the dump breaks off there."""
    held = b""
    at = 0
    while True:
        while len(held) - at >= 4:
            length = int.from_bytes(held[at : at + 4], "little")
            if not SMALLEST <= length <= LARGEST:
                yield None
                return
            if len(held) - at < length:
                break
            yield held[at : at + length]
            at += length
        missing = int.from_bytes(held[at : at + 4], "little") - (len(held) - at) if len(held) - at >= 4 else 0
        more = stream.read(max(_READ, missing))
        if not more:
            if len(held) > at:
                yield None
            return
        held, at = held[at:] + more, 0


@dataclass
class DocumentsChunk:
    """Some documents."""

    documents: Sequence[bytes]
    columns: Columns
    before: int
    exhibit: str
    passed: PassedOver
    size: int
    unread: list[Unread] = field(default_factory=list)

    def batch(self) -> Batch:
        from tiao.content.json.plain import woven

        rows: list[tuple[int, Sequence[str]]] = []
        if not self.before and self.columns.index:
            rows.append((-1, self.columns.header()))
        unread = [*self.unread]
        plain, away = _divided(self.documents, self.columns)
        blank = plain.batch.blank if plain else 0
        decoder = Decoder()
        for number in away:
            try:
                value = decoder.document(self.documents[number])
                cells = self.columns.row(flatten(value, nested_tables=False).cells)
            except Damaged:
                unread.append(Unread(self.exhibit, f"row {self.before + number + 1}", _BAD, _HINT, 1))
                continue
            if any(cell and not cell.isspace() for cell in cells):
                rows.append((number, cells))
            else:
                blank += 1
        self.passed.add(0, decoder.passed)
        batch = pack(rows, len(self.documents), blank, unread)
        return woven(plain.batch, batch) if plain else batch


def _divided(some: Sequence[bytes], columns: Columns) -> tuple[PlainRows | None, Sequence[int]]:
    """The plain rows among documents, and the numbers of all others."""
    from tiao.content.databases.bson_plain import plain_documents

    plain = plain_documents(some, columns) if len(some) >= FEW and columns.index else None
    return plain, plain.away[:, 0].tolist() if plain else range(len(some))


@dataclass
class DocumentsTable:
    """The documents of one dump."""

    source: Source
    passed: PassedOver = field(default_factory=PassedOver)
    name: str = ""
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        self.passed.clear()
        columns = self._columns()
        exhibit = self.source.exhibit.id
        before = 0
        for some, size, breaks_off in self._groups():
            unread = []
            if breaks_off:
                unread.append(Unread(exhibit, f"after row {before + len(some)}", _BREAKS_OFF, _WHOLE))
            yield DocumentsChunk(some, columns, before, exhibit, self.passed, size, unread)
            before += len(some)

    def _groups(self) -> Iterator[tuple[list[bytes], int, bool]]:
        """Documents, as many as make a chunk; their size; whether the dump breaks off behind them."""
        group: list[bytes] = []
        held = 0
        breaks_off = False
        with self.source.open() as stream:
            for data in documents(stream):
                if data is None:
                    breaks_off = True
                    continue
                group.append(data)
                held += len(data)
                if held >= CHUNK:
                    yield group, held, False
                    group, held = [], 0
        if group or breaks_off:
            yield group, held, breaks_off

    def _columns(self) -> Columns:
        """The names in all documents, in the order in which they first appear."""
        columns = Columns()
        decoder = Decoder()
        for group, _, _ in self._groups():
            # The first ones teach most names; the others are plain once these are known.
            for some in (group[:FEW], group[FEW:]):
                for number in _divided(some, columns)[1]:
                    try:
                        columns.learn(flatten(decoder.document(some[number]), nested_tables=False).cells)
                    except Damaged:
                        continue
        return columns


class Bson:
    """Reads MongoDB dumps (BSON), one collection a file, as mongodump writes them."""

    name = "bson@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        seen = _whole_ones(head)
        return (Claim.YES, f"begins with {seen} BSON documents") if seen else (Claim.NO, "")

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        table = DocumentsTable(source)
        yield table
        yield from table.passed.entries(source.exhibit.id, "")


def _whole_ones(head: bytes) -> int:
    """So many documents stand at the start; 0 if it is no dump, or if nothing but empty ones stand there."""
    at = seen = filled = 0
    decoder = Decoder()
    while at + SMALLEST <= len(head) and seen < _DOCUMENTS_LOOKED_AT:
        length = int.from_bytes(head[at : at + 4], "little")
        if not SMALLEST <= length <= LARGEST or (length > SMALLEST and head[at + 4] not in TYPES):
            break
        if at + length > len(head):
            # A document of more than the head: its first name must be one.
            return seen or (_named(head[at + 4 :]) if len(head) == SAMPLE else 0)
        try:
            filled += bool(decoder.document(head[at : at + length]))
            seen += 1
        except Damaged:
            # One among whole ones is for the reader to name.
            if head[at + length - 1]:
                break
        at += length
    return seen if filled else 0


def _named(element: bytes) -> int:
    """1 if bytes begin as the first part of a large document does: with ``_id`` or another short name."""
    name = element[1:].split(b"\0")[0]
    return int(len(name) < len(element) - 1 and _NAME.fullmatch(name) is not None)
