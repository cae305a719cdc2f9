"""``tiao assess``: what the law makes of the count and the facts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from tiao.cli.options import facts_option, lang_option
from tiao.cli.output import json_option, print_json, stdout
from tiao.cli.tables import print_assessment


@click.command(short_help="Apply the law to counts and facts.")
@click.option(
    "--case", "case", type=click.Path(path_type=Path), metavar="DIR", help="The case folder, for the exhibits' counts."
)
@facts_option
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The date of the acts, where the facts give none: it decides between old and new law.",
)
@lang_option
@json_option
def assess(case: Path | None, facts: Path | None, on: datetime | None, lang: str, as_json: bool) -> None:
    """Apply art. 253-1 and 法释〔2017〕10号: from a case's counts, from facts, or from both.

    The answer is met, not met or undetermined, article by article. It never says guilty.
    """
    from tiao.run import assess as do

    day: date | None = on.date() if on else None
    assessment = do(case, facts=facts, on=day)
    if as_json:
        print_json(assessment)
    else:
        print_assessment(stdout(), assessment, lang)
