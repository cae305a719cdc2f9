"""Names in the statements of a dump: tables, columns and what is said of them, by regular expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"""(?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|\[[^\]\n]*\]|[^\W\d][\w$#]*|[@#\d][\w$#]*)"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_COLUMNS = rf"\(\s*({_NAME}(?:\s*,\s*{_NAME})*)\s*\)"
_EACH = re.compile(_NAME)
_COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_INSERT = re.compile(
    r"(?:(?:INSERT|REPLACE|LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|ALL|FIRST|OVERWRITE|INTO|TABLE|ONLY|OR\s+\w+)"
    rf"(?:\s+|(?=[`\"\[])))*({_NAMES})(?:\s*(?:PARTITION|WITH)\s*\([^()]*\))?\s*(?:{_COLUMNS})?",
    re.IGNORECASE,
)
_COPY = re.compile(
    rf"COPY\s+({_NAMES})\s*(?:{_COLUMNS})?\s*FROM\s+STDIN\b([^;]*);[^\n]*(\n)?", re.IGNORECASE | re.DOTALL
)
_COPY_SIGN = re.compile(r"DELIMITERS?\s+(?:AS\s+)?E?'(\\?.)'", re.IGNORECASE)
_CREATE = re.compile(
    rf"CREATE\s+(?:(?:OR|REPLACE|GLOBAL|LOCAL|PRIVATE|TEMPORARY|TEMP|UNLOGGED|FOREIGN|EXTERNAL|COLUMN|ROW|VIRTUAL)\s+)*"
    rf"TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?({_NAMES})\s*(\()?",
    re.IGNORECASE,
)
_ROUTINE = re.compile(
    r"CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:(?:NON)?EDITIONABLE\s+)?"
    r"(?:PROC|PROCEDURE|FUNCTION|TRIGGER|PACKAGE|TYPE|LIBRARY|JAVA)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]\n]*\]|--[^\n]*|/\*.*?\*/|[(),]|[^'"`\[\-/(),]+|.""",
    re.DOTALL,
)
_MARKS = frozenset("'\"`")
_NO_COLUMN = re.compile(
    r"(?:CONSTRAINT|PRIMARY|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE|PERIOD|PARTITION|SUPPLEMENTAL)\b"
    r"|(?:UNIQUE|KEY|INDEX)\b[^()]*\(\s*[^\d\s]",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"\bCOMMENT\s*=?\s*'((?:[^'\\]|\\.|'')*)'", re.IGNORECASE | re.DOTALL)
_ON_COLUMN = re.compile(rf"COMMENT\s+ON\s+COLUMN\s+({_NAMES})\s+IS\s+[EN]?'((?:[^']|'')*)'", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"@(value|level[012]name)\s*=\s*N?'((?:[^']|'')*)'", re.IGNORECASE)
# What a comment says at its start, before it goes on to explain.
_SAID = re.compile(r"[^\s,;:。，；：、()（）\[\]【】]{1,20}")

Parts = tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """What stands before rows.

    Attributes:
        table: the parts of its name. columns: those that it lists, none if it lists none.
        sign: the byte that divides the cells of COPY. is_csv: COPY in the form of CSV.
        size: characters of it.
    """

    table: Parts
    columns: Parts
    sign: int = 9
    is_csv: bool = False
    size: int = 0


def unquoted(name: str) -> str:
    """A name without its quotation marks or brackets."""
    mark = name[0]
    if mark in '`"' and len(name) > 1:
        return name[1:-1].replace(mark * 2, mark)
    return name[1:-1] if mark == "[" else name


def names_in(text: str) -> Parts:
    """The names that stand in a text, between dots or commas."""
    return tuple(unquoted(name) for name in _EACH.findall(text))


def insert_head(text: str) -> Head | None:
    """The table and columns of ``INSERT INTO t (a, b) VALUES`` and its like; None when no table is told."""
    found = _INSERT.match(_COMMENTS.sub(" ", text).strip())
    return Head(names_in(found[1]), names_in(found[2] or "")) if found else None


def copy_head(text: str) -> Head | None:
    """The head of a ``COPY t (a, b) FROM stdin;`` with the rest of its line; None when this is not all of one."""
    found = _COPY.match(text)
    if found is None or not found[4]:
        return None
    options = found[3]
    sign = _COPY_SIGN.search(options)
    is_csv = re.search(r"\bCSV\b", options, re.IGNORECASE) is not None
    value = {"\\t": 9, "\\b": 8, "\\v": 11, "\\f": 12}.get(sign[1], ord(sign[1][-1])) if sign else 9
    return Head(names_in(found[1]), names_in(found[2] or ""), value & 127, is_csv, found.end())


def is_routine(text: str) -> bool:
    """Whether a CREATE makes a routine, in which semicolons end nothing until a line of its own does."""
    return _ROUTINE.match(text) is not None


def created_table(text: str) -> tuple[Parts, list[tuple[str, str]], bool] | None:
    """The table that a CREATE makes: (its name, its columns with what is said of each, whether that is all of it).

    None when it makes none.
    """
    found = _CREATE.match(text)
    if found is None:
        return None
    if not found[2]:
        return names_in(found[1]), [], True
    items: list[str] = [""]
    depth, closed = 1, True
    for token in _TOKEN.finditer(text, found.end()):
        sign = token[0]
        # What follows a mark that nothing closes may still be within it.
        closed &= sign not in _MARKS
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            break
        if sign == "," and depth == 1:
            items.append("")
        elif not sign.startswith(("--", "/*")):
            items[-1] += sign
    columns = []
    for item in map(str.strip, items):
        name = _EACH.match(item)
        if name is not None and not _NO_COLUMN.match(item):
            comment = _COMMENT.search(item)
            columns.append((unquoted(name[0]), said(comment[1]) if comment else ""))
    return names_in(found[1]), columns, depth == 0 and closed


def column_comment(text: str) -> tuple[Parts, str, str] | None:
    """(table, column, what is said of it) of COMMENT ON COLUMN or of SQL Server's sp_addextendedproperty."""
    found = _ON_COLUMN.match(text)
    if found:
        *table, column = names_in(found[1])
        return tuple(table), column, said(found[2])
    if "MS_Description" not in text:
        return None
    given = {name.lower(): value.replace("''", "'") for name, value in _PROPERTY.findall(text)}
    if not {"value", "level1name", "level2name"} <= given.keys():
        return None
    table = [given["level0name"]] if "level0name" in given else []
    return (*table, given["level1name"]), given["level2name"], said(given["value"])


def said(comment: str) -> str:
    """The first words of a column's comment, which stand for its name where the name says nothing."""
    found = _SAID.search(comment)
    return found[0] if found else ""


def database(text: str) -> str | None:
    r"""The database that ``USE`` or ``\connect`` names."""
    found = re.match(rf"(?:USE|\\c(?:onnect)?)\s+(?:-\S+\s+)*({_NAME})", text, re.IGNORECASE)
    return unquoted(found[1]) if found else None
