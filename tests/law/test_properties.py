"""What must hold for any number: Kleene's tables, monotone outcomes, exact ratios, the same words every time."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.law import Facts, assess, parse_facts
from tiao.law.decision import Basis, decide
from tiao.law.logic import Interval, Truth, both, either, exactly, opposite, total
from tiao.model import CLASSES

TRUTHS: tuple[Truth, ...] = (True, False, None)
RANK = ("not_met", "serious", "especially_serious")
pieces = st.integers(0, 10**12)


@pytest.mark.parametrize("a", TRUTHS)
@pytest.mark.parametrize("b", TRUTHS)
def test_kleene(a: Truth, b: Truth) -> None:
    """Known exactly when every way to fill in the unknown gives the same."""
    worlds = [
        (x, y) for x in ([a] if a is not None else [True, False]) for y in ([b] if b is not None else [True, False])
    ]
    conjunctions, disjunctions = {x and y for x, y in worlds}, {x or y for x, y in worlds}
    assert both([a, b]) == (conjunctions.pop() if len(conjunctions) == 1 else None)
    assert either([a, b]) == (disjunctions.pop() if len(disjunctions) == 1 else None)
    assert opposite(both([a, b])) == either([opposite(a), opposite(b)])


def test_kleene_of_nothing() -> None:
    assert both([]) is True
    assert either([]) is False


@given(st.lists(st.tuples(pieces, st.one_of(st.none(), pieces)), max_size=5), st.fractions(min_value=0))
def test_intervals_hold_every_sum(bounds: list[tuple[int, int | None]], line: Fraction) -> None:
    intervals = [Interval(low, None if more is None else low + more) for low, more in bounds]
    whole = total(intervals)
    least = sum(value.low for value in intervals)
    assert whole.low == least
    assert (whole.high is None) == any(value.high is None for value in intervals)
    if whole.reaches(line) is True:
        assert least >= line
    if whole.reaches(line) is False:
        assert whole.high is not None
        assert whole.high < line


def case(counts: dict[str, int], insider: bool = False, income: int = 0) -> Facts:
    return parse_facts(
        {
            "acts": [{"kind": "sell", "from": "2020-01-01", "insider": insider}],
            "counts": [{"class": cls, "pieces": number} for cls, number in (counts or {"general": 0}).items()],
            "amounts": {"illegal_income": income},
        }
    )


counts = st.dictionaries(st.sampled_from(CLASSES), st.integers(0, 60_000), max_size=5)


@settings(max_examples=150, deadline=None)
@given(counts, st.sampled_from(CLASSES), st.integers(1, 60_000), st.booleans())
def test_more_pieces_never_help(some: dict[str, int], cls: str, more: int, insider: bool) -> None:
    before = decide(Basis(case(some, insider))).applied.outcome
    after = decide(Basis(case({**some, cls: some.get(cls, 0) + more}, insider))).applied.outcome
    assert RANK.index(after) >= RANK.index(before)


@settings(max_examples=150, deadline=None)
@given(counts)
def test_half_and_ten_times_are_the_same_question_scaled(some: dict[str, int]) -> None:
    """n pieces of an insider are as 2n of another; 10 n are especially serious exactly when n are serious."""
    twice = {cls: 2 * number for cls, number in some.items()}
    tenfold = {cls: 10 * number for cls, number in some.items()}
    assert decide(Basis(case(some, True))).applied.outcome == decide(Basis(case(twice))).applied.outcome
    one = decide(Basis(case(some))).applied.outcome
    assert (decide(Basis(case(tenfold))).applied.outcome == "especially_serious") == (one != "not_met")


def walk(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for step in steps for found in (step, *walk(step["parts"]))]


@settings(max_examples=100, deadline=None)
@given(counts, st.integers(0, 100_000))
def test_ratios_are_exact_and_say_what_is_met(some: dict[str, int], income: int) -> None:
    steps = walk(assess(case(some, False, income)).to_json()["steps"])
    tier = {
        "cn.2017-10.5.1.3": Fraction(sum(some.get(c, 0) for c in CLASSES[:4]), 50),
        "cn.2017-10.5.1.4": Fraction(sum(some.get(c, 0) for c in CLASSES[4:9]), 500),
        "cn.2017-10.5.1.5": Fraction(some.get("general", 0), 5000),
        "cn.2017-10.5.1.7": Fraction(income, 5000),
    }
    tier["cn.2017-10.5.1.6"] = sum(list(tier.values())[:3], Fraction(0))
    for rule, ratio in tier.items():
        first = next(step for step in steps if step["rule"] == rule)
        assert first["ratio"] == str(ratio)
        assert rule.endswith(".6") or first["met"] == (ratio >= 1)


def test_the_same_facts_give_the_same_bytes() -> None:
    facts = case({"general": 4999, "health": 40})
    texts = {json.dumps(assess(facts).to_json(), ensure_ascii=False) for _ in range(3)}
    assert len(texts) == 1


def test_an_assessment_is_plain_json_and_names_nobody() -> None:
    facts = parse_facts(
        {
            "defendant": "张三丰",
            "acts": [{"kind": "sell", "from": "2020-01-01", "recipients": ["李四光", "王五岳"]}],
            "counts": [{"class": "general", "pieces": 5000, "at_least": True}],
        }
    )
    text = json.dumps(assess(facts).to_json(), ensure_ascii=False)
    assert not any(name in text for name in ("张三丰", "李四光", "王五岳"))
    assert list(json.loads(text))[:6] == ["format", "regime", "reference_only", "outcome", "outcome_zh", "range_months"]


def test_an_interval_multiplied() -> None:
    assert exactly(3).times(2) == exactly(6)
    assert Interval(3, None).times(2) == Interval(6, None)
