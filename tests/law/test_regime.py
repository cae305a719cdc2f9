"""Dates and versions: 从旧兼从轻."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tiao.law import assess, parse_facts
from tiao.law.assessment import Assessment
from tiao.law.decision import Basis, decide
from tiao.law.rule import Condition
from tiao.law.rulebook import build, law


def assessed(*spans: tuple[str | None, str | None], on: date | None = None, **more: Any) -> Assessment:
    acts = [
        {"kind": "steal", **({"from": a} if a else {}), **({"to": b} if b else {}), "insider": False} for a, b in spans
    ]
    facts = {"acts": acts, "counts": [{"class": "general", "pieces": 60000}], "amounts": {"illegal_income": 0}, **more}
    return assess(parse_facts(facts), on=on)


def cites(found: Assessment) -> set[str]:
    return {question.cite for question in found.open_questions}


@pytest.mark.parametrize(
    ("day", "regime", "outcome", "months"),
    [
        ("1999-01-01", "none", "no_crime_at_that_time", None),
        ("2009-02-27", "none", "no_crime_at_that_time", None),
        ("2009-02-28", "am7", "serious", 36),
        ("2015-10-31", "am7", "serious", 36),
        ("2015-11-01", "am9+2017-10", "especially_serious", 84),
        ("2017-05-31", "am9+2017-10", "especially_serious", 84),
        ("2026-11-01", "am9+2017-10", "especially_serious", 84),
    ],
)
def test_the_law_at_the_time_of_the_act(day: str, regime: str, outcome: str, months: int | None) -> None:
    found = assessed((day, day))
    assert (found.regime, found.outcome) == (regime, outcome)
    assert (found.range_months and found.range_months["max"]) == months
    asked = assessed((None, None), on=date.fromisoformat(day))
    assert (asked.regime, asked.outcome) == (regime, outcome)


def test_numbers_under_amendment_vii_are_a_reference() -> None:
    found = assessed(("2012-01-01", "2012-02-01"))
    assert found.reference_only
    assert any("参照" in question.text for question in found.open_questions)
    assert not assessed(("2020-01-01", "2020-02-01")).reference_only


def test_dates_of_the_acts_go_before_the_date_asked_for() -> None:
    found = assessed(("2012-01-01", "2012-02-01"), on=date(2026, 1, 1))
    assert (found.regime, found.outcome) == ("am7", "serious")
    assert any("2026-01-01" in question.text for question in found.open_questions)


def test_one_end_of_an_act_is_taken_as_its_day() -> None:
    found = assessed(("2012-01-01", None))
    assert found.regime == "am7"
    assert any("起始或者终了" in question.text for question in found.open_questions)
    assert assessed((None, "2012-01-01")).regime == "am7"


def test_an_act_without_a_date_goes_with_the_others() -> None:
    found = assessed(("2012-01-01", "2012-01-02"), (None, None))
    assert found.regime == "am7"
    assert any("部分行为未给出日期" in question.text for question in found.open_questions)


def test_acts_before_the_offence_are_left_out() -> None:
    """One act in 2008, another in 2012 by an outsider who only sold: nothing of the second is covered."""
    facts = {
        "acts": [
            {"kind": "steal", "from": "2008-01-01", "to": "2008-02-01"},
            {"kind": "sell", "from": "2012-01-01", "to": "2012-02-01", "insider": False},
        ],
        "counts": [{"class": "general", "pieces": 60000}],
    }
    found = assess(parse_facts(facts))
    assert (found.regime, found.outcome) == ("am7", "not_met")
    assert "高检发释字〔1997〕4号 第三项" in cites(found)


def test_exhibits_of_acts_left_out_are_not_counted() -> None:
    facts = {
        "acts": [
            {"kind": "steal", "from": "2008-01-01", "to": "2008-02-01", "of": ["E1"]},
            {"kind": "steal", "from": "2012-01-01", "to": "2012-02-01", "of": ["E2"]},
        ],
        "amounts": {"illegal_income": 0},
    }
    per = {"E1": {"general": 60000}, "E2": {"general": 4999}}
    method = {"total": 64999, "low": 64999, "high": 64999, "classes": {"general": 64999}, "by_exhibit": per}
    found = assess(parse_facts(facts), {"format": "tiao.count/1", "methods": {"by_record@1": method}})
    assert found.outcome == "not_met"
    assert found.pieces is not None
    assert found.pieces["general"].low == 4999


def test_a_later_law_that_is_lighter_applies(monkeypatch: pytest.MonkeyPatch) -> None:
    """No such law has been made: a later version that covers selling only stands in for it."""
    new = law()["cn.253-1.am9"]
    assert new.offence is not None
    narrow = Condition.model_validate({"acts": {"kind": ["sell"]}})
    lighter = new.model_copy(update={"offence": new.offence.model_copy(update={"conduct": narrow})})
    changed = build([lighter if rule.id == new.id else rule for rule in law().rules.values()])
    monkeypatch.setattr("tiao.law.decision.law", lambda: changed)
    facts = {"acts": [{"kind": "steal", "from": "2012-01-01"}], "counts": [{"class": "general", "pieces": 5000}]}
    decision = decide(Basis(parse_facts(facts)))
    assert (decision.applied.regime, decision.applied.outcome) == ("am9+2017-10", "not_met")
    assert "适用新法" in decision.steps[0].because


def test_no_date_says_what_other_times_would_give() -> None:
    flips = {flip.to: (flip.outcome, flip.max_months) for flip in assessed((None, None)).flips}
    assert flips["am7"] == ("serious", 36)
    assert flips["none"] == ("no_crime_at_that_time", None)


def test_nothing_given_at_all() -> None:
    found = assess(parse_facts(None))
    assert found.outcome == "undetermined"
    assert found.fine.low_fen is None
    assert {"刑法第十二条第一款", "法释〔2017〕10号 第十一条第三款"} <= cites(found)
