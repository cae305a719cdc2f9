"""The order of the questions: which law, which conduct, which standard, which grade. What decides is in the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tiao.law import unknowns, words
from tiao.law.assessment import Step
from tiao.law.exhibits import ExhibitCount, counted
from tiao.law.facts import Facts
from tiao.law.logic import Interval, both, either
from tiao.law.messages import say
from tiao.law.operators import Evaluator, recipient_kinds
from tiao.law.parts import Part, beside, part_between, pieces_of
from tiao.law.recipients import stated
from tiao.law.regime import Governing, crossing, governing, later_versions
from tiao.law.rule import Offence, Range, Rule, RuleConflict
from tiao.law.rulebook import Law, law
from tiao.law.situation import Situation


@dataclass(frozen=True)
class Basis:
    """All that one assessment stands on.

    Attributes:
        facts: the facts given.
        exhibits: a count from exhibits, or None.
        on: a date for acts without dates.
        version: id of a version to assess under, whatever the dates say (to see what another regime would give).
        reached_tiers: another reading of the proportional sum.
        counts: pieces by class in place of those of facts and exhibits.
        crossing: another reading of acts across the date of a new law (see ``regime.crossing``).
    """

    facts: Facts
    exhibits: ExhibitCount | None = None
    on: date | None = None
    version: str | None = None
    reached_tiers: str | None = None
    counts: Mapping[str, Interval] | None = None
    crossing: str | None = None


@dataclass(frozen=True)
class Applied:
    """One version of the article applied to one situation; ``possible``: the outcomes that are left open."""

    version: Rule
    outcome: str
    range: Range | None
    standard: Rule | None = None
    steps: tuple[Step, ...] = ()
    possible: tuple[str, ...] = ()

    @property
    def regime(self) -> str:
        """The regime's name in every output."""
        return self.version.offence.regime if self.version.offence else ""

    @property
    def severity(self) -> tuple[int, int]:
        """Statutory maximum, then minimum, of the range that fits the act (1998 interpretation, arts 1 and 2)."""
        return (self.range.max, self.range.min) if self.range else (0, 0)


@dataclass(frozen=True)
class Decision:
    """The outcome with its steps, before flips."""

    applied: Applied
    governing: Governing
    situation: Situation
    steps: tuple[Step, ...] = field(default=())


def decide(basis: Basis, amended: Law | None = None) -> Decision:
    """The outcome and its steps, without flips; under the law as it stands, or as a proposal would amend it."""
    rules = amended or law()
    ruling = crossing(rules, governing(rules, basis.facts.acts, basis.on), basis.facts.acts, basis.crossing)
    version = rules[basis.version] if basis.version else ruling.version
    situation = _situation(rules, basis, ruling)
    applied = apply(rules, version, situation)
    time = rules["cn.criminal-law.12"]
    milder = lighter(rules, applied, situation) if ruling.dated and not basis.version else None
    said = say("law_then", because=ruling.because, because_en=ruling.because_en, name=applied.regime)
    if milder is not None:
        applied = milder
        said = say("law_lighter", because=said[0], because_en=said[1], name=applied.regime)
    first = Step.of(time, True, said)
    return Decision(applied, ruling, situation, (first, *applied.steps))


def apply(rules: Law, version: Rule, situation: Situation) -> Applied:
    """Apply one version of the article.

    Raises:
        RuleConflict: two exceptions to its standard hold at once.
    """
    offence = version.offence
    assert offence is not None
    if offence.conduct is None or offence.standard is None:
        step = Step.of(version, False, say("no_article"))
        return Applied(version, unknowns.NO_CRIME, None, None, (step,), (unknowns.NO_CRIME,))
    evaluator = Evaluator(rules, situation)
    conduct = evaluator.step(version.model_copy(update={"when": offence.conduct}))
    covered = unknowns.decided_conduct(conduct.decides, situation.acts is not None)
    if conduct.met is False:
        conduct = replace(conduct, because=offence.not_covered, because_en=offence.not_covered_en)
    standard, gates = _standard(rules, evaluator, rules[offence.standard])
    grades = _grades(rules, evaluator, offence, standard)
    possible = unknowns.possible(covered, {grade: step.decides for grade, step in grades.items()})
    for open_gate in (gate for gate in gates if gate.decides is None):
        # It is not known which standard governs: what either of them leaves open stays open.
        other = _grades(rules, evaluator, offence, rules[open_gate.rule])
        under_it = unknowns.possible(covered, {grade: step.decides for grade, step in other.items()})
        possible = unknowns.either_way(possible, under_it)
        gates = [replace(step, parts=tuple(other.values())) if step is open_gate else step for step in gates]
    outcome = unknowns.outcome(possible)
    said = words.OUTCOME_ZH[outcome], outcome.replace("_", " ")
    if offence.reference_only:
        said = say("reference_mark", outcome=said[0], outcome_en=said[1])
    reached = both([covered, either(step.met for step in grades.values())])
    tree = replace(Step.of(standard, reached, said), parts=tuple(grades.values()))
    gate = next((step for step in gates if step.rule == standard.id), None)
    if gate is not None:
        # The exception governs: its own condition is its step, and what it leads to stands under it.
        because = f"{gate.because}；{said[0]}", f"{gate.because_en}; {said[1]}"
        tree = replace(gate, because=because[0], because_en=because[1], parts=tree.parts)
        gates = [step for step in gates if step is not gate]
    found = next((range_ for grade, range_ in offence.ranges.items() if grade == outcome), None)
    return Applied(version, outcome, found, standard, (conduct, *gates, tree), possible)


def _grades(rules: Law, evaluator: Evaluator, offence: Offence, standard: Rule) -> dict[str, Step]:
    """Each grade that the law has, by this standard; what is graver than all of them is in the gravest that it has."""
    steps: dict[str, Step] = {grade: evaluator.step(rules[name]) for grade, name in standard.grades.items()}
    kept: dict[str, Step] = {grade: step for grade, step in steps.items() if grade in offence.ranges}
    beyond = tuple(step for grade, step in steps.items() if grade not in offence.ranges and step.decides)
    gravest = list(kept)[-1]
    if beyond and not kept[gravest].decides:
        zh, en = say("graver_than_the_law_knows")
        step = kept[gravest]
        kept[gravest] = replace(step, met=True, decides=True, because=zh, because_en=en, parts=(*step.parts, *beyond))
    return kept


def _standard(rules: Law, evaluator: Evaluator, base: Rule) -> tuple[Rule, list[Step]]:
    """The standard that governs: the base, or the one exception to it that is shown."""
    exceptions = [rule for rule in rules.of_kind("standard") if rule.exception_to == base.id]
    gates = [evaluator.step(rule) for rule in exceptions]
    shown = [rule for rule, gate in zip(exceptions, gates, strict=True) if unknowns.decided_exception(gate.decides)]
    if len(shown) > 1:
        both_texts = "；".join(f"{rule.cite}：{rule.quote}" for rule in shown)
        raise RuleConflict(
            f"Two exceptions to {base.cite} hold at once.", both_texts, "Decide by hand which of them governs."
        )
    return (shown[0] if shown else base), gates


def lighter(rules: Law, old: Applied, situation: Situation) -> Applied | None:
    """The first later version that finds no crime or is lighter for these acts (art. 12); None: the old law stays."""
    if old.range is None:
        return None
    for version in later_versions(rules, old.version):
        new = apply(rules, version, situation)
        if new.outcome == unknowns.NOT_MET or (new.range is not None and new.severity < old.severity):
            return new
    return None


def _situation(rules: Law, basis: Basis, ruling: Governing) -> Situation:
    facts, amounts, counts = basis.facts, basis.facts.amounts, basis.counts
    part = _part(rules, basis, ruling)
    if counts is None:
        counts = pieces(rules, basis, ruling, part)
    if part is not None:
        # Nobody has said how much of the money is of this part.
        amounts = {name: value.up_to_all() for name, value in amounts.items()}
    return Situation(
        counts=counts,
        amounts=amounts,
        flags=facts.flags,
        sources=facts.sources,
        acts=ruling.acts,
        exhibits=basis.exhibits if basis.counts is None else None,
        reached_tiers=basis.reached_tiers,
        numbers=facts.numbers,
    )


def _part(rules: Law, basis: Basis, ruling: Governing) -> Part | None:
    """The part that is assessed of acts that cross a date; None where all of them are, or none has a date."""
    acts = basis.facts.acts or ()
    if not ruling.dated or not ruling.others:
        return None
    begins, ends = ruling.version.in_force.from_ or date.min, ruling.version.in_force.to or date.max
    if basis.crossing == "whole":
        # One continuing act is under the new law as a whole, but not what was before there was such an offence.
        begins = min(v.in_force.from_ or date.min for v in rules.versions() if v.offence and v.offence.conduct)
        if all(begins <= day for act in acts if (day := act.start or act.end)):
            return None
    return part_between(ruling.version, begins, ends, acts)


def pieces(rules: Law, basis: Basis, ruling: Governing, part: Part | None) -> dict[str, Interval] | None:
    """Pieces (条) by class, from the facts, from exhibits, or from both; of one part of the acts, or of all.

    Nobody divides them by date but the acts: what no act of the part names may be of it or not (高检发释字〔1997〕4号
    第三项: only the part after the date is under the new law).
    """
    facts, exhibits, kinds = basis.facts, basis.exhibits, recipient_kinds(rules)
    if part is not None:
        return pieces_of(part, facts, exhibits, kinds)
    said = stated(facts, kinds)
    if exhibits is None:
        return said
    found = counted(exhibits, ruling.acts or (), kinds)
    return found if said is None else beside(said, found)
