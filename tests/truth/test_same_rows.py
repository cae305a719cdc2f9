"""The same rows as CSV and in every other tabular format: the same figures, to the last piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import tiao
from content import database_files as made
from content.access_files import access_bytes
from tiao.content.databases import mdbtools
from tiao.demo.make import make
from truth.comparison import differences

Rows = list[list[str]]
SOURCE = "U盘/会员.jsonl"
FORMATS: dict[str, Callable[[Sequence[str], Rows], bytes]] = {
    "库.db": made.sqlite_bytes,
    "表.parquet": made.parquet_bytes,
    "表.feather": made.feather_bytes,
    "流.arrow": made.arrow_stream_bytes,
    "表.dbf": made.dbf_bytes,
    "集.bson": made.bson_bytes,
    "索引.json": made.elasticdump_bytes,
    "批.json": made.bulk_bytes,
    **({"库.mdb": access_bytes} if mdbtools.are_here() else {}),
}


def csv_bytes(header: Sequence[str], rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def counted(folder: Path, name: str, data: bytes) -> dict[str, Any]:
    (folder / "seized").mkdir(parents=True)
    (folder / "seized" / name).write_bytes(data)
    case = tiao.new(folder / "case")
    tiao.seal(folder / "seized", case, by=["甲", "乙"])
    tiao.find(case)
    figures: dict[str, Any] = tiao.count(case)
    assert figures["unreadable"] == 0
    return figures


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Rows, dict[str, Any]]:
    """A table of the demonstration and its truth, which its maker wrote down; cells as text, spaces at the ends too."""
    out = tmp_path_factory.mktemp("demo") / "out"
    truth = make(out, 20_000, 51, only=[SOURCE]).json()
    lines = [json.loads(line) for line in (out / "seized" / SOURCE).read_text("utf-8").splitlines()]
    header = [*lines[0]]
    rows = [["" if line[name] is None else str(line[name]) for name in header] for line in lines]
    return header, rows, truth


@pytest.fixture(scope="module")
def as_csv(table: tuple[list[str], Rows, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    header, rows, truth = table
    figures = counted(tmp_path_factory.mktemp("csv"), "名单.csv", csv_bytes(header, rows))
    assert differences(truth["methods"], figures["methods"]) == []
    return figures


@pytest.mark.parametrize("name", FORMATS)
def test_same_figures(
    name: str, table: tuple[list[str], Rows, dict[str, Any]], as_csv: dict[str, Any], tmp_path: Path
) -> None:
    header, rows, truth = table
    figures = counted(tmp_path, name, FORMATS[name](header, rows))
    assert figures["rows"] == truth["rows"] == len(rows)
    assert differences(as_csv["methods"], figures["methods"]) == []
    assert differences(truth["methods"], figures["methods"]) == []


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_same_contacts(version: str, tmp_path: Path) -> None:
    """Cards hold what a table of contacts holds."""
    people = [
        [f"{name}{'甲乙丙丁'[n % 4]}", f"138{n:08}", f"u{n % 40}@example.cn", f"北京市朝阳区幸福路{n}号"]
        for n in range(60)
        for name in ("张", "王")
    ]
    people = [*people, *people[:10]]
    cards = counted(tmp_path / "cards", "联系人.vcf", made.vcard_bytes(people, version, "gbk"))
    listed = counted(tmp_path / "csv", "联系人.csv", csv_bytes(["姓名", "手机", "邮箱", "地址"], people))
    assert cards["rows"] == listed["rows"] == len(people)
    assert listed["methods"]["by_record@1"]["total"] == 120
    assert differences(listed["methods"], cards["methods"]) == []
