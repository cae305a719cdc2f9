"""What would change the outcome: each unknown fact, bound, date and disputed reading is tried, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tiao.law import unknowns, words
from tiao.law.assessment import Flip, Need
from tiao.law.decision import Basis, Decision, decide
from tiao.law.exhibits import recipients_of
from tiao.law.facts import Act
from tiao.law.library import Law, law
from tiao.law.logic import NOTHING, Interval, Truth, exactly
from tiao.law.operators import recipient_kinds
from tiao.law.questions import fact_cite
from tiao.law.rule import FLAGS, Condition

Trial = tuple[str, str, str, str, str, Basis]  # question, question_en, from, to, cite, what to assess instead

_TRUTH = {None: "unknown", True: "true", False: "false"}


def find(basis: Basis, decision: Decision) -> Iterator[Flip]:
    """Trials whose outcome, or statutory maximum, differs from the decision; in a fixed order."""
    rules = law()
    seen: set[tuple[str, str, str]] = set()
    now = _result(decision)
    for question, question_en, before, after, cite, changed in _trials(rules, basis, decision):
        result = _result(decide(changed))
        key = (question, before, after)
        if result == now or key in seen:
            continue
        seen.add(key)
        yield Flip(question, question_en, before, after, result[0], result[1], cite)


def _result(decision: Decision) -> tuple[str, int | None]:
    found = decision.applied.range
    return decision.applied.outcome, found.max if found else None


def _trials(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    yield from _versions(rules, basis, decision)
    if decision.applied.outcome == unknowns.NO_CRIME:
        return
    yield from _acts(rules, basis)
    yield from _flags(rules, basis)
    yield from _bounds(rules, basis, decision)
    yield from _lines(basis, decision)
    yield from _readings(rules, basis, decision)


def _versions(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    """Another time of the acts, where the dates leave it open."""
    current = decision.applied.version.offence
    for version in decision.governing.others:
        if version.offence is not None and current is not None:
            yield (
                "行为时间所属的法律",
                "the law at the time of the acts",
                current.regime,
                version.offence.regime,
                rules["cn.criminal-law.12"].cite,
                replace(basis, version=version.id),
            )


def _acts(rules: Law, basis: Basis) -> Iterator[Trial]:
    """Insider and lawful business, tried both ways: they are disputed in practice."""
    acts = basis.facts.acts or ()
    for name, cite in (("insider", "cn.2017-10.5.1.8"), ("lawful_business", "cn.2017-10.6")):
        for value in (True, False):
            before = _common([getattr(act, name) for act in acts])
            changed = tuple(_with(act, name, value) for act in acts)
            if changed != acts:
                yield (
                    words.NAME_ZH[name],
                    words.name_en(name),
                    before,
                    _TRUTH[value],
                    rules[cite].cite,
                    replace(basis, facts=replace(basis.facts, acts=changed)),
                )


def _with(act: Act, name: str, value: bool) -> Act:
    return replace(act, insider=value) if name == "insider" else replace(act, lawful_business=value)


def _common(values: list[Truth]) -> str:
    return _TRUTH[values[0]] if values and all(value == values[0] for value in values) else "mixed"


def _flags(rules: Law, basis: Basis) -> Iterator[Trial]:
    """Facts that are not given."""
    for name in FLAGS:
        if name not in basis.facts.flags:
            changed = replace(basis.facts, flags={**basis.facts.flags, name: True})
            yield (
                words.NAME_ZH[name],
                words.name_en(name),
                "unknown",
                "true",
                fact_cite(rules, name),
                replace(basis, facts=changed),
            )


def _bounds(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    """Lower and upper bounds of what is known only between bounds, and of the doubts in the count from exhibits."""
    cite = next(rule.cite for rule in rules.of_kind("counting") if rule.counting == "as_seized")
    counts = decision.situation.counts
    if counts is not None:
        low = {name: exactly(value.low) for name, value in counts.items()}
        high = {name: exactly(value.high) if value.high is not None else value for name, value in counts.items()}
        if any(not value.exact for value in counts.values()):
            yield "条数按下限", "pieces at their lower bound", "between bounds", "low", cite, replace(basis, counts=low)
            yield (
                "条数按上限",
                "pieces at their upper bound",
                "between bounds",
                "high",
                cite,
                replace(basis, counts=high),
            )
    if basis.exhibits is not None:
        for name, name_en, classes in (
            ("剔除全部存疑信息", "everything doubted left out", basis.exhibits.low),
            ("计入全部存疑信息", "everything doubted counted", basis.exhibits.high),
        ):
            changed = replace(basis, exhibits=replace(basis.exhibits, classes=classes))
            yield name, name_en, str(basis.exhibits.total), str(sum(classes.values())), cite, changed


def _lines(basis: Basis, decision: Decision) -> Iterator[Trial]:
    """The least number that would carry an unknown count or sum over a line."""
    situation = decision.situation
    for need, cite in _needs(decision):
        line = -(-need.line.numerator // need.line.denominator)
        if need.amount:
            money = situation.amount(need.amount)
            if money.low < line and (money.high is None or money.high >= line):
                amounts = {**basis.facts.amounts, need.amount: exactly(line)}
                yield (
                    words.NAME_ZH[need.amount],
                    words.name_en(need.amount),
                    words.number_en(money, True),
                    f"{words.yuan(line)} yuan",
                    cite,
                    replace(basis, facts=replace(basis.facts, amounts=amounts)),
                )
            continue
        pieces = situation.pieces(need.classes)
        if pieces.low < line and (pieces.high is None or pieces.high >= line):
            known = dict(situation.counts or dict.fromkeys(words.CLASS_ZH, NOTHING))
            for name in need.classes:
                known[name] = NOTHING
            known[need.classes[0]] = Interval(line, line)
            yield (
                f"条数：{words.classes_zh(need.classes)}",
                f"pieces: {', '.join(need.classes)}",
                words.number_en(pieces),
                f"{line} pieces",
                cite,
                replace(basis, counts=known),
            )


def _needs(decision: Decision) -> list[tuple[Need, str]]:
    """Lines of the tree, lowest first, each with the article it stands in."""
    found: dict[tuple[tuple[str, ...], str, Fraction], tuple[Need, str]] = {}
    for tree in decision.applied.steps:
        for grade in tree.parts:
            for item in grade.parts:
                for need in item.needs:
                    found.setdefault((need.classes, need.amount, need.line), (need, item.cite))
    return sorted(found.values(), key=lambda entry: (entry[0].amount, entry[0].classes, entry[0].line))


def _readings(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    """Disputed readings: the proportional sum, several recipients, and other ways to count the same data."""
    for rule in rules.list_with("ratio_sum"):
        ratio_sum = rule.when.ratio_sum if isinstance(rule.when, Condition) else None
        if ratio_sum is not None and ratio_sum.disputed:
            other = "left_out" if ratio_sum.reached_tiers == "added" else "added"
            yield (
                ratio_sum.disputed,
                ratio_sum.disputed_en,
                ratio_sum.reached_tiers,
                other,
                rule.cite,
                replace(basis, reached_tiers=other),
            )
    several = next(rule for rule in rules.of_kind("counting") if rule.counting == "per_recipient")
    number = recipients_of(decision.situation.acts or (), recipient_kinds(rules))
    counts, exhibits = decision.situation.counts, basis.exhibits
    if number > 1 and counts is not None and (exhibits is None or exhibits.per_exhibit is None):
        times = {
            name: Interval(value.low * number, None if value.high is None else value.high * number)
            for name, value in counts.items()
        }
        yield (
            "所给条数尚未按对象累计",
            "the pieces given are not yet added up per recipient",
            "1",
            str(number),
            several.cite,
            replace(basis, counts=times),
        )
    if exhibits is not None:
        for name, classes in exhibits.others.items():
            changed = replace(exhibits, classes=classes, per_exhibit=None)
            yield (
                "计数方法或者争议问题的另一种口径",
                "another way to count, or another reading",
                exhibits.method,
                name,
                rules["cn.2017-10.11.3"].cite,
                replace(basis, exhibits=changed),
            )
