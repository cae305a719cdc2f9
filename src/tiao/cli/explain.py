"""``tiao explain``: from a figure back to the rows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import click

from tiao.cli.options import by_option, case_option
from tiao.cli.output import json_option, note, print_json_line, stdout, table
from tiao.cli.tables import METHOD_NAMES
from tiao.model import CLASSES

# Written out, because the room that knows them takes half a second to load; a test compares them.
REASONS = (
    "duplicate",
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
    "rebutted_untrue",
    "rebutted_duplicate",
    "rebutted_not_identifying",
    "rebutted_public",
    "rebutted_anonymised",
    "not_identifying",
)
_SHOWN = 200  # on a terminal; more than that nobody reads there


@click.command(short_help="Walk a count back to its rows.")
@case_option
@click.option(
    "--method", type=click.Choice(METHOD_NAMES), default="by_record@1", show_default=True, help="The counting method."
)
@click.option("--class", "class_", type=click.Choice(CLASSES), help="Only pieces of this class.")
@click.option("--excluded", type=click.Choice(REASONS), help="Instead: what was left out for this reason.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N lines.")
@click.option(
    "--reveal", is_flag=True, help="Show raw values: needs --purpose and two people, and is recorded in the log."
)
@click.option("--purpose", metavar="P", help="What raw values are needed for.")
@by_option
@json_option
def explain(
    case: Path,
    method: str,
    class_: str | None,
    excluded: str | None,
    limit: int | None,
    reveal: bool,
    purpose: str | None,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    """Walk a count back to file, sheet, row and masked values, one line per piece. With --json: JSON lines."""
    from tiao.run import explain as do

    lines = do(
        case, method=method, class_=class_, excluded=excluded, limit=limit, reveal=reveal, purpose=purpose, by=by
    )
    if as_json:
        for line in lines:
            print_json_line(line)
        return
    shown = [_cells(line) for line in islice(lines, _SHOWN if limit is None else None)]
    stdout().print(table("", ("where", "class", "values", "doubts", "why"), shown))
    if limit is None and next(lines, None) is not None:
        note(f"These are the first {_SHOWN}. All of them: --json, or --limit N for more here.")


def _cells(line: dict[str, Any]) -> tuple[str, ...]:
    values = "  ".join(map(_value, line["values"]))
    return line["locator"], line["class"] or "", values, ", ".join(line["doubts"]), line["reason"]


def _value(value: Mapping[str, Any]) -> str:
    """With its column: C4 behind R17 is the cell."""
    column = f"C{value['column']} " if "column" in value else ""
    return f"{column}{value['kind']}={value['shown']}"
