"""What must hold for every input, on the oracle itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.catalogue import KINDS
from oracle.cells import cell
from oracle.count import count
from oracle.normalise import normalise
from oracle.records import Record, lines, table
from oracle.strategies import YEAR_MAX, disturbed, random_chat, random_lines, random_table, tables, text_lines, texts
from oracle.text import text

ROLES = [*KINDS, "open", "serial"]


def check_figures(records: list[Record]) -> None:
    answer = count(records)
    for name, figures in answer["methods"].items():
        assert 0 <= figures["low"] <= figures["total"] <= figures["high"], name
        assert sum(figures["classes"].values()) == sum(figures["tiers"].values()) == figures["total"]
        assert all(entry["pieces"] > 0 for entry in figures["excluded"])
    high = answer["methods"]["by_row@1"]["high"]
    for name in ("by_row@1", "by_record@1", "by_person@1"):
        figures = answer["methods"][name]
        assert figures["total"] + sum(entry["pieces"] for entry in figures["excluded"]) == high
    by_value: Any = answer["methods"]["by_value@1"]
    assert sum(by_value["kinds"].values()) == by_value["total"]


@given(texts)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    assert normalise(normalise(raw)) == normalise(raw)


@given(texts)
def test_values_of_a_text_stand_in_order_inside_it(raw: str) -> None:
    s, items = normalise(raw), text(raw, YEAR_MAX)
    assert [item.position for item in items] == sorted(item.position for item in items)
    assert all(0 <= item.position < item.end <= len(s) for item in items)
    plain = [item for item in items if item.kind != "address"]
    assert all(a.end <= b.position for a, b in pairwise(plain))


@given(st.sampled_from(ROLES), disturbed)
def test_a_cell_is_the_same_before_and_after_normalising(role: str, raw: str) -> None:
    assert cell(role, raw, YEAR_MAX) == cell(role, normalise(raw), YEAR_MAX)


@settings(max_examples=60)
@given(tables())
def test_tables_add_up(rows: list[list[str]]) -> None:
    result = table(rows, YEAR_MAX)
    assert len(result.records) == len(rows)
    check_figures([record for record in result.records if record is not None])


@settings(max_examples=60)
@given(text_lines)
def test_lines_add_up(rows: list[str]) -> None:
    check_figures([record for records in lines(rows, YEAR_MAX) for record in records])


def test_makers_give_the_same_for_the_same_seed() -> None:
    assert random_table(7, 50) == random_table(7, 50) != random_table(8, 50)
    assert random_lines(7, 50) == random_lines(7, 50)
    assert random_chat(7, 50) == random_chat(7, 50)


def test_makers_reach_every_kind_and_every_doubt() -> None:
    """A generator that never makes a kind would let the engine and the oracle agree on nothing."""
    records: list[Record] = []
    for seed in range(300):
        records += [record for record in table(random_table(seed, 30), YEAR_MAX).records if record is not None]
    for of_line in lines(random_lines(1, 2000), YEAR_MAX):
        records += of_line
    check_figures(records)
    kinds = {kind for record in records for kind in record.kinds}
    doubts = {doubt for record in records for doubt in record.doubts}
    assert kinds >= set(KINDS[:20])
    assert len(doubts) == 14
