"""The draw: the same for everyone, from the blind ledger alone, shared among strata as the page says."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle import sample as oracle
from oracle.records import Record
from pieces import made
from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import artefacts, decisions
from tiao.evidence.custody import Log
from tiao.evidence.verify import verify
from tiao.findings.catalogue import bits
from tiao.pieces.sample import record
from tiao.pieces.sample.allocate import allocate, strata
from tiao.pieces.sample.check import drawn_otherwise
from tiao.pieces.sample.frame import pieces_of, places_of


def person(n: int, *more: tuple[str, str]) -> Record:
    return Record([("name", f"人{n}"), ("mobile", f"138{n:08d}"), *more])


def doubted(n: int) -> Record:
    return Record([("name", f"疑{n}"), ("mobile", f"139{n:08d}")], doubts={"mobile_range"})


FILES = {
    # Twenty stand twice in E1; 150 to 199 stand in E1 and E2, which E1 has first; E10 comes after E2.
    "E1.1-00001": [*(person(n) for n in range(200)), *(person(n) for n in range(20))],
    "E2.1-00001": [person(n) for n in range(150, 300)],
    "E2.2-00001": [person(n, ("position", str(n))) for n in range(30)],
    "E10.1-00001": [*(person(n) for n in range(290, 310)), *(doubted(n) for n in range(5)), Record([("name", "无")])],
}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = made.new_case(tmp_path / "case")
    made.write(case, FILES)
    return case


def blind_lines(case: Case) -> Iterator[oracle.Line]:
    """The ledger as someone without the key reads it."""
    for path in sorted(case.ledger.glob("*.parquet")):
        for line in pq.read_table(path).to_pylist():
            if not line["more"]:
                yield oracle.Line(
                    path.name.split("-")[0], line["row"], line["part"], oracle.kinds_of(line["kinds"], bits()),
                    bool(line["doubts"]), line["content"],
                )  # fmt: skip


@pytest.mark.parametrize(("class_", "size"), [("general", 40), ("whereabouts", 30), ("all", 37), ("all", 2)])
def test_anyone_draws_the_same_without_the_key(case: Case, class_: str, size: int, tmp_path: Path) -> None:
    drawn = record.draw(case, class_, size)
    copy = tmp_path / "given away"
    shutil.copytree(case.path, copy, ignore=shutil.ignore_patterns("vault", "sealed"))
    document = json.loads((copy / "runs" / "samples" / f"{drawn.id}.json").read_bytes())
    checkpoint = document["plan"]["checkpoint"]
    note = (copy / "log" / "checkpoints" / f"{checkpoint['size']:08d}").read_text("utf-8").split("\n")
    root = base64.b64decode(note[2])
    assert (int(note[1]), root.hex()) == (checkpoint["size"], checkpoint["root"])
    pieces = oracle.frame(list(blind_lines(Case(copy))))
    wanted = {name for name, _ in pieces.values()} if class_ == "all" else {class_}
    layers = document["frame"]["strata"]
    for stratum in layers:
        exhibits = {int(name[1:]) for name in stratum["exhibits"]}
        own = [name for name, first in pieces.values() if name == stratum["class"] and first in exhibits]
        assert len(own) == stratum["pieces"]
    assert sum(stratum["pieces"] for stratum in layers) == sum(name in wanted for name, _ in pieces.values())
    assert sum(stratum["size"] for stratum in layers) == size == len(document["items"])
    assert {bytes.fromhex(item["token"]) for item in document["items"]} == oracle.draw(pieces, layers, root)


def test_where_the_items_stand(case: Case) -> None:
    lines = {(line.source, line.row, line.part): line for line in blind_lines(case)}
    every = record.draw(case, "general", 315).document["items"]
    assert [item["n"] for item in every] == list(range(1, 316))
    order = [(int(item["exhibit"][1:]), item["source"], item["row"], item["part"]) for item in every]
    assert order == sorted(order)
    for item in every:
        held = [place for place, line in lines.items() if line.content.hex() == item["token"]]
        assert (item["source"], item["row"], item["part"]) in held
        assert item["records"] == len(held)
        assert item["low"] == any(not lines[place].doubted for place in held)
    some = [item["token"] for item in every[:30]]
    found = places_of(case, some)
    held = {place for place, line in lines.items() if line.content.hex() in some}
    assert {(p.source, row, p.part) for p in found for row in range(p.row, p.last_row + 1)} == held
    assert sum(item["records"] for item in every) == 220 + 150 + 25
    assert [item["low"] for item in every].count(False) == 5


def test_pieces_are_those_of_the_count(case: Case) -> None:
    plain = made.compiled(case)["methods"]["by_record@1"]["classes"]
    assert pieces_of(case) == plain
    assert (plain["general"], plain["whereabouts"]) == (315, 30)


def test_the_same_sample_is_given_back_and_no_other(case: Case) -> None:
    first = record.draw(case, "general", 25)
    size = Log(case).size()
    assert record.draw(case, "general", 25) == first
    for class_, other in (("general", 26), ("all", 25)):
        with pytest.raises(Misuse, match="stands already"):
            record.draw(case, class_, other)
    assert Log(case).size() == size
    # Other pieces have samples of their own.
    assert record.draw(case, "whereabouts", 5).document["frame"]["pieces"] == 30


def test_a_withdrawn_sample_stays_on_record_and_another_root_draws_another(case: Case) -> None:
    first = record.draw(case, "general", 25)
    withdrawal = record.undo(case, first.entry, ["赵"], "抽样范围有误")
    second = record.draw(case, "general", 25)
    assert second.id != first.id
    assert {item["token"] for item in second.document["items"]} != {item["token"] for item in first.document["items"]}
    kept, _ = record.samples(case)
    assert kept.withdrawn is not None
    assert (kept.id, kept.withdrawn.by, kept.withdrawn.why) == (first.id, ("赵",), "抽样范围有误")
    with pytest.raises(Misuse, match="stands already"):
        record.undo(case, withdrawal, ["赵"], "恢复")
    record.undo(case, second.entry, ["赵"], "恢复第一次")
    record.undo(case, withdrawal, ["赵"], "恢复第一次")
    assert record.draw(case, "general", 25).id == first.id


def test_what_an_interrupted_draw_left_is_cleared_away(case: Case) -> None:
    """The file stood, its entry did not, and the log went on: nothing refers to that file."""
    left = case.runs / "samples" / "0123456789abcdef.json"
    left.parent.mkdir()
    left.write_bytes(b"{}")
    decisions.decide(case, "note", ["赵"], "另一条记录")
    drawn = record.draw(case, "general", 12)
    assert [path.name for path in left.parent.iterdir()] == [f"{drawn.id}.json"]
    assert not [finding.where for finding in verify(case) if "samples" in finding.where]


def test_a_sample_that_was_edited_is_found(case: Case) -> None:
    drawn = record.draw(case, "general", 10)
    path = case.runs / "samples" / f"{drawn.id}.json"
    path.write_bytes(path.read_bytes().replace(b'"n": 1,', b'"n": 2,', 1))
    with pytest.raises(IntegrityBroken, match="not the one"):
        record.samples(case)
    assert f"runs/samples/{drawn.id}.json" in [finding.where for finding in verify(case)]


def test_a_sample_put_on_record_with_other_items_is_found(case: Case) -> None:
    """Whoever holds the keys could log another list: drawn again, it differs, or its root is not the one before it."""
    good = record.draw(case, "whereabouts", 5)
    assert drawn_otherwise(case) == []
    document = json.loads((case.runs / "samples" / f"{good.id}.json").read_bytes())
    plan = document["plan"] | {"class": "general", "size": 5}
    for name in ("picked", "swapped"):
        newest = {"size": Log(case).size(), "root": Log(case).root().hex()}
        checkpoint = good.document["plan"]["checkpoint"] if name == "picked" else newest
        forged = document | {"sample": name, "plan": plan | {"checkpoint": checkpoint}}
        (case.runs / "samples" / f"{name}.json").write_text(json.dumps(forged), encoding="utf-8")
        artefacts.record(case, [f"runs/samples/{name}.json"], record.DRAWN, {"sample": name})
    assert drawn_otherwise(case) == ["runs/samples/picked.json", "runs/samples/swapped.json"]
    picked = record.named(case, "picked")
    assert not picked.fixed
    with pytest.raises(Misuse, match="another ledger"):
        record.record(case, picked, [record.Verdict(1, "true")], ["甲"], "核对")


@pytest.mark.parametrize(
    ("class_", "size", "what"),
    [
        ("general", 316, "only 315"),
        ("general", 0, "size"),
        ("general", 20_001, "size"),
        ("all", 1, "fewer items than there are classes"),
        ("credit", 1, "nothing to draw"),
        ("genreal", 1, "no such class"),
    ],
)
def test_what_cannot_be_drawn(case: Case, class_: str, size: int, what: str) -> None:
    with pytest.raises(Misuse, match=what):
        record.draw(case, class_, size)
    assert record.samples(case) == []


def test_many_small_files_share_one_stratum(tmp_path: Path) -> None:
    case = made.new_case(tmp_path / "case")
    files = {f"E{n}.1-00001": [person(n)] for n in range(2, 42)}
    made.write(case, {"E1.1-00001": [person(n) for n in range(100, 160)], **files})
    layers = record.draw(case, "general", 10).document["frame"]["strata"]
    assert [(one["stratum"], one["pieces"], one["size"]) for one in layers] == [("E1", 60, 6), ("rest", 40, 4)]
    assert layers[1]["exhibits"] == [f"E{n}" for n in range(2, 42)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=30), st.data())
def test_shares_are_whole_proportional_and_never_nothing(pieces: list[int], data: Any) -> None:
    size = data.draw(st.integers(len(pieces), sum(pieces)))
    given_ = allocate({f"E{n}": n_h for n, n_h in enumerate(pieces, 1)}, size)
    own = list(given_.values())
    assert own == oracle.shares(pieces, size)
    assert sum(own) == size
    assert all(1 <= drawn <= n for drawn, n in zip(own, pieces, strict=True))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=12), min_size=1, max_size=4).filter(
        lambda frame: any(map(any, frame))
    ),
    st.data(),
)
def test_strata_cover_the_frame(frame: list[list[int]], data: Any) -> None:
    names = ("whereabouts", "credit", "health", "general")
    by_class = {name: {f"E{n}": v for n, v in enumerate(own, 1)} for name, own in zip(names, frame, strict=False)}
    pieces = sum(map(sum, frame))
    least = sum(map(any, frame))
    size = data.draw(st.integers(least, pieces))
    layers = strata(by_class, size)
    assert sum(one.size for one in layers) == size
    assert sum(one.pieces for one in layers) == pieces
    assert all(1 <= one.size <= one.pieces for one in layers)
    covered = [(one.class_, exhibit) for one in layers for exhibit in one.exhibits]
    assert sorted(covered) == sorted((name, e) for name, own in by_class.items() for e, n in own.items() if n)
