"""Options that several commands share, so that they read and behave alike."""

from __future__ import annotations

from pathlib import Path

import click

case_option = click.option(
    "--case", "case", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The case folder."
)
by_option = click.option(
    "--by", "by", multiple=True, metavar="NAME", help="Who does it; give it again for the second person."
)
authority_option = click.option(
    "--authority", metavar="DOC", help="The document that gives the authority to seize (扣押决定书 and the like)."
)
facts_option = click.option(
    "--facts", "facts", type=click.Path(path_type=Path), metavar="F", help="Facts of the case, YAML or JSON."
)
engine_option = click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    envvar="TIAO_ENGINE",
    show_envvar=True,
    help="What does the work: this machine, or Spark. The figures are the same.",
)
master_option = click.option(
    "--master",
    metavar="URL",
    help="Where Spark runs, for instance spark://host:7077 or yarn.  [env var: TIAO_MASTER; default: local[*]]",
)
password_option = click.option(
    "--password-file",
    "password_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Passwords to try on locked archives, one a line, UTF-8. They are kept in the vault, not in the log.",
)
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the result."
)
