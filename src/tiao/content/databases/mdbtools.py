"""Access databases by way of mdbtools, programs that a machine may have: called read-only, and never with a shell.

They are given the file as an open descriptor, so that its name never becomes an option. What stands on no disk, a file
within a file, is given to them in memory.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import select
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

LARGEST = 2 << 30
"""Access itself writes no larger file."""
SILENCE = 120
"""Seconds without a word, after which a program is taken to hang."""
MEMORY = 4 << 30
LONGEST_CELL = 64 << 20
_PROGRAMS = ("mdb-tables", "mdb-export", "mdb-count")
_BLOCK = 1 << 20
# Access 97 does not say in which encoding its text is; Chinese Windows wrote GBK. Later versions hold UTF-16.
_SURROUNDINGS = {"LC_ALL": "C.UTF-8", "MDBICONV": "UTF-8", "MDB_JET3_CHARSET": "GBK", "PATH": os.defpath}
_EXPORT = ("-d", ",", "-q", '"', "-R", "\n", "-b", "strip", "-D", "%Y-%m-%d", "-T", "%Y-%m-%d %H:%M:%S")


class Stopped(Exception):
    """A program ended with an error, or hung; its own words may quote the data and are not repeated."""


def are_here() -> bool:
    """Whether this machine has the programs."""
    return all(shutil.which(program) for program in _PROGRAMS)


@contextmanager
def handed_over(stream: BinaryIO) -> Iterator[int]:
    """A descriptor under which a program can read the bytes of a stream: the file's own, or memory."""
    try:
        yield stream.fileno()
    except (OSError, AttributeError, io.UnsupportedOperation):
        yield from _in_memory(stream)


def _in_memory(stream: BinaryIO) -> Iterator[int]:
    number = os.memfd_create("database")
    try:
        while block := stream.read(_BLOCK):
            at = 0
            while at < len(block):
                at += os.write(number, block[at:])
        yield number
    finally:
        os.close(number)


def tables(number: int) -> list[str]:
    """The names of the tables that people made.

    Raises:
        Stopped: they could not be listed.
    """
    return [name for name in _said("mdb-tables", "-1", _place(number), number=number).split("\n") if name]


def count(number: int, table: str) -> int | None:
    """How many rows the database says that a table has."""
    try:
        words = _said("mdb-count", _place(number), table, number=number).split()
    except Stopped:
        return None
    return int(words[0]) if words and words[0].isdecimal() else None


def rows(number: int, table: str) -> Iterator[Sequence[str]]:
    """The names of a table's columns, then its rows.

    Raises:
        Stopped: they could not be read, or not all of them.
    """
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(_lines(_output(["mdb-export", *_EXPORT, _place(number), table], number)), strict=True)
    except csv.Error:
        raise Stopped from None


def _place(number: int) -> str:
    return f"/proc/self/fd/{number}"


def _said(*command: str, number: int) -> str:
    return b"".join(_output(command, number)).decode("utf-8", "replace")


def _output(command: Sequence[str], number: int) -> Iterator[bytes]:
    """What a program says, block by block."""
    program = shutil.which(command[0])
    if program is None:
        raise Stopped
    process = subprocess.Popen(
        [program, *command[1:]], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=_SURROUNDINGS, pass_fds=[number],
    )  # fmt: skip
    try:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        while True:
            if not select.select([pipe], [], [], SILENCE)[0]:
                raise Stopped
            block = os.read(pipe, _BLOCK)
            if not block:
                break
            yield block
        if process.wait():
            raise Stopped
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _lines(blocks: Iterator[bytes]) -> Iterator[str]:
    """Lines with their ends, as the reader of CSV wants them."""
    held = b""
    for block in blocks:
        *whole, held = (held + block).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace") + "\n"
        if len(held) > LONGEST_CELL:
            raise Stopped
    if held:
        yield held.decode("utf-8", "replace")
