"""The rule files, read once: find a rule by its name or by how people cite it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from pydantic import ValidationError

from tiao.errors import Misuse
from tiao.law.rule import Rule

FILES = (
    "253-1.yaml",
    "time.yaml",
    "limitation.yaml",
    "general.yaml",
    *(f"2017-10/{number:02d}.yaml" for number in range(1, 14)),
    *(f"neighbours/{article}.yaml" for article in ("286-1", "287-1", "287-2", "285-2")),
)
FORMAT = "tiao.rules/1"


@dataclass(frozen=True)
class Law:
    """All rules of one country, by id, in the order of the files."""

    rules: dict[str, Rule]

    def __getitem__(self, name: str) -> Rule:
        return self.rules[name]

    def of_kind(self, kind: str) -> list[Rule]:
        """Rules of one kind, in order."""
        return [rule for rule in self.rules.values() if rule.kind == kind]

    def list_with(self, operator: str) -> list[Rule]:
        """Rules whose condition is this operator."""
        return [rule for rule in self.rules.values() if rule.when and operator in rule.when.model_fields_set]

    def versions(self) -> list[Rule]:
        """The versions of the offence, oldest first."""
        return sorted(self.of_kind("offence"), key=lambda rule: rule.in_force.from_ or date.min)

    def version_on(self, day: date) -> Rule:
        """The version in force on a day."""
        return next(rule for rule in self.versions() if rule.in_force.on(day))


def parse_rules(text: str, where: str) -> list[Rule]:
    """Rules from the text of one rule file.

    Raises:
        Misuse: the file is not a rule file, or a rule does not fit the schema.
    """
    try:
        document: Any = yaml.safe_load(text)
        if document["format"] != FORMAT:
            raise Misuse("This is not a rule file of a known format.", where, f"The format is {FORMAT}.")
        return [Rule.model_validate({**document["shared"], **rule}) for rule in document["rules"]]
    except (yaml.YAMLError, KeyError, TypeError, ValidationError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else type(error).__name__
        raise Misuse(
            f"A rule does not fit the schema: {reason}.", where, "Compare it with another rule file."
        ) from None


def _referred(value: Any) -> list[str]:
    """Ids of rules that a condition refers to."""
    if isinstance(value, dict):
        names = [name for part in value.values() for name in _referred(part)]
        if isinstance(value.get("rule"), str):
            names.append(value["rule"])
        if isinstance(value.get("of"), list | tuple):
            names.extend(value["of"])
        return names
    if isinstance(value, list | tuple):
        return [name for part in value for name in _referred(part)]
    return []


def build(rules: list[Rule]) -> Law:
    """A law from rules, with every reference checked.

    Raises:
        Misuse: two rules of one id, or a reference to a rule that does not exist.
    """
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in found:
            raise Misuse("Two rules have one id.", rule.id, "Rename one of them.")
        found[rule.id] = rule
    for rule in rules:
        names = _referred(rule.when.model_dump()) if rule.when else []
        names += [*rule.grades.values(), *([rule.exception_to] if rule.exception_to else [])]
        names += [rule.offence.standard] if rule.offence and rule.offence.standard else []
        names += [rule.leads_to] if rule.leads_to else []
        if rule.neighbour:
            names += [*_referred(rule.neighbour.model_dump()), *rule.neighbour.for_the_court]
        for name in names:
            if name not in found:
                raise Misuse("A rule refers to one that does not exist.", rule.id, f"There is no {name}.")
    return Law(found)


@lru_cache(maxsize=1)
def law() -> Law:
    """The law of the People's Republic of China on this offence, as in ``law/cn``."""
    return build([rule for name in FILES for rule in rules_of(name)])


def rules_of(file: str) -> list[Rule]:
    """The rules of one of ``FILES``."""
    return parse_rules((resources.files("tiao.law") / "cn" / file).read_text("utf-8"), file)


_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")}


def _arabic(text: str) -> str:
    """Chinese numerals up to 999 as digits, everything else as it stands: 第二百五十三条 -> 第253条."""

    def number(match: re.Match[str]) -> str:
        value, digit = 0, 0
        for character in match.group():
            if character in _DIGITS:
                digit = _DIGITS[character]
            else:
                value += max(digit, 1) * {"十": 10, "百": 100}[character]
                digit = 0
        return str(value + digit)

    return re.sub("[零一二三四五六七八九十百]+", number, text)


def _reduced(text: str) -> str:
    """How a cite is compared: numbers as digits, one word for the Criminal Law, words that say nothing taken out."""
    text = re.sub(r"中华人民共和国刑法|刑法|criminal[ -]law", " criminal ", _arabic(text.lower()).replace("条之", "-"))
    text = re.sub(r"法释|号|interpretation|articles?|art\b|para(graph)?|item|cn\.|第|条|款|项", " ", text)
    text = re.sub(r"[〔〕\[\]()（）【】“”《》.,，、/§_]", " ", text)
    return " ".join(re.sub(r"(?<=\d)\s*-\s*(?=\d)", "-", text).split())


def _names(rule: Rule) -> set[str]:
    """Reduced names under which a rule is found; an article alone is one of the interpretation, or 253-1."""
    names = {_reduced(text) for text in (rule.id, rule.cite, *rule.names)}
    article = _reduced(rule.id).removeprefix(f"{rule.instrument} ")
    if rule.instrument == "2017-10":
        names |= {article, f"2017 10 {article}"}
    if rule.instrument == "253-1":
        names |= {article, *(name.removeprefix("criminal ") for name in names)}
    return names


def show(cite: str) -> list[Rule]:
    """The rule of a cite and the parts under it.

    Args:
        cite: as people write it: ``5``, ``第五条``, ``5(1)(3)``, ``253-1``, ``2017-10 art 5``, or a rule's id.

    Returns:
        Rules in the order of the text; never empty.

    Raises:
        Misuse: no rule is cited like this.
    """
    wanted = _reduced(cite)
    found = [
        rule
        for rule in law().rules.values()
        if wanted and any(name == wanted or name.startswith(f"{wanted} ") for name in _names(rule))
    ]
    if not found:
        raise Misuse(
            "No rule is cited like this.", "", "`tiao law list` shows all; try 5, 第五条, 253-1 or 2017-10 art 5."
        )
    return found


def list_rules() -> list[Rule]:
    """Every rule, in the order of the files."""
    return list(law().rules.values())
