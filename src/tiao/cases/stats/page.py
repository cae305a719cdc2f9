"""The figures in words and cells, for the screen and for a table of a paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def words(lang: str) -> Mapping[str, str]:
    """``words.yaml`` in one language."""
    found: dict[str, str] = yaml.safe_load((resources.files("tiao.cases.stats") / "words.yaml").read_text("utf-8"))[
        lang
    ]
    return found


def percent(share: str | Fraction | None, lang: str = "en") -> str:
    """A share in per cent with one decimal, halves upward; the exact fraction stands in the document."""
    if share is None:
        return "–"
    tenths = (Fraction(share) * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10} %"


def number(value: str | Fraction | int, of: str) -> str:
    """An amount for people: money in yuan, groups of three, means cut to two decimals, from 10,000 on to none."""
    exact = Fraction(value) / (100 if of == "fen" else 1)
    if exact.denominator == 1:
        return f"{exact.numerator:,}"
    if exact >= 10_000:
        return f"{exact.numerator // exact.denominator:,}"
    hundredths = exact.numerator * 100 // exact.denominator
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"


def columns(lang: str, beside: bool) -> list[str]:
    """The header of a table of shares."""
    named = words(lang)
    head = [named[key] for key in ("row", "n", "of", "share", "interval")]
    return [*head, *(named[key] for key in ("theirs", "their_share", "place"))] if beside else head


def cells(row: Mapping[str, Any], lang: str, theirs: Mapping[str, Mapping[str, Any]], beside: bool) -> list[str]:
    """One row of a table of shares, with what another set publishes of it."""
    named, interval = words(lang), row["interval"]
    span = f"{percent(interval['low'])} – {percent(interval['high'])}" if interval else "–"
    known = "–" if row["denominator"] is None else f"{row['denominator']:,}"
    made = [row[lang], f"{row['numerator']:,}", known, percent(row["share"]), span]
    if not beside:
        return made
    other = theirs.get(row["figure"])
    if other is None:
        return [*made, "", "", ""]
    place = other["theirs_to_our_interval"]
    return [*made, *published(other["theirs"]), named[place] if place else ""]


def published(theirs: Mapping[str, Any]) -> tuple[str, str]:
    """What a source says: its count out of its whole, and its share."""
    mark = "> " if theirs.get("least") else "≈ " if theirs.get("about") else "≤ " if theirs.get("at_most") else ""
    share = percent(theirs["share"]) if theirs["share"] is not None else ""
    if theirs["value"] is None:
        return "", f"{mark}{share}"
    of = f" / {theirs['of']:,}" if theirs["of"] else ""
    return f"{mark}{number(theirs['value'], theirs['unit'] or '')}{of}", share


def amount_lines(amount: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    """An amount's figures as pairs of name and value."""
    named, figures, of = words(lang), amount["figures"], amount["of"]
    if figures is None:
        return
    low, high = figures["sum"]["low"], figures["sum"]["high"]
    bounds = ""
    if high is None or low != high:
        bounds = f"（{named['open'].format(n=figures['sum']['open'])}）" if figures["sum"]["open"] else ""
    yield named["sum"], number(figures["sum"]["stated"], of) + bounds
    yield named["mean"], number(figures["mean"]["stated"], of)
    yield named["median"], number(figures["median"], of)
    yield named["least"], number(figures["least"], of)
    yield named["most"], number(figures["most"], of)
    for row in amount["over"]:
        interval = row["interval"]
        span = f"（{percent(interval['low'])} – {percent(interval['high'])}）" if interval else ""
        share = f"{row['numerator']:,} / {row['denominator']:,} = {percent(row['share'])}"
        yield named["over"].format(size=number(row["size"], of)), share + span


def check_sentence(check: Mapping[str, Any], lang: str) -> str:
    """Whether a source's own figures agree, in a sentence."""
    parts = list(check["parts"].values())
    difference = Fraction(check["difference"])
    mark = "✓" if check["agrees"] else "≠"
    if check["kind"] == "sum":
        added = " + ".join(f"{part:,}" for part in parts)
        found = f"{added} = {number(check['found'], '')}" if len(parts) > 1 else added
        rest = number(abs(difference), "")
        if check["agrees"]:
            return f"{mark} {found}"
        whole = number(check["stated"], "")
        if len(parts) == 1:
            return f"{mark} {found} / {whole}" + {"zh": f"，其余 {rest}", "en": f", {rest} are left"}[lang]
        if difference > 0:
            return f"{mark} {found}" + {"zh": f"，比总数 {whole} 多 {rest}", "en": f": {rest} more than {whole}"}[lang]
        words_of = {
            "zh": f"，与总数 {whole} 差 {rest}：来源未说明其余归何类",
            "en": f"; the whole is {whole}: {rest} stand in no class that the source names",
        }
        return f"{mark} {found}{words_of[lang]}"
    if check["kind"] == "equal":
        return {
            "zh": f"{mark} 两次发布不同：{number(parts[0], '')} 与 {number(parts[1], '')}",
            "en": f"{mark} two releases differ: {number(parts[0], '')} and {number(parts[1], '')}",
        }[lang]
    if check["kind"] == "share":
        return f"{mark} {parts[0]:,} / {parts[1]:,} = {percent(check['found'])} ({percent(check['stated'])})"
    return f"{mark} {parts[0]:,} / {parts[1]:,} = {number(check['found'], '')} (> {number(check['stated'], '')})"


def published_line(figure: Mapping[str, Any], lang: str) -> str:
    """A published figure with the source's own words, or that its words were not checked."""
    value, share = published(figure["theirs"])
    said = " ".join(part for part in (value, share) if part) or "✓"
    words_of = figure["theirs"]["quote"]
    return f"{figure['id']}: {said} {f'“{words_of}”' if words_of else words(lang)['unchecked']}"


def theirs_by_figure(published_sets: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The first published figure for each row of ours."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in published_sets:
        for figure in one["figures"]:
            if figure["figure"]:
                found.setdefault(figure["figure"], figure)
    return found
