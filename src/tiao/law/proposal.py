"""Proposals for a law that is not made, as law folders of their own: rules in the same schema that amend the present.

A folder ``law/proposals/<id>`` holds ``proposal.yaml`` (what it is, its source, what it leaves open), ``rules.yaml``
(rules that replace those of the same id or are added) and, where the proposal is against a way to read the present
text, ``misread.yaml`` with that reading.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from pydantic import ValidationError

from tiao.errors import Misuse
from tiao.law.rule import Strict, Undecided
from tiao.law.rulebook import Law, build, law, parse_rules

FORMAT = "tiao.proposal/1"


class Proposal(Strict):
    """One proposal.

    Attributes:
        touches: id of the rule that says which cases it is about; its reasons are the reasons of the comparison.
        adds: it adds an offence beside art. 253-1; otherwise its rules amend the article's own.
        misread: file with the reading of the present text that it wants to close, or empty.
        gaps: what its text leaves open.
        checked: its text was read in full.
    """

    id: str
    title: str
    title_en: str
    source: str
    quote: str
    checked: bool
    defect: str
    defect_en: str
    touches: str
    adds: bool = False
    misread: str = ""
    gaps: tuple[Undecided, ...] = ()

    def amended(self) -> Law:
        """The law as the proposal would have it."""
        return _amended(self.id, "rules.yaml")

    def narrowly_read(self) -> Law | None:
        """The law in force as the proposal fears that it is read; None when it is about no reading."""
        return _amended(self.id, self.misread) if self.misread else None

    @property
    def replaces(self) -> bool:
        """Some rule of the present law is another one under the proposal."""
        amended = self.amended()
        return any(amended[name] != rule for name, rule in law().rules.items())

    def to_json(self) -> dict[str, Any]:
        """Plain values in a fixed order."""
        return {
            "id": self.id,
            "title": self.title,
            "title_en": self.title_en,
            "defect": self.defect,
            "defect_en": self.defect_en,
            "quote": self.quote,
            "source": self.source,
            "checked": self.checked,
            "leaves_open": [{"zh": gap.zh, "en": gap.en} for gap in self.gaps],
        }


def _text(name: str, file: str) -> str:
    return (resources.files("tiao.law") / "proposals" / name / file).read_text("utf-8")


@lru_cache(maxsize=1)
def proposals() -> dict[str, Proposal]:
    """Every proposal by its id, in order of the ids."""
    folder = resources.files("tiao.law") / "proposals"
    names = sorted(entry.name for entry in folder.iterdir() if (entry / "proposal.yaml").is_file())
    return {name: parse_proposal(_text(name, "proposal.yaml"), name) for name in names}


def parse_proposal(text: str, where: str) -> Proposal:
    """A proposal from the text of its ``proposal.yaml``.

    Raises:
        Misuse: the file does not fit the schema.
    """
    try:
        document: Any = yaml.safe_load(text)
        if document.pop("format") != FORMAT:
            raise Misuse("This is not a proposal of a known format.", where, f"The format is {FORMAT}.")
        return Proposal.model_validate(document)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValidationError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else type(error).__name__
        raise Misuse(
            f"A proposal does not fit the schema: {reason}.", where, "Compare it with another proposal."
        ) from None


def proposal(name: str) -> Proposal:
    """One proposal.

    Raises:
        Misuse: there is none of this name.
    """
    found = proposals().get(name)
    if found is None:
        raise Misuse("There is no proposal of this name.", "--proposal", f"Known: {', '.join(proposals())}.")
    return found


@lru_cache(maxsize=16)
def _amended(name: str, file: str) -> Law:
    """The rules in force, with those of the file in place of rules of the same id, and its new ones after them."""
    changed = {rule.id: rule for rule in parse_rules(_text(name, file), f"{name}/{file}")}
    kept = [changed.get(rule.id, rule) for rule in law().rules.values()]
    return build([*kept, *(rule for rule in changed.values() if rule.id not in law().rules)])
