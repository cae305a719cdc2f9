"""Under several rebuttals every figure walks back to its rows: the lines of each method and of each reason add up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from oracle.strategies import YEAR_MAX
from pieces.test_conformance import seized
from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence.seal import seal
from tiao.findings.find import find
from tiao.pieces.count import count, replay
from tiao.pieces.explain import explain
from tiao.pieces.overlap import overlap
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import LAST, REASONS, Place, Rebuttal, Scope
from tiao.pieces.rebuttals.rebut_effect import effect
from tiao.pieces.sql import count_by_sql


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Eight files that share rows, and three grounds; the last two rebuttals meet in some rows."""
    folder: Path = tmp_path_factory.mktemp("explained")
    seized(folder / "seized", 1)
    made = Case.create(folder / "case")
    seal([folder / "seized"], made, by=["甲", "乙"], authority="扣押决定书", at=datetime(YEAR_MAX, 3, 1, tzinfo=UTC))
    find(made)
    for ground, scope in (
        ("anonymised", Scope(places=(Place("E1"),))),
        ("public", Scope(places=(Place("E2", 1, 60), Place("E4", 30, LAST)))),
        ("untrue", Scope(places=(Place("E2", 40, 90), Place("E3")), doubts=("region_unknown", "resident_id_checksum"))),
        ("untrue", Scope(places=(Place("E4", 20, 50),), classes=("general",))),
    ):
        rebut.add(made, Rebuttal(ground, scope), ["丙"], "见鉴定意见", "卷二")
    return made


def test_every_figure_walks_back_to_its_rows(case: Case) -> None:
    answer = count(case)
    grounds = set()
    for name, figures in answer["methods"].items():
        assert sum(1 for _ in explain(case, name)) == figures["total"]
        for entry in figures["excluded"]:
            lines = list(explain(case, name, excluded=entry["reason"]))
            if entry["reason"] in REASONS or name == "by_row@1":
                grounds.add(entry["reason"])
                assert len(lines) == entry["pieces"], (name, entry["reason"])
        for class_, pieces in figures["classes"].items():
            if pieces:
                assert sum(1 for _ in explain(case, name, class_=class_)) == pieces
    assert {"rebutted_untrue", "rebutted_public", "rebutted_anonymised"} <= grounds


def test_the_recount_and_the_overlap_of_files_agree(case: Case) -> None:
    answer = count(case)
    by_sql = count_by_sql(case)
    assert {name: answer["methods"][name] for name in by_sql["methods"]} == by_sql["methods"]
    assert replay(case) == []
    per = answer["methods"]["by_record@1"]["by_exhibit"]
    matrix = overlap(case)
    diagonal = {name: matrix["matrix"][n][n] for n, name in enumerate(matrix["exhibits"])}
    assert {name: pieces for name, pieces in diagonal.items() if pieces} == {
        name: sum(classes.values()) for name, classes in per.items()
    }
    assert diagonal["E1"] == 0


def test_what_others_take_out_already_changes_nothing_more(case: Case) -> None:
    found = effect(case, Rebuttal("duplicate", Scope(places=(Place("E1", 1, 50),))))
    assert found["records"] > 0
    assert all(change["before"] == change["after"] for change in found["methods"].values())


def test_the_same_again_in_other_words_is_the_same(case: Case) -> None:
    pieces = (Place("E4", 30, 40), Place("E4", 41, LAST), Place("E2", 1, 60), Place("E2", 5, 6))
    with pytest.raises(Misuse, match="stands already"):
        rebut.add(case, Rebuttal("public", Scope(places=pieces)), ["丙"], "再次", "卷二")
