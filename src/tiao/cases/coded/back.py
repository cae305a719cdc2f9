"""Statements of a coded case back to the record that they came from: the proof that nothing was lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol

from tiao.cases.coded.convert import BY, UNNAMED

# What a record has when its source says nothing.
EMPTY: dict[str, Any] = {
    **dict.fromkeys(
        (
            "id",
            "title_zh",
            "court",
            "case_no",
            "date_of_judgment",
            "means",
            "insider",
            "unit_crime",
            "illegal_income_cny",
            "regime",
            "court_finding",
            "sentence_months",
            "probation_months",
            "fine_cny",
            "source_url",
            "source_url_2",
            "quote",
            "note",
            "sentence_range_months",
            "stage",
            "reliability",
            "finding_implied",
        )
    ),
    **{key: [] for key in ("acts", "categories", "other_circumstances", "civil_remedies", "defendants")},
}
_CASE = {
    "title": "title_zh",
    "court": "court",
    "case_number": "case_no",
    "judgment_date": "date_of_judgment",
    "told": "means",
    "income": "illegal_income_cny",
    "regime": "regime",
    "finding": "court_finding",
    "finding_coder": "finding_implied",
    "source_quote": "quote",
    "stage": "stage",
    "reliability": "reliability",
    "insider": "insider",
    "not_insider": "insider",
}
_LISTS = {"act": "acts", "remark": "other_circumstances"}
_CATEGORY = {"told": "name_zh", "tier": "tier_court", "tier_coder": "tier_mapped", "pieces": "pieces"}
_PERSON = {"defendant": "label", "sentence": "sentence_months", "suspension": "probation_months", "fine": "fine_cny"}


class Said(Protocol):
    """What is needed of a statement here."""

    @property
    def subject(self) -> str: ...
    @property
    def predicate(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def quote(self) -> str: ...
    @property
    def by(self) -> str: ...


def record_of(statements: Iterable[Said]) -> dict[str, Any]:
    """The record, out of the statements by ``coded@1`` of one case alone; the document is not looked at."""
    record = {key: list(value) if isinstance(value, list) else value for key, value in EMPTY.items()}
    sources = iter(("source_url", "source_url_2"))
    people: dict[str, dict[str, Any]] = {}
    for said in sorted((one for one in statements if one.by == BY), key=lambda one: one.start):
        value = json.loads(said.quote, parse_float=Decimal)
        about = said.subject.partition(":")[0]
        if said.predicate == "kept":
            _put(record, said.value.split("/"), value)
        elif said.predicate == "source":
            record[next(sources)] = value
        elif said.predicate in _LISTS:
            record[_LISTS[said.predicate]].append(value)
        elif about == "category":
            _put(record, ["categories", str(_index(said.subject)), _CATEGORY[said.predicate]], value)
        elif about == "order":
            _put(record, ["civil_remedies", str(_index(said.subject))], value)
        elif said.subject == f"defendant:{UNNAMED}":
            record[_PERSON[said.predicate]] = value
        elif about == "defendant":
            people.setdefault(said.subject, {})[_PERSON[said.predicate]] = value
        else:
            record[_CASE[said.predicate]] = value
    for index, person in enumerate(people.values()):
        for key, value in person.items():
            _put(record, ["defendants", str(index), key], value)
    return _filled(record)


def _index(subject: str) -> int:
    return int(subject.partition(":")[2]) - 1


def _put(record: dict[str, Any], path: list[str], value: Any) -> None:
    """Sets a value at its path; lists grow as far as they must."""
    here: Any = record
    for step, following in zip(path, [*path[1:], None], strict=True):
        key: Any = int(step) if isinstance(here, list) else step
        if isinstance(here, list):
            here.extend([None] * (key + 1 - len(here)))
        new: Any = value if following is None else ([] if following.isdigit() else {})
        if following is None or (here[key] if isinstance(here, list) else here.get(key)) in (None, []):
            here[key] = new
        here = here[key]


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    """Keys that the source left open stand with null."""
    category = dict.fromkeys(("name_zh", "tier_court", "tier_mapped", "pieces"))
    person = dict.fromkeys(("label", "sentence_months", "sentence_text", "probation_months", "fine_cny"))
    record["categories"] = [{**category, **(item or {})} for item in record["categories"]]
    record["defendants"] = [{**person, **(item or {})} for item in record["defendants"]]
    return record
