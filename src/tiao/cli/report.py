"""``tiao report``: the whole case on paper."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.options import case_option, facts_option, lang_option
from tiao.cli.output import json_option, print_json, stdout


@click.command(short_help="Write the report, HTML or JSON.")
@case_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["html", "json"]),
    default="html",
    show_default=True,
    help="One file either way.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to write it."
)
@lang_option
@facts_option
@json_option
def report(case: Path, format_: str, out: Path, lang: str, facts: Path | None, as_json: bool) -> None:
    """Write the report: what was sealed, how it was read, the counts, the articles, what could not be read.

    Nothing raw stands in it. The HTML is one file that opens without a network.
    """
    from tiao.run import report as do

    written = do(case, out, format=format_, lang=lang, facts=facts)
    if as_json:
        print_json({"format": "tiao.report-written/1", "report": str(written)})
    else:
        stdout().print(f"Report 报告: {written}")
