"""The catalogue of kinds (kinds.yaml) and the doubts, with their places in the ledger's bit sets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent

# Places in the ledger's `doubts` bit set; the order decides which striking doubt names an exclusion. Never reorder.
DOUBTS = (
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
    "region_unknown",
    "mobile_range",
    "company",
    "undecodable",
)
STRIKING = 10
"""The first so many doubts strike a value; the others keep it."""


@dataclass(frozen=True)
class Kind:
    """One kind of information: its name, its bit, its Chinese name, whether it is an identifier."""

    name: str
    bit: int
    zh: str
    key: bool
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """Header words whose meaning depends on the other columns of the table.

    Attributes:
        beside: kinds of which another column has to be. beside_words: or header words, one of which has to stand there.
        unless: header words, none of which may stand there.
        then, otherwise: a kind, ``serial`` or ``open``.
    """

    headers: tuple[str, ...]
    beside: frozenset[str]
    beside_words: frozenset[str]
    unless: frozenset[str]
    then: str
    otherwise: str


@dataclass(frozen=True)
class Catalogue:
    """kinds.yaml, loaded."""

    kinds: tuple[Kind, ...]
    serial_headers: frozenset[str]
    contexts: dict[str, Context]
    prefixes: tuple[str, ...]
    placeholders: tuple[str, ...]

    @property
    def by_name(self) -> dict[str, Kind]:
        return {kind.name: kind for kind in self.kinds}


@cache
def catalogue() -> Catalogue:
    """The catalogue; read once."""
    with open(HERE / "kinds.yaml", encoding="utf-8") as stream:
        raw: dict[str, Any] = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    kinds = tuple(
        Kind(
            str(item["kind"]),
            int(item["bit"]),
            str(item["zh"]),
            bool(item.get("key")),
            tuple(map(str, item["headers"])),
        )
        for item in raw["kinds"]
    )
    return Catalogue(
        kinds=kinds,
        serial_headers=frozenset(map(str, raw["serial_headers"])),
        contexts={name: _context(item) for name, item in raw["contexts"].items()},
        prefixes=tuple(sorted(map(str, raw["header_prefixes"]), key=len, reverse=True)),
        placeholders=tuple(map(str, raw["placeholders"])),
    )


def _context(item: dict[str, Any]) -> Context:
    words, unless = (frozenset(map(str, item.get(part, ()))) for part in ("with_words", "unless"))
    return Context(
        tuple(map(str, item["headers"])),
        frozenset(map(str, item["with"])),
        words,
        unless,
        str(item["then"]),
        str(item["otherwise"]),
    )


@cache
def bits() -> dict[str, int]:
    """Kind name to bit."""
    return {kind.name: kind.bit for kind in catalogue().kinds}


@cache
def names() -> dict[int, str]:
    """Bit to kind name."""
    return {kind.bit: kind.name for kind in catalogue().kinds}


KEY_KINDS = tuple(kind.bit for kind in catalogue().kinds if kind.key)
"""Bits of the kinds whose tokens the ledger holds one by one, strongest first."""
