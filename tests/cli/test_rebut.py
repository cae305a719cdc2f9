"""`tiao rebut`: made, seen beforehand, counted, explained, verified, undone; and its value stands nowhere."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from canary.plant import forms
from cli.command import Done, tiao
from tiao.cli.rebut import DOUBTS, GROUND_ZH, KINDS
from tiao.errors import Misuse
from tiao.findings import catalogue
from tiao.pieces.rebuttals.rebut import GROUNDS
from tiao.pieces.rebuttals.rebut_scope import KINDS as SCOPE_KINDS
from tiao.run import rebut, rebuttals

# The value in question stands in the seized files only; the same number again under another head, and with a typo.
VALUE, OTHER, STRANGER = "13912345678", "13612345678", "13712340000"
ROWS = [
    "编号,姓名,身份证号,手机号",
    "1,张三丰,11010119900307803X,13812345678",
    f"2,李四光,11010119900307889X,{VALUE}",
    "3,张三丰,11010119900307803X,13812345678",
    "4,王五月,110101199003070009,13512345678",
    f"5,赵六一,,{OTHER}",
]
WHO = ("--by", "辩护人甲", "--why", "号码已经停机", "--evidence", "卷一 第3页")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed and found case of two tables; nothing in it is rebutted."""
    root = tmp_path_factory.mktemp("rebut")
    seized = root / "seized"
    seized.mkdir()
    (seized / "客户.csv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    (seized / "订单.csv").write_text("\n".join([*ROWS[:1], *ROWS[2:3], *ROWS[5:]]) + "\n", encoding="utf-8")
    case = root / "case"
    for words in (
        ("new", case),
        ("seal", seized, "--case", case, "--by", "甲", "--by", "乙"),
        ("find", "--case", case),
    ):
        assert tiao(*words).code == 0
    return case


def fed(value: str, *words: object) -> Done:
    """A command with a value on standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "tiao.cli", *map(str, words)],
        input=value.encode(), capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def counted(case: Path) -> Any:
    return tiao("count", "--case", case, "--json").json


def test_a_value_is_rebutted_seen_and_undone(found: Path) -> None:
    before = counted(found)
    assert [before["methods"][f"by_{m}@1"]["total"] for m in ("row", "record", "person", "value")] == [7, 4, 4, 6]
    add = ("rebut", "add", "--case", found, "--ground", "untrue", "--value", "mobile")
    seen = fed(f"  {VALUE[:3]}-{VALUE[3:7]}-{VALUE[7:]}\r\n\n", *add, "--dry-run", "--json")
    assert seen.code == 0, seen.err
    assert seen.json["number"] is None
    assert seen.json["records"] == 2
    assert tiao("rebut", "list", "--case", found, "--json").json["rebuttals"] == []
    assert counted(found) == before

    done = fed(VALUE, *add, *WHO, "--json")
    assert done.code == 0, done.err
    number = done.json["number"]
    assert {**done.json, "number": None} == seen.json
    after = counted(found)
    assert after["run"] != before["run"]
    for name, change in seen.json["methods"].items():
        for figure in ("total", "low", "high"):
            assert change["before"][figure] == before["methods"][name][figure]
            assert change["after"][figure] == after["methods"][name][figure]
        assert change["after"]["high"] == change["before"]["high"]
        assert change["after"]["total"] < change["before"]["total"]
    rows = after["methods"]["by_row@1"]
    assert rows["excluded"] == [{"reason": "rebutted_untrue", "pieces": 2}]
    assert (rows["total"], rows["low"], rows["high"]) == (5, 4, 7)
    # The number and the identity number beside it stand in no other record.
    values = after["methods"]["by_value@1"]
    assert {"reason": "rebutted_untrue", "pieces": 2} in values["excluded"]
    assert (values["total"], values["high"]) == (4, 7)

    listed = tiao("rebut", "list", "--case", found, "--json").json
    assert listed["standing"] == 1
    [one] = listed["rebuttals"]
    assert (one["by"], one["why"], one["evidence"], one["undone"]) == (["辩护人甲"], "号码已经停机", "卷一 第3页", None)
    assert one["scope"]["values"] == {"mobile": 1}
    assert tiao("verify", "--case", found, "--json").json["intact"]

    lines = explained(found, "--excluded", "rebutted_untrue", "--method", "by_row@1")
    assert [line["locator"] for line in lines] == ["E1!R3", "E2!R2"]
    lines = explained(found, "--excluded", "rebutted_untrue", "--method", "by_value@1")
    assert [value["kind"] for line in lines for value in line["values"]] == ["resident_id", "mobile"]
    for method, figures in after["methods"].items():
        assert len(explained(found, "--method", method)) == figures["total"]

    again = fed(VALUE, *add, *WHO)
    assert (again.code, "stands already" in again.err) == (2, True)
    undone = tiao("rebut", "undo", number, "--case", found, "--by", "检察员乙", "--why", "查明号码真实", "--json")
    assert undone.code == 0, undone.err
    assert undone.json["undone"] > number
    assert counted(found) == before
    assert tiao("verify", "--case", found, "--json").json["intact"]
    assert tiao("rebut", "undo", number, "--case", found, "--by", "检察员乙", "--why", "再次").code == 2
    listed = tiao("rebut", "list", "--case", found)
    assert "undone 已撤销" in listed.out
    nowhere(found, VALUE, [seen, done, again, undone, listed])


def explained(case: Path, *words: str) -> list[Any]:
    done = tiao("explain", "--case", case, *words, "--json")
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def nowhere(case: Path, value: str, said: list[Done]) -> None:
    """The value, in any of its forms, stands in no file that the commands wrote and in nothing that they said."""
    written = {
        str(path.relative_to(case)): path.read_bytes()
        for path in case.rglob("*")
        if path.is_file() and path.relative_to(case).parts[0] != "sealed"
    }
    spoken = {str(n): (done.out + done.err).encode() for n, done in enumerate(said)}
    assert len(written) > 10
    for name, data in (written | spoken).items():
        assert [form for form in forms(value) if form in data] == [], name
        assert value[3:].encode() not in data, name


@pytest.mark.parametrize(
    ("ground", "conditions", "records", "row_total"),
    [
        ("duplicate", {"at": ["E2"]}, 2, 5),
        ("duplicate", {"at": ["E2.1!R2-R9"]}, 2, 5),
        ("public", {"at": ["E1!R3", "E1!R6#1"]}, 2, 5),
        ("untrue", {"doubts": ["resident_id_checksum"]}, 1, 6),
        ("anonymised", {"classes": ["general"], "at": ["E1"]}, 5, 2),
        ("not_identifying", {"classes": ["general"], "doubts": ["resident_id_checksum"], "at": ["E1"]}, 1, 6),
    ],
)
def test_what_can_be_named(found: Path, ground: str, conditions: Any, records: int, row_total: int) -> None:
    done = rebut(found, ground, dry_run=True, **conditions)
    assert done["records"] == records
    assert done["methods"]["by_row@1"]["after"]["total"] == row_total
    assert ("disputed" in done) is (ground == "public")


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ({}, "does not say what it takes out"),
        ({"at": ["E9"]}, "no such exhibit or table"),
        ({"at": ["E1.7"]}, "no such exhibit or table"),
        ({"at": [VALUE]}, "no place in the ledger"),
        ({"at": [f"E1!{VALUE}"]}, "no such exhibit or table"),
        ({"at": ["E1!R0"]}, "counted from 1"),
        ({"at": ["E1!R9-R3"]}, "counted from 1"),
        ({"at": ["E1!R90"]}, "takes nothing out"),
        ({"classes": ["health"]}, "takes nothing out"),
        ({"classes": [VALUE]}, "no such class"),
        ({"kind": "mobile", "values": f"/nowhere/{VALUE}"}, "cannot be read"),
        ({"kind": "mobile", "values": "/"}, "cannot be read"),
        ({"kind": "name", "values": io.BytesIO(b"x")}, "no such kind"),
        ({"kind": "mobile"}, "goes with"),
        *(
            ({"kind": "mobile", "values": io.BytesIO(values.encode())}, said)
            for values, said in (
                ("", "No value was given"),
                (" \n\n", "No value was given"),
                (f"{STRANGER}\n", "takes nothing out"),
                # A broken number is a struck value, and is looked for like any other.
                ("1391234567\n", "takes nothing out"),
                (f"{VALUE}\n张三丰\n", "line 2"),
                ("9" * 5000, "too many values"),
                (f"{VALUE}\n" * 10_001, "too many values"),
            )
        ),
    ],
)
def test_what_cannot_be_named(found: Path, conditions: Any, said: str) -> None:
    with pytest.raises(Misuse) as caught:
        rebut(found, "untrue", ["甲"], "误", "卷一", **conditions)
    assert said in str(caught.value)
    assert VALUE[1:] not in str(caught.value)
    assert rebuttals(found)["standing"] == 0


def test_a_file_of_values_needs_their_kind(found: Path) -> None:
    done = tiao("rebut", "add", "--case", found, "--ground", "untrue", "--from", f"/nowhere/{VALUE}", *WHO)
    assert (done.code, "not their kind" in done.err, VALUE in done.err) == (2, True, False)


@pytest.mark.parametrize("missing", ["by", "why", "evidence"])
def test_nobody_answers_for_it(found: Path, missing: str) -> None:
    words: dict[str, Any] = {"by": ["甲"], "why": "误", "evidence": "卷一", missing: ""}
    with pytest.raises(Misuse) as caught:
        rebut(found, "untrue", at=["E1"], **words)
    assert caught.value.where == f"--{missing}"


def test_undoing_what_is_not_there(found: Path) -> None:
    done = tiao("rebut", "undo", 1, "--case", found, "--by", "甲", "--why", "误")
    assert (done.code, "no rebuttal of this number" in done.err) == (2, True)


def test_the_choices_are_those_of_the_engine() -> None:
    assert {ground.name: ground.zh for ground in GROUNDS} == GROUND_ZH
    assert catalogue.DOUBTS == DOUBTS
    assert SCOPE_KINDS == KINDS
