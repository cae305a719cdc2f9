"""Published figures beside a set, and whether a source's own figures add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tiao.errors import Misuse


@cache
def published() -> Any:
    """``published.yaml``: sources, figures with their words, and the checks on them."""
    return yaml.safe_load((resources.files("tiao.cases.stats") / "published.yaml").read_text("utf-8"))


def names() -> list[str]:
    """The published sets that can be laid beside another: ningbo, beijing, fengxian, campaign."""
    return list(dict.fromkeys(one["beside"] for one in published()["sources"].values() if one["beside"] != "none"))


def beside(name: str, ours: Mapping[str, Any]) -> dict[str, Any]:
    """One published set, each figure next to ours.

    Args:
        name: of ``names()``.
        ours: the tables of a set, as ``document`` makes them.

    Returns:
        ``sources``, ``figures`` (theirs, ours, and where their share lies to our interval) and ``checks``.

    Raises:
        Misuse: there is no such set.
    """
    sources = {key: one for key, one in published()["sources"].items() if one["beside"] == name}
    if not sources:
        raise Misuse("There is no published set of this name.", "--beside", f"Give one of {', '.join(names())}.")
    by_id = dict(_ours(ours))
    figures = [one for one in published()["figures"] if one["source"] in sources]
    return {
        "name": name,
        "sources": [{"id": key, **_plain(one)} for key, one in sources.items()],
        "figures": [_figure(one, by_id) for one in figures],
        "checks": [checked(one) for one in published()["checks"] if one["id"].split(".")[0] == name],
    }


def _plain(source: Mapping[str, Any]) -> dict[str, Any]:
    return {**source, "date": str(source["date"])}


def _ours(made: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for table in (made["years"], *made["tables"]):
        for row in table["rows"]:
            yield row["figure"], row
    for amount in made["amounts"]:
        yield f"{amount['id']}.recorded", amount
        if amount["figures"]:
            for key in ("sum", "mean"):
                yield f"{amount['id']}.{key}", {"value": amount["figures"][key], "denominator": amount["numerator"]}
        for row in amount["over"]:
            yield row["figure"], row


def _figure(one: Mapping[str, Any], ours: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Their figure and ours. A figure of theirs that a set cannot have is shown alone."""
    share = their_share(one)
    made: dict[str, Any] = {
        "id": one["id"],
        "source": one["source"],
        "figure": one.get("figure"),
        "theirs": {
            **{key: one.get(key) for key in ("value", "of", "percent", "unit")},
            **{key: True for key in ("least", "at_most", "about", "said") if one.get(key)},
            "share": None if share is None else str(share),
            "quote": one["quote"],
        },
        "ours": None,
        "theirs_to_our_interval": None,
    }
    if one.get("rank"):
        counts = [(name, ours[name]["numerator"]) for name in one["rank"] if name in ours]
        made["theirs"]["rank"] = one["rank"]
        made["ours"] = {
            "rank": [{"figure": name, "numerator": count} for name, count in sorted(counts, key=lambda c: -c[1])]
        }
    own = ours.get(str(one.get("figure")))
    if own is not None:
        made["ours"] = {
            key: own[key] for key in ("numerator", "denominator", "share", "interval", "value") if key in own
        }
        if share is not None and own.get("interval"):
            made["theirs_to_our_interval"] = _place(share, own["interval"])
    return made


def their_share(one: Mapping[str, Any]) -> Fraction | None:
    """The share that a source gives, exact as far as it is written."""
    if one.get("percent") is not None:
        return Fraction(one["percent"]) / 100
    return Fraction(one["value"], one["of"]) if one.get("of") else None


def _place(share: Fraction, interval: Mapping[str, str]) -> str:
    if share < Fraction(interval["low"]):
        return "below"
    return "above" if share > Fraction(interval["high"]) else "inside"


def checked(check: Mapping[str, Any]) -> dict[str, Any]:
    """Whether figures of one source agree with each other.

    Returns:
        ``kind``, the figures that went in, ``found`` and ``stated`` as exact text, ``difference`` and ``agrees``.
    """
    figures = {one["id"]: one for one in published()["figures"]}
    value = {name: figures[name].get("value") for name in figures}
    made: dict[str, Any] = {"id": check["id"], "kind": check["kind"]}
    if check["kind"] == "sum":
        found, stated = sum(value[name] for name in check["parts"]), value[check["whole"]]
        made |= {"parts": {name: value[name] for name in check["parts"]}, "whole": check["whole"]}
    elif check["kind"] == "equal":
        found, stated = (value[name] for name in check["parts"])
        made |= {"parts": {name: value[name] for name in check["parts"]}}
    elif check["kind"] == "share":
        found, stated = Fraction(value[check["part"]], value[check["whole"]]), Fraction(check["percent"]) / 100
        made |= {"parts": {check["part"]: value[check["part"]], check["whole"]: value[check["whole"]]}}
    else:
        found, stated = Fraction(value[check["sum"]], value[check["count"]]), Fraction(value[check["mean"]])
        made |= {"parts": {name: value[name] for name in (check["sum"], check["count"])}, "whole": check["mean"]}
    # "over 4.15 million" is kept by anything above it that still begins so: less than one more unit of its last figure.
    agrees = stated <= found < stated + _unit(int(stated)) if check["kind"] == "mean" else found == stated
    return made | {"found": str(found), "stated": str(stated), "difference": str(found - stated), "agrees": agrees}


def _unit(value: int) -> int:
    unit = 1
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit
