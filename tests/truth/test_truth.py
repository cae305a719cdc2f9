"""Found = truth: whole synthetic folders, and each file alone, through the commands that people use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import tiao
from tiao.demo.make import FILES, UNREADABLE, make
from truth.comparison import differences

WHOLE = pytest.mark.whole
READ = [name for name in FILES if name not in UNREADABLE]
# One file of each format; the others are part of the whole suite.
ONE_OF_EACH = {
    "电脑/客户资料.csv",
    "电脑/贷款余额.txt",
    "电脑/卡密.txt",
    "U盘/航班.json",
    "U盘/会员.jsonl",
    "手机/笔记.txt",
    "手机/QQ消息记录.txt",
    "电脑/汇总.xlsx",
}


def counted(folder: Path, case: Path) -> dict[str, Any]:
    """``tiao run``, then ``tiao count`` over the case that it left."""
    done = tiao("run", folder, "--out", case, "--by", "甲", "--by", "乙", "--json")
    assert done.code == 0, done.err
    count = tiao("count", "--case", case, "--all-methods", "--json")
    assert count.code == 0, count.err
    answer: dict[str, Any] = count.json
    assert answer["format"] == "tiao.count/1"
    return answer


def check(out: Path, case: Path) -> None:
    truth = json.loads((out / "truth.json").read_text("utf-8"))
    found = counted(out / "seized", case)
    assert differences(truth["methods"], found["methods"]) == []
    assert found["rows"] == truth["rows"]
    assert found["unreadable"] == truth["unreadable"]


@pytest.mark.parametrize(("rows", "seed"), [(300, 1), (1_500, 2), (6_000, 3)])
def test_folder(rows: int, seed: int, tmp_path: Path) -> None:
    make(tmp_path / "out", rows=rows, seed=seed)
    check(tmp_path / "out", tmp_path / "case")


@WHOLE
@pytest.mark.parametrize("seed", range(4, 10))
def test_folder_of_more_seeds(seed: int, tmp_path: Path) -> None:
    make(tmp_path / "out", rows=900, seed=seed)
    check(tmp_path / "out", tmp_path / "case")


@pytest.mark.parametrize("name", [name if name in ONE_OF_EACH else pytest.param(name, marks=WHOLE) for name in READ])
def test_one_file(name: str, tmp_path: Path) -> None:
    """A fault shows here in the format that it belongs to."""
    make(tmp_path / "out", rows=3_000, seed=21, only=[name])
    check(tmp_path / "out", tmp_path / "case")


def test_large_and_small_files(tmp_path: Path) -> None:
    """Above 50,000 rows the large files come in: 60,000 rows, 10,000 of them in one CSV file."""
    make(tmp_path / "out", rows=60_000, seed=5)
    check(tmp_path / "out", tmp_path / "case")
