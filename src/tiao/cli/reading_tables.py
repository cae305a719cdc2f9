"""Disputed questions on paper for a lawyer: which there are, and what each position makes of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tiao.cli.output import table

if TYPE_CHECKING:
    from rich.console import Console

    from tiao.law.readings import Dispute

_OUTCOMES = {
    "no_crime_at_that_time": ("行为时不为罪", "no crime at that time"),
    "not_met": ("未达标准", "not met"),
    "serious": ("情节严重", "serious"),
    "especially_serious": ("情节特别严重", "especially serious"),
    "undetermined": ("不能确定", "undetermined"),
}
_WORDS = {
    "title": ("争议口径", "Disputed readings"),
    "columns": (
        ("争议问题", "口径", "条数（三）/（四）/（五）项", "结果", "法定最高刑（月）"),
        ("question", "position", "pieces (3) / (4) / (5)", "outcome", "maximum in months"),
    ),
    "default": ("（采用）", " (taken)"),
    "open": ("未知，最远为{0}", "not known, at the farthest {0}"),
    "same": (
        "另有 {0} 种口径结果不变；tiao assess --json 列出全部。",
        "{0} further positions change nothing: tiao assess --json.",
    ),
    "several": ("只在一并采用时改变结论：{0}", "Changes the outcome only together: {0}"),
}


def print_readings(console: Console, found: Mapping[str, Any], lang: str, brief: bool = False) -> None:
    """Whether the outcome holds, and the positions that would change it, each beside the one that is taken.

    Args:
        console: where to.
        found: ``readings`` of ``tiao.assessment/1``.
        lang: ``zh`` or ``en``.
        brief: only the answer.
    """
    mark = {True: "✓", False: "✗", None: "?"}[found["holds"]]
    console.print(f"{mark} {found['answer_en' if lang == 'en' else 'answer']}", style="bold")
    if brief:
        return
    telling = {row["id"] for row in found["table"] if row["changes"] is not False}
    rows = [row for row in found["table"] if row["id"] in telling and (row["default"] or row["changes"] is not False)]
    if rows:
        console.print(table(_say("title", lang), _say("columns", lang), [_cells(row, lang) for row in rows], (2, 4)))
    silent = sum(not row["default"] and row["changes"] is False for row in found["table"])
    if silent:
        console.print(_say("same", lang).format(silent))
    for entry in found["deciding"]:
        if len(entry["questions"]) > 1:
            choice = " + ".join(f"{question}={position}" for question, position in entry["choice"].items())
            console.print(_say("several", lang).format(f"{choice}: {_outcome(entry, lang)}"))


def _cells(row: Mapping[str, Any], lang: str) -> tuple[object, ...]:
    english = lang == "en"
    position = row["position_en" if english else "position_zh"]
    outcome = _outcome(row, lang)
    if row["could_be"] is not None:
        outcome = _say("open", lang).format(_outcome(row["could_be"], lang))
    return (
        row["question_en" if english else "question"] if row["default"] else "",
        position + (_say("default", lang) if row["default"] else ""),
        "" if row["items"] is None else _pieces(row["items"]),
        outcome,
        "" if row["max_months"] is None else row["max_months"],
    )


def _pieces(items: Mapping[str, Mapping[str, int | None]]) -> str:
    """Pieces of items (3), (4) and (5) of art. 5(1)."""
    return " / ".join(_number(items[item]["low"] or 0, items[item]["high"]) for item in ("3", "4", "5"))


def _number(low: int, high: int | None) -> str:
    return f"{low:,}" if low == high else f"≥{low:,}" if high is None else f"{low:,}-{high:,}"


def _outcome(result: Mapping[str, Any], lang: str) -> str:
    return _OUTCOMES[result["outcome"]][lang == "en"]


def _say(name: str, lang: str) -> Any:
    return _WORDS[name][lang == "en"]


def print_disputes(console: Console, disputes: Sequence[Dispute], lang: str) -> None:
    """Every question with its positions; the default first, with its reason."""
    for one in disputes:
        english = lang == "en"
        console.print(f"{one.id}  {one.question_en if english else one.question}", style="bold")
        console.print(f"  {one.article}")
        for position in sorted(one.positions, key=lambda item: item.id != one.default):
            default = position.id == one.default
            read = "" if position.checked else "  ⚠ 未核对原文 / not checked"
            words = position.en if english else position.zh
            console.print(f"  {'●' if default else '○'} {position.id}: {words}{read}")
            console.print(f"      {'；'.join(position.sources)}")
            if default:
                console.print(f"      {one.default_because_en if english else one.default_because}")
