"""Proposals beside the law in force: what changes, what stays, and what nobody can say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tiao.cli.main import execute
from tiao.errors import Misuse
from tiao.law import list_rules, parse_facts
from tiao.law.compare import Case, compare
from tiao.law.compare_cases import read_cases
from tiao.law.proposal import parse_proposal, proposal, proposals
from tiao.law.rulebook import law

NAME, PUBLIC, USE = "li-2025-1-name", "li-2025-2-public-interest", "li-2025-3-illegal-use"
DAY = {"from": "2020-01-01", "to": "2020-06-30", "insider": False}


def case(kind: str, pieces: int, flags: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "acts": [{"kind": kind, **DAY, **more}],
        "counts": [{"class": "general", "pieces": pieces}],
        "amounts": {"illegal_income": 0, "profit_from_use": 0},
        "flags": flags or {},
    }


def compared(facts: dict[str, Any], name: str) -> dict[str, Any]:
    document = compare([Case("a", parse_facts(facts))], [name])
    found: dict[str, Any] = document["cases"][0]["proposals"][name]
    return found


def test_three_proposals_with_their_source_and_no_pretence_of_having_read_all() -> None:
    assert list(proposals()) == [NAME, PUBLIC, USE]
    for item in proposals().values():
        assert "10.26689/ssr.v7i3.10061" in item.source
        assert not item.checked
        assert item.gaps
        new = [rule for name, rule in item.amended().rules.items() if name not in law().rules]
        assert new
        assert not any(rule.checked for rule in new)


def test_a_proposal_leaves_the_law_in_force_alone() -> None:
    before = [rule.id for rule in list_rules()]
    for item in proposals().values():
        item.amended()
        item.narrowly_read()
    assert [rule.id for rule in list_rules()] == before
    assert not any(rule.startswith("cn.li-") for rule in before)


@pytest.mark.parametrize("pieces", [4999, 5000, 50000])
def test_the_name_changes_nothing_by_the_prevailing_reading(pieces: int) -> None:
    for flags in ({}, {"subjects_not_citizens": True}, {"subjects_all_citizens": True}):
        found = compared(case("sell", pieces, flags), NAME)
        now = {4999: "not_met", 5000: "serious", 50000: "especially_serious"}[pieces]
        assert (found["outcome"], found["changed"]) == (now, False)


@pytest.mark.parametrize(
    ("flags", "misread", "changed", "missing"),
    [
        ({"subjects_not_citizens": True}, "not_met", True, 0),
        ({"subjects_all_citizens": True}, "serious", False, 0),
        ({"subjects_not_citizens": False, "subjects_all_citizens": False}, "undetermined", None, 1),
        ({}, "undetermined", None, 2),
    ],
)
def test_the_name_against_the_narrow_reading(
    flags: dict[str, bool], misread: str, changed: bool | None, missing: int
) -> None:
    found = compared(case("sell", 5000, flags), NAME)["misread"]
    assert (found["outcome"], found["changed"], len(found["missing"])) == (misread, changed, missing)


def test_the_name_under_the_lawful_business_track() -> None:
    facts = case("purchase", 5000, {"subjects_not_citizens": True}, lawful_business=True)
    facts["amounts"]["profit_from_use"] = 50000
    found = compared(facts, NAME)
    assert (found["outcome"], found["misread"]["outcome"], found["misread"]["changed"]) == ("serious", "not_met", True)


@pytest.mark.parametrize(
    ("kind", "pieces", "many", "outcome", "changed"),
    [
        ("sell", 4999, True, "undetermined", None),
        ("sell", 4999, None, "undetermined", None),
        ("sell", 4999, False, "not_met", False),
        ("publish", 4999, True, "undetermined", None),
        ("steal", 4999, True, "not_met", False),
        ("sell", 5000, True, "serious", False),
        ("sell", 50000, True, "especially_serious", False),
    ],
)
def test_bulk_trade_against_an_indeterminate_many(
    kind: str, pieces: int, many: bool | None, outcome: str, changed: bool | None
) -> None:
    flags = {} if many is None else {"indeterminate_many": many}
    found = compared(case(kind, pieces, flags), PUBLIC)
    assert (found["outcome"], found["changed"]) == (outcome, changed)
    assert found["rule"] == "cn.li-2025-2"
    if outcome == "undetermined":
        assert any("数量标准" in part["zh"] for part in found["missing"])


def test_bulk_buying_for_lawful_business_is_open_as_well() -> None:
    facts = case("purchase", 5000, {"indeterminate_many": True}, lawful_business=True)
    found = compared(facts, PUBLIC)
    assert (found["outcome"], found["changed"]) == ("undetermined", None)


@pytest.mark.parametrize(
    ("kind", "flags", "outcome", "changed", "missing"),
    [
        ("use", {"data_lawfully_collected": True, "use_unlawful": True}, "undetermined", None, 1),
        ("use", {"data_lawfully_collected": True}, "undetermined", None, 2),
        ("use", {}, "undetermined", None, 3),
        ("use", {"data_lawfully_collected": True, "use_unlawful": False}, "not_met", False, 0),
        ("use", {"data_lawfully_collected": False, "use_unlawful": True}, "not_met", False, 0),
        ("sell", {"data_lawfully_collected": True, "use_unlawful": True}, "not_met", False, 0),
    ],
)
def test_illegal_use(kind: str, flags: dict[str, bool], outcome: str, changed: bool | None, missing: int) -> None:
    found = compared(case(kind, 4999, flags), USE)
    assert (found["outcome"], found["changed"], len(found["missing"])) == (outcome, changed, missing)


def test_illegal_use_beside_what_is_serious_already() -> None:
    facts = case("steal", 5000, {"data_lawfully_collected": True, "use_unlawful": True})
    facts["acts"].append({"kind": "use", **DAY})
    found = compared(facts, USE)
    assert (found["outcome"], found["changed"], found["touches"]) == ("serious", False, None)
    assert "另构成新罪" in found["because"]


def test_before_there_was_an_article_there_is_nothing_to_amend() -> None:
    facts = case("use", 5000, {"data_lawfully_collected": True, "use_unlawful": True})
    facts["acts"][0] |= {"from": "2008-01-01", "to": "2008-02-01"}
    for name in proposals():
        found = compared(facts, name)
        assert (found["outcome"], found["changed"]) == ("no_crime_at_that_time", False)


def test_counts_have_their_denominators() -> None:
    cases = [
        Case("a", parse_facts(case("sell", 4999))),
        Case("b", parse_facts(case("sell", 5000))),
        Case("c", parse_facts(case("steal", 4999))),
    ]
    counts = compare(cases)["counts"]
    assert counts["cases"] == 3
    assert {name: n for name, n in counts["now"].items() if n} == {"not_met": 2, "serious": 1}
    public = counts["proposals"][PUBLIC]
    assert (public["of"], public["changed"], public["same"], public["not_known"]) == (3, 0, 2, 1)
    narrow = counts["proposals"][NAME]["misread"]
    # Below the line whoever they are: only the one above it turns on who they are.
    assert (narrow["same"], narrow["not_known"]) == (2, 1)


def test_the_published_cases() -> None:
    """42 of art. 253-1. None is known to change: the sources do not say what the proposals ask, nor the proposals."""
    cases, unread = read_cases([], None)
    assert (len(cases), unread) == (42, [])
    counts = compare(cases)["counts"]["proposals"]
    assert {name: [counts[name][key] for key in ("changed", "same", "not_known")] for name in counts} == {
        NAME: [0, 42, 0],
        PUBLIC: [0, 33, 9],
        USE: [0, 40, 2],
    }
    assert counts[NAME]["misread"]["not_known"] == 42


def test_cases_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    lines = [
        {"id": "first", "facts": case("sell", 5000)},
        {"id": "11010119900307447X", "facts": case("sell", 4999)},
        {"id": "bad", "facts": {"flags": {"indeterminate_may": True}}},
        {"id": "dated", "facts": {"counts": [{"class": "general", "pieces": 5000}]}, "on": "2008-01-01"},
    ]
    path.write_text("\n".join([*map(json.dumps, lines), "{", ""]), encoding="utf-8")
    cases, unread = read_cases([], path)
    assert [item.name for item in cases] == ["first", "line 2", "dated"]
    assert [line.line for line in unread] == [3, 5]
    assert "indeterminate_many" in unread[0].what
    assert compare(cases)["cases"][2]["now"]["outcome"] == "no_crime_at_that_time"


def test_no_case_at_all_is_misuse(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    for text in ("", "{", '{"facts": {"act": []}}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Misuse, match="No case could be read"):
            read_cases([], path)
    with pytest.raises(Misuse, match="cannot be read"):
        read_cases([], tmp_path / "none.jsonl")
    with pytest.raises(Misuse, match="facts file") as caught:
        read_cases([tmp_path / "none.yaml"], None)
    assert caught.value.where.startswith("facts file 1")


def test_a_proposal_that_does_not_fit_is_misuse() -> None:
    with pytest.raises(Misuse, match="no proposal"):
        proposal("li-2026")
    for text in ("", "a: [", "format: tiao.proposal/9", "format: tiao.proposal/1\nid: x"):
        with pytest.raises(Misuse):
            parse_proposal(text, "x")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(case("use", 4999)), encoding="utf-8")
    assert execute(["law", "compare", "--proposal", USE, str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["unread"]) == ("tiao.law-compare/1", [])
    assert [item["id"] for item in document["proposals"]] == [USE]
    row = document["cases"][0]
    assert (row["case"], row["now"]["outcome"], row["proposals"][USE]["outcome"]) == (
        "facts.json",
        "not_met",
        "undetermined",
    )
    for lang, word in (("zh", "不能确定"), ("en", "not known")):
        assert execute(["law", "compare", str(path), "--lang", lang]) == 0
        shown = capsys.readouterr().out
        assert word in shown
        assert "未核对原文 / not checked" in shown
    assert execute(["law", "compare", "--proposal", "li", str(path)]) == 2
