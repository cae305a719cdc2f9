"""The count once more, by the SQL of the methods: a second way to the same figures, beside the compiled one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import duckdb

from tiao.case import Case
from tiao.pieces.method import HERE, METHODS, Method, method_named
from tiao.pieces.readings import sql_reading
from tiao.pieces.readings.overlay import Overlay
from tiao.pieces.rebuttals import sql_rebutted
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.sql_ledger import OpenLedger, ledger_of


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
