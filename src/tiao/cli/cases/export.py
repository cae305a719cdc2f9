"""``tiao cases export``: a store as JSON lines, or its statements as a sheet."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.cases.options import store_option
from tiao.cli.output import json_option, note, print_json
from tiao.errors import Misuse


@click.command(short_help="A store as JSON lines, CSV or Excel.")
@store_option
@click.option(
    "--out", "out", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="A new file; its ending says the format: .jsonl (everything), .csv or .xlsx (statements).",
)  # fmt: skip
@click.option("--coded", is_flag=True, help="The coded cases as they came in, one case a row or a line.")
@json_option
def export(store: str, out: Path, coded: bool, as_json: bool) -> None:
    """Write a store to a file: .jsonl holds all of it and can be brought into another store; .csv and .xlsx hold the
    statements, to look through and to accept or reject by hand (columns status and why), and come back with import.
    With --coded: the coded cases alone, to be gone on with in a sheet and brought into another store.
    """
    from tiao.cases.sheet_file import ENDINGS
    from tiao.cases.store.coded import write as write_coded
    from tiao.cases.store.database import Store
    from tiao.cases.store.sheets import write as write_statements
    from tiao.cases.store.transfer import export as write_lines

    kind = out.suffix.lower()
    if kind not in (".jsonl", *ENDINGS):
        raise Misuse("The ending of the file is not known.", "--out", "Give .jsonl, .csv or .xlsx.")
    if out.exists():
        raise Misuse("A file of this name stands already.", "--out", "Name a new file.")
    with Store(store) as opened:
        if coded:
            count = write_coded(opened, out)
        elif kind == ".jsonl":
            with open(out, "x", encoding="utf-8", newline="\n") as stream:
                count = write_lines(opened, stream)
        else:
            count = write_statements(opened, out)
    if as_json:
        print_json({"format": "tiao.cases-export/1", "lines": count})
    else:
        note(f"{count:,} lines written 已写出")
