"""A small case that the tests of the commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command import Command, tiao


@pytest.fixture(scope="session")
def command() -> Command:
    return tiao


@pytest.fixture(scope="session")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three people, one of them twice, one identity number with a wrong check digit, and a broken workbook."""
    folder = tmp_path_factory.mktemp("seized")
    rows = [
        "编号,姓名,身份证号,手机号",
        "1,张三丰,11010119900307803X,13812345678",
        "2,李四光,11010119900307889X,13912345678",
        "3,张三丰,11010119900307803X,13812345678",
        "4,王五月,110101199003070009,13712345678",
    ]
    (folder / "客户名单.csv").write_text("\n".join(rows) + "\n", encoding="gb18030")
    (folder / "损坏.xlsx").write_bytes(b"PK\x03\x04 cut short")
    return folder


@pytest.fixture(scope="session")
def case(seized: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case made from ``seized`` by the main job. Read-only for tests."""
    folder = tmp_path_factory.mktemp("work") / "case"
    done = tiao("run", seized, "--out", folder, "--by", "甲", "--by", "乙", "--json")
    assert done.code == 0, done.err
    return folder
