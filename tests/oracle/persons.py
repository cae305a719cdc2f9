"""Natural persons, as docs/reference/counting.md says it: records that hang together through shared identifiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from oracle.catalogue import STRIKING, TIERS, VALUE_KINDS
from oracle.count import (
    CLASSES,
    class_high,
    class_of,
    full_content,
    in_high,
    in_low,
    in_total,
    valid_content,
)
from oracle.records import Record

# Grounds of rebuttal in their order.
REASONS = (
    "rebutted_untrue",
    "rebutted_duplicate",
    "rebutted_not_identifying",
    "rebutted_public",
    "rebutted_anonymised",
)


def held_by(record: Record, cut: Collection[Any]) -> list[Any]:
    """What a record can be joined by. Values are marked when they are struck: those join among themselves."""
    if in_total(record):
        own = [value for value in record.values if value[0] in VALUE_KINDS and value not in cut]
        return own or [valid_content(record)]
    own = [("struck", *value) for value in record.struck if value[0] in VALUE_KINDS]
    return [value for value in own if value not in cut] or [full_content(record)]


def components(edges: Sequence[tuple[Any, Any]]) -> dict[Any, Any]:
    """The component of every vertex, by walking: no union-find, no order."""
    beside: dict[Any, list[Any]] = {}
    for one, other in edges:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    found: dict[Any, Any] = {}
    for start in beside:
        if start in found:
            continue
        waiting = [start]
        while waiting:
            vertex = waiting.pop()
            if vertex not in found:
                found[vertex] = start
                waiting += beside[vertex]
    return found


def by_person_2(
    records: Sequence[Record],
    cut: Collection[Any] = (),
    links: Sequence[tuple[int, int]] = (),
    rebutted: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """The figures of ``by_person@2``.

    Args:
        cut: values that join nobody; struck ones as ``("struck", kind, value)``.
        links: pairs of records, by place, that people decided to be of one person.
        rebutted: records taken out, by place, with the reason.
    """
    out = rebutted or {}
    everything = [(place, record) for place, record in enumerate(records) if in_high(record)]
    edges = [(("record", place), ("held", held)) for place, record in everything for held in held_by(record, cut)]
    person = components([*edges, *((("record", one), ("record", other)) for one, other in links)])
    whole = [(person["record", place], record) for place, record in everything]
    kept = [(person["record", place], record) for place, record in everything if place not in out]
    total = {(who, class_of(record.kinds)) for who, record in kept if in_total(record)}
    low = {(who, class_of(record.kinds)) for who, record in kept if in_low(record)}
    high = {(who, class_of(record.kinds)) for who, record in whole if in_total(record)}
    high |= {(who, class_high(record)) for who, record in whole if not in_total(record)}
    rows = sum(in_total(record) for _, record in kept)
    taken = Counter(out[place] for place, record in everything if place in out and in_total(record))
    struck = Counter(
        next(reason for reason in STRIKING if reason in record.doubts) for _, record in whole if not in_total(record)
    )
    excluded = [
        ("duplicate", rows - len(total)),
        *((reason, struck[reason]) for reason in STRIKING),
        *sorted(taken.items(), key=lambda one: REASONS.index(one[0])),
    ]
    tiers = Counter(str(TIERS[name]) for _, name in total)
    return {
        **{"total": len(total), "low": len(low), "high": len(high)},
        **{"classes": _by_class(total), "low_classes": _by_class(low), "high_classes": _by_class(high)},
        "tiers": {tier: tiers[tier] for tier in ("1", "2", "3")},
        "excluded": [{"reason": reason, "pieces": pieces} for reason, pieces in excluded if pieces],
    }


def _by_class(pieces: Collection[tuple[Any, str]]) -> dict[str, int]:
    counted = Counter(name for _, name in pieces)
    return {name: counted[name] for name in CLASSES}
