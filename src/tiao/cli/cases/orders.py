"""``tiao cases orders``: what courts ordered, until when, its proof, and what is overdue."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from tiao.cli.cases.options import store_option
from tiao.cli.options import by_option
from tiao.cli.output import json_option, note, print_json, stdout, table
from tiao.errors import CheckFailed

_DAY = click.DateTime(["%Y-%m-%d"])
_STATES = {"overdue": "逾期", "open": "未到期", "no_deadline": "未录入期限", "done": "已履行"}


class _ListByDefault(click.Group):
    """A group whose options alone mean its first command: ``orders --on ...`` is ``orders list --on ...``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = ["list", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_ListByDefault, short_help="Court orders: deadline, proof, overdue.")
def orders() -> None:
    """Apology, deletion, cancellation, damages: each order of a judgment with its deadline and its proof.

    tiao cases orders --on DATE is short for tiao cases orders list --on DATE.
    """


@orders.command("list", short_help="Orders as of a day.")
@store_option
@click.option("--on", "on", required=True, type=_DAY, metavar="DATE", help="As of which day; never the clock's.")
@click.option("--case", "case", metavar="CASE", help="Only of this case of the store.")
@click.option("--overdue", is_flag=True, help="Only what is overdue; exit code 1 if anything is.")
@json_option
def list_(store: str, on: datetime, case: str | None, overdue: bool, as_json: bool) -> int:
    """Every order that stands in the store: done, overdue, open, or without a deadline that anybody entered."""
    from tiao.cases.orders import OVERDUE, listed
    from tiao.cases.store.database import Store

    with Store(store) as opened:
        document = listed(opened, _day(on), case)
    if overdue:
        document["orders"] = [one for one in document["orders"] if one["state"] == OVERDUE]
    if as_json:
        print_json(document)
    else:
        rows = [
            (
                *(one["number"] or "–", one["case"], one["kind"], one["due"] or "–"),
                *(f"{one['state']} {_STATES[one['state']]}", one["done_on"] or "", one["statement"][:10], one["quote"]),
            )
            for one in document["orders"]
        ]
        header = ("no.", "case", "order", "due", "state", "done on", "statement", "words")
        stdout().print(table(f"Orders as of 截至 {document['on']}", header, rows))
        counts = document["counts"]
        note("; ".join(f"{state} {_STATES[state]}: {counts[state]}" for state in _STATES))
    return CheckFailed.exit_code if overdue and document["orders"] else 0


@orders.command(short_help="Enter until when an order is due.")
@click.argument("statement", metavar="STATEMENT")
@store_option
@click.option("--due", "due", type=_DAY, metavar="DATE", help="Until when.")
@click.option("--because", "because", default="", metavar="TEXT", help="From what the deadline follows.")
@click.option(
    "--effective", "effective", type=_DAY, metavar="DATE", help="When the judgment took effect, if it gives the days."
)
@click.option("--days", "days", type=click.IntRange(1), metavar="N", help="Days from then, if no statement gives them.")
@by_option
@json_option
def enter(
    statement: str,
    store: str,
    due: datetime | None,
    because: str,
    effective: datetime | None,
    days: int | None,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    """Put the order of STATEMENT (its name in the list) on the calendar. Entered again, the last deadline holds."""
    from tiao.cases.orders import Due, due_after
    from tiao.cases.orders import enter as put
    from tiao.cases.store.database import Store

    start = None if effective is None else _day(effective)
    known = None if due is None else Due(_day(due), because)
    if known is None and start is not None and days is not None:
        known = due_after(start, days)
    with Store(store) as opened:
        number = put(opened, statement, by, known, start)
    if as_json:
        print_json({"format": "tiao.case-order/1", "number": number})
    else:
        note(f"order 责任方式 {number} entered 已录入")


@orders.command(short_help="Attach what proves that it was done.")
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@store_option
@click.option("--done", "done", required=True, type=_DAY, metavar="DATE", help="The day on which it was done.")
@click.option(
    "--folder",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A case folder: the proof is sealed there.",
)
@click.option("--note", "remark", default="", metavar="TEXT", help="What else is to be said.")
@by_option
@json_option
def prove(
    number: int,
    file: Path,
    store: str,
    done: datetime,
    folder: Path | None,
    remark: str,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    """Attach FILE to the order NUMBER: its SHA-256 goes on record; with --folder it is sealed there as an exhibit."""
    from tiao.case import Case
    from tiao.cases.orders import prove as put
    from tiao.cases.store.database import Store

    with Store(store) as opened:
        values = put(opened, number, file, _day(done), by, None if folder is None else Case.open(folder), remark)
    if as_json:
        print_json({"format": "tiao.case-proof/1", **values})
    else:
        note(f"sha256 {values['sha256']} {values['exhibit']}".rstrip())


def _day(moment: datetime) -> date:
    return moment.date()
