"""What joins records: a shop's telephone is found and told, and cut only by decision; figures, places, masks."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cli.command import Command, tiao
from oracle.catalogue import VALUE_KINDS
from oracle.persons import components, held_by
from oracle.records import Record
from pieces import made
from pieces.test_conformance import random_record
from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence.seal import seal
from tiao.findings.find import find
from tiao.pieces.persons import partitions
from tiao.pieces.persons.joins import look
from tiao.pieces.persons.linked import Place, Places, linked, token_of
from tiao.run import count, explain
from tiao.run.persons import decide_persons, persons, undo_persons, unlink_identifier

AT = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
SHOP = "13900001111"
LIST = [
    "姓名,身份证号,手机号",
    *(f"张{n},{number},{SHOP}" for n, number in zip("一二三四", (
        "11010119900307803X", "11010119900307889X", "110101199003071233", "110101199003075779"), strict=True)),
    "李一,,13812345678",
    "李二,,13812345678",
    "王五,,13712345678",
    "赵六 赵七,11010119900307803X,13612345678",
]  # fmt: skip
ORDERS = ["收货人,手机号,邮箱", "王五,13712345678,wang@example.com", "某人,13500001111,wang@example.com"]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("joins")
    (folder / "seized").mkdir()
    (folder / "seized" / "1.csv").write_text("\n".join(LIST) + "\n", encoding="utf-8")
    (folder / "seized" / "2.csv").write_text("\n".join(ORDERS) + "\n", encoding="utf-8")
    case = Case.create(folder / "case")
    seal([folder / "seized"], case, by=["甲", "乙"], authority="扣押决定书", at=AT)
    find(case)
    return case.path


@pytest.fixture
def case(sealed: Path, tmp_path: Path) -> Case:
    shutil.copytree(sealed, tmp_path / "case")
    return Case.open(tmp_path / "case")


def test_the_report(case: Case) -> None:
    found = persons(case)
    assert (found["records"], found["persons"]) == (10, 3)
    assert found["figures"] == {"total": 3, "low": 3, "high": 3, "persons": 3}
    assert [one["persons"] for one in found["sizes"]] == [0, 1, 2, 0, 0, 0, 0]
    assert [(one["records"], one["resident_ids"], one["locator"]) for one in found["largest"]] == [
        (5, 4, "E1!R2"), (3, 0, "E1!R8"), (2, 0, "E1!R6"),
    ]  # fmt: skip
    assert [(one["kind"], one["shown"], one["records"]) for one in found["largest"][0]["joined_by"]] == [
        ("mobile", "139****1111", 4), ("resident_id", "110***********803X", 2),
    ]  # fmt: skip
    doubtful = found["doubtful"]
    assert (doubtful["persons"], doubtful["records"], doubtful["identifiers"]) == (1, 0, 1)
    assert [(one["shown"], one["records"], one["resident_ids"]) for one in doubtful["listed"]] == [
        ("139****1111", 4, 4)
    ]
    assert doubtful["if_cut"] == {"total": 6, "low": 6, "high": 6, "persons": 6}
    # Nothing is cut in silence.
    assert found["figures"] == persons(case)["figures"]
    text = json.dumps(found, ensure_ascii=False)
    assert not [value for line in LIST + ORDERS for value in line.split(",") if len(value) > 8 and value in text]


def test_cutting_and_undoing(case: Case) -> None:
    before = persons(case)
    token = before["doubtful"]["listed"][0]["token"]
    done = unlink_identifier(case, token, ["李警官"], "店铺电话", "卷一第5页")
    assert (done["kind"], done["records"]) == ("mobile", 4)
    assert (done["before"]["persons"], done["after"]["persons"]) == (3, 6)
    after = persons(case)
    assert (after["persons"], after["doubtful"]["identifiers"], after["decided"]) == (6, 0, {"unlink": 1, "link": 0})
    with pytest.raises(Misuse, match="already"):
        unlink_identifier(case, token, ["李警官"], "店铺电话")
    undo_persons(case, done["number"], ["王检察官"], "复核")
    assert persons(case) == before


def test_explained_rows_are_the_count(case: Case) -> None:
    counted = count(case, ["by_person@2"])["methods"]["by_person@2"]
    lines = list(explain(case, "by_person@2"))
    assert [line["locator"] for line in lines] == ["E1!R2", "E1!R6", "E1!R8"]
    assert len(lines) == counted["total"]
    again = list(explain(case, "by_person@2", excluded="duplicate"))
    assert len(again) == next(one["pieces"] for one in counted["excluded"] if one["reason"] == "duplicate") == 7
    assert [line["person"] for line in again] == ["E1!R2"] * 3 + ["E1!R6", "E1!R2", "E1!R8", "E1!R8"]
    assert list(explain(case, "by_person@2", limit=1)) == lines[:1]
    assert not list(explain(case, "by_person@2", class_="health"))
    assert not list(explain(case, "by_person@2", excluded="resident_id_checksum"))
    assert SHOP not in json.dumps(lines + again)


def test_a_pair_that_is_joined_cannot_be_parted_by_decision(case: Case) -> None:
    with pytest.raises(Misuse, match="shared identifier"):
        decide_persons(case, ["E1!R8", "E2!R3"], False, ["甲"], "不同人")
    made_now = decide_persons(case, ["E1!R6", "E1!R8"], False, ["甲"], "不同人")
    assert made_now["before"] == made_now["after"]
    with pytest.raises(Misuse, match="contrary"):
        decide_persons(case, ["E1!R8", "E1!R6"], True, ["甲"], "同一人")
    # Joined all the same through a third record: that is told.
    decide_persons(case, ["E1!R6", "E1!R2"], True, ["甲"], "同一人")
    decide_persons(case, ["E1!R2", "E1!R8"], True, ["甲"], "同一人")
    assert persons(case)["contradicted"] == [{"number": made_now["number"], "pair": ["E1!R6", "E1!R8"]}]


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (["E1!R2", "E1!R2"], "same record"),
        (["E1!R2", "E1!R99"], "No record of the total"),
        (["E1!R2", "E9!R1"], "no such table"),
        (["E1!R2", "somewhere"], "no place"),
        (["E1!R2"], "two records"),
    ],
)
def test_misuse_of_a_pair(case: Case, pair: list[str], said: str) -> None:
    with pytest.raises(Misuse, match=said):
        decide_persons(case, pair, True, ["甲"], "理由")
    assert linked(case).links == ()


@pytest.mark.parametrize("token", [SHOP, "0" * 32, "", "zz"])
def test_misuse_of_a_token(case: Case, token: str) -> None:
    with pytest.raises(Misuse) as caught:
        unlink_identifier(case, token, ["甲"], "理由")
    assert SHOP not in str(caught.value)


def test_a_changed_exhibit_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("\n".join(LIST) + "\n", encoding="utf-8")
    other = Case.create(tmp_path / "case")
    seal([tmp_path / "1.csv"], other, by=["甲", "乙"], authority=None, at=AT)
    find(other)
    (tmp_path / "1.csv").write_text("\n".join(LIST[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(IntegrityBroken, match="not those that were sealed"):
        persons(other)


def test_tables_of_one_name_are_told_apart_by_number(case: Case) -> None:
    places = Places(case)
    assert str(places.locator(places.of("E1!R5"))) == "E1!R5"
    assert places.of("E2.1!R3#2") == Place("E2.1", 3, 2)
    assert token_of(" " + "AB" * 16) == "ab" * 16


@pytest.mark.parametrize("partition", [partitions.PARTITION, 200])
def test_what_joins_against_the_oracle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, partition: int) -> None:
    """Every identifier's records and identity numbers, and every person's, counted by hand."""
    monkeypatch.setattr(partitions, "PARTITION", partition)
    chance = Random(11)
    records = [random_record(chance, 25) for _ in range(500)]
    records = [record for record in records if record.values]
    case = made.new_case(tmp_path / "case")
    made.write(case, {"E1.1-00001": records})
    seen = look(case)
    counted = [record for record in records if held_by(record, ()) and set(record.kinds) & set(VALUE_KINDS)]
    holders: dict[Any, list[Record]] = {}
    for record in counted:
        for value in record.values:
            if value[0] in VALUE_KINDS:
                holders.setdefault(value, []).append(record)

    def own(record: Record) -> set[Any]:
        return {value for value in record.values if value[0] == "resident_id"}

    def different(held: list[Record]) -> int:
        return len({value for record in held if len(own(record)) == 1 for value in own(record)})

    wanted = sorted(
        ((len(held), made.token(*value).hex(), different(held)) for value, held in holders.items() if len(held) > 1),
        key=lambda one: (-one[0], one[1]),
    )
    assert [(one.records, one.token, one.resident_ids) for one in seen.most] == wanted[:20]
    doubtful = {made.token(*value).hex() for value, held in holders.items() if len(held) > 1 and different(held) > 1}
    assert set(seen.cut) == doubtful
    edges = [(("r", n), value) for n, record in enumerate(counted) for value in held_by(record, ())]
    person = components(edges)
    ids: dict[Any, set[Any]] = {}
    for n, record in enumerate(counted):
        ids.setdefault(person["r", n], set()).update(own(record))
    roots = seen.found.roots
    with_ids = sorted(int(many) for many in seen.ids[roots] if many)
    assert with_ids == sorted(len(each) for each in ids.values() if each)


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def command() -> Command:
    return tiao


def test_the_command(command: Command, case: Case) -> None:
    found = command("persons", "--case", case.path, "--json")
    assert (found.code, found.json["format"]) == (0, "tiao.persons/1")
    token = found.json["doubtful"]["listed"][0]["token"]
    assert command("persons", "show", "--case", case.path, "--json").out == found.out
    words = command("persons", "--case", case.path)
    assert (words.code, "139****1111" in words.out, "identity numbers" in words.out) == (0, True, True)
    assert "If these joined nobody" in words.err
    who = ("--by", "李警官", "--why", "店铺电话")
    tried = command("persons", "unlink", token, "--case", case.path, "--dry-run")
    assert (tried.code, "未作记录" in tried.err) == (0, True)
    cut = command("persons", "unlink", token, "--case", case.path, *who, "--json")
    assert (cut.code, cut.json["after"]["persons"]) == (0, 6)
    assert command("persons", "decide", "--case", case.path, "--pair", "E1!R6", "E1!R8", "--same", *who).code == 0
    listed = command("persons", "decisions", "--case", case.path, "--json").json["decisions"]
    assert [list(one["what"]) for one in listed] == [["unlink"], ["link"]]
    assert command("persons", "undo", cut.json["number"], "--case", case.path, *who, "--json").code == 0
    assert "撤销" in command("persons", "decisions", "--case", case.path).out
    counted = command("count", "--case", case.path, "--method", "by_person@2", "--json")
    assert counted.json["methods"]["by_person@2"]["total"] == 2
    assert command("verify", "--case", case.path).code == 0
    proposed = command("persons", "propose", "--case", case.path, "--json")
    assert (proposed.code, proposed.json["format"]) == (0, "tiao.person_proposals/1")
    assert "均未计入" in command("persons", "propose", "--case", case.path).err


@pytest.mark.parametrize(
    "words",
    [
        ("persons",),
        ("persons", "decide", "--pair", "E1!R2", "E1!R6", "--by", "甲", "--why", "理由"),
        ("persons", "decide", "--pair", "E1!R2", "E1!R6", "--same", "--why", "理由"),
        ("persons", "decide", "--pair", "E1!R2", "E1!R6", "--same", "--by", "甲"),
        ("persons", "unlink", SHOP, "--by", "甲", "--why", "理由"),
        ("persons", "undo", "1", "--by", "甲", "--why", "理由"),
    ],
)
def test_misuse_of_the_command(command: Command, case: Case, words: tuple[str, ...]) -> None:
    done = command(*words, *(("--case", case.path) if len(words) > 1 else ()))
    assert (done.code, "Traceback" in done.err, SHOP in done.err) == (2, False, False)
    assert linked(case).digest == linked(Case.open(case.path)).digest
