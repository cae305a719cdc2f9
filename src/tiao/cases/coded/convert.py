"""One coded case as statements: each field by its predicate, what has none kept as it stands, and what words say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tiao.cases.coded.positions import Placed, leaves
from tiao.cases.document import Document, plain
from tiao.cases.statement import ABOUT, AT_LEAST, AT_MOST, Statement
from tiao.cases.vocabulary import predicates
from tiao.errors import Misuse
from tiao.law.courts import numbers

BY, BY_WORDS = "coded@1", "coded_words@1"
# The person of whom a source gives a sentence without naming anyone.
UNNAMED = "被告人"
_MOST = 2**63 - 1
_MARKS = {numbers.AT_LEAST: AT_LEAST, numbers.AT_MOST: AT_MOST, numbers.ABOUT: ABOUT}
_ACTS = {"illegal_use": "use"}
_TOP = {
    "title_zh": "title",
    "court": "court",
    "case_no": "case_number",
    "date_of_judgment": "judgment_date",
    "means": "told",
    "illegal_income_cny": "income",
    "regime": "regime",
    "court_finding": "finding",
    "finding_implied": "finding_coder",
    "source_url": "source",
    "source_url_2": "source",
    "quote": "source_quote",
    "stage": "stage",
    "reliability": "reliability",
}
_CATEGORY = {"name_zh": "told", "tier_court": "tier", "tier_mapped": "tier_coder", "pieces": "pieces"}
_DEFENDANT = {"label": "defendant", "sentence_months": "sentence", "probation_months": "suspension", "fine_cny": "fine"}
_DETENTION = re.compile(r"拘役([0-9]{1,2})个月")
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(万)?元")
_MEDIUM = re.compile(r"[国省市]家?级(?:新闻)?媒体")


@dataclass(frozen=True)
class Coded:
    """A coded case: the line as a document, its source's address, and what it says."""

    case: str
    source: str
    document: Document
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class _Said:
    """What a value says, before it is held against the line."""

    subject: str
    predicate: str
    value: str
    low: int | None = None
    high: int | None = None


def convert(line: str) -> Coded:
    """A line of coded cases as statements.

    Args:
        line: one JSON object in the shape of docs/reference/courts.md, with an ``id``.

    Raises:
        Misuse: the line is no JSON object, or has no usable ``id``.
    """
    placed = leaves(line)
    if "\\u" in line and not all(_is_text(part) for leaf in placed for part in (*leaf.path, leaf.value)):
        raise Misuse("A text holds characters that are no text.", "coded cases", "Leave them out.")
    return _Reader(line, placed).read()


class _Reader:
    def __init__(self, line: str, placed: list[Placed]) -> None:
        self.line, self.placed, self.document = line, placed, plain(line)
        self.by_path = {leaf.path: leaf for leaf in placed}
        name = self._value("id")
        if not isinstance(name, str) or not name.strip() or len(name) > 100 or not name.isprintable():
            raise Misuse("id: a short text is needed.", "coded cases", "Give every case a name of its own.")
        self.case = name
        self.people = self._people()
        texts = [leaf.value for leaf in placed if isinstance(leaf.value, str) and _speaks(leaf.path)]
        self.pieces = numbers.bounds(texts, unlike=numbers.MONEY)
        self.money = numbers.bounds(texts, unlike=numbers.PIECES)

    def read(self) -> Coded:
        made: list[Statement] = []
        for leaf in self.placed:
            if leaf.value is None:
                continue
            said = self._said(leaf)
            if said is None or not self._fits(said):
                said = _Said("case", "kept", "/".join(map(str, leaf.path)))
            made.append(self._statement(said, leaf.start, leaf.end, BY, "accepted"))
            if isinstance(leaf.value, str):
                made += self._words(leaf)
        return Coded(self.case, str(self._value("source_url") or ""), self.document, tuple(made))

    def _value(self, *path: str | int) -> Any:
        leaf = self.by_path.get(path)
        return None if leaf is None else leaf.value

    def _people(self) -> dict[int, str]:
        """The subject of each defendant. Two of the same name are told apart by their place."""
        names: dict[int, str] = {}
        for path in self.by_path:
            if path[0] == "defendants" and len(path) == 3:
                index = int(path[1])
                if index not in names:
                    label = self._value("defendants", index, "label")
                    name = label.strip() if isinstance(label, str) and label.strip() else UNNAMED
                    taken = f"defendant:{name}" in names.values() or name == UNNAMED
                    names[index] = f"defendant:{name}（{index + 1}）" if taken else f"defendant:{name}"
        return names

    def _said(self, leaf: Placed) -> _Said | None:
        """What a field says by its predicate, or None where the vocabulary has none for it."""
        path, value = leaf.path, leaf.value
        match path:
            case (str(key),) if key in _TOP:
                return self._of("case", _TOP[key], value)
            case ("insider",) if isinstance(value, bool):
                return _Said("case", "insider" if value else "not_insider", "yes")
            case ("acts", int()):
                return _Said("case", "act", _ACTS.get(value, value)) if isinstance(value, str) else None
            case ("categories", int(index), str(key)) if key in _CATEGORY:
                return self._of(f"category:{index + 1}", _CATEGORY[key], value)
            case ("other_circumstances", int()):
                return self._of("case", "remark", value)
            case ("civil_remedies", int(index)):
                return self._of(f"order:{index + 1}", "told", value)
            case ("defendants", int(index), str(key)) if key in _DEFENDANT:
                return self._of(self.people[index], _DEFENDANT[key], value)
            case (("sentence_months" | "probation_months" | "fine_cny") as key,) if not self.people:
                return self._of(f"defendant:{UNNAMED}", _DEFENDANT[key], value)
        return None

    def _of(self, subject: str, predicate: str, value: Any) -> _Said | None:
        kind = predicates()[predicate].type
        if kind == "choice":
            return _Said(subject, predicate, str(value))
        if kind in ("text", "date"):
            if not isinstance(value, str):
                return None
            day = (
                int(value.replace("-", ""))
                if kind == "date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
                else None
            )
            return _Said(subject, predicate, value, day, day)
        return self._number(subject, predicate, value, kind)

    def _number(self, subject: str, predicate: str, value: Any, kind: str) -> _Said | None:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= _MOST:
            return None
        times = 100 if kind == "money" else 1
        whole = Fraction(value) * times
        if whole.denominator != 1 or whole > _MOST:
            return None
        known = {"count": self.pieces, "money": self.money}.get(kind, {}).get(Fraction(value), set())
        found = numbers.interval(int(value), known) if known and Fraction(value).denominator == 1 else None
        if found is None or predicate == "fine":
            return _Said(subject, predicate, str(whole), int(whole), int(whole))
        mark = _MARKS[next(iter(known))] if len(known) == 1 else ABOUT
        high = None if found.high is None else found.high * times
        return _Said(subject, predicate, f"{mark}{whole}", found.low * times, high)

    def _fits(self, said: _Said) -> bool:
        """Does the vocabulary take it? A value that it does not know is kept as it stands, never bent."""
        predicate = predicates()[said.predicate]
        if predicate.values is not None:
            return said.value in predicate.values
        if predicate.type == "date":
            return said.low is not None
        return bool(said.value.strip())

    def _statement(self, said: _Said, start: int, end: int, by: str, status: str) -> Statement:
        return Statement(
            case=self.case,
            subject=said.subject,
            predicate=said.predicate,
            value=said.value,
            low=said.low,
            high=said.high,
            unit=predicates()[said.predicate].unit,
            document=self.document.digest,
            start=start,
            end=end,
            quote=self.line[start:end],
            by=by,
            status=status,
            original=self.document,
        )

    def _words(self, leaf: Placed) -> Iterator[Statement]:
        """Statements that the words of a text give beside its field."""
        match leaf.path:
            case ("means",):
                place, subject = "means", "case"
            case ("other_circumstances", int()):
                place, subject = "circumstance", "case"
            case ("categories", int(index), "name_zh"):
                place, subject = "category", f"category:{index + 1}"
            case ("civil_remedies", int(index)):
                place, subject = "order", f"order:{index + 1}"
            case ("defendants", int(person), "sentence_text"):
                yield from self._detention(leaf, self.people[person])
                return
            case _:
                return
        hits = list(_hits(place, self.line[leaf.start : leaf.end]))
        for predicate, value, at, word in hits:
            about = "case" if predicate == "forfeiture" else subject
            start = leaf.start + at
            yield self._statement(_Said(about, predicate, value), start, start + len(word), BY_WORDS, "proposed")
        if place == "order":
            yield from self._order(leaf, subject, {predicate for predicate, *_ in hits})

    def _order(self, leaf: Placed, subject: str, known: set[str]) -> Iterator[Statement]:
        raw = self.line[leaf.start : leaf.end]
        if not known:
            yield self._statement(_Said(subject, "order", "other"), leaf.start, leaf.end, BY_WORDS, "proposed")
        if "order" not in known:
            return
        amount, medium = _AMOUNT.search(raw), _MEDIUM.search(raw)
        if amount:
            fen = int(Decimal(amount[1]) * (10_000 if amount[2] else 1) * 100)
            yield self._found(_Said(subject, "order_amount", str(fen), fen, fen), leaf, amount)
        if medium:
            yield self._found(_Said(subject, "order_medium", medium[0]), leaf, medium)

    def _detention(self, leaf: Placed, subject: str) -> Iterator[Statement]:
        found = _DETENTION.search(self.line[leaf.start : leaf.end])
        if found:
            months = int(found[1])
            yield self._found(_Said(subject, "sentence_kind", "detention"), leaf, found)
            yield self._found(_Said(subject, "sentence", str(months), months, months), leaf, found)

    def _found(self, said: _Said, leaf: Placed, found: re.Match[str]) -> Statement:
        return self._statement(said, leaf.start + found.start(), leaf.start + found.end(), BY_WORDS, "proposed")


def _is_text(part: Any) -> bool:
    """Escapes can write halves of a character, and a nought that no database takes."""
    return not isinstance(part, str) or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in part)


def _speaks(path: tuple[str | int, ...]) -> bool:
    """Is it one of the texts in which 余, 近 and 约 stand?"""
    return path[0] in ("quote", "note", "title_zh", "means", "other_circumstances") or path[-1] == "name_zh"


def _hits(place: str, text: str) -> Iterator[tuple[str, str, int, str]]:
    """Predicate, value, offset and word of every rule of ``words.yaml`` that a text meets, each value once."""
    for rule in _rules().get(place, ()):
        for word in rule["words"]:
            at = text.find(word)
            if at >= 0 and not any(no in _clause(text[:at]) for no in rule.get("unless", ())):
                yield rule["predicate"], rule["value"], at, word
                break


def _clause(before: str) -> str:
    for mark in "，。；、,;（(":
        before = before.rpartition(mark)[2]
    return before


@cache
def _rules() -> Mapping[str, list[dict[str, Any]]]:
    raw = yaml.safe_load((resources.files("tiao.cases.coded") / "words.yaml").read_text("utf-8"))
    by_place: dict[str, list[dict[str, Any]]] = {}
    for rule in raw["choices"]:
        for place in rule["in"]:
            by_place.setdefault(place, []).append(rule)
    return by_place
