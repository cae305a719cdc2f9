"""What stands beside the outcome: new facts, neighbouring offences in the document, the mark of a text not read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tiao.cli.main import execute
from tiao.errors import Misuse
from tiao.law import assess, list_rules, parse_facts, show
from tiao.law.logic import Interval
from tiao.law.rulebook import build, law
from tiao.law.vocabulary import FURTHER_AMOUNTS, FURTHER_FLAGS, NUMBERS

SOLD = [{"kind": "sell", "from": "2020-01-01", "to": "2020-06-30", "insider": False}]
GENERAL = [{"class": "general", "pieces": 5000}]


def document(**facts: Any) -> dict[str, Any]:
    return assess(parse_facts({"acts": SOLD, "counts": GENERAL, "amounts": {"illegal_income": 0}, **facts})).to_json()


def steps(found: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    def walk(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [hit for part in parts for hit in ([part] if part["rule"] == rule else []) + walk(part["parts"])]

    return walk(found["steps"])


def test_further_facts_are_read() -> None:
    facts = parse_facts(
        {
            "flags": {"site_or_group_set_up": {"value": True, "source": "卷一 第3页"}, "system_data_taken": False},
            "numbers": {"sites": 3, "group_members": {"value": 1000, "at_least": True}},
            "amounts": {"payment_settled": 200000},
            "filed_on": "2021-02-03",
            "prosecuted_on": "2021-06-01",
        }
    )
    assert facts.flags == {"site_or_group_set_up": True, "system_data_taken": False}
    assert facts.sources == {"site_or_group_set_up": "卷一 第3页"}
    assert facts.numbers == {"sites": Interval(3, 3), "group_members": Interval(1000, None)}
    assert facts.amounts == {"payment_settled": Interval(20_000_000, 20_000_000)}
    assert (facts.filed_on, facts.prosecuted_on) == (date(2021, 2, 3), date(2021, 6, 1))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"numbers": {"site": 3}}, "Did you mean sites?"),
        ({"flags": {"site_or_group_setup": True}}, "Did you mean site_or_group_set_up?"),
        ({"flags": {"refused_rectification": True}}, "Did you mean refused_rectification_order?"),
        ({"amounts": {"payment_setled": 1}}, "Did you mean payment_settled?"),
        ({"filed": "2021-01-01"}, "Did you mean filed_on?"),
        ({"numbers": {"sites": 2.5}}, "whole number"),
        ({"numbers": {"sites": -1}}, "negative"),
        ({"numbers": {"sites": True}}, "number is expected"),
        ({"filed_on": "2021"}, "whole date"),
        ({"filed_on": "2021-06-01", "prosecuted_on": "2021-02-03"}, "prosecuted before it is filed"),
    ],
)
def test_a_wrong_fact_is_misuse_that_names_the_nearest(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse, match=r".") as caught:
        parse_facts(facts)
    assert said in str(caught.value)


def test_no_further_fact_moves_the_outcome_of_art_253_1() -> None:
    plain = document()
    for pieces in (4999, 5000, 50000):
        counts = [{"class": "general", "pieces": pieces}]
        plain = document(counts=counts)
        every = document(
            counts=counts,
            flags=dict.fromkeys(FURTHER_FLAGS, True),
            numbers=dict.fromkeys(NUMBERS, 10**6),
            amounts={"illegal_income": 0, **dict.fromkeys(FURTHER_AMOUNTS, 1)},
            filed_on="2021-01-01",
        )
        assert (plain["outcome"], plain["range_months"]) == (every["outcome"], every["range_months"])
        assert plain["alternatives"] == []
        assert {item["rule"] for item in every["alternatives"]} == {"cn.286-1", "cn.287-1", "cn.287-2", "cn.285.2"}


def test_an_alternative_says_all_of_itself() -> None:
    found = document(flags={"site_or_group_set_up": True}, numbers={"groups": 5})["alternatives"]
    (item,) = found
    assert list(item) == [
        "rule", "offence", "offence_en", "cite", "quote", "met", "because", "because_en", "checked", "max_months",
        "relation", "relation_en", "pointed_to_by", "steps",
    ]  # fmt: skip
    assert (item["offence"], item["met"], item["checked"], item["max_months"]) == ("非法利用信息网络罪", True, True, 36)
    assert item["cite"] == "刑法第二百八十七条之一第一款"
    assert item["quote"].startswith("利用信息网络实施下列行为之一，情节严重的")
    assert item["pointed_to_by"] == "法释〔2017〕10号 第八条"
    assert "依照侵犯公民个人信息罪定罪处罚" in item["relation"]
    assert "第十条第（三）项" in item["because"]
    assert [step["cite"] for step in item["steps"]] == ["刑法第二百八十七条之一第一款", "法释〔2019〕15号 第十条"]


def test_what_was_not_read_says_so_in_the_rule_and_in_the_document() -> None:
    unread = {rule.id for rule in list_rules() if not rule.checked}
    assert unread == {"cn.1998-spp-crossing", "cn.2015-am9-time.1", "cn.285.2"}
    (item,) = document(flags={"system_data_taken": True})["alternatives"]
    assert (item["checked"], item["met"]) == (False, None)
    assert all(step["checked"] for step in steps(document(), "cn.2017-10.5.1.5"))
    acts = [{"kind": "steal", "from": "2014-01-01", "to": "2016-06-01"}]
    asked = {question["cite"]: question["checked"] for question in document(acts=acts)["open_questions"]}
    assert asked["高检发释字〔1998〕6号"] is False
    assert asked["刑法第八十九条第一款"] is True


def test_law_show_says_when_a_text_was_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["law", "show", "285(2)"]) == 0
    shown = capsys.readouterr().out
    assert "未核对原文 / not checked" in shown
    assert "五百组以上" in shown
    assert execute(["law", "show", "286-1"]) == 0
    shown = capsys.readouterr().out
    assert "not checked" not in shown
    assert "五万条以上" in shown
    assert execute(["law", "show", "286-1", "--json"]) == 0
    assert all(rule["checked"] for rule in json.loads(capsys.readouterr().out)["rules"])


def test_the_insider_s_fact_never_works_twice_silently() -> None:
    """2,500 pieces are serious only because an insider sold: then the heavier range is a question for a person."""
    sold = [{**SOLD[0], "insider": True}]
    for pieces, asked in ((2500, True), (5000, False), (25000, True), (50000, False)):
        found = document(acts=sold, counts=[{"class": "general", "pieces": pieces}])
        assert steps(found, "cn.253-1.am9.2")[0]["met"] is True
        texts = [question["question_en"] for question in found["open_questions"]]
        assert any("already lowered the line" in text for text in texts) is asked, pieces


def test_leniency_is_closed_to_what_is_especially_serious() -> None:
    good = {"first_offence": True, "gains_returned": True, "repentance": True}
    for pieces, met in ((5000, True), (50000, False)):
        found = document(counts=[{"class": "general", "pieces": pieces}], flags=good)
        assert steps(found, "cn.2017-10.10")[0]["met"] is met
    for missing in good:
        known = {name: True for name in good if name != missing}
        assert steps(document(flags=known), "cn.2017-10.10")[0]["met"] is None


def test_the_fine_is_one_to_five_times_the_income_in_whole_fen() -> None:
    fine = document(amounts={"illegal_income": "5000.01"})["fine"]
    assert (fine["low_fen"], fine["high_fen"]) == (500_001, 2_500_005)


def test_limitation_stands_in_the_document() -> None:
    assert document(filed_on="2021-02-03")["limitation"] == {
        "state": "running",
        "years": [5],
        "counted_from": "2020-06-30",
        "measured_on": "2021-02-03",
    }
    assert document(counts=[{"class": "general", "pieces": 4999}])["limitation"] is None


def test_references_of_neighbours_are_checked() -> None:
    rules = list_rules()
    for name in ("cn.286-1", "cn.2019-15.4", "cn.2019-15.4.8"):
        with pytest.raises(Misuse, match="does not exist"):
            build([rule for rule in rules if rule.id != name])


def test_articles_8_and_9_point_to_their_offences() -> None:
    assert law()["cn.2017-10.8"].leads_to == "cn.287-1"
    assert law()["cn.2017-10.9"].leads_to == "cn.286-1"
    assert [rule.id for rule in show("帮助信息网络犯罪活动罪")] == ["cn.287-2"]
