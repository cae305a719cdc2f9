"""Decisions (决定): what people decided in a case, as entries of the custody log.

A decision is never changed or removed. It is undone by a later entry, and both stay on record with who, when and why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence.canonical import Json, dump
from tiao.evidence.custody import Log
from tiao.evidence.logfile import Entry
from tiao.evidence.mask import mask_numbers

EVENT = "decision"
UNDONE = "decision.undone"


@dataclass(frozen=True)
class Decision:
    """One decision.

    Attributes:
        number: the log entry that holds it.
        kind: what sort of decision, for instance ``rebuttal``.
        at: when it was put on record, UTC.
        by: who decided, at least one person.
        why: the reason.
        evidence: where the evidence stands in the file of the case (卷、页).
        body: what was decided, as the room that made it wrote it. No raw values.
        undone: the log entry that undid it, or None while it stands.
    """

    number: int
    kind: str
    at: str
    by: tuple[str, ...]
    why: str
    evidence: str
    body: Mapping[str, Any]
    undone: int | None = None


def decide(
    case: Case,
    kind: str,
    by: Sequence[str],
    why: str,
    evidence: str = "",
    body: Mapping[str, Json] | None = None,
    at: datetime | None = None,
) -> int:
    """Puts a decision on record and gives the number of its entry.

    Args:
        case: the case.
        kind: what sort of decision.
        by: who decides. ``why`` and ``evidence`` have their long numbers masked: a reason needs no identity number.
        why: the reason.
        evidence: where the evidence stands.
        body: what is decided; no raw values.
        at: when, with a time zone; now if not given.

    Raises:
        Misuse: nobody decides, or no reason is given.
    """
    entry: dict[str, Json] = {
        "kind": kind,
        "by": [*_people(by)],
        "why": _reason(why),
        "evidence": mask_numbers(evidence.strip()),
        "what": dict(body or {}),
    }
    return Log(case).append(EVENT, entry, at)


def undo(case: Case, number: int, by: Sequence[str], why: str, at: datetime | None = None) -> int:
    """Undoes a decision that stands. It stays on record.

    Raises:
        Misuse: there is no such decision, it is undone already, nobody undoes it, or no reason is given.
    """
    found = next((one for one in decisions(case) if one.number == number), None)
    if found is None:
        raise Misuse(
            "There is no decision of this number.", mask_numbers(str(number)), "List the decisions of the case."
        )
    if found.undone is not None:
        raise Misuse("This decision is undone already.", str(number), f"See entry {found.undone} of the log.")
    return Log(case).append(UNDONE, {"number": number, "by": [*_people(by)], "why": _reason(why)}, at)


def decisions(case: Case, kind: str | None = None) -> list[Decision]:
    """All decisions, or those of one kind, oldest first, undone ones included."""
    entries = Log(case).entries()
    undone = {int(str(entry.body["number"])): entry.n for entry in entries if entry.event == UNDONE}
    made = [_read(entry, undone.get(entry.n)) for entry in entries if entry.event == EVENT]
    return [one for one in made if kind is None or one.kind == kind]


def standing(case: Case, kind: str | None = None) -> list[Decision]:
    """Decisions that are not undone, oldest first."""
    return [one for one in decisions(case, kind) if one.undone is None]


def digest(standing: Sequence[Decision]) -> str:
    """SHA-256 of what the decisions say, without who and when: the same decisions give the same run."""
    return hashlib.sha256(dump([{"kind": one.kind, "what": dict(one.body)} for one in standing])).hexdigest()


def _read(entry: Entry, undone: int | None) -> Decision:
    body: Mapping[str, Any] = entry.body
    return Decision(
        entry.n, body["kind"], entry.at, tuple(body["by"]), body["why"], body["evidence"], body["what"], undone
    )


def _people(by: Sequence[str]) -> list[str]:
    people = [" ".join(name.split()) for name in by]
    if not people or not all(people):
        raise Misuse("Nobody is named for this decision.", "--by", "Name who decides, with --by.")
    return people


def _reason(why: str) -> str:
    if not why.strip():
        raise Misuse("The decision has no reason.", "--why", "Say why, in a sentence.")
    return mask_numbers(why.strip())
