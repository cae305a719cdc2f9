"""The count document with ``by_person@2`` in it, its run on file, and its replay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.case import Case
from tiao.errors import Misuse
from tiao.findings.found import SUMMARY, ledger_parts, summary
from tiao.pieces import count as every_count
from tiao.pieces.count import RECOUNTED, by_exhibit, document, kept
from tiao.pieces.figures import Figures, Progress
from tiao.pieces.ledger_read import count_lines
from tiao.pieces.method import BY_PERSON_2, Method, method_named
from tiao.pieces.persons.linked import linked
from tiao.pieces.persons.persons import LARGEST, Persons, persons
from tiao.pieces.rebuttals.rebutted import Rebutted


@dataclass
class PersonFigures(Figures):
    """Figures with natural persons beside them: int64, axis 0 is total, low, high; axis 1 the classes."""

    joined: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((3, 10), np.int64))


def count(case: Case, methods: Sequence[str], progress: Progress | None = None) -> dict[str, Any]:
    """Counts a case by methods of which ``by_person@2`` is one.

    Returns:
        The ``tiao.count/1`` document. ``by_person@2`` also gives ``persons``: natural persons in total, whatever their
        classes, and ``largest``: how many records the largest of them have. Kept and logged as any run.

    Raises:
        Misuse: no ledger, an unknown method, or a decision on persons that cannot be carried out.
        IntegrityBroken: a part of the ledger is damaged.
    """
    result = _document(case, [method_named(name) for name in methods], progress)
    return kept(case, result)


def replay(case: Case) -> list[str]:
    """Counts again and names every run with ``by_person@2`` whose figures are not those of today's ledger and methods.

    As in ``pieces.count``, a ledger of up to ``RECOUNTED`` lines is counted by SQL as well.
    """
    from tiao.pieces.sql import count_by_sql

    wrong = []
    for path in sorted(case.runs.glob("*.json")):
        try:
            old = json.loads(path.read_bytes())
            chosen = [method_named(name) for name in old["methods"]]
            inputs = old["plan"]["inputs"]
        except (ValueError, KeyError, TypeError, Misuse):
            # What cannot be read is named by the replay of every run.
            continue
        if BY_PERSON_2 not in chosen or inputs != _inputs(case):
            continue
        fresh = _document(case, chosen)
        if fresh["plan"] != old["plan"]:
            continue
        if _json(fresh) != path.read_bytes():
            wrong.append(path.name)
        elif sum(count_lines(part) for _, part in ledger_parts(case)) <= RECOUNTED:
            by_sql = count_by_sql(case, [BY_PERSON_2.id])["methods"][BY_PERSON_2.id]
            if any(fresh["methods"][BY_PERSON_2.id][name] != figure for name, figure in by_sql.items()):
                wrong.append(path.name)
    return wrong


def _document(case: Case, chosen: Sequence[Method], progress: Progress | None = None) -> dict[str, Any]:
    joined = persons(case, progress=progress)
    others = [method for method in chosen if method != BY_PERSON_2]
    total = _with(every_count.figures(case, progress), joined) if others else _alone(joined)
    result = document(summary(case), total, chosen, _inputs(case))
    if "by_record@1" in result["methods"]:
        result["methods"]["by_record@1"]["by_exhibit"] = by_exhibit(case, total)
    sizes = joined.sizes
    own = result["methods"][BY_PERSON_2.id]
    own["persons"], own["largest"] = len(sizes), sizes[:LARGEST].tolist()
    return result


def _with(total: Figures, joined: Persons) -> PersonFigures:
    own = {each.name: getattr(total, each.name) for each in fields(Figures)}
    return PersonFigures(**own, joined=joined.counted)


def _alone(joined: Persons) -> PersonFigures:
    return PersonFigures(
        rows=joined.rows,
        excluded=joined.nodes.excluded,
        not_identifying=joined.nodes.not_identifying,
        rebutted=joined.rebutted,
        joined=joined.counted,
    )


def _inputs(case: Case) -> dict[str, Any]:
    """What the figures follow from: the ledger, the rebuttals that stand, and the decisions on persons that stand."""
    ledger = hashlib.sha256((case.ledger / SUMMARY).read_bytes()).hexdigest()
    rebutted = Rebutted.standing(case)
    inputs = {"ledger": ledger, "persons": linked(case).digest}
    return {**inputs, "rebuttals": rebutted.digest} if rebutted else inputs


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
