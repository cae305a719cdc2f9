"""``tiao law``: the rules themselves, with quotes and worked examples."""

from __future__ import annotations

import click

from tiao.cli.output import json_option, print_json, stdout, table
from tiao.errors import CheckFailed


@click.group(short_help="Read and test the rules.")
def law() -> None:
    """Read and test the rules: Criminal Law art. 253-1 and 法释〔2017〕10号, each with its quote, source and dates."""


@law.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Every rule: citation, in force from and to, when it was last checked."""
    from tiao.law import list as rules

    found = rules()
    if as_json:
        print_json({"format": "tiao.law/1", "rules": found})
        return
    cells = [(r["rule"], r["cite"], r["in_force_from"], r["in_force_to"] or "", r["checked_on"]) for r in found]
    stdout().print(table("Rules 规则", ("rule", "citation", "from", "to", "checked"), cells))


@law.command()
@click.argument("cite", metavar="CITE")
@json_option
def show(cite: str, as_json: bool) -> None:
    """One rule or article with its words, source and worked examples. CITE: 5, 5.1.3, 253-1, or a rule's name."""
    from tiao.law import show as find

    found = find(cite)
    if as_json:
        print_json(found)


@law.command()
@json_option
def test(as_json: bool) -> int:
    """Run every worked example; exit code 1 if one differs."""
    from tiao.law import examples

    done = examples()
    if as_json:
        print_json(done)
    return 0 if done["failed"] == 0 else CheckFailed.exit_code
