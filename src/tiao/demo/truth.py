"""What each counting method must say of the records written: the rules of docs/reference/counting.md in plain sets.

Nothing here comes from the engine. The generator knows what it wrote into every record, so the truth is arithmetic over
its own book; only the two tables that are law and not code (identity, classes) and the order of the kinds are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tiao.demo.shape import figures, methods_json
from tiao.model import CLASSES, MethodCount

Pair = tuple[str, str]
Struck = tuple[str, str, str]

# Reasons that strike a value, in the order in which the first one of a record gives the reason of its exclusion.
STRIKING = (
    "resident_id_checksum",
    "resident_id_date",
    "masked",
    "truncated",
    "mobile_malformed",
    "bank_card_luhn",
    "bank_card_malformed",
    "email_malformed",
    "plate_malformed",
    "imei_luhn",
)


def _yaml(package: str, name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(files(package).joinpath(name).read_text(encoding="utf-8"))
    return content


_KINDS = _yaml("tiao.findings", "kinds.yaml")["kinds"]
_IDENTITY = _yaml("tiao.pieces", "identity.yaml")
_CLASSES = _yaml("tiao.pieces", "classes.yaml")["classes"]
ORDER = {entry["kind"]: place for place, entry in enumerate(_KINDS)}
VALUES = frozenset(_IDENTITY["values"])
PERSON_KINDS = frozenset(entry["kind"] for entry in _KINDS if entry.get("key")) & VALUES


@dataclass(frozen=True)
class Record:
    """One record as the generator wrote it. Raw, but synthetic.

    Attributes:
        file: path inside the seized folder.
        table: the sheet's name, or "".
        row: row number as a person sees it, from 1.
        part: the nth record in that row or message.
        values: valid (kind, canonical value) pairs, in the order in which they stand.
        struck: (kind, value, reason) of what is proven invalid.
        doubts: doubts that strike nothing.
    """

    file: str
    table: str
    row: int
    part: int
    values: tuple[Pair, ...]
    struck: tuple[Struck, ...] = ()
    doubts: frozenset[str] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.values)

    @property
    def all_values(self) -> tuple[Pair, ...]:
        """Valid values, then struck ones, marked so that they never equal a valid one."""
        return (*self.values, *((kind, f"struck {value}") for kind, value, _ in self.struck))

    @property
    def all_kinds(self) -> frozenset[str]:
        return self.kinds | {kind for kind, _, _ in self.struck}


@dataclass
class Truth:
    """The truth of a seized folder.

    Attributes:
        rows: data rows, as ``tiao count`` gives them.
        unreadable: files that nobody can read.
        not_identifying: records that hold something and identify nobody.
        methods: the figures of each method.
        files: data rows per file.
        records: the book of the small files, not written to ``truth.json``.
    """

    rows: int
    unreadable: int
    not_identifying: int
    methods: dict[str, MethodCount]
    files: dict[str, int] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        return {
            "format": "tiao.truth/1",
            "rows": self.rows,
            "unreadable": self.unreadable,
            "not_identifying": self.not_identifying,
            "methods": methods_json(self.methods),
            "files": self.files,
        }


@cache
def identifies(kinds: frozenset[str]) -> bool:
    """Whether these kinds identify a natural person, alone or together (法释〔2017〕10号 art. 1)."""
    return not kinds.isdisjoint(_IDENTITY["alone"]) or any(kinds.issuperset(line) for line in _IDENTITY["together"])


@cache
def class_of(kinds: frozenset[str]) -> str:
    """The gravest class that these kinds meet (就高)."""
    for line in _CLASSES:
        if not line.get("any", ["-"]) or not kinds.isdisjoint(line.get("any", ())):
            return str(line["class"])
        if "all" in line and kinds.issuperset(line["all"]):
            return str(line["class"])
    return "general"


def person_of(record: Record) -> object:
    """The strongest valid key; of two of one kind the first; without any, all that is known."""
    keys = [pair for pair in record.values if pair[0] in PERSON_KINDS]
    return min(keys, key=lambda pair: ORDER[pair[0]]) if keys else frozenset(record.values)


def person_for_high(record: Record) -> object:
    """The person of a record in high only: no valid value can stand for one, so the strongest struck one does."""
    keys = [(kind, value) for kind, value, _ in record.struck if kind in PERSON_KINDS]
    if not keys:
        return frozenset(record.all_values)
    kind, value = min(keys, key=lambda pair: ORDER[pair[0]])
    return kind, f"struck {value}"


def count(records: Iterable[Record]) -> tuple[dict[str, MethodCount], int]:
    """Every method's figures, and how many records hold something but are in none of them."""
    held = [record for record in records if record.values or record.struck]
    high = [record for record in held if identifies(record.all_kinds)]
    total = [record for record in high if identifies(record.kinds)]
    low = [record for record in total if not record.struck and not record.doubts]
    reasons: Counter[str] = Counter(
        min((reason for _, _, reason in record.struck), key=STRIKING.index)
        for record in high
        if not identifies(record.kinds)
    )
    by_row = figures(
        Counter(class_of(record.kinds) for record in total),
        Counter(class_of(record.kinds) for record in low),
        Counter(class_of(record.all_kinds) for record in high),
        reasons,
    )

    def deduplicated(total_set: set[Any], low_set: set[Any], high_set: set[Any]) -> MethodCount:
        """Sets of (what is counted once, class)."""
        return figures(
            Counter(name for _, name in total_set),
            Counter(name for _, name in low_set),
            Counter(name for _, name in high_set),
            reasons + Counter(duplicate=by_row.total - len(total_set)),
        )

    persons = {(person_of(r), class_of(r.kinds)) for r in total}
    methods = {
        "by_row@1": by_row,
        "by_record@1": deduplicated(
            {(frozenset(r.values), class_of(r.kinds)) for r in total},
            {(frozenset(r.values), class_of(r.kinds)) for r in low},
            {(frozenset(r.all_values), class_of(r.all_kinds)) for r in high},
        ),
        "by_person@1": deduplicated(
            persons,
            {(person_of(r), class_of(r.kinds)) for r in low},
            persons | {(person_for_high(r), class_of(r.all_kinds)) for r in high if not identifies(r.kinds)},
        ),
        "by_value@1": _by_value(total, low, high),
    }
    return methods, len(held) - len(high)


def _by_value(total: list[Record], low: list[Record], high: list[Record]) -> MethodCount:
    """Every distinct value once, in the gravest class of the records that it stands in."""
    places = {name: place for place, name in enumerate(CLASSES)}

    def gravest(pairs: Iterable[tuple[Pair, str]]) -> Counter[str]:
        best: dict[Pair, int] = {}
        for pair, name in pairs:
            best[pair] = min(places[name], best.get(pair, len(CLASSES)))
        return Counter(CLASSES[place] for place in best.values())

    def valid(chosen: list[Record]) -> list[tuple[Pair, str]]:
        return [(pair, class_of(r.kinds)) for r in chosen for pair in set(r.values) if pair[0] in VALUES]

    occurrences = valid(total)
    distinct = {pair for pair, _ in occurrences}
    struck = {(kind, value, reason) for r in high for kind, value, reason in r.struck if kind in VALUES}
    full = [(pair, class_of(r.all_kinds)) for r in high for pair in set(r.all_values) if pair[0] in VALUES]
    return figures(
        gravest(occurrences),
        gravest(valid(low)),
        gravest(full),
        Counter(reason for _, _, reason in struck) + Counter(duplicate=len(occurrences) - len(distinct)),
        Counter(kind for kind, _ in distinct),
    )
