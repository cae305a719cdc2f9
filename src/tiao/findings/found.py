"""What ``find`` wrote; nothing compiled loads here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse

SUMMARY = "summary.json"


def summary(case: Case) -> dict[str, Any]:
    """What the last ``find`` of a case wrote.

    Raises:
        Misuse: ``find`` has not run to its end.
    """
    path = case.ledger / SUMMARY
    if not path.is_file():
        raise Misuse("There is no ledger yet.", "", "Run `tiao find --case DIR` first.")
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except ValueError:
        raise IntegrityBroken("The ledger's summary is damaged.", f"ledger/{SUMMARY}", "Run `tiao verify`.") from None
    return found


def region(entry: Mapping[str, Any], row: int) -> str:
    """Where a row of a photo stands in it, ``x,y,w,h`` in pixels; "" for a table of any other file."""
    regions = entry.get("regions", ())
    return str(regions[row - 1]) if 0 < row <= len(regions) else ""


def ledger_parts(case: Case) -> list[tuple[dict[str, Any], Path]]:
    """Every part of the ledger with the entry of its table, in order."""
    return [(entry, case.ledger / name) for entry in summary(case)["files"] for name in entry["parts"]]
