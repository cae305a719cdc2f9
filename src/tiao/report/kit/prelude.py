"""The prelude (准备语句): the small tables and views that the methods read, as SQL that stands alone.

It is read off the very connection with which ``tiao verify`` counts by SQL, so that the two cannot come apart.
"""

from __future__ import annotations

import re
from typing import Any

from tiao.case import Case
from tiao.errors import IntegrityBroken
from tiao.findings.found import ledger_parts
from tiao.pieces.sql import ledger_of

_HEAD = """-- The tables of rules and the views over the ledger that the methods read (规则表与台账视图).
-- Run in the folder of the kit, with Python's duckdb or the DuckDB command line: .read sql/prelude.sql
-- The ledger holds blind tokens and bit sets, and no value.
"""
_TABLES = "select table_name, sql from duckdb_tables() where not internal order by table_oid"
_VIEWS = "select view_name, sql from duckdb_views() where not internal order by view_oid"
_LITERAL = re.compile(r"'(?:[^']|'')*'")


def prelude(case: Case) -> str:
    """Statements that make the tables and views of a case, with the ledger at ``ledger/``.

    Raises:
        Misuse: there is no ledger.
        IntegrityBroken: a part of it is missing or damaged.
    """
    names = [path.name for _, path in ledger_parts(case)]
    statements = [_HEAD]
    with ledger_of(case) as connection:
        for name, sql in connection.execute(_TABLES).fetchall():
            rows = connection.execute(f'from "{name}"').fetchall()
            statements.append(sql + "\n")
            if rows:
                lines = ",\n".join(f"({', '.join(map(_literal, row))})" for row in rows)
                statements.append(f'INSERT INTO "{name}" VALUES\n{lines};\n')
        for _, sql in connection.execute(_VIEWS).fetchall():
            statements.append(_LITERAL.sub(lambda text: _relative(text[0], names), sql) + "\n")
    made = "\n".join(statements)
    if str(case.path) in made.replace("''", "'"):
        raise IntegrityBroken("A view of the ledger names another file.", "ledger/", "Use the version that made it.")
    return made


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
