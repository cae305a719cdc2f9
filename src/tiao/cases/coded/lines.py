"""A file of coded cases, line by line: memory holds one line, and a bad line is named and left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import BinaryIO

from tiao.cases.coded.convert import Coded, convert
from tiao.cases.coded.sheet import lines_of
from tiao.cases.sheet_file import is_sheet
from tiao.errors import Misuse, TiaoError
from tiao.law.courts.record import MAX_LINE, Unread

# So long a run of digits in a name could be a personal value, and names of cases are shown everywhere.
_NUMBER = re.compile(r"[0-9]{7}")


def published_path() -> Path:
    """The published cases that come with the program (docs/reference/courts.md)."""
    return Path(str(resources.files("tiao.law.courts") / "published.jsonl"))


def read_coded(path: Path) -> Iterator[Coded | Unread]:
    """The cases of a file, in its order; what is no case comes as ``Unread``.

    Args:
        path: UTF-8, one JSON object a line, each at most 1 MiB; or a sheet (.csv, .xlsx), whose rows count as lines.

    Raises:
        Misuse: the file cannot be opened.
    """
    if is_sheet(path):
        yield from _sheet(path)
        return
    try:
        stream = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise Misuse(
            f"The file of cases cannot be read: {error.strerror or 'input error'}.",
            "coded cases",
            "Give a file with one JSON object a line.",
        ) from None
    with stream:
        yield from _lines(stream)


def _sheet(path: Path) -> Iterator[Coded | Unread]:
    seen: set[str] = set()
    for line in lines_of(path):
        yield Unread(line.row, line.wrong) if line.wrong else _coded(line.row, line.text.encode(), seen)


def _lines(stream: BinaryIO) -> Iterator[Coded | Unread]:
    seen: set[str] = set()
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE)
            yield Unread(number, "longer than 1 MiB")
        elif raw.strip():
            yield _coded(number, raw, seen)


def _coded(number: int, raw: bytes, seen: set[str]) -> Coded | Unread:
    try:
        coded = convert(raw.decode("utf-8-sig").strip("\r\n"))
    except UnicodeDecodeError:
        return Unread(number, "not UTF-8")
    except TiaoError as error:
        return Unread(number, error.what)
    if _NUMBER.search(coded.case):
        return Unread(number, "id: a name without a long number is needed, because it is shown")
    if coded.case in seen:
        return Unread(number, "the id stands twice")
    seen.add(coded.case)
    return coded
