"""What is added to the store. Nothing is changed: who says otherwise adds a row that says so."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from tiao.cases.lines import Added, Text
from tiao.cases.row import Row, digest, row_of
from tiao.cases.statement import STATUSES, Statement
from tiao.cases.store import schema
from tiao.cases.store.database import Store
from tiao.errors import Misuse
from tiao.evidence.mask import mask_numbers

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

_BATCH = 20_000


def now() -> str:
    """The clock: only for who decided when, never in a figure."""
    return datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def person(by: Sequence[str]) -> str:
    """Who acts, as one text.

    Raises:
        Misuse: nobody is named.
    """
    people = [" ".join(name.split()) for name in by]
    if not people or not all(people):
        raise Misuse("Nobody is named for this.", "--by", "Name who decides, with --by.")
    return "、".join(people)


def add(store: Store, items: Iterable[tuple[Text, Sequence[Statement]]]) -> Added:
    """Adds documents with their statements, in one transaction: all of them or none.

    Args:
        store: an open store.
        items: each document with the statements out of it. ``Statement`` has held every quote against the document
            already. What stands in the store is left as it is, so that the same file can come in twice.

    Raises:
        Misuse: the store cannot be written.
    """
    added = Added()
    with store.begin() as connection:
        known_texts, known_rows = (
            _Known(connection, schema.document.c.id),
            _Known(connection, schema.statement.c.digest),
        )
        for batch in _batches(items):
            texts = known_texts.fresh({text.document.digest: _text(text) for text, _ in batch})
            rows = known_rows.fresh(
                {name: values for _, made in batch for name, values in map(_statement, map(row_of, made))}
            )
            _insert(store, connection, schema.document, list(texts.values()))
            _insert(store, connection, schema.statement, list(rows.values()))
            added.documents += len(texts)
            added.statements += len(rows)
            added.documents_known += len({text.document.digest for text, _ in batch}) - len(texts)
            added.statements_known += sum(len(made) for _, made in batch) - len(rows)
    return added


def decide(store: Store, names: Sequence[str], status: str, by: Sequence[str], why: str) -> int:
    """Accepts or rejects statements: one row each, with who, when and why. What was decided before stays on record.

    Args:
        store: an open store.
        names: digests of statements, or the first letters of one, at least eight.
        status: accepted, rejected or proposed (which opens it again).
        by: who decides. Long numbers in ``why`` are masked.
        why: the reason.

    Returns:
        How many decisions were added: a statement that has the status already gets none.

    Raises:
        Misuse: nobody decides, no reason is given, or a statement is not found.
    """
    from sqlalchemy import insert

    if status not in STATUSES:
        raise Misuse("A statement has no such status.", "status", f"Give one of {', '.join(STATUSES)}.")
    people, reason = person(by), mask_numbers(why.strip())
    if not reason:
        raise Misuse("The decision has no reason.", "--why", "Say why, in a sentence.")
    at, added = now(), 0
    with store.begin() as connection:
        for name in names:
            full = named(connection, name)
            if _status(connection, full) == status:
                continue
            values = {"statement": full, "status": status, "decided_by": people, "decided_at": at, "why": reason}
            connection.execute(insert(schema.decision).values(**values))
            added += 1
    return added


def named(connection: Connection, name: str) -> str:
    """The digest of a statement, by its first letters, at least eight.

    Raises:
        Misuse: there is none, or several.
    """
    from sqlalchemy import select

    if len(name) < 8 or not set(name) <= set("0123456789abcdef"):
        raise Misuse("A statement is named by its digest.", "statement", "Give at least its first eight letters.")
    column = schema.statement.c.digest
    found = connection.execute(select(column).where(column.like(f"{name}%")).limit(2)).scalars().all()
    if len(found) != 1:
        what = "Several statements begin so." if found else "There is no such statement."
        raise Misuse(what, "statement", "List them with `tiao cases show CASE`.")
    return str(found[0])


def _status(connection: Connection, name: str) -> str:
    """The status that a statement has now."""
    from sqlalchemy import select

    decided = schema.decision.c
    last = select(decided.status).where(decided.statement == name).order_by(decided.number.desc()).limit(1)
    found = connection.execute(last).scalar()
    if found is None:
        found = connection.execute(select(schema.statement.c.status).where(schema.statement.c.digest == name)).scalar()
    return str(found)


def _text(text: Text) -> dict[str, Any]:
    return {
        "id": text.document.digest,
        "case_id": text.case,
        "kind": text.kind,
        "source": text.source,
        "body": text.document.text,
    }


def _statement(row: Row) -> tuple[str, dict[str, Any]]:
    name = digest(row)
    renamed = {"case": "case_id", "start": "start_at", "end": "end_at", "by": "made_by"}
    return name, {"digest": name, **{renamed.get(key, key): value for key, value in row._asdict().items()}}


class _Known:
    """Which names stand already. An empty table is asked once; a full one by batches of names."""

    def __init__(self, connection: Connection, column: Any) -> None:
        from sqlalchemy import select

        self.connection, self.column = connection, column
        self.empty = connection.execute(select(column).limit(1)).first() is None
        self.added: set[bytes] = set()

    def fresh(self, items: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The items that do not stand yet; they are taken as standing from now on."""
        from sqlalchemy import select

        known: set[str] = set()
        if not self.empty:
            for names in _slices(list(items), 500):
                known.update(self.connection.execute(select(self.column).where(self.column.in_(names))).scalars())
        new = {name: item for name, item in items.items() if name not in known and _short(name) not in self.added}
        self.added.update(map(_short, new))
        return new


def _short(name: str) -> bytes:
    return bytes.fromhex(name)


def _batches(
    items: Iterable[tuple[Text, Sequence[Statement]]],
) -> Iterator[list[tuple[Text, Sequence[Statement]]]]:
    """Items until their statements are a batch."""
    batch: list[tuple[Text, Sequence[Statement]]] = []
    size = 0
    for item in items:
        batch.append(item)
        size += 1 + len(item[1])
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _slices(values: Sequence[Any], size: int) -> Iterator[list[Any]]:
    moving = iter(values)
    while part := list(islice(moving, size)):
        yield part


def _insert(store: Store, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    if not store.postgresql:
        connection.execute(table.insert(), rows)
        return
    # pg8000 sends rows one by one; COPY sends them all at once.
    columns = list(rows[0])
    body = io.BytesIO("".join(_copy_line([row[name] for name in columns]) for row in rows).encode())
    cursor: Any = connection.connection.cursor()
    cursor.execute(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN", stream=body)
    cursor.close()


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_line(values: Iterable[Any]) -> str:
    return "\t".join("\\N" if value is None else str(value).translate(_ESCAPES) for value in values) + "\n"
