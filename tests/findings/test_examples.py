"""The example files of the recognisers, hits and near misses, run through the columnar engine."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import pytest
import yaml

import tiao.findings
from findings import engine
from findings.test_texthash import hashed
from tiao.findings.catalogue import DOUBTS, bits
from tiao.findings.cell import GATE_ID18, GATE_MOBILE, OPEN, SERIAL

EXAMPLES = Path(tiao.findings.__file__).parent / "examples"
ROLES = {**bits(), "open": OPEN, "serial": SERIAL}
DEFAULT_GATES = {"open": GATE_ID18 | GATE_MOBILE, "serial": GATE_ID18}
# Kinds whose value is kept as a number together with how many digits it has.
DIGITS = {"mobile", "foreign_phone", "landline", "bank_card", "qq", "imei"}
Found = tuple[str, engine.Token]


def _lines(part: str) -> list[Any]:
    return [
        pytest.param(line, id=f"{path.stem}-{part}-{number}")
        for path in sorted(EXAMPLES.glob("*.yaml"))
        for number, line in enumerate(yaml.safe_load(path.read_text("utf-8")).get(part, []), 1)
    ]


def _block(kind: str, canonical: str, struck: bool) -> engine.Token:
    """The block of a value before it is enciphered: a number where the kind is one, else its keyed hash."""
    mark = bits()[kind] | (0x80 if struck else 0)
    if not struck and kind in DIGITS:
        return int(canonical), mark << 56 | len(canonical)
    if not struck and kind == "resident_id":
        return int(canonical), mark << 56
    if not struck and kind == "mac":
        return int(canonical, 16), mark << 56
    if not struck and kind == "ip" and ":" not in canonical:
        return int(ipaddress.IPv4Address(canonical)), mark << 56
    if kind == "ip":
        # Small letters in every output; the hash is taken of capitals, which parts and joins the same addresses.
        canonical = canonical.upper()
    low, high = hashed(canonical.encode(), *engine.PlainVault.hash_key)
    return low, high & (1 << 56) - 1 | mark << 56


def _wanted(pairs: list[list[str]] | None, struck: bool = False) -> list[Found]:
    return [(kind, _block(kind, canonical, struck)) for kind, canonical in pairs or []]


def _check(scanned: engine.Cells, line: dict[str, Any], valid: str) -> None:
    found = engine.values(scanned)
    once = list(dict.fromkeys((kind, struck, block) for kind, struck, block, _ in found))
    assert [(kind, block) for kind, struck, block in once if not struck] == _wanted(line.get(valid))
    assert [(kind, block) for kind, struck, block in once if struck] == _wanted(line.get("struck"), struck=True)
    row_doubts = {name for place, name in enumerate(DOUBTS) if int(scanned.doubts[place])} - {"company"}
    assert {doubt for *_, doubts in found for doubt in doubts} | row_doubts == set(line.get("doubts", ()))


@pytest.mark.parametrize("line", _lines("cells"))
def test_cell(line: dict[str, Any]) -> None:
    role = line["role"]
    _check(engine.cell(ROLES[role], DEFAULT_GATES.get(role, 0), line["text"]), line, "values")


@pytest.mark.parametrize("line", _lines("text"))
def test_text(line: dict[str, Any]) -> None:
    scanned, _ = engine.read([[line["text"]]], "text")
    _check(scanned, line, "found")
