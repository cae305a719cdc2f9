"""The figures of a set as one document (``tiao.case-stats/1``), each with numerator, denominator and interval."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from tiao.cases.row import Row
from tiao.cases.stats.beside import beside as set_beside
from tiao.cases.stats.intervals import lower_share, upper_share
from tiao.cases.stats.rules import Amount, Table, amounts, tables
from tiao.cases.stats.tally import CONFIDENCE, Amounts, Tally

FORMAT = "tiao.case-stats/1"


def document(tally: Tally, of: str, beside: Sequence[str] = ()) -> dict[str, Any]:
    """The tables of a set.

    Args:
        tally: the set, counted.
        of: what set it is, for people.
        beside: published sets to lay beside it: ningbo, beijing, fengxian, campaign.

    Returns:
        ``set`` (cases, statements by status and maker), ``years``, ``tables``, ``amounts``, and ``published`` with the
        other sets' figures beside ours and whether a source's own figures add up. Shares are exact fractions as text,
        with Clopper-Pearson bounds in millionths rounded outward; an amount's mean is an exact fraction of its unit.
    """
    made = {
        "format": FORMAT,
        "set": {
            "name": of,
            "cases": tally.cases,
            "cases_without_statements": tally.empty,
            "statements": sum(tally.statuses.values()),
            "by_status": dict(sorted(tally.statuses.items())),
            "by_maker": dict(sorted(tally.makers.items())),
        },
        "confidence": str(CONFIDENCE),
        "years": _years(tally),
        "tables": [_table(tally, table) for table in tables()],
        "amounts": [_amount(tally, amount) for amount in amounts()],
    }
    made["published"] = [set_beside(name, made) for name in beside]
    return made


def share(numerator: int, denominator: int) -> dict[str, Any]:
    """A share with its interval; nothing is divided by nothing."""
    if not denominator:
        return {"share": None, "interval": None}
    low, high = interval(numerator, denominator)
    return {"share": str(Fraction(numerator, denominator)), "interval": {"low": str(low), "high": str(high)}}


@lru_cache(maxsize=4096)
def interval(numerator: int, denominator: int) -> tuple[Fraction, Fraction]:
    """The exact two-sided Clopper-Pearson interval of a share at ``CONFIDENCE``, in millionths, rounded outward.

    It speaks of a wider set only if ours is a random sample of it.
    """
    risk = (1 - CONFIDENCE) / 2
    return lower_share(numerator, denominator, risk), upper_share(numerator, denominator, risk)


def _years(tally: Tally) -> dict[str, Any]:
    dated = sum(tally.years.values())
    return {
        "id": "years",
        "zh": "判决年份",
        "en": "Year of the judgment",
        "unit": "case",
        "sets": ["beijing"],
        "denominator": dated,
        "total": tally.cases,
        "missing": tally.cases - dated,
        "rows": [
            {"id": str(year), "figure": f"years.{year}", "zh": str(year), "en": str(year), "numerator": count}
            | {"denominator": dated, **share(count, dated)}
            for year, count in sorted(tally.years.items())
        ],
        **_quotes(tally, tally.dated),
    }


def _table(tally: Tally, table: Table) -> dict[str, Any]:
    shares = [tally.shares[table.id, line.id] for line in table.rows]
    known, total = shares[0].denominator, shares[0].total
    made: dict[str, Any] = {
        "id": table.id,
        "zh": table.zh,
        "en": table.en,
        "unit": table.unit,
        "rule": dict(table.rule),
        "sets": list(table.sets),
        "denominator": known,
        "total": total,
        "missing": total - known,
        "coverage": str(Fraction(known, total)) if total else None,
        "rows": [
            {
                "id": line.id,
                "figure": f"{table.id}.{line.id}",
                "zh": line.zh,
                "en": line.en,
                "numerator": one.numerator,
                "denominator": one.denominator,
                **share(one.numerator, one.denominator),
                **_quotes(tally, one.rows),
            }
            for line, one in zip(table.rows, shares, strict=True)
        ],
    }
    if table.id == "judgments":
        made["rows"].insert(0, _all(tally.cases, "全部案件", "all cases", "judgments.all"))
    if table.id == "defendants":
        named = tally.defendants
        first = _all(named.numerator, "列名的被告人", "defendants who are named", "defendants.all")
        first |= {"cases_with_names": named.denominator, "cases_without": named.total - named.denominator}
        made["rows"].insert(0, first | _quotes(tally, named.rows))
    return made


def _all(number: int, zh: str, en: str, figure: str) -> dict[str, Any]:
    return {"id": "all", "figure": figure, "zh": zh, "en": en, "numerator": number, "denominator": None} | share(0, 0)


def _amount(tally: Tally, amount: Amount) -> dict[str, Any]:
    found = tally.amounts[amount.id]
    count = len(found.values)
    return {
        "id": amount.id,
        "zh": amount.zh,
        "en": amount.en,
        "unit": amount.unit,
        "of": amount.of,
        "rule": dict(amount.rule),
        "sets": list(amount.sets),
        "numerator": count,
        "denominator": found.total,
        "missing": found.total - count,
        **share(count, found.total),
        "figures": _figures(found),
        "over": [
            {"figure": f"{amount.id}.over_{size}", "size": size, "numerator": found.over[size], "denominator": count}
            | share(found.over[size], count)
            for size in amount.over
        ],
        **_quotes(tally, found.rows),
    }


def _figures(found: Amounts) -> dict[str, Any] | None:
    """Sum, mean, median and ends; ``low`` and ``high`` where the texts give bounds only (``high`` null: open)."""
    if not found.values:
        return None
    values, count, stated = sorted(found.values), len(found.values), sum(found.values)
    middle = Fraction(values[(count - 1) // 2] + values[count // 2], 2)
    high = None if found.open else found.high
    return {
        "sum": {"stated": stated, "low": found.low, "high": high, "open": found.open},
        "mean": {
            "stated": str(Fraction(stated, count)),
            "low": str(Fraction(found.low, count)),
            "high": None if high is None else str(Fraction(high, count)),
        },
        "median": str(middle),
        "least": values[0],
        "most": values[-1],
    }


def _quotes(tally: Tally, rows: Sequence[Row]) -> dict[str, Any]:
    """The statements behind a figure, each with its quote and the source; only when they were asked for."""
    if not tally.quotes:
        return {}
    return {
        "quotes": [
            _quote(tally, row) for row in sorted(set(rows), key=lambda row: (row.case, row.start, row.predicate))
        ]
    }


def _quote(tally: Tally, row: Row) -> dict[str, Any]:
    source, words = tally.told.get(row.case, ("", ""))
    return {
        "case": row.case,
        "subject": row.subject,
        "predicate": row.predicate,
        "value": row.value,
        "quote": row.quote,
        "document": row.document,
        "start": row.start,
        "end": row.end,
        "by": row.by,
        "status": row.status,
        "source": source or None,
        "source_quote": words or None,
    }
