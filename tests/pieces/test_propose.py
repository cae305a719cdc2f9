"""Proposals: precision and recall on people with known truth; the same again, nothing raw, in no count. No network."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from tiao.case import Case
from tiao.demo.people import People, Person
from tiao.demo.places import GIVEN, SURNAMES
from tiao.evidence.seal import seal
from tiao.findings.find import find
from tiao.pieces.persons import propose as module
from tiao.pieces.persons.blind_profiles import area, surname
from tiao.pieces.persons.persons_count import count
from tiao.pieces.persons.propose import propose
from tiao.run.persons import decide_persons, person_decisions, persons, undo_persons

AT = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
PEOPLE = 400


@dataclass
class World:
    """A case of two lists, and which rows of them are of one person.

    Attributes:
        pairs: (row of list one, row of list two), as a person sees them, of one person each.
        namesakes: of two persons of one name in the same street.
    """

    case: Case
    pairs: set[tuple[int, int]]
    namesakes: set[tuple[int, int]]
    raw: set[str]


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _elsewhere(chance: Random, person: Person) -> str:
    """Another flat in the same street."""
    return person.address.split("号")[0][:-1] + f"{chance.randrange(1, 9)}号{chance.randrange(101, 999)}室"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Customers of a shop and owners of an estate. A quarter stand in both lists, with another telephone in each.

    Of these, half have the same address and the others another one in the same street. And there are namesakes: a
    quarter of the others in list two have the name of somebody in list one, some of them in the same street; and
    families: another quarter have the surname and the address of somebody.
    """
    folder = tmp_path_factory.mktemp("proposals")
    people, chance = People(7), Random(7)
    shop = [["姓名", "手机号", "收货地址", "固定电话"]]
    estate = [["业主", "身份证号", "手机号", "住址", "家庭电话"]]
    pairs, namesakes, raw = set(), set(), set()
    for number in range(PEOPLE):
        person = people.draw()
        in_both = number % 4 == 0
        landline = person.landline if number % 3 == 0 else ""
        raw |= {person.name, person.mobile, person.second_mobile, person.address, person.resident_id}
        shop.append([person.name, person.mobile, person.address, landline])
        if in_both:
            address = person.address if number % 8 else _elsewhere(chance, person)
            estate.append([person.name, person.resident_id, person.second_mobile, address, landline])
            pairs.add((len(shop), len(estate)))
            continue
        other = people.draw()
        name, address = other.name, other.address
        if number % 4 == 1:
            name = person.name
            # Every tenth of them lives in the same street: nothing tells such a one from a person who has moved.
            address = _elsewhere(chance, person) if number % 40 == 1 else address
        elif number % 4 == 2:
            given = chance.choice([given for given in GIVEN if given != person.name[1:]])
            name, address = person.name[0] + given, person.address
        if number % 40 == 1:
            namesakes.add((len(shop), len(estate) + 1))
        raw |= {name, address, other.resident_id, other.mobile}
        estate.append([name, other.resident_id, other.mobile, address, ""])
    (folder / "seized").mkdir()
    (folder / "seized" / "1.csv").write_text(_csv(shop), encoding="utf-8")
    (folder / "seized" / "2.csv").write_text(_csv(estate), encoding="utf-8")
    case = Case.create(folder / "case")
    seal([folder / "seized"], case, by=["甲", "乙"], authority="扣押决定书", at=AT)
    found = find(case)
    assert (found["rows"], found["unread"]) == (2 * PEOPLE, [])
    return World(case, pairs, namesakes, {value for value in raw if len(value) > 2})


@pytest.fixture(scope="module")
def proposed(world: World) -> dict[str, Any]:
    return propose(world.case)


def _pair(one: dict[str, Any]) -> tuple[int, int]:
    first, second = sorted(record["place"] for record in one["records"])
    assert (first[:6], second[:6]) == ("E1.1!R", "E2.1!R")
    return int(first[6:]), int(second[6:])


def test_precision_and_recall(world: World, proposed: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = {_pair(one) for one in proposed["proposals"]}
    right = len(found & world.pairs)
    precision, recall = Fraction(right, len(found)), Fraction(right, len(world.pairs))
    with capsys.disabled():
        print(
            f"\nproposals: {len(found)}, right: {right} of {len(world.pairs)}; precision {precision}, recall {recall}"
        )
    assert (len(found), right, len(world.pairs)) == (103, 94, 100)
    assert found - world.pairs <= world.namesakes


def test_the_same_again_and_nothing_left_behind(world: World, proposed: dict[str, Any]) -> None:
    before = sorted(path for path in world.case.path.rglob("*"))
    again = propose(world.case)
    assert json.dumps(again, ensure_ascii=False) == json.dumps(proposed, ensure_ascii=False)
    assert sorted(path for path in world.case.path.rglob("*")) == before


def test_nothing_raw_is_shown(world: World, proposed: dict[str, Any]) -> None:
    text = json.dumps(proposed, ensure_ascii=False)
    assert not [value for value in world.raw if value in text]
    assert not [value for value in world.raw if value in json.dumps(persons(world.case), ensure_ascii=False)]


def test_what_splink_compares_is_blind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table that Splink is given holds numbers and nothing else."""
    seen: list[Any] = []
    compare = module._compare

    def spy(connection: Any, splink: Any) -> Any:
        table = connection.sql("select * from profile").to_arrow_table()
        seen.append({field.name: str(field.type) for field in table.schema})
        seen.append(json.dumps(table.to_pylist(), default=str))
        return compare(connection, splink)

    monkeypatch.setattr(module, "_compare", spy)
    propose(world.case)
    kinds, text = seen
    keys = set(module.model()["blocks"])
    assert {kind for name, kind in kinds.items() if name not in keys} == {"int64", "bool"}
    assert {kinds[name] for name in keys} <= {"string"}
    assert not [value for value in world.raw if value in text]


def test_each_has_its_reasons(proposed: dict[str, Any]) -> None:
    weights = [one["weight"] for one in proposed["proposals"]]
    assert weights == sorted(weights, key=lambda weight: -Fraction(weight))
    assert all(Fraction(weight) >= module.model()["least_weight"] for weight in weights)
    first = proposed["proposals"][0]
    said = {reason["en"] for reason in first["reasons"]}
    assert {"same name", "same address", "same landline"} <= said
    assert all(record["values"] for record in first["records"])


def test_only_a_decision_enters_the_count(world: World, proposed: dict[str, Any]) -> None:
    def total() -> int:
        return int(count(world.case, ["by_person@2"])["methods"]["by_person@2"]["total"])

    start = total()
    pair = [record["locator"] for record in proposed["proposals"][0]["records"]]
    tried = decide_persons(world.case, pair, True, dry_run=True)
    assert (tried["number"], tried["before"]["total"], tried["after"]["total"], total()) == (
        None,
        start,
        start - 1,
        start,
    )
    made = decide_persons(world.case, pair, True, ["李警官"], "笔录印证", "卷二第8页")
    assert (made["after"]["total"], total()) == (start - 1, start - 1)
    fewer = propose(world.case)
    assert fewer["proposed"] == proposed["proposed"] - 1
    undo_persons(world.case, made["number"], ["王检察官"], "复核后撤销")
    assert total() == start
    other = decide_persons(world.case, pair, False, ["李警官"], "年龄不符")
    assert total() == start
    assert propose(world.case)["proposed"] == proposed["proposed"] - 1
    undo_persons(world.case, other["number"], ["王检察官"], "复核后撤销")
    assert propose(world.case)["proposals"] == proposed["proposals"]
    assert [one["undone"] is None for one in person_decisions(world.case)["decisions"]] == [False, False]


def test_names_and_addresses_are_cut_where_people_would() -> None:
    assert [surname(name) for name in ("张三", "欧阳修", "司马", "Smith", SURNAMES[0] + "明")] == [
        "张", "欧阳", "司", "", SURNAMES[0],
    ]  # fmt: skip
    assert area("浙江省宁波市海曙区中山东路12号3幢402室") == "浙江省宁波市海曙区中山东路"
    assert area("中山路12号") == ""
