"""Positions of the law and figures of a ledger, joined: the figures are right, and the answer follows from them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from oracle.catalogue import ALONE, CLASS_LINES, TOGETHER
from oracle.records import Record
from pieces import made
from tiao.case import Case
from tiao.law import assess, parse_facts
from tiao.law.readings import readings
from tiao.model import CLASSES
from tiao.pieces.readings.overlay import parse
from tiao.run.readings import PARTICIPANTS, joined, with_readings

FACTS = {"acts": [{"kind": "sell", "from": "2020-01-01", "insider": False}], "amounts": {"illegal_income": 0}}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made.new_case(tmp_path / "case")


def record(*kinds: str, n: int = 0, doubts: set[str] = frozenset()) -> Record:  # type: ignore[assignment]
    return Record([(kind, f"{kind} {n}") for kind in kinds], [], set(doubts), {})


def counted(case: Case, records: list[Record], people: int = 0) -> dict[str, Any]:
    """The count document with its readings."""
    made.write(case, {"E1.1-00001": records})
    if people:
        summary = json.loads((case.ledger / "summary.json").read_bytes())
        summary["files"][0]["participants"] = people
        (case.ledger / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    answer = made.compiled(case)
    return with_readings(case, {"format": "tiao.count/1", "methods": answer["methods"]})


def figures(document: dict[str, Any], question: str, position: str) -> dict[str, int]:
    return {name: n for name, n in document["readings"][question][position]["classes"].items() if n}


# Position, kinds of one record, its class by default and under the position (None: it does not count).
EFFECTS = [
    ("order_row", "transaction", ("name", "mobile", "goods"), "general", "transaction"),
    ("order_row", "transaction", ("name", "mobile", "goods", "balance"), "property", "property"),
    ("order_row", "general", ("name", "mobile", "payment"), "transaction", "general"),
    ("order_row", "general", ("name", "mobile", "payment", "health"), "health", "health"),
    ("waybill", "transaction", ("mobile", "address", "goods"), "general", "transaction"),
    ("payment_account", "account", ("bank_card", "name"), "general", "property"),
    ("payment_account", "account", ("bank_card", "position"), "whereabouts", "whereabouts"),
    ("bare_phone", "with_tag", ("mobile",), "general", None),
    ("bare_phone", "with_tag", ("mobile", "goods"), "general", "general"),
    ("bare_phone", "with_name", ("mobile", "goods"), "general", None),
    ("bare_phone", "with_name", ("mobile", "name"), "general", "general"),
    ("bare_phone", "with_name", ("mobile", "resident_id"), "general", "general"),
    ("phone_code", "not_counted", ("mobile", "password"), "general", None),
    ("owner_list", "transaction", ("name", "real_estate"), "general", "transaction"),
    ("owner_list", "property", ("name", "real_estate", "payment"), "transaction", "property"),
    ("vehicle", "property", ("plate", "vehicle"), "general", "property"),
    ("trip", "not_realtime", ("name", "trip"), "whereabouts", "general"),
    ("trip", "not_realtime", ("name", "trip", "lodging"), "whereabouts", "lodging"),
    ("trip", "not_realtime", ("name", "trip", "position"), "whereabouts", "whereabouts"),
    ("trip", "sensitive", ("name", "trip"), "whereabouts", "other_sensitive"),
    ("checkpoint", "not_realtime", ("plate", "checkpoint"), "whereabouts", "general"),
    ("checkpoint", "not_realtime", ("plate", "position"), "whereabouts", "whereabouts"),
    ("credit_lead", "general", ("mobile", "credit"), "credit", "general"),
    ("citizens", "citizens_only", ("passport", "name", "lodging"), "lodging", None),
    ("citizens", "citizens_only", ("passport", "mobile"), "general", "general"),
]


@pytest.mark.parametrize("name", sorted({(question, position) for question, position, *_ in EFFECTS}))
def test_what_a_position_makes_of_a_record(case: Case, name: tuple[str, str]) -> None:
    mine = [
        (kinds, default, then) for question, position, kinds, default, then in EFFECTS if (question, position) == name
    ]
    found = counted(case, [record(*kinds, n=place) for place, (kinds, _, _) in enumerate(mine)])
    by_default, by_position = Counter(default for _, default, _ in mine), Counter(then for _, _, then in mine if then)
    assert {cls: n for cls, n in found["methods"]["by_record@1"]["classes"].items() if n} == by_default
    assert figures(found, *name) == by_position


def test_doubts_leave_records_out(case: Case) -> None:
    found = counted(case, [record("mobile", "company", n=1, doubts={"company"}), record("mobile", n=2)])
    assert figures(found, "company", "handler_only") == {"general": 1}
    assert figures(found, "public_registry", "not_counted") == {"general": 1}


def test_methods_and_their_classes(case: Case) -> None:
    """Two points of one person are one piece when whereabouts count by person; other pieces stay as they are."""
    points = [Record([("mobile", "1"), ("position", str(n))], [], set(), {}) for n in (1, 2)]
    others = [Record([("mobile", "1"), ("goods", str(n))], [], set(), {}) for n in (1, 2)]
    found = counted(case, [*points, *others, *others])
    assert figures(found, "whereabouts_unit", "person") == {"whereabouts": 1, "general": 2}
    assert figures(found, "piece", "person") == {"whereabouts": 1, "general": 1}
    assert figures(found, "piece", "value") == {"whereabouts": 1}
    assert figures(found, "duplicates", "as_seized") == {"whereabouts": 2, "general": 4}


def test_people_who_talk(case: Case) -> None:
    found = counted(case, [record("mobile")], people=4999)
    assert figures(found, "chat_participants", "counted") == {"general": 5000}
    assert found["readings"]["chat_participants"]["counted"]["by_exhibit"] == {"E1": {"general": 5000}}
    answer = assess(parse_facts(FACTS), found).to_json()
    row = next(row for row in answer["readings"]["table"] if row["position"] == "counted" and not row["default"])
    # Two accounts in two chats may be one person: as far as it could go, never certain.
    assert (row["outcome"], row["could_be"]["outcome"], row["known"]) == ("undetermined", "serious", False)


def test_a_position_that_shows_only_with_another(case: Case) -> None:
    """A train record with a car in it is whereabouts; only when trips are none does the car make it property."""
    found = counted(case, [record("name", "trip", "vehicle", n=n) for n in range(60)])
    assert figures(found, "vehicle", "property") == {"whereabouts": 60}
    choice = {"vehicle": "property", "trip": "not_realtime"}
    both = next(entry for entry in found["combinations"] if entry["choice"] == choice)
    assert both["classes"]["property"] == 60
    answer = assess(parse_facts(FACTS), found).to_json()["readings"]
    assert {"trip": "not_realtime"} in [entry["choice"] for entry in answer["deciding"]]
    told = next(entry for entry in answer["combinations"] if entry["choice"] == choice)
    assert (told["outcome"], told["changes"]) == ("serious", False)


def test_the_order_question_decides_on_exhibits(case: Case) -> None:
    records = [record("name", "mobile", n=n) for n in range(400)]
    records += [record("name", "mobile", "goods", n=n) for n in range(1000, 1500)]
    found = counted(case, records)
    answer = assess(parse_facts(FACTS), found).to_json()
    assert answer["outcome"] == "not_met"  # 900/5000
    assert {"order_row": "transaction"} in [entry["choice"] for entry in answer["readings"]["deciding"]]  # 500/500


def test_every_overlay_is_one_that_the_counting_room_knows() -> None:
    seen = 0
    for question in readings().values():
        for position in question.positions:
            if position.pieces is not None and PARTICIPANTS not in position.pieces:
                parse(position.pieces, question.id)
                joined([position.pieces])
                seen += 1
    assert seen == 23


KINDS = ("name", "mobile", "goods", "payment", "trip", "position", "vehicle", "bank_card", "credit", "real_estate")


def of_kinds(kinds: set[str], positions: list[dict[str, Any]]) -> str | None:
    """By hand: the gravest class that a line gives, of those kept and those added; None when it does not count."""
    gone = [
        (line["class"], set(line.get("any", ())), set(line.get("all", ())))
        for one in positions
        for line in one.get("without_classes", ())
    ]
    table = [(line["class"], set(line.get("any") or ()), set(line.get("all") or ())) for line in CLASS_LINES]
    added = [
        (line["class"], set(line.get("any", ())), set(line.get("all", ())))
        for one in positions
        for line in one.get("classes", ())
    ]
    said = [
        name
        for name, some, every in [*(line for line in table if line not in gone), *added]
        if (not some or some & kinds) and every <= kinds
    ]
    alone, together = set(ALONE), [set(group) for group in TOGETHER]
    for one in positions:
        alone -= set(one.get("identity", {}).get("without_alone", ()))
        together += [set(group) for group in one.get("identity", {}).get("together", ())]
    if not kinds & alone and not any(group <= kinds for group in together):
        return None
    if any(kinds <= set(only) for one in positions for only in one.get("leave_out", {}).get("only", ())):
        return None
    return min(said, key=CLASSES.index)


@pytest.mark.parametrize("seed", range(3))
def test_combinations_against_a_count_by_hand(case: Case, seed: int) -> None:
    chance = Random(seed)
    records = [record(*sorted(chance.sample(KINDS, chance.randint(1, 4))), n=chance.randint(0, 3)) for _ in range(60)]
    found = counted(case, records)
    asked = {name: readings()[name] for name in found["readings"]}
    plain = {
        (name, one.id): one.pieces
        for name, question in asked.items()
        for one in question.others
        if one.pieces is not None and one.method is None and PARTICIPANTS not in one.pieces
    }
    entries = [({q: p}, body) for q, of in found["readings"].items() for p, body in of.items()]
    entries += [(body["choice"], body) for body in found["combinations"]]
    checked = 0
    for choice, body in entries:
        if not all(item in plain for item in choice.items()):
            continue
        wanted = dict.fromkeys(CLASSES, 0)
        for content in {frozenset(one.values) for one in records}:
            name = of_kinds({kind for kind, _ in content}, [plain[item] for item in choice.items()])
            if name is not None:
                wanted[name] += 1
        assert body["classes"] == wanted, choice
        checked += 1
    assert checked > 40
