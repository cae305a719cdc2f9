"""The table of courts for people: the page ``docs/reference/courts.md``, and the words that the command prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiao.law.courts.record import published
from tiao.law.courts.table import courts, words

COLUMNS = (
    "case",
    "law",
    "outcome 结论",
    "court 法院认定",
    "beside 对照",
    "coder 编码人",
    "months 刑期",
    "range 法定刑",
)


def cells(case: Mapping[str, Any], lang: str) -> tuple[str, ...]:
    """A case of the document as the cells of one line. Several outcomes: all that its facts leave open."""
    span, months = case["range_months"], case["sentence"]["months"]
    coder = case["coder"]
    implied = coder["finding_implied"]
    tool = coder["with_mapped_tiers"]["possible"]
    ends = dict.fromkeys(str(month) for month in (months[0], months[-1])) if months else {}
    suspended = case["sentence"]["probation_months"]
    probation = f" ({words()['suspended'][lang].format(months=suspended)})" if suspended is not None else ""
    return (
        case["id"],
        case["regime"] or "—",
        _names(case["possible"], lang),
        _name(case["court_finding"], lang),
        words()["marks"][case["agreement"]][lang],
        f"{_name(implied, lang)} ({_names(tool, lang)})" if implied and tool else _name(implied, lang),
        "–".join(ends) + probation or "—",
        f"{span['min']}–{span['max']}" if span else "—",
    )


def _name(outcome: str | None, lang: str) -> str:
    known = words()["outcomes"].get(outcome)
    return known[lang] if known else outcome or "—"


def _names(outcomes: list[str], lang: str) -> str:
    return " / ".join(_name(outcome, lang) for outcome in outcomes) or "—"


def sentences(figures: Mapping[str, Any], lang: str) -> list[str]:
    """The figures as sentences, each with its denominator."""
    parts = {
        "all": figures,
        "found": figures["findings"],
        "coder": figures["coder"],
        "months": figures["sentences"],
    }
    return [sentence[lang].format(**parts) for sentence in words()["sentences"]]


def page() -> str:
    """The page of the published cases."""
    document = courts()
    text = words()["page"]
    lines = [
        text["head"],
        *(f"- {line}" for line in sentences(document["figures"], "en")),
        "",
        *(f"- {line}" for line in sentences(document["figures"], "zh")),
        "",
        text["reading"],
        "## Case by case\n",
        f"| {' | '.join(COLUMNS)} |",
        f"|{'---|' * len(COLUMNS)}",
        *(f"| {' | '.join(cells(case, 'en'))} |" for case in document["cases"]),
        "",
        "## What is not the same, and why\n",
        *_explanations(document),
        "## Sources\n",
        "| case | title | stage | reliability | source |",
        "|---|---|---|---|---|",
        *(f"| {r.id} | {r.title} | {r.stage} | {r.reliability} | {r.source} |" for r in published()[0]),
        "",
        text["record"],
    ]
    return "\n".join(lines).rstrip() + "\n"


def _explanations(document: Mapping[str, Any]) -> list[str]:
    return [
        part
        for case in document["cases"]
        if case["explanation"]
        for part in (f"**{case['id']}**", "", case["explanation"]["zh"], "", case["explanation"]["en"], "")
    ]
