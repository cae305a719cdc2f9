"""What would change the outcome: each unknown fact, bound, date and disputed reading, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tiao.law import unknowns, words
from tiao.law.assessment import Flip, Need
from tiao.law.decision import Basis, Decision, decide
from tiao.law.facts import UNCLASSIFIED, Act
from tiao.law.holding import Holding, result_of, same
from tiao.law.logic import NOTHING, Truth, exactly
from tiao.law.messages import say
from tiao.law.questions import fact_cite
from tiao.law.rule import FLAGS, Rule
from tiao.law.rulebook import Law, law


@dataclass(frozen=True)
class Trial:
    """One thing changed: what it asks, from what to what, under which article, and what to assess instead."""

    asks: tuple[str, str]
    before: str
    after: str
    cite: str
    basis: Basis


_TRUTH = {None: "unknown", True: "true", False: "false"}


def find(basis: Basis, decision: Decision, holding: Holding) -> Iterator[Flip]:
    """Trials and known readings whose outcome, or statutory maximum, differs from the decision; in a fixed order."""
    rules = law()
    now = result_of(decision)
    said = set()
    for trial in _trials(rules, basis, decision):
        result = result_of(decide(trial.basis))
        if result != now:
            said.add(same(trial.basis))
            yield Flip(*trial.asks, trial.before, trial.after, *result, trial.cite)
    for row in holding.rows:
        # A fact that is disputed was tried above already.
        if row.changes and row.known and row.basis is not None and same(row.basis) not in said:
            asked = row.question
            names = asked.default, row.position.id
            yield Flip(asked.question, asked.question_en, *names, *row.result, asked.article, asked.id)


def _trials(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    yield from _versions(rules, basis, decision)
    if decision.applied.outcome == unknowns.NO_CRIME:
        return
    yield from _acts(rules, basis)
    yield from _flags(rules, basis)
    yield from _bounds(rules, basis, decision)
    yield from _lines(basis, decision)
    yield from _classes(rules, basis, decision)


def _versions(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    """Another time of the acts, where the dates leave it open."""
    cite = rules["cn.criminal-law.12"].cite
    for version in decision.governing.others:
        # Acts that cross a date: which law has them is a disputed reading, unless there was no such article before.
        if version.offence is not None and (version.offence.conduct is None or not decision.governing.dated):
            other = replace(basis, version=version.id)
            yield Trial(say("flip_version"), decision.applied.regime, version.offence.regime, cite, other)


def _acts(rules: Law, basis: Basis) -> Iterator[Trial]:
    """Insider and lawful business, tried both ways, given or not: they are disputed in practice."""
    acts = basis.facts.acts or ()
    for name, rule in (("insider", "cn.2017-10.5.1.8"), ("lawful_business", "cn.2017-10.6")):
        for value in (True, False):
            before = _common([getattr(act, name) for act in acts])
            changed = tuple(_with(act, name, value) for act in acts)
            if changed != acts:
                facts = replace(basis.facts, acts=changed)
                yield Trial(_named(name), before, _TRUTH[value], rules[rule].cite, replace(basis, facts=facts))


def _named(name: str) -> tuple[str, str]:
    return say("flip_fact", name=words.NAME_ZH[name], name_en=words.name_en(name))


def _with(act: Act, name: str, value: bool) -> Act:
    return replace(act, insider=value) if name == "insider" else replace(act, lawful_business=value)


def _common(values: list[Truth]) -> str:
    return _TRUTH[values[0]] if values and all(value == values[0] for value in values) else "mixed"


def _flags(rules: Law, basis: Basis) -> Iterator[Trial]:
    """Facts that are not given."""
    for name in FLAGS:
        if name not in basis.facts.flags:
            facts = replace(basis.facts, flags={**basis.facts.flags, name: True})
            yield Trial(_named(name), "unknown", "true", fact_cite(rules, name), replace(basis, facts=facts))


def _bounds(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    """Bounds of what is known only between bounds, and of the doubts in the count from exhibits."""
    cite = next(rule.cite for rule in rules.of_kind("counting") if rule.counting == "as_seized")
    counts, exhibits = decision.situation.counts, basis.exhibits
    if counts is not None and any(not value.exact for value in counts.values()):
        low = {name: exactly(value.low) for name, value in counts.items()}
        high = {name: value if value.high is None else exactly(value.high) for name, value in counts.items()}
        for key, bound in (("low", low), ("high", high)):
            yield Trial(say(f"flip_{key}"), "between bounds", key, cite, replace(basis, counts=bound))
    if exhibits is not None:
        for key, classes in (("flip_doubts_out", exhibits.low), ("flip_doubts_in", exhibits.high)):
            changed = replace(exhibits, classes=classes, per_exhibit=None)
            after = str(sum(classes.values()))
            yield Trial(say(key), str(exhibits.total), after, cite, replace(basis, exhibits=changed))


def _lines(basis: Basis, decision: Decision) -> Iterator[Trial]:
    """The least number that would carry an unknown count or sum of money over a line."""
    situation, facts = decision.situation, basis.facts
    for need, cite in _needs(decision):
        line = -(-need.line.numerator // need.line.denominator)
        value = situation.amount(need.amount) if need.amount else situation.pieces(need.classes)
        if value.low >= line or (value.high is not None and value.high < line):
            continue
        before = words.number_en(value, bool(need.amount))
        if need.amount:
            changed = replace(facts, amounts={**facts.amounts, need.amount: exactly(line)})
            yield Trial(_named(need.amount), before, f"{words.yuan(line)} yuan", cite, replace(basis, facts=changed))
            continue
        counts = dict(situation.counts or dict.fromkeys(words.CLASS_ZH, NOTHING))
        counts.update(dict.fromkeys(need.classes, NOTHING), **{need.classes[0]: exactly(line)})
        if UNCLASSIFIED in counts:
            # They are supposed to be of this tier now; what is left of them beyond the line decides nothing more here.
            counts[UNCLASSIFIED] = NOTHING
        asks = say("flip_pieces", classes=words.classes_zh(need.classes), classes_en=", ".join(need.classes))
        yield Trial(asks, before, f"{line} pieces", cite, replace(basis, counts=counts))


def _classes(rules: Law, basis: Basis, decision: Decision) -> Iterator[Trial]:
    """Pieces of a class that is not known, all taken as of one tier."""
    counts = decision.situation.counts or {}
    unclassified = counts.get(UNCLASSIFIED, NOTHING)
    if unclassified.high == 0:
        return
    for name in dict.fromkeys(name for rule in rules.list_with("ratio_sum") for name in _tiers(rule)):
        when = rules[name].when
        if when is not None and when.count is not None:
            first = when.count.classes[0]
            moved = {**counts, first: counts.get(first, NOTHING) + unclassified, UNCLASSIFIED: NOTHING}
            after = ", ".join(when.count.classes)
            yield Trial(say("flip_class"), UNCLASSIFIED, after, rules[name].cite, replace(basis, counts=moved))


def _tiers(rule: Rule) -> tuple[str, ...]:
    return rule.when.ratio_sum.of if rule.when and rule.when.ratio_sum else ()


def _needs(decision: Decision) -> list[tuple[Need, str]]:
    """Lines of the tree, lowest first, each with the article it stands in."""
    found: dict[Need, str] = {}
    for tree in decision.applied.steps:
        for item in (item for grade in tree.parts for item in grade.parts):
            for need in item.needs:
                found.setdefault(need, item.cite)
    return sorted(found.items(), key=lambda entry: (entry[0].amount, entry[0].classes, entry[0].line))
