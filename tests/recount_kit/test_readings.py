"""Runs under chosen readings in the kit: each is counted again under what its plan says that it changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recount_kit.conftest import Alone, unpacked
from recount_kit.test_recount import PEOPLE, compared, count_again, mend, replace
from tiao.case import Case
from tiao.pieces.readings.reading_runs import Choice, count
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import Place, Rebuttal, Scope
from tiao.run import count as count_by_default
from tiao.run import recount_kit

READINGS: dict[str, dict[str, Any]] = {
    "fewer identify": {"identity": {"without_alone": ["mobile"], "together": [["mobile", "name"]]}},
    "another class": {
        "classes": [{"class": "transaction", "any": ["goods"]}, {"class": "property", "all": ["mobile"]}]
    },
    "left out": {"leave_out": {"doubts": ["company", "region_unknown"], "only": [["mobile"], ["name", "mobile"]]}},
    "participants": {"participants": "general"},
}


def kit_of(case: Case, folder: Path) -> tuple[Path, dict[str, Any]]:
    folder.mkdir()
    written = recount_kit(case, folder / "kit.zip")
    return unpacked(folder / "kit.zip", folder / "kit"), written


@pytest.mark.parametrize("rebutted", [False, True], ids=["", "under rebuttals"])
def test_readings_are_counted_again(alone: Alone, own: Case, tmp_path: Path, rebutted: bool) -> None:
    if rebutted:
        rebut.add(own, Rebuttal("duplicate", Scope(places=(Place("E1", 2, 6),))), PEOPLE, "重复", "卷一第3页")
        rebut.add(own, Rebuttal("public", Scope(classes=("general",))), PEOPLE, "已公开", "卷一第4页")
    default = count_by_default(own)
    runs = {name: count(own, {"question": Choice("other", overlay)}) for name, overlay in READINGS.items()}
    assert len({run["run"] for run in runs.values()} | {default["run"]}) == 5
    assert all(run["methods"] != default["methods"] for run in runs.values())
    kit, written = kit_of(own, tmp_path / "under")
    assert {run["run"] for run in runs.values()} <= set(written["runs"])
    done = count_again(alone, kit)
    assert (done.json["findings"], done.code) == ([], 0)
    compared(done, kit)
    for run in runs.values():
        own_figures = [one for one in done.json["methods"] if one["run"] == f"runs/{run['run']}.json"]
        assert {one["method"] for one in own_figures} == {*default["methods"], ""}
        beside = next(one["recounted"] for one in own_figures if not one["method"])
        assert beside == {"not_identifying": run["not_identifying"], "left_out": run["left_out"]}


def test_a_reading_that_changes_more_than_it_says_is_named(alone: Alone, own: Case, tmp_path: Path) -> None:
    run = count(own, {"question": Choice("other", READINGS["another class"])})
    kit, _ = kit_of(own, tmp_path / "under")
    sql = json.loads((kit / "manifest.json").read_bytes())["runs"]
    path = next(one["reading"]["sql"] for one in sql if one["path"] == f"runs/{run['run']}.json")
    replace(kit / path, "'transaction'", "'property'")
    mend(kit)
    named = count_again(alone, kit).named
    assert named
    assert all(kind == "figure" and where.startswith(f"runs/{run['run']}.json") for kind, where in named)
