"""What stays open: unknown facts, counts and dates that a person has to look at before the outcome is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tiao.law import unknowns, words
from tiao.law.assessment import Question, Step
from tiao.law.decision import Basis, Decision, decide
from tiao.law.facts import UNCLASSIFIED
from tiao.law.messages import question
from tiao.law.operators import recipient_kinds
from tiao.law.recipients import recipients_of, unplaced, unsettled
from tiao.law.regime import before_interpretation
from tiao.law.rule import FLAGS, GRADES
from tiao.law.rulebook import Law, law
from tiao.law.situation import among_acts


def find(basis: Basis, decision: Decision) -> Iterator[Question]:
    """Open questions, in a fixed order: time, conduct, counts, facts, special rules."""
    rules = law()
    yield from decision.governing.questions
    if decision.applied.outcome == unknowns.NO_CRIME:
        return
    yield from _standard(rules, decision)
    yield from _numbers(rules, basis, decision)
    yield from _unknown(rules, basis, decision)
    yield from _insider(rules, basis, decision)


def _standard(rules: Law, decision: Decision) -> Iterator[Question]:
    offence, standard = decision.applied.version.offence, decision.applied.standard
    if standard is None or offence is None:
        return
    if offence.reference_only:
        yield question("reference_only", standard.cite)
    else:
        early = before_interpretation(rules, decision.governing.acts or (), standard)
        if early is not None:
            yield early
    if decision.situation.acts is None:
        yield question("no_acts", decision.applied.version.cite)
    tree = next(step for step in decision.applied.steps if step.rule == standard.id)
    if _two_ranges(tree):
        yield question("two_ranges", tree.cite)


def _two_ranges(tree: Step) -> bool:
    """Is exactly one of number and money in the graver range, while both are known?"""
    if len(tree.parts) < 2 or tree.parts[1].decides is not True:
        return False
    # A line of money alone, or of pieces alone: items with both are made of these.
    money = [part for part in _leaves(tree.parts[1]) if part.needs and part.needs[0].amount]
    pieces = [part for part in _leaves(tree.parts[1]) if part.needs and part.needs[0].classes]
    by_money, by_pieces = any(part.met for part in money), any(part.met for part in pieces)
    known = any(part.ratio is not None and part.ratio[0] > 0 for part in (pieces if by_money else money))
    return known and by_money != by_pieces


def _leaves(step: Step) -> list[Step]:
    """Steps without parts."""
    return [leaf for part in step.parts for leaf in _leaves(part)] if step.parts else [step]


def _numbers(rules: Law, basis: Basis, decision: Decision) -> Iterator[Question]:
    cite = {rule.counting: rule.cite for rule in rules.of_kind("counting")}
    exhibits, counts = basis.exhibits, decision.situation.counts
    if counts is None:
        yield question("pieces_unknown", cite["as_seized"])
    if counts is not None and UNCLASSIFIED in counts:
        yield question("unclassified", cite["as_seized"])
    if exhibits is not None and basis.facts.counts is not None:
        yield question("file_and_exhibits", cite["once"])
    acts, kinds = decision.situation.acts or (), recipient_kinds(rules)
    recipients = recipients_of(acts, kinds)
    if recipients > 1:
        if exhibits is None or exhibits.per_exhibit is None:
            if exhibits is not None or counts is None or unsettled(basis.facts, kinds):
                yield question("recipients_check", cite["per_recipient"], number=recipients)
        elif unplaced(acts, kinds):
            yield question("recipients_unplaced", cite["per_recipient"])
        elif counts is not None and any(not value.exact for value in counts.values()):
            yield question("recipients_overlap", cite["per_recipient"])


def _unknown(rules: Law, basis: Basis, decision: Decision) -> Iterator[Question]:
    """Facts that are not given and that would raise the grade, and what only the court can find."""
    rank = ("", *GRADES)
    outcome = decision.applied.outcome
    now = rank.index(outcome) if outcome in rank else 0
    for name in FLAGS:
        if name in basis.facts.flags:
            continue
        flagged = replace(basis, facts=replace(basis.facts, flags={**basis.facts.flags, name: True}))
        changed = decide(flagged).applied.outcome
        if changed in rank and rank.index(changed) > now:
            yield question("not_given", fact_cite(rules, name), name=words.NAME_ZH[name], name_en=words.name_en(name))
    for tree in decision.applied.steps:
        for item in (item for grade in tree.parts for item in grade.parts):
            when = rules[item.rule].when
            if when is not None and when.judge is not None:
                yield question("for_the_court", item.cite, quote=item.quote)


def fact_cite(rules: Law, name: str) -> str:
    """The article or item in which a fact first stands."""
    for rule in rules.rules.values():
        when = rule.when
        if when is not None and name in (when.fact, *(part.fact for part in (*(when.any or ()), *(when.all or ())))):
            return rule.cite
    return ""


def _insider(rules: Law, basis: Basis, decision: Decision) -> Iterator[Question]:
    """The same insider fact may not carry the conviction and make the sentence heavier without a person's decision."""
    aggravation = rules.of_kind("aggravation")[0]
    acts = decision.governing.acts or ()
    if decision.applied.outcome not in GRADES or not any(act.insider for act in acts):
        return
    plain = tuple(replace(act, insider=False) if act.insider else act for act in basis.facts.acts or ())
    without = decide(replace(basis, facts=replace(basis.facts, acts=plain))).applied
    if without.outcome != decision.applied.outcome:
        yield question("insider_twice", aggravation.cite)
    test = aggravation.when.acts if aggravation.when else None
    if test is not None and any(act.insider is not True for act in among_acts(acts, test)):
        yield question("insider_split", aggravation.cite)
