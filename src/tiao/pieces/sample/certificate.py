"""The certificate of a sample (抽样验证说明书): how it was drawn, what was found, and what follows for the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tiao.case import Case
from tiao.evidence.custody import Log
from tiao.evidence.decisions import Decision
from tiao.pieces.rules import rules
from tiao.pieces.sample.carry import results
from tiao.pieces.sample.infer import Layer, infer
from tiao.pieces.sample.record import ALL, METHOD, VERDICTS, Sample, samples, standing

FORMAT = "tiao.sample-certificate/1"
# Numbers of false items for which the certificate says beforehand what would follow.
_WHAT_IF = (0, 1, 2, 3, 5, 10, 20)


def certificate(case: Case, sample: Sample, counted: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate as one plain document. Nothing raw stands in it.

    Args:
        case: the case.
        sample: the sample, complete or not, withdrawn or not.
        counted: the case's ``tiao.count/1`` document as it stands.

    Returns:
        ``tiao.sample-certificate/1``: case, sample, class, size, confidence, method, ledger, drawn, strata, verdicts,
        records, classes (with ``if_false``), items, others, count.
    """
    document = sample.document
    plan = document["plan"]
    found = dict(results(sample)) if sample.complete else {}
    effective = any(one.id == sample.id for one in standing(case))
    figures = counted["methods"][METHOD]
    return {
        "format": FORMAT,
        "case": {"number": case.number, "unit": case.unit},
        "sample": sample.id,
        "class": plan["class"],
        "size": plan["size"],
        "confidence": plan["confidence"],
        "method": METHOD,
        "ledger": plan["ledger"],
        "drawn": {
            "entry": sample.entry,
            "at": sample.at,
            "checkpoint": plan["checkpoint"],
            "before": _before(case, sample),
        },
        "frame": document["frame"],
        "verdicts": {
            **{name: sum(one.verdict == name for one in sample.verdicts.values()) for name in VERDICTS},
            "open": len(document["items"]) - len(sample.verdicts),
        },
        "records": [_decided(one) for one in sample.records],
        "withdrawn": None if sample.withdrawn is None else _decided(sample.withdrawn),
        "classes": {
            name: {"tier": rules().tiers[name], **_what_if(sample, name), **found.get(name, {})}
            for name in _classes(document)
        },
        "items": [_item(item, sample) for item in document["items"]],
        "others": [_other(one) for one in samples(case) if one.id != sample.id and _meet(one, sample)],
        "count": {
            "run": counted["run"],
            "effective": effective,
            **{name: figures[name] for name in ("total", "low", "high")},
            "low_before": figures["sample"]["low_before"] if "sample" in figures else figures["low"],
            "classes": {
                name: {
                    "total": figures["classes"][name],
                    "low": figures["low_classes"][name],
                    "high": figures["high_classes"][name],
                    "low_before": figures["sample"]["classes"][name]["low_before"]
                    if effective
                    else figures["low_classes"][name],
                }
                for name in _classes(document)
            },
        },
    }


def _classes(document: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(stratum["class"] for stratum in document["frame"]["strata"]))


def _before(case: Case, sample: Sample) -> dict[str, int]:
    """What was put on record between the last ``find`` and the draw: entries that moved the root, by event."""
    own = Log(case).entries()[: sample.entry]
    last = max((entry.n for entry in own if entry.event == "find"), default=-1)
    return dict(sorted(Counter(entry.event for entry in own[last + 1 :]).items()))


def _decided(one: Decision) -> dict[str, Any]:
    return {
        "entry": one.number,
        "at": one.at,
        "by": list(one.by),
        "why": one.why,
        "evidence": one.evidence,
        "undone": one.undone,
    }


def _item(item: Mapping[str, Any], sample: Sample) -> dict[str, Any]:
    verdict = sample.verdicts.get(int(item["n"]))
    return {
        **{name: item[name] for name in ("n", "locator", "class", "stratum", "records", "token")},
        "verdict": verdict.verdict if verdict else None,
        "by": verdict.by if verdict else "",
        "note": verdict.note if verdict else "",
    }


def _what_if(sample: Sample, class_: str) -> dict[str, Any]:
    """The lower bound for some numbers of false items, as if they had been spread as the sample is."""
    strata = [one for one in sample.document["frame"]["strata"] if one["class"] == class_]
    pieces, size = (sum(int(one[name]) for one in strata) for name in ("pieces", "size"))
    risk = (1 - sample.confidence) / len(_classes(sample.document)) / 2
    lines = []
    for false in _WHAT_IF:
        if false <= size:
            bounds = infer([Layer(pieces, size - false, 0, false)], risk)
            lines.append({"false": false, "share_low": str(bounds.share_low), "low_pieces": bounds.low})
    return {"pieces": pieces, "size": size, "if_false": lines}


def _meet(one: Sample, other: Sample) -> bool:
    return ALL in (one.document["plan"]["class"], other.document["plan"]["class"]) or one.classes == other.classes


def _other(one: Sample) -> dict[str, Any]:
    found = Counter(verdict.verdict for verdict in one.verdicts.values())
    return {
        "sample": one.id,
        "entry": one.entry,
        "at": one.at,
        "class": one.document["plan"]["class"],
        "size": one.document["plan"]["size"],
        "verdicts": {name: found[name] for name in VERDICTS},
        "withdrawn": None if one.withdrawn is None else _decided(one.withdrawn),
    }
