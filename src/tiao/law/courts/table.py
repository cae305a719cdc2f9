"""The table of courts as one document (``tiao.law-courts/1``): case by case, and figures with their denominators."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from tiao.law.courts.agreement import ABOVE, AGREE, BELOW, DISAGREE, INSIDE, NONE, UNDETERMINED, Compared, compare
from tiao.law.courts.record import Unread, published, read_records
from tiao.law.decision import Applied

FORMAT = "tiao.law-courts/1"


@cache
def words() -> Any:
    """``words.yaml``: remarks, explanations and names, Chinese and English."""
    return yaml.safe_load((resources.files("tiao.law.courts") / "words.yaml").read_text("utf-8"))


def courts(path: str | Path | None = None) -> dict[str, Any]:
    """Every case through the law, as ``assess`` applies it, beside what its court said.

    Args:
        path: a file of case records, JSON lines in the shape of the published ones; None: the published cases.

    Returns:
        The document ``tiao.law-courts/1``: ``figures`` with denominators, ``cases``, ``unread`` lines.

    Raises:
        Misuse: the file cannot be opened.
    """
    records, unread = published() if path is None else read_records(path)
    compared = [compare(record) for record in records]
    return {
        "format": FORMAT,
        "figures": figures(compared, unread),
        "cases": [_case(case, explained=path is None) for case in compared],
        "unread": [{"line": line.line, "what": line.what} for line in unread],
    }


def figures(cases: Sequence[Compared], unread: Sequence[Unread] = ()) -> dict[str, Any]:
    """Counts, each beside what it is counted out of.

    ``findings``: explicit findings of courts, and how the outcome stands to those made under the interpretation;
    ``decided`` are those that the facts decide, so that ``agree`` + ``disagree`` = ``decided``. ``coder``: what coders
    read out of sentences, by their own tiers: never counted as agreement. ``sentences``: the heaviest of each case.
    """
    assessed = [case for case in cases if case.assessment is not None]
    found = [case for case in assessed if case.finding is not None]
    under = [case for case in found if case.interpretation]
    implied = [case for case in assessed if case.implied is not None]
    sentenced = [case for case in assessed if case.sentence != NONE]
    beside = {mark: sum(case.agreement == mark for case in under) for mark in (AGREE, DISAGREE, UNDETERMINED)}
    outcomes = [case.assessment.outcome for case in assessed if case.assessment is not None]
    return {
        "lines": len(cases) + len(unread),
        "unread": len(unread),
        "cases": len(cases),
        "of_another_offence": len(cases) - len(assessed),
        "assessed": len(assessed),
        "decided": sum(case.assessment is not None and len(case.assessment.possible) == 1 for case in assessed),
        "outcomes": {name: outcomes.count(name) for name in words()["outcomes"]},
        "findings": {
            "explicit": len(found),
            "no_grade": sum(case.record.court_finding is not None and case.finding is None for case in assessed),
            "under_interpretation": len(under),
            "decided": beside[AGREE] + beside[DISAGREE],
            **beside,
        },
        "coder": {
            "implied": len(implied),
            "same": sum(case.beside_implied == AGREE for case in implied),
            "other": sum(case.beside_implied == DISAGREE for case in implied),
            "undetermined": sum(case.beside_implied == UNDETERMINED for case in implied),
        },
        "sentences": {
            "given": len(sentenced),
            "range_decided": sum(case.sentence != UNDETERMINED for case in sentenced),
            **{mark: sum(case.sentence == mark for case in sentenced) for mark in (INSIDE, BELOW, ABOVE)},
        },
    }


def _case(case: Compared, explained: bool) -> dict[str, Any]:
    record, found = case.record, case.assessment
    return {
        "id": record.id,
        "regime_of_record": record.regime,
        "under_interpretation": case.interpretation,
        "stage": record.stage or None,
        "reliability": record.reliability or None,
        "facts": case.converted.document,
        "on": case.converted.on.isoformat() if case.converted.on else None,
        **_outcome(found),
        "court_finding": record.court_finding,
        "agreement": case.agreement,
        "coder": {
            "finding_implied": record.finding_implied,
            "with_mapped_tiers": _outcome(case.with_mapped),
            "beside_implied": case.beside_implied,
        },
        "sentence": {
            "months": list(record.months),
            "probation_months": record.probation_months,
            "beside_range": case.sentence,
            "beside_range_with_mapped_tiers": case.sentence_mapped,
        },
        "remarks": [words()["remarks"][name] for name in case.converted.remarks],
        "explanation": words()["explanations"].get(record.id) if explained else None,
    }


def _outcome(assessment: Applied | None) -> dict[str, Any]:
    if assessment is None:
        return {"outcome": None, "possible": [], "regime": None, "range_months": None}
    return {
        "outcome": assessment.outcome,
        "possible": list(assessment.possible),
        "regime": assessment.regime,
        "range_months": None if assessment.range is None else assessment.range.model_dump(),
    }
