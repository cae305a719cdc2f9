"""``find``: every exhibit to the ledger. What is done stays done; an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import os
import platform
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from tiao import __version__
from tiao.case import Case, write_whole
from tiao.content.reader import Reader, Source, Table
from tiao.content.registry import versions
from tiao.content.sniff import sniff
from tiao.errors import IntegrityBroken, Misuse, Unreadable
from tiao.evidence import artefacts
from tiao.evidence.canonical import Json
from tiao.evidence.custody import Log
from tiao.evidence.mask import mask_path
from tiao.evidence.seals import exhibits, seized_year
from tiao.evidence.seals import unread as sealed_unread
from tiao.evidence.vault import Vault
from tiao.findings import ledger
from tiao.findings.found import SUMMARY, summary
from tiao.findings.ledger import Lines
from tiao.findings.reading import Tally, prepare, scan, scan_all, shown_columns
from tiao.model import Exhibit, Unread

Progress = Callable[[str, int, int], None]
# Chunks in one part of the ledger. A part is what a resumed run need not do again.
PART_CHUNKS = 16
# Parts that may wait to be written, while the next is read. Each holds about as much memory as it takes on disk.
WAITING_PARTS = 2
FINDINGS = 1
"""Version of the findings room; goes up when any recogniser gives another result."""


def find(case: Case, progress: Progress | None = None) -> dict[str, Any]:
    """Reads every sealed exhibit and writes the ledger.

    Args:
        progress: called with (what, bytes done, bytes in all).

    Returns:
        ``files``: one entry for each table; ``unread``: what could not be read; ``rows``: data rows read.

    Raises:
        Misuse: nothing is sealed.
        IntegrityBroken: an exhibit is not what was sealed.
    """
    items = exhibits(case)
    if not items and not sealed_unread(case):
        raise Misuse("Nothing is sealed in this case.", "", "Run `tiao seal PATH --case DIR` first.")
    vault = Vault.open(case)
    plan = _plan(items, seized_year(case))
    standing = _standing(case, plan)
    if standing is not None:
        return standing
    _begin(case, plan)
    total = sum(item.size for item in items)
    done = 0
    files: list[dict[str, Any]] = []
    unread = sealed_unread(case)
    measured: dict[str, Json] = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool, ThreadPoolExecutor(max_workers=2) as aside:
        workers = _Workers(pool, aside, measured)
        for item in items:
            name = f"{item.id}.json"
            kept = _kept(case, name)
            if kept is None:
                check = aside.submit(vault.is_as_sealed, item)
                entries = _exhibit(case, item, vault, plan["year_max"], workers, progress, done, total)
                if not check.result():
                    _drop(case, item.id)
                    raise IntegrityBroken(
                        "The bytes are not those that were sealed.", item.shown, "Run `tiao verify --case DIR`."
                    )
                kept = {"files": entries[0], "unread": [vars(entry) for entry in entries[1]]}
                write_whole(case.ledger / name, _json(kept))
            files += kept["files"]
            unread += [Unread(**entry) for entry in kept["unread"]]
            done += item.size
            if progress:
                progress("find 识别", done, total)
    return _finish(case, plan, files, unread, measured)


@dataclass
class _Workers:
    """Threads that read, threads for what runs beside them, and what is known of parts already written."""

    pool: ThreadPoolExecutor
    aside: ThreadPoolExecutor
    measured: dict[str, Json]


def _plan(items: list[Exhibit], year_max: int) -> dict[str, Any]:
    return {
        "format": ledger.FORMAT,
        "findings": FINDINGS,
        "tiao": __version__,
        "readers": versions(),
        "part_chunks": PART_CHUNKS,
        "year_max": year_max,
        "exhibits": [{"id": item.id, "sha256": item.sha256, "size": item.size} for item in items],
    }


def _standing(case: Case, plan: dict[str, Any]) -> dict[str, Any] | None:
    path = case.ledger / SUMMARY
    if not path.is_file():
        return None
    found = summary(case)
    # A summary that the log does not know is one whose writer was stopped: what it says is found again.
    return found if found.get("plan") == plan and artefacts.on_record(case, f"ledger/{SUMMARY}") else None


def _begin(case: Case, plan: dict[str, Any]) -> None:
    """Clears what another plan has left, and writes this one down."""
    path = case.ledger / "plan.json"
    try:
        same = json.loads(path.read_bytes()) == plan
    except (OSError, ValueError):
        same = False
    if same and not (case.ledger / SUMMARY).exists():
        return
    for old in sorted(case.ledger.iterdir()):
        old.unlink()
    write_whole(path, _json(plan))


def _kept(case: Case, name: str) -> dict[str, Any] | None:
    path = case.ledger / name
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def _drop(case: Case, exhibit: str) -> None:
    for old in case.ledger.glob(f"{exhibit}[.-]*"):
        old.unlink()


def _exhibit(
    case: Case,
    item: Exhibit,
    vault: Vault,
    year_max: int,
    workers: _Workers,
    progress: Progress | None,
    done: int,
    total: int,
) -> tuple[list[dict[str, Any]], list[Unread]]:
    """All tables of one exhibit: their entries, and what could not be read."""
    source = Source(item)
    files: list[dict[str, Any]] = []
    unread: list[Unread] = []
    try:
        reader, reason = sniff(source)
        for number, table in enumerate(reader.tables(source), 1):
            if isinstance(table, Unread):
                unread.append(replace(table, where=_place(item, table.where)))
                continue
            entry, more = _table(
                case, item, reader, reason, table, number, vault, year_max, workers, progress, done, total
            )
            files.append(entry)
            unread += more
    except Unreadable as error:
        unread.append(Unread(item.id, _place(item, error.where), error.what, error.hint))
    for entry in files if len(files) > 1 else []:
        if entry["table"] == "$" and entry["rows"] == 1 and not entry["records"]:
            # `{"code": 0, "data": [...]}`: what stands around the list says nothing of anybody and is no row of data.
            entry["rows"] = 0
            entry["skipped"]["wrapper"] = 1
    return files, unread


def _table(
    case: Case,
    item: Exhibit,
    reader: Reader,
    reason: str,
    table: Table,
    number: int,
    vault: Vault,
    year_max: int,
    workers: _Workers,
    progress: Progress | None,
    done: int,
    total: int,
) -> tuple[dict[str, Any], list[Unread]]:
    source = f"{item.id}.{number}"
    figures = Tally()
    parts = _Parts(case, source, workers)
    unread: list[Unread] = []
    columns: list[dict[str, Any]] = []
    width = 0
    header: int | None = None
    bytes_done = done
    chunks = table.chunks()
    try:
        head = next(chunks, None)
        if head is not None:
            batch = head.batch()
            reading = prepare(table, batch, reader.name, year_max)
            columns = shown_columns(reading.fields)
            width = len(reading.fields.columns)
            header = reading.fields.header
            first = scan(batch, reading, vault, True, head.size)
            for scanned in scan_all(chunks, first, reading, vault, workers.pool):
                parts.add(scanned.lines, figures.height)
                figures.add(scanned)
                bytes_done += scanned.size
                if progress:
                    progress("find 识别", min(bytes_done, total), total)
    except Unreadable as error:
        # What was read before stays.
        where = error.where or (table.name and mask_path(table.name))
        unread.append(Unread(item.id, _place(item, where), error.what, error.hint))
    finally:
        parts.close()
    unread += [
        Unread(item.id, _place(item, entry.where), entry.what, entry.hint, entry.rows) for entry in figures.unread
    ]
    return {
        "source": source,
        "exhibit": item.id,
        "shown": item.shown,
        "table": mask_path(table.name) if table.name else "",
        "layout": table.layout,
        "reader": reader.name,
        "reason": reason,
        **getattr(table, "details", {}),
        "header": None if header is None else header + 1,
        "rows": figures.rows,
        "records": figures.records,
        "skipped": figures.skipped,
        "columns": columns,
        "width": width,
        "kinds": figures.kinds,
        "found_kinds": sorted(figures.found_kinds),
        "doubts": figures.doubts,
        "held_back": figures.held_back,
        "participants": len(figures.participants),
        "parts": parts.names,
    }, unread


def _place(item: Exhibit, where: str) -> str:
    """The file and the place in it, masked."""
    return where if where.startswith(item.shown) else f"{item.shown}, {where}" if where else item.shown


class _Parts:
    """Writes the parts of a table behind the reading, a few at most, so that memory stays bounded."""

    def __init__(self, case: Case, source: str, workers: _Workers) -> None:
        self._case = case
        self._source = source
        self._workers = workers
        self._waiting: deque[Future[None]] = deque()
        self._groups: list[tuple[Lines, int]] = []
        self.names: list[str] = []

    def add(self, lines: Lines, base: int) -> None:
        """Adds a chunk's lines.

        Args:
            base: the row number behind which they stand.
        """
        self._groups.append((lines, base))
        if len(self._groups) == PART_CHUNKS:
            self._begin()

    def close(self) -> None:
        """Writes what is left and waits for it; what went wrong is raised here."""
        if self._groups:
            self._begin()
        while self._waiting:
            self._waiting.popleft().result()

    def _begin(self) -> None:
        """Has the next part written, once no more than a few wait for it."""
        if len(self._waiting) == WAITING_PARTS:
            self._waiting.popleft().result()
        self.names.append(f"{self._source}-{len(self.names) + 1:05d}.parquet")
        self._waiting.append(self._workers.aside.submit(self._write, self.names[-1], self._groups))
        self._groups = []

    def _write(self, name: str, groups: list[tuple[Lines, int]]) -> None:
        """Writes one part whole or not at all, and takes its digest while others work."""
        path = self._case.ledger / name
        half = path.with_suffix(".half")
        ledger.write(half, [lines.table(base) for lines, base in groups])
        os.replace(half, path)
        self._workers.measured[f"ledger/{name}"] = artefacts.measure(self._case, f"ledger/{name}")


def _finish(
    case: Case,
    plan: dict[str, Any],
    files: list[dict[str, Any]],
    unread: list[Unread],
    measured: dict[str, Json],
) -> dict[str, Any]:
    result = {
        "format": "tiao.found/1",
        "plan": plan,
        "files": files,
        "unread": [vars(entry) for entry in unread],
        "rows": sum(entry["rows"] for entry in files),
    }
    write_whole(case.ledger / SUMMARY, _json(result))
    names = sorted(path.name for path in case.ledger.iterdir())
    known = {path for path in artefacts.current(Log(case).entries()) if path.startswith("ledger/")}
    paths = [f"ledger/{name}" for name in names]
    artefacts.record(
        case,
        paths,
        "find",
        {"rows": result["rows"], "unread": len(unread), "tiao": __version__, "python": platform.python_version()},
        removed=sorted(known - set(paths)),
        measured=measured,
    )
    return result


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
