"""The statements of a case as a facts document, as far as they go: what the law's range is asked with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tiao.cases.row import Row
from tiao.cases.stats.sheet import Sheet, Unit
from tiao.law.courts.facts_of import SELLING
from tiao.law.courts.record import mapping
from tiao.law.decision import Applied, Basis, decide
from tiao.law.facts import UNCLASSIFIED, parse_facts
from tiao.law.rulebook import law

# Kinds that the interpretation itself puts in a class (法释〔2017〕10号第五条第一款第（三）、（四）项).
CLASS_OF_KIND = {
    "location": "whereabouts",
    "credit": "credit",
    "property": "property",
    "bank": "property",
    "lodging": "lodging",
    "health": "health",
    "order": "transaction",
}
_OF_TIER = {"1": "property", "2": "other_sensitive", "3": "general"}
_IN_TIER = {
    "1": ("whereabouts", "credit", "property"),
    "2": ("lodging", "health", "transaction"),
}
# Pieces that make the circumstances serious, by tier; half for insiders.
LINE = {"1": 50, "2": 500, "3": 5_000}


def tier_of(lot: Unit) -> str | None:
    """The tier of a lot: the court's, else the coder's, else that of a kind which the interpretation names."""
    for predicate in ("tier", "tier_coder"):
        for row in lot.of(predicate):
            return row.value
    cls = _class_by_kind(lot)
    return next((tier for tier, classes in _IN_TIER.items() if cls in classes), None)


def class_of(lot: Unit) -> str:
    """A class of the lot's tier; which one within a tier never moves the outcome."""
    tier, cls = tier_of(lot), _class_by_kind(lot)
    if tier is None:
        return UNCLASSIFIED
    return cls if cls is not None and cls in _IN_TIER.get(tier, ()) else _OF_TIER[tier]


def _class_by_kind(lot: Unit) -> str | None:
    return next((CLASS_OF_KIND[row.value] for row in lot.of("category_kind") if row.value in CLASS_OF_KIND), None)


def facts_document(sheet: Sheet) -> dict[str, Any]:
    """A facts document (docs/how-to/assess.md). What no statement says stays unknown; bounds stay bounds."""
    insider = True if sheet.whole.of("insider") else False if sheet.whole.of("not_insider") else None
    document: dict[str, Any] = {}
    kinds = dict.fromkeys(row.value for row in sheet.whole.of("act"))
    if kinds:
        document["acts"] = [
            {"kind": kind} | ({"insider": insider} if insider is not None and kind in SELLING else {}) for kind in kinds
        ]
    lots = [(class_of(lot), lot.of("pieces")[0]) for lot in sheet.lots.values() if lot.of("pieces")]
    totals = [lot for lot in sheet.lots.values() if lot.of("category_total") and lot.of("pieces")]
    if totals:
        lots = [(class_of(lot), lot.of("pieces")[0]) for lot in totals[:1]]
    if lots:
        document["counts"] = [{"class": cls, "pieces": _bounds(row)} for cls, row in lots]
    income = _income(sheet.whole.of("income"))
    if income is not None:
        document["amounts"] = {"illegal_income": income}
    return document


def _bounds(row: Row) -> int | dict[str, int]:
    if row.low is not None and row.low == row.high:
        return row.low
    return {"low": row.low or 0} | ({} if row.high is None else {"high": row.high})


def _income(rows: Sequence[Row]) -> Any:
    """The case's own sum in yuan, exact or bounded; None where only its defendants' are told."""
    own = [row for row in rows if row.subject == "case"]
    if not own:
        return None
    row = max(own, key=lambda one: one.low or 0)
    if row.low is not None and row.low == row.high:
        return f"{row.low // 100}.{row.low % 100:02d}"
    return {"low": (row.low or 0) // 100} | ({} if row.high is None else {"high": -(-row.high // 100)})


def asked_on(sheet: Sheet) -> date | None:
    """The first day of the law that the source names, else the day of the judgment."""
    regime = mapping()["regimes"].get(sheet.first("regime"))
    if regime:
        in_force = law()[regime["rule"]].in_force
        return in_force.from_ or in_force.to
    days = [row.low for row in sheet.whole.of("judgment_date") if row.low is not None and row.low == row.high]
    return date(days[0] // 10_000, days[0] // 100 % 100, days[0] % 100) if days else None


def by_law(sheet: Sheet) -> Applied | None:
    """What the law leaves open on these facts; None for a case under another offence."""
    if sheet.first("regime") in mapping()["neighbours"]:
        return None
    return decide(Basis(parse_facts(facts_document(sheet)), on=asked_on(sheet))).applied
