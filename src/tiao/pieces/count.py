"""``count``: the ledger to pieces, by every method, streamed part by part (docs/reference/counting.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tiao import __version__
from tiao.case import Case, write_whole
from tiao.errors import Misuse
from tiao.evidence import artefacts
from tiao.findings.catalogue import DOUBTS, STRIKING, names
from tiao.findings.found import ledger_parts, summary
from tiao.model import CLASSES
from tiao.pieces.figures import Figures, Progress, add_up
from tiao.pieces.ledger_read import count_lines
from tiao.pieces.method import METHODS, Method, method_named
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rebuttals.rebutted import Rebutted
from tiao.pieces.rules import rules
from tiao.pieces.sample.carry import carry
from tiao.pieces.sample.record import inputs as sample_inputs

if TYPE_CHECKING:
    from tiao.pieces.sql_ledger import OpenLedger

# Lines of the ledger up to which `verify` counts by SQL as well.
RECOUNTED = 1_000_000


def count(
    case: Case,
    methods: Sequence[str] | None = None,
    progress: Progress | None = None,
    open_ledger: OpenLedger | None = None,
    engine: str = "local",
) -> dict[str, Any]:
    """Counts a case by the methods named, or by all.

    Args:
        progress: called with (what, steps done, steps in all).
        open_ledger: what runs the methods' own SQL; the compiled count, which gives the same figures, if not given.
        engine: what counts, for the log.

    Returns:
        The ``tiao.count/1`` document. It is kept as runs/<run>.json and its digest is logged.

    Raises:
        Misuse: no ledger, or an unknown method.
        IntegrityBroken: a part of the ledger is damaged.
    """
    chosen = [method_named(name) for name in methods] if methods else list(METHODS)
    found = summary(case)
    if open_ledger is None:
        result = _document(case, found, figures(case, progress), chosen)
    else:
        result = _document_by_sql(case, found, chosen, open_ledger)
    return kept(case, result, engine)


def kept(case: Case, result: dict[str, Any], engine: str = "local") -> dict[str, Any]:
    """The count document, once it stands as runs/<run>.json and its digest is on record."""
    path = case.runs / f"{result['run']}.json"
    text = _json(result)
    if not path.is_file() or path.read_bytes() != text:
        write_whole(path, text)
    if not artefacts.on_record(case, f"runs/{path.name}"):
        artefacts.record(case, [f"runs/{path.name}"], "count", {"run": str(result["run"]), "engine": engine})
    return result


def replay(case: Case) -> list[str]:
    """Counts again and names every run on file whose figures are not those of today's ledger and methods.

    A ledger of up to ``RECOUNTED`` lines is counted twice: by the compiled count and by the methods' own SQL. Runs of
    another ledger or of other rules are older, not wrong: they are left alone.
    """
    from tiao.pieces.sql import count_by_sql

    wrong = []
    fresh: Figures | None = None
    by_sql: dict[str, Any] | None = None
    for path in sorted(case.runs.glob("*.json")):
        try:
            old = json.loads(path.read_bytes())
            plan = old["plan"]
            chosen = [method_named(name) for name in old["methods"]]
        except (ValueError, KeyError, TypeError, Misuse):
            wrong.append(path.name)
            continue
        if plan != _plan(_inputs(case), chosen):
            continue
        fresh = fresh or figures(case)
        if _json(_document(case, summary(case), fresh, chosen)) != path.read_bytes():
            wrong.append(path.name)
            continue
        if sum(count_lines(part) for _, part in ledger_parts(case)) <= RECOUNTED:
            by_sql = by_sql or carry(case, count_by_sql(case))
            if any(by_sql["methods"][name] != figure for name, figure in old["methods"].items()):
                wrong.append(path.name)
    return wrong


def figures(case: Case, progress: Progress | None = None, rebutted: Rebutted | None = None) -> Figures:
    """Adds up the whole ledger, under the rebuttals that stand in the case or under others."""
    rebutted = Rebutted.standing(case) if rebutted is None else rebutted
    parts = ledger_parts(case)
    whole = add_up(parts, progress)
    return under_rebuttals(whole, [add_up(parts, progress, sparing) for sparing in rebutted.steps()], rebutted)


def under_rebuttals(whole: Figures, steps: Sequence[Figures], rebutted: Rebutted) -> Figures:
    """Joins the figures of the whole ledger, which keeps high, with those without the records taken out.

    Args:
        steps: figures as ``rebutted.steps()`` asks for them: the first without all that is taken out; then one ground
            after the other put back, but for the last, which would be the whole.
    """
    if not steps:
        return whole
    kept = steps[0]
    out = replace(kept, excluded=whole.excluded, struck=whole.struck, not_identifying=whole.not_identifying)
    for name in ("rows", "records", "persons", "values"):
        setattr(out, name, np.concatenate([getattr(kept, name)[:2], getattr(whole, name)[2:]]))
    out.rebutted, out.rebutted_values = np.zeros_like(whole.rebutted), np.zeros_like(whole.rebutted)
    for ground, before, after in zip(rebutted.grounds, steps, [*steps[1:], whole], strict=True):
        out.rebutted[ground] = (after.rows[0] - before.rows[0]).sum()
        out.rebutted_values[ground] = (after.values[0] - before.values[0]).sum()
    return out


def by_exhibit(case: Case, whole: Figures, rebutted: Rebutted | None = None) -> dict[str, dict[str, int]]:
    """Pieces by ``by_record`` of each exhibit alone, by class: what art. 11(2) adds up per recipient."""
    rebutted = Rebutted.standing(case) if rebutted is None else rebutted
    parts: dict[str, list[tuple[dict[str, Any], Path]]] = {}
    for entry, path in ledger_parts(case):
        parts.setdefault(entry["exhibit"], []).append((entry, path))
    result = {}
    for exhibit, own_parts in parts.items():
        own = whole.by_exhibit.get(exhibit)
        if own is None:
            own = add_up(own_parts, None, next(rebutted.steps(), None), records_only=True).records[0]
        pieces = {name: int(own[c]) for c, name in enumerate(CLASSES) if own[c]}
        if pieces:
            result[exhibit] = pieces
    return result


def _document(case: Case, found: dict[str, Any], total: Figures, chosen: Sequence[Method]) -> dict[str, Any]:
    result = document(found, total, chosen, _inputs(case))
    if "by_record@1" in result["methods"]:
        result["methods"]["by_record@1"]["by_exhibit"] = by_exhibit(case, total)
    return carry(case, result)


def _document_by_sql(
    case: Case, found: dict[str, Any], chosen: Sequence[Method], open_ledger: OpenLedger
) -> dict[str, Any]:
    from tiao.pieces.sql import count_by_sql

    counted = count_by_sql(case, [method.id for method in chosen], open_ledger=open_ledger)
    return carry(case, _around(found, counted["methods"], counted["not_identifying"], chosen, _inputs(case)))


def document(found: dict[str, Any], total: Figures, chosen: Sequence[Method], inputs: dict[str, Any]) -> dict[str, Any]:
    """The ``tiao.count/1`` document."""
    methods = {method.id: _figures_of(method, total) for method in chosen}
    return _around(found, methods, total.not_identifying, chosen, inputs)


def _around(
    found: dict[str, Any],
    methods: dict[str, Any],
    not_identifying: int,
    chosen: Sequence[Method],
    inputs: dict[str, Any],
) -> dict[str, Any]:
    """What the document says around the figures of the methods."""
    plan = _plan(inputs, chosen)
    return {
        "format": "tiao.count/1",
        "run": hashlib.sha256(_json(plan)).hexdigest()[:32],
        "rows": found["rows"],
        "unreadable": len(found["unread"]),
        "default_method": "by_record@1",
        "methods": methods,
        "not_identifying": not_identifying,
        "participants": sum(int(entry["participants"]) for entry in found["files"]),
        "held_back": sum(int(entry["held_back"]) for entry in found["files"]),
        "plan": plan,
    }


def _inputs(case: Case) -> dict[str, Any]:
    path = case.ledger / "summary.json"
    if not path.is_file():
        return {}
    inputs = {"ledger": hashlib.sha256(path.read_bytes()).hexdigest(), **sample_inputs(case)}
    rebutted = Rebutted.standing(case)
    return {**inputs, "rebuttals": rebutted.digest} if rebutted else inputs


def _plan(inputs: dict[str, Any], chosen: Sequence[Method]) -> dict[str, Any]:
    return {
        "inputs": inputs,
        "methods": {method.id: method.digest for method in chosen},
        "rules": rules().digest,
        "tiao": __version__,
    }


def _figures_of(method: Method, total: Figures) -> dict[str, Any]:
    counts: npt.NDArray[np.int64] = getattr(total, method.figures)
    sums = [int(value) for value in counts.sum(axis=1)]
    by_class = [{name: int(counts[axis, c]) for c, name in enumerate(CLASSES)} for axis in range(3)]
    tiers = {"1": 0, "2": 0, "3": 0}
    for name, pieces in by_class[0].items():
        tiers[str(rules().tiers[name])] += pieces
    result: dict[str, Any] = {"total": sums[0], "low": sums[1], "high": sums[2], "classes": by_class[0], "tiers": tiers}
    reasons: list[tuple[str, int]] = []
    if method.figures == "values":
        reasons.append(("duplicate", total.occurrences - sums[0]))
        reasons += [(DOUBTS[i], int(total.struck[i])) for i in range(STRIKING)]
        reasons += [(reason, int(total.rebutted_values[i])) for i, reason in enumerate(REASONS)]
    else:
        if method.figures != "rows":
            reasons.append(("duplicate", int(total.rows[0].sum()) - sums[0]))
        reasons += [(DOUBTS[i], int(total.excluded[i])) for i in range(STRIKING)]
        reasons += [(reason, int(total.rebutted[i])) for i, reason in enumerate(REASONS)]
    result["excluded"] = [{"reason": reason, "pieces": pieces} for reason, pieces in reasons if pieces]
    result["low_classes"], result["high_classes"] = by_class[1], by_class[2]
    if method.figures == "values":
        result["kinds"] = {names()[kind]: int(total.kinds[i]) for i, kind in enumerate(rules().values)}
    return result


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
