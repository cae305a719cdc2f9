"""Sheets as files, CSV or Excel: rows of texts, written so that nothing in them runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tiao.errors import Misuse

ENDINGS = (".csv", ".xlsx")
# What a sheet program may take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# It stands before such a text, and before one that begins with it, so that every text comes back as it was.
_MARK = "'"
_EXCEL_ROWS, _EXCEL_CELL = 1_048_576, 32_767
_LONGEST = 1 << 24


def is_sheet(path: Path) -> bool:
    """By its ending."""
    return path.suffix.lower() in ENDINGS


def write_sheet(path: Path, rows: Iterable[Sequence[Any]]) -> int:
    """Writes a new sheet: UTF-8 with a mark that Excel knows, or a workbook of texts.

    Args:
        path: its ending says which of the two.
        rows: the header first; None is an empty cell.

    Returns:
        The number of rows under the header.

    Raises:
        Misuse: the name is taken, a workbook cannot hold so much, or openpyxl is missing.
    """
    if path.exists():
        raise Misuse("A file of this name stands already.", "--out", "Name a new file.")
    return (_write_excel if path.suffix.lower() == ".xlsx" else _write_csv)(path, rows)


def read_sheet(path: Path) -> Iterator[list[str]]:
    """The rows of a sheet as texts, as they were before they were written; a day as 2021-08-23.

    Raises:
        Misuse: it cannot be read.
    """
    for row in _read_excel(path) if path.suffix.lower() == ".xlsx" else _read_csv(path):
        yield [_plain(cell) for cell in row]


def _write_csv(path: Path, rows: Iterable[Sequence[Any]]) -> int:
    count = -1
    with open(path, "x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for row in rows:
            writer.writerow([_safe(cell) for cell in row])
            count += 1
    return count


def _write_excel(path: Path, rows: Iterable[Sequence[Any]]) -> int:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise Misuse(
            "Excel files need openpyxl, which is not installed.", "--out", 'Install it: pip install "tiao[cases]".'
        ) from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet(path.stem[:31] if path.stem.isalnum() else "cases")
    count = -1
    for row in rows:
        count += 1
        cells = []
        for value in row:
            text = _safe(value)
            if len(text) > _EXCEL_CELL or count >= _EXCEL_ROWS:
                raise Misuse("A workbook cannot hold this store.", "--out", "Export it as CSV or JSON Lines.")
            cell = WriteOnlyCell(sheet, value=text)
            # Text stays text, also where it looks like a formula or a number.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(path)
    return count


def _safe(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"{_MARK}{text}" if text.startswith((_MARK, *_FORMULA)) else text


def _plain(text: str) -> str:
    return text[1:] if text.startswith(_MARK) and text[1:].startswith((_MARK, *_FORMULA)) else text


def _read_csv(path: Path) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST)
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            yield from csv.reader(stream)
    except OSError as error:
        raise Misuse(
            f"The sheet cannot be read: {error.strerror or 'input error'}.", "FILE", "Check the path."
        ) from None
    except (csv.Error, UnicodeDecodeError):
        raise Misuse("The sheet cannot be read.", "FILE", "Save it as CSV in UTF-8.") from None


def _read_excel(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        table: Iterable[list[Any]] = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, IndexError):
        raise Misuse("The workbook cannot be read.", "FILE", "Save it as xlsx or CSV.") from None
    for cells in table:
        yield [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    # A workbook knows no whole numbers.
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
