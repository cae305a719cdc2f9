"""Coded cases as a sheet: nothing is lost on the way out and back, and a bad cell is named."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tiao.cases.coded.back import record_of
from tiao.cases.coded.lines import published_path, read_coded
from tiao.cases.coded.sheet import COLUMNS, is_coded_sheet, lines_of, rows_of
from tiao.cases.row import row_of
from tiao.cases.sets import file_set
from tiao.cases.sheet_file import write_sheet
from tiao.errors import Misuse
from tiao.law.courts.record import Unread

KIND = ("categories.name_zh", "categories.pieces")


def records() -> list[dict[str, Any]]:
    lines = published_path().read_text("utf-8").splitlines()
    return [json.loads(line, parse_float=Decimal) for line in lines]


def table(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook as a person fills it in: with numbers and days, not texts."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_published_cases_come_back_equal(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{ending}"
    assert write_sheet(path, rows_of(records())) > 43
    assert is_coded_sheet(path)
    assert [json.loads(line.text, parse_float=Decimal) for line in lines_of(path)] == records()
    # The statements say the same as those of the lines.
    made = [one for one in read_coded(path) if not isinstance(one, Unread)]
    assert [record_of(map(row_of, one.statements)) for one in made] == records()
    assert len(list(file_set(path).rows())) == len(list(file_set(None).rows()))


def test_fields_that_nobody_foresaw_are_kept(tmp_path: Path) -> None:
    record = {"id": "a", "acts": ["sell"], "city": "杭州", "categories": [{"name_zh": "行踪轨迹", "seen_by": "乙"}, {}]}
    path = tmp_path / "c.csv"
    write_sheet(path, rows_of([record]))
    (line,) = lines_of(path)
    back = json.loads(line.text)
    assert (back["city"], back["categories"][0]["seen_by"], back["acts"]) == ("杭州", "乙", ["sell"])


def test_a_sheet_filled_in_by_hand(tmp_path: Path) -> None:
    from datetime import date

    path = table(
        tmp_path / "by-hand.xlsx",
        (" id", "court ", "date_of_judgment", "acts", "insider", "illegal_income_cny", *KIND),
        ("甲案", "某区人民法院", date(2021, 8, 23), "sell", "是", 12345.5, "行踪轨迹", 500),
        (None, None, None, "purchase", None, None, "住宿信息", "1,200"),
        (None,) * 8,
        ("乙案", None, "2022-01-05", "provide", False, None, None, None),
    )  # fmt: skip
    first, second = (json.loads(line.text, parse_float=Decimal) for line in lines_of(path))
    assert (first["court"], first["date_of_judgment"], first["acts"]) == (
        "某区人民法院",
        "2021-08-23",
        ["sell", "purchase"],
    )
    assert (first["insider"], first["illegal_income_cny"]) == (True, Decimal("12345.5"))
    assert [(one["name_zh"], one["pieces"]) for one in first["categories"]] == [("行踪轨迹", 500), ("住宿信息", 1_200)]
    assert (second["insider"], second["categories"], second["date_of_judgment"]) == (False, [], "2022-01-05")
    by_case = {row.case for row in file_set(path).rows()}
    assert by_case == {"甲案", "乙案"}


@pytest.mark.parametrize(
    ("column", "cell", "what"),
    [
        ("insider", "maybe", "insider: true, false or nothing is expected"),
        ("categories.pieces", "many", "categories.pieces: a number or nothing is expected"),
        ("sentence_range_months", "36 to 84", "sentence_range_months: a list is expected, as in [36, 84]"),
        ("sentence_range_months", "NaN", "sentence_range_months: a list is expected, as in [36, 84]"),
    ],
)
def test_a_cell_that_cannot_be_is_named(column: str, cell: str, what: str, tmp_path: Path) -> None:
    path = table(tmp_path / "c.xlsx", ("id", column), ("a", cell), ("b", None), (None, cell))
    assert [(line.row, line.wrong) for line in lines_of(path)] == [(2, what), (3, f"row 4, {what}")]
    assert list(read_coded(path)) == [Unread(2, what), Unread(3, f"row 4, {what}")]
    assert cell not in what


def test_a_sheet_with_other_columns_is_refused(tmp_path: Path) -> None:
    assert COLUMNS[0] == "id"
    for number, header in enumerate([("name", "court"), ("id", "court", "court")]):
        with pytest.raises(Misuse, match=r"no column id|stands twice"):
            list(lines_of(table(tmp_path / f"{number}.xlsx", header, ("a", "b", "c"))))
    (tmp_path / "gbk.csv").write_bytes("id,court\na,某法院\n".encode("gbk"))
    with pytest.raises(Misuse, match="cannot be read"):
        list(lines_of(tmp_path / "gbk.csv"))
