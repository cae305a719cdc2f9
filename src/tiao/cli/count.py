"""``tiao count``: how many pieces (条), by named methods."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.options import case_option, engine_option, master_option
from tiao.cli.output import json_option, print_json, stdout
from tiao.cli.progress import bars, say_if_compiling
from tiao.cli.tables import METHOD_NAMES, print_count


@click.command(short_help="Count the pieces (条) by named methods.")
@case_option
@click.option(
    "--method", "methods", multiple=True, type=click.Choice(METHOD_NAMES), help="One method only; may be given again."
)
@click.option("--all-methods", is_flag=True, help="Every method beside the others; the default.")
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="Q=POSITION",
    help="A position on a disputed question, for instance bare_phone=not_counted; may be given again.",
)
@engine_option
@master_option
@json_option
def count(
    case: Path,
    methods: tuple[str, ...],
    all_methods: bool,
    readings: tuple[str, ...],
    engine: str,
    master: str | None,
    as_json: bool,
) -> None:
    """Count the pieces in the ledger: total, low and high for each method, and what was left out and why.

    With --reading: the same under chosen positions on disputed questions, as a run of its own.
    """
    from tiao.case import Case
    from tiao.errors import Misuse
    from tiao.run import count as do
    from tiao.run.count_reading import choice_in_words, count_reading, parse_choices

    if methods and all_methods:
        raise Misuse(
            "One method and all methods were asked for at once.", "--method, --all-methods", "Give one of the two."
        )
    chosen = parse_choices(readings)
    if chosen and engine != "local":
        raise Misuse(
            "A count under chosen positions is made on this machine.",
            "--reading, --engine",
            "Add `--engine local`; the ledger may be one that Spark has found.",
        )
    opened = Case.open(case)
    say_if_compiling()
    with bars() as progress:
        if chosen:
            counted = count_reading(opened, chosen, methods or None, progress)
        else:
            counted = do(opened, methods or None, progress, engine, master)
    if as_json:
        print_json(counted)
        return
    console = stdout()
    for line in choice_in_words(counted) if chosen else ():
        console.print(line)
    print_count(console, counted)
    if chosen:
        console.print(f"Left out by the reading 依此观点不计 {counted['left_out']:,} 条记录 records")
