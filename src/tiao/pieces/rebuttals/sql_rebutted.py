"""Rebuttals for the recount by SQL: their conditions as tables, and the ledger without what they take out.

A rebuttal changes no method: total and low are the method's over the ledger without the records taken out, high is the
method's over the whole.
"""

from __future__ import annotations

import duckdb

from tiao.pieces.method import HERE
from tiao.pieces.rebuttals.rebut import GROUND_NAMES
from tiao.pieces.rebuttals.rebutted import Rebutted

TABLES = """
create table rebuttal (
    number integer, ground integer, places boolean, classes boolean, doubts boolean, vals boolean
);
create table rebuttal_place (number integer, source varchar, row bigint, last_row bigint, part integer);
create table rebuttal_class (number integer, class varchar);
create table rebuttal_doubt (number integer, doubt varchar);
create table rebuttal_value (number integer, kind varchar, token blob);
"""
REBUTTED = HERE / "methods" / "rebutted.sql"


def tables(connection: duckdb.DuckDBPyConnection, rebutted: Rebutted) -> None:
    """Makes the tables that rebutted.sql reads."""
    connection.execute(TABLES)
    for number, one in enumerate(rebutted.rebuttals):
        scope = one.scope
        rows: dict[str, list[list[object]]] = {
            "rebuttal_place": [[number, p.source, p.row, p.last_row, p.part] for p in scope.places],
            "rebuttal_class": [[number, name] for name in scope.classes],
            "rebuttal_doubt": [[number, name] for name in scope.doubts],
            "rebuttal_value": [[number, kind, bytes.fromhex(token)] for kind, token in scope.values],
        }
        given = [bool(values) for values in rows.values()]
        connection.execute(
            "insert into rebuttal values (?, ?, ?, ?, ?, ?)", [number, GROUND_NAMES.index(one.ground), *given]
        )
        for table, values in rows.items():
            if values:
                marks = ", ".join("?" * len(values[0]))
                connection.executemany(f"insert into {table} values ({marks})", values)


def mark(connection: duckdb.DuckDBPyConnection, rebutted: Rebutted) -> None:
    """Makes the table ``rebutted`` (source, row, part, ground): the records of total that are taken out."""
    tables(connection, rebutted)
    sql = REBUTTED.read_text(encoding="utf-8")
    connection.execute(f"create table rebutted as {sql}")


def leave_out(connection: duckdb.DuckDBPyConnection, ground: int) -> None:
    """Makes the view ``ledger`` the whole without the records of this ground and of those after it."""
    connection.execute(
        f"""
        create or replace view ledger as
        select * from whole_ledger
        where not exists (
            select 1 from rebutted
            where rebutted.ground >= {int(ground)} and rebutted.source = whole_ledger.source
                and rebutted.row = whole_ledger.row and rebutted.part = whole_ledger.part
        )
        """
    )


def records(connection: duckdb.DuckDBPyConnection, ground: int) -> int:
    """How many records of total are taken out on this ground."""
    found = connection.execute("select count(*) from rebutted where ground = ?", [ground]).fetchone()
    return int(found[0]) if found else 0
