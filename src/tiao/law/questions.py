"""What stays open: unknown facts, counts and dates that a person has to look at before the outcome is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tiao.law import unknowns, words
from tiao.law.assessment import Question, Step
from tiao.law.decision import Basis, Decision, decide
from tiao.law.exhibits import recipients_of
from tiao.law.library import Law, law
from tiao.law.operators import recipient_kinds
from tiao.law.regime import before_interpretation
from tiao.law.rule import FLAGS, GRADES


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
    assert offence is not None
    if standard is None:
        return
    if offence.reference_only:
        yield Question(
            "当时没有数量标准的司法解释，2017年标准仅作参照",
            "There was no numeric standard at that time: the later one is only a reference",
            standard.cite,
        )
    else:
        early = before_interpretation(rules, decision.governing.acts or (), standard)
        if early is not None:
            yield early
    if decision.situation.acts is None:
        yield Question(
            "未给出行为：推定属于本条规定的出售、提供或者非法获取",
            "No acts are given: taken as selling, providing or illegally obtaining",
            decision.applied.version.cite,
        )
    grades = next((step for step in decision.applied.steps if step.rule == standard.id), None)
    if grades is not None and len(grades.parts) > 1:
        yield from _two_ranges(grades, standard.notes)


def _two_ranges(tree: Step, notes: tuple[str, ...]) -> Iterator[Question]:
    """Count and income in different ranges: the heavier may be used; said when exactly one of the two is especially grave."""
    lower, upper = tree.parts[0], tree.parts[1]
    if upper.decides is not True or not notes:
        return
    tenfold = [part for step in upper.parts for part in step.parts]
    money = [part for part in tenfold if any(need.amount for need in part.needs) and len(part.needs) == 1]
    pieces = [part for part in tenfold if part.needs and all(need.classes for need in part.needs)]
    single = [part for part in lower.parts if any(need.amount for need in part.needs) and len(part.needs) == 1]
    by_money, by_pieces = any(p.met for p in money), any(p.met for p in pieces)
    known = any(part.ratio is not None and part.ratio[0] > 0 for part in single)
    if known and by_money != by_pieces:
        yield Question(
            notes[0],
            "Number and illegal income fall into different ranges: the heavier may be used (a typical-cases notice, seen in part)",
            tree.cite,
        )


def _numbers(rules: Law, basis: Basis, decision: Decision) -> Iterator[Question]:
    kinds = recipient_kinds(rules)
    acts = decision.situation.acts or ()
    once, several, bulk = (
        next(rule for rule in rules.of_kind("counting") if rule.counting == name)
        for name in ("once", "per_recipient", "as_seized")
    )
    exhibits, counts = basis.exhibits, decision.situation.counts
    if counts is None:
        yield Question("条数未知", "The number of pieces is not known", bulk.cite)
    if exhibits is not None and basis.facts.counts is not None:
        yield Question(
            "案卷条数与检材条数是否同一批信息未知：按不少于较大者、不多于两者之和评价",
            "It is not known whether the pieces of the file and of the exhibits are the same: at least the larger, at most the sum",
            once.cite,
        )
    recipients = recipients_of(acts, kinds)
    if recipients > 1:
        if exhibits is None or exhibits.per_exhibit is None:
            yield Question(
                f"向 {recipients} 个对象出售、提供：所给条数是否已经累计，须核实",
                f"Sold or provided to {recipients} recipients: check whether the pieces given are already added up",
                several.cite,
            )
        elif counts is not None and any(not value.exact for value in counts.values()):
            yield Question(
                "检材之间信息有重合：向多个对象提供的条数只能确定上下限",
                "The exhibits overlap: the pieces for several recipients are known only between bounds",
                several.cite,
            )


def _unknown(rules: Law, basis: Basis, decision: Decision) -> Iterator[Question]:
    """Facts that are not given and that would raise the grade."""
    rank = ("", *GRADES)
    outcome = decision.applied.outcome
    now = rank.index(outcome) if outcome in rank else 0
    for name in FLAGS:
        if name in basis.facts.flags:
            continue
        flagged = replace(basis, facts=replace(basis.facts, flags={**basis.facts.flags, name: True}))
        changed = decide(flagged).applied
        if changed.outcome in rank and rank.index(changed.outcome) > now:
            yield Question(
                f"案卷未载明是否{words.NAME_ZH[name]}", f"Not given: {words.name_en(name)}", fact_cite(rules, name)
            )
    court = [
        step
        for tree in decision.applied.steps
        for grade in tree.parts
        for step in grade.parts
        if step.because == "须由法院认定"
    ]
    for step in court:
        yield Question(f"{step.quote}：须由法院认定", "Other circumstances are for the court to find", step.cite)


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
        yield Question(
            "履行职责、提供服务的事实已用于降低标准，不宜再用于从重，须由人工确定",
            "The insider fact already lowered the line: whether it may also make the "
            "sentence heavier is for a person to decide",
            aggravation.cite,
        )
    if any(act.insider is not True for act in acts if act.kind in ("sell", "provide", "publish")):
        yield Question(
            "部分出售、提供行为并非（或者不明是否）履行职责、提供服务所得：条数须按行为拆分",
            "Some of the selling or providing is not, or not known to be, of data "
            "got in duty or service: split the pieces by act",
            aggravation.cite,
        )
