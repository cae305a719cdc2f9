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
@json_option
def export(store: str, out: Path, as_json: bool) -> None:
    """Write a store to a file: .jsonl holds all of it and can be brought into another store; .csv and .xlsx hold the
    statements, to look through and to accept or reject by hand (columns status and why), and come back with import.
    """
    from tiao.cases.store.database import Store
    from tiao.cases.store.sheets import write_csv, write_excel
    from tiao.cases.store.transfer import export as write_lines

    kind = out.suffix.lower()
    if kind not in (".jsonl", ".csv", ".xlsx"):
        raise Misuse("The ending of the file is not known.", "--out", "Give .jsonl, .csv or .xlsx.")
    if out.exists():
        raise Misuse("A file of this name stands already.", "--out", "Name a new file.")
    with Store(store) as opened:
        if kind == ".jsonl":
            with open(out, "x", encoding="utf-8", newline="\n") as stream:
                count = write_lines(opened, stream)
        else:
            count = write_csv(opened, out) if kind == ".csv" else write_excel(opened, out)
    if as_json:
        print_json({"format": "tiao.cases-export/1", "lines": count})
    else:
        note(f"{count:,} lines written 已写出")
