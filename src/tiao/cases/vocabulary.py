"""``predicates.yaml`` read and checked: what can be said of a case, and in which form."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from tiao.errors import Misuse

SUBJECTS = ("case", "defendant", "category", "order")
Type = Literal["text", "choice", "date", "count", "money", "months", "days", "years", "article", "flag"]
UNITS = {"count": "piece", "money": "fen", "months": "month", "days": "day", "years": "year", "date": "yyyymmdd"}
_SUBJECT = re.compile(r"case|defendant:\S(?:.*\S)?|(?:category|order):[1-9][0-9]*")
_FORMS = {
    "date": re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"),
    "article": re.compile(r"[^/\s]+/[0-9]+(?:-[0-9]+)?(?:/[0-9]*(?:/[0-9]+)?)?"),
    "flag": re.compile(r"yes"),
}
_NUMBER = re.compile(r"(?:>=|<=|~)?[0-9]+")


class Value(BaseModel):
    """One value of a closed list, with its names."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class Predicate(BaseModel):
    """One thing that can be said.

    Attributes:
        id: its name in statements.
        zh, en: its name for people.
        subject: what it is said of, of ``SUBJECTS``.
        type: the form of its value.
        many: several values can stand side by side for one subject; false: the subject has one.
        source: where in a judgment, or in which law, the notion stands.
        values: the closed list, for ``choice`` only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    zh: str
    en: str
    subject: tuple[Literal["case", "defendant", "category", "order"], ...]
    type: Type
    many: bool
    source: str
    values: dict[str, Value] | None = None

    @property
    def unit(self) -> str | None:
        """What ``low`` and ``high`` count; None where there are none."""
        return UNITS.get(self.type)

    @property
    def numeric(self) -> bool:
        """The value is a number (a date is none)."""
        return self.unit is not None and self.type != "date"

    def check(self, subject: str, value: str, low: int | None, high: int | None, unit: str | None) -> None:
        """Does a statement of this predicate have the right form?

        Raises:
            Misuse: it does not.
        """
        if not _SUBJECT.fullmatch(subject) or subject.partition(":")[0] not in self.subject:
            raise Misuse(f"{self.id} is not said of this subject.", "subject", f"Give {' or '.join(self.subject)}.")
        if not self._fits(value):
            raise Misuse(f"This is no value of {self.id}.", "value", f"Its form is {self.type}; see the vocabulary.")
        if unit != self.unit:
            raise Misuse(f"{self.id} has another unit.", "unit", f"Give {self.unit}.")
        if self.unit is None and (low, high) != (None, None):
            raise Misuse(f"{self.id} has no bounds.", "low, high", "Leave them out.")
        if (low is not None and low < 0) or (low is not None and high is not None and high < low):
            raise Misuse("The bounds are not in order.", "low, high", "Give 0 <= low <= high.")

    def _fits(self, value: str) -> bool:
        if self.values is not None:
            return value in self.values
        form = _NUMBER if self.numeric else _FORMS.get(self.type)
        return bool(value.strip()) if form is None else form.fullmatch(value) is not None


@cache
def predicates() -> dict[str, Predicate]:
    """Every predicate, by its id, in the order of the vocabulary."""
    raw = yaml.safe_load((resources.files("tiao.cases") / "predicates.yaml").read_text("utf-8"))
    found = [Predicate(id=name, **entry) for name, entry in raw["predicates"].items()]
    return {predicate.id: predicate for predicate in found}


def known(name: str) -> Predicate:
    """The predicate of this id.

    Raises:
        Misuse: there is none; the nearest is named.
    """
    found = predicates().get(name)
    if found is None:
        near = get_close_matches(name, predicates(), 1)
        raise Misuse(
            "There is no such predicate.", "predicate", f"Did you mean {near[0]}?" if near else "See the list."
        )
    return found
