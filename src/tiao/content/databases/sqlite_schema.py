"""What a SQLite table's ``CREATE TABLE`` says of its columns, asked of SQLite itself over an empty table of that form.

The statement comes from the sealed file and may be made to do harm: it runs in a database of its own, in memory, where
it may make one table and nothing else.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

# Columns of a table that hold what is written in the file: plain ones, and those that were calculated and stored.
_STORED = (0, 3)
_ROW_NAMES = ("rowid", "_rowid_", "oid")
_MISSING = re.compile(r"no such (collation sequence|function): (.+)", re.DOTALL)
# Programs give SQLite functions and orders of their own; a table has few.
_MOST_MISSING = 50
_MOST_STEPS = 100_000
_ALLOWED = (
    sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_REINDEX,
    sqlite3.SQLITE_INSERT,
    sqlite3.SQLITE_UPDATE,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
)


@dataclass(frozen=True)
class Shape:
    """The columns of a table.

    Attributes:
        names: in the order in which a person sees them; empty if nobody knows.
        places: for the nth value of a row in the file, which column it is.
        defaults: for each column, its text where a row is older than the column.
        own: the column that SQLite keeps as the row's own number, or -1.
        by_key: rows are ordered by their key (``WITHOUT ROWID``).
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    defaults: tuple[str, ...]
    own: int = -1
    by_key: bool = False


def shape_of(statement: str) -> Shape | None:
    """The columns of the table that a statement makes; None if it cannot be understood."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        if not _made(connection, statement):
            return None
        (name,) = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1").fetchone()
        found = connection.execute("SELECT name, type, dflt_value, pk, hidden FROM pragma_table_xinfo(?)", (name,))
        columns = [column for column in found.fetchall() if column[4] in _STORED]
        if not columns:
            return None
        keys = sorted((column[3], place) for place, column in enumerate(columns) if column[3])
        by_key = not _has_rowid(connection, name, {column[0].lower() for column in columns})
        key_places = [place for _, place in keys]
        places = [*range(len(columns))]
        own = -1
        if by_key:
            # The key stands first, in its own order.
            places = key_places + [place for place in places if place not in key_places]
        elif len(keys) == 1 and str(columns[key_places[0]][1]).upper() == "INTEGER":
            own = key_places[0]
        defaults = tuple(_default(connection, column[2]) for column in columns)
        return Shape(tuple(str(column[0]) for column in columns), tuple(places), defaults, own, by_key)
    except (sqlite3.Error, TypeError):
        return None
    finally:
        connection.close()


def _made(connection: sqlite3.Connection, statement: str) -> bool:
    """Makes the table; functions and orders that only the program knew are made up."""
    connection.set_authorizer(_authorised)
    steps = iter(range(_MOST_STEPS // 100))
    connection.set_progress_handler(lambda: next(steps, None) is None, 100)
    try:
        for _ in range(_MOST_MISSING):
            try:
                connection.execute(statement)
                return True
            except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError, ValueError) as problem:
                missing = _MISSING.search(str(problem))
                if missing is None:
                    return False
                if missing[1] == "function":
                    connection.create_function(missing[2], -1, lambda *_: None, deterministic=True)
                else:
                    connection.create_collation(missing[2], lambda one, other: (one > other) - (one < other))
        return False
    finally:
        connection.set_authorizer(None)
        connection.set_progress_handler(None, 0)


def _authorised(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _has_rowid(connection: sqlite3.Connection, name: str, columns: set[str]) -> bool:
    free = [word for word in _ROW_NAMES if word not in columns]
    if not free:
        # Somebody has given all three names to columns; a table without rowid never needs that.
        return True
    try:
        connection.execute(f'SELECT {free[0]} FROM "{name.replace(chr(34), chr(34) * 2)}" LIMIT 0')
    except sqlite3.OperationalError:
        return False
    return True


def _selecting(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action == sqlite3.SQLITE_SELECT else sqlite3.SQLITE_DENY


def _default(connection: sqlite3.Connection, words: str | None) -> str:
    """A column's default as text. Only constants can be the value of rows that are older than the column."""
    if words is None:
        return ""
    connection.set_authorizer(_selecting)
    try:
        (value,) = connection.execute(f"SELECT ({words})").fetchone()
    except (sqlite3.Error, sqlite3.Warning):
        return ""
    finally:
        connection.set_authorizer(None)
    return value if isinstance(value, str) else "" if value is None or isinstance(value, bytes) else f"{value}"
