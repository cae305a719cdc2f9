"""What a proposal would change, case by case (``tiao.law-compare/1``): the outcome now beside the outcome under it.

Each proposal is taken as if it had stood in the law that governs the acts. What the proposal, or the file of the
case, does not say stays undetermined, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tiao.law import unknowns, words
from tiao.law.decision import Basis, Decision, decide
from tiao.law.facts import Facts
from tiao.law.logic import Truth
from tiao.law.messages import say
from tiao.law.missing import missing
from tiao.law.operators import Evaluator
from tiao.law.proposal import Proposal, proposal, proposals
from tiao.law.rulebook import Law, law

FORMAT = "tiao.law-compare/1"


@dataclass(frozen=True)
class Case:
    """A case to compare: its name, its facts, and a date for acts without dates."""

    name: str
    facts: Facts
    on: date | None = None


def compare(cases: Sequence[Case], names: Sequence[str] = ()) -> dict[str, Any]:
    """The document ``tiao.law-compare/1``.

    Args:
        cases: the cases, in the order of the table.
        names: ids of proposals; none: all of them.

    Returns:
        ``proposals``; ``cases``, each with ``now`` and one entry a proposal; ``counts`` with denominators.

    Raises:
        Misuse: there is no such proposal.
        RuleConflict: a case falls under two exceptions at once.
    """
    chosen = [proposal(name) for name in names] if names else list(proposals().values())
    rows = [_row(case, chosen) for case in cases]
    return {
        "format": FORMAT,
        "proposals": [item.to_json() for item in chosen],
        "cases": rows,
        "counts": {
            "cases": len(rows),
            "now": _tally(row["now"]["outcome"] for row in rows),
            "proposals": {item.id: _counts([row["proposals"][item.id] for row in rows]) for item in chosen},
        },
    }


def _row(case: Case, chosen: Sequence[Proposal]) -> dict[str, Any]:
    basis = Basis(case.facts, on=case.on)
    now = decide(basis)
    return {
        "case": case.name,
        "regime": now.applied.regime,
        "now": _outcome(now.applied.outcome, now),
        "proposals": {item.id: _under(item, basis, now) for item in chosen},
    }


def _under(item: Proposal, basis: Basis, now: Decision) -> dict[str, Any]:
    """One case under one proposal."""
    rules = item.amended()
    rule = rules[item.touches]
    step = Evaluator(rules, now.situation).step(rule)
    open_ = missing(rules, now.situation, rule.when)
    outcome, months = _then(item, basis, now, step.decides)
    inert = now.applied.outcome == unknowns.NO_CRIME or not (item.adds or item.replaces)
    changed = False if inert else _changed(now.applied.outcome, outcome, step.decides)
    key = _WORD[changed]
    if now.applied.outcome == unknowns.NO_CRIME:
        key = "proposal_no_article"
    elif item.adds and changed is False and step.decides is not False:
        key = "proposal_beside"
    said = say(key)
    found: dict[str, Any] = {
        "outcome": outcome,
        "outcome_zh": words.OUTCOME_ZH[outcome],
        "max_months": months,
        "changed": changed,
        "touches": step.decides,
        "rule": rule.id,
        "cite": rule.cite,
        "because": said[0],
        "because_en": said[1],
        "missing": [{"zh": zh, "en": en} for zh, en in open_],
    }
    narrow = item.narrowly_read()
    if narrow is not None:
        found["misread"] = _misread(item, narrow, basis, outcome)
    return found


_WORD = {True: "proposal_changes", False: "proposal_same", None: "proposal_unknown"}


def _then(item: Proposal, basis: Basis, now: Decision, touches: Truth) -> tuple[str, int | None]:
    """Outcome and statutory maximum under the proposal."""
    applied = now.applied
    if applied.outcome == unknowns.NO_CRIME:
        return applied.outcome, None
    if not item.adds:
        applied = decide(basis, item.amended()).applied
    elif applied.outcome == unknowns.NOT_MET and touches is not False:
        # A new offence without a standard of its own: that it reaches the acts does not say how grave they are.
        return unknowns.UNDETERMINED, None
    return applied.outcome, applied.range.max if applied.range else None


def _misread(item: Proposal, narrow: Law, basis: Basis, outcome: str) -> dict[str, Any]:
    """The present text under the reading that the proposal is against, and whether the proposal would change that."""
    found = decide(basis, narrow)
    part = next(name for name in narrow.rules if name not in law().rules)
    changed = _changed(found.applied.outcome, outcome, True)
    return {
        **_outcome(found.applied.outcome, found),
        "changed": changed,
        "missing": [{"zh": zh, "en": en} for zh, en in missing(narrow, found.situation, narrow[part].when)],
    }


def _changed(before: str, after: str, touches: Truth) -> Truth:
    """Does the outcome change? Not where the proposal is not about the case; not known where an outcome is open."""
    if touches is False:
        return False
    if unknowns.UNDETERMINED in (before, after):
        return None
    return before != after


def _outcome(outcome: str, decision: Decision) -> dict[str, Any]:
    found = decision.applied.range
    return {"outcome": outcome, "outcome_zh": words.OUTCOME_ZH[outcome], "max_months": found.max if found else None}


def _tally(outcomes: Iterator[str]) -> dict[str, int]:
    found = list(outcomes)
    return {name: found.count(name) for name in words.OUTCOME_ZH}


def _counts(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many cases, of how many: changed, the same, and not known; and the same against the narrow reading."""
    counts: dict[str, Any] = {"of": len(entries), **_three(entries), "outcomes": _tally(e["outcome"] for e in entries)}
    narrow = [entry["misread"] for entry in entries if "misread" in entry]
    if narrow:
        counts["misread"] = {"of": len(narrow), **_three(narrow), "outcomes": _tally(e["outcome"] for e in narrow)}
    return counts


def _three(entries: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    changed = [entry["changed"] for entry in entries]
    return {"changed": changed.count(True), "same": changed.count(False), "not_known": changed.count(None)}
