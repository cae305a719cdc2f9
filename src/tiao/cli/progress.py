"""Progress bars on stderr: what is done, at what rate, how long it will still take. None when stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tiao.cli.output import note

if TYPE_CHECKING:
    from rich.progress import Task

Progress = Callable[[str, int, int], None]
# What is measured in steps; all else is measured in bytes.
_STEPS = ("count",)


@contextmanager
def bars() -> Iterator[Progress | None]:
    """A callback ``(what, done, total)`` that keeps one bar per ``what``, or None when nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    class Amount(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(amount(task.description, task.completed, task.total, task.speed))

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), Amount(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True), transient=True) as display:

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = display.add_task(what, total=total or None)
            display.update(tasks[what], completed=done, total=total or None)

        yield progress


def amount(what: str, done: float, total: float | None, speed: float | None) -> str:
    """How much of how much, and the rate: ``1.5/2.0 MB, 97.3 MB/s``; of steps only ``50%``."""
    if what.split()[0] in _STEPS:
        return f"{done / total:.0%}" if total else ""
    part = f"{done / 1e6:,.1f}/{total / 1e6:,.1f} MB" if total else f"{done / 1e6:,.1f} MB"
    return part if speed is None else f"{part}, {speed / 1e6:,.1f} MB/s"


def say_if_compiling() -> None:
    """Says once, before the first run on a machine, why it takes longer."""
    from tiao.compiled import is_cold

    if is_cold():
        note("First run on this machine: compiling, one to three minutes. The next runs start at once.")
