"""One exhibit (检材) to the parts of the ledger that it fills, and to what is said of each of its tables."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tiao.case import Case
from tiao.content.reader import Reader, Source, Table
from tiao.content.unpack import At, Found, Unpacking, placed
from tiao.errors import Unreadable
from tiao.evidence.canonical import Json
from tiao.evidence.mask import mask_path
from tiao.evidence.vault import Vault
from tiao.evidence.witness import Witness
from tiao.findings.part import Group, Part, group_of, is_full, part_name
from tiao.findings.reading import ChunkFigures, Scanned, Tally, scan_all
from tiao.findings.settled import Reading, shown_columns
from tiao.model import Exhibit, Unread

# Parts of which the last bytes may still be on their way to the disk, while the next is read.
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
    try:
        reading, chunks = scan_all(table, found.reader.name, year_max, vault, workers.pool, _to_write)
        for chunk, group in chunks:
            parts.add(group, figures.height, chunk.height)
            figures.add(chunk)
            advance(item.id, _share(source, chunk.size))
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


def _to_write(scanned: Scanned) -> tuple[ChunkFigures, Group | None]:
    """What is kept of a chunk: its figures, and its lines as they are written."""
    return scanned.figures, group_of(scanned.lines)


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
        self._part: Part | None = None
        self._name = ""
        self._chunks = 0
        self._rows = 0
        self._begun = 0
        self.written: list[tuple[str, Json]] = []

    def add(self, group: Group | None, base: int, rows: int) -> None:
        """Adds a chunk's lines.

        Args:
            base: the row number behind which they stand. rows: how many row numbers the chunk takes up.
        """
        if self._part is None:
            self._begun += 1
            self._name, self._chunks, self._rows = part_name(self._source, self._begun), 0, 0
            self._part = Part(self._case.ledger / self._name, self._workers.aside)
        self._part.add(group, base)
        self._chunks += 1
        self._rows += rows
        if is_full(self._chunks, self._rows):
            if len(self._waiting) == WAITING_PARTS:
                self._take()
            self._waiting.append((self._name, self._workers.aside.submit(self._part.close)))
            self._part = None

    def close(self) -> None:
        """Writes what is left and waits for it; what went wrong is raised here."""
        # Nothing is left to be read meanwhile: this thread may as well write.
        last = [] if self._part is None else [(self._name, self._part.close())]
        while self._waiting:
            self._take()
        self.written += last

    def _take(self) -> None:
        name, writing = self._waiting.popleft()
        self.written.append((name, writing.result()))
