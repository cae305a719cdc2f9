"""Facts files as others write them from the contract page, and what the interpretation's text gives for each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tiao.cli.main import tiao

# name: (facts file, outcome, statutory maximum in months)
FILES: dict[str, tuple[str, str, int | None]] = {
    "income only, at the line": ("amounts: {illegal_income: 5000}", "serious", 36),
    "income only, a fen below, pieces not known": ("amounts: {illegal_income: 4999.99}", "undetermined", None),
    "income only, ten times": (
        "acts: [{kind: sell, from: 2021-03-01}]\namounts: {illegal_income: 50000}",
        "especially_serious",
        84,
    ),
    "five pieces and 7980 yuan": (
        "acts: [{kind: purchase}, {kind: sell, insider: false}]\ncounts: [{class: whereabouts, pieces: 5}]\n"
        "amounts: {illegal_income: 7980}",
        "serious",
        36,
    ),
    "mixed tiers reach the line together": (
        # 20/50 + 200/500 + 1000/5000 = 1
        "acts: [{kind: sell, from: 2020-01-01, insider: false}]\namounts: {illegal_income: 0}\n"
        "counts: [{class: credit, pieces: 20}, {class: lodging, pieces: 200}, {class: general, pieces: 1000}]",
        "serious",
        36,
    ),
    "mixed tiers, one piece short": (
        "acts: [{kind: sell, from: 2020-01-01, insider: false}]\namounts: {illegal_income: 0}\n"
        "counts: [{class: credit, pieces: 20}, {class: lodging, pieces: 200}, {class: general, pieces: 999}]",
        "not_met",
        None,
    ),
    "insider, 752 credit records": (
        "acts: [{kind: obtain, insider: true}, {kind: sell, insider: true}]\ncounts: [{class: credit, pieces: 752}]",
        "especially_serious",
        84,
    ),
    "insider, 21 rows and 4020 yuan": (
        "acts: [{kind: collect_in_duty, insider: true}, {kind: sell, insider: true, from: 2025-01-01}]\n"
        "counts: [{class: general, pieces: 21}]\namounts: {illegal_income: 4020}",
        "serious",
        36,
    ),
    "the same without duty": (
        "acts: [{kind: sell, insider: false, from: 2025-01-01}]\ncounts: [{class: general, pieces: 21}]\n"
        "amounts: {illegal_income: 4020}",
        "not_met",
        None,
    ),
    "the same when nobody says": (
        "acts: [{kind: sell, from: 2025-01-01}]\ncounts: [{class: general, pieces: 21}]\n"
        "amounts: {illegal_income: 4020}",
        "undetermined",
        None,
    ),
    "insider who only obtained has no half": (
        "acts: [{kind: obtain, insider: true, from: 2020-01-01}]\ncounts: [{class: general, pieces: 2500}]\n"
        "amounts: {illegal_income: 0}",
        "not_met",
        None,
    ),
    "Amendment VII, three years at most": (
        "acts: [{kind: purchase, from: 2013-05-01, to: 2014-02-01}]\ncounts: [{class: general, pieces: 88000000}]",
        "serious",
        36,
    ),
    "Amendment VII, a seller from outside": (
        "acts: [{kind: sell, from: 2013-05-01, insider: false}]\ncounts: [{class: general, pieces: 88000000}]",
        "not_met",
        None,
    ),
    "before there was such an offence": (
        "acts: [{kind: sell, from: 2008-05-01, to: 2009-02-27}]\ncounts: [{class: general, pieces: 88000000}]",
        "no_crime_at_that_time",
        None,
    ),
    "more than, below the line": (
        "acts: [{kind: provide, from: 2020-01-01}]\ncounts: [{class: general, pieces: 4000, at_least: true}]",
        "undetermined",
        None,
    ),
    "nearly, below the line": (
        "acts: [{kind: provide, from: 2020-01-01, insider: false}]\namounts: {illegal_income: 0}\n"
        "counts: [{class: general, pieces: 4999, at_most: true}]",
        "not_met",
        None,
    ),
    "more than, beyond ten times": (
        "acts: [{kind: provide, from: 2020-01-01}]\ncounts: [{class: general, pieces: 624000, at_least: true}]",
        "especially_serious",
        84,
    ),
    "lawful business, bought only": (
        "acts: [{kind: purchase, from: 2020-01-01, lawful_business: true}]\namounts: {profit_from_use: 49999.99}\n"
        "counts: [{class: general, pieces: 160308}]",
        "not_met",
        None,
    ),
    "lawful business, profit at the line": (
        "acts: [{kind: purchase, from: 2020-01-01, lawful_business: true}]\namounts: {profit_from_use: 50000}\n"
        "counts: [{class: general, pieces: 160308}]",
        "serious",
        36,
    ),
    "lawful business, sold on": (
        "acts: [{kind: purchase, from: 2020-01-01, lawful_business: true}, {kind: sell, from: 2020-02-01}]\n"
        "counts: [{class: general, pieces: 160308}]",
        "especially_serious",
        84,
    ),
    "lawful business, but health data": (
        "acts: [{kind: purchase, from: 2020-01-01, lawful_business: true}]\namounts: {illegal_income: 0}\n"
        "counts: [{class: health, pieces: 500}]",
        "serious",
        36,
    ),
    "not lawful, as the court of Changping found": (
        "acts: [{kind: purchase, from: 2016-10, to: 2017-04, lawful_business: false}, {kind: use}]\n"
        "counts: [{class: general, pieces: 160308}]",
        "especially_serious",
        84,
    ),
    "knew what the buyer does, one piece": (
        "acts: [{kind: sell, from: 2020-01-01, insider: false}]\ncounts: [{class: general, pieces: 1}]\n"
        "amounts: {illegal_income: 10}\nflags: {knew_buyer_would_commit_crime: {value: true, source: 卷二}}",
        "serious",
        36,
    ),
    "one track, used for a crime, and a death": (
        "acts: [{kind: sell, from: 2020-01-01, insider: false}]\ncounts: [{class: whereabouts, pieces: 1}]\n"
        "amounts: {illegal_income: 10}\nflags: {whereabouts_used_for_crime: true, consequences: [death]}",
        "especially_serious",
        84,
    ),
    "punished before, again with little": (
        "acts: [{kind: purchase, from: 2020-01-01}]\ncounts: [{class: general, pieces: 100}]\n"
        "amounts: {illegal_income: 0}\nflags: {prior_conviction_same_crime: true}",
        "serious",
        36,
    ),
    "administrative penalty, longer ago than two years": (
        "acts: [{kind: purchase, from: 2020-01-01}]\ncounts: [{class: general, pieces: 100}]\n"
        "amounts: {illegal_income: 0}\nflags: {administrative_penalty_within_two_years: false}",
        "not_met",
        None,
    ),
    "doxing, published": (
        "acts: [{kind: purchase, from: 2024-06-01}, {kind: publish, from: 2024-06-01, to: 2024-12-01}]\n"
        "counts: [{class: general, pieces: 3000, at_least: true}, {class: property, pieces: 60}]",
        "serious",
        36,
    ),
    "unit crime, same lines": (
        "acts: [{kind: purchase, from: 2021-01-01, lawful_business: false}]\ncounts: [{class: general, pieces: 5000}]\n"
        "amounts: {illegal_income: 0}\nflags: {unit_crime: true}",
        "serious",
        36,
    ),
    "obtained and then sold, counted once": (
        "acts: [{kind: steal, from: 2020-01-01, insider: false}, {kind: sell, from: 2020-02-01, insider: false}]\n"
        "counts: [{class: general, pieces: 4999}]\namounts: {illegal_income: 0}",
        "not_met",
        None,
    ),
    "JSON": (
        '{"defendant": "李某", "acts": [{"kind": "steal", "from": "2020-06-01", "to": "2020-09-30", "insider": false}],'
        ' "counts": [{"class": "other_sensitive", "pieces": 100, "at_least": true},'
        ' {"class": "general", "pieces": 81000000, "at_least": true}]}',
        "especially_serious",
        84,
    ),
    "use alone": ("acts: [{kind: use, from: 2020-01-01}]\ncounts: [{class: general, pieces: 90000}]", "not_met", None),
    "nulls are unknown, not none": (
        "acts: [{kind: sell, from: 2020-01-01, insider: null}]\ncounts: [{class: other_sensitive, pieces: null}]\n"
        "amounts: {illegal_income: null}\nflags: {unit_crime: null}",
        "undetermined",
        None,
    ),
    "a class that is null is one of the classes": (
        "acts: [{kind: sell, from: 2020-01-01}]\ncounts: [{class: null, pieces: 300000, at_least: true}]",
        "especially_serious",
        84,
    ),
    "an empty list of counts": ("acts: [{kind: sell, from: 2020-01-01}]\ncounts: []", "undetermined", None),
    "nothing": ("{}", "undetermined", None),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_stranger_s_file(name: str, tmp_path: Path) -> None:
    text, outcome, months = FILES[name]
    place = tmp_path / "facts.yaml"
    place.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(tiao, ["assess", "--facts", str(place), "--json"])
    answer = json.loads(done.stdout)
    assert answer["outcome"] == outcome
    assert (answer["range_months"] and answer["range_months"]["max"]) == months
    assert (len(answer["possible"]) == 1) <= (outcome == answer["possible"][0])


def test_unit_crime_and_leniency_have_their_steps(tmp_path: Path) -> None:
    place = tmp_path / "facts.yaml"
    place.write_text(
        "acts: [{kind: sell, from: 2020-01-01, insider: true}]\ncounts: [{class: general, pieces: 2500}]\n"
        "amounts: {illegal_income: 3000}\n"
        "flags: {unit_crime: true, first_offence: true, gains_returned: true, repentance: true}\n",
        encoding="utf-8",
    )
    answer = json.loads(CliRunner().invoke(tiao, ["assess", "--facts", str(place), "--json"]).stdout)
    met = {step["rule"] for step in answer["steps"] if step["met"]}
    assert {"cn.2017-10.7", "cn.2017-10.10", "cn.253-1.am9.2"} <= met
    assert (answer["fine"]["low_fen"], answer["fine"]["high_fen"]) == (300_000, 1_500_000)
    assert any(question["cite"].endswith("第二款") for question in answer["open_questions"]), "the insider fact twice"
