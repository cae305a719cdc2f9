"""What follows once the grade is known: heavier within the range, unit crime, counting, leniency, fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tiao.law import unknowns, words
from tiao.law.assessment import FineRange, Step
from tiao.law.decision import Applied, Decision
from tiao.law.logic import Truth
from tiao.law.messages import say
from tiao.law.operators import Evaluator, recipient_kinds
from tiao.law.recipients import recipients_of
from tiao.law.rule import GRADES, Fine, Rule
from tiao.law.rulebook import Law
from tiao.law.situation import Situation


def steps_after(rules: Law, applied: Applied, situation: Situation) -> list[Step]:
    """What follows once the grade is known: aggravation, unit crime, leniency, fine."""
    evaluator = Evaluator(rules, situation)
    steps: list[Step] = []
    start = applied.version.in_force.from_
    if applied.outcome == unknowns.NO_CRIME:
        return steps
    for rule in rules.of_kind("aggravation"):
        if start is not None and rule.in_force.on(start):
            steps.append(evaluator.step(rule))
    for rule in rules.of_kind("unit"):
        step = evaluator.step(rule)
        if step.met is not None:
            steps.append(step)
    if applied.outcome in GRADES:
        for rule in rules.of_kind("ban"):
            steps.append(_ban(rule, evaluator.step(rule), start is not None and rule.in_force.on(start)))
    for rule in rules.of_kind("counting"):
        steps.append(_counting(rule, situation, recipient_kinds(rules)))
    for rule in rules.of_kind("leniency"):
        step = evaluator.step(rule)
        open_to = applied.outcome in rule.grades
        if applied.outcome == unknowns.UNDETERMINED and not set(rule.grades).isdisjoint(applied.possible):
            steps.append(_undecided(step))
            continue
        steps.append(step if open_to else _closed(step, applied.outcome))
    for rule in rules.of_kind("fine"):
        assert rule.fine is not None
        low, high = _bounds(rule.fine, situation)
        labels = {"label": rule.fine.label_zh, "label_en": rule.fine.label}
        said = say("fine_unknown", **labels)
        if high == 0:
            said = say("fine_no_income", **labels)
        elif low is not None and high is not None:
            said = say("fine", low=words.yuan(low), high=words.yuan(high), **labels)
        applies = None if applied.outcome == unknowns.UNDETERMINED else applied.outcome in GRADES
        steps.append(Step.of(rule, applies, said))
    return steps


def _ban(rule: Rule, step: Step, in_time: bool) -> Step:
    """Occupational ban: the court may, where the occupation was used, and only for acts under its article."""
    if not in_time:
        return Step.of(rule, False, say("ban_before"))
    key = "ban" if step.met else "ban_none" if step.met is False else "ban_unknown"
    return Step.of(rule, step.met, say(key))


def _closed(step: Step, outcome: str) -> Step:
    zh, en = say("does_not_apply", outcome=words.OUTCOME_ZH[outcome], outcome_en=outcome.replace("_", " "))
    return replace(step, met=False, decides=False, because=zh, because_en=en)


def _undecided(step: Step) -> Step:
    """Which grade it is, is not known: what is missing anyway stays missing, and the rest is open."""
    zh, en = say("grade_not_known", because=step.because, because_en=step.because_en)
    met = False if step.met is False else None
    return replace(step, met=met, decides=met, because=zh, because_en=en)


def _bounds(fine: Fine, situation: Situation) -> tuple[int | None, int | None]:
    """The usual fine in fen: rounded inward to whole fen; None when the sum is not known exactly."""
    money = situation.amount(fine.of)
    if not money.exact:
        return None, None
    low, high = money.low * fine.low, money.low * fine.high
    return -(-low.numerator // low.denominator), high.numerator // high.denominator


def fine_range(rules: Law, decision: Decision) -> FineRange:
    rule = rules.of_kind("fine")[0].fine
    assert rule is not None
    if decision.applied.outcome not in (*GRADES, unknowns.UNDETERMINED):
        return FineRange("none", "无", None, None)
    return FineRange(rule.label, rule.label_zh, *_bounds(rule, decision.situation))


def _counting(rule: Rule, situation: Situation, kinds: Sequence[str]) -> Step:
    """How art. 11 was followed in the number of pieces."""
    exhibits, acts = situation.exhibits, situation.acts or ()
    met: Truth
    if rule.counting == "as_seized":
        met = exhibits is not None
        said = say("as_in_file")
        if exhibits is not None:
            out = [(reason, pieces) for reason, pieces in exhibits.excluded if pieces]
            left = "、".join(f"{words.REASON_ZH.get(reason, reason)} {pieces}" for reason, pieces in out) or "0"
            left_en = ", ".join(f"{reason.replace('_', ' ')} {pieces}" for reason, pieces in out) or "0"
            found = exhibits.total + sum(pieces for _, pieces in exhibits.excluded)
            said = say(
                "as_seized", method=exhibits.method, found=found, left=left, left_en=left_en, total=exhibits.total
            )
    elif rule.counting == "per_recipient":
        number = recipients_of(acts, kinds)
        met = True if number > 1 else None if not number else False
        alone = exhibits is None or exhibits.per_exhibit is None
        said = say("recipients_not_added" if number > 1 and alone else "recipients", number=number)
    else:
        obtained = any(act.kind not in (*kinds, "publish", "use") for act in acts)
        met = None if situation.acts is None else obtained and any(act.kind in kinds for act in acts)
        said = say("once")
    return Step.of(rule, met, said)
