"""Excel workbooks (xlsx, xlsm, xls): every sheet, hidden ones too, is a table, and the row number is Excel's own."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import python_calamine

from tiao.content import magic
from tiao.content.documents import compound, workbook_guard
from tiao.content.extractions import LOOKED_AT, as_messages
from tiao.content.reader import Chunk, Claim, Layout, RowsChunk, Source, Table
from tiao.content.silence import silenced
from tiao.errors import Unreadable
from tiao.model import Unread

CHUNK_ROWS = 50_000
MOST_IN_MEMORY = 512 << 20
"""Bytes of a workbook that stands in another file, and so cannot be read from its place."""
# Whole numbers up to here are exact in a spreadsheet's floating-point cells.
_EXACT = 2**53
_DAMAGED = "Repair it in Excel or export it again, and seal that copy as well."
_UNPACK = "Unpack it into a folder of its own and seal that folder as well."
_LOCKED = "Ask for the password, save it without one, and seal that copy as well."

Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class SheetTable:
    """One sheet, opened."""

    name: str
    sheet: Any
    shown: str
    layout: Layout = "table"

    def chunks(self) -> Iterator[Chunk]:
        rows: list[tuple[int, Sequence[str]]] = []
        height = 0
        try:
            for row in self._rows():
                # No row ends with an empty cell, and few with a blank one.
                if row and (not row[-1].isspace() or any(cell and not cell.isspace() for cell in row)):
                    rows.append((height, row))
                height += 1
                if height == CHUNK_ROWS:
                    yield _chunk(rows, height)
                    rows, height = [], 0
        except BaseException as problem:
            raise _unreadable(problem, "The sheet is damaged and was read only in part.", self.shown) from None
        if height:
            yield _chunk(rows, height)

    def first(self, count: int) -> list[tuple[int, Sequence[str]]]:
        """The first rows with their numbers from 0, blank ones left out."""
        try:
            return [(number, row) for number, row in islice(enumerate(self._rows()), count) if any(row)]
        except BaseException as problem:
            raise _unreadable(problem, "The sheet is damaged.", self.shown) from None

    def _rows(self) -> Iterator[list[str]]:
        """Rows as text, from the sheet's first row on, with vertical merges filled down."""
        merges = sorted((m for m in self.sheet.merged_cell_ranges or () if m[1][0] > m[0][0]), reverse=True)
        open_: list[tuple[Merge, str]] = []
        # The library leaves out empty columns on the left, though not empty rows above.
        left = [""] * (self.sheet.start[1] if self.sheet.start else 0)
        for number, values in enumerate(self.sheet.iter_rows()):
            row = left + [value if type(value) is str else cell_text(value) for value in values]
            if open_:
                open_ = [(merge, text) for merge, text in open_ if merge[1][0] >= number]
                # A row that has nothing of its own is only the lower half of the one above it.
                if any(row):
                    for merge, text in open_:
                        column = merge[0][1]
                        if column < len(row) and not row[column]:
                            row[column] = text
            while merges and merges[-1][0][0] <= number:
                merge = merges.pop()
                column = merge[0][1]
                if merge[0][0] == number and column < len(row) and row[column]:
                    open_.append((merge, row[column]))
            while row and not row[-1]:
                row.pop()
            yield row


def _chunk(rows: list[tuple[int, Sequence[str]]], height: int) -> RowsChunk:
    size = sum(sum(map(len, row)) for _, row in rows)
    return RowsChunk(rows, height, size, blank=height - len(rows))


def cell_text(value: object) -> str:
    """A typed cell as text: what a person reads in it, without the format of the column."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _number(value: float) -> str:
    if not math.isfinite(value) or not value.is_integer():
        return repr(value)
    if abs(value) < _EXACT:
        return str(int(value))
    if abs(value) < 1e21:
        # Excel holds 15 digits and shows zeros after them: a longer number has lost its end before it was seized.
        digits, _, exponent = f"{value:.14e}".partition("e")
        return digits.replace(".", "") + "0" * (int(exponent) - 14)
    return repr(value)


def _opened(source: Source) -> Any:
    # By path where there is one, because the library copies an open file into memory as a whole.
    if source.path is not None:
        return python_calamine.CalamineWorkbook.from_path(source.path)
    if source.size > MOST_IN_MEMORY:
        raise Unreadable("The workbook is larger than 512 MiB and stands in another file.", source.shown, _UNPACK)
    with source.open() as stream:
        return python_calamine.CalamineWorkbook.from_filelike(stream)


def _unreadable(problem: BaseException, what: str, shown: str) -> BaseException:
    """What to raise for anything that the library throws, its panics included."""
    if isinstance(problem, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, Unreadable)):
        return problem
    if isinstance(problem, python_calamine.PasswordError):
        return Unreadable("The workbook is protected by a password.", shown, _LOCKED)
    if isinstance(problem, PermissionError):
        return Unreadable("The file may not be read.", shown, "Change its permissions or image it again.")
    return Unreadable(what, shown, _DAMAGED)


class Spreadsheet:
    """Reads xlsx, xlsm and xls: cached values only, nothing is ever calculated or run."""

    name = "spreadsheet@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if head.startswith(magic.ZIP_START):
            with source.open() as stream:
                names = magic.zip_names(stream)
            if "xl/workbook.xml" in names:
                return Claim.YES, "a ZIP container with an Excel workbook in it"
            if not names and magic.begins_as_office(head) and b"xl/" in head:
                return Claim.YES, "an Excel workbook whose directory is missing"
        elif head.startswith(compound.MAGIC):
            with source.open() as stream:
                names_inside = compound.stream_names(stream)
            if "EncryptedPackage" in names_inside:
                return Claim.YES, "an office document under a password"
            if names_inside & workbook_guard.OLD:
                return Claim.YES, "an OLE2 container with an Excel workbook in it"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        shown = source.shown
        refused: dict[str, str] = {}
        with source.open() as stream:
            is_zip = stream.read(4) == magic.ZIP_START
            if not is_zip:
                if "EncryptedPackage" in compound.stream_names(stream):
                    raise Unreadable("The office document is protected by a password.", shown, _LOCKED)
                workbook_guard.check_old(stream, shown)
        if is_zip:
            refused = workbook_guard.check(source)
        try:
            with silenced():
                book = _opened(source)
            names = list(book.sheet_names)
        except BaseException as problem:
            raise _unreadable(problem, "The workbook is damaged or cut short.", shown) from None
        named = False
        empty: SheetTable | None = None
        for number, name in enumerate(names, 1):
            if name in refused:
                named = True
                yield Unread(source.exhibit.id, f"sheet {number}", refused[name], _DAMAGED)
                continue
            try:
                with silenced():
                    sheet = book.get_sheet_by_name(name)
            except BaseException as problem:
                failed = _unreadable(problem, "The sheet is damaged.", shown)
                if not isinstance(failed, Unreadable):
                    raise failed from None
                named = True
                yield Unread(source.exhibit.id, f"sheet {number}", failed.what, failed.hint)
                continue
            table = SheetTable(name, sheet, shown)
            if sheet.start is not None:
                named = True
                yield as_messages(table, table.first(LOOKED_AT))
            elif empty is None:
                empty = table
        if not named:
            # Sheets without cells are passed over, but a workbook of nothing else is still on record.
            if empty is None:
                raise Unreadable("The workbook names no sheet.", shown, _DAMAGED)
            yield empty
