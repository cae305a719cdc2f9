"""``tiao demo``: the whole line on a synthetic folder, found beside truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from tiao.cli.output import json_option, print_json, stdout, table
from tiao.cli.progress import bars, say_if_compiling
from tiao.cli.tables import class_name, method_name
from tiao.errors import CheckFailed, Misuse
from tiao.model import CLASSES


@click.command(short_help="Run everything on a synthetic folder with known truth.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="tiao-demo",
    show_default=True,
    metavar="DIR",
    help="A new folder for the demonstration; one that was made before is used again.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    metavar="N",
    help="Data rows, more or less; 20,000 if not given. What is above 50,000 goes to large tables of several sorts.",
)
@click.option(
    "--album",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Instead, an album of N synthetic photos, and how much of each field was read; 1,751 for the whole one.",
)
@json_option
def demo(out: Path, rows: int | None, album: int | None, as_json: bool) -> int:
    """Make a synthetic seized folder with known truth, run everything, and show what was found beside the truth.

    Exit code 1 if any figure differs. Photos are not read without errors: with --album the shares are shown.
    """
    if album is not None:
        return _album(out, rows, album, as_json)
    from tiao.run import demo as do

    say_if_compiling()
    with bars() as progress:
        done = do(out, rows=rows, progress=progress)
    if as_json:
        print_json(done)
    else:
        _print(done)
    return CheckFailed.exit_code if done["differences"] else 0


def _album(out: Path, rows: int | None, photos: int, as_json: bool) -> int:
    from tiao.run import album as do

    if rows is not None:
        raise Misuse("An album has no rows to ask for.", "--rows", "Leave out --rows, or --album.")
    say_if_compiling()
    with bars() as progress:
        done = do(out, photos, progress=progress)
    if as_json:
        print_json(done)
    else:
        _print_album(done)
    return 0


def _print_album(done: Mapping[str, Any]) -> None:
    console = stdout()
    console.print(f"Album (synthetic) 相册（合成）: {done['album']}, {done['photos']:,} photos, {done['seconds']} s")
    columns = ("document", "field", "truth 真值", "right 读对", "found 读出", "recall 召回率", "precision 精确率")
    lines = [
        (sort, name, one["truth"], one["right"], one["found"], _share(one["right"], one["truth"]), _precision(one))
        for sort, fields in done["score"]["documents"].items()
        for name, one in fields.items()
    ]
    console.print(table("Read beside truth 读出与真值", columns, lines, figures=(2, 3, 4)))
    for name in ("faces", "positions", "unreadable", "records"):
        console.print(f"{name}: {', '.join(f'{word} {figure:,}' for word, figure in done['score'][name].items())}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else ""


def _precision(one: Mapping[str, int]) -> str:
    return _share(min(one["right"], one["found"]), one["found"])


def _print(done: Mapping[str, Any]) -> None:
    console = stdout()
    console.print(f"Seized folder (synthetic) 查获数据（合成）: {done['seized']}")
    columns = ("method", "figure", "truth 真值", "found 结果", "")
    console.print(table("Found beside truth 结果与真值", columns, _rows(done), figures=(2, 3)))
    count, truth = done["run"]["count"], done["truth"]
    for name, words in (("rows", "rows read"), ("unreadable", "could not be read")):
        console.print(f"{'✓' if count[name] == truth[name] else '✗'} {words}: {count[name]:,} (truth {truth[name]:,})")
    for one in done["differences"]:
        console.print(
            f"✗ {one['method']} {one['figure']}: truth {one['truth']}, found {one['found']}", style="bold red"
        )
    if not done["differences"]:
        console.print("✓ every figure is the truth 全部一致", style="bold green")
    for lang in ("zh", "en"):
        console.print(f"Report 报告 ({lang}): {done['run']['report'][lang]}")


def _rows(done: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for method, truth in done["truth"]["methods"].items():
        found = done["run"]["count"]["methods"][method]
        for figure in ("total", "low", "high"):
            yield method_name(method), figure, truth[figure], found[figure], truth[figure] == found[figure]
        for name in CLASSES:
            if truth["classes"][name] or found["classes"][name]:
                pair = truth["classes"][name], found["classes"][name]
                yield "", class_name(name), *pair, pair[0] == pair[1]
