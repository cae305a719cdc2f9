"""Limitation (追诉时效, Criminal Law arts 87 to 89): how long, counted from when, and whether it has run out.

The outcome is not touched by it: what stands here is said beside the outcome, with what a person has to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tiao.law.assessment import Question, Step
from tiao.law.decision import Decision
from tiao.law.facts import Act, Facts
from tiao.law.logic import Truth, both, opposite
from tiao.law.messages import question, say
from tiao.law.operators import Evaluator
from tiao.law.rule import GRADES, Rule
from tiao.law.rulebook import Law

EXPIRED, RUNNING, NOT_LIMITED, UNKNOWN = "expired", "running", "not_limited", "unknown"
EVASION, COMPLAINT, START, NEW_CRIME = (f"cn.criminal-law.{article}" for article in ("88.1", "88.2", "89.1", "89.2"))


@dataclass(frozen=True)
class Limit:
    """Limitation of one case.

    Attributes:
        state: ``running``: filed or prosecuted in time; ``expired``: by the dates it was too late; ``not_limited``:
            art. 88 takes the limit away; ``unknown``.
        years: every period that the outcome leaves open.
        counted_from: the latest day on which the last act can have ended.
        measured_on: the day of filing, or of prosecution where only that is known.
        steps: the period, and the exceptions that are given.
        questions: what a person has to look at.
    """

    state: str
    years: tuple[int, ...]
    counted_from: date | None
    measured_on: date | None
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values in a fixed order."""
        return {
            "state": self.state,
            "years": list(self.years),
            "counted_from": self.counted_from.isoformat() if self.counted_from else None,
            "measured_on": self.measured_on.isoformat() if self.measured_on else None,
        }


def find(rules: Law, decision: Decision, facts: Facts, on: date | None) -> Limit | None:
    """Limitation for this outcome; None where there is nothing to prosecute."""
    periods = _periods(rules, decision)
    if not periods:
        return None
    acts = decision.governing.acts or ()
    end = _end(acts, on)
    measured = facts.filed_on or facts.prosecuted_on
    earliest = _end([replace(act, end=act.ended_from or act.end) for act in acts], on)
    passed = [_passed(day, measured, years) for years in _years(periods) for day in (earliest, end)]
    late = passed[0] if all(value == passed[0] for value in passed) else None
    if late and facts.filed_on is None:
        # Filing stops the time, and it may have been earlier than the prosecution.
        late = None
    shown = {name: facts.flags.get(rule.when.fact) for name, rule in _exceptions(rules)}
    state = _state(late, shown, filed=facts.filed_on is not None)
    ran_out = both([late, *(opposite(shown[name]) for name in (COMPLAINT, NEW_CRIME))])
    met = False if state == NOT_LIMITED else None if state == UNKNOWN else ran_out
    said = say(
        "limitation_not_filed" if state == UNKNOWN and end and measured is None else f"limitation_{state}",
        years="、".join(str(years) for years in _years(periods)),
        end=end.isoformat() if end else "?",
        day=measured.isoformat() if measured else "?",
    )
    steps = [Step.of(rule, met, said) for rule in periods]
    steps += [_exception(rules, decision, name) for name, value in shown.items() if value]
    asked = tuple(_questions(rules, facts, acts, end, late, shown, min(_years(periods))))
    return Limit(state, tuple(_years(periods)), end, measured, tuple(steps), asked)


def _exceptions(rules: Law) -> list[tuple[str, Any]]:
    return [(name, rules[name]) for name in (EVASION, COMPLAINT, NEW_CRIME)]


def _exception(rules: Law, decision: Decision, name: str) -> Step:
    return Evaluator(rules, decision.situation).step(rules[name])


def _periods(rules: Law, decision: Decision) -> list[Rule]:
    """The periods of art. 87 that the outcomes left open lead to."""
    offence = decision.applied.version.offence
    grades = [grade for grade in decision.applied.possible if grade in GRADES]
    if decision.applied.outcome in GRADES:
        grades = [decision.applied.outcome]
    highest = [range_.max for grade, range_ in (offence.ranges if offence else {}).items() if grade in grades]
    return [
        rule
        for rule in rules.of_kind("limitation")
        if rule.limitation
        and any(rule.limitation.from_months <= months < rule.limitation.below_months for months in highest)
    ]


def _years(periods: Sequence[Rule]) -> list[int]:
    return [rule.limitation.years for rule in periods if rule.limitation]


def _end(acts: Sequence[Act], on: date | None) -> date | None:
    """The end of the last act; None when an act has no last day."""
    ends = [act.end if act.start or act.end else on for act in acts]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _passed(end: date | None, day: date | None, years: int) -> Truth:
    """Had the period run out on a day? Unknown on its last day: whether the first day counts can be read both ways."""
    if end is None or day is None:
        return None
    try:
        anniversary = end.replace(year=end.year + years)
        last = anniversary
    except ValueError:  # 29 February
        anniversary = end.replace(year=end.year + years, day=end.day - 1)
        last = anniversary + timedelta(days=1)
    return False if day < anniversary else True if day > last else None


def _state(late: Truth, shown: dict[str, Truth], filed: bool) -> str:
    """The state by the dates; exceptions that are given change it. Evasion helps only a case that was filed in time."""
    if (shown[EVASION] and filed and late is False) or (shown[COMPLAINT] and late is not False):
        return NOT_LIMITED
    if late is None or (late and shown[NEW_CRIME]):
        return UNKNOWN
    return EXPIRED if late else RUNNING


def _questions(
    rules: Law, facts: Facts, acts: Sequence[Act], end: date | None, late: Truth, shown: dict[str, Truth], years: int
) -> Iterator[Question]:
    if end is None or (facts.filed_on is None and (facts.prosecuted_on is None or late is None)):
        yield question("limitation_dates", rules[START].cite)
    elif late is None:
        yield question("limitation_edge", rules[START].cite)
    if late:
        for name in (COMPLAINT, NEW_CRIME):
            if shown[name] is not False:
                yield question("limitation_exception", rules[name].cite, quote=rules[name].quote)
    found = ((act.start or act.end, act.end or act.start) for act in acts)
    spans = sorted((first, last) for first, last in found if first and last)
    if any(_passed(before, after, years) is not False for (_, before), (after, _) in pairwise(spans)):
        yield question("limitation_gap", rules[NEW_CRIME].cite)


def unread(rules: Law, asked: Sequence[Question]) -> tuple[Question, ...]:
    """Questions with the mark of a text that was not read verbatim."""
    cites = {rule.cite for rule in rules.rules.values() if not rule.checked}
    return tuple(replace(item, checked=False) if item.cite in cites else item for item in asked)
