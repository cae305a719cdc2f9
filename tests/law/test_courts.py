"""Published cases through the law: figures with their denominators, and every difference explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tiao.cli.main import execute, tiao
from tiao.law import assess, parse_facts
from tiao.law.courts import compare, courts, facts_of, published
from tiao.law.courts.page import page, sentences
from tiao.law.courts.table import words

DOCUMENT = courts()
CASES = {case["id"]: case for case in DOCUMENT["cases"]}
RECORDS = {record.id: record for record in published()[0]}


def test_figures_and_their_denominators() -> None:
    assert DOCUMENT["figures"] == {
        "lines": 43,
        "unread": 0,
        "cases": 43,
        "of_another_offence": 1,
        "assessed": 42,
        "decided": 29,
        "outcomes": {
            "no_crime_at_that_time": 0,
            "not_met": 0,
            "serious": 9,
            "especially_serious": 23,
            "undetermined": 10,
        },
        "findings": {
            "explicit": 5,
            "no_grade": 0,
            "under_interpretation": 5,
            "decided": 4,
            "agree": 4,
            "disagree": 0,
            "undetermined": 1,
        },
        "coder": {"implied": 16, "same": 15, "other": 1, "undetermined": 0},
        "sentences": {"given": 20, "range_decided": 18, "inside": 16, "below": 2, "above": 0},
    }


@pytest.mark.parametrize("name", ["spc-gc-192", "spp-jl-140", "bj-changping-2017-985", "foshan-2022-sun-vehicle-track"])
def test_the_outcome_is_the_court_s_wherever_the_facts_decide(name: str) -> None:
    case = CASES[name]
    assert case["court_finding"] == case["outcome"] == "especially_serious"
    assert case["agreement"] == "agree"


def test_what_the_facts_do_not_decide_stays_undetermined() -> None:
    """Guiding case 193: the source gives no number of pieces."""
    case = CASES["spc-gc-193"]
    assert case["court_finding"] == "especially_serious"
    assert (case["outcome"], case["agreement"]) == ("undetermined", "undetermined")
    assert case["possible"] == ["not_met", "serious", "especially_serious"]


def test_every_difference_is_explained_and_nothing_else() -> None:
    different = {
        name
        for name, case in CASES.items()
        if case["agreement"] in ("disagree", "undetermined")
        or case["coder"]["beside_implied"] == "disagree"
        or {case["sentence"]["beside_range"], case["sentence"]["beside_range_with_mapped_tiers"]} & {"below", "above"}
    }
    assert set(words()["explanations"]) == different
    assert {name for name, case in CASES.items() if case["explanation"]} == different


def test_no_outcome_stands_on_the_coder_s_word() -> None:
    """The tool's outcome takes the court's own tiers; what the coder mapped is unclassified in it."""
    for name, case in CASES.items():
        classes = [entry["class"] for entry in case["facts"].get("counts", ())]
        tiers = [category.tier_court for category in RECORDS[name].categories]
        assert [cls == "unclassified" for cls in classes] == [tier is None for tier in tiers], name
    coder = CASES["wang-alipay-110"]["coder"]["with_mapped_tiers"]
    assert CASES["wang-alipay-110"]["outcome"] == "undetermined"
    assert coder["possible"] == ["serious", "especially_serious"]


def test_a_case_of_another_offence_is_not_assessed() -> None:
    case = CASES["sh-z-company-285-nonprosecution"]
    assert (case["outcome"], case["agreement"], case["coder"]["beside_implied"]) == (None, "none", "none")


@pytest.mark.parametrize("name", RECORDS)
def test_the_law_is_the_one_that_the_court_applied(name: str) -> None:
    regimes = {"amendment_vii": "am7", "amendment_ix": "am9+2017-10", "amendment_ix+fashi2017_10": "am9+2017-10"}
    assert CASES[name]["regime"] == regimes.get(RECORDS[name].regime or "")


@pytest.mark.parametrize("name", RECORDS)
def test_facts_of_a_record_are_a_facts_file(name: str, tmp_path: Path) -> None:
    """The document, written to a file and given to ``tiao assess``, comes to the same outcome."""
    converted = facts_of(RECORDS[name])
    place = tmp_path / "facts.json"
    place.write_text(json.dumps(converted.document, ensure_ascii=False), encoding="utf-8")
    found = assess(parse_facts(converted.document), on=converted.on)
    arguments = ["assess", "--facts", str(place), "--json"]
    arguments += ["--on", converted.on.isoformat()] if converted.on else []
    answer = json.loads(CliRunner().invoke(tiao, arguments).stdout)
    assert (answer["outcome"], answer["possible"]) == (found.outcome, list(found.possible))


def test_five_persons_of_foshan_each_by_their_own_pieces() -> None:
    """佛山南海 2022: 1100, 329, 770, 100 and 54 pieces of whereabouts; the court found two graver than the others."""
    outcomes = [
        assess(
            parse_facts(
                {
                    "acts": [{"kind": "purchase", "from": "2020"}, {"kind": "sell", "from": "2020", "insider": False}],
                    "counts": [{"class": "whereabouts", "pieces": pieces}],
                }
            )
        ).outcome
        for pieces in (1100, 329, 770, 100, 54)
    ]
    assert outcomes.count("especially_serious") == 2
    assert outcomes.count("serious") == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_prints_the_table(lang: str) -> None:
    done = CliRunner().invoke(tiao, ["law", "courts", "--lang", lang])
    assert done.exit_code == 0
    assert all(sentence in done.stdout for sentence in sentences(DOCUMENT["figures"], lang))
    assert "spc-gc-192" in done.stdout
    asked = CliRunner().invoke(tiao, ["law", "courts", "--json"])
    assert json.loads(asked.stdout) == json.loads(json.dumps(DOCUMENT))


def record(**more: Any) -> dict[str, Any]:
    return {"id": "a", "acts": ["sell"], "insider": False, "regime": "amendment_ix+fashi2017_10", **more}


def write(tmp_path: Path, *lines: Any) -> Path:
    place = tmp_path / "cases.jsonl"
    place.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines), "utf-8"
    )
    return place


def test_other_cases_with_bad_lines_named_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    general = {"tier_court": 3, "pieces": 5000}
    place = write(
        tmp_path,
        record(categories=[general], illegal_income_cny=0, court_finding="serious"),
        "{",
        "",
        "[]",
        record(id="b", acts=["stael"]),
        record(id="a"),
        record(id="c", categories=[{"tier_court": 4, "pieces": 1}]),
        record(id="d", categories=[{"tier_court": 3, "pieces": -1}]),
        record(id="e", illegal_income_cny="much"),
        record(id="f", categories=[general], illegal_income_cny=0, court_finding="especially_serious"),
    )
    document = courts(place)
    assert [line["line"] for line in document["unread"]] == [2, 4, 5, 6, 7, 8, 9]
    assert [line["what"].split(":")[0] for line in document["unread"]] == [
        "not JSON", "not a JSON object", "acts", "the id stands twice", "tier", "pieces", "illegal_income_cny",
    ]  # fmt: skip
    assert document["figures"]["lines"] == 9
    assert document["figures"]["unread"] == 7
    assert document["figures"]["findings"] == {
        "explicit": 2, "no_grade": 0, "under_interpretation": 2,
        "decided": 2, "agree": 1, "disagree": 1, "undetermined": 0,
    }  # fmt: skip
    assert execute(["law", "courts", "--cases", str(place)]) == 1, "the facts decide one case otherwise than its court"
    printed = capsys.readouterr()
    assert "line 5" in printed.err
    assert "stael" not in printed.out + printed.err


@pytest.mark.parametrize("lines", [["not json"], [""], ["{}"]])
def test_a_file_without_a_case_is_misuse(tmp_path: Path, lines: list[str]) -> None:
    assert execute(["law", "courts", "--cases", str(write(tmp_path, *lines))]) == 2
    assert execute(["law", "courts", "--cases", str(tmp_path / "none")]) == 2


def test_a_finding_that_names_no_grade_is_compared_with_nothing(tmp_path: Path) -> None:
    place = write(tmp_path, record(court_finding="exempt"), record(id="b"), record(id="c", court_finding="情节严重"))
    found = courts(place)["figures"]["findings"]
    assert (found["explicit"], found["no_grade"], found["undetermined"]) == (1, 1, 1)


def test_the_page_names_every_source() -> None:
    text = page()
    assert all(found.source in text and found.title in text for found in RECORDS.values())
    assert compare(RECORDS["spc-gc-192"]).interpretation
