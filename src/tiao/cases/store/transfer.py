"""The whole store as JSON Lines and back (``tiao.cases/1``): documents, statements, decisions, links, orders, proofs.

A statement that comes in is held against its document again: one whose quote is not found there does not come in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

from tiao.cases.lines import BESIDE, FORMAT, Brought, items, objects
from tiao.cases.store import reading, schema
from tiao.cases.store.database import Store
from tiao.cases.store.writing import add
from tiao.errors import Misuse, TiaoError


def export(store: Store, out: TextIO) -> int:
    """Writes the store, case by case, and gives the number of lines."""
    count = 1
    _line(out, {"format": FORMAT})
    for case in reading.cases(store):
        for text in reading.documents(store, case):
            _line(out, {"document": {key: text[key] for key in ("id", "case_id", "kind", "source", "body")}})
            count += 1
        for name, row in reading.named_rows(store, case, decided=False):
            _line(out, {"statement": {"digest": name, **row._asdict()}})
            count += 1
    for table in BESIDE:
        for values in _all(store, table):
            _line(out, {table: values})
            count += 1
    return count


def bring(store: Store, stream: BinaryIO) -> Brought:
    """Reads what ``export`` wrote into a store, all of it in two steps: documents with statements, then the rest.

    Args:
        store: an open store.
        stream: UTF-8, one JSON object a line, the first one with the format.

    Raises:
        Misuse: the file is of another format.
    """
    brought = Brought()
    beside: list[tuple[int, str, dict[str, Any]]] = []
    brought.added = add(store, items(objects(stream, brought), brought, beside))
    orders: dict[int, int] = {}
    with store.begin() as connection:
        for number, table, values in beside:
            try:
                brought.beside += _put(connection, table, values, orders)
            except (KeyError, TypeError, TiaoError):
                brought.leave_out(number, f"{table}: it does not fit what stands in the store")
    return brought


def _line(out: TextIO, document: dict[str, Any]) -> None:
    out.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")


def _all(store: Store, table: str) -> Iterator[dict[str, Any]]:
    from sqlalchemy import select

    chosen = schema.metadata.tables[table]
    with store.begin() as connection:
        for row in connection.execute(select(chosen).order_by(chosen.c.number)).mappings():
            yield dict(row)


def _put(connection: Any, table: str, values: dict[str, Any], orders: dict[int, int]) -> int:
    """Adds a row if the same one does not stand yet. Rows are numbered anew; ``orders`` keeps an order's old number."""
    from sqlalchemy import insert, select

    chosen = schema.metadata.tables[table]
    names = [column.name for column in chosen.c if column.name != "number"]
    row = {name: values[name] for name in names}
    if table == "decision":
        known = schema.statement.c.digest
        if connection.execute(select(known).where(known == row["statement"])).first() is None:
            raise Misuse("The statement does not stand in the store.", "decision", "Bring it in as well.")
    if table == "proof":
        row["court_order"] = orders[row["court_order"]]
    same = select(chosen.c.number).where(*(chosen.c[name] == row[name] for name in names)).limit(1)
    stands = connection.execute(same).scalar()
    new = stands if stands is not None else connection.execute(insert(chosen).values(**row)).inserted_primary_key[0]
    if table == "court_order":
        orders[int(values["number"])] = int(new)
    return int(stands is None)
