"""``tiao law compare``: what a proposal for another law would change, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tiao.cli.options import lang_option
from tiao.cli.output import json_option, print_json, stdout, table, warn
from tiao.cli.tables import OUTCOME_ZH

if TYPE_CHECKING:
    from rich.console import Console

CHANGED = {True: "≠ changes 改变", False: "= same 不变", None: "? not known 不能确定"}


@click.command(short_help="What proposed law would change.")
@click.argument("facts", nargs=-1, type=click.Path(path_type=Path), metavar="[FACTS]...")
@click.option("--proposal", "names", multiple=True, metavar="P", help="Only this proposal; may be given again.")
@click.option(
    "--cases",
    "cases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON lines: objects with facts (and id, on), or case records as in docs/reference/courts.md.",
)
@lang_option
@json_option
def compare(facts: tuple[Path, ...], names: tuple[str, ...], cases: Path | None, lang: str, as_json: bool) -> None:
    """The outcome now beside the outcome under each proposal, for facts files, for a file of cases, or for the
    published cases. What the proposal or the file of the case does not say stays open, with what is missing.
    """
    from tiao.law.compare import compare as do
    from tiao.law.compare_cases import read_cases

    found, unread = read_cases(facts, cases)
    document = do(found, names)
    document["unread"] = [{"line": line.line, "what": line.what} for line in unread]
    if as_json:
        print_json(document)
        return
    console = stdout()
    for proposal in document["proposals"]:
        _print(console, proposal, document, lang)
    for line in document["unread"]:
        warn(f"line {line['line']} could not be read 未能读取: {line['what']}")


def _print(console: Console, proposal: Mapping[str, Any], document: Mapping[str, Any], lang: str) -> None:
    """One proposal: a line a case, what is missing, and the counts."""
    name, zh = proposal["id"], lang == "zh"
    entries = [(case, case["proposals"][name]) for case in document["cases"]]
    narrow = any("misread" in entry for _, entry in entries)
    columns = ["case", "law", "now 现行", "proposed 依建议", "changes 是否改变"] + (
        ["if misread 若误读"] if narrow else []
    )
    rows = [
        (
            case["case"],
            case["regime"],
            _outcome(case["now"], zh),
            _outcome(entry, zh),
            CHANGED[entry["changed"]],
            *([f"{_outcome(entry['misread'], zh)} {CHANGED[entry['misread']['changed']]}"] if narrow else []),
        )
        for case, entry in entries
    ]
    unread = "" if proposal["checked"] else "  ⚠ 未核对原文 / not checked"
    console.print(table(f"{proposal['title' if zh else 'title_en']} ({name}){unread}", columns, rows))
    for case, entry in entries:
        if entry["changed"] is not False:
            missing = "；".join(part["zh"] for part in entry["missing"]) if zh else ""
            missing = missing or "; ".join(part["en"] for part in entry["missing"])
            because = entry["because"] if zh else entry["because_en"]
            console.print(f"  {case['case']}: {entry['cite']}: {because}{': ' if missing else ''}{missing}")
    for gap in proposal["leaves_open"]:
        console.print(f"  {'建议未定' if zh else 'left open'}: {gap['zh' if zh else 'en']}")
    console.print(f"  {_sums(document['counts']['proposals'][name], zh)}")
    if narrow:
        said = "若按误读" if zh else "against the narrow reading"
        console.print(f"  {said}: {_sums(document['counts']['proposals'][name]['misread'], zh)}")


def _outcome(entry: Mapping[str, Any], zh: bool) -> str:
    return OUTCOME_ZH[entry["outcome"]] if zh else str(entry["outcome"])


def _sums(counts: Mapping[str, Any], zh: bool) -> str:
    if zh:
        return (
            f"共 {counts['of']} 件：改变 {counts['changed']} 件，不变 {counts['same']} 件，"
            f"不能确定 {counts['not_known']} 件"
        )
    return f"{counts['of']} cases: {counts['changed']} change, {counts['same']} same, {counts['not_known']} not known"
