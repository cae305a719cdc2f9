"""What stands in the store, read as it stands now: a statement has the status that was decided last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tiao.cases.row import Row
from tiao.cases.store import schema
from tiao.cases.store.database import Store
from tiao.errors import Misuse

if TYPE_CHECKING:
    from sqlalchemy import Select

_COLUMNS = (
    "case_id",
    "subject",
    "predicate",
    "value",
    "low",
    "high",
    "unit",
    "document",
    "start_at",
    "end_at",
    "quote",
    "made_by",
    "status",
    "page",
)


def rows(store: Store, case: str | None = None) -> Iterator[Row]:
    """Statements case by case, in the order of their places in the documents.

    Args:
        store: an open store.
        case: of one case only.
    """
    for _, row in named_rows(store, case):
        yield row


def named_rows(
    store: Store, case: str | None = None, decided: bool = True, predicates: Sequence[str] = ()
) -> Iterator[tuple[str, Row]]:
    """The same, each with its digest.

    Args:
        store: an open store.
        case: of one case only.
        decided: with their status of now; else as they came in, whatever was decided since.
        predicates: only of these, if any is given.
    """
    from sqlalchemy import select

    table = schema.statement
    asked = select(table.c.digest, *(table.c[name] for name in _COLUMNS)).order_by(
        table.c.case_id, table.c.document, table.c.start_at, table.c.number
    )
    if case is not None:
        asked = asked.where(table.c.case_id == case)
    if predicates:
        asked = asked.where(table.c.predicate.in_(predicates))
    with store.begin() as connection:
        last = _decided(connection) if decided else {}
        for name, *values in connection.execution_options(yield_per=10_000).execute(asked):
            row = Row(*values)
            yield name, row._replace(status=last[name]) if name in last else row


def _decided(connection: Any) -> dict[str, str]:
    """The last decision of each statement that has one."""
    from sqlalchemy import select

    table = schema.decision
    found = connection.execute(select(table.c.statement, table.c.status).order_by(table.c.number))
    return {str(name): str(status) for name, status in found}


def decisions(store: Store, names: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Who decided what, when and why, oldest first; of all statements, or of those named."""
    from sqlalchemy import select

    table = schema.decision
    asked: Select[Any] = select(table).order_by(table.c.number)
    if names is not None:
        asked = asked.where(table.c.statement.in_(list(names)))
    with store.begin() as connection:
        return [dict(row) for row in connection.execute(asked).mappings()]


def documents(store: Store, case: str | None = None) -> Iterator[dict[str, Any]]:
    """Documents with their text, in the order in which they came."""
    from sqlalchemy import select

    table = schema.document
    asked = select(table).order_by(table.c.number)
    if case is not None:
        asked = asked.where(table.c.case_id == case)
    with store.begin() as connection:
        for row in connection.execution_options(yield_per=1_000).execute(asked).mappings():
            yield dict(row)


def cases(store: Store) -> list[str]:
    """The names of all cases, in order."""
    from sqlalchemy import select

    table = schema.document
    with store.begin() as connection:
        found = connection.execute(select(table.c.case_id).distinct().order_by(table.c.case_id))
        return [str(name) for name in found.scalars()]


def known_case(store: Store, case: str) -> str:
    """The case of this name.

    Raises:
        Misuse: there is none.
    """
    from sqlalchemy import select

    table = schema.document
    with store.begin() as connection:
        if connection.execute(select(table.c.number).where(table.c.case_id == case).limit(1)).first() is None:
            raise Misuse("There is no case of this name in the store.", "CASE", "List them with `tiao cases show`.")
    return case
