"""Progress bars on stderr: what is done, at what rate, how long it will still take. None when stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tiao.cli.output import note

Progress = Callable[[str, int, int], None]


@contextmanager
def bars(unit: str = "bytes") -> Iterator[Progress | None]:
    """A callback ``(what, done, total)`` that keeps one bar per ``what``, or None when nobody looks.

    Args:
        unit: ``bytes`` shows MB/s, anything else shows a plain count.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        ProgressColumn,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.progress import Progress as Bars

    measure: list[ProgressColumn] = (
        [DownloadColumn(), TransferSpeedColumn()] if unit == "bytes" else [MofNCompleteColumn()]
    )
    columns = [TextColumn("{task.description}", markup=False), BarColumn(), *measure, TimeRemainingColumn()]
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True), transient=True) as display:

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = display.add_task(what, total=total or None)
            display.update(tasks[what], completed=done, total=total or None)

        yield progress


def say_if_compiling() -> None:
    """Says once, before the first run on a machine, why it takes longer."""
    from tiao.compiled import is_cold

    if is_cold():
        note("First run on this machine: compiling, about a minute. The next runs start at once.")
