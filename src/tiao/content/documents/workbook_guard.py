"""What is checked before a workbook is opened: a library would fill all memory with a few kilobytes made for it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree

from tiao.content.documents.compound import Compound
from tiao.content.reader import Source
from tiao.errors import Unreadable

MOST_BYTES = 2 << 30
"""Bytes of all parts together, unpacked."""
MOST_PARTS = 10_000
MOST_CELLS = 64 << 20
"""Cells of the rectangle that a sheet takes up; the library holds each of them, filled or not."""
HIGHEST_RATIO, RATIO_FROM = 200, 100 << 20
"""A part that unpacks to over 200 times its size, and to over 100 MB, was made to do harm."""
OLD = frozenset(("Workbook", "Book"))
"""The streams of an old workbook."""
# Records of BIFF: cells, those of several columns among them, and what begins a sheet.
_CELLS = frozenset((0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406, 0x0206))
_SEVERAL = frozenset((0xBD, 0xBE))
_BEGIN = 0x0809
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
_BLOCK = 4 << 20

# A row number that Excel does not have, or a column from AA on; columns A to Z are never too many.
_FAR = re.compile(rb"""[ \n\t]r=["'](?:[A-Z]{1,4}[0-9]{8}|([A-Z]{2,})[0-9])""")
_CELL = re.compile(rb"""[ \n\t]r=["']([A-Z]{1,4})([0-9]{1,7})["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOMB = "Look at it on a machine that may fail; it is listed as unread."
_DAMAGED = "Repair it in Excel or export it again, and seal that copy as well."


def check(source: Source) -> dict[str, str]:
    """Refuse a workbook (xlsx, xlsm) that was made to fill memory, and find the sheets that cannot be read.

    Returns:
        The names of sheets that must not be opened, and why, one sentence each.

    Raises:
        Unreadable: the workbook as a whole is a bomb or damaged.
    """
    shown = source.shown
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as book:
            parts = book.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise Unreadable("The workbook unpacks to more than 2 GiB or 10,000 parts.", shown, _BOMB)
            refused: dict[str, str] = {}
            for part in parts:
                if part.flag_bits & 1:
                    raise Unreadable("The workbook is protected by a password.", shown, "Ask for the password.")
                if part.file_size > max(RATIO_FROM, HIGHEST_RATIO * part.compress_size):
                    raise Unreadable("A part of the workbook unpacks to over 200 times its size.", shown, _BOMB)
                if part.filename.endswith((".xml", ".rels")):
                    reason = _reason(book, part)
                    if reason:
                        refused[part.filename] = reason
            return _by_sheet(book, refused, shown) if refused else {}
    except PermissionError:
        raise Unreadable("The file may not be read.", shown, "Change its permissions or image it again.") from None
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        KeyError,
        EOFError,
        zlib.error,
        ElementTree.ParseError,
    ):
        raise Unreadable("The workbook is damaged or cut short.", shown, _DAMAGED) from None


def _reason(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """Why a part must not be opened, or ''. Unpacks the whole part, because its directory entry may lie."""
    widest = 26
    overlap = b""
    try:
        with book.open(part) as stream:
            while block := stream.read(_BLOCK):
                text = overlap + block
                if part.filename.startswith("xl/worksheets/"):
                    for letters in set(_FAR.findall(text)):
                        if not letters:
                            return "The sheet names rows beyond the end of any Excel sheet."
                        widest = max(widest, _column(letters))
                    if widest > EXCEL_COLUMNS:
                        return "The sheet names columns beyond the end of any Excel sheet."
                overlap = block[-64:]
        if widest * EXCEL_ROWS > MOST_CELLS:
            deepest = _deepest(book, part)
            if widest * deepest > MOST_CELLS:
                return f"The sheet takes up {widest} columns and {deepest} rows, more than can be held."
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return "The sheet is damaged: its bytes do not match their check sum."
    return ""


def _deepest(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    deepest = 0
    overlap = b""
    with book.open(part) as stream:
        while block := stream.read(_BLOCK):
            deepest = max(deepest, max((int(row) for _, row in _CELL.findall(overlap + block)), default=0))
            overlap = block[-64:]
    return deepest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _by_sheet(book: zipfile.ZipFile, refused: dict[str, str], shown: str) -> dict[str, str]:
    """Sheet names for the parts that are refused; a refused part that is no sheet refuses the workbook."""
    targets = {}
    for relation in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels")):
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        targets[relation.get("Id", "")] = path
    sheets = {}
    for element in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            sheets[targets.get(element.get(_RELATION, ""), "")] = element.get("name", "")
    for part, reason in refused.items():
        if part not in sheets and part.startswith("xl/"):
            raise Unreadable(reason.replace("The sheet", "A part of the workbook"), shown, _DAMAGED)
    return {sheets[part]: reason for part, reason in refused.items() if part in sheets}


def check_old(stream: BinaryIO, shown: str) -> None:
    """Refuse an old workbook (xls) that would fill memory: its sectors go in a circle, or a cell stands out of bounds.

    Raises:
        Unreadable: it is one.
    """
    book = Compound(stream, shown)
    if book.is_endless(OLD):
        raise Unreadable("The workbook is damaged or cut short.", shown, _DAMAGED)
    for name in OLD:
        if entry := book.root.children.get(name):
            data = b""
            # What can be read of a broken stream is what the library would read of it.
            with suppress(Unreadable):
                data = book.read(entry, entry.size)
            if _reaches_too_far(data):
                raise Unreadable("The sheet names columns beyond the end of any Excel sheet.", shown, _DAMAGED)


def _reaches_too_far(data: bytes) -> bool:
    """Whether the cells of the sheets of a BIFF stream take up more than any memory should hold."""
    at, cells, rows, columns = 0, 0, 0, 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind in _CELLS and at + 8 <= len(data):
            row, column = struct.unpack_from("<HH", data, at + 4)
            if kind in _SEVERAL and size >= 6:
                column = max(column, int.from_bytes(data[at + 2 + size : at + 4 + size], "little"))
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _BEGIN:
            cells, rows, columns = cells + rows * columns, 0, 0
        at += 4 + size
    return cells + rows * columns > MOST_CELLS
