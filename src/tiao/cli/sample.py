"""``tiao sample``: a reproducible sample to verify by hand, its verdicts, and what follows from them (抽样核实)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tiao.cli.options import by_option, case_option, facts_option, lang_option
from tiao.cli.output import json_option, note, print_json, stdout, table
from tiao.cli.progress import bars, say_if_compiling
from tiao.cli.tables import class_name
from tiao.model import CLASSES

CHOICES = (*CLASSES, "all")
_MANY = "> 20,000"
_VERDICTS = {"true": "真实", "false": "不真实", "duplicate": "重复", "unclear": "无法核实", "open": "未核对"}
_sample_option = click.option(
    "--sample", "sample", metavar="ID", help="Which sample, by its name or log entry; needed when several stand."
)


class _DrawByDefault(click.Group):
    """A group whose options alone mean its first command: ``tiao sample --case ...`` is ``tiao sample draw ...``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = ["draw", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_DrawByDefault, short_help="Draw a sample, record verdicts, see what follows.")
def sample() -> None:
    """A reproducible sample to verify by hand, and its verdicts carried into the count as exact bounds.

    tiao sample --case DIR --class C --size N is short for tiao sample draw. Nobody chooses what is drawn: the root of
    the custody log does, and anyone with the blind ledger can draw it again.
    """


@sample.command(short_help="Draw a sample, or show the one that stands.")
@case_option
@click.option("--class", "class_", required=True, type=click.Choice(CHOICES), help="The class to draw from, or all.")
@click.option("--size", required=True, type=click.IntRange(1, 20_000), metavar="N", help="How many items.")
@click.option(
    "--confidence", default="95/100", show_default=True, metavar="P",
    help="Of the bounds that will follow, two-sided; settled with the draw.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write a CSV sheet to fill in; a new file."
)
@click.option("--reveal", is_flag=True, help="Show raw values: needs --purpose and two people, and is recorded.")
@click.option("--purpose", metavar="P", help="What raw values are needed for.")
@by_option
@json_option
def draw(
    case: Path,
    class_: str,
    size: int,
    confidence: str,
    out: Path | None,
    reveal: bool,
    purpose: str | None,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    """Draw a sample from what counts under by_record@1, stratified by file and class, and put it on record.

    Asked again, the same command shows the same sample. Another one of the same pieces is drawn only after the first
    was withdrawn with `tiao sample undo`; both stay on record.
    """
    from tiao.run import sample as do

    say_if_compiling()
    drawn = do(case, class_, size, confidence=confidence, out=out, reveal=reveal, purpose=purpose, by=by)
    if as_json:
        print_json(drawn)
        return
    console = stdout()
    console.print(f"Sample 样本 {drawn['sample']}, log entry 保管链第 {drawn['entry']} 条, {drawn['at']}", style="bold")
    console.print(f"Seed 随机起点 {drawn['plan']['checkpoint']['root']}")
    console.print(
        table(
            "Strata 分层",
            ("class", "exhibit", "pieces", "drawn"),
            [(class_name(s["class"]), s["stratum"], s["pieces"], s["size"]) for s in drawn["frame"]["strata"]],
            figures=(2, 3),
        )
    )
    console.print(table("", ("item", "where", "class", "values", "doubts"), [_cells(one) for one in drawn["items"]]))
    if out is None:
        note("Add --out FILE for a sheet to fill in; then: tiao sample record --case DIR --verdicts FILE")


@sample.command(short_help="Put verdicts on record.")
@case_option
@click.option(
    "--verdicts", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The sheet, filled in, or JSON."
)
@_sample_option
@by_option
@click.option("--why", metavar="TEXT", help="The reason, if it is more than the verification itself.")
@click.option("--evidence", default="", metavar="WHERE", help="Where the evidence stands in the file (卷、页).")
@json_option
def record(
    case: Path, verdicts: Path, sample: str | None, by: tuple[str, ...], why: str | None, evidence: str, as_json: bool
) -> None:
    """Put verdicts on record: true, false, duplicate or unclear for each item, and by whom.

    They bear on the count once every item has one. An item that has a verdict keeps it until that is undone.
    """
    from tiao.run import record_sample as do
    from tiao.run.sample import WHY

    done = do(case, verdicts, sample=sample, by=by, why=why or WHY, evidence=evidence)
    if as_json:
        print_json(done)
        return
    tally = ", ".join(f"{n:,} {name} {_VERDICTS[name]}" for name, n in done["verdicts"].items() if n)
    stdout().print(f"Recorded 已记入 {done['sample']}, log entry 保管链第 {done['entry']} 条: {tally}")


@sample.command(short_help="What a sample proves, and what follows.")
@case_option
@_sample_option
@facts_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it as one HTML page.")
@lang_option
@json_option
def certificate(case: Path, sample: str | None, facts: Path | None, out: Path | None, lang: str, as_json: bool) -> None:
    """The certificate (抽样验证说明书): frame, strata, seed, draw, verdicts, bounds, and what follows for the count."""
    from tiao.run import sample_certificate as do

    say_if_compiling()
    with bars() as progress:
        made = do(case, sample=sample, facts=facts, out=out, lang=lang, progress=progress)
    if as_json:
        print_json(made)
        return
    _print_certificate(made, lang)


@sample.command(short_help="Undo verdicts, or withdraw a sample.")
@case_option
@click.option(
    "--entry", required=True, type=click.IntRange(min=0), metavar="N", help="The log entry of the verdicts or the draw."
)
@by_option
@click.option("--why", default="", metavar="TEXT", help="The reason, in a sentence.")
@json_option
def undo(case: Path, entry: int, by: tuple[str, ...], why: str, as_json: bool) -> None:
    """Undo a recording of verdicts or a withdrawal; of a draw, withdraw the sample. All of it stays on record."""
    from tiao.run import undo_sample as do

    done = do(case, entry, by=by, why=why)
    if as_json:
        print_json(done)
    else:
        stdout().print(f"Undone 已撤销: entry {entry}, by entry {done['entry']}")


@sample.command(short_help="How many items a margin needs.")
@click.option("--margin", required=True, metavar="M", help="The margin on each side, for instance 1/100.")
@click.option("--confidence", default="95/100", show_default=True, metavar="P", help="Two-sided.")
@click.option("--expect", default="0", show_default=True, metavar="P", help="The expected share of false items.")
@click.option("--case", type=click.Path(path_type=Path), metavar="DIR", help="Take the frame from this case.")
@click.option("--class", "class_", default="all", type=click.Choice(CHOICES), help="Which class of it.")
@click.option("--pieces", type=click.IntRange(min=1), metavar="N", help="Or: a frame of so many pieces.")
@json_option
def size(
    margin: str, confidence: str, expect: str, case: Path | None, class_: str, pieces: int | None, as_json: bool
) -> None:
    """How many items the wanted margin needs, in the worst case and as expected. Exact, no approximation."""
    from tiao.run import sample_size as do

    found = do(margin, confidence=confidence, expect=expect, case=case, class_=class_, pieces=pieces)
    if as_json:
        print_json(found)
        return
    rows = [
        (name, found[key]["false"], *(_MANY if n is None else n for n in _sizes(found, key)))
        for name, key in (("worst case 最不利", "worst"), ("as expected 预期", "expected"))
    ]
    columns = ("", "false 不真实", "items (Clopper-Pearson)", "items (this frame 本抽样框)")[
        : 3 + (found["frame"] is not None)
    ]
    title = f"Size 样本量: margin ±{found['margin']}, confidence 置信度 {found['confidence']}"
    stdout().print(table(title, columns, rows, figures=range(2, len(columns))))


def _sizes(found: Mapping[str, Any], key: str) -> list[int | None]:
    return [found[key]["size"]] + ([] if found["frame"] is None else [found[key]["size_of_frame"]])


def _cells(item: Mapping[str, Any]) -> tuple[str, ...]:
    values = "  ".join(f"{value['kind']}={value['shown']}" for value in item["values"])
    return str(item["n"]), item["locator"], item["class"], values, ", ".join(item["doubts"])


def _print_certificate(made: Mapping[str, Any], lang: str) -> None:
    from tiao.report.certificate import certificate_sections

    console = stdout()
    for number, section in enumerate(certificate_sections(made, "en" if lang == "en" else "zh"), 1):
        console.print(f"{number}. {section.title}", style="bold")
        for line in section.lines:
            console.print(f"  {line}")
        for head, rows in section.tables:
            console.print(table("", tuple(head), rows))
