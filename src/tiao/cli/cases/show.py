"""``tiao cases show``: the cases of a store, or the statements of one with their quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tiao.cli.cases.options import store_option
from tiao.cli.options import lang_option
from tiao.cli.output import json_option, print_json, stdout, table

if TYPE_CHECKING:
    from tiao.cases.store.database import Store


@click.command(short_help="The cases of a store, or one with its statements.")
@click.argument("case", metavar="[CASE]", required=False)
@store_option
@lang_option
@json_option
def show(case: str | None, store: str, lang: str, as_json: bool) -> None:
    """List the cases of a store; with CASE, its statements with quote, maker and status, its documents, and who decided
    what of them. The first letters of a statement's name are what `tiao cases decide` takes.
    """
    from tiao.cases.store import reading
    from tiao.cases.store.database import Store

    with Store(store) as opened:
        if case is None:
            names = reading.cases(opened)
            if as_json:
                print_json({"format": "tiao.cases-list/1", "cases": names})
            else:
                stdout().print("\n".join(names))
            return
        document = _case(opened, reading.known_case(opened, case))
    if as_json:
        print_json(document)
    else:
        _print(document, lang)


def _case(store: Store, case: str) -> dict[str, Any]:
    from tiao.cases.store import reading

    found = list(reading.named_rows(store, case))
    texts = [
        {key: text[key] for key in ("id", "kind", "source")} | {"characters": len(text["body"])}
        for text in reading.documents(store, case)
    ]
    return {
        "format": "tiao.cases-case/1",
        "case": case,
        "documents": texts,
        "statements": [{"digest": name, **row._asdict()} for name, row in found],
        "decisions": reading.decisions(store, [name for name, _ in found]),
    }


def _print(document: dict[str, Any], lang: str) -> None:
    from tiao.cases.vocabulary import predicates

    console = stdout()
    console.print(document["case"], style="bold")
    for text in document["documents"]:
        console.print(f"  {text['kind']}  {text['id'][:12]}  {text['source']}")
    named = predicates()
    keys = ("value", "quote", "by", "status")
    rows = [
        (one["digest"][:10], one["subject"], getattr(named[one["predicate"]], lang), *(one[key] for key in keys))
        for one in document["statements"]
    ]
    console.print(table("", ("name", "of", "says", "value", "quote", "by", "status"), rows))
    for one in document["decisions"]:
        console.print(
            f"  {one['statement'][:10]} {one['status']}: {one['decided_by']}, {one['decided_at']}, {one['why']}"
        )
