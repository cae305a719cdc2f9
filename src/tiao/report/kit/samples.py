"""抽样 Samples: draws each sample again from the blind ledger, and computes again what its verdicts take off ``low``.

``recount.py`` runs it where a case has samples. ``bounds.py``, beside it, holds the arithmetic: exact, without floating
point. A verdict is a decision in the custody log; what was found false or duplicate stands among the rebuttals.
"""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

METHOD = "by_record@1"
VERDICTS = ("true", "false", "duplicate", "unclear")
STRATUM = "create temp table stratum (class varchar, exhibit integer, name varchar, size bigint)"
FRAME = "select class, exhibit, count(*) as pieces from piece group by all"
Sample = dict[str, Any]
Findings = list[dict[str, str]]


def differs(findings: Findings, where: str, zh: str, en: str) -> None:
    """Puts a difference on the list."""
    findings.append({"kind": "sample", "where": where, "zh": zh, "en": en})


def draw_again(connection: Any, manifest: dict[str, Any], log: dict[str, Any], findings: Findings) -> None:
    """Every sample that was ever drawn, withdrawn ones too: frame, strata, items, and the checkpoint that fixed it."""
    about = manifest["samples"]
    connection.execute(Path(about["frame"]).read_text("utf-8"))
    counted = {(name, f"E{exhibit}"): pieces for name, exhibit, pieces in connection.execute(FRAME).fetchall()}
    for path in about["documents"]:
        document = json.loads(Path(path).read_bytes())
        plan, strata = document["plan"], document["frame"]["strata"]
        root = plan["checkpoint"]["root"]
        if not fixed(document, path, log):
            zh, en = (
                "抽样不是由当时的检查点确定的。",
                "The sample is not fixed by the checkpoint right before it was logged.",
            )
            differs(findings, path, zh, en)
        if not of_today(plan, manifest, log):
            continue
        lines = [
            [one["class"], int(name[1:]), one["stratum"], one["size"]] for one in strata for name in one["exhibits"]
        ]
        connection.execute(STRATUM)
        connection.executemany("insert into stratum values (?, ?, ?, ?)", lines)
        drawn = connection.execute(Path(about["draw"]).read_text("utf-8"), {"root": root}).fetchall()
        connection.execute("drop table stratum")
        stated = {(one["class"], one["stratum"], one["token"]) for one in document["items"]}
        if {(name, stratum, bytes(token).hex()) for name, stratum, token in drawn} != stated:
            differs(findings, path, "重新抽取所得不同。", "Drawn again, the sample has other items.")
        pieces = [sum(counted.get((one["class"], name), 0) for name in one["exhibits"]) for one in strata]
        if pieces != [one["pieces"] for one in strata] or sum(one["size"] for one in strata) != plan["size"]:
            differs(findings, path, "抽样框的条数不符。", "The strata do not hold as many pieces as stated.")
    connection.execute("drop table piece")


def fixed(document: Sample, path: str, log: dict[str, Any]) -> bool:
    """Whether the root that drew the sample is that of the log right before the entry of the draw."""
    at = [n for n, one in enumerate(log["entries"]) if path in [i["path"] for i in one["body"].get("artefacts", [])]]
    return bool(at) and log["roots"][at[0]] == document["plan"]["checkpoint"]["root"]


def of_today(plan: dict[str, Any], manifest: dict[str, Any], log: dict[str, Any]) -> bool:
    """Whether a sample was drawn from the ledger and by the rules of the runs; older ones have no effect."""
    rules = json.loads(Path(manifest["runs"][0]["path"]).read_bytes())["plan"]["rules"]
    return bool(plan["ledger"] == log["artefacts"].get("ledger/summary.json") and plan["rules"] == rules)


def standing(manifest: dict[str, Any], log: dict[str, Any], decisions: list[dict[str, Any]]) -> list[Sample]:
    """The samples that bear on the count, in order of their draw: not withdrawn, of this ledger, every item settled."""
    own = [one["what"] for one in decisions if one["kind"] == "sample"]
    withdrawn = {what["sample"] for what in own if what["act"] == "withdraw"}
    found = []
    for path in manifest["samples"]["documents"]:
        document = json.loads(Path(path).read_bytes())
        name, items = document["sample"], document["items"]
        acts = [what for what in own if what["act"] == "verdicts" and what["sample"] == name]
        verdicts = {one["n"]: one["verdict"] for what in acts for one in what["verdicts"]}
        bears = of_today(document["plan"], manifest, log) and fixed(document, path, log)
        if bears and name not in withdrawn and len(verdicts) == len(items):
            struck = [part for what in acts for part in what["struck"]]
            found.append({**document, "verdicts": verdicts, "struck": struck})
    return found


def plain(samples: list[Sample]) -> list[dict[str, Any]]:
    """What a run's plan has the digest of."""
    return [
        {"sample": one["sample"], "verdicts": [list(item) for item in sorted(one["verdicts"].items())]}
        for one in samples
    ]


def carry(got: dict[str, Any], samples: list[Sample]) -> dict[str, Any]:
    """The figures of by_record@1 with what the samples say: ``sample`` beside them, and a lower ``low``.

    Args:
        got: the figures as counted, under the rebuttals.
        samples: those that stand.
    """
    low, classes = dict(got["low_classes"]), {}
    for sample in samples:
        for name, own in results(sample):
            before = low[name]
            if own["true"] < own["size"]:
                gone = own["pieces"] - got["classes"][name] - own["false"] - own["duplicate"]
                unclear = sum(
                    one["low"] and one["class"] == name and sample["verdicts"][one["n"]] == "unclear"
                    for one in sample["items"]
                )
                low[name] = max(0, min(before - unclear, own["low_pieces"] - max(0, gone)))
            classes[name] = {**own, "low_before": before, "low": low[name]}
    carried = {"low_before": got["low"], "low": sum(low.values()), "classes": classes}
    return {**got, "low": sum(low.values()), "low_classes": low, "sample": carried}


def results(sample: Sample) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a sample says of each of its classes: verdicts, Clopper-Pearson shares, bounds for the frame."""
    bounds = runpy.run_path(str(Path(__file__).with_name("bounds.py")))
    strata: dict[str, list[dict[str, Any]]] = {}
    for stratum in sample["frame"]["strata"]:
        strata.setdefault(stratum["class"], []).append(stratum)
    # The classes share the risk, and each class shares it between its two sides.
    risk = (1 - Fraction(sample["plan"]["confidence"])) / len(strata)
    for name, own in strata.items():
        items = [one for one in sample["items"] if one["class"] == name]
        layers = [
            (one["pieces"], [sample["verdicts"][item["n"]] for item in items if item["stratum"] == one["stratum"]])
            for one in own
        ]
        tally = {verdict: sum(found.count(verdict) for _, found in layers) for verdict in VERDICTS}
        pieces, size = sum(one["pieces"] for one in own), len(items)
        true, untrue = tally["true"], tally["false"] + tally["duplicate"]
        share_low = Fraction(true, size) if size == pieces else bounds["lower_share"](true, size, risk / 2)
        share_high = 1 - (Fraction(untrue, size) if size == pieces else bounds["lower_share"](untrue, size, risk / 2))
        one_layer = len(layers) == 1
        yield (
            name,
            {
                "sample": sample["sample"],
                "confidence": str(1 - risk),
                "pieces": pieces,
                "size": size,
                **tally,
                "share_low": str(share_low),
                "share_high": str(share_high),
                "low_pieces": at_least(layers, ("true",), bounds, risk / 2),
                "high_pieces": pieces - at_least(layers, ("false", "duplicate"), bounds, risk / 2),
                "exact_low_pieces": bounds["fewest"](true, size, pieces, risk / 2) if one_layer else None,
                "exact_high_pieces": bounds["most"](size - untrue, size, pieces, risk / 2) if one_layer else None,
            },
        )


def at_least(
    layers: list[tuple[int, list[str]]], wanted: tuple[str, ...], bounds: dict[str, Any], risk: Fraction
) -> int:
    """Pieces of the frame that are so at the least: what is not, lies where an item stands for most pieces."""
    hits = [(pieces, len(found), sum(one in wanted for one in found)) for pieces, found in layers]
    known = sum(own for pieces, size, own in hits if pieces == size)
    left = [one for one in hits if one[0] > one[1]]
    items, found = sum(size for _, size, _ in left), sum(own for _, _, own in left)
    if not found:
        return known
    share = bounds["lower_share"](found, items, risk)
    lacking = items * (1 - (min(share, Fraction(found - 1, items)) if found < items else share))
    low = Fraction(sum(pieces for pieces, _, _ in left))
    for pieces, size, _ in sorted(left, key=lambda one: Fraction(one[0], one[1]), reverse=True):
        part = min(Fraction(1), lacking / size)
        low, lacking = low - part * pieces, lacking - part * size
    return known + max(found, low.numerator // low.denominator)
