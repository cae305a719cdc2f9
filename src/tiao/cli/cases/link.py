"""``tiao cases link`` and ``tiao cases folder``: from a case of the store to its case folder, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tiao.cli.cases.options import store_option
from tiao.cli.options import by_option
from tiao.cli.output import json_option, note, print_json, stdout, table


@click.command(short_help="A case and its case folder; what stands there.")
@click.argument("case", metavar="CASE")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@store_option
@click.option("--undo", is_flag=True, help="Take the link to DIR back; it stays on record.")
@by_option
@json_option
def link(case: str, folder: Path | None, store: str, undo: bool, by: tuple[str, ...], as_json: bool) -> None:
    """Link CASE of the store to the case folder DIR, in the store and in the folder's custody log.

    Without DIR: the folders of the case, each with its exhibits, its counts, and what the law makes of the count alone.
    """
    from tiao.case import Case
    from tiao.cases.links import link as put
    from tiao.cases.links import links
    from tiao.cases.store.database import Store

    with Store(store) as opened:
        if folder is not None:
            put(opened, case, Case.open(folder), by, standing=not undo)
        document = links(opened, case)
    if as_json:
        print_json(document)
        return
    for one in document["folders"]:
        _print(one)
    if not document["folders"]:
        note("no folder is linked 未关联案件文件夹")


def _print(one: dict[str, Any]) -> None:
    console = stdout()
    console.print(f"{one['folder']}: {one['state']}; {one['linked_by']}, {one['linked_at']}", style="bold")
    if one["state"] == "cannot_be_read":
        console.print(f"  {one['why']}")
        return
    console.print(
        f"  {one['number']} {one['unit']}; the folder names this case 文件夹记有本案: {one['names_this_case']}"
    )
    rows = [(item["id"], item["shown"], item["size"], item["sha256"][:16]) for item in one["exhibits"]]
    console.print(table("Exhibits 检材", ("", "file", "bytes", "sha256"), rows, figures=(2,)))
    for run in one["runs"]:
        totals = ", ".join(f"{name} {total:,}" for name, total in run["methods"].items())
        console.print(f"  run {run['run'][:16]} ({run['standing']}): {totals}")
    if one["assessment"]:
        console.print(f"  by the count alone 仅凭条数: {one['assessment']['outcome']} ({one['assessment']['regime']})")


@click.command(short_help="Which case of a store a case folder belongs to.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@json_option
def folder(folder: Path, as_json: bool) -> None:
    """Which cases of a store the case folder DIR says it belongs to, by its custody log. No store is needed."""
    from tiao.case import Case
    from tiao.cases.links import cases_of

    found = cases_of(Case.open(folder))
    if as_json:
        print_json({"format": "tiao.case-folder/1", "cases": found})
    else:
        stdout().print("\n".join(found) if found else "–")
