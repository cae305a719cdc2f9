"""The example files of the recognisers, hits and near misses, run through the oracle."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from oracle.catalogue import EXAMPLES, KEEPING, KINDS, STRIKING
from oracle.cells import cell
from oracle.text import text

YEAR_MAX = 2026
WELL_TESTED = {"resident_id", "mobile", "bank_card", "email", "plate", "name", "address"}


def _files() -> dict[str, dict[str, Any]]:
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.yaml"))}


def _lines(part: str) -> list[Any]:
    return [
        pytest.param(line, id=f"{kind}-{part}-{number}")
        for kind, file in _files().items()
        for number, line in enumerate(file.get(part, []), 1)
    ]


def _pairs(values: list[list[str]] | None) -> list[tuple[str, str]]:
    return [(kind, canonical) for kind, canonical in values or []]


@pytest.mark.parametrize("line", _lines("cells"))
def test_cell(line: dict[str, Any]) -> None:
    found = cell(line["role"], line["text"], YEAR_MAX)
    assert found.values == _pairs(line.get("values"))
    assert found.struck == _pairs(line.get("struck"))
    assert found.doubts == set(line.get("doubts", ()))


@pytest.mark.parametrize("line", _lines("text"))
def test_text(line: dict[str, Any]) -> None:
    items = text(line["text"], YEAR_MAX)
    assert [(item.kind, item.canonical) for item in items if not item.struck] == _pairs(line.get("found"))
    assert [(item.kind, item.canonical) for item in items if item.struck] == _pairs(line.get("struck"))
    assert {doubt for item in items for doubt in item.doubts} == set(line.get("doubts", ()))


def test_every_kind_has_hits_and_near_misses() -> None:
    files = _files()
    assert sorted(files) == sorted(KINDS)
    for kind, file in files.items():
        assert file["kind"] == kind
        lines = file.get("cells", []) + file.get("text", [])
        hits = [line for line in lines if kind in {pair[0] for pair in line.get("values", line.get("found", []))}]
        least = 6 if kind in WELL_TESTED else 3
        assert len(hits) >= least, f"{kind}: {len(hits)} hits"
        assert len(lines) - len(hits) >= least, f"{kind}: {len(lines) - len(hits)} near misses"


def test_every_doubt_of_a_value_has_an_example() -> None:
    """``company`` belongs to a record, not to a value."""
    lines = [line for file in _files().values() for line in file.get("cells", []) + file.get("text", [])]
    shown = {doubt for line in lines for doubt in line.get("doubts", ())}
    assert shown == set(STRIKING) | set(KEEPING) - {"company"}
