"""The truth as JSON, in the shape of ``tiao count --json``, and the sum of two truths that share nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tiao.model import CLASSES, Exclusion, MethodCount

# Tier (档) of each class: art. 5(1)(3), (4) and (5) of 法释〔2017〕10号. Written out, not read from the engine.
TIERS = {
    "whereabouts": "1",
    "communication_content": "1",
    "credit": "1",
    "property": "1",
    "lodging": "2",
    "communication_record": "2",
    "health": "2",
    "transaction": "2",
    "other_sensitive": "2",
    "general": "3",
}
METHODS = ("by_row@1", "by_record@1", "by_person@1", "by_value@1")


def figures(
    total: Counter[str],
    low: Counter[str],
    high: Counter[str],
    excluded: Counter[str],
    kinds: Counter[str] | None = None,
) -> MethodCount:
    """One method's figures from its pieces per class; tiers follow from classes. Exclusions of nothing are left out."""
    tiers = Counter({"1": 0, "2": 0, "3": 0})
    for name, pieces in total.items():
        tiers[TIERS[name]] += pieces
    return MethodCount(
        total=total.total(),
        low=low.total(),
        high=high.total(),
        classes={name: total[name] for name in CLASSES},
        tiers=dict(tiers),
        excluded=tuple(Exclusion(reason, pieces) for reason, pieces in sorted(excluded.items()) if pieces),
        low_classes={name: low[name] for name in CLASSES},
        high_classes={name: high[name] for name in CLASSES},
        kinds=None if kinds is None else {kind: pieces for kind, pieces in sorted(kinds.items()) if pieces},
    )


def plus(one: MethodCount, other: MethodCount) -> MethodCount:
    """The figures of two sets of files that have no value, person or record in common."""
    return figures(
        Counter(one.classes) + Counter(other.classes),
        Counter(one.low_classes) + Counter(other.low_classes),
        Counter(one.high_classes) + Counter(other.high_classes),
        Counter({e.reason: e.pieces for e in one.excluded}) + Counter({e.reason: e.pieces for e in other.excluded}),
        None if one.kinds is None or other.kinds is None else Counter(one.kinds) + Counter(other.kinds),
    )


def methods_json(methods: dict[str, MethodCount]) -> dict[str, Any]:
    """``methods`` as ``tiao count --json`` gives them."""
    return {
        name: {
            "total": count.total,
            "low": count.low,
            "high": count.high,
            "classes": count.classes,
            "tiers": count.tiers,
            "excluded": [{"reason": e.reason, "pieces": e.pieces} for e in count.excluded],
            **({} if count.kinds is None else {"kinds": count.kinds}),
        }
        for name, count in methods.items()
    }
