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
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the result."
)
