"""Neighbouring offences (相邻罪名) that the facts make relevant: named beside art. 253-1, never instead of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tiao.law.assessment import Alternative, Step
from tiao.law.decision import Decision
from tiao.law.facts import Act
from tiao.law.logic import Truth, both, either
from tiao.law.messages import say
from tiao.law.operators import Evaluator
from tiao.law.rule import Condition, Neighbour, Rule
from tiao.law.rulebook import Law


def find(rules: Law, decision: Decision, on: date | None) -> Iterator[Alternative]:
    """Alternatives in the order of the rule files.

    Args:
        rules: the law.
        decision: the decision on art. 253-1, for its situation.
        on: the date of acts without dates.
    """
    for rule in rules.rules.values():
        if rule.neighbour is not None and _apply(rules, decision, rule, rule.neighbour.relevant).met:
            yield _alternative(rules, decision, rule, rule.neighbour, on)


def _apply(rules: Law, decision: Decision, rule: Rule, when: Condition) -> Step:
    return Evaluator(rules, decision.situation).step(rule.model_copy(update={"when": when}))


def _alternative(rules: Law, decision: Decision, rule: Rule, offence: Neighbour, on: date | None) -> Alternative:
    conduct = _apply(rules, decision, rule, offence.conduct)
    grades = {name: Evaluator(rules, decision.situation).step(rules[item]) for name, item in rule.grades.items()}
    reached: dict[str, Truth] = {name: certain(step) for name, step in grades.items()}
    met = both([certain(conduct), either(reached.values())])
    early = _before(rule, decision.situation.acts or (), on)
    if early is True:
        met = False
    elif early is None and met:
        met = None
    reaching = [item.max for grade, item in offence.ranges.items() if met and reached.get(grade)]
    pointing = next((other.cite for other in rules.rules.values() if other.leads_to == rule.id), "")
    steps = (conduct, *grades.values())
    return Alternative(
        rule=rule.id,
        offence=(offence.offence, offence.offence_en),
        cite=rule.cite,
        quote=rule.quote,
        met=met,
        because=_because(rules, rule, offence, early, steps, met),
        checked=offence.relation_checked and all(step.checked for step in _all(steps)),
        max_months=max(reaching, default=min(item.max for item in offence.ranges.values())),
        relation=(offence.relation, offence.relation_en),
        pointed_to_by=pointing,
        steps=steps,
    )


def certain(step: Step) -> Truth:
    """Is it met? What is unknown stays unknown; only an exception that nobody has shown is taken as absent."""
    return True if step.met is None and step.decides else step.met


def _all(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.parts)


def _before(rule: Rule, acts: tuple[Act, ...], on: date | None) -> Truth:
    """Were the acts over before there was this offence? None: some were, some were not, or went on across the day."""
    start = rule.in_force.from_
    spans = [(act.start or act.end, act.end or act.start) for act in acts]
    days = [(first, last) for first, last in spans if first and last] or ([(on, on)] if on else [])
    if start is None or not days:
        return False
    early = [last < start if last < start or first >= start else None for first, last in days]
    return early[0] if all(value == early[0] for value in early) else None


def _because(
    rules: Law, rule: Rule, offence: Neighbour, early: Truth, steps: tuple[Step, ...], met: Truth
) -> tuple[str, str]:
    """Conduct and grade in words, what only the court can find, and dates that the article does not reach."""
    said = [(step.because, step.because_en) for step in _named(steps)]
    if early is not False:
        assert rule.in_force.from_ is not None
        key = "neighbour_before" if early else "neighbour_across"
        said.insert(0, say(key, day=rule.in_force.from_.isoformat()))
    if not met:
        quotes = "、".join(rules[name].quote for name in offence.for_the_court)
        said.append(say("neighbour_court", quotes=quotes))
    return "；".join(zh for zh, _ in said), "; ".join(en for _, en in said)


def _named(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The conduct, then what is met, or, where nothing is, what is not known, or all grades."""
    conduct, *grades = steps
    yield conduct
    leaves = [leaf for grade in grades for leaf in _leaves(grade)]
    chosen = [leaf for leaf in leaves if leaf.met] or [leaf for leaf in leaves if leaf.met is None] or leaves
    for leaf in chosen:
        last = leaf.cite.rpartition(" ")[2]
        yield replace(leaf, because=f"{last}：{leaf.because}", because_en=f"{last}: {leaf.because_en}")


def _leaves(step: Step) -> list[Step]:
    return [leaf for part in step.parts for leaf in _leaves(part)] if step.parts else [step]
