"""``tiao cases decide``: accept or reject statements; what was decided before stays on record."""

from __future__ import annotations

import click

from tiao.cli.cases.options import store_option
from tiao.cli.options import by_option
from tiao.cli.output import json_option, note, print_json


@click.command(short_help="Accept or reject statements.")
@click.argument("status", metavar="STATUS", type=click.Choice(["accepted", "rejected", "proposed"]))
@click.argument("statements", metavar="STATEMENT...", nargs=-1, required=True)
@store_option
@by_option
@click.option("--why", required=True, metavar="TEXT", help="The reason.")
@json_option
def decide(status: str, statements: tuple[str, ...], store: str, by: tuple[str, ...], why: str, as_json: bool) -> None:
    """Give statements the STATUS accepted or rejected, by their names (tiao cases show CASE), or proposed again.

    Nothing is overwritten: each decision is a new row with who, when and why, and the last one holds. Rejected
    statements count in no figure.
    """
    from tiao.cases.store.database import Store
    from tiao.cases.store.writing import decide as put

    with Store(store) as opened:
        added = put(opened, statements, status, by, why)
    if as_json:
        print_json({"format": "tiao.cases-decide/1", "status": status, "decided": added, "named": len(statements)})
    else:
        note(f"{added} decided 已决定; {len(statements) - added} had the status already 已是该状态")
