"""``tiao cases synthetic``: made-up coded cases, for trying and for measuring."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.output import json_option, note, print_json
from tiao.errors import Misuse


@click.command(short_help="Made-up coded cases, to try things out.")
@click.option(
    "--cases", "number", type=click.IntRange(1, 10_000_000), default=1_000, show_default=True, help="How many."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="A new file, JSON lines.")
@json_option
def synthetic(number: int, out: Path, as_json: bool) -> None:
    """Write coded cases that nobody committed: the same number gives the same bytes.

    No figure of theirs says anything of the world.
    """
    from tiao.cases.synthetic import lines

    if out.exists():
        raise Misuse("A file of this name stands already.", "--out", "Name a new file.")
    with open(out, "x", encoding="utf-8", newline="\n") as stream:
        for line in lines(number):
            stream.write(line + "\n")
    if as_json:
        print_json({"format": "tiao.cases-synthetic/1", "cases": number})
    else:
        note(f"{number:,} synthetic cases written 已写出合成案例")
