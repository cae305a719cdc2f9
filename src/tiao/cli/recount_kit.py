"""``tiao recount-kit``: what another expert needs to count again."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.options import case_option
from tiao.cli.output import json_option, note, print_json, stdout
from tiao.cli.progress import bars


@click.command("recount-kit", short_help="Write what another expert needs to count again.")
@case_option
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The zip to write."
)
@json_option
def recount_kit(case: Path, out: Path, as_json: bool) -> None:
    """Write the recount kit 复算包: blind ledger, rules, SQL, runs, log and proofs, and a script that counts again.

    Whoever gets it needs Python and DuckDB, and neither tiao nor the key of the case. No value stands in it. Needs the
    rooms ledger, runs, log and sealed, not the vault.
    """
    from tiao.run import recount_kit as do

    with bars() as progress:
        written = do(case, out, progress=progress)
    if as_json:
        print_json(written)
        return
    console = stdout()
    console.print(f"Recount kit 复算包: {written['kit']} ({written['files']} files, {written['bytes']:,} bytes)")
    console.print(f"SHA-256: {written['sha256']}")
    console.print(f"Runs 计数记录: {', '.join(written['runs'])}")
    if written["older"]:
        note(f"Left out, of an older ledger or other rules 未收入的旧记录: {', '.join(written['older'])}")
    if written["written_by_hand"]:
        lines = ", ".join(map(str, written["written_by_hand"]))
        note(f"Before you give it away, read what people wrote: log/entries.jsonl, lines 交出前请先阅读 {lines}")
