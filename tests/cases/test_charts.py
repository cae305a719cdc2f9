"""The tables as pictures: what is drawn is what the tables say, and the files are what they are called."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tiao.cases.sets import CodedSet
from tiao.cases.stats.charts import charts, write
from tiao.cases.stats.document import document
from tiao.cases.stats.tally import Tally
from tiao.errors import Misuse


@cache
def made() -> dict[str, Any]:
    return document(Tally().add(CodedSet().rows()), "43", ["ningbo"])


def test_marks_stand_where_the_tables_say() -> None:
    drawn = charts(made(), "zh")
    assert "employment" not in drawn, "nobody's occupation is recorded: nothing to draw"
    values = drawn["means"].to_dict()["data"]["values"]
    table = next(one for one in made()["tables"] if one["id"] == "means")
    for value, row in zip(values, table["rows"], strict=True):
        for key, share in (("share", row["share"]), ("low", row["interval"]["low"]), ("high", row["interval"]["high"])):
            assert 0 <= Fraction(share) * 100 - Fraction(value[key]) < Fraction(1, 100)
    # Ningbo: 37 and 90 of 166.
    assert [value["theirs"] for value in values] == ["22.28", "54.21"]


def test_years_without_a_case_stand_with_nought() -> None:
    values = charts(made(), "en")["years"].to_dict()["data"]["values"]
    assert [(one["year"], one["n"]) for one in values][:5] == [
        ("2017", 2),
        ("2018", 0),
        ("2019", 0),
        ("2020", 0),
        ("2021", 2),
    ]


def test_files_for_screen_and_print(tmp_path: Path) -> None:
    few = {**made(), "tables": [one for one in made()["tables"] if one["id"] == "means"]}
    names = write(few, tmp_path / "c", ("svg", "png", "html"), "zh")
    assert names == ["years.svg", "years.png", "means.svg", "means.png", "charts.html"]
    root = ET.parse(tmp_path / "c" / "means.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = "".join(root.itertext())
    assert all(words in said for words in ("利用职业便利", "16/43 = 37.2 %", "◇ 22.3 % CJO", "有记载 43 / 43"))
    assert (tmp_path / "c" / "means.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "c" / "charts.html").read_text("utf-8")
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org", ""), "nothing is fetched"
    with pytest.raises(Misuse):
        write(few, tmp_path / "c", ("svg",), "zh")
