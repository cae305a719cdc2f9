"""``tiao cases search``: words in the texts of a store."""

from __future__ import annotations

import click

from tiao.cli.cases.options import store_option
from tiao.cli.output import json_option, note, print_json, stdout


@click.command(short_help="Words in the texts of a store.")
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@store_option
@click.option(
    "--most", type=click.IntRange(1, 10_000), default=20, show_default=True, metavar="N", help="How many to show."
)
@json_option
def search(words: tuple[str, ...], store: str, most: int, as_json: bool) -> None:
    """The documents of a store in which all WORDS stand, each with what stands around them.

    Chinese needs no spaces: a word of two signs or more is found wherever it stands. Full-width letters and digits,
    capitals and small letters are the same.
    """
    from tiao.cases.store.database import Store
    from tiao.cases.store.search import search as find

    with Store(store) as opened:
        document = find(opened, words, most)
    if as_json:
        print_json(document)
        return
    console = stdout()
    for one in document["found"]:
        console.print(f"{one['case']}  {one['kind']}  {one['source']}", style="bold")
        for place in one["places"]:
            around = f"…{place['before']}[{place['words']}]{place['after']}…".replace("\n", " ")
            console.print(f"  {place['start']}: {around}")
    note(f"documents 文书: {document['documents']}")
