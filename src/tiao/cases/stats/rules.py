"""``tables.yaml`` as conditions over statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tiao.cases.row import Row
from tiao.cases.stats.sheet import Unit


@dataclass(frozen=True)
class Condition:
    """A statement of ``predicate`` stands, and its value is as asked."""

    predicate: str
    values: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    at_most: int | None = None
    at_least: int | None = None

    def met_by(self, unit: Unit) -> list[Row]:
        """The statements that meet it."""
        return [row for row in unit.of(self.predicate) if self._meets(row)]

    def _meets(self, row: Row) -> bool:
        if self.values and row.value not in self.values:
            return False
        if self.words and not any(word in row.value for word in self.words):
            return False
        if any(word in row.value for word in self.unlike):
            return False
        if self.at_most is not None and (row.high is None or row.high > self.at_most):
            return False
        return self.at_least is None or (row.low is not None and row.low >= self.at_least)


@dataclass(frozen=True)
class Line:
    """One row of a table: what hits it, and which earlier rows keep it from being hit."""

    id: str
    zh: str
    en: str
    any: tuple[Condition, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of shares; ``docs/reference/cases.md`` says how to read it."""

    id: str
    zh: str
    en: str
    unit: str
    sets: tuple[str, ...]
    rule: Mapping[str, str]
    known: tuple[Condition, ...]
    rows: tuple[Line, ...]
    exclusive: bool = False


@dataclass(frozen=True)
class Amount:
    """One table of amounts: how many record one, their sum, mean, and how many lie over stated sizes."""

    id: str
    zh: str
    en: str
    unit: str
    of: str
    sets: tuple[str, ...]
    over: tuple[int, ...]
    rule: Mapping[str, str]


@cache
def _raw() -> Any:
    return yaml.safe_load((resources.files("tiao.cases.stats") / "tables.yaml").read_text("utf-8"))


@cache
def tables() -> tuple[Table, ...]:
    """The tables of shares, in their order."""
    return tuple(
        Table(
            **{key: raw[key] for key in ("id", "zh", "en", "unit", "rule")},
            sets=tuple(raw["sets"]),
            known=_conditions(raw["known"]),
            rows=tuple(
                Line(row["id"], row["zh"], row["en"], _conditions(row["any"]), tuple(row.get("unless", ())))
                for row in raw["rows"]
            ),
            exclusive=bool(raw.get("exclusive")),
        )
        for raw in _raw()["tables"]
    )


@cache
def amounts() -> tuple[Amount, ...]:
    """The tables of amounts, in their order."""
    return tuple(Amount(**{**raw, "sets": tuple(raw["sets"]), "over": tuple(raw["over"])}) for raw in _raw()["amounts"])


def _conditions(raw: list[dict[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            predicate=one["predicate"],
            values=frozenset(one.get("values", ())),
            words=tuple(one.get("words", ())),
            unlike=tuple(one.get("unlike", ())),
            at_most=one.get("at_most"),
            at_least=one.get("at_least"),
        )
        for one in raw
    )
