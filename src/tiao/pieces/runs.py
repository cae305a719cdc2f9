"""The runs on file (计数记录): which of them today's ledger, rules, methods and decisions would give again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from tiao.case import Case
from tiao.errors import Misuse
from tiao.pieces import count
from tiao.pieces.method import BY_PERSON_2, method_named
from tiao.pieces.persons import persons_count
from tiao.pieces.readings import reading_runs

Standing = Literal["today", "reading", "older", "unreadable"]


@dataclass(frozen=True)
class Run:
    """A run on file.

    Attributes:
        name: of its file under ``runs/``.
        standing: ``today``: its plan is the one that a count of today would have; ``older``: it counted another ledger,
            by other rules, or under other decisions; ``reading``: as today, but under chosen positions on disputed
            questions; ``unreadable``: it is no run.
        document: the ``tiao.count/1`` document; empty if unreadable.
    """

    name: str
    standing: Standing
    document: dict[str, Any]


def runs(case: Case) -> list[Run]:
    """Every run on file, by name."""
    found = []
    for path in sorted(case.runs.glob("*.json")):
        try:
            document = json.loads(path.read_bytes())
            chosen = [method_named(name) for name in document["methods"]]
            own = persons_count if BY_PERSON_2 in chosen else count
            standing: Standing = "today" if document["plan"] == count._plan(own._inputs(case), chosen) else "older"
            if reading_runs.is_of_today(case, document):
                standing = "reading"
            found.append(Run(path.name, standing, document))
        except (ValueError, KeyError, TypeError, Misuse):
            found.append(Run(path.name, "unreadable", {}))
    return found
