"""``tiao cases stats``: the tables of the Ningbo study and the Beijing report from any set of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tiao.cli.options import lang_option
from tiao.cli.output import json_option, note, print_json, stdout, table, warn
from tiao.errors import Misuse

_SETS = ("ningbo", "beijing", "fengxian", "campaign")


@click.command(short_help="Tables of a set, with denominators and exact intervals.")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--store", "store", metavar="WHERE", help="The set is a store: a file, or postgresql://user@host/name.")
@click.option(
    "--beside",
    "beside",
    multiple=True,
    type=click.Choice(_SETS),
    help="Lay published figures beside; may be given again.",
)
@click.option("--quotes", is_flag=True, help="With every figure the statements behind it, with quote and source.")
@click.option(
    "--charts", "charts", type=click.Path(path_type=Path), metavar="DIR", help="Draw the tables into a new folder."
)
@click.option(
    "--as",
    "kinds",
    multiple=True,
    type=click.Choice(["svg", "png", "html"]),
    default=("svg", "html"),
    show_default=True,
    help="What to draw: svg and png (300 dots an inch) for print, html for the screen; may be given again.",
)
@lang_option
@json_option
def stats(
    file: Path | None,
    store: str | None,
    beside: tuple[str, ...],
    quotes: bool,
    charts: Path | None,
    kinds: tuple[str, ...],
    lang: str,
    as_json: bool,
) -> None:
    """Means, use, kinds, amounts, income, defendants, sentences, suspension and years of a set of cases.

    The set: FILE (coded cases, or what cases read --out wrote), a store, or neither: the published cases of the
    program. Every figure has its numerator, its denominator (the cases that say anything about it), what is missing,
    and the exact 95 % Clopper-Pearson interval of its share. Rejected statements count in no figure. Where a source's
    own figures do not add up, the table says so.
    """
    from tiao.cases.stats.document import document
    from tiao.cases.stats.tally import Tally

    if file is not None and store is not None:
        raise Misuse("Two sets are named.", "--store", "Give a file or a store.")
    tally = Tally(quotes)
    unread: list[dict[str, Any]] = []
    if store is not None:
        from tiao.cases.store.database import Store
        from tiao.cases.store.reading import rows

        with Store(store) as opened:
            tally.add(rows(opened))
        name = "store 案例库"
    else:
        from tiao.cases.sets import file_set

        coded = file_set(file)
        tally.add(coded.rows())
        name, unread = coded.name, [{"line": line.line, "what": line.what} for line in coded.unread]
    if not tally.cases:
        raise Misuse("The set holds no case.", "FILE", "Give coded cases, one JSON object a line, or a store.")
    made = document(tally, name, beside) | {"unread": unread}
    if charts is not None:
        from tiao.cases.stats.charts import write

        made["charts"] = write(made, charts, kinds, lang)
    if as_json:
        print_json(made)
    else:
        _print(made, lang, quotes)


def _print(made: dict[str, Any], lang: str, quotes: bool) -> None:
    from tiao.cases.stats.page import (
        amount_lines,
        cells,
        check_sentence,
        columns,
        published,
        published_line,
        theirs_by_figure,
        words,
    )

    console, named = stdout(), words(lang)
    theirs, beside = theirs_by_figure(made["published"]), bool(made["published"])
    console.print(f"{made['set']['name']}: {made['set']['cases']:,} {named['case']}", style="bold")
    for one in (made["years"], *made["tables"]):
        known = named["recorded"].format(n=one["denominator"], total=one["total"], missing=one["missing"])
        title = f"{one[lang]} ({named[one['unit']]}; {known})"
        rows = [cells(row, lang, theirs, beside) for row in one["rows"]]
        console.print(table(title, columns(lang, beside), rows, figures=(1, 2, 3)))
        if "rule" in one:
            console.print(f"  {one['rule'][lang]}\n")
        if quotes:
            for row in one["rows"]:
                _quotes(console, row)
    for amount in made["amounts"]:
        known = named["recorded"].format(n=amount["numerator"], total=amount["denominator"], missing=amount["missing"])
        console.print(f"{amount[lang]} ({named[amount['unit']]}; {known})", style="bold")
        for name, value in amount_lines(amount, lang):
            console.print(f"  {name}: {value}")
        for key in ("recorded", "sum", "mean"):
            other = theirs.get(f"{amount['id']}.{key}")
            if other:
                console.print(f"  {named['theirs']} {key}: {' '.join(published(other['theirs'])).strip()}")
        _quotes(console, amount)
    for one in made["published"]:
        for source in one["sources"]:
            console.print(f"{source['id']}: {source['title']}, {source['date']}. {source['url'] or ''}")
        for figure in one["figures"]:
            console.print(f"  {published_line(figure, lang)}")
        for check in one["checks"]:
            console.print(f"  {check_sentence(check, lang)}")
    if beside:
        note(
            "区间只在本集合是某总体的随机样本时才说明该总体。 "
            "An interval speaks of a wider set only if this set is a random sample of it."
        )
    for line in made["unread"]:
        warn(f"line {line['line']} could not be read 未能读取: {line['what']}")


def _quotes(console: Any, row: dict[str, Any]) -> None:
    for quote in row.get("quotes", ()):
        words = f"「{quote['source_quote']}」" if quote["source_quote"] else ""
        console.print(f"    {quote['case']}: {quote['quote']} {words} {quote['source'] or ''}".rstrip(), style="dim")
