"""What is missing: the parts of a condition that keep it from being decided, each in words."""

from __future__ import annotations

from tiao.law import words
from tiao.law.logic import Truth
from tiao.law.operators import Evaluator
from tiao.law.rule import Condition, Rule
from tiao.law.rulebook import Law
from tiao.law.situation import Situation


def missing(rules: Law, situation: Situation, when: Condition | None) -> list[tuple[str, str]]:
    """What would have to be known, Chinese and English, each once; empty when the condition is decided."""
    found = _open(rules, situation, when) if when is not None else []
    return list(dict.fromkeys(found))


def _open(rules: Law, situation: Situation, when: Condition) -> list[tuple[str, str]]:
    if _value(rules, situation, when) is not None:
        return []
    parts = when.any or when.all
    if parts:
        return [item for part in parts for item in _open(rules, situation, part)]
    if when.except_ is not None:
        return _open(rules, situation, when.except_.base)
    if when.rule is not None:
        inner = rules[when.rule].when
        return _open(rules, situation, inner) if inner else []
    if when.stated is not None:
        return [(words.given_zh(when.stated, None, ""), words.given_en(when.stated, None, ""))]
    if when.undecided is not None:
        return [(when.undecided.zh, when.undecided.en)]
    step = Evaluator(rules, situation).step(_rule(rules).model_copy(update={"when": when}))
    return [(step.because, step.because_en)]


def _value(rules: Law, situation: Situation, when: Condition) -> Truth:
    return Evaluator(rules, situation).step(_rule(rules).model_copy(update={"when": when})).decides


def _rule(rules: Law) -> Rule:
    """Any rule: only its condition is asked, and that is put in."""
    return next(iter(rules.rules.values()))
