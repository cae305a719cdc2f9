"""A case record as a facts document: only what the record says, and how each part of it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tiao.law.courts import numbers
from tiao.law.courts.record import Category, Record, mapping
from tiao.law.facts import UNCLASSIFIED
from tiao.law.logic import Interval
from tiao.law.rulebook import law

SELLING = ("sell", "provide", "publish")


@dataclass(frozen=True)
class Converted:
    """A facts document and the day that stands for its acts.

    Attributes:
        document: as ``tiao assess --facts`` takes it; no dates, because records have none.
        on: the first day of the law that the court applied, for acts without dates; None when the record names no law.
        remarks: how the record was read, as names of sentences in ``words.yaml``.
    """

    document: dict[str, Any]
    on: date | None
    remarks: tuple[str, ...]


def facts_of(record: Record, mapped: bool = False) -> Converted:
    """The facts of a case.

    Args:
        record: the case.
        mapped: also take the coder's tiers where the court named none. Without them such pieces are ``unclassified``.

    Returns:
        Acts, counts, amounts and flags; null stays unknown. A number that the source writes with 余, 近 or 约 is a
        bound. All defendants of a record are taken together.
    """
    said, document = _circumstances(record), dict[str, Any]()
    acts = [_act(kind, record, said) for kind in dict.fromkeys(mapping()["acts"][act] for act in record.acts)]
    if acts:
        document["acts"] = acts
    if record.categories:
        bounded = numbers.bounds(record.texts, unlike=numbers.MONEY)
        document["counts"] = [_count(category, bounded, mapped) for category in record.categories]
    if record.income is not None:
        document["amounts"] = {"illegal_income": _income(record)}
    flags: dict[str, Any] = {
        entry["flag"]: {"value": entry["value"], "source": text} for entry, text in said if "flag" in entry
    }
    if record.unit_crime is not None:
        flags["unit_crime"] = record.unit_crime
    if flags:
        document["flags"] = flags
    regime = mapping()["regimes"].get(record.regime)
    on = law()[regime["rule"]].in_force.from_ or law()[regime["rule"]].in_force.to if regime else None
    return Converted(document, on, tuple(_remarks(record, document, mapped)))


def _act(kind: str, record: Record, said: list[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    """One kind of act. The record says of the case, not of the act, whether insiders sold."""
    act: dict[str, Any] = {"kind": kind}
    if record.insider is not None and kind in SELLING:
        act["insider"] = record.insider
    if kind in ("purchase", "receive"):
        act |= {entry["act"]: entry["value"] for entry, _ in said if "act" in entry}
    return act


def _count(category: Category, bounded: dict[Fraction, set[str]], mapped: bool) -> dict[str, Any]:
    tier = category.tier_court or (category.tier_mapped if mapped else None)
    entry: dict[str, Any] = {"class": _class(tier, category.name), "pieces": {"low": 0}, "source": category.name}
    if category.pieces is not None:
        entry["pieces"] = _bounds(numbers.interval(category.pieces, bounded.get(Fraction(category.pieces), set())))
    return entry


def _class(tier: int | None, name: str) -> str:
    """A class of the tier; which one within a tier never moves the outcome (``mapping.yaml``)."""
    if tier is None:
        return UNCLASSIFIED
    lines = mapping()["tiers"][tier]
    chosen = next((line for line in lines if any(word in name for word in line["words"])), lines[-1])
    return str(chosen["class"])


def _bounds(found: Interval) -> int | dict[str, int]:
    if found.exact:
        return found.low
    return {"low": found.low} if found.high is None else {"low": found.low, "high": found.high}


def _income(record: Record) -> Any:
    assert record.income is not None
    kinds = numbers.bounds(record.texts, unlike=numbers.PIECES).get(Fraction(record.income), set())
    if not kinds or record.income != record.income.to_integral_value():
        return str(record.income)
    return _bounds(numbers.interval(int(record.income), kinds))


def _circumstances(record: Record) -> list[tuple[dict[str, Any], str]]:
    """Circumstances that are written in words that the mapping knows, each with the text where it stands."""
    return [
        (entry, text) for text in record.circumstances for entry in mapping()["circumstances"] if _stands(entry, text)
    ]


def _stands(entry: dict[str, Any], text: str) -> bool:
    """Is the phrase in the text, with nothing before it in its clause that takes it back?"""
    before, found, _ = text.partition(entry["phrase"])
    for mark in "，。；、,;":
        before = before.rpartition(mark)[2]
    return bool(found) and not any(word in before for word in entry.get("unless", ()))


def _remarks(record: Record, document: dict[str, Any], mapped: bool) -> Iterator[str]:
    if record.regime not in mapping()["regimes"]:
        yield "no_regime"
    classes = [entry["class"] for entry in document.get("counts", ())]
    if UNCLASSIFIED in classes:
        yield "unclassified"
    if any(category.pieces is None for category in record.categories) or not record.categories:
        yield "pieces_not_given"
    if any(isinstance(entry["pieces"], dict) and entry["pieces"] != {"low": 0} for entry in document.get("counts", ())):
        yield "bounds"
    if record.insider and {"purchase", "receive", "exchange"} & set(record.acts):
        yield "insider_of_the_case"
    if mapped:
        yield "coder_s_tiers"
