"""Published cases: where the source gives the facts, the outcome is the court's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tiao.law import assess, parse_facts

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("courts.yaml").read_text("utf-8"))["cases"]


def outcome(case: dict[str, Any]) -> str:
    day = case["regime_date"]
    acts = [{**act, "from": day, "to": day} for act in case["acts"]]
    facts = {"acts": acts, **{key: case[key] for key in ("counts", "amounts") if key in case}}
    return assess(parse_facts(facts)).outcome


@pytest.mark.parametrize("case", [c for c in CASES if c.get("agrees", True)], ids=lambda c: c["id"])
def test_outcome_is_the_court_s(case: dict[str, Any]) -> None:
    assert outcome(case) == case["court"]


@pytest.mark.parametrize("case", [c for c in CASES if not c.get("agrees", True)], ids=lambda c: c["id"])
def test_known_differences_are_still_there_and_explained(case: dict[str, Any]) -> None:
    assert case["reason"]
    assert outcome(case) != case["court"]


def test_how_many_agree() -> None:
    assert (sum(outcome(case) == case["court"] for case in CASES), len(CASES)) == (11, 13)
