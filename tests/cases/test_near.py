"""Comparable cases: the comparison worked out by hand on a small set, and the law's range on a published case."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tiao.cases.near.compare import near
from tiao.cases.near.facts import facts_document
from tiao.cases.near.features import magnitude, nearness
from tiao.cases.row import Row, by_case
from tiao.cases.sets import CodedSet
from tiao.cases.stats.sheet import sheet
from tiao.errors import Misuse

_SET: list[dict[str, Any]] = [
    {
        "id": "a",
        "acts": ["purchase", "sell"],
        "insider": True,
        "illegal_income_cny": 10_000,
        "regime": "amendment_ix+fashi2017_10",
        "categories": [{"name_zh": "征信报告", "tier_court": 1, "pieces": 500}],
    },
    {
        "id": "b",
        "acts": ["sell"],
        "insider": True,
        "illegal_income_cny": 90_000,
        "regime": "amendment_ix+fashi2017_10",
        "categories": [{"name_zh": "征信报告", "tier_court": 1, "pieces": 300}],
        "sentence_months": 40,
        "probation_months": None,
    },
    {
        "id": "c",
        "acts": ["steal"],
        "insider": False,
        "regime": "amendment_vii",
        "sentence_months": 8,
        "probation_months": 12,
        "categories": [{"name_zh": "车主信息", "tier_mapped": 3, "pieces": 5_000}],
    },
    {"id": "d", "title_zh": "无内容"},
]


def rows(tmp_path: Path) -> list[Row]:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in _SET), encoding="utf-8")
    return list(CodedSet(path).rows())


def test_six_comparisons_by_hand(tmp_path: Path) -> None:
    found = near(rows(tmp_path), "a")
    assert [one["case"] for one in found["nearest"]] == ["b", "c"]
    assert (found["of"], found["not_comparable"]) == (3, 1)
    first, second = found["nearest"]
    # acts 1 of 2; kinds equal; 500/25 = 20 and 300/25 = 12: the same size; 10,000 and 90,000 yuan: same.
    assert [one["nearness"] for one in first["features"]] == ["1/2", "1", "1", "1", "1", "1"]
    assert [one["verdict"] for one in first["features"]] == [
        "differs",
        "equal",
        "same_size",
        "equal",
        "same_size",
        "equal",
    ]
    assert Fraction(first["nearness"]) == Fraction(11, 12)
    # Nothing in common; 20 times the line beside once the line is one order of magnitude: 3/4; no income is told.
    assert [one["nearness"] for one in second["features"]] == ["0", "0", "3/4", "0", None, "0"]
    assert Fraction(second["nearness"]) == Fraction(3, 20)
    assert found["imposed"]["nearest"] == {
        "cases": 2,
        "cases_with_months": 2,
        "n": 2,
        "least": 8,
        "median": "24",
        "most": 40,
        "suspended": 1,
        "sentenced": 2,
        "by_year": [
            {"from": a, "to": b, "n": n}
            for a, b, n in ((0, 12, 1), (12, 24, 0), (24, 36, 0), (36, 60, 1), (60, 84, 0), (84, 1200, 0))
        ],
    }


def test_the_range_is_the_law_s_and_nothing_is_predicted() -> None:
    found = near(CodedSet().rows(), "sh-xuhui-2019-sun-resumes")
    # An insider's 640,000 resumes under the interpretation of 2017: over 25,000, so three to seven years.
    assert found["law"]["possible"] == ["especially_serious"]
    assert (found["law"]["range_months"]["min"], found["law"]["range_months"]["max"]) == (36, 84)
    assert not any("predict" in key for key in found)
    assert near(CodedSet().rows(), "sh-z-company-285-nonprosecution")["law"] is None


def test_facts_keep_bounds_and_what_is_not_said_stays_unknown() -> None:
    laid = {case: sheet(case, found) for case, found in by_case(CodedSet().rows())}
    document = facts_document(laid["spp-jl-140"])
    assert document["counts"] == [{"class": "general", "pieces": {"low": 300_000}}]
    assert document["amounts"] == {"illegal_income": {"low": 1_500_000}}
    assert all("insider" not in act for act in document["acts"]), "null in the source is unknown, not false"
    assert facts_document(laid["yto-2013"]).keys() == {"acts"}


def test_the_same_set_in_another_order_gives_the_same(tmp_path: Path) -> None:
    found = rows(tmp_path)
    cases = dict(by_case(found))
    turned = [row for case in reversed(cases) for row in cases[case]]
    assert near(found, "a") == near(turned, "a")


def test_orders_of_magnitude() -> None:
    values = [(0, -4), (1, 0), (9, 0), (10, 1), (Fraction(1, 10), -1), (Fraction(99, 1000), -2)]
    assert all(magnitude(value) == power for value, power in values)
    assert nearness("income", 1, 10**9) == 0
    assert nearness("acts", None, frozenset("a")) is None


def test_a_case_that_is_not_there() -> None:
    with pytest.raises(Misuse):
        near(CodedSet().rows(), "nobody")
