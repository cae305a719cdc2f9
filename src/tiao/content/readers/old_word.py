"""Old Word documents (doc, Word 97 to 2003): text and tables, out of the pieces in which Word keeps them (MS-DOC).

No office program is started: it would need the document, and what it makes of it, as plain files on a disk.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tiao.content.documents import compound
from tiao.content.documents.compound import Compound
from tiao.content.documents.document import Piece, tables
from tiao.content.documents.markup import CLOSE, OPEN, TEXT, Token
from tiao.content.documents.page import Page
from tiao.content.reader import Claim, Source, Table
from tiao.errors import Unreadable
from tiao.model import Unread

MOST_BYTES = 512 << 20
_WORD_97 = 0x00C1
_HEAD = 1024
_LONGEST_TABLE = 64 << 20
_CELL = "\x07"
_LOCKED = "The Word document is protected by a password."
_DAMAGED = "The Word document is damaged or cut short."
_OLDER = "The Word document was written by Word 95 or before, which is not read here."
_ASK = "Ask for the password, save it without one, and seal that copy as well."
_NEXT = "Save it as .docx in its own program and seal that copy as well."
_NOT_READ = "Pictures and embedded objects of the document were not read."
# What Word puts into the text for what is no text; the end of a page is the end of a line.
_MARKS = {0x07: _CELL, 0x09: "\t", 0x0B: "\v", 0x0C: "\v", 0x0D: "\r", 0x1E: "-"}
_MARKS |= {code: chr(code) for code in (0x13, 0x14, 0x15)}
_PLAIN = {code: _MARKS.get(code, "") for code in range(32)}


class OldWord:
    """Reads old Word documents (doc): text and tables."""

    name = "old_word@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if head.startswith(compound.MAGIC):
            with source.open() as stream:
                names = compound.stream_names(stream)
            if "WordDocument" in names and not names & {"Workbook", "Book", "EncryptedPackage"}:
                return Claim.YES, "an OLE2 container with a Word document in it"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        yield from tables(lambda: _pieces(source))
        with source.open() as stream:
            names = Compound(stream, source.shown).root.children
        if "ObjectPool" in names or ((data := names.get("Data")) is not None and data.size):
            yield Unread(source.exhibit.id, "", _NOT_READ, _NEXT)


def _pieces(source: Source) -> Iterator[Piece]:
    if source.size > MOST_BYTES:
        raise Unreadable("The Word document is larger than 512 MiB.", source.shown, _NEXT)
    yield from Page().pieces(_tokens(_text(source)))


def _text(source: Source) -> str:
    """The text, with Word's own marks for the ends of paragraphs and cells."""
    with source.open() as stream:
        file = Compound(stream, source.shown)
        main = file.read(file.root.children.get("WordDocument"), MOST_BYTES)
        if len(main) < _HEAD:
            raise Unreadable(_DAMAGED, source.shown, _NEXT)
        sign, version, flags = struct.unpack_from("<HH6xH", main)
        if sign != 0xA5EC or version < _WORD_97:
            raise Unreadable(_OLDER if version < _WORD_97 else _DAMAGED, source.shown, _NEXT)
        if flags & 0x0100:
            raise Unreadable(_LOCKED, source.shown, _ASK)
        table = file.read(file.root.children.get("1Table" if flags & 0x0200 else "0Table"), _LONGEST_TABLE)
    start, length = struct.unpack_from("<II", main, 0x01A2)
    try:
        return "".join(_stretches(main, table[start : start + length]))
    except struct.error:
        raise Unreadable(_DAMAGED, source.shown, _NEXT) from None


def _stretches(main: bytes, pieces: bytes) -> Iterator[str]:
    at = 0
    while at < len(pieces) and pieces[at] == 1:
        at += 3 + struct.unpack_from("<H", pieces, at + 1)[0]
    if pieces[at : at + 1] != b"\x02":
        raise struct.error
    size = struct.unpack_from("<I", pieces, at + 1)[0]
    count = (size - 4) // 12
    if count < 1 or at + 5 + size > len(pieces):
        raise struct.error
    places = struct.unpack_from(f"<{count + 1}I", pieces, at + 5)
    given = 0
    for number in range(count):
        place = struct.unpack_from("<I", pieces, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        length = places[number + 1] - places[number]
        # Pieces that name the same bytes again and again were made to fill memory.
        given += max(0, length)
        if length < 0 or given > 2 * len(main):
            raise struct.error
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            text = main[start : start + length].decode("cp1252", "replace")
        else:
            start = place & 0x3FFFFFFF
            text = main[start : start + 2 * length].decode("utf-16-le", "replace")
        yield text.translate(_PLAIN)


def _tokens(text: str) -> Iterator[Token]:
    """Paragraphs and tables as tags of a page.

    A cell ends with a mark, and a row with one more. An empty cell looks like the end of a row: how wide a table is
    tells them apart, for its rows are of one width.
    """
    text = _shown(text)
    stretches = text.split(_CELL)
    at = 0
    while at < len(stretches):
        end = at
        # A table goes on until a row is followed by text that ends as a paragraph does.
        while end + 1 < len(stretches) and not (end > at and "\r" in stretches[end] and not stretches[end - 1]):
            end += 1
        *before, first = stretches[at].split("\r")
        for line in before:
            yield from _paragraph(line)
        if end > at:
            yield from _table([first, *stretches[at + 1 : end]])
        elif first:
            yield from _paragraph(first)
        at = end if end > at else at + 1


def _table(cells: list[str]) -> Iterator[Token]:
    yield OPEN, "table", ""
    width = _width(cells)
    row: list[str] = []
    for number, cell in enumerate(cells):
        ends = (number + 1) % (width + 1) == 0 if width else not cell and bool(row)
        if not ends:
            row.append(cell)
            continue
        yield from _row(row)
        row = []
    if row:
        yield from _row(row)
    yield CLOSE, "table", ""


def _width(cells: list[str]) -> int:
    """How many cells each row has: the smallest width at which every row ends with an empty mark; else 0."""
    for width in range(1, min(64, len(cells))):
        if len(cells) % (width + 1) == 0 and not any(cells[width :: width + 1]):
            return width
    return 0


def _row(cells: list[str]) -> Iterator[Token]:
    yield OPEN, "tr", ""
    for cell in cells:
        yield OPEN, "td", ""
        yield TEXT, cell.replace("\r", "\v"), ""
    yield CLOSE, "tr", ""


def _paragraph(line: str) -> Iterator[Token]:
    yield OPEN, "p", ""
    yield TEXT, line, ""
    yield CLOSE, "p", ""


def _shown(text: str) -> str:
    """The text without the codes of fields: of `{code}{what it shows}` the latter."""
    if "\x13" not in text:
        return text
    out: list[str] = []
    depths: list[bool] = []
    for sign in text:
        if sign == "\x13":
            depths.append(False)
        elif sign == "\x14" and depths:
            depths[-1] = True
        elif sign == "\x15" and depths:
            depths.pop()
        elif all(depths) and sign not in "\x14\x15":
            out.append(sign)
    return "".join(out)
