"""``tiao new``: an empty case folder."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.output import json_option, print_json, stdout


@click.command(short_help="Make an empty case folder.")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--number", default="", metavar="N", help="The case number (案号).")
@click.option("--unit", default="", metavar="U", help="The unit that handles the case (办案单位).")
@json_option
def new(directory: Path, number: str, unit: str, as_json: bool) -> None:
    """Make an empty case folder DIR."""
    from tiao.run import new as make

    case = make(directory, number=number, unit=unit)
    if as_json:
        print_json({"format": "tiao.case/1", "case": str(directory), "number": case.number, "unit": case.unit})
    else:
        stdout().print(f"New case folder: {directory}")
