"""The law room: facts in, assessment out, every step with its article. Knows only the model and the errors."""

from __future__ import annotations

from tiao.law.assessment import Assessment, Step
from tiao.law.engine import assess
from tiao.law.facts import Facts, parse_facts, read_facts
from tiao.law.rule import RuleConflict
from tiao.law.rulebook import list_rules, show

__all__ = [
    "Assessment",
    "Facts",
    "RuleConflict",
    "Step",
    "assess",
    "list_rules",
    "parse_facts",
    "read_facts",
    "show",
]
