"""``count`` under a position says what ``assess`` takes that position to say, for every position of the law."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest

from oracle.records import Record
from pieces import made
from tiao.case import Case
from tiao.errors import Misuse
from tiao.law.readings import readings
from tiao.pieces.readings.reading_runs import replay
from tiao.run import count, count_reading
from tiao.run.count_reading import choice_in_words
from tiao.run.readings import with_readings

KINDS = (
    *(
        "resident_id",
        "mobile",
        "mobile",
        "name",
        "name",
        "address",
        "goods",
        "payment",
        "bank_card",
        "password",
        "trip",
    ),
    *("position", "checkpoint", "plate", "vehicle", "real_estate", "credit", "balance", "passport", "lodging"),
    "browsing",
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Records that every position bears on, in two exhibits, and a chat of five people."""
    chance = Random(11)
    case = made.new_case(tmp_path_factory.mktemp("readings") / "case")

    def records() -> Iterator[Record]:
        for _ in range(700):
            kinds = dict.fromkeys(chance.sample(KINDS, chance.choice([1, 1, 2, 3])))
            values = [(kind, str(chance.randrange(9))) for kind in kinds]
            yield Record(values, [], {"company"} if chance.random() < 0.1 else set())

    made.write(case, {name: list(records()) for name in ("E1.1-00001", "E2.1-00001")})
    path = case.ledger / "summary.json"
    summary = json.loads(path.read_bytes())
    summary["files"][1]["participants"] = 5
    path.write_text(json.dumps(summary), encoding="utf-8")
    return case


def test_every_position_has_the_figures_that_assess_takes(case: Case) -> None:
    whole = with_readings(case, count(case))
    counted, changed = 0, 0
    for question, dispute in readings().items():
        for position in dispute.others:
            if position.pieces is None or (position.method and position.facts and position.facts.number_of):
                with pytest.raises(Misuse, match=r"changes the assessment|for whereabouts only"):
                    count_reading(case, {question: position.id})
                continue
            answer = count_reading(case, {question: position.id})
            figures = answer["methods"][answer["default_method"]]
            wanted = whole["readings"][question][position.id]
            assert {key: figures[key] for key in wanted} == wanted, (question, position.id)
            counted += 1
            changed += wanted["classes"] != whole["methods"]["by_record@1"]["classes"]
    assert (counted, changed) == (23, 23)
    assert replay(case) == []


def test_several_positions_have_the_figures_that_assess_takes(case: Case) -> None:
    combinations = with_readings(case, count(case))["combinations"]
    for one in combinations[:: len(combinations) // 12]:
        if "whereabouts_unit" in one["choice"]:
            continue
        answer = count_reading(case, one["choice"], ["by_record"])
        figures = answer["methods"][answer["default_method"]]
        keys = one.keys() & figures.keys()
        assert keys >= {"classes", "low_classes", "high_classes"}
        assert {key: figures[key] for key in keys} == {key: one[key] for key in keys}


def test_the_default_position_is_the_default_count(case: Case) -> None:
    default, chosen = count(case), count_reading(case, {"bare_phone": "counted"})
    assert chosen["methods"] == default["methods"]
    assert chosen["choice"] == {"bare_phone": "counted"}
    assert chosen["left_out"] == 0


def test_words_of_every_position(case: Case) -> None:
    for question, dispute in readings().items():
        for position in dispute.positions:
            lines = choice_in_words({"choice": {question: position.id}, "share": [question] if position.share else []})
            assert len(lines) == 1 + position.share
            assert dispute.question in lines[0]
            assert position.en in lines[0]


def test_no_reading_at_all(case: Case) -> None:
    with pytest.raises(Misuse, match="No reading is chosen"):
        count_reading(case, {})
