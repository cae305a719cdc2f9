"""``tiao run``: the main job in one go."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.options import (
    authority_option,
    by_option,
    engine_option,
    facts_option,
    lang_option,
    master_option,
    password_option,
)
from tiao.cli.output import json_option, print_json, stdout, warn
from tiao.cli.progress import bars, say_if_compiling
from tiao.cli.seal import NOBODY
from tiao.cli.tables import print_assessment, print_count, unread_table


@click.command(short_help="Seal, find, count, assess, report: the main job.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The case folder: made, or resumed.",
)
@facts_option
@by_option
@authority_option
@lang_option
@engine_option
@master_option
@password_option
@json_option
def run(
    paths: tuple[Path, ...],
    out: Path,
    facts: Path | None,
    by: tuple[str, ...],
    authority: str | None,
    lang: str,
    engine: str,
    master: str | None,
    password_file: Path | None,
    as_json: bool,
) -> None:
    """Seal, find, count, assess and report in one go. Run it again after an interruption: it resumes.

    The reports are DIR/out/report.zh.html and DIR/out/report.en.html.
    """
    from tiao.run import run as do

    say_if_compiling()
    with bars() as progress:
        done = do(
            paths,
            out,
            facts=facts,
            by=by,
            authority=authority,
            progress=progress,
            engine=engine,
            master=master,
            password_file=password_file,
        )
    if not done["by"]:
        warn(NOBODY)
    if as_json:
        print_json(done)
        return
    console = stdout()
    print_count(console, done["count"])
    if done["unread"]:
        console.print(unread_table(done["unread"]))
    print_assessment(console, done["assessment"], lang, brief=True)
    console.print(f"Report 报告: {done['report'][lang]}", style="bold")
