"""by_person@2: compiled = SQL = oracle, over chains, stars and records at random; decisions and rebuttals."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oracle.persons import by_person_2
from oracle.records import Record
from pieces import made
from pieces.test_conformance import made_records, random_record
from tiao.case import Case
from tiao.errors import Misuse
from tiao.pieces.persons import linked, partitions, persons, persons_count
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import Rebuttal, Scope
from tiao.pieces.sql import count_by_sql

WHOLE = bool(os.environ.get("TIAO_WHOLE"))
NAME = "by_person@2"
KINDS = ("mobile", "email", "qq", "resident_id", "bank_card")


def both(case: Case) -> dict[str, Any]:
    """The answer of the compiled count, after the SQL has given the same."""
    answer = persons_count.count(case, [NAME])["methods"][NAME]
    by_sql = count_by_sql(case, [NAME])["methods"][NAME]
    assert by_sql == {name: answer[name] for name in by_sql}
    assert answer["low"] <= answer["total"] <= answer["high"]
    return answer


def agree(case: Case, files: made.Files, **decided: Any) -> dict[str, Any]:
    """One answer, three ways."""
    made.write(case, files)
    wanted = by_person_2([record for records in files.values() for record in records], **decided)
    answer = both(case)
    assert {name: answer[name] for name in wanted} == wanted
    return answer


def place(number: int, source: str = "E1.1") -> linked.Place:
    """Where ``made`` puts the nth record that says anything: two to a row."""
    return linked.Place(source, number // 2 + 1, number % 2 + 1)


def token(kind: str, value: str) -> str:
    return made.token(kind, value).hex()


_parts = st.sampled_from(["E1.1-00001", "E1.1-00002", "E1.2-00001", "E2.1-00001"])


@settings(max_examples=1000 if WHOLE else 40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.dictionaries(_parts, st.lists(made_records(), max_size=12), max_size=3))
def test_any_records(case: Case, files: dict[str, list[Record]]) -> None:
    agree(case, files)


def graph(edges: Sequence[tuple[int, int]]) -> list[Record]:
    """A record for each edge, and identifiers for vertices: a graph of any shape."""
    return [
        Record(list(dict.fromkeys([(KINDS[one % 5], str(one)), (KINDS[other % 5], str(other))])))
        for one, other in edges
    ]


@settings(max_examples=300 if WHOLE else 30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=40))
def test_any_graph(case: Case, edges: list[tuple[int, int]]) -> None:
    answer = agree(case, {"E1.1-00001": graph(edges)})
    assert sum(answer["largest"]) <= len(edges)
    if answer["persons"] <= persons.LARGEST:
        assert sum(answer["largest"]) == len(edges)


def _chain(n: int) -> list[tuple[int, int]]:
    return [(k, k + 1) for k in range(n)]


def _star(n: int) -> list[tuple[int, int]]:
    return [(0, k + 1) for k in range(n)]


def _pairs(n: int) -> list[tuple[int, int]]:
    return [(2 * k, 2 * k + 1) for k in range(n)]


@pytest.mark.parametrize(("shape", "found"), [(_chain, 1), (_star, 1), (_pairs, 500)])
@pytest.mark.parametrize("seed", [3])
def test_shapes(case: Case, shape: Callable[[int], list[tuple[int, int]]], found: int, seed: int) -> None:
    edges = shape(500)
    Random(seed).shuffle(edges)
    answer = agree(case, {"E1.1-00001": graph(edges[:300]), "E2.1-00001": graph(edges[300:])})
    assert (answer["total"], answer["persons"]) == (found, found)
    assert answer["largest"][0] == (500 if found == 1 else 1)


@pytest.mark.parametrize(
    ("memory", "partition"),
    [(partitions.MEMORY, partitions.PARTITION), (partitions.MEMORY, 50), (20_000, 50), (1, 400)],
)
def test_passes(case: Case, monkeypatch: pytest.MonkeyPatch, memory: int, partition: int) -> None:
    """More entries than memory holds are joined in several passes, to the same figures."""
    chance = Random(7)
    files = {
        name: [random_record(chance, 200) for _ in range(500)] for name in ("E1.1-00001", "E1.1-00002", "E2.1-00001")
    }
    monkeypatch.setattr(partitions, "MEMORY", memory)
    monkeypatch.setattr(partitions, "PARTITION", partition)
    answer = agree(case, files)
    assert (answer["low"], answer["total"], answer["high"], answer["persons"]) == (363, 666, 999, 528)


def test_never_more_than_by_person_1(case: Case) -> None:
    chance = Random(5)
    made.write(case, {"E1.1-00001": [random_record(chance, 400) for _ in range(900)]})
    two = both(case)
    one = made.compiled(case)["methods"]["by_person@1"]
    for figure in ("total", "low", "high"):
        assert two[figure] < one[figure]


# -- decisions ---------------------------------------------------------------------------------------------------------

SHOP = ("mobile", "shop")
PEOPLE = [
    Record([("resident_id", "1"), SHOP]),
    Record([("resident_id", "2"), SHOP]),
    Record([("name", "a"), SHOP]),
    Record([("name", "b"), SHOP]),
    Record([("email", "x"), ("name", "c")]),
    Record([("name", "c"), ("address", "y")]),
]


@pytest.fixture
def shop(tmp_path: Path) -> Case:
    case = made.new_case(tmp_path / "case")
    made.write(case, {"E1.1-00001": PEOPLE})
    return case


def test_decisions_change_the_figures_and_undoing_restores_them(shop: Case) -> None:
    start = agree(shop, {"E1.1-00001": PEOPLE})
    assert (start["total"], start["largest"]) == (3, [4, 1, 1])
    run = persons_count.count(shop, [NAME])["run"]

    cut = linked.decide(shop, {"unlink": token(*SHOP)}, ["李警官"], "店铺电话")
    apart = agree(shop, {"E1.1-00001": PEOPLE}, cut={SHOP})
    assert (apart["total"], apart["largest"]) == (6, [1] * 6)

    link = linked.decide(shop, {"link": [str(place(4)), str(place(5))]}, ["李警官"], "供述一致")
    joined = agree(shop, {"E1.1-00001": PEOPLE}, cut={SHOP}, links=[(4, 5)])
    assert (joined["total"], joined["largest"]) == (5, [2, 1, 1, 1, 1])
    assert persons_count.replay(shop) == []

    linked.undo(shop, cut, ["王检察官"], "复核")
    assert agree(shop, {"E1.1-00001": PEOPLE}, links=[(4, 5)])["largest"] == [4, 2]
    linked.undo(shop, link, ["王检察官"], "复核")
    again = persons_count.count(shop, [NAME])
    assert (again["methods"][NAME], again["run"]) == (start, run)
    assert [one.undone is not None for one in linked.decisions.decisions(shop)] == [True, True]


def test_the_order_of_decisions_is_no_part_of_a_run(shop: Case) -> None:
    def decide(bodies: Sequence[dict[str, Any]]) -> str:
        made_now = [linked.decide(shop, body, ["甲"], "理由") for body in bodies]
        run: str = persons_count.count(shop, [NAME])["run"]
        for number in made_now:
            linked.undo(shop, number, ["甲"], "试")
        return run

    bodies = [{"unlink": token(*SHOP)}, {"link": [str(place(4)), str(place(5))]}]
    assert decide(bodies) == decide(bodies[::-1])


def test_different_changes_no_figure(shop: Case) -> None:
    before = persons_count.count(shop, [NAME])
    linked.decide(shop, {"different": [str(place(4)), str(place(5))]}, ["甲"], "年龄不符")
    assert persons_count.count(shop, [NAME]) == before


def test_a_decision_on_no_record_is_said(shop: Case) -> None:
    linked.decide(shop, {"link": ["E1.1!R1", "E1.1!R99"]}, ["甲"], "理由")
    with pytest.raises(Misuse, match="no longer, in the total"):
        persons_count.count(shop, [NAME])


def test_what_stands_is_not_decided_again_nor_the_contrary(shop: Case) -> None:
    pair = [str(place(4)), str(place(5))]
    linked.decide(shop, {"link": pair}, ["甲"], "理由")
    with pytest.raises(Misuse, match="already"):
        linked.decide(shop, {"link": pair}, ["甲"], "理由")
    with pytest.raises(Misuse, match="contrary"):
        linked.decide(shop, {"different": pair}, ["甲"], "理由")
    with pytest.raises(Misuse, match="no decision on persons"):
        linked.undo(shop, 0, ["甲"], "理由")


@pytest.mark.parametrize("seed", range(3))
def test_many_decisions(tmp_path: Path, seed: int) -> None:
    """Cuts and links at random over records at random."""
    case = made.new_case(tmp_path / "case")
    chance = Random(seed)
    records = [random_record(chance, 300) for _ in range(300)]
    records = [record for record in records if record.values or record.struck]
    counted = [n for n, record in enumerate(records) if record.values and by_person_2([record])["total"]]
    values = [value for record in records for value in record.values if value[0] in KINDS]
    cut = set(chance.sample(values, 20))
    links = [tuple(sorted(chance.sample(counted, 2))) for _ in range(20)]
    for value in sorted(cut):
        linked.decide(case, {"unlink": token(*value)}, ["甲"], "理由")
    for one, other in sorted(set(links)):
        linked.decide(case, {"link": [str(place(one)), str(place(other))]}, ["甲"], "理由")
    agree(case, {"E1.1-00001": records}, cut=cut, links=links)


# -- rebuttals ---------------------------------------------------------------------------------------------------------


def test_a_rebutted_record_joins_and_does_not_count(tmp_path: Path) -> None:
    """A chain whose middle is rebutted stays one person: no rebuttal makes more persons."""
    case = made.new_case(tmp_path / "case")
    files = {"E1.1-00001": graph(_chain(3))}
    assert agree(case, files)["largest"] == [3]
    scope = Scope(places=(rebut.Place("E1.1", 1, 1, 2),))
    number = rebut.add(case, Rebuttal("untrue", scope), ["辩护人"], "号码为空号", "卷三第12页")
    answer = agree(case, files, rebutted={1: "rebutted_untrue"})
    assert (answer["total"], answer["high"], answer["largest"]) == (1, 1, [2])
    assert answer["excluded"] == [{"reason": "duplicate", "pieces": 1}, {"reason": "rebutted_untrue", "pieces": 1}]
    rebut.undo(case, number, ["法官"], "不采纳")
    assert agree(case, files)["largest"] == [3]


@pytest.mark.parametrize("seed", range(3))
def test_rebuttals_at_random(tmp_path: Path, seed: int) -> None:
    case = made.new_case(tmp_path / "case")
    chance = Random(seed)
    records = [random_record(chance, 200) for _ in range(200)]
    records = [record for record in records if record.values or record.struck]
    files = {"E1.1-00001": records}
    before = agree(case, files)
    grounds = [ground.name for ground in rebut.GROUNDS]
    out = {n: chance.choice(grounds) for n in chance.sample(range(len(records)), 60)}
    for ground in grounds:
        own = [place(n) for n, name in sorted(out.items()) if name == ground]
        scope = Scope(places=tuple(rebut.Place(one.source, one.row, one.row, one.part) for one in own))
        if own:
            rebut.add(case, Rebuttal(ground, scope), ["辩护人"], "理由", "卷三第12页")
    after = agree(case, files, rebutted={n: f"rebutted_{name}" for n, name in out.items()})
    assert after["total"] < before["total"]
    assert (after["low"] <= before["low"], after["high"]) == (True, before["high"])
