"""The line, step by step and in one go: the same functions for the command line and for Python callers.

They load their rooms when called, so that nothing heavy loads before it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tiao.case import Case, write_whole
from tiao.errors import Misuse

Progress = Callable[[str, int, int], None]
PathLike = str | os.PathLike[str]
DEFAULT_METHOD = "by_record@1"
LANGUAGES = ("zh", "en")


def new(path: PathLike, number: str = "", unit: str = "") -> Case:
    """Makes an empty case folder.

    Args:
        path: a folder that does not exist yet, or is empty.
        number: the case number (案号).
        unit: the unit that handles the case (办案单位).

    Raises:
        Misuse: the folder is a case already, or holds other things.
    """
    return Case.create(path, number=number, unit=unit)


def seal(
    paths: Sequence[PathLike] | PathLike,
    case: Case | PathLike,
    by: Sequence[str] = (),
    authority: str | None = None,
    copy: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Seals files and folders (封存): digests of every file, the itemised list (清单), a signature, an entry in the log.

    The originals are only read. What is sealed already is compared and not listed twice.

    Args:
        paths: files or folders.
        case: the case or its folder.
        by: the people who act; 法发〔2016〕22号 art. 7 asks for two. Nobody is recorded as nobody.
        authority: the document that gives the authority.
        copy: keep the bytes in the case as well.
        progress: called with (what, bytes done, bytes in all).

    Returns:
        The seal as the report shows it: id, at, by, authority, items, unread. Paths are masked.

    Raises:
        Misuse: no such path, or the case lies inside it.
        IntegrityBroken: a file differs from what an earlier seal says.
    """
    from tiao.evidence import seal as room

    opened = _open(case)
    files = [Path(path) for path in ([paths] if isinstance(paths, str | os.PathLike) else paths)]
    step = _adding(progress, "seal 封存", room.measure(files)[1]) if progress else None
    made = room.seal(files, opened, by=by, authority=authority, copy=copy, progress=step)
    return {"format": "tiao.sealed/1", **_seal_facts(opened, made), "unread": [vars(item) for item in made.unread]}


def find(case: Case | PathLike, progress: Progress | None = None) -> dict[str, Any]:
    """Reads every exhibit and writes the ledger (台账). Resumes where it stopped.

    Returns:
        ``files``: how each table was read; ``unread``: what could not be read; ``rows``: data rows read.
    """
    from tiao.findings.find import find as room

    return room(_open(case), progress)


def count(
    case: Case | PathLike, methods: Sequence[str] | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Counts pieces (条) in the ledger.

    Args:
        case: the case or its folder.
        methods: for instance ``["by_record@1"]``; every method if not given.
        progress: called with (what, steps done, steps in all).

    Returns:
        The ``tiao.count/1`` document.
    """
    from tiao.pieces.count import count as room

    return room(_open(case), methods, progress)


def explain(
    case: Case | PathLike,
    method: str = DEFAULT_METHOD,
    class_: str | None = None,
    excluded: str | None = None,
    limit: int | None = None,
    reveal: bool = False,
    purpose: str | None = None,
    by: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """Walks a figure back to its rows, one document per piece, values masked.

    Args:
        case: the case or its folder.
        method: the counting method.
        class_: only this class of ``tiao.model.CLASSES``.
        excluded: instead, what was left out for this reason.
        limit: at most so many.
        reveal: raw values. Recorded in the log before the first one is given.
        purpose: why raw values are needed.
        by: the two people who look at them.

    Raises:
        Misuse: reveal without a purpose and two different people; an unknown method, class or reason.
    """
    from tiao.pieces.explain import explain as room

    opened = _open(case)
    if reveal:
        from tiao.evidence.vault import record_reveal

        if len(by) != 2:
            raise Misuse(
                "Raw values are shown to two different named people only.", "--by", "Name both, each with --by."
            )
        what = (
            f"{method} class={class_ or 'all'} excluded={excluded or 'none'} limit={'all' if limit is None else limit}"
        )
        record_reveal(opened, purpose or "", by[0], by[1], what)
    elif purpose:
        raise Misuse(
            "A purpose was given, but no raw values were asked for.", "--purpose", "Add --reveal, or leave it out."
        )
    return room(opened, method=method, class_=class_, excluded=excluded, limit=limit, reveal=reveal)


def _open(case: Case | PathLike) -> Case:
    return case if isinstance(case, Case) else Case.open(case)


def _adding(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    """From "so many more" to "so many of so many"."""
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        progress(what, done, total)

    return step
