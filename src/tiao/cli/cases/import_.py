"""``tiao cases import``: coded cases, an exported store, or a sheet with decisions, into a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tiao.cli.cases.options import store_option
from tiao.cli.options import by_option
from tiao.cli.output import json_option, note, print_json, warn

if TYPE_CHECKING:
    from tiao.cases.store.database import Store


@click.command("import", short_help="Cases into a store.")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@store_option
@by_option
@json_option
def import_(file: Path | None, store: str, by: tuple[str, ...], as_json: bool) -> None:
    """Bring cases into a store, which is made if there is none; without FILE the published cases of the program.

    FILE: coded cases (JSON lines, or a sheet .csv, .xlsx; docs/reference/cases.md), what `tiao cases export` wrote as
    JSON lines, or a sheet of statements that it wrote and in which some were accepted or rejected by hand. The same
    file may come in twice: what stands already is left as it is.
    """
    from tiao.cases.store.database import Store

    with Store(store, make=True) as opened:
        document = {"format": "tiao.cases-import/1", **_brought(opened, file, by)}
    if as_json:
        print_json(document)
        return
    note(
        f"documents 文书: {document['documents']} new, {document['documents_known']} known; "
        f"statements 陈述: {document['statements']} new, {document['statements_known']} known; "
        f"decisions and the like 决定等: {document['beside']} new"
    )
    for line in document["unread"]:
        warn(f"line {line['line']} could not be read 未能读取: {line['what']}")


def _brought(store: Store, file: Path | None, by: tuple[str, ...]) -> dict[str, Any]:
    from tiao.cases.coded.sheet import is_coded_sheet
    from tiao.cases.lines import Brought, Text, is_export
    from tiao.cases.sets import CodedSet
    from tiao.cases.sheet_file import is_sheet
    from tiao.cases.store.sheets import bring_sheet
    from tiao.cases.store.transfer import bring
    from tiao.cases.store.writing import add

    brought = Brought()
    if file is not None and is_sheet(file) and not is_coded_sheet(file):
        brought = bring_sheet(store, file, by)
    elif file is not None and is_export(file):
        with open(file, "rb") as stream:
            brought = bring(store, stream)
    else:
        coded = CodedSet(file)
        texts = ((Text(one.case, "coded", one.source, one.document), one.statements) for one in coded.cases())
        brought.added = add(store, texts)
        for line in coded.unread:
            brought.leave_out(line.line, line.what)
    added = brought.added
    return {
        "documents": added.documents,
        "documents_known": added.documents_known,
        "statements": added.statements,
        "statements_known": added.statements_known,
        "beside": brought.beside,
        "unread_lines": brought.unread_lines,
        "unread": [{"line": line.line, "what": line.what} for line in brought.unread],
    }
