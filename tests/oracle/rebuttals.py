"""Rebuttals, as docs/reference/counting.md says it: which records leave total and low, and on which ground."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oracle import count as plain
from oracle.catalogue import VALUE_KINDS
from oracle.reading import DEFAULT, Reading
from oracle.records import Record

GROUNDS = ("untrue", "duplicate", "not_identifying", "public", "anonymised")


@dataclass(frozen=True)
class Stood:
    """A record and where it stands."""

    source: str
    row: int
    part: int
    record: Record


@dataclass(frozen=True)
class Said:
    """A rebuttal in plain words. Empty conditions ask for nothing.

    Attributes:
        places: (exhibit or table, first row or None, last row, part or None).
        values: (kind, canonical value).
    """

    ground: str
    places: Sequence[tuple[str, int | None, int, int | None]] = ()
    classes: Sequence[str] = ()
    doubts: Sequence[str] = ()
    values: Sequence[tuple[str, str]] = field(default=())

    def takes_out(self, stood: Stood) -> bool:
        record = stood.record
        return (
            (not self.places or any(_covers(place, stood) for place in self.places))
            and (not self.classes or plain.class_of(record.kinds) in self.classes)
            and (not self.doubts or bool(set(self.doubts) & record.doubts))
            and (not self.values or any(value in (*record.values, *record.struck) for value in self.values))
        )


def _covers(place: tuple[str, int | None, int, int | None], stood: Stood) -> bool:
    source, first, last, part = place
    return (
        source in (stood.source, stood.source.split(".")[0])
        and (first is None or first <= stood.row <= last)
        and (part is None or part == stood.part)
    )


def count(records: Iterable[Stood], said: Sequence[Said], reading: Reading = DEFAULT) -> dict[str, Any]:
    """Every method's figures under these rebuttals, and by exhibit. Rebuttals speak of the default classes."""
    everything = list(records)
    ground_of = {
        id(stood): min((GROUNDS.index(one.ground) for one in said if one.takes_out(stood)), default=None)
        for stood in everything
        if plain.in_total(stood.record, reading)
    }
    kept = [stood for stood in everything if ground_of.get(id(stood)) is None]
    gone = [(ground, stood.record) for stood in everything if (ground := ground_of.get(id(stood))) is not None]
    whole = plain.count((stood.record for stood in everything), reading)
    left = plain.count((stood.record for stood in kept), reading)
    by_ground = Counter(ground for ground, _ in gone)
    values = _values_gone([stood.record for stood in kept], gone, reading)
    for name, figures in left["methods"].items():
        high = whole["methods"][name]
        figures |= {"high": high["high"], "high_classes": high["high_classes"]}
        tally = values if name == "by_value@1" else by_ground
        figures["excluded"] = [
            *(entry for entry in figures["excluded"] if entry["reason"] == "duplicate"),
            *(entry for entry in high["excluded"] if entry["reason"] != "duplicate"),
            *({"reason": f"rebutted_{g}", "pieces": tally[n]} for n, g in enumerate(GROUNDS) if tally[n]),
        ]
    left |= {name: n for name, n in whole.items() if name != "methods"}
    exhibits = {stood.source.split(".")[0] for stood in kept}
    left["methods"]["by_record@1"]["by_exhibit"] = {
        exhibit: pieces for exhibit in exhibits if (pieces := _alone(kept, exhibit, reading))
    }
    return left


def _alone(kept: Sequence[Stood], exhibit: str, reading: Reading) -> Mapping[str, int]:
    own = plain.count((stood.record for stood in kept if stood.source.split(".")[0] == exhibit), reading)
    return {name: n for name, n in own["methods"]["by_record@1"]["classes"].items() if n}


def _values_gone(kept: Sequence[Record], gone: Sequence[tuple[int, Record]], reading: Reading) -> Counter[int]:
    """Values of total that stand in no record of total any more, by the first of their records' grounds."""
    stay = {value for record in kept if plain.in_total(record, reading) for value in record.values}
    first: dict[Any, int] = {}
    for ground, record in gone:
        for value in record.values:
            if value[0] in VALUE_KINDS and value not in stay:
                first[value] = min(first.get(value, ground), ground)
    return Counter(first.values())
