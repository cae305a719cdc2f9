"""The count once more, by the SQL of the methods: a second way to the same figures, beside the compiled one."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse, TiaoError
from tiao.findings.catalogue import DOUBTS, STRIKING, catalogue
from tiao.findings.found import ledger_parts
from tiao.findings.ledger import REQUIRED, SCHEMA, TOKEN
from tiao.model import CLASSES
from tiao.pieces.ledger_read import columns_of, damaged
from tiao.pieces.method import HERE, METHODS, Method, method_named
from tiao.pieces.persons.linked import Linked, linked
from tiao.pieces.readings import sql_reading
from tiao.pieces.readings.overlay import Overlay
from tiao.pieces.rebuttals import sql_rebutted
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.rules import rules

# What DuckDB may hold; the rest goes to a folder inside the case and holds tokens only.
MEMORY = "4GB"

TABLES = """
create table identity (mask ubigint);
create table classes (place integer, class varchar, any_mask ubigint, all_mask ubigint);
create table class_order (place integer, class varchar, tier integer);
create table kinds (bit integer, name varchar, strength integer, is_value boolean);
create table doubts (bit integer, name varchar, striking boolean);
create table unlinked (token blob);
create table linked (
    source varchar, row bigint, part integer, other_source varchar, other_row bigint, other_part integer
);
"""
"""What the methods read beside the ledger. ``place`` and ``strength`` order, lowest first; masks and bits are those of
the ledger's bit sets. ``unlinked`` and ``linked`` are what people decided (``pieces.persons.linked``)."""

# A line of the ledger is known by its part, which names the table (E1.2-00001.parquet is of table E1.2), and its place.
# A part leaves out columns of which it has nothing.
NO_LINE = """
create view whole_ledger as
select ''::varchar as source, 0::bigint as line, {columns} where false"""
LEDGER = (
    NO_LINE
    + """
union all by name
select
    split_part(parse_filename(file, true), '-', 1) as source,
    file_row_number as line,
    * exclude (file, file_row_number)
from read_parquet({parts}, filename = 'file', file_row_number = true, union_by_name = true)
"""
)
_SQL_TYPES = {
    pa.int64(): "bigint", pa.int32(): "integer", pa.bool_(): "boolean", pa.uint64(): "ubigint", pa.uint32(): "uinteger",
    TOKEN: "blob",
}  # fmt: skip
_COLUMNS = ", ".join(f"null::{_SQL_TYPES[column.type]} as {column.name}" for column in SCHEMA)


OpenLedger = Callable[[Case], AbstractContextManager[duckdb.DuckDBPyConnection]]
"""Opens the ledger of a case for SQL, as ``ledger_of`` does. What it gives understands what is used of DuckDB here."""


def count_by_sql(
    case: Case,
    methods: Sequence[str] | None = None,
    overlay: Overlay | None = None,
    open_ledger: OpenLedger | None = None,
) -> dict[str, Any]:
    """Counts a case by the SQL of the methods named, or of all; under a reading, if one is given.

    Args:
        open_ledger: what runs the SQL; DuckDB in this process if not given.

    Returns:
        ``methods`` and ``not_identifying``, with the figures of the same keys of the ``tiao.count/1`` document; under a
        reading also ``left_out``.

    Raises:
        Misuse: no ledger, an unknown method, or neither memory nor disk enough.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    chosen = [method_named(name) for name in methods] if methods else list(METHODS)
    beside = (HERE / "methods" / "not_identifying.sql").read_text(encoding="utf-8")
    rebutted = Rebutted.standing(case)
    with (open_ledger or ledger_of)(case) as connection:
        under = sql_reading.change(connection, overlay, rebutted) if overlay is not None else {}
        answer = {
            "methods": {method.id: _figures(connection, method) for method in chosen},
            **(under or {"not_identifying": _rows(connection, beside)[0]["records"]}),
        }
        if rebutted:
            if overlay is None:
                sql_rebutted.mark(connection, rebutted)
            for method in chosen:
                answer["methods"][method.id] = _under_rebuttals(
                    connection, rebutted, method, answer["methods"][method.id]
                )
        return answer


def _under_rebuttals(
    connection: duckdb.DuckDBPyConnection, rebutted: Rebutted, method: Method, whole: dict[str, Any]
) -> dict[str, Any]:
    """Total and low without the records that rebuttals take out; high, and what is struck, of the whole ledger."""
    struck = [entry for entry in whole["excluded"] if entry["reason"] != "duplicate"]
    steps = []
    for ground in rebutted.grounds if method.figures == "values" else rebutted.grounds[:1]:
        sql_rebutted.leave_out(connection, ground)
        steps.append(_figures(connection, method))
    result = steps[0] | {"high": whole["high"], "high_classes": whole["high_classes"]}
    if method.figures == "values":
        totals = [step["total"] for step in [*steps, whole]]
        out = [after - before for before, after in pairwise(totals)]
    else:
        out = [sql_rebutted.records(connection, ground) for ground in rebutted.grounds]
    result["excluded"] = [
        *(entry for entry in result["excluded"] if entry["reason"] == "duplicate"),
        *struck,
        *(
            {"reason": REASONS[ground], "pieces": pieces}
            for ground, pieces in zip(rebutted.grounds, out, strict=True)
            if pieces
        ),
    ]
    return result


@contextmanager
def ledger_of(case: Case) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with the view ``ledger`` over a case and the small tables that the methods read. It holds no raw value.

    Raises:
        Misuse: no ledger, or neither memory nor disk enough for a query.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    parts = sound_parts(case)
    spill = case.path / f".sql-{os.getpid()}"
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "preserve_insertion_order": "false",
            # A join holds its right side, as written: DuckDB cannot know that few sets of kinds occur, and would hold
            # the ledger instead.
            "disabled_optimizers": "build_side_probe_side",
            # Nothing is fetched: what is needed is built in.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    try:
        make_tables(connection, linked(case))
        view = LEDGER if parts else NO_LINE
        connection.execute(view.format(columns=_COLUMNS, parts=f"[{', '.join(map(_literal, parts))}]"))
        connection.execute("create view ledger as from whole_ledger")
        yield connection
    except duckdb.Error as error:
        raise _explained(error, parts) from None
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def sound_parts(case: Case) -> list[Path]:
    """The parts of the ledger, once each was seen to have the columns that every part has."""
    parts = [path for _, path in ledger_parts(case)]
    for path in parts:
        if not set(columns_of(path)).issuperset(REQUIRED):
            raise damaged(path)
    return parts


def make_tables(connection: duckdb.DuckDBPyConnection, decided: Linked) -> None:
    """Makes the tables that the methods read beside the ledger."""
    table = rules()
    connection.execute(TABLES)
    _insert(connection, "identity", [[int(mask)] for mask in table.identity])
    classes = zip(table.class_of, table.any_of, table.all_of, strict=True)
    _insert(
        connection,
        "classes",
        [[place, CLASSES[int(number)], int(one), int(every)] for place, (number, one, every) in enumerate(classes)],
    )
    _insert(connection, "class_order", [[place, name, table.tiers[name]] for place, name in enumerate(CLASSES)])
    kinds = enumerate(catalogue().kinds)
    _insert(connection, "kinds", [[kind.bit, kind.name, place, kind.bit in table.values] for place, kind in kinds])
    _insert(connection, "doubts", [[bit, name, bit < STRIKING] for bit, name in enumerate(DOUBTS)])
    _tell_decisions(connection, decided)


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Sequence[object]]) -> None:
    """All rows in one statement; one by one they take longer than a small ledger takes to count."""
    row = f"({', '.join('?' * len(rows[0]))})"
    connection.execute(f"insert into {name} values {', '.join([row] * len(rows))}", [cell for r in rows for cell in r])


def _tell_decisions(connection: duckdb.DuckDBPyConnection, decided: Linked) -> None:
    for token in decided.cut:
        connection.execute("insert into unlinked values (?)", [bytes.fromhex(token)])
    for one, other in decided.links:
        ends = [one.source, one.row, one.part, other.source, other.row, other.part]
        connection.execute("insert into linked values (?, ?, ?, ?, ?, ?)", ends)


def _literal(path: Path) -> str:
    """A path as a text of SQL; DuckDB would take ``*``, ``?`` and ``[`` for patterns."""
    plain = re.sub(r"([*?\[])", r"[\1]", str(path))
    return "'" + plain.replace("'", "''") + "'"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    done = connection.execute(sql)
    names = [column[0] for column in done.description or []]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def _figures(connection: duckdb.DuckDBPyConnection, method: Method) -> dict[str, Any]:
    """The answer of one method in the form of the count document."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(connection, method.sql):
        sections.setdefault(row["section"], []).append(row)
    classes = sections["class"]
    tiers = {"1": 0, "2": 0, "3": 0}
    for row in classes:
        tiers[str(row["tier"])] += row["total"]
    result: dict[str, Any] = {figure: sum(row[figure] for row in classes) for figure in ("total", "low", "high")}
    result["classes"] = {row["name"]: row["total"] for row in classes}
    result["tiers"] = tiers
    result["excluded"] = [
        {"reason": row["name"], "pieces": row["excluded"]} for row in sections.get("excluded", []) if row["excluded"]
    ]
    result["low_classes"] = {row["name"]: row["low"] for row in classes}
    result["high_classes"] = {row["name"]: row["high"] for row in classes}
    if "kind" in sections:
        result["kinds"] = {row["name"]: row["total"] for row in sections["kind"]}
    if method.figures == "records":
        result["by_exhibit"] = {}
        for row in sections.get("exhibit", []):
            result["by_exhibit"].setdefault(row["exhibit"], {})[row["name"]] = row["total"]
    return result


def _explained(error: Exception, parts: Sequence[Path]) -> TiaoError:
    """DuckDB's own words name files and lines of SQL; they are not passed on."""
    for path in parts:
        if path.name in str(error):
            return damaged(path)
    if isinstance(error, duckdb.OutOfMemoryException | duckdb.IOException):
        return Misuse(
            "The recount by SQL found neither memory nor disk enough.",
            "count",
            "Make room on the disk of the case and run the same command again.",
        )
    return IntegrityBroken("The ledger does not have the columns that it should.", "ledger/", "Run `tiao find` again.")
