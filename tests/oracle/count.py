"""Counting, as docs/reference/counting.md says it: pieces (条) by four methods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from oracle.catalogue import KEY_KINDS, KINDS, STRIKING, TIERS, VALUE_KINDS
from oracle.reading import CLASSES, DEFAULT, Reading
from oracle.records import Record

PERSON_KINDS = tuple(kind for kind in KINDS if kind in KEY_KINDS and kind in VALUE_KINDS)


def identifies(kinds: set[str]) -> bool:
    return DEFAULT.identifies(kinds)


def in_total(record: Record, reading: Reading = DEFAULT) -> bool:
    return reading.counts(record.kinds) and reading.keeps(record)


def in_high(record: Record, reading: Reading = DEFAULT) -> bool:
    return reading.counts(record.kinds | record.struck_kinds) and reading.keeps(record)


def in_low(record: Record, reading: Reading = DEFAULT) -> bool:
    return in_total(record, reading) and not record.doubts


def class_of(kinds: set[str], reading: Reading = DEFAULT) -> str:
    return reading.class_of(kinds)


def class_high(record: Record, reading: Reading = DEFAULT) -> str:
    return reading.class_of(record.kinds | record.struck_kinds)


def valid_content(record: Record) -> frozenset[Any]:
    return frozenset(record.values)


def full_content(record: Record) -> frozenset[Any]:
    """A struck value never equals a valid one, so it is marked."""
    return frozenset(record.values) | frozenset(("struck", *value) for value in record.struck)


def person(record: Record) -> Any:
    for kind in PERSON_KINDS:
        for value in record.values:
            if value[0] == kind:
                return value
    return valid_content(record)


def person_high(record: Record) -> Any:
    """The person of a record that is in high only; it has no valid value that could stand for one."""
    for kind in PERSON_KINDS:
        for value in record.struck:
            if value[0] == kind:
                return ("struck", *value)
    return full_content(record)


def _by_class(things: Iterable[str]) -> dict[str, int]:
    counted = Counter(things)
    return {name: counted[name] for name in CLASSES}


def _figures(total: list[str], low: list[str], high: list[str], excluded: dict[str, int]) -> dict[str, Any]:
    """One method's answer; the three lists hold the class of every piece."""
    tiers = Counter(str(TIERS[name]) for name in total)
    return {
        "total": len(total),
        "low": len(low),
        "high": len(high),
        "classes": _by_class(total),
        "low_classes": _by_class(low),
        "high_classes": _by_class(high),
        "tiers": {tier: tiers[tier] for tier in ("1", "2", "3")},
        "excluded": [{"reason": reason, "pieces": pieces} for reason, pieces in excluded.items() if pieces],
    }


def _struck_reasons(high: Sequence[Record], reading: Reading) -> dict[str, int]:
    """Records in high and not in total, by the first of their striking doubts."""
    reasons = Counter(
        next(reason for reason in STRIKING if reason in record.doubts)
        for record in high
        if not in_total(record, reading)
    )
    return {reason: reasons[reason] for reason in STRIKING}


def _by_value(
    total: Sequence[Record], low: Sequence[Record], high: Sequence[Record], reading: Reading
) -> dict[str, Any]:
    def gravest(pairs: Iterable[tuple[Any, str]]) -> dict[Any, str]:
        found: dict[Any, str] = {}
        for value, name in pairs:
            found[value] = min(found.get(value, name), name, key=CLASSES.index)
        return found

    def valid(records: Sequence[Record]) -> list[tuple[Any, str]]:
        return [
            (v, class_of(record.kinds, reading)) for record in records for v in record.values if v[0] in VALUE_KINDS
        ]

    in_records_high: list[tuple[Any, str]] = []
    struck: dict[Any, str] = {}
    for record in high:
        name = class_high(record, reading)
        in_records_high += [(value, name) for value in record.values if value[0] in VALUE_KINDS]
        for value in record.struck:
            if value[0] in VALUE_KINDS:
                in_records_high.append((("struck", *value), name))
                struck[value] = record.reasons[value]
    of_total = gravest(valid(total))
    by_reason = Counter(struck.values())
    excluded = {"duplicate": len(valid(total)) - len(of_total)} | {reason: by_reason[reason] for reason in STRIKING}
    figures = _figures(
        list(of_total.values()), list(gravest(valid(low)).values()), list(gravest(in_records_high).values()), excluded
    )
    kinds = Counter(kind for kind, _ in of_total)
    return figures | {"kinds": {kind: kinds[kind] for kind in VALUE_KINDS}}


def count(records: Iterable[Record], reading: Reading = DEFAULT) -> dict[str, Any]:
    """Every method's figures, and the records with kinds that identify nobody.

    Args:
        reading: under a reading also ``left_out``, the records that it leaves out.

    Returns:
        ``{"methods": {"by_row@1": {...}, ...}, "not_identifying": n}``; exclusions of nothing are left out.
    """
    everything = list(records)
    total, low, high = (
        [record for record in everything if test(record, reading)] for test in (in_total, in_low, in_high)
    )
    reasons = _struck_reasons(high, reading)
    by_row = _figures(
        [class_of(r.kinds, reading) for r in total],
        [class_of(r.kinds, reading) for r in low],
        [class_high(r, reading) for r in high],
        reasons,
    )

    def distinct(records: Sequence[Record]) -> list[str]:
        return list({valid_content(record): class_of(record.kinds, reading) for record in records}.values())

    full = {full_content(record): class_high(record, reading) for record in high}
    contents = distinct(total)
    by_record = _figures(
        contents, distinct(low), list(full.values()), {"duplicate": len(total) - len(contents)} | reasons
    )

    def persons(records: Sequence[Record]) -> set[tuple[Any, str]]:
        return {(person(record), class_of(record.kinds, reading)) for record in records}

    once = persons(total)
    only_high = {(person_high(record), class_high(record, reading)) for record in high if not in_total(record, reading)}
    by_person = _figures(
        [name for _, name in once],
        [name for _, name in persons(low)],
        [name for _, name in once | only_high],
        {"duplicate": len(total) - len(once)} | reasons,
    )
    said = [record for record in everything if record.kinds or record.struck_kinds]
    could = [record for record in said if reading.identifies(record.kinds | record.struck_kinds)]
    answer = {
        "methods": {
            "by_row@1": by_row,
            "by_record@1": by_record,
            "by_person@1": by_person,
            "by_value@1": _by_value(total, low, high, reading),
        },
        "not_identifying": len(said) - len(could),
    }
    return answer if reading is DEFAULT else answer | {"left_out": len(could) - len(high)}
