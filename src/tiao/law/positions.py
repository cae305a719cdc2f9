"""What a position on a disputed question changes in one case: does it bear on it at all, and what is assessed then.

A position whose figures are known is *exact*. Where only numbers are given, and nothing says which of them the question
concerns, the farthest that the position could go is taken instead: all of them. The truth lies between that and the
default, and because a graver class, more pieces and more money never make an outcome milder, so does the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tiao.law.decision import Basis, Decision, decide
from tiao.law.exhibits import ExhibitCount, Figures, Positions
from tiao.law.facts import Act, Pieces
from tiao.law.logic import NOTHING, Interval, exactly
from tiao.law.operators import recipient_kinds
from tiao.law.readings import Dispute, Effect, Position, readings
from tiao.law.recipients import as_given, multiplied, once, recipients_of, unsettled
from tiao.law.regime import before_interpretation
from tiao.law.rule import GRADES
from tiao.law.rulebook import Law, law
from tiao.model import CLASSES

# More pieces than any case has: where nobody can say how many more there would be.
_MANY = 10**15


@dataclass(frozen=True)
class Taken:
    """One position, as it bears on one case.

    Attributes:
        exact: what it changes is known; False: as far as it could go.
        figured: the pieces under it were counted, or follow from facts; False: nothing but bounds is known.
        silent: alone it changes nothing; with another position it may.
    """

    question: Dispute
    position: Position
    exact: bool = True
    figured: bool = True
    silent: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """(question, position)."""
        return self.question.id, self.position.id

    @property
    def lowers(self) -> bool:
        """Does it make a case milder, if anything?"""
        effect = self.position.facts or Effect()
        down = any(
            move.to is None or any(CLASSES.index(move.to) > CLASSES.index(name) for name in move.from_)
            for move in effect.moves
        )
        return down or effect.number == "fewer" or effect.income is not None

    @property
    def reach(self) -> int:
        """How far it goes, among positions of one question in one direction: the smallest number goes farthest."""
        effect = self.position.facts or Effect()
        targets = [None if move.to is None else CLASSES.index(move.to) for move in effect.moves]
        if effect.number or None in targets:
            return -len(CLASSES)
        indices = [target for target in targets if target is not None]
        return min((-index if self.lowers else index for index in indices), default=0)


def bearing(basis: Basis, decision: Decision) -> list[Taken]:
    """Every position that bears on the case, in the order of the questions."""
    return [taken for question in readings().values() for taken in _of_question(basis, decision, question)]


def _of_question(basis: Basis, decision: Decision, question: Dispute) -> Iterator[Taken]:
    for position in question.others:
        effect = position.facts or Effect()
        found = [*_on_exhibits(basis, question, position, effect), *_on_entries(basis, question, effect)]
        found += _on_facts(basis, decision, effect)
        if found:
            yield Taken(
                question,
                position,
                exact=all(exact for exact, _, _ in found),
                figured=all(figured for _, figured, _ in found),
                silent=all(silent for _, _, silent in found),
            )


_Found = tuple[bool, bool, bool]  # exact, figured, silent
_EXACT: _Found = (True, True, False)
_FAR: _Found = (False, False, False)
_SILENT: _Found = (True, True, True)


def _on_exhibits(basis: Basis, question: Dispute, position: Position, effect: Effect) -> Iterator[_Found]:
    exhibits = basis.exhibits
    if exhibits is None or not question.ledger:
        return
    figures = _figures(exhibits, frozenset({(question.id, position.id)}))
    if figures is None:
        if effect.on_counts and _far(exhibits, [effect]).classes != exhibits.classes:
            yield _FAR
        return
    several = recipients_of(basis.facts.acts or (), recipient_kinds(law())) > 1
    split = figures.per_exhibit is not None or exhibits.per_exhibit is None or not several
    if figures.classes != exhibits.classes:
        yield not position.share and split, True, False
    elif any((question.id, position.id) in together for together in exhibits.readings if len(together) > 1):
        yield not position.share and split, True, True


def _on_entries(basis: Basis, question: Dispute, effect: Effect) -> Iterator[_Found]:
    if not effect.on_counts:
        return
    for entry in basis.facts.counts or ():
        if entry.disputed is None or question.id in entry.disputed:
            changed = _moved(entry.cls, entry.pieces, [effect])
            if changed != [(entry.cls, entry.pieces)]:
                yield _EXACT if entry.disputed is not None and effect.number is None else _FAR


def _on_facts(basis: Basis, decision: Decision, effect: Effect) -> Iterator[_Found]:
    facts, exhibits = basis.facts, basis.exhibits
    if _acts(facts.acts, effect) != facts.acts:
        yield _EXACT
    if effect.reached_tiers is not None and decision.situation.counts is not None:
        yield _SILENT
    kinds = recipient_kinds(law())
    several = recipients_of(decision.situation.acts or (), kinds) > 1
    split = exhibits is not None and exhibits.per_exhibit is not None
    if effect.recipients == "once":
        applies = (several and split) or any(len(set(entry.sold_to)) > 1 for entry in facts.counts or ())
    else:
        uncounted = several and not split and exhibits is not None and effect.recipients == "multiplied"
        applies = uncounted or bool(unsettled(facts, kinds))
    if effect.recipients is not None and applies:
        yield _EXACT
    if effect.crossing is not None and decision.governing.dated and decision.governing.others:
        earlier = decision.governing.others[-1].offence
        if effect.crossing == "whole" or (earlier is not None and earlier.conduct is not None):
            yield _EXACT
    gross = facts.amounts.get("illegal_income", NOTHING)
    if effect.income == "own_share" and "own_share" in facts.amounts:
        yield _EXACT
    if effect.income == "net" and gross != NOTHING:
        yield _EXACT if "purchase_cost" in facts.amounts else _FAR
    if effect.range_by is not None and _two_ranges(basis):
        yield _EXACT
    if effect.numbers is not None and _before_the_numbers(decision):
        yield _EXACT
    if effect.sensitive is not None and exhibits is not None and _proven(exhibits).classes != exhibits.classes:
        yield _EXACT


def _before_the_numbers(decision: Decision) -> bool:
    """Were the acts before the interpretation with the numeric standard?"""
    offence, standard = decision.applied.version.offence, decision.applied.standard
    if offence is None or standard is None:
        return False
    early = before_interpretation(law(), decision.governing.acts or (), standard)
    return offence.reference_only or early is not None


def under(start: Basis, chosen: Sequence[Taken]) -> Basis | None:
    """What is assessed under several positions together.

    Args:
        start: the case by default.
        chosen: at most one position of each question.

    Returns:
        None when nobody has counted the exhibits under these positions together.
    """
    effects = [taken.position.facts or Effect() for taken in chosen]
    basis = start
    if start.exhibits is not None:
        exhibits = _exhibits(start.exhibits, chosen)
        if exhibits is None:
            return None
        if any(effect.sensitive for effect in effects):
            exhibits = _proven(exhibits)
        basis = replace(basis, exhibits=exhibits)
    facts = basis.facts
    if facts.counts is not None:
        facts = replace(facts, counts=tuple(_entries(facts.counts, chosen)))
    for effect in effects:
        facts = replace(facts, acts=_acts(facts.acts, effect), amounts=_amounts(facts.amounts, effect))
    basis = replace(basis, facts=facts)
    for effect in effects:
        if effect.reached_tiers is not None:
            basis = replace(basis, reached_tiers=effect.reached_tiers)
        if effect.crossing is not None:
            basis = replace(basis, crossing=effect.crossing)
    for effect in effects:
        if effect.recipients is not None:
            basis = _RECIPIENTS[effect.recipients](basis)
        if effect.numbers is not None:
            basis = replace(basis, exhibits=None, counts=None, facts=replace(basis.facts, counts=None, amounts={}))
        if effect.range_by is not None and _two_ranges(basis):
            basis = _without_income(basis) if effect.range_by == "pieces" else _without_pieces(basis)
    return basis


def _figures(exhibits: ExhibitCount, names: Positions) -> Figures | None:
    """What the count document says under these positions together."""
    if names in exhibits.readings:
        return exhibits.readings[names]
    if len(names) == 1:
        ((question, name),) = names
        position = readings()[question].position(name)
        if position is None or position.method is None or position.method not in exhibits.methods:
            return None
        counted = exhibits.methods[position.method]
        only = position.facts.number_of if position.facts else ()
        if not only:
            return counted
        classes = {**exhibits.classes, **{cls: counted.classes[cls] for cls in only}}
        return Figures(classes, exhibits.low, exhibits.high)
    return None


def _exhibits(exhibits: ExhibitCount, chosen: Sequence[Taken]) -> ExhibitCount | None:
    counted = [taken for taken in chosen if _figures(exhibits, frozenset({taken.name})) is not None]
    far = [taken.position.facts for taken in chosen if taken not in counted and taken.question.ledger]
    if counted:
        figures = _figures(exhibits, frozenset(taken.name for taken in counted))
        if figures is None:
            return None
        exhibits = exhibits.of(figures)
    return _far(exhibits, [effect for effect in far if effect is not None and effect.on_counts])


def _far(exhibits: ExhibitCount, effects: Sequence[Effect]) -> ExhibitCount:
    """The exhibits as far as positions could change them."""

    def moved(classes: Mapping[str, int]) -> dict[str, int]:
        found = dict.fromkeys(CLASSES, 0)
        for name, pieces in classes.items():
            for cls, changed in _moved(name, exactly(pieces), effects):
                found[cls] += changed.low
        return found

    if not effects:
        return exhibits
    per = exhibits.per_exhibit
    split = None if per is None else {name: moved(held) for name, held in per.items()}
    return exhibits.of(Figures(moved(exhibits.classes), moved(exhibits.low), moved(exhibits.high), split))


def _entries(entries: Sequence[Pieces], chosen: Sequence[Taken]) -> Iterator[Pieces]:
    for entry in entries:
        effects = [
            taken.position.facts
            for taken in chosen
            if taken.position.facts is not None and (entry.disputed is None or taken.question.id in entry.disputed)
        ]
        for cls, pieces in _moved(entry.cls, entry.pieces, effects):
            yield replace(entry, cls=cls, pieces=pieces)


def _moved(cls: str, pieces: Interval, effects: Iterable[Effect]) -> list[tuple[str, Interval]]:
    """Pieces of one class under several positions: left out if one leaves them out, else of the gravest class named."""
    effects = list(effects)
    targets = [move.to for effect in effects for move in effect.moves if cls in move.from_]
    if None in targets:
        return []
    for effect in effects:
        if effect.number and cls in (effect.number_of or CLASSES) and pieces.high != 0:
            pieces = exactly(_MANY) if effect.number == "more" else exactly(min(1, pieces.low))
    found = min((name for name in targets if name is not None), key=CLASSES.index, default=cls)
    less_grave = CLASSES[CLASSES.index(found) + 1 :] if found in CLASSES and pieces.high != 0 else ()
    return [(found, pieces)] + [(name, pieces) for name in less_grave if any(effect.each_class for effect in effects)]


def _acts(acts: tuple[Act, ...] | None, effect: Effect) -> tuple[Act, ...] | None:
    if acts is None:
        return None
    in_duty = any(act.kind == "collect_in_duty" for act in acts)
    return tuple(
        replace(
            act,
            insider=False
            if effect.insider is False and act.insider
            else True
            if effect.insider is True and in_duty
            else act.insider,
            lawful_business=False if effect.lawful_business is False and act.lawful_business else act.lawful_business,
        )
        for act in acts
    )


def _amounts(amounts: Mapping[str, Interval], effect: Effect) -> Mapping[str, Interval]:
    gross = amounts.get("illegal_income")
    if effect.income == "own_share" and "own_share" in amounts:
        return {**amounts, "illegal_income": amounts["own_share"]}
    if effect.income != "net" or gross is None:
        return amounts
    cost = amounts.get("purchase_cost")
    if cost is None:
        return {**amounts, "illegal_income": NOTHING}
    least = 0 if cost.high is None else max(0, gross.low - cost.high)
    most = None if gross.high is None else max(0, gross.high - cost.low)
    return {**amounts, "illegal_income": Interval(least, most)}


def _multiplied(basis: Basis) -> Basis:
    """The number given is of one recipient: as many times as there are recipients (art. 11(2))."""
    kinds = recipient_kinds(law())
    basis = replace(basis, facts=multiplied(basis.facts, kinds))
    exhibits, number = basis.exhibits, recipients_of(basis.facts.acts or (), kinds)
    if exhibits is None or exhibits.per_exhibit is not None or number < 2:
        return basis
    low, classes, high = (
        {name: pieces * number for name, pieces in held.items()}
        for held in (exhibits.low, exhibits.classes, exhibits.high)
    )
    return replace(basis, exhibits=exhibits.of(Figures(classes, low, high)))


def _as_given(basis: Basis) -> Basis:
    """The number given is added up already."""
    return replace(basis, facts=as_given(basis.facts, recipient_kinds(law())))


def _once(basis: Basis) -> Basis:
    """Several recipients add nothing."""
    return replace(basis, facts=once(basis.facts))


_RECIPIENTS = {"as_given": _as_given, "multiplied": _multiplied, "once": _once}


def _proven(exhibits: ExhibitCount) -> ExhibitCount:
    """Items (3) and (4) without anything that a doubt touches."""
    sensitive = _sensitive(law())
    classes = {name: exhibits.low[name] if name in sensitive else pieces for name, pieces in exhibits.classes.items()}
    same = classes == exhibits.classes
    return exhibits.of(Figures(classes, exhibits.low, exhibits.high, exhibits.per_exhibit if same else None))


def _sensitive(rules: Law) -> tuple[str, ...]:
    items = (rules[name].when for name in ("cn.2017-10.5.1.3", "cn.2017-10.5.1.4"))
    return tuple(name for when in items if when is not None and when.count is not None for name in when.count.classes)


def _without_income(basis: Basis) -> Basis:
    amounts = {**basis.facts.amounts, "illegal_income": NOTHING}
    return replace(basis, facts=replace(basis.facts, amounts=amounts))


def _without_pieces(basis: Basis) -> Basis:
    return replace(basis, counts=dict.fromkeys(CLASSES, NOTHING))


def _two_ranges(basis: Basis) -> bool:
    """Do number and income, each taken alone, reach different ranges?"""
    if basis.facts.amounts.get("illegal_income", NOTHING) == NOTHING:
        return False
    by_pieces = decide(_without_income(basis)).applied.outcome
    by_income = decide(_without_pieces(basis)).applied.outcome
    return by_pieces in GRADES and by_income in GRADES and by_pieces != by_income
