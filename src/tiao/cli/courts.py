"""``tiao law courts``: the tool's outcome beside what courts said, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tiao.cli.options import lang_option
from tiao.cli.output import json_option, print_json, stdout, table, warn
from tiao.errors import CheckFailed, Misuse


@click.command(short_help="Published cases: the outcome beside the court's.")
@click.option(
    "--cases",
    "cases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Other cases, JSON lines in the shape of the published ones (docs/reference/courts.md).",
)
@lang_option
@json_option
def courts(cases: Path | None, lang: str, as_json: bool) -> int:
    """Run published cases through the law, as far as their sources give facts, and set the outcome beside the court's.

    Only a court's own finding counts as agreement, and only under 法释〔2017〕10号. What the facts leave open stays
    undetermined. Exit code 1 if the outcome is not the court's in any case that the facts decide.
    """
    from tiao.law.courts.table import courts as compare

    document = compare(cases)
    figures = document["figures"]
    if not figures["cases"]:
        raise Misuse(
            f"No case record could be read; unread lines: {figures['unread']}.",
            "--cases",
            "Write one JSON object a line, with id, acts, categories and regime as in docs/reference/courts.md.",
        )
    if as_json:
        print_json(document)
    else:
        _print(document, lang)
    return CheckFailed.exit_code if figures["findings"]["disagree"] else 0


def _print(document: Mapping[str, Any], lang: str) -> None:
    from tiao.law.courts.page import COLUMNS, cells, sentences

    console = stdout()
    rows = [cells(case, lang) for case in document["cases"]]
    console.print(table("The outcome beside the court's 与裁判对照", COLUMNS, rows))
    for case in document["cases"]:
        if case["explanation"]:
            console.print(f"  {case['id']}: {case['explanation'][lang]}")
    for line in sentences(document["figures"], lang):
        console.print(line)
    for unread in document["unread"]:
        warn(f"line {unread['line']} could not be read 未能读取: {unread['what']}")
