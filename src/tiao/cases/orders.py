"""Orders (责任方式) to their proof: what a court ordered, until when, what shows that it was done, and what is overdue.

An order is a statement of a judgment. A person enters until when it is due and from what that follows; another row says
what proves it. The day as of which the list stands is given, never taken from the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tiao.case import Case
from tiao.cases.row import Row
from tiao.cases.store import reading, schema
from tiao.cases.store.database import Store
from tiao.cases.store.writing import named, now, person
from tiao.errors import Misuse
from tiao.evidence.mask import mask_numbers

FORMAT = "tiao.case-orders/1"
DONE, OVERDUE, OPEN, NO_DEADLINE = "done", "overdue", "open", "no_deadline"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Due:
    """Until when, and from what it follows."""

    day: date
    because: str


def due_after(effective: date, days: int) -> Due:
    """Days from the day on which the judgment takes effect; that day itself does not count (刑事诉讼法第一百零五条).

    Args:
        effective: the day on which the judgment took effect.
        days: as the judgment says.
    """
    return Due(effective + timedelta(days=days), f"判决 {effective} 生效之日起 {days} 日内")


def enter(
    store: Store, statement: str, by: Sequence[str], due: Due | None = None, effective: date | None = None
) -> int:
    """Puts an order on the list, with its deadline.

    Args:
        store: an open store.
        statement: the statement of the order, by the first letters of its digest.
        by: who enters it.
        due: until when; or
        effective: the day on which the judgment took effect, if the judgment itself gives the days.

    Returns:
        The order's number. Entered again, the order has the deadline that was entered last; the earlier one stays.

    Raises:
        Misuse: the statement is none of an order or was rejected, no deadline follows, or nobody is named.
    """
    from sqlalchemy import insert

    people = person(by)
    with store.begin() as connection:
        digest = named(connection, statement)
    found = [(name, row) for name, row in reading.named_rows(store, _case_of(store, digest))]
    order = next(row for name, row in found if name == digest)
    if order.predicate != "order" or order.status == "rejected":
        raise Misuse("This statement is no order that stands.", "STATEMENT", "List them with `tiao cases orders list`.")
    about = [row for _, row in found if row.subject == order.subject and row.status != "rejected"]
    due = due or _own(about, effective)
    values = {
        "case_id": order.case,
        "statement": digest,
        "kind": order.value,
        "who": "、".join(row.value for row in about if row.predicate == "order_on"),
        "words": next((row.value for row in about if row.predicate == "told"), order.quote),
        "due": due.day.isoformat(),
        "due_because": mask_numbers(due.because),
        "entered_by": people,
        "entered_at": now(),
    }
    with store.begin() as connection:
        added = insert(schema.court_order).values(**values).returning(schema.court_order.c.number)
        return int(connection.execute(added).scalar_one())


def _own(about: Sequence[Row], effective: date | None) -> Due:
    days = next((row.high for row in about if row.predicate == "order_days" and row.high is not None), None)
    if effective is None or days is None:
        raise Misuse(
            "No deadline follows.",
            "--due, --effective",
            "Give --due DATE; --effective DATE is enough where the judgment itself says within how many days.",
        )
    return due_after(effective, days)


def _case_of(store: Store, digest: str) -> str:
    from sqlalchemy import select

    column = schema.statement.c
    with store.begin() as connection:
        return str(connection.execute(select(column.case_id).where(column.digest == digest)).scalar_one())


def prove(
    store: Store, number: int, file: Path, done: date, by: Sequence[str], folder: Case | None = None, note: str = ""
) -> dict[str, Any]:
    """Attaches what proves that an order was carried out.

    Args:
        store: an open store.
        number: the order.
        file: the proof: a page of the newspaper, a deletion record. Its SHA-256 goes into the store, its bytes do not.
        done: the day on which it was done.
        by: who attaches it.
        folder: a case folder; the file is sealed there with a copy, and the row names its exhibit.
        note: what else is to be said; long numbers are masked.

    Raises:
        Misuse: no such order, the file cannot be read, or nobody is named.
        IntegrityBroken: the case folder is not what was sealed.
    """
    from sqlalchemy import insert, select

    people = person(by)
    with store.begin() as connection:
        if connection.execute(select(schema.court_order).where(schema.court_order.c.number == number)).first() is None:
            raise Misuse("There is no order of this number.", "NUMBER", "List them with `tiao cases orders list`.")
    digest, size = _measured(file)
    exhibit = ""
    if folder is not None:
        from tiao.evidence.seal import seal
        from tiao.evidence.seals import exhibits

        seal([file], folder, by=list(by), authority=None, copy=True)
        exhibit = next(one.id for one in exhibits(folder) if one.sha256 == digest)
    values = {
        "court_order": number,
        "sha256": digest,
        "size": size,
        "exhibit": exhibit,
        "done_on": done.isoformat(),
        "entered_by": people,
        "entered_at": now(),
        "note": mask_numbers(note.strip()),
    }
    with store.begin() as connection:
        connection.execute(insert(schema.proof).values(**values))
    return values


def _measured(file: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with open(file, "rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise Misuse(
            f"The proof cannot be read: {error.strerror or 'input error'}.", "FILE", "Check the path."
        ) from None
    return digest.hexdigest(), size


def listed(store: Store, on: date, case: str | None = None) -> dict[str, Any]:
    """Every order as of a day: done, overdue, open, or without a deadline that anybody entered.

    Args:
        store: an open store.
        on: the day; proofs of later days do not count yet.
        case: of one case only.

    Returns:
        The document ``tiao.case-orders/1``: ``orders`` in the order of their deadlines, those without one last, and how
        many stand in which state.
    """
    entered = _entered(store)
    orders = []
    for name, row, about in _orders(store, case):
        last = entered.get(name)
        proofs = [proof for one in entered.get(name, ()) for proof in _proofs(store, one["number"])] if last else []
        orders.append(_state(name, row, about, last[-1] if last else None, proofs, on))
    orders.sort(key=lambda one: (one["due"] or "9999", one["case"], one["subject"]))
    states = [one["state"] for one in orders]
    return {
        "format": FORMAT,
        "on": on.isoformat(),
        "counts": {state: states.count(state) for state in (OVERDUE, OPEN, NO_DEADLINE, DONE)},
        "orders": orders,
    }


def _state(
    name: str, row: Row, about: Sequence[Row], entered: dict[str, Any] | None, proofs: list[dict[str, Any]], on: date
) -> dict[str, Any]:
    proven = [proof for proof in proofs if proof["done_on"] <= on.isoformat()]
    due = entered["due"] if entered else None
    done = min((proof["done_on"] for proof in proven), default=None)
    state = DONE if done else NO_DEADLINE if due is None else OVERDUE if due < on.isoformat() else OPEN
    return {
        "number": entered["number"] if entered else None,
        "statement": name,
        "case": row.case,
        "subject": row.subject,
        "kind": row.value,
        "who": [one.value for one in about if one.predicate == "order_on"],
        "quote": next((one.quote for one in about if one.predicate == "told"), row.quote),
        "days": next((one.high for one in about if one.predicate == "order_days"), None),
        "due": due,
        "due_because": entered["due_because"] if entered else None,
        "state": state,
        "done_on": done,
        "late": bool(done and due and done > due),
        "proofs": [
            {key: proof[key] for key in ("sha256", "size", "exhibit", "done_on", "entered_by", "note")}
            for proof in proven
        ],
    }


def _orders(store: Store, case: str | None) -> list[tuple[str, Row, list[Row]]]:
    """The orders that stand, each with all statements about it."""
    found: list[tuple[str, Row, list[Row]]] = []
    about: dict[tuple[str, str], list[Row]] = {}
    for name, row in reading.named_rows(
        store, case, predicates=("order", "order_on", "order_days", "order_amount", "told")
    ):
        if row.subject.startswith("order:") and row.status != "rejected":
            about.setdefault((row.case, row.subject), []).append(row)
            if row.predicate == "order":
                found.append((name, row, about[row.case, row.subject]))
    return found


def _entered(store: Store) -> dict[str, list[dict[str, Any]]]:
    """What was entered of each order's statement, oldest first."""
    from sqlalchemy import select

    made: dict[str, list[dict[str, Any]]] = {}
    with store.begin() as connection:
        for row in connection.execute(select(schema.court_order).order_by(schema.court_order.c.number)).mappings():
            made.setdefault(str(row["statement"]), []).append(dict(row))
    return made


def _proofs(store: Store, number: int) -> list[dict[str, Any]]:
    from sqlalchemy import select

    table = schema.proof
    with store.begin() as connection:
        asked = select(table).where(table.c.court_order == number).order_by(table.c.number)
        return [dict(row) for row in connection.execute(asked).mappings()]
