"""``tiao cases near``: comparable cases, shown with what differs; never a predicted sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tiao.cli.output import json_option, note, print_json, stdout, table
from tiao.errors import Misuse

_NAMES = {
    "acts": "acts 行为",
    "kinds": "kinds 种类",
    "over_line": "pieces over the line 条数与标准之比",
    "insider": "insider 履职获得",
    "income": "income, fen 违法所得（分）",
    "regime": "law 适用法律",
}
_MARKS = {"equal": "=", "same_size": "≈", "differs": "≠", "unknown": "?"}


@click.command(short_help="Comparable cases, with what differs.")
@click.argument("case", metavar="CASE")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--store", "store", metavar="WHERE", help="The set is a store: a file, or postgresql://user@host/name.")
@click.option(
    "--most", type=click.IntRange(1, 1_000), default=5, show_default=True, metavar="N", help="How many to show."
)
@json_option
def near(case: str, file: Path | None, store: str | None, most: int, as_json: bool) -> None:
    """The cases nearest to CASE by acts, kinds, pieces over the line of their tier, insider, income and law applied.

    The set: FILE (coded cases, or what cases read --out wrote), a store, or neither: the published cases. Each is
    shown with what is equal and what differs; what a source does not say is not compared. The law's range stands
    beside the sentences that were imposed, with their number. Nothing is predicted: a case is judged by its own
    facts.
    """
    from tiao.cases.near.compare import near as compare

    if file is not None and store is not None:
        raise Misuse("Two sets are named.", "--store", "Give a file or a store.")
    if store is not None:
        from tiao.cases.store.database import Store
        from tiao.cases.store.reading import rows

        with Store(store) as opened:
            document = compare(rows(opened), case, most)
    else:
        from tiao.cases.sets import file_set

        document = compare(file_set(file).rows(), case, most)
    if as_json:
        print_json(document)
    else:
        _print(document)


def _print(document: dict[str, Any]) -> None:
    console, law = stdout(), document["law"]
    console.print(f"{document['case']['case']}, beside {document['of']} cases 对照 {document['of']} 件", style="bold")
    if law is not None:
        span = law["range_months"]
        months = f"{span['min']}–{span['max']} months 个月" if span else "open 未定: " + ", ".join(law["possible"])
        console.print(f"  by law 法定: {law['outcome']} ({law['regime']}), {months}")
    for one in document["nearest"]:
        imposed = f"months 刑期 {one['months'] or '–'}; suspended 缓刑 {one['suspended']} of {one['sentenced']}"
        title = f"{one['case']}  nearness 相近度 {one['nearness']} over {one['compared']} of 6; {imposed}"
        rows = [
            (_MARKS[item["verdict"]], _NAMES[item["feature"]], _said(item["ours"]), _said(item["theirs"]))
            for item in one["features"]
        ]
        console.print(table(title, ("", "", "this case 本案", "that case 彼案"), rows))
    for name, words in (("nearest", "in these cases 上列案件"), ("set", "in the whole set 全部案件")):
        found = document["imposed"][name]
        if found["n"]:
            spread = f"{found['least']} – {found['most']}, median 中位数 {found['median']}"
            console.print(
                f"{words}: n = {found['n']}, {spread}; suspended 缓刑 {found['suspended']} of {found['sentenced']}"
            )
        else:
            console.print(f"{words}: n = 0")
    note("不预测刑期。 No sentence is predicted: the range is the law's, the months are those that were imposed.")


def _said(value: Any) -> str:
    if value is None:
        return "–"
    return "、".join(value) if isinstance(value, list) else str(value)
