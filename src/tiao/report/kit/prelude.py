"""The SQL of the kit: the small tables and views that the methods read, as statements that stand alone.

It is read off the very connection with which ``tiao verify`` counts by SQL, so that the two cannot come apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from tiao.case import Case
from tiao.errors import IntegrityBroken
from tiao.findings.found import ledger_parts
from tiao.pieces.readings import sql_reading
from tiao.pieces.readings.overlay import Overlay
from tiao.pieces.rebuttals import sql_rebutted
from tiao.pieces.rebuttals.rebut import GROUND_NAMES, REASONS
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.sql_ledger import ledger_of

_HEAD = """-- The tables of rules and the views over the ledger that the methods read (规则表与台账视图).
-- Run in the folder of the kit, with Python's duckdb or the DuckDB command line: .read sql/prelude.sql
-- The ledger holds blind tokens and bit sets, and no value.
"""
_READING = """-- What a reading changes: run after sql/prelude.sql (依某一观点计数，在准备语句之后运行).
-- The reading itself stands in the plan of its run: questions, positions, and what they change."""
_EMPTY = """
alter view whole_ledger rename to full_ledger;
create view whole_ledger as select * from full_ledger where false;
create or replace view ledger as from whole_ledger
"""
_OF_REBUTTALS = ("create table rebuttal", "insert into rebuttal")
_TABLES = "select table_name, sql from duckdb_tables() where not internal order by table_oid"
_VIEWS = "select view_name, sql from duckdb_views() where not internal order by view_oid"
_COLUMNS = "select column_name, column_type from (describe ledger)"
_LITERAL = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True)
class Sql:
    """The statements of a case.

    Attributes:
        files: text by path in the kit.
        rebuttals: how the ledger looks without what rebuttals take out, for the manifest; None if none stands.
    """

    files: dict[str, str] = field(default_factory=dict)
    rebuttals: dict[str, Any] | None = None


def statements(case: Case) -> Sql:
    """Everything that the methods read, with the ledger at ``ledger/``.

    Raises:
        Misuse: there is no ledger.
        IntegrityBroken: a part of it is missing or damaged.
    """
    names = [path.name for _, path in ledger_parts(case)]
    rebutted = Rebutted.standing(case)
    with ledger_of(case) as connection:
        views = _views(connection, names)
        steps = []
        files = {}
        if rebutted:
            sql_rebutted.tables(connection, rebutted)
            files["sql/rebutted.sql"] = sql_rebutted.REBUTTED.read_text(encoding="utf-8")
        tables = _tables(connection)
        if rebutted:
            # Which records they are is found at the recount; here the view only needs the table to be there.
            connection.execute("create table rebutted (source varchar, row bigint, part integer, ground integer)")
            for ground in rebutted.grounds:
                sql_rebutted.leave_out(connection, ground)
                path = f"sql/without_{GROUND_NAMES[ground]}.sql"
                files[path] = _views(connection, names)["ledger"].replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
                steps.append({"ground": ground, "reason": REASONS[ground], "ledger": path})
    files["sql/prelude.sql"] = "\n".join([_HEAD, *tables, *views.values()])
    for text in files.values():
        if str(case.path) in text.replace("''", "'"):
            raise IntegrityBroken("A view of the ledger names another file.", "ledger/", "Run `tiao find` again.")
    return Sql(files, {"query": "sql/rebutted.sql", "steps": steps} if rebutted else None)


def of_reading(case: Case, overlay: Overlay) -> tuple[str, str]:
    """What a reading (读法) changes about tables and views, written down while it is done to an empty ledger.

    Returns:
        Statements to run after the prelude, and the query for the records that are in no method.
    """
    with ledger_of(case) as connection:
        connection.execute(_EMPTY)
        pen = _Pen(connection)
        sql_reading.change(pen, overlay, Rebutted.standing(case))
    # The tables of rebuttals stand in the prelude.
    *statements, beside = [sql for sql in pen.written if not sql.startswith(_OF_REBUTTALS)]
    return "\n\n".join([_READING, *statements, ""]), f"{beside}\n"


class _Pen:
    """Stands for a connection and writes down, whole, what is asked of it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.written: list[str] = []

    def execute(self, sql: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        parts = sql.strip().rstrip(";").split("?")
        filled = parts[0] + "".join(_literal(value) + part for value, part in zip(values, parts[1:], strict=True))
        self.written.append(f"{filled};")
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        for values in rows:
            self.execute(sql, values)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table and its rows."""
    made = []
    for name, sql in connection.execute(_TABLES).fetchall():
        made.append(sql + "\n")
        rows = connection.execute(f'from "{name}"').fetchall()
        if rows:
            lines = ",\n".join(f"({', '.join(map(_literal, row))})" for row in rows)
            made.append(f'INSERT INTO "{name}" VALUES\n{lines};\n')
    return made


def _views(connection: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, str]:
    """Every view by name, over the parts of the ledger as they lie in the kit."""
    views = dict(connection.execute(_VIEWS).fetchall())
    if not names:
        # A case in which nothing was found: a ledger without a line.
        columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in connection.execute(_COLUMNS).fetchall())
        views["whole_ledger"] = f"CREATE VIEW whole_ledger AS SELECT {columns} WHERE false;"
    return {name: _LITERAL.sub(lambda text: _relative(text[0], names), sql) + "\n" for name, sql in views.items()}


def _literal(value: Any) -> str:
    """A value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return "'" + "".join(f"\\x{byte:02X}" for byte in value) + "'::BLOB"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).upper()


def _relative(text: str, names: list[str]) -> str:
    """A path of a part of the ledger as it is in the kit; any other text as it is."""
    name = text[1:-1].rpartition("/")[2]
    return f"'ledger/{name}'" if "/" in text and name in names else text
