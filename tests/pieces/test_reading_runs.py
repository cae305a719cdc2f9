"""Runs under chosen readings: a run of their own beside the default one, counted again by ``verify``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oracle.records import Record
from pieces import made
from tiao.case import Case
from tiao.errors import Misuse
from tiao.pieces import count as every_count
from tiao.pieces.readings import reading_runs
from tiao.pieces.readings.reading_runs import Choice, count, replay
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import Place, Rebuttal, Scope
from tiao.pieces.runs import runs

NAME, M1, M2, SUM = ("name", "张三"), ("mobile", "13800000001"), ("mobile", "13800000002"), ("balance", "9")
BARE = {"bare_phone": Choice("with_tag", {"leave_out": {"only": [["mobile"]]}})}
PERSON = {"piece": Choice("person", {"method": "by_person@1"})}


@pytest.fixture
def counted(tmp_path: Path) -> Case:
    """A case with a default run and one under a reading."""
    case = made.new_case(tmp_path / "case")
    made.write(
        case, {"E1.1-00001": [Record([NAME, M1]), Record([M1]), Record([M2])], "E2.1-00001": [Record([M1, SUM])]}
    )
    every_count.count(case)
    count(case, BARE)
    return case


def run_of(case: Case, choice: dict[str, str] | None) -> Path:
    return next(path for path in case.runs.iterdir() if json.loads(path.read_bytes()).get("choice") == choice)


def test_the_document(counted: Case) -> None:
    default = json.loads(run_of(counted, None).read_bytes())
    answer = count(counted, BARE)
    assert answer["format"] == "tiao.count/1"
    assert answer["choice"] == {"bare_phone": "with_tag"}
    assert answer["share"] == []
    assert answer["left_out"] == 2
    assert answer["plan"]["readings"]["bare_phone"]["overlay"] == {"leave_out": {"only": [["mobile"]]}}
    assert {key: answer["plan"][key] for key in default["plan"]} == default["plan"]
    assert answer["run"] != default["run"]
    # All else has the shape of every count, and here its figures where the reading does not bear on them.
    assert set(answer) == {*default, "choice", "share", "left_out"}
    for name, figures in answer["methods"].items():
        assert set(figures) == set(default["methods"][name])
    assert [answer["methods"][name]["total"] for name in answer["methods"]] == [2, 2, 2, 1]
    assert [default["methods"][name]["total"] for name in answer["methods"]] == [4, 4, 3, 2]
    assert answer["methods"]["by_record@1"]["by_exhibit"] == {"E1": {"general": 1}, "E2": {"property": 1}}


def test_the_default_run_stays_as_it_is(counted: Case) -> None:
    path = run_of(counted, None)
    before = path.read_bytes()
    count(counted, PERSON)
    every_count.count(counted)
    assert path.read_bytes() == before
    assert len(list(counted.runs.iterdir())) == 3


def test_the_same_choice_is_the_same_run(counted: Case) -> None:
    before = run_of(counted, {"bare_phone": "with_tag"}).read_bytes()
    count(counted, {"bare_phone": Choice("with_tag", {"leave_out": {"only": [["mobile"], ["mobile"]]}})})
    assert len(list(counted.runs.iterdir())) == 2
    one = count(counted, {**BARE, **PERSON})
    assert count(counted, {**PERSON, **BARE})["run"] == one["run"]
    assert run_of(counted, {"bare_phone": "with_tag"}).read_bytes() == before


def test_a_position_can_take_another_method(counted: Case) -> None:
    answer = count(counted, PERSON, ["by_row"])
    assert answer["default_method"] == "by_person@1"
    assert list(answer["methods"]) == ["by_row@1", "by_person@1"]
    assert [figures["total"] for figures in answer["methods"].values()] == [4, 3]


def test_natural_persons_under_a_reading(counted: Case) -> None:
    answer = count(counted, BARE, ["by_person@2"])
    assert answer["methods"]["by_person@2"]["classes"] == {
        **dict.fromkeys(answer["methods"]["by_person@2"]["classes"], 0), "general": 1, "property": 1,
    }  # fmt: skip
    assert replay(counted) == []


def test_a_ledger_too_large_for_sql(counted: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_runs, "RECOUNTED", 3)
    with pytest.raises(Misuse, match="by_person@2"):
        count(counted, BARE, ["by_person@2"])
    # The others do not need it.
    assert count(counted, BARE)["methods"]["by_record@1"]["total"] == 2
    assert replay(counted) == []


def test_participants_of_chats(counted: Case) -> None:
    summary = json.loads((counted.ledger / "summary.json").read_bytes())
    summary["files"][1]["participants"] = 7
    (counted.ledger / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    answer = count(counted, {"chat_participants": Choice("counted", {"participants": "general"}, share=True)})
    assert answer["share"] == ["chat_participants"]
    totals = {name: (f["low"], f["total"], f["high"]) for name, f in answer["methods"].items()}
    assert totals == {
        "by_row@1": (4, 11, 11), "by_record@1": (4, 11, 11), "by_person@1": (3, 10, 10), "by_value@1": (2, 2, 2),
    }  # fmt: skip
    assert answer["methods"]["by_record@1"]["by_exhibit"] == {"E1": {"general": 3}, "E2": {"property": 1, "general": 7}}
    assert replay(counted) == []


def test_positions_that_cannot_be_held_at_once(counted: Case) -> None:
    with pytest.raises(Misuse, match="different counting methods: by_person@1, by_row@1"):
        count(counted, {**PERSON, "duplicates": Choice("as_seized", {"method": "by_row@1"})})


def test_nothing_was_touched(counted: Case) -> None:
    assert replay(counted) == []
    assert sorted(run.standing for run in runs(counted)) == ["reading", "today"]


def _total(run: dict[str, Any]) -> None:
    run["methods"]["by_row@1"]["total"] += 1


def _left_out(run: dict[str, Any]) -> None:
    run["left_out"] = 0


def _choice(run: dict[str, Any]) -> None:
    run["choice"] = {"bare_phone": "with_name"}


@pytest.mark.parametrize("edit", [_total, _left_out, _choice])
def test_an_edited_run_is_named(counted: Case, edit: Callable[[dict[str, Any]], None]) -> None:
    path = run_of(counted, {"bare_phone": "with_tag"})
    run = json.loads(path.read_bytes())
    edit(run)
    path.write_text(json.dumps(run, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    assert replay(counted) == [path.name]


@pytest.mark.parametrize(
    "readings", [[], 3, {"a": 1}, {"a": {"position": "b"}}, {"a": {"position": "b", "overlay": {"x": 1}, "share": 0}}]
)
def test_a_plan_that_cannot_be_read_is_no_accident(counted: Case, readings: Any) -> None:
    """It is not one of today's; ``verify`` names the file, whose digest the log knows."""
    path = run_of(counted, {"bare_phone": "with_tag"})
    run = json.loads(path.read_bytes())
    run["plan"]["readings"] = readings
    path.write_text(json.dumps(run), encoding="utf-8")
    assert replay(counted) == []
    assert next(one for one in runs(counted) if one.name == path.name).standing != "reading"


def test_a_run_under_other_rebuttals_is_older(counted: Case) -> None:
    number = rebut.add(
        counted, Rebuttal("untrue", Scope((Place("E2"),), (), (), ())), ["辩护人甲"], "不真实", "卷一 第1页"
    )
    assert [run.standing for run in runs(counted)] == ["older", "older"]
    assert replay(counted) == []
    answer = count(counted, BARE)
    assert answer["methods"]["by_record@1"]["classes"]["property"] == 0
    assert answer["methods"]["by_record@1"]["high_classes"]["property"] == 1
    assert {"reason": "rebutted_untrue", "pieces": 1} in answer["methods"]["by_record@1"]["excluded"]
    rebut.undo(counted, number, ["辩护人甲"], "撤回")
    assert sorted(run.standing for run in runs(counted)) == ["older", "reading", "today"]
