"""The published cases counted by hand-written sums over the JSON itself, without statements, stores or rules."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from tiao.cases.coded.lines import published_path


def records() -> list[dict[str, Any]]:
    """The 43 records."""
    return [json.loads(line, parse_float=Decimal) for line in published_path().read_text("utf-8").splitlines()]


def known_sentences() -> list[tuple[int, bool, int | None]]:
    """Months, suspended, fine: of each defendant where the record lists them, else of the case."""
    found = []
    for record in records():
        people = record["defendants"] or [record]
        for person in people:
            months = person["sentence_months"]
            if person.get("sentence_text") == "拘役4个月":
                months = 4
            if months is not None:
                found.append((months, person["probation_months"] is not None, person["fine_cny"]))
    return found
