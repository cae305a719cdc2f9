"""``tiao find``: the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.options import case_option, engine_option, master_option, password_option
from tiao.cli.output import json_option, print_json, stdout
from tiao.cli.progress import bars, say_if_compiling
from tiao.cli.tables import files_table, unread_table


@click.command(short_help="Read the sealed files, write the ledger.")
@case_option
@engine_option
@master_option
@password_option
@json_option
def find(case: Path, engine: str, master: str | None, password_file: Path | None, as_json: bool) -> None:
    """Read every sealed file and write the ledger (台账): one line per record, blind tokens only.

    What was interrupted resumes where it stopped.
    """
    from tiao.case import Case
    from tiao.run import find as do

    opened = Case.open(case)
    say_if_compiling()
    with bars() as progress:
        found = do(opened, progress=progress, engine=engine, master=master, password_file=password_file)
    if as_json:
        print_json({"format": "tiao.find/1", **found})
        return
    console = stdout()
    console.print(files_table(found["files"]))
    if found["unread"]:
        console.print(unread_table(found["unread"]))
    console.print(f"{found['rows']:,} rows read, {len(found['unread'])} things could not be read.")
