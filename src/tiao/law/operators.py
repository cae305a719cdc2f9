"""The operators at work: a rule and a situation in, a step with its reason out. Exact, three-valued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tiao.law import unknowns, words
from tiao.law.assessment import Need, Step
from tiao.law.logic import UNKNOWN, Interval, Truth, both, either, opposite
from tiao.law.rule import AmountOf, Condition, CountOf, Except, NumberOf, RatioSum, Rule, Scales
from tiao.law.rulebook import Law
from tiao.law.situation import Situation, holds

Ratio = tuple[Fraction, Fraction | None]


@dataclass(frozen=True)
class Scale:
    """How the lines are multiplied on the way down.

    Attributes:
        factor: the product of all multiples.
        unit: the product of those below one: the line that a tier of its own has for this kind of actor.
    """

    factor: Fraction = Fraction(1)
    unit: Fraction = Fraction(1)

    def times(self, by: Fraction) -> Scale:
        """One multiple more."""
        return Scale(self.factor * by, self.unit * min(by, Fraction(1)))


@dataclass(frozen=True)
class Evaluator:
    """Applies the rules of one law to one situation."""

    law: Law
    situation: Situation

    def step(self, rule: Rule, scale: Scale | None = None) -> Step:
        """Apply a rule that has a condition; its lines multiplied by ``scale``."""
        assert rule.when is not None
        found = self._condition(rule.when, scale or Scale())
        return replace(
            found, rule=rule.id, cite=rule.cite, quote=rule.quote, gloss_en=rule.gloss_en, checked=rule.checked
        )

    def _condition(self, when: Condition, scale: Scale) -> Step:
        """One operator. Only ``rule`` and ``scales`` give steps with an article of their own; the others merge."""
        if when.rule is not None:
            return self.step(self.law[when.rule], scale)
        if when.count is not None:
            return self._count(when.count, scale)
        if when.amount is not None:
            return self._amount(when.amount, scale)
        if when.fact is not None:
            return self._fact(when.fact, needed=False)
        if when.stated is not None:
            return self._fact(when.stated, needed=True)
        if when.number is not None:
            return self._number(when.number, scale)
        if when.undecided is not None:
            return _leaf(None, None, when.undecided.zh, when.undecided.en)
        if when.acts is not None:
            value = holds(self.situation.acts, when.acts)
            given = self.situation.acts is not None or not when.acts.presumed
            return _leaf(value, unknowns.decided_conduct(value, given), *_acts_words(when, value))
        if when.ratio_sum is not None:
            return self._ratio_sum(when.ratio_sum, scale)
        if when.scales is not None:
            return self._scales(when.scales, scale)
        if when.except_ is not None:
            return self._except(when.except_, scale)
        if when.judge is not None:
            return _leaf(None, unknowns.decided_by_court(), "须由法院认定", "for the court to find")
        if when.any is not None:
            return _joined([self._condition(part, scale) for part in when.any], some=True)
        return _joined([self._condition(part, scale) for part in when.all or ()], some=False)

    def _fact(self, name: str, needed: bool) -> Step:
        """A fact; ``needed``: what the file does not say stays open in the outcome as well."""
        value, source = self.situation.flags.get(name), self.situation.sources.get(name, "")
        decides = value if needed else unknowns.decided_fact(value)
        return _leaf(value, decides, words.given_zh(name, value, source), words.given_en(name, value, source))

    def _number(self, number: NumberOf, scale: Scale) -> Step:
        value, line = self.situation.numbers.get(number.of, UNKNOWN), number.at_least * scale.factor
        met = value.reaches(line)
        zh = f"{words.NAME_ZH[number.of]}：{words.number_zh(value, unit='')}，标准 {line}，{words.reached_zh(met)}"
        shown = words.number_en(value, unit="")
        en = f"{words.name_en(number.of)}: {shown}, line {line}, {words.reached_en(met)}"
        return replace(_leaf(met, met, zh, en), ratio=_ratio(value, line), line=str(line))

    def _count(self, count: CountOf, scale: Scale) -> Step:
        line = count.at_least * scale.factor
        pieces = self.situation.pieces(count.classes)
        met = pieces.reaches(line)
        return Step(
            "",
            "",
            "",
            met,
            met,
            f"{words.classes_zh(count.classes)}：{words.number_zh(pieces)}，标准 {line} 条，{words.reached_zh(met)}",
            f"{', '.join(count.classes)}: {words.number_en(pieces)}, line {line}, {words.reached_en(met)}",
            ratio=_ratio(pieces, line),
            line=f"{line} 条",
            needs=(Need(count.classes, "", line),),
        )

    def _amount(self, amount: AmountOf, scale: Scale) -> Step:
        line = amount.line_fen * scale.factor
        money, shown = self.situation.amount(amount.of), words.yuan(line)
        met = money.reaches(line)
        return Step(
            "",
            "",
            "",
            met,
            met,
            f"{words.NAME_ZH[amount.of]} {words.number_zh(money, True)}，标准 {shown} 元，{words.reached_zh(met)}",
            f"{words.name_en(amount.of)}: {words.number_en(money, True)}, line {shown}, {words.reached_en(met)}",
            ratio=_ratio(money, line),
            line=f"{shown} 元",
            needs=(Need((), amount.of, line),),
        )

    def _ratio_sum(self, ratio_sum: RatioSum, scale: Scale) -> Step:
        """按相应比例合计: each tier over its own line, added. Both readings of reached tiers are worked out."""
        line = ratio_sum.at_least * scale.factor
        tiers = [when.count for name in ratio_sum.of if (when := self.law[name].when) and when.count]
        named = [self.situation.named(tier.classes) for tier in tiers]
        ratios = [_ratio(pieces, tier.at_least) for pieces, tier in zip(named, tiers, strict=True)]
        unclassified = _of_any_tier(self.situation.unclassified, [tier.at_least for tier in tiers])
        readings = {
            "added": [*ratios, *unclassified],
            "left_out": [_below(ratio, scale.unit) for ratio in ratios]
            + [
                (Fraction(0), scale.unit * len(tiers)) if scale.factor > scale.unit else share for share in unclassified
            ],
        }
        reading = self.situation.reached_tiers or ratio_sum.reached_tiers
        sums = {name: _over(_added(parts), line) for name, parts in readings.items()}
        low, high = sums[reading]
        met = True if low >= 1 else False if high is not None and high < 1 else None
        alone = any(ratio[0] >= scale.factor for ratio in ratios)
        if alone:
            # The text asks that no tier has reached its own line; then the tier's own item is met instead.
            met = False
        elif unclassified and _one_must_reach(self.situation.unclassified, named, tiers, scale.factor):
            # Whatever their class, one of items (3) to (5) is reached; which one is not known, so it stands here.
            met = True
        terms = " + ".join(_shown(ratio) for ratio in readings[reading])
        zh = f"按比例合计 {terms}，标准 {line}，" + (
            "已有一档单独达到标准，本项无须适用" if alone else words.reached_zh(met)
        )
        en = f"proportional sum {terms}, line {line}, " + (
            "a tier has reached its own line, this item is not needed" if alone else words.reached_en(met)
        )
        other = sums["left_out" if reading == "added" else "added"][0]
        return Step(
            "",
            "",
            "",
            met,
            met,
            zh,
            en,
            ratio=(low, high),
            line=str(line),
            other_reading=other if other != low else None,
        )

    def _scales(self, scales: Scales, scale: Scale) -> Step:
        """Lines of other rules multiplied; with ``acts``, for the share that stands on those acts."""
        inner, gate = self, _leaf(True, True, "", "")
        if scales.acts is not None:
            value = holds(self.situation.acts, scales.acts)
            gate = _leaf(value, value, *_acts_words(Condition(acts=scales.acts), value))
            if value is False:
                return gate
            inner = Evaluator(self.law, self.situation.only(scales.acts, recipient_kinds(self.law)))
        parts = [inner.step(self.law[name], scale.times(scales.by)) for name in scales.of]
        found = _joined(parts, some=True)
        zh, en = f"标准乘以 {scales.by}，{found.because}", f"lines times {scales.by}, {found.because_en}"
        if gate.met is None:
            zh, en = f"{gate.because}；{zh}", f"{gate.because_en}; {en}"
        met, decides = both([gate.met, found.met]), both([gate.decides, found.decides])
        return replace(found, met=met, decides=decides, because=zh, because_en=en, parts=tuple(parts))

    def _except(self, rule: Except, scale: Scale) -> Step:
        """The base stands unless an exception is shown."""
        base = self._condition(rule.base, scale)
        unless = [self._condition(part, scale) for part in rule.unless]
        shown = either(step.decides for step in unless)
        decides = both([base.decides, opposite(unknowns.decided_exception(shown))])
        if rule.open:
            decides = both([unknowns.decided_exception(base.decides), opposite(shown)])
        against = [step for step in unless if step.met is not False]
        return replace(
            base,
            met=both([base.met, opposite(either(step.met for step in unless))]),
            decides=decides,
            because="；除外：".join([base.because, *(step.because for step in against)]),
            because_en="; except: ".join([base.because_en, *(step.because_en for step in against)]),
        )


def recipient_kinds(law: Law) -> tuple[str, ...]:
    """Kinds of acts whose recipients add up (art. 11(2))."""
    return tuple(
        kind
        for rule in law.of_kind("counting")
        if rule.counting == "per_recipient" and rule.when and rule.when.acts
        for kind in rule.when.acts.kind
    )


def _leaf(met: Truth, decides: Truth, zh: str, en: str) -> Step:
    return Step("", "", "", met, decides, zh, en)


def _acts_words(when: Condition, value: Truth) -> tuple[str, str]:
    test = when.acts
    assert test is not None
    kinds = test.kind or test.among
    asked = [name for name in ("insider", "lawful_business") if getattr(test, name) is not None]
    zh = "、".join(
        part for part in (f"行为：{words.kinds_zh(kinds)}" if kinds else "", *(words.NAME_ZH[a] for a in asked)) if part
    )
    en = ", ".join(
        part for part in ("acts: " + ", ".join(kinds) if kinds else "", *(words.name_en(a) for a in asked)) if part
    )
    state = ("未知", "not known") if value is None else ("是", "yes") if value else ("否", "no")
    return f"{zh}：{state[0]}", f"{en}: {state[1]}"


def _joined(parts: Sequence[Step], some: bool) -> Step:
    """Any or all of several steps; those with an article of their own become parts, the others lend their words."""
    join = either if some else both
    met = join(part.met for part in parts)
    named = [part for part in parts if part.rule]
    if named and len(named) == len(parts):
        good = [part for part in parts if part.met]
        open_ = [part for part in parts if part.met is None]
        if good:
            names = "、".join(part.cite.split(" ")[-1] for part in good)
            zh, en = f"具备：{names}", f"met: {names}"
        elif open_:
            zh, en = f"所列各项均未确定具备，其中 {len(open_)} 项未知", f"none is certainly met, {len(open_)} unknown"
        else:
            zh, en = "所列各项均不具备", "none is met"
    else:
        said = [p for p in parts if p.met] or [p for p in parts if p.met is None] or list(parts)
        said = said if some else list(parts)
        zh, en = "；".join(p.because for p in said), "; ".join(p.because_en for p in said)
    return Step(
        "",
        "",
        "",
        met,
        join(part.decides for part in parts),
        zh,
        en,
        parts=tuple(named),
        needs=tuple(need for part in parts for need in part.needs),
    )


def _ratio(value: Interval, line: Fraction) -> Ratio:
    return value.low / line, None if value.high is None else value.high / line


def _of_any_tier(pieces: Interval, lines: Sequence[Fraction]) -> list[Ratio]:
    """What pieces of an unknown class add to the sum: at least as in the mildest tier, at most as in the gravest."""
    if pieces.high == 0:
        return []
    return [(pieces.low / max(lines), None if pieces.high is None else pieces.high / min(lines))]


def _one_must_reach(
    unclassified: Interval, named: Sequence[Interval], tiers: Sequence[CountOf], factor: Fraction
) -> bool:
    """Are there so many pieces of an unknown class that, however they fall, one tier reaches its own line?"""
    lines = [tier.at_least * factor for tier in tiers]
    room = (
        max(0, -(-line.numerator // line.denominator) - 1 - known.low) for line, known in zip(lines, named, strict=True)
    )
    return unclassified.low > sum(room)


def _below(ratio: Ratio, unit: Fraction) -> Ratio:
    """A tier's share of the sum when tiers that reach their own line are left out."""
    low, high = ratio
    if low >= unit:
        return Fraction(0), Fraction(0)
    if high is None or high >= unit:
        return Fraction(0), unit
    return ratio


def _added(ratios: Sequence[Ratio]) -> Ratio:
    highs = [high for _, high in ratios]
    known = [high for high in highs if high is not None]
    return sum((low for low, _ in ratios), Fraction(0)), sum(known, Fraction(0)) if len(known) == len(highs) else None


def _over(ratio: Ratio, line: Fraction) -> Ratio:
    return ratio[0] / line, None if ratio[1] is None else ratio[1] / line


def _shown(ratio: Ratio) -> str:
    low, high = ratio
    return str(low) if low == high else f"≥{low}" if high is None else f"{low}~{high}"
