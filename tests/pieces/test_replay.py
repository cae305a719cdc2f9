"""Runs on file are counted again: an edited one is named, an older one is left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oracle.records import Record
from pieces import made
from tiao.case import Case
from tiao.pieces.count import count, replay

NAME, MOBILE = ("name", "张三"), ("mobile", "13800000001")


@pytest.fixture
def counted(tmp_path: Path) -> Case:
    """A case with two runs on file: all methods, and one of them."""
    case = made.new_case(tmp_path / "case")
    made.write(case, {"E1.1-00001": [Record([NAME, MOBILE]), Record([MOBILE]), Record([MOBILE])]})
    count(case)
    count(case, ["by_row"])
    return case


def run_with(case: Case, methods: int) -> Path:
    return next(path for path in case.runs.iterdir() if len(json.loads(path.read_bytes())["methods"]) == methods)


def test_nothing_was_touched(counted: Case) -> None:
    assert len(list(counted.runs.iterdir())) == 2
    assert replay(counted) == []


def _total(run: dict[str, Any]) -> None:
    run["methods"]["by_row@1"]["total"] += 1


def _classes(run: dict[str, Any]) -> None:
    run["methods"]["by_row@1"]["classes"] |= {"general": 2, "property": 1}


def _reason(run: dict[str, Any]) -> None:
    run["methods"]["by_row@1"]["excluded"].append({"reason": "duplicate", "pieces": 1})


def _beside(run: dict[str, Any]) -> None:
    run["not_identifying"] = 5


def _more(run: dict[str, Any]) -> None:
    run["note"] = ""


@pytest.mark.parametrize("edit", [_total, _classes, _reason, _beside, _more])
@pytest.mark.parametrize("methods", [1, 4])
def test_an_edited_run_is_named(counted: Case, edit: Callable[[dict[str, Any]], None], methods: int) -> None:
    path = run_with(counted, methods)
    run = json.loads(path.read_bytes())
    edit(run)
    path.write_text(json.dumps(run, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    assert replay(counted) == [path.name]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"plan": {}, "methods": {"by_guess@1": {}}}'])
def test_what_is_no_run_is_named(counted: Case, text: str) -> None:
    path = run_with(counted, 4)
    path.write_text(text, encoding="utf-8")
    assert replay(counted) == [path.name]


def test_a_run_of_an_older_ledger_is_left_alone(counted: Case) -> None:
    made.write(counted, {"E1.1-00001": [Record([MOBILE])], "E2.1-00001": [Record([NAME])]})
    assert replay(counted) == []


def test_a_ledger_that_was_edited_behind_its_summary_shows(counted: Case) -> None:
    """The same summary over other lines: both runs no longer hold."""
    summary = (counted.ledger / "summary.json").read_bytes()
    made.write(counted, {"E1.1-00001": [Record([NAME, MOBILE]), Record([MOBILE])]})
    (counted.ledger / "summary.json").write_bytes(summary)
    assert replay(counted) == sorted(path.name for path in counted.runs.iterdir())


def test_counting_again_gives_the_same_run(counted: Case) -> None:
    before = {path.name: path.read_bytes() for path in counted.runs.iterdir()}
    count(counted)
    assert {path.name: path.read_bytes() for path in counted.runs.iterdir()} == before
