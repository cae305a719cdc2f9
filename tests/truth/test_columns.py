"""The way back ends at the cell: each value that ``explain`` shows of a table names its column."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import tiao

HEADER = ["序号", "姓名", "备注", "手机", "身份证号"]
ROWS = [
    ["1", "张伟", "", "13800001234", "330212199306063201"],
    ["2", "李娜", "老客户，很好", "１３９００００１２３４", ""],
    ["3", "王芳", "电话 13700001234", "13600001234", "  330212199306063201 "],
]
# Han, full-width digits, blanks and a quoted comma stand before the values: bytes are not columns.
WANTED = {
    2: {"姓名": {2}, "手机": {4}, "身份证号": {5}},
    3: {"姓名": {2}, "手机": {4}},
    4: {"姓名": {2}, "手机": {3, 4}, "身份证号": {5}},
}
KINDS = {"name": "姓名", "mobile": "手机", "resident_id": "身份证号"}


def write_csv(path: Path) -> None:
    with open(path.with_suffix(".csv"), "w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *ROWS])


def write_xlsx(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    book.save(path.with_suffix(".xlsx"))


def write_json(path: Path) -> None:
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    path.with_suffix(".jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


def write_sqlite(path: Path) -> None:
    with sqlite3.connect(path.with_suffix(".db")) as base:
        base.execute(f"CREATE TABLE t ({', '.join(HEADER)})")
        base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", ROWS)
    base.close()


def found(folder: Path, case: Path) -> dict[int, dict[str, set[int]]]:
    made = tiao.new(case)
    tiao.seal([folder], made, by=["甲", "乙"])
    tiao.find(made)
    tiao.count(made)
    out: dict[int, dict[str, set[int]]] = {}
    lines: list[dict[str, Any]] = list(tiao.explain(made, method="by_row@1"))
    for line in lines:
        for value in line["values"]:
            if value["kind"] in KINDS:
                out.setdefault(line["row"], {}).setdefault(KINDS[value["kind"]], set()).add(value["column"])
    return out


@pytest.mark.parametrize(("write", "above"), [(write_csv, 0), (write_xlsx, 0), (write_json, 1), (write_sqlite, 1)])
def test_a_value_of_a_table_names_its_column(write: Any, above: int, tmp_path: Path) -> None:
    (tmp_path / "seized").mkdir()
    write(tmp_path / "seized" / "list")
    wanted = {row - above: columns for row, columns in WANTED.items()}
    assert found(tmp_path / "seized", tmp_path / "case") == wanted


def test_text_has_no_columns(tmp_path: Path) -> None:
    (tmp_path / "seized").mkdir()
    (tmp_path / "seized" / "note.txt").write_text("张伟的手机是13800001234，住在杭州。\n" * 3, "utf-8")
    made = tiao.new(tmp_path / "case")
    tiao.seal([tmp_path / "seized"], made, by=["甲", "乙"])
    tiao.find(made)
    tiao.count(made)
    values = [value for line in tiao.explain(made, method="by_row@1") for value in line["values"]]
    assert values
    assert all(set(value) == {"kind", "shown"} for value in values)
