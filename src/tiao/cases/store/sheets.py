"""Statements as a sheet, CSV or Excel: to look through, to accept or reject by hand, and to bring back.

A sheet that comes back changes nothing that stands: a changed ``status`` becomes a decision, with who, when and why.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tiao.cases.lines import Brought
from tiao.cases.row import Row
from tiao.cases.statement import STATUSES
from tiao.cases.store import reading
from tiao.cases.store.database import Store
from tiao.cases.store.writing import decide
from tiao.errors import Misuse, TiaoError

COLUMNS = ("digest", *Row._fields, "why")
# What a sheet program may take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_ROWS, _EXCEL_CELL = 1_048_576, 32_767
_LONGEST = 1 << 24


def write_csv(store: Store, path: Path) -> int:
    """Writes every statement, UTF-8 with a mark that Excel knows; gives their number."""
    count = 0
    with open(path, "x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for name, row in reading.named_rows(store):
            writer.writerow([_safe(cell) for cell in (name, *row, "")])
            count += 1
    return count


def write_excel(store: Store, path: Path) -> int:
    """The same as a workbook.

    Raises:
        Misuse: more rows or longer cells than a workbook holds, or openpyxl is missing.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise Misuse(
            "Excel files need openpyxl, which is not installed.", "--out", 'Install it: pip install "tiao[cases]".'
        ) from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("statements")
    sheet.append(list(COLUMNS))
    count = 0
    for name, row in reading.named_rows(store):
        count += 1
        cells = []
        for value in (name, *row, ""):
            text = _safe(value)
            if len(text) > _EXCEL_CELL or count >= _EXCEL_ROWS:
                raise Misuse("A workbook cannot hold this store.", "--out", "Export it as CSV or JSON Lines.")
            cell = WriteOnlyCell(sheet, value=text)
            # Text stays text, also where it looks like a formula or a number.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    if path.exists():
        raise Misuse("A file of this name stands already.", "--out", "Name a new file.")
    book.save(path)
    return count


def bring_sheet(store: Store, path: Path, by: Sequence[str]) -> Brought:
    """Takes the decisions out of a sheet: every line whose status is not what stands in the store.

    Args:
        store: an open store.
        path: a sheet that ``write_csv`` or ``write_excel`` wrote, with ``status`` and ``why`` filled in.
        by: who decided.

    Raises:
        Misuse: the file has other columns, or nobody is named.
    """
    brought = Brought()
    lines = _excel(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    header = next(lines, [])
    if not {"digest", "status", "why"} <= set(header):
        raise Misuse("The sheet has other columns.", "import", "Give a sheet that `tiao cases export` wrote.")
    at = {name: header.index(name) for name in ("digest", "status", "why")}
    stands = {name: row.status for name, row in reading.named_rows(store)}
    for number, cells in enumerate(lines, 2):
        try:
            name, status, why = (_plain(cells[at[key]]) for key in ("digest", "status", "why"))
        except IndexError:
            brought.leave_out(number, "the line is cut short")
            continue
        if status not in STATUSES or name not in stands:
            brought.leave_out(number, "no such status" if name in stands else "no such statement in the store")
        elif status != stands[name]:
            try:
                brought.beside += decide(store, [name], status, by, why)
            except TiaoError as error:
                brought.leave_out(number, error.what)
    return brought


def _safe(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text.strip()


def _csv(path: Path) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST)
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            yield from csv.reader(stream)
    except (csv.Error, UnicodeDecodeError):
        raise Misuse("The sheet cannot be read.", "import", "Save it as CSV in UTF-8.") from None


def _excel(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        table: Iterable[list[Any]] = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, IndexError):
        raise Misuse("The workbook cannot be read.", "import", "Save it as xlsx or CSV.") from None
    for cells in table:
        yield [str(cell) for cell in cells]
