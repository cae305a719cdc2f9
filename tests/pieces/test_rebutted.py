"""Rebuttals at random: compiled count = SQL = oracle, in every figure, and undone to the byte."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oracle import rebuttals as oracle
from oracle.catalogue import KEEPING, STRIKING
from oracle.count import CLASSES
from oracle.rebuttals import GROUNDS, Said, Stood
from oracle.records import Record
from pieces import made
from pieces.test_conformance import made_records
from tiao.case import Case
from tiao.pieces import rebut
from tiao.pieces.count import count, replay
from tiao.pieces.rebut import LAST, Place, Rebuttal, Scope
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


@settings(max_examples=400 if WHOLE else 40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.dictionaries(_parts, st.lists(made_records(), max_size=12), min_size=1, max_size=3),
    st.lists(said, min_size=1, max_size=4, unique_by=lambda one: scope(one)),
    st.randoms(use_true_random=False),
)
def test_any_rebuttals_and_any_undoing(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, list[Record]], given_: list[Said], chance: Any
) -> None:
    case = made.new_case(tmp_path_factory.mktemp("case"))
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
