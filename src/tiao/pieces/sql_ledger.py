"""The ledger of a case opened for SQL, with the small tables that the methods read beside it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse, TiaoError
from tiao.findings.catalogue import DOUBTS, STRIKING, catalogue
from tiao.findings.found import ledger_parts
from tiao.findings.ledger import REQUIRED, SCHEMA, TOKEN
from tiao.model import CLASSES
from tiao.pieces.ledger_read import columns_of, damaged
from tiao.pieces.persons.linked import Linked, linked
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
