"""``tiao rebut``: what is shown against the presumption that bulk information counts as seized (反证)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tiao.cli.options import by_option, case_option
from tiao.cli.output import json_option, note, print_json, stdout, table, warn
from tiao.cli.progress import bars, say_if_compiling
from tiao.cli.tables import class_name, method_name
from tiao.model import CLASSES

# Written out, because the rooms that know them take half a second to load; a test compares them.
GROUND_ZH = {
    "untrue": "信息不真实",
    "duplicate": "信息重复",
    "not_identifying": "不能识别特定自然人，也不反映其活动情况",
    "public": "已公开的信息",
    "anonymised": "经过处理无法识别特定个人且不能复原",
}
DOUBTS = (
    *("resident_id_checksum", "resident_id_date", "masked", "truncated", "mobile_malformed", "bank_card_luhn"),
    *("bank_card_malformed", "email_malformed", "plate_malformed", "imei_luhn"),
    *("region_unknown", "mobile_range", "company", "undecodable"),
)
KINDS = (
    *("resident_id", "passport", "hk_macau_permit", "taiwan_permit", "driving_licence", "mobile", "foreign_phone"),
    *("bank_card", "wechat", "qq", "email", "plate", "account", "imei", "mac", "landline"),
)
_why = click.option("--why", default="", metavar="TEXT", help="The reason, in a sentence.")


@click.group(short_help="Rebut (反证) the presumption that bulk information counts as seized.")
def rebut() -> None:
    """Take records out of the count on evidence, undo that, and list it all (法释〔2017〕10号 art. 11(3)).

    A rebuttal lowers total and low; high keeps what it takes out. It stays on record also when it is undone.
    """


@rebut.command(short_help="Take records out of the count, on evidence.")
@case_option
@click.option("--ground", required=True, type=click.Choice(tuple(GROUND_ZH)), help="Why they do not count.")
@click.option(
    "--at", "at", multiple=True, metavar="PLACE",
    help="Where: E1, E1!Sheet1, E1!Sheet1!R5, E1!R5-R90 or E1!R5#2, as explain shows it; may be given again.",
)  # fmt: skip
@click.option("--class", "classes", multiple=True, type=click.Choice(CLASSES), help="Only records of this class.")
@click.option("--doubt", "doubts", multiple=True, type=click.Choice(DOUBTS), help="Only records with this doubt.")
@click.option(
    "--value", "kind", type=click.Choice(KINDS),
    help="Only records that hold a value of this kind, given one a line in --from or on standard input.",
)  # fmt: skip
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", help="The file of the values.")
@by_option
@_why
@click.option("--evidence", default="", metavar="TEXT", help="Where the evidence stands in the file (卷、页).")
@click.option("--dry-run", is_flag=True, help="Only say what it would take out.")
@json_option
def add(
    case: Path,
    ground: str,
    at: tuple[str, ...],
    classes: tuple[str, ...],
    doubts: tuple[str, ...],
    kind: str | None,
    source: Path | None,
    by: tuple[str, ...],
    why: str,
    evidence: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take the records out that meet every condition given: place, class, doubt, value.

    Values are never written on the command line, kept or shown: they are blinded as they are read.
    """
    from tiao.errors import Misuse
    from tiao.run.rebut import rebut as do

    if source is not None and kind is None:
        raise Misuse("A file of values was given, but not their kind.", "--from, --value", "Say it with --value.")
    if kind is not None and source is None and sys.stdin.isatty():
        note("Write the values, one a line, and end with Ctrl-D. 每行一个，以 Ctrl-D 结束。")
    say_if_compiling()
    with bars() as progress:
        done = do(
            case, ground, by=by, why=why, evidence=evidence, at=at, classes=classes, doubts=doubts, kind=kind,
            values=None if kind is None else source or sys.stdin.buffer, dry_run=dry_run, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(done)
        return
    _print(done)
    if dry_run:
        note("Nothing was put on record. 未作记录。")
    else:
        note(f"On record 已记录 (number 编号 {done['number']}). Count again 请重新计数: tiao count")


@rebut.command(short_help="Undo a rebuttal; it stays on record.")
@case_option
@click.argument("number", type=click.IntRange(min=0))
@by_option
@_why
@json_option
def undo(case: Path, number: int, by: tuple[str, ...], why: str, as_json: bool) -> None:
    """Undo the rebuttal of this number. Both stay on record; the count is what it was before."""
    from tiao.run.rebut import undo_rebuttal

    done = undo_rebuttal(case, number, by, why)
    if as_json:
        print_json(done)
    else:
        note(f"Undone by entry {done['undone']}. Count again: tiao count. 已撤销，请重新计数。")


@rebut.command("list", short_help="All rebuttals, undone ones too.")
@case_option
@json_option
def list_(case: Path, as_json: bool) -> None:
    """List every rebuttal: who, when, why, on what evidence, what it takes out, and whether it stands."""
    from tiao.run.rebut import rebuttals

    found = rebuttals(case)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(one["number"]), _ground(one), _scope(one["scope"]), "、".join(one["by"]), one["at"], one["why"],
            one["evidence"], "stands 有效" if one["undone"] is None else f"undone 已撤销 ({one['undone']})",
        )
        for one in found["rebuttals"]
    ]  # fmt: skip
    columns = ("number", "ground", "takes out", "by", "at", "why", "evidence", "state")
    stdout().print(table("Rebuttals 反证 (法释〔2017〕10号 第十一条第三款)", columns, rows))


def _ground(one: Mapping[str, Any]) -> str:
    return f"{one['ground']} {one['ground_zh']}"


def _scope(scope: Mapping[str, Any]) -> str:
    """Conditions joined by a plus sign: all of them must be met."""
    values = [f"{kind} ×{many}" for kind, many in scope["values"].items()]
    given = (scope["places"], [class_name(name) for name in scope["classes"]], scope["doubts"], values)
    return " + ".join(", ".join(some) for some in given if some)


def _print(done: Mapping[str, Any]) -> None:
    out = stdout()
    out.print(f"{_ground(done)} ({done['cite']}): {_scope(done['scope'])}", style="bold")
    out.print(f"Records taken out 排除的记录: {done['records']:,}")
    rows = [
        (
            method_name(name),
            *(side[figure] for figure in ("total", "low", "high") for side in (m["before"], m["after"])),
        )
        for name, m in done["methods"].items()
    ]
    columns = ("method", "total", "then 之后", "low", "then 之后", "high", "then 之后")
    out.print(table("Pieces 条", columns, rows, figures=tuple(range(1, 7))))
    if done.get("disputed"):
        warn(done["disputed"])
        warn(done["disputed_en"])
