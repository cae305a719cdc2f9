"""Outlook's messages (msg): head, text, attachments; messages within messages."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import BinaryIO

from tiao.content.blocks import as_stream
from tiao.content.documents import compound
from tiao.content.documents.compound import Compound, Entry
from tiao.content.mail.letters import says_no_more
from tiao.content.mail.mime_heads import decoded
from tiao.content.mail.squeezed import unsqueezed
from tiao.content.reader import Chunk, Claim, Layout, Member, RowsChunk, Source, Table
from tiao.model import Unread

MOST_ATTACHED = 10_000
MOST_DEPTH = 10
_MOST_HEAD = 1 << 20
_MOST_TEXT = 64 << 20
_SUBJECT, _SENDER, _ADDRESS, _SMTP = "0037", "0C1A", "0C1F", "5D01"
_BODY, _PAGE, _RICH = "1000", "1013", "1009"
_DATA, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME = "3701", "3707", "3704", "3001"
# Numbers in the stream of short properties.
_SENT, _DELIVERED, _CODE_PAGE, _PAGE_CODE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_ELSEWHERE = "What was attached stands elsewhere; the message refers to it."
_NEXT = "Look for it where the message was seized and seal it as well."


@dataclass
class HeadsTable:
    """One row for each message: time, sender and subject; those within others behind them."""

    rows: list[tuple[int, list[str]]]
    name: str = ""
    layout: Layout = "chat"

    def chunks(self) -> Iterator[Chunk]:
        yield RowsChunk(self.rows, len(self.rows))


class Outlook:
    """Reads Outlook's messages (msg): texts and attachments are files within."""

    name = "outlook@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if head.startswith(compound.MAGIC):
            with source.open() as stream:
                names = compound.stream_names(stream)
            if "__properties_version1.0" in names and not names & {"WordDocument", "Workbook", "Book"}:
                return Claim.YES, "an OLE2 container with a message of Outlook's in it"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Member | Unread]:
        with source.open() as stream:
            file = Compound(stream, source.shown)
            messages = list(_messages(file.root, "", 0))
            yield HeadsTable([(number, _Message(file, entry).head()) for number, (entry, _) in enumerate(messages)])
            for entry, way in messages:
                yield from _Message(file, entry).contents(source.exhibit.id, way)


def _messages(root: Entry, way: str, depth: int) -> Iterator[tuple[Entry, str]]:
    """A message and those attached to it, each with the way to it."""
    yield root, way
    for number, storage in enumerate(_attached(root), 1):
        inner = storage.children.get(f"__substg1.0_{_DATA}000D")
        if inner is not None and depth < MOST_DEPTH:
            yield from _messages(inner, f"{way}附件{number}/", depth + 1)


def _attached(message: Entry) -> list[Entry]:
    names = sorted(name for name in message.children if name.startswith("__attach_version1.0_"))
    return [message.children[name] for name in names[:MOST_ATTACHED]]


class _Message:
    def __init__(self, file: Compound, entry: Entry) -> None:
        self._file = file
        self._entry = entry
        # What stands before the properties is longer in the outermost message.
        self._numbers = self._properties(32 if entry is file.root else 24)

    def head(self) -> list[str]:
        who = self._text(_SENDER)
        address = self._text(_SMTP) or self._text(_ADDRESS)
        sender = f"{who} <{address}>" if who and address and who != address else who or address
        return [self._time(), sender, self._text(_SUBJECT)]

    def contents(self, exhibit: str, way: str) -> Iterator[Member | Unread]:
        page, body = self._page(), self._text(_BODY)
        if page:
            yield Member(f"{way}正文.html", partial(_bytes, page), len(page), len(page))
        if body and not (page and says_no_more(decoded(page), body)):
            text = ("\ufeff" + body).encode("utf-8", "replace")
            yield Member(f"{way}正文.txt", partial(_bytes, text), len(text), len(text))
        rich = self._entry.children.get(f"__substg1.0_{_RICH}0102")
        if rich is not None and not page and not body:
            yield Member(f"{way}正文.rtf", partial(self._unsqueezed, rich), None, rich.size)
        for number, storage in enumerate(_attached(self._entry), 1):
            names = (self._text(kind, storage) for kind in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
            name = next(filter(None, names), "")
            data = storage.children.get(f"__substg1.0_{_DATA}0102")
            if data is not None:
                shown = f"{way}附件{number}-{name}".replace("\\", "/").replace("!", "！")
                yield Member(shown, partial(self._file.open, data), data.size, data.size)
            elif f"__substg1.0_{_DATA}000D" not in storage.children:
                yield Unread(exhibit, f"{way}附件{number}", _ELSEWHERE, _NEXT)

    def _unsqueezed(self, rich: Entry) -> BinaryIO:
        return _bytes(unsqueezed(self._file.read(rich, _MOST_TEXT)))

    def _page(self) -> bytes:
        data = self._entry.children.get(f"__substg1.0_{_PAGE}0102")
        if data is not None:
            raw = self._file.read(data, _MOST_TEXT)
            text = decoded(raw, _codec(self._numbers.get(_PAGE_CODE, 0)))
        else:
            text = self._text(_PAGE)
        return ("\ufeff" + text).encode("utf-8", "replace") if text else b""

    def _text(self, name: str, storage: Entry | None = None) -> str:
        children = (storage or self._entry).children
        most = _MOST_TEXT if name in (_BODY, _PAGE) else _MOST_HEAD
        wide = children.get(f"__substg1.0_{name}001F")
        if wide is not None:
            return self._file.read(wide, most).decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._file.read(children.get(f"__substg1.0_{name}001E"), most)
        return decoded(narrow, _codec(self._numbers.get(_CODE_PAGE, 0))).rstrip("\0")

    def _time(self) -> str:
        ticks = self._numbers.get(_SENT) or self._numbers.get(_DELIVERED) or 0
        try:
            when = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return ""
        return when.strftime("%Y-%m-%d %H:%M:%S UTC") if ticks else ""

    def _properties(self, skipped: int) -> dict[int, int]:
        data = self._file.read(self._entry.children.get("__properties_version1.0"), _MOST_HEAD)
        found = {}
        for at in range(skipped, len(data) - 15, 16):
            _, name, _, value = struct.unpack_from("<HHIQ", data, at)
            found[name] = value
        return found


def _codec(page: int) -> str:
    number = page & 0xFFFFFFFF
    return {0: "", 936: "gb18030", 54936: "gb18030", 65001: "utf-8", 1200: "utf-16-le"}.get(number, f"cp{number}")


def _bytes(data: bytes) -> BinaryIO:
    return as_stream(iter((data,)))
