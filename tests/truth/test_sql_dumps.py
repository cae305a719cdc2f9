"""The same rows give the same figures, exactly, whichever program dumped them: the truth is that of the rows as CSV."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tiao
from content.sql_dumps import WRITERS
from tiao.demo.make import make
from tiao.findings.found import summary
from tiao.pieces import reread
from tiao.pieces.persons.linked import Place
from truth.comparison import differences
from truth.reading import rows_of

FILES = ("U盘/会员.jsonl", "电脑/征信.csv", "U盘/轨迹.csv", "电脑/医院.csv")
# The others are part of the whole suite.
IN_CI = ("mysqldump_gbk", "pg_copy", "sql_server", "oracle")


@pytest.mark.parametrize(
    "dialect", [name if name in IN_CI else pytest.param(name, marks=pytest.mark.whole) for name in WRITERS]
)
def test_figures(dialect: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(out, rows=9_000, seed=41, only=FILES)
    for name in FILES:
        header, *rows = rows_of(out / "seized", name)
        path = out / "seized" / name
        path.unlink()
        # An empty cell is NULL in every other row: both say nothing.
        cells = [[value or (None if at % 2 else "") for value in row] for at, row in enumerate(rows)]
        path.with_suffix(".sql").write_bytes(WRITERS[dialect](header, cells))
    truth = json.loads((out / "truth.json").read_text("utf-8"))
    case = found_in(out / "seized", tmp_path / "case")
    counted = tiao.count(case)
    assert differences(truth["methods"], counted["methods"]) == []
    assert counted["rows"] == truth["rows"]
    assert counted["unreadable"] == 0


def found_in(seized: Path, folder: Path) -> tiao.Case:
    case = tiao.new(folder)
    tiao.seal([seized], case, ["甲", "乙"])
    tiao.find(case)
    return case


def test_a_piece_leads_back_to_its_row(tmp_path: Path) -> None:
    """The values of a record are found again in the dump, behind another table and in a later piece."""
    seized = tmp_path / "seized"
    seized.mkdir()
    filling = "".join(f"INSERT INTO `log` VALUES ({n},'{'x' * 900}');\n" for n in range(10_000))
    rows = "".join(f"INSERT INTO `t` VALUES ({n},'139{n:08}');\n" for n in range(50))
    text = f"CREATE TABLE `t` (`id` int, `phone` varchar(11));\n{rows}{filling}"
    (seized / "dump.sql").write_text(f"{text}INSERT INTO `t` VALUES (99,'13912345678');\n", encoding="utf-8")
    case = found_in(seized, tmp_path / "case")
    places = [Place("E1.1", row, 1) for row in (1, 50, 51)]
    found = reread.values(case, places)
    assert [[value.raw for value in found[place]] for place in places] == [
        ["13900000000"], ["13900000049"], ["13912345678"]
    ]  # fmt: skip
    tables = [entry["table"] for entry in summary(case)["files"]]
    assert tables == ["t", "log"]
