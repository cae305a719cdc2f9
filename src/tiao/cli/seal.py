"""``tiao seal``: hash, list and sign what was seized."""

from __future__ import annotations

from pathlib import Path

import click

from tiao.cli.options import authority_option, by_option, case_option
from tiao.cli.output import json_option, print_json, stdout, table, warn
from tiao.cli.progress import bars

NOBODY = "Nobody is named: the seal is recorded as made by nobody (give --by NAME, twice for two people)."


@click.command(short_help="Hash, list and sign what was seized.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@case_option
@by_option
@authority_option
@click.option("--copy", is_flag=True, help="Keep a sealed copy of every file in the case folder.")
@json_option
def seal(
    paths: tuple[Path, ...], case: Path, by: tuple[str, ...], authority: str | None, copy: bool, as_json: bool
) -> None:
    """Seal files and folders: SHA-256 and SM3 of every file, the itemised list (清单), a signature, the log.

    The originals are only read.
    """
    from tiao.run import seal as do

    with bars() as progress:
        made = do(paths, case, by=by, authority=authority, copy=copy, progress=progress)
    if not made["by"]:
        warn(NOBODY)
    if as_json:
        print_json(made)
        return
    items = made["items"]
    stdout().print(
        table(
            f"Sealed 封存 {made['id']}, files: {len(items)}",
            ("no.", "file", "bytes", "SHA-256"),
            [(item["id"], item["shown"], item["size"], item["sha256"][:16] + "…") for item in items],
            figures=(2,),
        )
    )
