"""The readers between the truth and the plain oracle: what they read, row numbers included, is what was written."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell import MergedCell

from oracle.records import Record as Seen
from tiao.content.reader import Source
from tiao.content.sniff import sniff
from tiao.demo.make import FILES, UNREADABLE, WORKBOOKS, make
from tiao.demo.truth import Truth
from tiao.errors import Unreadable
from tiao.model import Exhibit, Unread
from truth.comparison import differences
from truth.reading import YEAR, oracle, oracle_count_of

Place = tuple[str, int]


@pytest.fixture(scope="module", params=[(500, 31), (2_500, 32)])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    out = tmp_path_factory.mktemp("demo") / "out"
    rows, seed = request.param
    return out / "seized", make(out, rows, seed)


def read(path: Path) -> tuple[list[tuple[Place, Seen]], int]:
    """Records with the table and row in which they stand, and how many data rows there are."""
    source = Source(Exhibit("E1", str(path), path.name, path.stat().st_size, "", ""))
    reader, _ = sniff(source)
    found: list[tuple[Place, Seen]] = []
    total = 0
    for table in reader.tables(source):
        assert not isinstance(table, Unread)
        numbers, rows = [], []
        above = 1
        for chunk in table.chunks():
            batch = chunk.batch()
            numbers += [above + int(row) for row in batch.rows]
            rows += [batch.texts(row) for row in range(len(batch))]
            above += batch.height
        if table.layout == "table":
            judged = oracle.table(rows, YEAR, spreadsheet=path.suffix.startswith(".xls")).records
            pairs = [((table.name, at), [seen]) for at, seen in zip(numbers, judged, strict=True) if seen is not None]
        else:
            pairs = [((table.name, at), oracle.line(row[-1], YEAR)) for at, row in zip(numbers, rows, strict=True)]
        total += len(pairs)
        found += [(place, seen) for place, records in pairs for seen in records]
    return found, total


def test_rows_and_places(made: tuple[Path, Truth]) -> None:
    root, truth = made
    for name in FILES:
        if name in UNREADABLE:
            with pytest.raises(Unreadable):
                read(root / name)
            continue
        found, total = read(root / name)
        assert total == truth.files[name], name
        booked = [(r.table, r.row) for r in truth.records if r.file == name and (r.values or r.struck)]
        assert [place for place, seen in found if seen.values or seen.struck] == booked, name


def test_figures(made: tuple[Path, Truth]) -> None:
    root, truth = made
    seen = [record for name in FILES if name not in UNREADABLE for _, record in read(root / name)[0]]
    assert differences(truth.json()["methods"], oracle_count_of(seen)["methods"]) == []


def test_old_excel(tmp_path: Path) -> None:
    """The same workbook as .xls has the same truth."""
    truth = make(tmp_path / "out", 3_000, 33, only=WORKBOOKS)
    path = tmp_path / "out" / "seized" / WORKBOOKS[0]
    as_xls(path, path.with_suffix(".xls"))
    found, total = read(path.with_suffix(".xls"))
    assert total == truth.rows
    assert [place for place, seen in found if seen.values or seen.struck] == [(r.table, r.row) for r in truth.records]
    assert differences(truth.json()["methods"], oracle_count_of([seen for _, seen in found])["methods"]) == []


def as_xls(source: Path, target: Path) -> None:
    """A workbook in the format of Excel 97: numbers, dates and merged cells as they are."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for sheet in openpyxl.load_workbook(source).worksheets:
        copy = book.add_sheet(sheet.title)
        for area in sheet.merged_cells.ranges:
            text = sheet.cell(area.min_row, area.min_col).value
            copy.write_merge(area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1, text)
        merged = {(row, column) for area in sheet.merged_cells.ranges for row, column in area.cells}
        for row in sheet.iter_rows():
            for cell in row:
                if (
                    not isinstance(cell, MergedCell)
                    and cell.value is not None
                    and (cell.row, cell.column) not in merged
                ):
                    style = [day] if cell.is_date else []
                    copy.write(cell.row - 1, cell.column - 1, cell.value, *style)
    book.save(str(target))


def test_a_copy_under_another_name_reads_alike(tmp_path: Path) -> None:
    """The format is told by content: without its extension, every file still reads as itself."""
    make(tmp_path / "out", 300, 34)
    root = tmp_path / "out" / "seized"
    for name in FILES:
        if name not in UNREADABLE:
            bare = tmp_path / "bare"
            shutil.copy(root / name, bare)
            assert read(bare)[1] >= read(root / name)[1], name
