"""What ``to_spark`` changes keeps the meaning: DuckDB gives the same answer to both texts."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import sqlglot

from tiao.engine.spark_sql import FEW, to_spark
from tiao.findings.catalogue import names
from tiao.pieces.method import HERE, METHODS
from tiao.pieces.sql_ledger import TABLES

BY_NAME = """
with few as (select * from (values (1, 'a'), (2, 'b')) as t (n, word))
select 'one' as section, n, word from few
union all by name
select 'two' as section, 3 as place, word from few where n = 1
union all by name
select n as place, n * 2 as n, 'three' as section from few
order by section, n
"""
FIRST = "select arg_min(w, (a, b)) as w from (values ('x', 2, 1), ('y', 1, 9), ('z', 1, 3)) as t (w, a, b)"


def rows(sql: str) -> tuple[list[str], list[Any]]:
    with duckdb.connect() as connection:
        done = connection.sql(sql)
        return done.columns, done.fetchall()


def in_duckdb(sql: str) -> str:
    """What Spark is told, in DuckDB's words again."""
    told = to_spark(sqlglot.parse_one(sql, read="duckdb"))
    return sqlglot.transpile(told, read="spark", write="duckdb")[0]


def test_union_by_name_is_by_place() -> None:
    told = to_spark(sqlglot.parse_one(BY_NAME, read="duckdb"))
    assert "BY NAME" not in told
    assert rows(in_duckdb(BY_NAME)) == rows(BY_NAME)
    assert rows(BY_NAME)[0] == ["section", "n", "word", "place"]


def test_the_first_by_several_values_is_by_a_struct() -> None:
    told = to_spark(sqlglot.parse_one(FIRST, read="duckdb"))
    assert "STRUCT(a, b)" in told
    assert rows(FIRST)[1] == [("z",)]


@pytest.mark.parametrize("name", sorted(path.stem for path in (HERE / "methods").glob("*.sql")))
def test_every_method_is_told_without_what_spark_lacks(name: str) -> None:
    if name == "by_person_2":
        # Its recursion has no like in Spark, and it is counted on one machine.
        assert all(method.file != name for method in METHODS)
        return
    told = to_spark(sqlglot.parse_one((HERE / "methods" / f"{name}.sql").read_text(encoding="utf-8"), read="duckdb"))
    assert "BY NAME" not in told
    assert "::" not in told
    assert "RIGHT JOIN" not in told, "every line of a side with few lines is wanted: Spark would send the other round"
    assert "BROADCAST" in told or name == "not_identifying"


def test_what_has_few_lines_are_the_small_tables() -> None:
    made = {tree.this.this.name for tree in sqlglot.parse(TABLES, read="duckdb") if tree is not None}
    assert made <= FEW


def test_bit_sets_fit_a_signed_number() -> None:
    assert max(names()) < 63
