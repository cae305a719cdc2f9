"""The data files that the two reference pages name, loaded as they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tiao"
EXAMPLES = SOURCE / "findings" / "examples"


def _load(name: str) -> Any:
    return yaml.safe_load((SOURCE / name).read_text("utf-8"))


# Every scalar as text: the header word ``no`` would otherwise be read as a truth value.
_KINDS = yaml.load((SOURCE / "findings/kinds.yaml").read_text("utf-8"), yaml.BaseLoader)
_IDENTITY = _load("pieces/identity.yaml")
_CLASSES = _load("pieces/classes.yaml")

# Kinds of information, strongest first; the key kinds among them can stand for a person.
KINDS: tuple[str, ...] = tuple(entry["kind"] for entry in _KINDS["kinds"])
KEY_KINDS: tuple[str, ...] = tuple(entry["kind"] for entry in _KINDS["kinds"] if entry.get("key"))
STRENGTH: dict[str, int] = {kind: place for place, kind in enumerate(KINDS)}

# Words whose meaning depends on the other columns, by the name of their context.
CONTEXTS: dict[str, dict[str, Any]] = dict(_KINDS["contexts"])
HEADER_PREFIXES: tuple[str, ...] = tuple(_KINDS["header_prefixes"])
PLACEHOLDERS: frozenset[str] = frozenset(word for word in _KINDS["placeholders"])


def _meanings() -> dict[str, str]:
    """Header word to kind, ``serial`` or a context. A word that stands twice keeps its first meaning."""
    found: dict[str, str] = {}
    for entry in _KINDS["kinds"]:
        for word in entry["headers"]:
            found.setdefault(word, entry["kind"])
    for word in _KINDS["serial_headers"]:
        found.setdefault(word, "serial")
    for name, context in _KINDS["contexts"].items():
        for word in context["headers"]:
            found.setdefault(word, name)
    return found


MEANINGS: dict[str, str] = _meanings()

ASSIGNED_MOBILE: frozenset[str] = frozenset(str(n) for n in _load("findings/data/mobile_ranges.yaml")["assigned"])
ISSUERS: tuple[tuple[str, frozenset[int]], ...] = tuple(
    (str(entry["prefix"]), frozenset(entry["lengths"])) for entry in _load("findings/data/card_issuers.yaml")["issuers"]
)


def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """One line holds surnames of one character, written together; the next those of two, with spaces."""
    text = (SOURCE / "findings/data/surnames.txt").read_text("utf-8")
    one, two = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return frozenset(one), frozenset(two.split())


SURNAMES_ONE, SURNAMES_TWO = _surnames()


def _not_names() -> tuple[frozenset[str], frozenset[str]]:
    """Places in one line, other words in the next."""
    text = (SOURCE / "findings/data/not_names.txt").read_text("utf-8")
    places, words = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(places.split()), frozenset(words.split())


PLACES, WORDS = _not_names()

ALONE: frozenset[str] = frozenset(_IDENTITY["alone"])
TOGETHER: tuple[frozenset[str], ...] = tuple(frozenset(line) for line in _IDENTITY["together"])
VALUE_KINDS: tuple[str, ...] = tuple(_IDENTITY["values"])

TIERS: dict[str, int] = dict(_CLASSES["tiers"])
CLASS_LINES: tuple[dict[str, Any], ...] = tuple(_CLASSES["classes"])

STRIKING: tuple[str, ...] = (
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
KEEPING: tuple[str, ...] = ("region_unknown", "mobile_range", "company", "undecodable")
