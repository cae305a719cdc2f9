"""Verdicts carried into the count (docs/reference/sampling.md): what a sample changes in a count document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiao.case import Case
from tiao.pieces.sample.infer import Layer, infer
from tiao.pieces.sample.record import METHOD, VERDICTS, Sample, standing


def carry(case: Case, document: dict[str, Any]) -> dict[str, Any]:
    """A count document with what standing samples say: ``sample`` beside the figures of by_record@1, and a lower low.

    The items found false or duplicate have left total and low before, as rebuttals. What the sample says of the pieces
    that nobody looked at lowers ``low`` only, and only where an item was not found true: the presumption of art. 11(3)
    of 法释〔2017〕10号 stands until something is shown against it.

    Args:
        case: the case.
        document: with ``methods``; the given one is left as it is. Counted under the default reading.
    """
    found = standing(case)
    if not found or METHOD not in document["methods"]:
        return document
    counted = document["methods"][METHOD]
    low = dict(counted["low_classes"])
    classes = {}
    for one in found:
        for name, figures in results(one):
            own = {**figures, "low_before": low[name]}
            if figures["true"] < figures["size"]:
                # Pieces that others have rebutted may be among the true ones.
                gone = figures["pieces"] - counted["classes"][name] - figures["false"] - figures["duplicate"]
                least = figures["low_pieces"] - max(0, gone)
                low[name] = max(0, min(low[name] - unclear_in_low(one, name), least))
            classes[name] = {**own, "low": low[name]}
    carried = {
        **counted,
        "low": sum(low.values()),
        "low_classes": low,
        "sample": {"low_before": counted["low"], "low": sum(low.values()), "classes": classes},
    }
    return {**document, "methods": {**document["methods"], METHOD: carried}}


def results(sample: Sample) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a complete sample says of each of its classes.

    Yields:
        The class, and: sample, confidence (of this class), pieces, size, the number of each verdict, share_low,
        share_high (Clopper-Pearson, as text), low_pieces, high_pieces, exact_low_pieces, exact_high_pieces.
    """
    verdicts = {int(item["n"]): sample.verdicts[int(item["n"])].verdict for item in sample.document["items"]}
    strata: dict[str, list[Mapping[str, Any]]] = {}
    for stratum in sample.document["frame"]["strata"]:
        strata.setdefault(stratum["class"], []).append(stratum)
    # The classes share the risk, so that all their bounds hold together.
    risk = (1 - sample.confidence) / len(strata)
    for name, own in strata.items():
        tallies = [_tally(sample, verdicts, name, stratum["stratum"]) for stratum in own]
        layers = [
            Layer(int(s["pieces"]), t["true"], t["unclear"], t["false"] + t["duplicate"])
            for s, t in zip(own, tallies, strict=True)
        ]
        bounds = infer(layers, risk / 2)
        yield (
            name,
            {
                "sample": sample.id,
                "confidence": str(1 - risk),
                "pieces": sum(layer.pieces for layer in layers),
                "size": sum(layer.size for layer in layers),
                **{verdict: sum(tally[verdict] for tally in tallies) for verdict in VERDICTS},
                "share_low": str(bounds.share_low),
                "share_high": str(bounds.share_high),
                "low_pieces": bounds.low,
                "high_pieces": bounds.high,
                "exact_low_pieces": bounds.exact_low,
                "exact_high_pieces": bounds.exact_high,
            },
        )


def unclear_in_low(sample: Sample, class_: str) -> int:
    """Items of a class that nobody could settle and that bore no doubt before: now they bear one."""
    return sum(
        bool(item["low"]) and item["class"] == class_ and sample.verdicts[int(item["n"])].verdict == "unclear"
        for item in sample.document["items"]
    )


def _tally(sample: Sample, verdicts: Mapping[int, str], class_: str, stratum: str) -> dict[str, int]:
    own = [
        verdicts[int(item["n"])]
        for item in sample.document["items"]
        if (item["class"], item["stratum"]) == (class_, stratum)
    ]
    return {verdict: own.count(verdict) for verdict in VERDICTS}
