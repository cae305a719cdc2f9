"""``tiao persons``: which records are of one natural person (同一自然人), and who decided so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tiao.cli.options import by_option, case_option
from tiao.cli.output import json_option, note, print_json, stdout, table, warn
from tiao.cli.progress import bars, say_if_compiling
from tiao.errors import Misuse

_SHOWN = 50  # on a terminal; more than that nobody reads there
_why = click.option("--why", default="", metavar="TEXT", help="The reason, in a sentence.")
_evidence = click.option(
    "--evidence", default="", metavar="TEXT", help="Where the evidence stands in the file (卷、页)."
)
_dry_run = click.option("--dry-run", is_flag=True, help="Only say what it would change.")


class _WithDefault(click.Group):
    """Without the name of a command, ``show`` is meant: ``tiao persons --case DIR``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_WithDefault, short_help="Natural persons (同一自然人): what joins records.")
def persons() -> None:
    """Records of one natural person: what joins them, what is open to doubt, and what people decide.

    Records that share any valid identifier are of one person (`tiao count --method by_person@2`). Nothing is cut or
    joined beyond that unless people decide. Without a command: show.
    """


@persons.command(short_help="What joins records, and what is open to doubt.")
@case_option
@json_option
def show(case: Path, as_json: bool) -> None:
    """Show persons by size, the identifiers that join most, and those that join different identity numbers."""
    from tiao.run.persons import persons as do

    say_if_compiling()
    with bars() as progress:
        found = do(case, progress=progress)
    if as_json:
        print_json(found)
    else:
        _print(found)


@persons.command(short_help="Pairs that may be one person; nothing is joined.")
@case_option
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N pairs.")
@json_option
def propose(case: Path, limit: int | None, as_json: bool) -> None:
    """Propose pairs of persons that share no identifier and may still be one, with weight and reasons.

    Needs the extra `tiao[link]`. A proposal is a hint: no count takes it up before somebody decides.
    """
    from tiao.run.persons import propose_persons

    say_if_compiling()
    with bars() as progress:
        found = propose_persons(case, limit if as_json or limit is not None else _SHOWN, progress)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one["weight"],
            "；".join(f"{reason['zh']} {reason['en']} ({reason['bits']})" for reason in one["reasons"]),
            *(f"{record['locator']}  {_values(record)}" for record in one["records"]),
        )
        for one in found["proposals"]
    ]
    stdout().print(table("Proposals 建议（未计入任何数额）", ("weight", "because", "record", "other record"), rows))
    note(f"{found['proposed']:,} pairs proposed, {len(rows):,} shown. None is in any count. 均未计入。")
    note("Decide: tiao persons decide --case DIR --pair A B --same|--different --by NAME --why TEXT")


@persons.command(short_help="Decide that two records are of one person, or of two.")
@case_option
@click.option("--pair", nargs=2, required=True, metavar="A B", help="Two locators, as explain shows them: E1!R5 E2!R7.")
@click.option("--same/--different", "same", default=None, help="One person, or two.")
@by_option
@_why
@_evidence
@_dry_run
@json_option
def decide(
    case: Path,
    pair: tuple[str, str],
    same: bool | None,
    by: tuple[str, ...],
    why: str,
    evidence: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Put on record that two records are of one person, which joins them, or of two, which changes no figure."""
    if same is None:
        raise Misuse("It was not said what is decided.", "--same, --different", "Give one of the two.")
    from tiao.run.persons import decide_persons

    say_if_compiling()
    _show(decide_persons(case, pair, same, by, why, evidence, dry_run), as_json)


@persons.command(short_help="Decide that an identifier joins nobody.")
@case_option
@click.argument("token", metavar="TOKEN")
@by_option
@_why
@_evidence
@_dry_run
@json_option
def unlink(case: Path, token: str, by: tuple[str, ...], why: str, evidence: str, dry_run: bool, as_json: bool) -> None:
    """Put on record that an identifier joins nobody: a shop's telephone, a family's number, a placeholder.

    TOKEN is its blind token, as `tiao persons --case DIR` shows it; never the number itself.
    """
    from tiao.run.persons import unlink_identifier

    say_if_compiling()
    _show(unlink_identifier(case, token, by, why, evidence, dry_run), as_json)


@persons.command(short_help="Undo a decision; it stays on record.")
@case_option
@click.argument("number", type=click.IntRange(min=0))
@by_option
@_why
@json_option
def undo(case: Path, number: int, by: tuple[str, ...], why: str, as_json: bool) -> None:
    """Undo the decision of this number. Both stay on record; the figures are what they were."""
    from tiao.run.persons import undo_persons

    done = undo_persons(case, number, by, why)
    if as_json:
        print_json(done)
    else:
        note(f"Undone by entry {done['undone']}. 已撤销。")


@persons.command(short_help="All decisions on persons, undone ones too.")
@case_option
@json_option
def decisions(case: Path, as_json: bool) -> None:
    """List every decision on persons: who, when, why, on what evidence, and whether it stands."""
    from tiao.run.persons import person_decisions

    found = person_decisions(case)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(one["number"]), _what(one["what"]), "、".join(one["by"]), one["at"], one["why"], one["evidence"],
            "stands 有效" if one["undone"] is None else f"undone 已撤销 ({one['undone']})",
        )
        for one in found["decisions"]
    ]  # fmt: skip
    columns = ("number", "decided", "by", "at", "why", "evidence", "state")
    stdout().print(table("Decisions on persons 关于同一自然人的决定", columns, rows))


def _show(done: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    before, after = done["before"], done["after"]
    rows = [(name, before[name], after[name]) for name in ("total", "low", "high", "persons")]
    stdout().print(table("by_person@2 按同一自然人", ("figure", "before 决定前", "after 决定后"), rows, figures=(1, 2)))
    if done["number"] is None:
        note("Nothing was put on record. 未作记录。")
    else:
        note(f"On record 已记录 (number 编号 {done['number']}). Undo 撤销: tiao persons undo {done['number']}")


def _what(what: Mapping[str, Any]) -> str:
    names = {"unlink": "joins nobody 不作关联", "link": "one person 同一人", "different": "two persons 非同一人"}
    return "; ".join(
        f"{names.get(key, key)}: {value if isinstance(value, str) else ' + '.join(value)}"
        for key, value in what.items()
    )


def _values(record: Mapping[str, Any]) -> str:
    return "  ".join(f"{value['kind']}={value['shown']}" for value in record["values"])


def _print(found: Mapping[str, Any]) -> None:
    console = stdout()
    figures, doubtful = found["figures"], found["doubtful"]
    console.print(
        f"{found['records']:,} records 条记录, {found['persons']:,} persons 人; "
        f"by_person@2: total {figures['total']:,}, low {figures['low']:,}, high {figures['high']:,}"
    )
    console.print(
        table(
            "Persons by size 各人记录数",
            ("records of a person", "persons", "records"),
            [(one["records"], one["persons"], one["of_records"]) for one in found["sizes"]],
            figures=(1, 2),
        )
    )
    if found["largest"]:
        rows = [
            (one["records"], one["resident_ids"], one["locator"], "  ".join(map(_joining, one["joined_by"])))
            for one in found["largest"]
        ]
        columns = ("records", "identity numbers", "first record", "joined by")
        console.print(table("The largest persons 记录最多的人", columns, rows, figures=(0, 1)))
    _print_identifiers("What joins most 关联记录最多的号码", found["identifiers"])
    _print_identifiers(
        "Open to doubt: shared by different identity numbers 存疑：不同身份证号码共用", doubtful["listed"]
    )
    if doubtful["persons"]:
        cut = doubtful["if_cut"]
        warn(
            f"{doubtful['persons']:,} persons have more than one identity number 人有多个身份证号码; "
            f"{doubtful['identifiers']:,} identifiers are shared by different ones 个号码为不同身份证号码共用."
        )
        note(
            f"If these joined nobody 如均不作关联: total {cut['total']:,}, low {cut['low']:,}, high {cut['high']:,}. "
            "Decide one by one 逐一决定: tiao persons unlink TOKEN --case DIR --by NAME --why TEXT"
        )
    for one in found["contradicted"]:
        warn(f"Decided different but joined 决定为非同一人但已被关联: {' + '.join(one['pair'])} ({one['number']})")


def _joining(one: Mapping[str, Any]) -> str:
    return f"{one['kind']}={one['shown']} ×{one['records']}"


def _print_identifiers(title: str, listed: list[Mapping[str, Any]]) -> None:
    if not listed:
        return
    rows = [
        (one["records"], one["resident_ids"], one["kind"], one["shown"], one["locator"], one["token"]) for one in listed
    ]
    columns = ("records", "identity numbers", "kind", "value", "first record", "token")
    stdout().print(table(title, columns, rows, figures=(0, 1)))
