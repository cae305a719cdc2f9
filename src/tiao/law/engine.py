"""Facts in, assessment out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tiao.law import alternatives, flips, intervals, limitation, questions, reading_table, words
from tiao.law.after import fine_range, steps_after
from tiao.law.assessment import Assessment
from tiao.law.decision import Basis, decide
from tiao.law.exhibits import read_count
from tiao.law.facts import Facts
from tiao.law.holding import examine
from tiao.law.rulebook import law


def assess(facts: Facts, counts: Mapping[str, Any] | None = None, on: date | None = None) -> Assessment:
    """Assess a case under art. 253-1 of the Criminal Law.

    Args:
        facts: what is given; what is not given is unknown, not false.
        counts: a count document ``tiao.count/1``, or None.
        on: the date of the acts when the facts give none.

    Returns:
        The tree of articles with quotes and exact ratios, the outcome, what would change it, and what stays open. Never
        a verdict of guilt.

    Raises:
        Misuse: the count document cannot be used.
        RuleConflict: two exceptions to one article hold at once.
    """
    basis = Basis(facts, read_count(counts) if counts is not None else None, on)
    rules = law()
    decision = decide(basis)
    applied = decision.applied
    holding = examine(basis, decision)
    limit = limitation.find(rules, decision, facts, on)
    asked = (
        *questions.find(basis, decision),
        *reading_table.questions(holding),
        *(limit.questions if limit else ()),
    )
    offence = applied.version.offence
    assert offence is not None
    return Assessment(
        regime=offence.regime,
        reference_only=offence.reference_only,
        outcome=applied.outcome,
        outcome_zh=words.OUTCOME_ZH[applied.outcome],
        possible=applied.possible,
        range_months=applied.range.model_dump() if applied.range else None,
        fine=fine_range(rules, decision),
        steps=(*decision.steps, *steps_after(rules, applied, decision.situation), *(limit.steps if limit else ())),
        flips=tuple(flips.find(basis, decision, holding)),
        open_questions=limitation.unread(rules, asked),
        pieces=None if decision.situation.counts is None else dict(decision.situation.counts),
        alternatives=tuple(alternatives.find(rules, decision, on)),
        limitation=limit.to_json() if limit else None,
        readings=reading_table.document(holding),
        by_regime=tuple(intervals.by_regime(rules, basis, decision)),
    )
