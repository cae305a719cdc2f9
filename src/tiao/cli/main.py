"""``tiao``: the list of commands, and the one place where they start and end."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

import click

from tiao import __version__
from tiao.cli import errors, interrupts
from tiao.cli.assess import assess
from tiao.cli.cases import cases
from tiao.cli.count import count
from tiao.cli.demo import demo
from tiao.cli.explain import explain
from tiao.cli.find import find
from tiao.cli.law import law
from tiao.cli.new import new
from tiao.cli.persons import persons
from tiao.cli.rebut import rebut
from tiao.cli.recount_kit import recount_kit
from tiao.cli.report import report
from tiao.cli.run import run
from tiao.cli.sample import sample
from tiao.cli.seal import seal
from tiao.cli.verify import verify
from tiao.errors import Misuse


class _InOrder(click.Group):
    """Lists the commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def tiao() -> None:
    """条: seal what was seized, count the personal information in it, and say what the law makes of the count.

    The main job is one command: tiao run FOLDER --out CASE. Every command takes --json.
    Exit codes: 0 done, 1 checked and the answer is no, 2 misuse or unusable input, 3 integrity broken.
    """


for command in (
    demo,
    run,
    new,
    seal,
    find,
    count,
    explain,
    persons,
    rebut,
    sample,
    assess,
    report,
    verify,
    recount_kit,
    law,
    cases,
):
    tiao.add_command(command)


def execute(arguments: Sequence[str]) -> int:
    """Runs one command line and gives its exit code.

    Args:
        arguments: without the program's name.
    """
    # A library's warning may quote the data.
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    with interrupts.remembered() as pressed:
        return _execute(arguments, pressed)


def _execute(arguments: Sequence[str], pressed: Callable[[], bool]) -> int:
    as_json = "--json" in arguments
    try:
        with tiao.make_context("tiao", list(arguments)) as context:
            result = tiao.invoke(context)
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message(), err=True)
        return Misuse.exit_code
    except click.exceptions.Exit as done:
        return done.exit_code
    except BrokenPipeError:
        return errors.quiet_broken_pipe()
    except (Exception, KeyboardInterrupt) as error:
        try:
            return errors.show(KeyboardInterrupt() if pressed() else error, as_json)
        except BrokenPipeError:
            return errors.quiet_broken_pipe()
    return result if isinstance(result, int) else 0


def main() -> None:
    """The entry point."""
    # Starting up makes some hundred thousand objects that all stay. Looking through them for garbage after every 700,
    # as Python does, took a tenth of a second of each command.
    gc.set_threshold(50_000, 20, 20)
    _leave(execute(sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """Ends the process. What asked to be called at its end is called, as ever.

    Python would then take all those objects apart, one by one, and the system take their memory back all the same: a
    tenth to a quarter of a second of each command.
    """
    if all(thread.daemon or thread is threading.current_thread() for thread in threading.enumerate()):
        atexit._run_exitfuncs()
        # A closed stream is None to Python.
        with suppress(OSError, AttributeError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)
