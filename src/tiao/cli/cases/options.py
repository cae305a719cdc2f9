"""Options that the commands of ``tiao cases`` share."""

from __future__ import annotations

import click

store_option = click.option(
    "--store",
    "store",
    required=True,
    envvar="TIAO_STORE",
    show_envvar=True,
    metavar="WHERE",
    help="The store: a file, or postgresql://user@host/name.",
)
