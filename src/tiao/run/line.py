"""The line, step by step and in one go: the same functions for the command line and for Python callers.

They load their rooms when called, so that nothing heavy loads before it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiao.case import SETTINGS, Case
from tiao.dossier import DEFAULT_METHOD, dossier, seal_facts
from tiao.errors import Misuse

if TYPE_CHECKING:
    from tiao.law import Facts

Progress = Callable[[str, int, int], None]
PathLike = str | os.PathLike[str]
LANGUAGES = ("zh", "en")
# Up to so many rows the main job counts under disputed readings as well; beyond, `assess` and `report` do when asked.
ROWS_WITH_READINGS = 2_000_000


def new(path: PathLike, number: str = "", unit: str = "") -> Case:
    """Makes an empty case folder.

    Args:
        path: a folder that does not exist yet, or is empty.
        number: the case number (案号).
        unit: the unit that handles the case (办案单位).

    Raises:
        Misuse: the folder is a case already, holds other things, or has a name that is no text.
    """
    try:
        os.path.abspath(path).encode()
    except UnicodeEncodeError:
        # Libraries that write the ledger take no other names.
        raise Misuse("The name of the case folder is no text.", "", "Name a folder in UTF-8.") from None
    return Case.create(path, number=number, unit=unit)


def seal(
    paths: Sequence[PathLike] | PathLike,
    case: Case | PathLike,
    by: Sequence[str] = (),
    authority: str | None = None,
    copy: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Seals files and folders (封存): digests of every file, the itemised list (清单), a signature, a log entry.

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
    return {"format": "tiao.sealed/1", **seal_facts(opened, made), "unread": [vars(item) for item in made.unread]}


def find(
    case: Case | PathLike,
    progress: Progress | None = None,
    engine: str = "local",
    master: str | None = None,
    password_file: PathLike | None = None,
) -> dict[str, Any]:
    """Reads every exhibit and writes the ledger (台账). Resumes where it stopped.

    Args:
        case: the case or its folder.
        progress: called with (what, bytes done, bytes in all).
        engine: ``local`` or ``spark``; the ledger is the same, byte for byte.
        master: where Spark runs; without it ``$TIAO_MASTER``, else ``local[*]``.
        password_file: passwords for locked archives, one a line, UTF-8; the case keeps them in its vault.

    Returns:
        ``files``: how each table was read; ``unread``: what could not be read; ``rows``: data rows read.
    """
    from tiao.engine.backend import opened as ready
    from tiao.evidence import passwords
    from tiao.findings.find import find as room

    opened = _open(case)
    passwords.add(opened, passwords.read(password_file))
    with ready(engine, opened, master) as chosen:
        found = room(opened, progress, chosen.read, chosen.name)
    if any("photo" in entry for entry in found["files"]):
        from tiao.pieces.rebuttals.copies import settle

        settle(opened)
    return found


def count(
    case: Case | PathLike,
    methods: Sequence[str] | None = None,
    progress: Progress | None = None,
    engine: str = "local",
    master: str | None = None,
) -> dict[str, Any]:
    """Counts pieces (条) in the ledger.

    Args:
        case: the case or its folder.
        methods: for instance ``["by_record@1"]``; every method if not given.
        progress: called with (what, steps done, steps in all).
        engine: ``local`` or ``spark``; the document is the same, byte for byte.
        master: where Spark runs, as for ``find``.

    Returns:
        The ``tiao.count/1`` document.
    """
    from tiao.engine.backend import opened as ready
    from tiao.run.engines import countable, counted_on

    opened = _open(case)
    countable(methods, engine)
    with ready(engine, opened, master) as chosen:
        return counted_on(chosen, opened, methods, progress)


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
    from tiao.run.persons import explaining

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
    return explaining(method)(opened, class_=class_, excluded=excluded, limit=limit, reveal=reveal)


def assess(
    case: Case | PathLike | None = None, facts: PathLike | Mapping[str, Any] | None = None, on: date | None = None
) -> dict[str, Any]:
    """Applies art. 253-1 and 法释〔2017〕10号 to a case's counts, to facts, or to both.

    Args:
        case: the case or its folder, for the exhibits' counts.
        facts: a facts file (YAML or JSON), or the same as a mapping.
        on: the date of the acts, where the facts give none.

    Returns:
        The ``tiao.assessment/1`` document. It never says guilty.

    Raises:
        Misuse: neither a case nor facts; an unknown key or value in the facts.
    """
    if case is None and facts is None:
        raise Misuse("There is nothing to assess.", "--case, --facts", "Give a case folder, a facts file, or both.")
    if case is None:
        return _assess(None, facts, on)
    opened = _open(case)
    return _assess(count(opened), facts, on, opened)


def report(
    case: Case | PathLike,
    out: PathLike,
    format: str = "html",
    lang: str = "zh",
    facts: PathLike | Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Path:
    """Writes the report. Nothing raw stands in it.

    Args:
        case: the case or its folder.
        out: the file to write.
        format: ``html`` (one file that opens offline) or ``json``.
        lang: ``zh`` or ``en``.
        facts: facts for the assessment, beside the exhibits' counts.
        progress: as for ``count``.

    Returns:
        The path of the report.
    """
    opened = _open(case)
    counted = count(opened, progress=progress)
    return _write(dossier(opened, counted, _assess(counted, facts, None, opened)), Path(out), format, lang)


def verify(
    case: Case | PathLike, checkpoint: PathLike | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Checks seals, sealed files, log, ledger and runs, then counts every run and draws every sample again.

    Args:
        case: the case or its folder.
        checkpoint: a checkpoint of the log that was kept elsewhere.
        progress: called with (what, bytes done, bytes in all).

    Returns:
        ``intact``; ``findings``: each with kind, what, where, hint; ``runs`` and ``samples``: how many were counted or
        drawn again, and how many were left alone (``tiao.run.replays``).
    """
    from tiao.evidence.verify import verify as room

    opened = _to_check(case)
    kept = None if checkpoint is None else Path(checkpoint).read_bytes().decode("utf-8", "replace")
    step = _adding(progress, "verify 校验", 0) if progress else None
    findings = [vars(finding) for finding in room(opened, kept, step)]
    if not findings:
        Case.open(opened.path)
    from tiao.run.replays import counted_again

    again = counted_again(opened, sound=not findings)
    findings += again.pop("findings")
    return {"format": "tiao.verify/1", "intact": not findings, "findings": findings, **again}


def run(
    paths: Sequence[PathLike] | PathLike,
    out: PathLike,
    facts: PathLike | Mapping[str, Any] | None = None,
    by: Sequence[str] = (),
    authority: str | None = None,
    progress: Progress | None = None,
    engine: str = "local",
    master: str | None = None,
    password_file: PathLike | None = None,
) -> dict[str, Any]:
    """The main job: seal, find, count, assess, report. Run again after an interruption, it resumes.

    Args:
        paths: what was seized.
        out: the case folder; made if it does not exist.
        facts: facts for the assessment, beside the exhibits' counts.
        by: the people who act.
        authority: the document that gives the authority.
        progress: called with (what, done, in all).
        engine: what finds and counts: ``local`` or ``spark``.
        master: where Spark runs, as for ``find``.
        password_file: as for ``find``.

    Returns:
        The ``tiao.run/1`` document: case, count, assessment, report, unread.

    Raises:
        Misuse: the case folder holds a case of other files.
    """
    from tiao.engine.backend import opened as ready
    from tiao.evidence import passwords
    from tiao.evidence.seal import roots_of
    from tiao.findings.find import find as read
    from tiao.run.engines import counted_on

    # A mistake in these is said before an hour of work, not after it.
    given, words = _read_facts(facts), passwords.read(password_file)
    files = [Path(path) for path in ([paths] if isinstance(paths, str | os.PathLike) else paths)]
    # Before a case folder is made, so that none is ever made among what was seized.
    roots_of(files, Case(Path(out)))
    opened = _resume(Path(out), files)
    sealed = seal(files, opened, by=by, authority=authority, progress=progress)
    passwords.add(opened, words)
    with ready(engine, opened, master) as chosen:
        found = read(opened, progress, chosen.read, chosen.name)
        counted = counted_on(chosen, opened, None, progress)
    assessment = _assess(counted, given, None, opened if counted["rows"] <= ROWS_WITH_READINGS else None)
    document = dossier(opened, counted, assessment)
    reports = {lang: _write(document, opened.out / f"report.{lang}.html", "html", lang) for lang in LANGUAGES}
    return {
        "format": "tiao.run/1",
        "case": str(opened.path),
        "by": sealed["by"],
        "count": counted,
        "assessment": assessment,
        "report": {lang: str(path) for lang, path in reports.items()},
        "unread": found["unread"],
    }


def _resume(out: Path, paths: Sequence[Path]) -> Case:
    """The case in this folder, or a new one. Files of one case do not slip into another."""
    from tiao.evidence.seals import seals

    if not (out / SETTINGS).exists():
        return new(out)
    case = Case.open(out)
    roots = [os.path.realpath(str(root["path"])) for seal in seals(case) for root in seal.roots]
    wanted = [os.path.realpath(path) for path in paths]
    if roots and any(not any(Path(path).is_relative_to(root) for root in roots) for path in wanted):
        raise Misuse(
            "The folder holds a case made from other files.",
            out.name,
            "Name another folder, or add the files to this case with `tiao seal`.",
        )
    return case


def _read_facts(facts: PathLike | Mapping[str, Any] | Facts | None) -> Facts:
    from tiao.law import Facts, parse_facts, read_facts

    if isinstance(facts, Facts):
        return facts
    return read_facts(os.fspath(facts)) if isinstance(facts, str | os.PathLike) else parse_facts(facts)


def _assess(
    counted: dict[str, Any] | None,
    facts: PathLike | Mapping[str, Any] | Facts | None,
    on: date | None,
    case: Case | None = None,
) -> dict[str, Any]:
    """``case``: count under disputed readings as well."""
    from tiao.law import assess as room

    if case is not None and counted is not None:
        from tiao.run.readings import with_readings

        counted = with_readings(case, counted)
    return room(_read_facts(facts), counted, on).to_json()


def _write(bundle: Mapping[str, Any], out: Path, format: str, lang: str) -> Path:
    from tiao.report import write_report

    return write_report(bundle, out, format, lang)  # type: ignore[arg-type]  # it names what it does not know


def _open(case: Case | PathLike) -> Case:
    return case if isinstance(case, Case) else Case.open(case)


def _to_check(case: Case | PathLike) -> Case:
    """A case to verify. Settings that cannot be read any more are a finding, not a reason to look at nothing."""
    if isinstance(case, Case):
        return case
    try:
        return Case.open(case)
    except Misuse:
        damaged = Case(Path(case))
        if not (damaged.log / "entries.jsonl").exists():
            raise
        return damaged


def _adding(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    """From "so many more" to "so many of so many"."""
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        progress(what, done, total)

    return step
