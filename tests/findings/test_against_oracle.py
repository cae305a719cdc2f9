"""The columnar engine against the plain oracle, written by another hand from the same two pages."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findings import engine
from oracle import records as oracle
from oracle import strategies
from tiao.findings.catalogue import DOUBTS, names
from tiao.findings.scan import DATA

WHOLE = bool(os.environ.get("TIAO_WHOLE"))
EXAMPLES = 2000 if WHOLE else 120
SEEDS = range(60 if WHOLE else 6)
CHECKED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def bit_names(bits: int, table: Iterable[tuple[int, str]]) -> set[str]:
    return {name for place, name in table if bits >> place & 1}


def compare(scanned: engine.Cells, expected: list[tuple[int, oracle.Record]]) -> None:
    """Same records, kinds, struck kinds, doubts; and equal content exactly where the oracle's content is equal."""
    table = scanned.table.to_pydict()
    lines = [i for i in range(len(table["row"])) if not table["more"][i]]
    kinds, doubts = list(names().items()), list(enumerate(DOUBTS))
    found = [
        (
            table["row"][i] - 1,
            bit_names(table["kinds"][i], kinds),
            bit_names(table["struck"][i], kinds),
            bit_names(table["doubts"][i], doubts),
        )
        for i in lines
    ]
    wanted = [
        (row, record.kinds, {kind for kind, _ in record.struck}, set(record.doubts))
        for row, record in expected
        if record.values or record.struck
    ]
    assert found == wanted
    contents: dict[frozenset[tuple[str, str]], bytes] = {}
    back: dict[bytes, frozenset[tuple[str, str]]] = {}
    plain = [frozenset(record.values) for _, record in expected if record.values or record.struck]
    for i, content in zip(lines, plain, strict=True):
        token = table["content"][i]
        assert contents.setdefault(content, token) == token
        assert back.setdefault(token, content) == content


def check_table(rows: list[list[str]]) -> None:
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    wanted = oracle.table(rows, engine.YEAR_MAX)
    scanned, reading = engine.read(rows, vault=engine.MixedVault())
    assert reading.fields.header == wanted.layout.header
    assert [column.role_name for column in reading.fields.columns] == list(wanted.layout.roles)
    assert scanned.held == wanted.held_back
    assert [state == DATA for state in scanned.state] == [record is not None for record in wanted.records]
    compare(scanned, [(i, record) for i, record in enumerate(wanted.records) if record is not None])


def check_lines(rows: list[str]) -> None:
    scanned, _ = engine.read([[row] for row in rows], "text", vault=engine.MixedVault())
    wanted = oracle.lines(rows, engine.YEAR_MAX)
    compare(scanned, [(i, record) for i, group in enumerate(wanted) for record in group])


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_by_seed(seed: int) -> None:
    check_table(strategies.random_table(seed, 150))


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_by_seed(seed: int) -> None:
    check_table(strategies.random_list(seed, 1200))


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_that_change_behind_the_sample(seed: int) -> None:
    check_table(strategies.random_table(100 + seed, 1200))


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_by_seed(seed: int) -> None:
    check_lines(strategies.random_lines(seed, 300))


@CHECKED
@given(strategies.tables())
def test_any_table(rows: list[list[str]]) -> None:
    check_table(rows)


@CHECKED
@given(strategies.text_lines)
def test_any_lines(rows: list[str]) -> None:
    check_lines(rows)


@CHECKED
@given(st.lists(st.text(alphabet="0123456789XxAE@.-+ :,张三身份证号手机QQ京１２３\u200b;/=(", max_size=40), max_size=6))
def test_any_signs(rows: list[str]) -> None:
    check_lines(rows)
