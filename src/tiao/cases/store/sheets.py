"""Statements as a sheet, CSV or Excel: to look through, to accept or reject by hand, and to bring back.

A sheet that comes back changes nothing that stands: a changed ``status`` becomes a decision, with who, when and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tiao.cases.lines import Brought
from tiao.cases.row import Row
from tiao.cases.sheet_file import read_sheet, write_sheet
from tiao.cases.statement import STATUSES
from tiao.cases.store import reading
from tiao.cases.store.database import Store
from tiao.cases.store.writing import decide
from tiao.errors import Misuse, TiaoError

COLUMNS = ("digest", *Row._fields, "why")


def write(store: Store, path: Path) -> int:
    """Writes every statement to a new sheet; gives their number.

    Raises:
        Misuse: the name is taken, or a workbook cannot hold so much.
    """
    return write_sheet(path, _rows(store))


def _rows(store: Store) -> Iterator[Sequence[Any]]:
    yield COLUMNS
    for name, row in reading.named_rows(store):
        yield name, *row, ""


def bring_sheet(store: Store, path: Path, by: Sequence[str]) -> Brought:
    """Takes the decisions out of a sheet: every line whose status is not what stands in the store.

    Args:
        store: an open store.
        path: a sheet that ``write`` wrote, with ``status`` and ``why`` filled in.
        by: who decided.

    Raises:
        Misuse: the file has other columns, or nobody is named.
    """
    brought = Brought()
    lines = read_sheet(path)
    header = next(lines, [])
    if not {"digest", "status", "why"} <= set(header):
        raise Misuse(
            "The sheet has other columns.",
            "import",
            "Give a sheet that `tiao cases export` wrote, or coded cases with a column id.",
        )
    at = {name: header.index(name) for name in ("digest", "status", "why")}
    stands = {name: row.status for name, row in reading.named_rows(store)}
    for number, cells in enumerate(lines, 2):
        try:
            name, status, why = (cells[at[key]].strip() for key in ("digest", "status", "why"))
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
