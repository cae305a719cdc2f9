"""Whether a text is an SQL dump, and of which program: that says what a backslash within quotation marks means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tiao.content.sql.state import MYSQL_SLASH, PLAIN_SLASH
from tiao.content.sql.words import KNOWN, packed


@dataclass(frozen=True)
class Dialect:
    """How a dump is written.

    Attributes:
        slash: how a backslash in a plain string is meant (``signs``).
        semicolons: every statement ends with one.
        routines: routines end with a line ``GO`` or ``/``, not with a semicolon.
    """

    name: str
    slash: int = PLAIN_SLASH
    routines: bool = False
    semicolons: bool = False


_I, _M = re.IGNORECASE, re.MULTILINE
# The first that is met decides: what a program says of itself first, then what only one of them writes.
_MARKS = (
    (r"^-- (?:MySQL|MariaDB) dump|^-- phpMyAdmin|Server Type +: M(?:ySQL|ariaDB)|HeidiSQL", "MySQL"),
    (r"^-- PostgreSQL database|Server Type +: PostgreSQL", "PostgreSQL"),
    (r"Server Type +: SQL Server", "SQL Server"),
    (r"Server Type +: Oracle|^REM INSERTING", "Oracle"),
    (r"^PRAGMA foreign_keys", "SQLite"),
    (r"^(?:CREATE TABLE|INSERT INTO|REPLACE INTO|DROP TABLE)\s(?:IF (?:NOT )?EXISTS\s+)?\s*`", "MySQL"),
    (r"^COPY [^\n]+ FROM stdin;|standard_conforming_strings", "PostgreSQL"),
    (r"^GO[ \t]*$|\[dbo\]\.|^SET IDENTITY_INSERT|^SET ANSI_NULLS", "SQL Server"),
    (r"^SET DEFINE OFF|\bVARCHAR2\b|\bTO_DATE\(|\bTO_TIMESTAMP\(|^INSERT ALL|\bFROM dual\b", "Oracle"),
)
_PATTERNS = tuple((re.compile(pattern, _I | _M), name) for pattern, name in _MARKS)
_DIALECTS = {
    "MySQL": Dialect("MySQL", MYSQL_SLASH, semicolons=True),
    "PostgreSQL": Dialect("PostgreSQL", semicolons=True),
    "SQL Server": Dialect("SQL Server", routines=True),
    "Oracle": Dialect("Oracle", routines=True),
    "SQLite": Dialect("SQLite", semicolons=True),
}
# A backslash that stands before a mark within a string, or before a sign that it changes.
_SLASHES = re.compile(r"""\\'(?!\s*[,);])|\\[\\"nrt0]""")
_LEAD = re.compile(r"(?:\s+|;|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"\\|@|[A-Za-z]+")
_ROWS = re.compile(
    r"^[ \t]*(?:INSERT|REPLACE)\b[^;'()]{0,300}(?:\([^;']{0,40000}?\)[^;'()]{0,40})?\b(?:VALUES?\s*\(|SELECT\b)"
    r"|^COPY\s[^;']{1,40000}\sFROM\s+stdin"
    r"|^[ \t]*CREATE\s+(?:\w+\s+){0,3}TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[^\s(]+\s*\(",
    _I | _M,
)


def dialect(text: str) -> Dialect:
    """Of which program a dump is, from its start."""
    for pattern, name in _PATTERNS:
        if pattern.search(text):
            return _DIALECTS[name]
    return Dialect("not told", MYSQL_SLASH if _SLASHES.search(text) else PLAIN_SLASH)


def looks_like_dump(text: str, by_name: bool) -> bool:
    """Whether a text begins as SQL and makes a table or holds rows.

    Args:
        text: its start.
        by_name: its name ends as that of a dump does, so that its first words may be damaged.
    """
    begin = _LEAD.match(text)
    word = _WORD.match(text, begin.end() if begin else 0)
    known = word is not None and (word[0] in "\\@" or int(packed(word[0])) in _KNOWN)
    return (known or by_name) and _ROWS.search(text) is not None


_KNOWN = frozenset(int(word) for word in KNOWN)
