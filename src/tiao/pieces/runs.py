"""The runs on file (计数记录): which of them today's ledger, rules and methods would give again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

from tiao import __version__
from tiao.case import Case
from tiao.errors import Misuse
from tiao.findings.found import SUMMARY
from tiao.pieces.method import method_named
from tiao.pieces.rules import rules

Standing = Literal["today", "older", "unreadable"]


@dataclass(frozen=True)
class Run:
    """A run on file.

    Attributes:
        name: of its file under ``runs/``.
        standing: ``today``: it names today's ledger, rules, methods and version; ``older``: others; ``unreadable``.
        document: the ``tiao.count/1`` document; empty if unreadable.
    """

    name: str
    standing: Standing
    document: dict[str, Any]


def runs(case: Case) -> list[Run]:
    """Every run on file, by name."""
    path = case.ledger / SUMMARY
    ledger = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    found = []
    for path in sorted(case.runs.glob("*.json")):
        try:
            document = json.loads(path.read_bytes())
            found.append(Run(path.name, _standing(document["plan"], ledger), document))
        except (ValueError, KeyError, TypeError):
            found.append(Run(path.name, "unreadable", {}))
    return found


def _standing(plan: dict[str, Any], ledger: str) -> Standing:
    try:
        methods = {method_named(name).id: method_named(name).digest for name in plan["methods"]}
    except Misuse:
        return "older"
    same = plan["inputs"]["ledger"] == ledger and plan["methods"] == methods
    return "today" if same and plan["rules"] == rules().digest and plan["tiao"] == __version__ else "older"
