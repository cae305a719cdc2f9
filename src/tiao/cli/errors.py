"""The one place where an error becomes sentences: what, where, what next. Never a traceback, never a raw value."""

from __future__ import annotations

import difflib
import errno
import os
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from tiao.cli.output import print_json_line, stderr
from tiao.errors import Misuse, TiaoError

INTERRUPTED = 130  # 128 + SIGINT, as shells count
BROKEN_PIPE = 141  # 128 + SIGPIPE
_SAFE_WORD = re.compile(r"-{0,2}[A-Za-z][A-Za-z-]{0,30}\Z")


def show(error: BaseException, as_json: bool) -> int:
    """Prints an error and gives the exit code.

    Args:
        error: anything that a command raised.
        as_json: print the error document on stdout; words go to stderr in any case.
    """
    known = sentence(error)
    code = INTERRUPTED if isinstance(error, KeyboardInterrupt | click.Abort) else known.exit_code
    if as_json:
        print_json_line({"error": {"what": known.what, "where": known.where, "hint": known.hint}})
    console = stderr()
    console.print(f"✗ {known.what}", style="bold red")
    if known.where:
        console.print(f"  where: {known.where}")
    if known.hint:
        console.print(f"  next:  {known.hint}")
    return code


def sentence(error: BaseException) -> TiaoError:
    """Any exception as what, where and hint."""
    if isinstance(error, TiaoError):
        return error
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return Misuse("Interrupted.", hint="Run the same command again: it resumes where it stopped.")
    if isinstance(error, click.ClickException):
        return _misuse(error)
    if isinstance(error, OSError):
        return _system(error)
    return _internal(error)


def _misuse(error: click.ClickException) -> TiaoError:
    """Click's messages repeat what was typed, which may be a raw value; these do not."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "tiao"
    help_hint = f"See `{command} --help`."
    if isinstance(error, click.NoSuchOption):
        known = [name for p in context.command.params for name in p.opts] if context is not None else []
        return Misuse(
            f"There is no option {_echo(error.option_name)}.", command, _nearest(error.option_name, known, help_hint)
        )
    if isinstance(error, click.NoSuchCommand):
        known = (
            list(context.command.commands) if context is not None and isinstance(context.command, click.Group) else []
        )
        return Misuse(
            f"There is no command {_echo(error.command_name)}.", command, _nearest(error.command_name, known, help_hint)
        )
    if isinstance(error, click.MissingParameter):
        return Misuse(f"{_name(error.param)} is missing.", command, help_hint)
    if isinstance(error, click.BadParameter) and error.param is not None:
        kind = error.param.type
        if isinstance(kind, click.Choice):
            choose = f"Choose one of {', '.join(kind.choices)}."
            near = _nearest(_typed(error), list(kind.choices), "")
            return Misuse(f"The value of {_name(error.param)} is not known.", command, f"{near} {choose}".strip())
        return Misuse(f"The value of {_name(error.param)} cannot be used.", command, f"Give {_expected(kind)}.")
    if isinstance(error, click.BadOptionUsage):
        return Misuse(
            f"The option {_echo(error.option_name)} is used wrongly: it may need a value.", command, help_hint
        )
    return Misuse("The command cannot be understood: it has more or other words than it takes.", command, help_hint)


def _echo(word: str) -> str:
    """What was typed, if it cannot be a personal value."""
    return f"`{word}`" if _SAFE_WORD.match(word) else "with that name"


def _typed(error: click.BadParameter) -> str:
    """What was typed, taken from click's message; only to find what is near it."""
    quoted = re.match(r"'([^']*)'", error.message)
    return quoted.group(1) if quoted else ""


def _nearest(word: str, known: list[str], otherwise: str) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean `{near[0]}`?" if near else otherwise


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "An argument"
    return (
        f"`{max(param.opts, key=len)}`"
        if isinstance(param, click.Option)
        else param.make_metavar(click.Context(click.Command("")))
    )


def _expected(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.IntRange):
        return (
            f"a whole number from {kind.min} up"
            if kind.max is None
            else f"a whole number from {kind.min} to {kind.max}"
        )
    return {"integer": "a whole number", "datetime": "a date such as 2020-06-01"}.get(kind.name, f"a {kind.name}")


def _system(error: OSError) -> TiaoError:
    if error.errno == errno.ENOSPC:
        return Misuse(
            "The disk is full.",
            hint="Free some space and run the same command again: it resumes where it stopped, with the same figures.",
        )
    where = ""
    if isinstance(error.filename, str | bytes):
        where = shown_path(os.fsdecode(error.filename))
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return Misuse(
        f"The system refused to read or write a file: {reason.lower()}.", where, "Check the path and its permissions."
    )


def shown_path(path: str) -> str:
    """A path with personal values in it masked."""
    from tiao.evidence.mask import mask_path

    return mask_path(path)


def _internal(error: BaseException) -> TiaoError:
    """Type and place only: an exception's own words may quote the data."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}tiao{os.sep}" in frame.filename] or list(frames)
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return Misuse(
        f"Internal error ({type(error).__name__}).",
        where,
        "This is a fault of the program: report the type and the place, and no data.",
    )


def quiet_broken_pipe() -> int:
    """The reader of our output has gone, for instance ``| head``: nothing to say, and nobody to say it to."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return BROKEN_PIPE
