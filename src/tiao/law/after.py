"""What follows once the grade is known: heavier within the range, unit crime, counting, leniency, fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tiao.law import unknowns, words
from tiao.law.assessment import FineRange, Step
from tiao.law.decision import Applied, Decision
from tiao.law.exhibits import recipients_of
from tiao.law.library import Law
from tiao.law.operators import Evaluator, recipient_kinds
from tiao.law.rule import GRADES, Fine, Rule
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
    for rule in rules.of_kind("counting"):
        steps.append(_counting(rule, situation, recipient_kinds(rules)))
    for rule in rules.of_kind("leniency"):
        step = evaluator.step(rule)
        open_to = applied.outcome in rule.grades
        steps.append(step if open_to else _closed(step, applied.outcome))
    for rule in rules.of_kind("fine"):
        assert rule.fine is not None
        low, high = _bounds(rule.fine, situation)
        shown = (
            "违法所得未知或者不确定" if low is None or high is None else f"{words.yuan(low)} 元至 {words.yuan(high)} 元"
        )
        shown_en = (
            "illegal income not known exactly"
            if low is None or high is None
            else f"{words.yuan(low)} to {words.yuan(high)} yuan"
        )
        applies = applied.outcome in GRADES
        steps.append(
            Step(
                rule.id,
                rule.cite,
                rule.quote,
                applies,
                applies,
                f"{rule.fine.label_zh}：{shown}",
                f"{rule.fine.label}: {shown_en}",
            )
        )
    return steps


def _closed(step: Step, outcome: str) -> Step:
    return replace(
        step,
        met=False,
        decides=False,
        because=f"{words.OUTCOME_ZH[outcome]}，不适用",
        because_en=f"{outcome}: does not apply",
    )


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
    met: bool | None
    if rule.counting == "as_seized":
        met = exhibits is not None
        if exhibits is None:
            zh, en = (
                "条数取自案卷，非由检材统计",
                "the pieces are those of the file of the case, not counted from exhibits",
            )
        else:
            left = "、".join(f"{reason} {pieces} 条" for reason, pieces in exhibits.excluded if pieces) or "无"
            found = exhibits.total + sum(pieces for _, pieces in exhibits.excluded)
            zh = f"按 {exhibits.method} 查获 {found} 条，有证据证明重复或者不真实而扣除：{left}，认定 {exhibits.total} 条"
            en = f"by {exhibits.method} {found} found, left out on evidence: {left}, {exhibits.total} stand"
    elif rule.counting == "per_recipient":
        number = recipients_of(acts, kinds)
        met = True if number > 1 else None if situation.acts is None or not number else False
        zh, en = f"出售、提供对象 {number} 个", f"{number} recipients"
        if number > 1 and (exhibits is None or exhibits.per_exhibit is None):
            zh, en = f"{zh}，没有分检材的条数，未累计", f"{en}; no pieces per exhibit, so nothing is added up"
    else:
        sold = any(act.kind in kinds for act in acts)
        met = (
            None if situation.acts is None else sold and any(act.kind not in (*kinds, "publish", "use") for act in acts)
        )
        zh, en = "获取后又出售、提供的同一信息只计一次", "information obtained and then sold or provided counts once"
    return Step(rule.id, rule.cite, rule.quote, met, met, zh, en)
