"""Rebuttals at random: compiled count = SQL = oracle, in every figure, and undone to the byte."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oracle import rebuttals as oracle
from oracle.catalogue import KEEPING, STRIKING
from oracle.rebuttals import GROUNDS, Said, Stood
from oracle.records import Record
from pieces import made
from pieces.test_conformance import made_records, random_record
from tiao.case import Case
from tiao.model import CLASSES
from tiao.pieces import count as counting
from tiao.pieces import figures as module
from tiao.pieces.count import count, replay
from tiao.pieces.method import METHODS
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import LAST, Place, Rebuttal, Scope
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.sql import count_by_sql

WHOLE = bool(os.environ.get("TIAO_WHOLE"))
BY = ["辩护人甲"]


def scope(said: Said) -> Scope:
    """A rebuttal in plain words as the ledger of ``made`` knows it."""
    values = [(kind, made.token(*more, kind, value).hex()) for kind, value in said.values for more in ((), ("struck",))]
    return Scope(
        tuple(
            Place(source, first or 0, LAST if first is None else last, part or 0)
            for source, first, last, part in said.places
        ),
        tuple(said.classes),
        tuple(said.doubts),
        tuple(values),
    )


def stood(files: Mapping[str, Sequence[Record]]) -> list[Stood]:
    """Where ``made.write`` puts each record."""
    places: dict[str, int] = {}
    out = []
    for name, records in files.items():
        source = name.split("-")[0]
        for record in records:
            if record.values or record.struck:
                place = places.get(source, 0)
                places[source] = place + 1
                out.append(Stood(source, place // 2 + 1, place % 2 + 1, record))
    return out


def figures(case: Case) -> dict[str, Any]:
    answer = count(case)
    return {"methods": answer["methods"], "not_identifying": answer["not_identifying"]}


def bounds_hold(answer: Mapping[str, Any]) -> None:
    for name, figure in answer["methods"].items():
        assert figure["low"] <= figure["total"] <= figure["high"]
        if name in ("by_row@1", "by_record@1", "by_person@1"):
            left_out = sum(entry["pieces"] for entry in figure["excluded"])
            assert answer["methods"]["by_row@1"]["high"] == figure["total"] + left_out


_rows = st.tuples(st.integers(1, 6), st.integers(0, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))
_places = st.builds(
    lambda source, rows, part: (source, *(rows or (None, 0)), part),
    st.sampled_from(["E1", "E1.1", "E1.2", "E2", "E2.1"]),
    st.one_of(st.none(), _rows),
    st.sampled_from([None, None, 1, 2]),
)
_values = st.tuples(st.sampled_from(["resident_id", "mobile", "bank_card", "imei"]), st.sampled_from("ab"))


def _few(what: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.one_of(st.just([]), st.lists(what, min_size=1, max_size=3, unique=True))


said = st.builds(
    Said,
    st.sampled_from(GROUNDS),
    _few(_places),
    st.one_of(st.just([]), _few(st.sampled_from(CLASSES))),
    _few(st.sampled_from(STRIKING + KEEPING)),
    _few(_values),
).filter(lambda one: bool(one.places or one.classes or one.doubts or one.values))
_parts = st.sampled_from(["E1.1-00001", "E1.1-00002", "E1.2-00001", "E2.1-00001"])


@settings(max_examples=400 if WHOLE else 20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.dictionaries(_parts, st.lists(made_records(), max_size=12), min_size=1, max_size=3),
    st.lists(said, min_size=1, max_size=4, unique_by=lambda one: scope(one)),
    st.randoms(use_true_random=False),
)
def test_any_rebuttals_and_any_undoing(
    case: Case, files: dict[str, list[Record]], given_: list[Said], chance: Any
) -> None:
    for left in rebut.standing(case):
        # What a failing example before this one has left.
        assert left.decision is not None
        rebut.undo(case, left.decision.number, BY, "撤回")
    made.write(case, files)
    records = stood(files)
    before = count(case)
    standing: dict[int, Said] = {}
    for one in given_:
        number = rebut.add(case, Rebuttal(one.ground, scope(one)), BY, "不真实", "卷一 第1页")
        standing[number] = one
        if chance.random() < 0.3:
            gone = chance.choice(sorted(standing))
            rebut.undo(case, gone, BY, "撤回")
            del standing[gone]
        answer = figures(case)
        wanted = oracle.count(records, list(standing.values()))
        assert answer == wanted
        assert count_by_sql(case) == wanted
        bounds_hold(answer)
    assert replay(case) == []
    for number in list(standing):
        rebut.undo(case, number, BY, "撤回")
    assert count(case) == before
    assert replay(case) == []


@pytest.mark.parametrize(("memory", "partition"), [(module.MEMORY, module.PARTITION), (0, 50)])
def test_many_records_on_every_ground(case: Case, monkeypatch: pytest.MonkeyPatch, memory: int, partition: int) -> None:
    """Thousands of lines, five grounds that meet, whole tables taken out: also in many partitions, in files."""
    chance = Random(11)
    names = [f"E{exhibit}.{table}-{part:05d}" for exhibit in (1, 2, 11) for table in (1, 2) for part in (1, 2)]
    files = {name: [random_record(chance, 60) for _ in range(150)] for name in names}
    made.write(case, files)
    rebuttals = [
        Said("untrue", places=[("E1.1", 20, 70, None)], doubts=STRIKING[:4]),
        Said("duplicate", places=[("E1", None, 0, 2)]),
        Said("not_identifying", values=[("mobile", "7"), ("resident_id", "9"), ("imei", "3")]),
        Said("public", places=[("E11.2", None, 0, None)]),
        Said("anonymised", classes=["property", "whereabouts"], places=[("E2", 1, 100, None), ("E11", 90, 140, 1)]),
    ]
    monkeypatch.setattr(module, "MEMORY", memory)
    monkeypatch.setattr(module, "PARTITION", partition)
    rebutted = Rebutted(tuple(Rebuttal(one.ground, scope(one)) for one in rebuttals))
    total = counting.figures(case, rebutted=rebutted)
    answer = counting.document({"rows": 0, "unread": [], "files": []}, total, METHODS, {})
    answer["methods"]["by_record@1"]["by_exhibit"] = counting.by_exhibit(case, total, rebutted)
    wanted = oracle.count(stood(files), rebuttals)
    assert {key: answer[key] for key in wanted} == wanted
    for figure in wanted["methods"].values():
        reasons = {entry["reason"] for entry in figure["excluded"]}
        assert {f"rebutted_{ground}" for ground in GROUNDS} <= reasons
    bounds_hold(wanted)


def test_the_order_in_which_rebuttals_are_made_is_nothing_to_the_run(tmp_path: Path) -> None:
    runs = []
    for name, order in (("one", (0, 1)), ("other", (1, 0))):
        other = made.new_case(tmp_path / name)
        made.write(other, {"E1.1-00001": [Record([("mobile", "1")]), Record([("mobile", "2")])]})
        places = [Scope(places=(Place("E1.1", 1, 1),)), Scope(doubts=("company",))]
        for n in order:
            rebut.add(other, Rebuttal("untrue", places[n]), BY, f"理由 {n}", "卷一")
        runs.append(count(other)["run"])
    assert runs[0] == runs[1]


def test_a_run_under_rebuttals_that_was_edited_is_named(tmp_path: Path) -> None:
    """Also one that claims what would be counted without them."""
    other = made.new_case(tmp_path / "case")
    made.write(other, {"E1.1-00001": [Record([("mobile", str(n))]) for n in range(4)]})
    plain = count(other)
    rebut.add(other, Rebuttal("untrue", Scope(places=(Place("E1.1", 1, 1),))), BY, "不真实", "卷一")
    under = count(other)
    assert (plain["methods"]["by_row@1"]["total"], under["methods"]["by_row@1"]["total"]) == (4, 2)
    assert "rebuttals" not in plain["plan"]["inputs"]
    assert replay(other) == []
    path = other.runs / f"{under['run']}.json"
    forged = {**under, "methods": plain["methods"]}
    path.write_text(json.dumps(forged, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    assert replay(other) == [path.name]
