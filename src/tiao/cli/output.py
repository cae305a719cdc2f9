"""What commands print: one JSON document on stdout, or words for people. Raw values never come here."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

# Off a terminal there is no width to fit, and a cut cell would be a lost figure.
_WIDE = 200

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout and nothing else.")


def print_json(document: Mapping[str, Any]) -> None:
    """Writes one JSON document, UTF-8 whatever the terminal's encoding is, and a line end."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    _write(text + "\n")


def print_json_line(document: Mapping[str, Any]) -> None:
    """Writes one line of JSON lines."""
    _write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")


def _write(text: str) -> None:
    stream = sys.stdout
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(text)
    else:
        stream.flush()
        buffer.write(text.encode("utf-8", "backslashreplace"))
    stream.flush()


def stdout() -> Console:
    """The console for results."""
    return _console(stderr=False)


def stderr() -> Console:
    """The console for words beside the results: notes, warnings, bars."""
    return _console(stderr=True)


def _console(stderr: bool) -> Console:
    from rich.console import Console

    class Plain(Console):
        """Leaves it to ``main`` what happens when nobody reads any more; rich would exit with 1, which means no."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Plain(stderr=stderr, width=width, highlight=False, markup=False, soft_wrap=True, emoji=False)


def note(words: str) -> None:
    """A line for people on stderr."""
    stderr().print(words)


def warn(words: str) -> None:
    """A line on stderr that must not be missed: red, and marked with a sign for those who see no colour."""
    stderr().print(f"! {words}", style="bold red")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], figures: Sequence[int] = ()) -> Table:
    """A table whose wide characters line up.

    Args:
        title: above the table.
        columns: header cells.
        rows: cells; integers get thousands separators.
        figures: indices of columns that are aligned to the right.
    """
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        right = index in figures
        made.add_column(column, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    return made


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return f"{value:,}" if isinstance(value, int) else str(value)
