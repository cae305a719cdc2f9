"""``find``: every exhibit to the ledger. What is done stays done; an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import os
import platform
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from tiao import __version__
from tiao.case import Case, write_whole
from tiao.content.registry import versions
from tiao.errors import Misuse
from tiao.evidence import artefacts
from tiao.evidence.canonical import Json
from tiao.evidence.custody import Log
from tiao.evidence.seals import exhibits, seized_year
from tiao.evidence.seals import unread as sealed_unread
from tiao.evidence.vault import Vault
from tiao.findings import ledger
from tiao.findings.as_sealed import read_as_sealed
from tiao.findings.exhibit import Done, Workers
from tiao.findings.found import SUMMARY, summary
from tiao.findings.part import PART_CHUNKS, PART_ROWS
from tiao.model import Exhibit, Unread

Progress = Callable[[str, int, int], None]
Advance = Callable[[str, int], None]
# Exhibits in work at once; each holds some chunks and some row groups of the ledger.
AT_ONCE = 2
# Which exhibits stay as an earlier run found them, while the others are found.
STANDING = "standing.json"
FINDINGS = 3
"""Version of the findings room; goes up when any recogniser gives another result."""


class ReadAll(Protocol):
    """Reads exhibits, in any order: here, or on many machines. What is found does not depend on it."""

    def __call__(self, case: Case, items: Sequence[Exhibit], year_max: int, advance: Advance) -> Iterator[Done]:
        """Reads exhibits.

        Args:
            items: those to be read.
            year_max: the last year in which someone in the data can be born.
            advance: called with an exhibit's id and how many more bytes of it are read.

        Yields:
            What was found in each, once its parts stand in the ledger.

        Raises:
            IntegrityBroken: an exhibit is not what was sealed.
        """
        ...


def find(
    case: Case, progress: Progress | None = None, read: ReadAll | None = None, engine: str = "local"
) -> dict[str, Any]:
    """Reads every sealed exhibit and writes the ledger.

    Args:
        progress: called with (what, bytes done, bytes in all).
        read: how exhibits are read; on the threads of this machine if not given.
        engine: what reads them, for the log.

    Returns:
        ``files``: one entry for each table; ``unread``: what could not be read; ``rows``: data rows read.

    Raises:
        Misuse: nothing is sealed.
        IntegrityBroken: an exhibit is not what was sealed.
    """
    items = exhibits(case)
    if not items and not sealed_unread(case):
        raise Misuse("Nothing is sealed in this case.", "", "Run `tiao seal PATH --case DIR` first.")
    plan = _plan(items, seized_year(case), Vault.open(case).passwords_on_record())
    standing = _standing(case, plan)
    if standing is not None:
        return standing
    _begin(case, plan)
    meter = _Meter(items, progress)
    kept: dict[str, dict[str, Any]] = {}
    missing = []
    for item in items:
        before = _kept(case, item)
        if before is None:
            missing.append(item)
        else:
            kept[item.id] = before
            meter.finish(item)
    measured: dict[str, Json] = {}
    by_id = {item.id: item for item in missing}
    for done in (read or read_here)(case, missing, plan["year_max"], meter.advance) if missing else ():
        kept[done.exhibit] = keep(case, done)
        measured |= done.measured
        meter.finish(by_id[done.exhibit])
    files = [entry for item in items for entry in kept[item.id]["files"]]
    unread = [*sealed_unread(case), *(Unread(**entry) for item in items for entry in kept[item.id]["unread"])]
    return _finish(case, plan, files, unread, measured, engine)


def keep(case: Case, done: Done) -> dict[str, Any]:
    """Writes down what was found in an exhibit, so that it need not be read again."""
    kept = {"files": done.files, "unread": [vars(entry) for entry in done.unread]}
    write_whole(case.ledger / f"{done.exhibit}.json", _json(kept))
    return kept


def read_here(case: Case, items: Sequence[Exhibit], year_max: int, advance: Advance) -> Iterator[Done]:
    """Reads exhibits in order, some at once, on as many threads as there are cores.

    Where one exhibit is only looked at, waits for the disk, or has its last part written, the next has the cores.
    """
    vault = Vault.open(case)
    stop = threading.Event()

    def go_on(exhibit: str, size: int) -> None:
        if stop.is_set():
            raise _Stopped
        advance(exhibit, size)

    with (
        ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool,
        ThreadPoolExecutor(max_workers=2 * AT_ONCE) as aside,
        ThreadPoolExecutor(max_workers=AT_ONCE) as reading,
    ):
        workers = Workers(pool, aside)
        waiting: deque[Future[Done]] = deque()
        try:
            for item in items:
                waiting.append(reading.submit(read_as_sealed, case, item, vault, year_max, workers, go_on))
                if len(waiting) > AT_ONCE:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            stop.set()
            for future in waiting:
                future.cancel()


class _Stopped(Exception):
    """Somebody has stopped the work, or another exhibit has failed; what is read now is read again another time."""


class _Meter:
    """How far it is, in bytes."""

    def __init__(self, items: Sequence[Exhibit], progress: Progress | None) -> None:
        self._total = sum(item.size for item in items)
        self._progress = progress
        self._done = 0
        self._within: dict[str, int] = {}
        self._lock = threading.Lock()

    def advance(self, exhibit: str, size: int) -> None:
        with self._lock:
            self._within[exhibit] = self._within.get(exhibit, 0) + size
            self._show()

    def finish(self, item: Exhibit) -> None:
        with self._lock:
            self._within.pop(item.id, None)
            self._done += item.size
            self._show()

    def _show(self) -> None:
        if self._progress:
            self._progress("find 识别", min(self._done + sum(self._within.values()), self._total), self._total)


def _plan(items: list[Exhibit], year_max: int, passwords: dict[str, Json]) -> dict[str, Any]:
    return {
        "format": ledger.FORMAT,
        "findings": FINDINGS,
        "tiao": __version__,
        "readers": versions(),
        "part_chunks": PART_CHUNKS,
        "part_rows": PART_ROWS,
        "year_max": year_max,
        # Another password may open more: then everything is found again.
        "passwords": passwords,
        "exhibits": [{"id": item.id, "sha256": item.sha256, "size": item.size} for item in items],
    }


def _standing(case: Case, plan: dict[str, Any]) -> dict[str, Any] | None:
    path = case.ledger / SUMMARY
    if not path.is_file():
        return None
    found = summary(case)
    if found.get("plan") == plan and artefacts.on_record(case, f"ledger/{SUMMARY}"):
        (case.ledger / STANDING).unlink(missing_ok=True)
        return found
    # A summary that the log does not know is one whose writer was stopped: what it says is found again.
    return None


def _begin(case: Case, plan: dict[str, Any]) -> None:
    """Writes this plan down and clears what another has left, but for exhibits that both read in the same way."""
    path, known = case.ledger / "plan.json", case.ledger / SUMMARY
    try:
        same = json.loads(path.read_bytes()) == plan
    except (OSError, ValueError):
        same = False
    if same and (not known.exists() or (case.ledger / STANDING).exists()):
        known.unlink(missing_ok=True)
        return
    stay = _unchanged(case, plan)
    # The summary goes last: as long as it stands, an interrupted sweep begins again, with the same exhibits to stay.
    write_whole(case.ledger / STANDING, _json(stay))
    write_whole(path, _json(plan))
    for old in sorted(case.ledger.iterdir(), key=lambda old: old.name == SUMMARY):
        if old.name not in (path.name, STANDING) and old.name.split(".")[0] not in stay:
            old.unlink()


def _unchanged(case: Case, plan: dict[str, Any]) -> list[str]:
    """The exhibits that were found under such a plan before, as the log has it: files sealed later do not undo them."""
    if not (case.ledger / SUMMARY).is_file() or not artefacts.on_record(case, f"ledger/{SUMMARY}"):
        return []
    before = summary(case)["plan"]
    if {**before, "exhibits": None} != {**plan, "exhibits": None}:
        return []
    return [item["id"] for item in plan["exhibits"] if item in before["exhibits"]]


def _stayed(case: Case) -> list[str]:
    path = case.ledger / STANDING
    ids: list[str] = json.loads(path.read_bytes()) if path.is_file() else []
    return ids


def _kept(case: Case, item: Exhibit) -> dict[str, Any] | None:
    path = case.ledger / f"{item.id}.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def _finish(
    case: Case,
    plan: dict[str, Any],
    files: list[dict[str, Any]],
    unread: list[Unread],
    measured: dict[str, Json],
    engine: str,
) -> dict[str, Any]:
    result = {
        "format": "tiao.found/1",
        "plan": plan,
        "files": files,
        "unread": [vars(entry) for entry in unread],
        "rows": sum(entry["rows"] for entry in files),
    }
    write_whole(case.ledger / SUMMARY, _json(result))
    names = sorted(path.name for path in case.ledger.iterdir() if path.name != STANDING)
    known = {path for path in artefacts.current(Log(case).entries()) if path.startswith("ledger/")}
    paths = [f"ledger/{name}" for name in names]
    # What stayed from before is on record as it stands.
    stayed = {f"ledger/{name}" for name in names if name.split(".")[0] in _stayed(case)} & known
    artefacts.record(
        case,
        [path for path in paths if path not in stayed],
        "find",
        {
            "rows": result["rows"],
            "unread": len(unread),
            "passwords": plan["passwords"]["count"],
            "tiao": __version__,
            "python": platform.python_version(),
            "engine": engine,
        },
        removed=sorted(known - set(paths)),
        measured=measured,
    )
    (case.ledger / STANDING).unlink(missing_ok=True)
    # As it is read again later, in the same order.
    return summary(case)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
