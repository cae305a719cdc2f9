"""Case records as facts: only what the record says, null stays unknown, 余 and 近 are bounds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.law.courts import Converted, facts_of, numbers, published
from tiao.law.courts.record import Record, _Bad, _record
from tiao.law.facts import parse_facts
from tiao.law.logic import Interval


def converted(mapped: bool = False, **row: Any) -> Converted:
    return facts_of(record(**row), mapped)


def record(**row: Any) -> Record:
    return _record({"id": "a", "acts": ["sell"], **row})


def pieces(*categories: dict[str, Any], **row: Any) -> list[Any]:
    return [entry["pieces"] for entry in converted(categories=list(categories), **row).document["counts"]]


def test_nothing_said_is_nothing_given() -> None:
    found = converted(acts=[], categories=[], other_circumstances=None)
    assert found.document == {}
    assert found.on is None
    assert found.remarks == ("no_regime", "pieces_not_given")
    assert parse_facts(found.document).acts is None


def test_null_pieces_are_unknown_and_not_none() -> None:
    found = converted(categories=[{"tier_court": 1, "pieces": None}, {"tier_court": 3, "pieces": 4000}])
    counts = parse_facts(found.document).counts
    assert counts is not None
    assert [(entry.cls, entry.pieces) for entry in counts] == [
        ("property", Interval(0, None)),
        ("general", Interval(4000, 4000)),
    ]


@pytest.mark.parametrize(
    ("name", "tier", "cls"),
    [
        ("车辆行踪轨迹信息", 1, "whereabouts"),
        ("手机短信记录（通信内容）", 1, "communication_content"),
        ("个人征信报告", 1, "credit"),
        ("支付账户", 1, "property"),
        ("开房记录", 2, "lodging"),
        ("手机通话记录", 2, "communication_record"),
        ("病历", 2, "health"),
        ("网购订单", 2, "transaction"),
        ("身份证照片", 2, "other_sensitive"),
        ("征信报告", 3, "general"),
    ],
)
def test_the_tier_decides_and_the_name_only_chooses_within_it(name: str, tier: int, cls: str) -> None:
    entry = {"name_zh": name, "tier_court": tier, "pieces": 1}
    assert converted(categories=[entry]).document["counts"][0]["class"] == cls
    mapped = {"name_zh": name, "tier_court": None, "tier_mapped": tier, "pieces": 1}
    assert converted(categories=[mapped]).document["counts"][0]["class"] == "unclassified"
    assert converted(mapped=True, categories=[mapped]).document["counts"][0]["class"] == cls


@pytest.mark.parametrize(
    ("text", "value", "bounds"),
    [
        ("30余万条", 300_000, {"low": 300_000}),
        ("8878万余人次", 88_780_000, {"low": 88_780_000}),
        ("10万多条", 100_000, {"low": 100_000}),
        ("3.9万余条", 39_000, {"low": 39_000}),
        ("逾19000条", 19_000, {"low": 19_000}),
        ("100+ and 8100万+ are lower bounds", 81_000_000, {"low": 81_000_000}),
        ("more than 640,000 resumes", 640_000, {"low": 640_000}),
        ("1.8 million pieces", 1_800_000, 1_800_000),
        ("五千条以上", 5000, 5000),
        ("近5000条", 5000, {"low": 0, "high": 5000}),
        ("约6000条", 6000, {"low": 5500, "high": 6499}),
        ("约16万条", 160_000, {"low": 155_000, "high": 164_999}),
        ("三千多组", 3000, {"low": 3000}),
        ("10000余+10000余+4100余", 24_100, {"low": 24_100}),
        ("160308条", 160_308, 160_308),
        ("花费5000余元", 5000, 5000),
        ("近5000条，又5000余条", 5000, {"low": 0}),
        ("", 5000, 5000),
    ],
)
def test_approximate_numbers_are_bounds(text: str, value: int, bounds: Any) -> None:
    assert pieces({"tier_court": 3, "pieces": value}, quote=text) == [bounds]


@pytest.mark.parametrize(
    ("text", "value", "income"),
    [
        ("获利一万余元", 10_000, {"low": 10_000}),
        ("违法所得共计450余万元", 4_500_000, {"low": 4_500_000}),
        ("非法获利7980元", 7980, "7980"),
        ("5000余条", 5000, "5000"),
        ("近5000元", 5000, {"low": 0, "high": 5000}),
    ],
)
def test_approximate_money_is_a_bound(text: str, value: int, income: Any) -> None:
    assert converted(illegal_income_cny=value, quote=text).document["amounts"] == {"illegal_income": income}


def test_no_income_said_and_an_income_of_nothing() -> None:
    assert "amounts" not in converted(illegal_income_cny=None).document
    assert converted(illegal_income_cny=0).document["amounts"] == {"illegal_income": "0"}


def test_acts_and_who_the_insider_is() -> None:
    acts = converted(acts=["illegal_use", "sell", "purchase", "sell"], insider=True).document["acts"]
    assert acts == [{"kind": "use"}, {"kind": "sell", "insider": True}, {"kind": "purchase"}]
    assert converted(acts=["sell"], insider=None).document["acts"] == [{"kind": "sell"}]


@pytest.mark.parametrize(
    ("circumstance", "flags"),
    [
        ("初犯", {"first_offence": {"value": True, "source": "初犯"}}),
        ("系初犯，退清赃款", {"first_offence": {}, "gains_returned": {}}),
        ("不属于初犯", {}),
        ("未全部退赃", {}),
        ("认罪认罚", {}),
        ("受害人抑郁", {}),
        ("造成被害人死亡", {"consequences": {}}),
        ("不知道他人利用公民个人信息实施犯罪", {}),
    ],
)
def test_circumstances_in_the_words_of_the_text_only(circumstance: str, flags: dict[str, Any]) -> None:
    found = converted(other_circumstances=[circumstance]).document.get("flags", {})
    assert set(found) == set(flags)
    parse_facts({"flags": found})
    for name, wanted in flags.items():
        assert not wanted or found[name] == wanted


def test_article_6_refused_by_the_court() -> None:
    """Changping 2017: 非法经营，不适用第六条合法经营."""
    changping = next(found for found in published()[0] if found.id == "bj-changping-2017-985")
    acts = facts_of(changping).document["acts"]
    assert acts == [{"kind": "purchase", "lawful_business": False}, {"kind": "use"}]
    assert "lawful_business" not in converted(acts=["purchase"]).document["acts"][0]


@pytest.mark.parametrize(
    ("regime", "day"),
    [
        ("none", "2009-02-27"),
        ("amendment_vii", "2009-02-28"),
        ("amendment_ix", "2015-11-01"),
        ("amendment_ix+fashi2017_10", "2017-06-01"),
        ("other", None),
        (None, None),
    ],
)
def test_the_law_of_the_record_gives_the_day(regime: str | None, day: str | None) -> None:
    found = converted(regime=regime).on
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    "row",
    [
        {"id": ""},
        {"id": 5},
        {"id": "x\ny"},
        {"acts": "sell"},
        {"acts": [1]},
        {"insider": "yes"},
        {"categories": [5]},
        {"categories": [{"tier_court": True}]},
        {"categories": [{"pieces": 1.5}]},
        {"illegal_income_cny": -1},
        {"illegal_income_cny": True},
        {"sentence_range_months": [1, "x"]},
        {"date_of_judgment": "gestern"},
        {"regime": 5},
    ],
)
def test_odd_records_are_refused_in_one_sentence(row: dict[str, Any]) -> None:
    with pytest.raises(_Bad) as refused:
        record(**row)
    assert str(refused.value)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**12), st.sets(st.sampled_from([numbers.AT_LEAST, numbers.AT_MOST, numbers.ABOUT])))
def test_an_approximate_number_always_holds_itself(value: int, kinds: set[str]) -> None:
    found = numbers.interval(value, kinds)
    assert found.low <= value
    assert found.high is None or found.high >= value


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789,.万亿余多近约十百千一二+ 条元", max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(isinstance(value, Fraction) and kinds for value, kinds in numbers.bounds([text], ()).items())
