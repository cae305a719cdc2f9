"""``tiao law``: the rules themselves, with quotes and worked examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tiao.cli.compare import compare
from tiao.cli.courts import courts
from tiao.cli.options import lang_option
from tiao.cli.output import json_option, print_json, stdout, table
from tiao.errors import CheckFailed

if TYPE_CHECKING:
    from tiao.law.rule import Rule

# Said wherever a text stands that nobody has read verbatim.
NOT_CHECKED = "未核对原文 / not checked"


@click.group(short_help="Read and test the rules.")
def law() -> None:
    """Read and test the rules: Criminal Law art. 253-1 and 法释〔2017〕10号, each with its quote, source and dates."""


law.add_command(courts)
law.add_command(compare)


@law.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Every rule: name, citation, first and last day in force, when its text was last checked."""
    from tiao.law import list_rules

    rules = list_rules()
    if as_json:
        print_json({"format": "tiao.law/1", "rules": [_document(rule) for rule in rules]})
        return
    cells = [(r.id, r.cite, r.in_force.from_ or "", r.in_force.to or "", _checked(r)) for r in rules]
    stdout().print(table("Rules 规则", ("rule", "citation", "from", "to", "checked"), cells))


@law.command()
@click.argument("cite", metavar="CITE")
@json_option
def show(cite: str, as_json: bool) -> None:
    """An article and its parts: words, source, dates. CITE as people write it: 5, 第五条, 5(1)(3), 253-1."""
    from tiao.law import show as find

    rules = find(cite)
    if as_json:
        print_json({"format": "tiao.law/1", "rules": [_document(rule) for rule in rules]})
        return
    console = stdout()
    for rule in rules:
        console.print(f"{rule.cite}  {rule.id}", style="bold")
        console.print(f"  {rule.quote}")
        console.print(f"  {rule.gloss_en}")
        until = rule.in_force.to or "…"
        console.print(f"  in force {rule.in_force.from_ or '…'} to {until}; {_checked(rule)}")
        console.print(f"  source: {rule.source}")
        for remark in rule.notes:
            console.print(f"  note: {remark}")


@law.command()
@json_option
def test(as_json: bool) -> int:
    """Run every worked example that stands beside an article; exit code 1 if one comes out otherwise."""
    from tiao.law.examples import run_all

    results = run_all()
    failed = [result for result in results if not result.passed]
    if as_json:
        examples = [{"file": r.file, "name": r.name, "differences": list(r.differences)} for r in results]
        print_json({"format": "tiao.law-test/1", "run": len(results), "failed": len(failed), "examples": examples})
    else:
        console = stdout()
        for result in failed:
            console.print(f"✗ {result.file}: {result.name}", style="bold red")
            for difference in result.differences:
                console.print(f"    {difference}")
        mark = "✗" if failed else "✓"
        console.print(f"{mark} {len(results) - len(failed):,} of {len(results):,} worked examples come out as written")
    return CheckFailed.exit_code if failed else 0


@law.command("readings")
@click.argument("question", required=False, metavar="[QUESTION]")
@lang_option
@json_option
def readings_(question: str | None, lang: str, as_json: bool) -> None:
    """The disputed questions: their positions, who takes them, and which one is taken by default, with its reason."""
    from tiao.cli.reading_tables import print_disputes
    from tiao.law.readings import asked

    found = asked(question)
    if as_json:
        documents = [one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in found]
        print_json({"format": "tiao.readings/1", "questions": documents})
    else:
        print_disputes(stdout(), found, lang)


def _checked(rule: Rule) -> str:
    """When the text was read verbatim, or that it was not."""
    return f"checked on {rule.checked_on}" if rule.checked else NOT_CHECKED


def _document(rule: Rule) -> dict[str, Any]:
    """A rule as plain values; fractions and dates as text."""
    document: dict[str, Any] = json.loads(json.dumps(rule.model_dump(by_alias=True, exclude_none=True), default=str))
    return document
