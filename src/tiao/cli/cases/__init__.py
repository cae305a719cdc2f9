"""``tiao cases``: judgments as statements, their store, their figures. One file a command."""

from __future__ import annotations

import click

from tiao.cli.cases.decide import decide
from tiao.cli.cases.export import export
from tiao.cli.cases.import_ import import_
from tiao.cli.cases.link import folder, link
from tiao.cli.cases.near import near
from tiao.cli.cases.orders import orders
from tiao.cli.cases.read import read
from tiao.cli.cases.search import search
from tiao.cli.cases.show import show
from tiao.cli.cases.stats import stats
from tiao.cli.cases.synthetic import synthetic


class _InOrder(click.Group):
    """Lists the commands in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder, short_help="Judgments as statements: store, figures, comparison.")
def cases() -> None:
    """Judgments as statements, each with its quote; a store of them, and figures with denominators.

    A store is one file (SQLite) or a PostgreSQL database; it needs the extra tiao[cases]. Figures from a file of coded
    cases need no store. Nothing is fetched from anywhere.
    """


for command in (read, import_, export, show, search, decide, stats, near, orders, link, folder, synthetic):
    cases.add_command(command)
