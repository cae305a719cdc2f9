"""Decisions: on record for good, undone by a later entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence.decisions import decide, decisions, digest, standing, undo
from tiao.evidence.vault import Vault


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.create(tmp_path / "case")
    Vault.create(case)
    return case


def test_a_decision_is_undone_and_stays_on_record(case: Case) -> None:
    first = decide(case, "rebuttal", ["赵检察官"], "号码为空号", "卷三第12页", {"file": "E1"})
    second = decide(case, "person", ["钱警官"], "同一人", body={"pair": ["a", "b"]})
    undone = undo(case, first, ["孙法官"], "复核后不采纳")
    assert [one.number for one in decisions(case)] == [first, second]
    assert [one.number for one in standing(case)] == [second]
    (gone,) = decisions(case, "rebuttal")
    assert (gone.undone, gone.by, gone.why, gone.evidence) == (undone, ("赵检察官",), "号码为空号", "卷三第12页")
    assert gone.body == {"file": "E1"}


def test_the_same_decisions_have_the_same_digest(case: Case) -> None:
    decide(case, "rebuttal", ["赵"], "一", body={"file": "E1"})
    one = digest(standing(case))
    number = decide(case, "rebuttal", ["赵"], "二", body={"file": "E2"})
    assert digest(standing(case)) != one
    undo(case, number, ["钱"], "三")
    assert digest(standing(case)) == one


def test_numbers_in_a_reason_are_masked(case: Case) -> None:
    decide(case, "rebuttal", ["赵"], "号码 13800001234 为空号", "见 13800001234 的笔录")
    (made,) = decisions(case)
    assert "13800001234" not in made.why + made.evidence


@pytest.mark.parametrize(("by", "why"), [([], "x"), (["  "], "x"), (["赵"], "  ")])
def test_a_decision_needs_a_person_and_a_reason(case: Case, by: list[str], why: str) -> None:
    with pytest.raises(Misuse):
        decide(case, "rebuttal", by, why)


def test_what_does_not_stand_cannot_be_undone(case: Case) -> None:
    number = decide(case, "rebuttal", ["赵"], "一")
    undo(case, number, ["钱"], "二")
    for wrong in (number, 0, 99):
        with pytest.raises(Misuse):
            undo(case, wrong, ["钱"], "三")
