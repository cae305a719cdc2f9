"""The frame of a sample and the draw, over the blind ledger: anyone who has it can draw the same sample again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from tiao.case import Case
from tiao.findings.found import region, summary
from tiao.model import CLASSES, Locator
from tiao.pieces.method import HERE
from tiao.pieces.rebuttals.rebut import Place, merged
from tiao.pieces.sample.allocate import Frame, Stratum, strata
from tiao.pieces.sql_ledger import ledger_of

_FOLDER = HERE / "sample"
# Where the records of some pieces stand; a piece's place is the first of them.
_PLACES = """
select
    content, count(*) as records,
    min({
        'exhibit': cast(substr(split_part(source, '.', 1), 2) as integer),
        'number': cast(split_part(source, '.', 2) as integer),
        'row': row, 'part': part, 'source': source
    }) as first
from ledger
where not more and content in (select content from chosen)
group by content
"""


def pieces_of(case: Case) -> dict[str, int]:
    """Pieces of each class that a sample can be drawn from: the total of by_record@1 before any rebuttal."""
    with ledger_of(case) as connection:
        frame = _frame(connection, CLASSES)
    return {name: sum(own.values()) for name, own in frame.items()}


def draw(case: Case, classes: Sequence[str], size: int, root: str) -> tuple[list[Stratum], list[dict[str, Any]]]:
    """Draws a sample.

    Args:
        case: with a ledger.
        classes: the classes to draw from, of ``CLASSES``.
        size: how many items.
        root: the root of the log, 64 hex digits.

    Returns:
        The strata, and the items in the order in which they stand: n, locator, exhibit, source, row, part, class,
        stratum, token (of the content), records (how many hold it), low (whether one of them bears no doubt).

    Raises:
        Misuse: no ledger, no pieces, or a size that does not fit.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    tables = {entry["source"]: entry for entry in summary(case)["files"] if "table" in entry}
    with ledger_of(case) as connection:
        layers = strata(_frame(connection, classes), size)
        connection.execute("create temp table stratum (class varchar, exhibit integer, name varchar, size bigint)")
        connection.executemany(
            "insert into stratum values (?, ?, ?, ?)",
            [[one.class_, int(exhibit[1:]), one.name, one.size] for one in layers for exhibit in one.exhibits],
        )
        drawn = (_FOLDER / "draw.sql").read_text(encoding="utf-8")
        chosen = connection.execute(drawn, {"root": root}).fetchall()
        _choose(connection, (bytes(token) for _, _, token in chosen))
        low = dict(_rows(connection, "select content, in_low from piece where content in (select content from chosen)"))
        first = {bytes(token): (n, place) for token, n, place in connection.execute(_PLACES).fetchall()}
    items = []
    for class_, stratum, token in chosen:
        records, place = first[bytes(token)]
        source = str(place["source"])
        exhibit = source.split(".")[0]
        table, row = tables.get(source, {}), int(place["row"])
        at = Locator(exhibit, table.get("table", ""), row, int(place["part"]), region(table, row))
        items.append(
            {
                "order": (place["exhibit"], place["number"], place["row"], place["part"]),
                "locator": str(at),
                "exhibit": exhibit,
                "source": source,
                "row": at.row,
                "part": at.part,
                "class": class_,
                "stratum": stratum,
                "token": bytes(token).hex(),
                "records": int(records),
                "low": bool(low[bytes(token)]),
            }
        )
    items.sort(key=lambda item: item.pop("order"))
    return layers, [{"n": n, **item} for n, item in enumerate(items, 1)]


def places_of(case: Case, tokens: Sequence[str]) -> list[Place]:
    """Where all records of some contents stand, in as few ranges of rows as there can be.

    Args:
        tokens: of the contents, in hex.
    """
    if not tokens:
        return []
    sql = "select source, row, part from ledger where not more and content in (select content from chosen)"
    with ledger_of(case) as connection:
        _choose(connection, map(bytes.fromhex, tokens))
        found = connection.execute(sql).fetchall()
    return merged(Place(str(source), int(row), int(row), int(part)) for source, row, part in found)


def _frame(connection: duckdb.DuckDBPyConnection, classes: Sequence[str]) -> Frame:
    connection.execute((_FOLDER / "frame.sql").read_text(encoding="utf-8"))
    frame: dict[str, dict[str, int]] = {name: {} for name in classes}
    for name, exhibit, pieces in connection.execute(
        "select class, exhibit, count(*) from piece group by all"
    ).fetchall():
        if name in frame:
            frame[name][f"E{exhibit}"] = int(pieces)
    return frame


def _choose(connection: duckdb.DuckDBPyConnection, tokens: Iterable[bytes]) -> None:
    connection.execute("create temp table chosen as select unnest(cast(? as blob[])) as content", [list(tokens)])


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[bytes, bool]]:
    return [(bytes(token), bool(value)) for token, value in connection.execute(sql).fetchall()]
