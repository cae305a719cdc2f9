"""Counts from exhibits: read strictly, counted by art. 11."""

from __future__ import annotations

from typing import Any

import pytest

from tiao.cli import tables
from tiao.errors import Misuse
from tiao.law import assess, parse_facts, words
from tiao.law.exhibits import read_count

SELL = {"kind": "sell", "from": "2020-01-01", "insider": False}


def document(**method: Any) -> dict[str, Any]:
    return {"format": "tiao.count/1", "methods": {"by_record@1": {"classes": {"general": 4999}, **method}}}


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        {"format": "tiao.count/2", "methods": {}},
        {"format": "tiao.count/1"},
        {"format": "tiao.count/1", "methods": {"by_row@1": {"classes": {}}}},
        {"format": "tiao.count/1", "methods": {"by_record@1": {}}},
        document(classes={"generel": 1}),
        document(classes={"general": -1}),
        document(classes={"general": 1.5}),
        document(classes={"general": True}),
        document(low="many"),
        document(by_exhibit=[1]),
        document(excluded=[{"reason": "duplicate"}]),
        document(excluded=7),
        {**document(), "readings": {"order_rows": {"transaction": {"classes": {}}}}},
        {**document(), "readings": {"order_row": {"goods": {"classes": {}}}}},
        {**document(), "combinations": [{"classes": {}}]},
    ],
)
def test_a_count_that_does_not_fit_is_misuse(bad: Any) -> None:
    with pytest.raises(Misuse):
        read_count(bad)


def test_bounds_per_class_when_the_count_has_them() -> None:
    count = read_count(document(low_classes={"general": 10}, high_classes={"general": 20, "credit": 1}))
    assert (count.low["general"], count.high["general"], count.high["credit"]) == (10, 20, 1)


def test_bounds_of_the_total_bind_every_class() -> None:
    count = read_count(document(classes={"general": 100, "credit": 5}, total=105, low=95, high=107))
    assert (count.low["general"], count.low["credit"]) == (90, 0)
    assert (count.high["general"], count.high["credit"]) == (102, 7)


def test_other_readings_flip() -> None:
    count = document()
    count["readings"] = {"order_row": {"transaction": {"classes": {"transaction": 4999}}}}
    facts = parse_facts({"acts": [SELL], "amounts": {"illegal_income": 0}})
    found = assess(facts, count)
    assert found.outcome == "not_met"
    assert [(f.from_, f.to, f.outcome) for f in found.flips if f.reading == "order_row"] == [
        ("by_columns", "transaction", "serious")
    ]


def test_recipients_without_pieces_per_exhibit_are_a_question_and_a_flip() -> None:
    facts = parse_facts(
        {"acts": [{**SELL, "of": ["E1"], "recipients": ["甲", "乙"]}], "amounts": {"illegal_income": 0}}
    )
    found = assess(facts, document())
    assert found.outcome == "not_met"
    assert ("by_acts", "multiplied", "serious") in {(f.from_, f.to, f.outcome) for f in found.flips}
    assert "法释〔2017〕10号 第十一条第二款" in {question.cite for question in found.open_questions}


def test_pieces_and_steps_say_what_was_left_out() -> None:
    facts = parse_facts({"acts": [SELL], "amounts": {"illegal_income": 0}})
    excluded = [{"reason": "duplicate", "pieces": 7}, {"reason": "resident_id_date", "pieces": 0}]
    found = assess(facts, document(excluded=excluded))
    bulk = next(step for step in found.steps if step.rule == "cn.2017-10.11.3")
    assert "5006" in bulk.because
    assert "重复 7" in bulk.because
    assert "duplicate 7" in bulk.because_en
    assert "4999" in bulk.because


def test_what_follows_from_a_grade_is_open_while_the_grade_is() -> None:
    """2500 that may be 5000: the fine and art. 10 wait for the grade, and no income gives no multiple."""
    act = {**SELL, "recipients": ["甲", "乙"]}
    facts = {"acts": [act], "counts": [{"class": "general", "pieces": 2500}], "amounts": {"illegal_income": 0}}

    def after(**flags: bool) -> dict[str, tuple[bool | None, str]]:
        found = assess(parse_facts({**facts, "flags": flags}))
        assert found.outcome == "undetermined"
        return {step.rule: (step.met, step.because_en) for step in found.steps}

    both = ("cn.2017-10.10", "cn.2017-10.12")
    assert [after(first_offence=True)[name][0] for name in both] == [None, None]
    assert after(first_offence=False)["cn.2017-10.10"][0] is False
    assert "no illegal income" in after()["cn.2017-10.12"][1]


def test_reasons_have_the_words_of_the_terminal() -> None:
    assert words.REASON_ZH == tables.REASON_ZH
