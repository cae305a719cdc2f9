"""One exhibit (检材) to the parts of the ledger that it fills, and to what is said of each of its tables."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tiao.case import Case
from tiao.content.reader import Reader, Source, Table
from tiao.content.unpack import At, Found, Unpacking, placed
from tiao.errors import Unreadable
from tiao.evidence.canonical import Json
from tiao.evidence.mask import mask_path
from tiao.evidence.vault import Vault
from tiao.evidence.witness import Witness
from tiao.findings import ledger
from tiao.findings.ledger import Lines
from tiao.findings.reading import Tally, scan_all, scan_first
from tiao.findings.settled import Reading, shown_columns
from tiao.model import Exhibit, Unread

# Chunks in one part of the ledger, and rows from which it takes no more: what is read is held until it is written, and
# short rows make long columns. A part is what one machine of several writes.
PART_CHUNKS = 16
PART_ROWS = 2_000_000
# Parts that may wait to be written, while the next is read. Each holds about as much memory as it takes on disk.
WAITING_PARTS = 2


@dataclass
class Done:
    """What was found in one exhibit.

    Attributes:
        files: one entry for each table. unread: what could not be read.
        measured: digest and size of the parts just written, by path.
    """

    exhibit: str
    files: list[dict[str, Any]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    measured: dict[str, Json] = field(default_factory=dict)


@dataclass
class Workers:
    """Threads that read, and threads for what runs beside them."""

    pool: ThreadPoolExecutor
    aside: ThreadPoolExecutor


def read_exhibit(
    case: Case,
    item: Exhibit,
    vault: Vault,
    year_max: int,
    workers: Workers,
    advance: Callable[[str, int], None],
    witness: Witness | None,
    out_of_order: Callable[[], None],
) -> Done:
    """All tables of one exhibit.

    Args:
        year_max: the last year in which someone in the data can be born.
        advance: called with the exhibit's id and how many more bytes of it are read.
        witness: sees what is read in order.
        out_of_order: called when it will not see everything.
    """
    source = Source(item, passwords=vault.passwords, witness=witness)
    done = Done(item.id)
    for number, found in enumerate(Unpacking(case.path).walk(source), 1):
        if found.source.inside is not None or not getattr(found.part, "in_order", False):
            out_of_order()
        if isinstance(found.part, Unread):
            done.unread.append(placed(found.source, found.part))
        else:
            _table(case, found, found.part, number, vault, year_max, workers, advance, done)
    _pass_wrappers_over(done.files)
    return done


def _pass_wrappers_over(files: list[dict[str, Any]]) -> None:
    """`{"code": 0, "data": [...]}`: what stands around the list says nothing of anybody and is no row of data."""
    tables = Counter(tuple(entry["at"][:-1]) for entry in files)
    for entry in files:
        alone = tables[tuple(entry["at"][:-1])] == 1
        if not alone and entry["table"].rpartition("!")[2] == "$" and entry["rows"] == 1 and not entry["records"]:
            entry["rows"] = 0
            entry["skipped"]["wrapper"] = 1


def _table(
    case: Case,
    found: Found,
    table: Table,
    number: int,
    vault: Vault,
    year_max: int,
    workers: Workers,
    advance: Callable[[str, int], None],
    done: Done,
) -> None:
    source, item = found.source, found.source.exhibit
    assert found.reader is not None
    figures = Tally()
    parts = _Parts(case, f"{item.id}.{number}", workers)
    reading: Reading | None = None
    chunks = table.chunks()
    try:
        head = next(chunks, None)
        if head is not None:
            reading, first = scan_first(head, table, found.reader.name, year_max, vault)
            for scanned in scan_all(chunks, first, reading, vault, workers.pool):
                parts.add(scanned.lines, figures.height, scanned.height)
                figures.add(scanned)
                advance(item.id, _share(source, scanned.size))
    except Unreadable as error:
        # What was read before stays.
        where = error.where or (table.name and mask_path(table.name))
        done.unread.append(placed(source, Unread(item.id, where, error.what, error.hint)))
    finally:
        parts.close()
    done.unread += [placed(source, entry) for entry in figures.unread]
    entry = described(source, found.at, found.reader, found.reason, table, number, reading)
    done.files.append(entry | counted(figures, [name for name, _ in parts.written]))
    done.measured |= {f"ledger/{name}": measured for name, measured in parts.written}


def _share(source: Source, size: int) -> int:
    """Bytes of the sealed file that some bytes of a file in it stand for."""
    return size if source.inside is None else size * source.inside.packed // max(1, source.size)


def described(
    source: Source, at: At, reader: Reader, reason: str, table: Table, number: int, reading: Reading | None
) -> dict[str, Any]:
    """What a table's entry says of how it is read; ``reading`` is None for a table without a byte."""
    header = reading.fields.header if reading else None
    return {
        "source": f"{source.exhibit.id}.{number}",
        "exhibit": source.exhibit.id,
        "shown": source.exhibit.shown,
        "table": shown_name(source, table),
        "at": [*at],
        "layout": table.layout,
        "reader": reader.name,
        "reason": reason,
        **getattr(table, "details", {}),
        "header": None if header is None else header + 1,
        "columns": shown_columns(reading.fields) if reading else [],
        "width": len(reading.fields.columns) if reading else 0,
    }


def counted(figures: Tally, parts: Sequence[str]) -> dict[str, Any]:
    """What a table's entry says of what was found in it."""
    return {
        "rows": figures.rows,
        "records": figures.records,
        "skipped": figures.skipped,
        "kinds": figures.kinds,
        "found_kinds": sorted(figures.found_kinds),
        "doubts": figures.doubts,
        "held_back": figures.held_back,
        "participants": len(figures.participants),
        "parts": [*parts],
    }


def shown_name(source: Source, table: Table) -> str:
    """A table's name, masked, behind the way to the file that it stands in; "" if it is all of a sealed file."""
    return "!".join(filter(None, [source.inner, mask_path(table.name) if table.name else ""]))


def is_full(chunks: int, rows: int) -> bool:
    """Whether a part of so many chunks and rows takes no more."""
    return chunks >= PART_CHUNKS or rows >= PART_ROWS


def part_name(source: str, number: int) -> str:
    """The name of the nth part, from 1, of a table's ledger lines."""
    return f"{source}-{number:05d}.parquet"


def write_part(case: Case, name: str, groups: Sequence[tuple[Lines, int]], half: Path | None = None) -> Json:
    """Writes one part whole or not at all.

    Args:
        groups: the lines of each chunk, and the row number behind which they stand.
        half: where it stands until it is whole, on the same disk; beside its place if not given.

    Returns:
        Its path, size and digest.
    """
    path = case.ledger / name
    half = half or path.with_suffix(".half")
    size, sha256 = ledger.write(half, groups)
    os.replace(half, path)
    return {"path": f"ledger/{name}", "sha256": sha256, "size": size}


class _Parts:
    """Writes the parts of a table behind the reading, a few at most, so that memory stays bounded.

    Attributes:
        written: name and measure of each part; whole once it is closed.
    """

    def __init__(self, case: Case, source: str, workers: Workers) -> None:
        self._case = case
        self._source = source
        self._workers = workers
        self._waiting: deque[tuple[str, Future[Json]]] = deque()
        self._groups: list[tuple[Lines, int]] = []
        self._rows = 0
        self._begun = 0
        self.written: list[tuple[str, Json]] = []

    def add(self, lines: Lines, base: int, rows: int) -> None:
        """Adds a chunk's lines.

        Args:
            base: the row number behind which they stand. rows: how many row numbers the chunk takes up.
        """
        self._groups.append((lines, base))
        self._rows += rows
        if is_full(len(self._groups), self._rows):
            self._begin()

    def close(self) -> None:
        """Writes what is left and waits for it; what went wrong is raised here."""
        last = []
        if self._groups:
            # Nothing is left to be read meanwhile: this thread may as well write.
            name = self._next_name()
            last.append((name, write_part(self._case, name, self._groups)))
        while self._waiting:
            self._take()
        self.written += last

    def _begin(self) -> None:
        """Has the next part written, once no more than a few wait for it."""
        if len(self._waiting) == WAITING_PARTS:
            self._take()
        name = self._next_name()
        self._waiting.append((name, self._workers.aside.submit(write_part, self._case, name, self._groups)))
        self._groups, self._rows = [], 0

    def _next_name(self) -> str:
        self._begun += 1
        return part_name(self._source, self._begun)

    def _take(self) -> None:
        name, writing = self._waiting.popleft()
        self.written.append((name, writing.result()))
