"""The command reference as Markdown, written from the commands themselves: ``python -m tiao.cli.manual FILE``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tiao.cli.main import tiao


def manual() -> str:
    """The page ``docs/reference/cli.md``."""
    head = (
        "# The commands\n\n"
        "Written by `make docs` from the commands themselves; change the commands, not this page.\n\n"
        "With `--json` a command prints one JSON document on stdout and nothing else (`explain`: JSON lines); words\n"
        "and progress bars go to stderr. Exit codes: 0 done; 1 checked and the answer is no; 2 misuse or unusable\n"
        "input; 3 integrity broken; 130 interrupted: run the same command again, it resumes.\n"
    )
    return head + "".join(_pages("tiao", tiao, None))


def _pages(name: str, command: click.Command, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100)
    if not isinstance(command, click.Group):
        yield f"\n## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
        return
    for sub in command.list_commands(context):
        yield from _pages(sub, command.commands[sub], context)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), encoding="utf-8")
