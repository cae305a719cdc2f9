"""One table, chunk by chunk: cells to values to records to ledger lines, on as many threads as there are cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.content.reader import Batch, Chunk, Table, Uncut
from tiao.content.row_ends import plain_end
from tiao.content.split import split
from tiao.evidence.vault import Vault
from tiao.findings.assemble import Records, assemble
from tiao.findings.catalogue import DOUBTS, KEY_KINDS, names
from tiao.findings.chars import may_need_folding
from tiao.findings.emit import VALUE, blocks
from tiao.findings.ledger import Lines
from tiao.findings.participants import participants
from tiao.findings.plain.columns import Columns
from tiao.findings.plain.lines import merge
from tiao.findings.plain.walk import MARGIN, walk
from tiao.findings.scan import DATA, HEADER, REPEATED, TITLE, TOTAL, scan_rows
from tiao.findings.scratch import Scratch
from tiao.findings.settled import Reading, prepare
from tiao.findings.tally import tally
from tiao.findings.text_rows import more_room, room_of, text_values
from tiao.findings.texthash import keys_of
from tiao.model import Unread

# Bytes of a first chunk that are read sooner than they could be handed to another thread.
_SMALL = 1 << 20
# Which cell of a chat's row is looked at (``content.reader.CHAT_COLUMNS``).
TEXT_COLUMN = 2
_F = TypeVar("_F", bound="ChunkFigures")
_T = TypeVar("_T")
_STATES = {HEADER: "header", REPEATED: "header_repeated", TITLE: "title", TOTAL: "total"}


@dataclass(repr=False)
class ChunkFigures:
    """What one chunk gave, in figures.

    Attributes:
        height: row numbers that the chunk takes up. rows: data rows. skipped: the others, by what they are.
        held: cells kept back by a gate.
        kinds, doubts: int64 (64,) and (32,): records by kind and by doubt.
        found_kinds: the key kinds that occur in its lines.
    """

    height: int
    rows: int
    skipped: dict[str, int]
    held: int
    records: int
    kinds: npt.NDArray[np.int64]
    doubts: npt.NDArray[np.int64]
    found_kinds: tuple[int, ...]
    participants: frozenset[str]
    unread: list[Unread]
    size: int


@dataclass(repr=False)
class Scanned(ChunkFigures):
    """What one chunk gave.

    Attributes:
        lines: row numbers in them are the chunk's own, until it is written. What ``scan_chunk`` gives stands in memory
            that the thread's next chunk takes.
    """

    lines: Lines

    @property
    def figures(self) -> ChunkFigures:
        """It without its lines."""
        return _as(ChunkFigures, self)


@dataclass(repr=False)
class Cells(Scanned):
    """What a chunk gave that was read cell by cell, with the places of the values: raw.

    Attributes:
        part_of: int32, for each value the part of its row that it belongs to.
        state: uint8, what each row is.
    """

    batch: Batch
    values: npt.NDArray[np.void]
    part_of: npt.NDArray[np.int32]
    state: npt.NDArray[np.uint8]

    @cached_property
    def table(self) -> pa.Table:
        """The lines as columns of the ledger, with row numbers of the chunk."""
        return self.lines.table()


def _as(kind: type[_F], whole: ChunkFigures) -> _F:
    """The part of what a chunk gave that a kind of it has."""
    return kind(**{each.name: getattr(whole, each.name) for each in fields(kind)})


@dataclass
class Tally:
    """Figures of a table, added up over its chunks."""

    rows: int = 0
    records: int = 0
    height: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    found_kinds: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)
    held_back: int = 0
    participants: set[str] = field(default_factory=set)
    unread: list[Unread] = field(default_factory=list)

    def add(self, done: ChunkFigures) -> None:
        for name, rows in done.skipped.items():
            _plus(self.skipped, name, rows)
        self.rows += done.rows
        self.records += done.records
        self.height += done.height
        self.found_kinds |= {names()[kind] for kind in done.found_kinds}
        for bit, name in names().items():
            _plus(self.kinds, name, int(done.kinds[bit]))
        for place, name in enumerate(DOUBTS):
            _plus(self.doubts, name, int(done.doubts[place]))
        self.held_back += done.held
        self.participants |= done.participants
        self.unread += done.unread


def _plus(figures: dict[str, int], name: str, more: int) -> None:
    if more:
        figures[name] = figures.get(name, 0) + more


def scan(batch: Batch, reading: Reading, vault: Vault, first: bool, size: int, skip: int = 0) -> Cells:
    """Reads one batch: values, records, ledger lines with row numbers relative to the chunk.

    Args:
        first: whether this is the table's first chunk, where titles and the header stand.
        size: bytes of the source that the chunk covers.
        skip: rows at the start that are not looked at (for explaining single rows).
    """
    return _cells(batch, _values(batch, reading, vault, first, skip), reading, vault, size)


def _cells(batch: Batch, found: _Found, reading: Reading, vault: Vault, size: int) -> Cells:
    records = found.records
    row = batch.rows[records.row].astype(np.int32) + np.int32(1)
    lines = Lines(
        row, records.part, records.more, records.kinds, records.struck, records.doubts, records.content, records.full,
        records.keys,
    )  # fmt: skip
    _blind_content(lines, vault)
    kinds, doubts, count = tally(records.kinds, records.doubts, records.more)
    return Cells(
        lines=lines,
        height=batch.height,
        rows=int((found.state == DATA).sum()),
        skipped={**found.skipped, "blank": batch.blank},
        held=int(found.held.sum()),
        records=int(count),
        kinds=kinds,
        doubts=doubts,
        found_kinds=(*lines.keys,),
        participants=participants(batch, vault) if reading.chat else frozenset[str](),
        unread=batch.unread,
        size=size,
        batch=batch,
        values=found.values,
        part_of=records.part_of,
        state=found.state,
    )


@dataclass(repr=False)
class _Found:
    values: npt.NDArray[np.void]
    state: npt.NDArray[np.uint8]
    held: npt.NDArray[np.int64]
    records: Records

    @property
    def skipped(self) -> dict[str, int]:
        return {name: int((self.state == state).sum()) for state, name in _STATES.items()}


def _values(
    batch: Batch, reading: Reading, vault: Vault, first: bool, skip: int = 0, scratch: Scratch | None = None
) -> _Found:
    """The values of a batch, cell by cell, and their records; contents still to be enciphered.

    Args:
        scratch: memory for the values, of use until this thread reads the next chunk; None for memory of their own.
    """
    rows = len(batch)
    state = np.full(rows, DATA, np.uint8)
    begin = skip
    if first and reading.fields.header is not None:
        begin = reading.fields.header + 1
        state[: begin - 1] = TITLE
        state[begin - 1] = HEADER
    held = np.zeros(len(reading.roles), np.int64)
    keys = keys_of(*vault.hash_key)
    row_doubts = np.zeros(rows, np.uint16)
    if reading.running_text:
        column, room_for = TEXT_COLUMN if reading.chat else 0, scratch.values if scratch else None
        values = text_values(batch, column, begin, reading.year_max, keys, scratch is None, room_for)
    else:
        values = _cell_values(batch, reading, begin, keys, state, row_doubts, held, scratch)
    tokens = vault.blind(blocks(values))
    return _Found(values, state, held, assemble(values, tokens, reading.running_text, row_doubts))


def _cell_values(
    batch: Batch, reading: Reading, begin: int, keys: Any, state: Any, row_doubts: Any, held: Any,
    scratch: Scratch | None,
) -> npt.NDArray[np.void]:  # fmt: skip
    fold_all = bool(may_need_folding(batch.data))
    line, taken, text = room_of(len(batch.data))
    room = int(len(batch.starts) * 1.5) + 1024
    while True:
        values = np.empty(room, VALUE) if scratch is None else scratch.values(room)
        n = np.zeros(1, np.int64)
        held[:] = 0
        scan_rows(
            batch.data, batch.starts, batch.ends, batch.first, begin, reading.roles, reading.gates, fold_all,
            reading.totals, reading.header, reading.header_at, line, taken, text, reading.year_max, keys, values, n,
            state, row_doubts, held,
        )  # fmt: skip
        if int(n[0]) <= room:
            return values[: int(n[0])]
        room = more_room(room, int(n[0]))


def _blind_content(lines: Lines, vault: Vault) -> None:
    lines.content = vault.blind_content(lines.content)
    struck = lines.full is not None and len(lines.full) > 0 and lines.struck.any()
    lines.full = vault.blind_content(lines.full) if struck and lines.full is not None else None


def scan_chunk(chunk: Chunk, reading: Reading, vault: Vault) -> Scanned:
    """Reads one chunk that is not a table's first: its plain rows in one walk, if it can have any."""
    uncut = chunk.uncut() if hasattr(chunk, "uncut") else None
    if uncut is None or reading.plain is None:
        batch = chunk.batch() if uncut is None else _cut(uncut)
        cells = _cells(batch, _values(batch, reading, vault, False, 0, _scratch), reading, vault, chunk.size)
        # Without the places of the values: they stand in memory that the next chunk takes.
        return _as(Scanned, cells)
    return _scan_uncut(uncut, reading, reading.plain, vault, chunk.size)


def _scan_first(
    chunk: Chunk, table: Table, reader: str, year_max: int, vault: Vault
) -> tuple[Reading, Callable[[], Scanned]]:
    """Settles how a table is read; what then reads its first chunk comes with it.

    Its plain rows are read in one walk where no title stands above: a title may look like a row; a header never does,
    for it holds no number.
    """
    uncut = chunk.uncut() if hasattr(chunk, "uncut") else None
    # What cuts the chunk takes the quotes off in place.
    whole = uncut.data.copy() if uncut else None
    batch = chunk.batch()
    reading = prepare(table, batch, reader, year_max)
    if uncut is None or whole is None or reading.plain is None or reading.fields.header not in (None, 0):
        return reading, lambda: scan(batch, reading, vault, True, chunk.size)
    first, columns = replace(uncut, data=whole), reading.plain
    return reading, lambda: _scan_uncut(first, reading, columns, vault, chunk.size, True)


_scratch = Scratch()


def _cut(uncut: Uncut) -> Batch:
    """Rows cut into cells, the places of which stand in memory that this thread's next chunk takes."""
    data = uncut.data
    room = _scratch.of(len(data))
    cells, count, height, blank = split(
        data, len(data), uncut.sep, uncut.quote, room.starts, room.ends, room.first, room.rows
    )
    return Batch(
        data, room.starts[:cells], room.ends[:cells], room.first[: count + 1], room.rows[:count], height, blank
    )


def _scan_uncut(
    uncut: Uncut, reading: Reading, columns: Columns, vault: Vault, size: int, first: bool = False
) -> Scanned:
    data, slots = uncut.data, len(columns.kinds)
    room = _scratch.of(len(data), slots)
    fold_all = bool(may_need_folding(data))
    plain, cells, others, height, blank = walk(
        data, int(plain_end(data[: max(0, len(data) - MARGIN)])), uncut.sep, uncut.quote, columns.cells, columns.kinds,
        columns.twins, columns.numbers, fold_all, reading.year_max, keys_of(*vault.hash_key),
        room.code, room.row, room.blocks, room.sums, room.starts, room.ends, room.first, room.rows,
    )  # fmt: skip
    batch = Batch(
        data, room.starts[:cells], room.ends[:cells], room.first[: others + 1], room.rows[:others], height, blank
    )
    found = _values(batch, reading, vault, first, 0, room)
    records = found.records
    code = room.code[:plain]
    held = int(np.bitwise_or.reduce(code)) if plain else 0
    present = {*records.keys, *(kind for slot, kind in enumerate(columns.kinds.tolist()) if held >> slot & 1)}
    kinds = [kind for kind in KEY_KINDS if kind in present]
    place = {kind: at for at, kind in enumerate(kinds)}
    n = plain + len(records.row)
    lines, keys, has = room.lines(n, kinds, bool(records.struck.any()))
    o_keys = np.empty((len(records.keys), len(records.row), 2), np.uint64)
    o_has = np.empty((len(records.keys), len(records.row)), np.bool_)
    for k, (tokens, where) in enumerate(records.keys.values()):
        o_keys[k], o_has[k] = tokens, where
    by_kind, by_doubt, count = tally(records.kinds, records.doubts, records.more)
    place_of = [place.get(kind, -1) for kind in columns.kinds.tolist()]
    bare = [at for at in place.values() if at not in place_of]
    merge(
        code, room.row[:plain], vault.blind(room.blocks[: plain * slots]), room.sums[:plain], columns.kinds,
        np.array(place_of, np.int64), np.array(bare, np.int64),
        batch.rows[records.row].astype(np.int32), records.part, records.more, records.kinds, records.struck,
        records.doubts, records.content, records.full, o_keys, o_has,
        np.array([place[kind] for kind in records.keys], np.int64),
        lines.row, lines.part, lines.more, lines.kinds, lines.struck, lines.doubts, lines.content, lines.full, keys,
        has, by_kind, by_doubt,
    )  # fmt: skip
    _blind_content(lines, vault)
    return Scanned(
        lines=lines,
        height=height,
        rows=plain + int((found.state == DATA).sum()),
        skipped={**found.skipped, "blank": blank},
        held=int(found.held.sum()),
        records=plain + int(count),
        kinds=by_kind,
        doubts=by_doubt,
        found_kinds=(*kinds,),
        participants=frozenset[str](),
        unread=[],
        size=size,
    )


def scan_all(
    table: Table,
    reader: str,
    year_max: int,
    vault: Vault,
    pool: ThreadPoolExecutor,
    then: Callable[[Scanned], _T],
) -> tuple[Reading | None, Iterator[_T]]:
    """A table, chunk by chunk: how it is read, None for one without a byte, and what its chunks give, in order.

    Some chunks are in work at once.

    Args:
        then: what becomes of each, on the thread that has read it and before this thread reads the next.
    """
    chunks = table.chunks()
    head = next(chunks, None)
    if head is None:
        return None, iter(())
    reading, first = _scan_first(head, table, reader, year_max, vault)
    return reading, _scan_each(first, head.size < _SMALL, chunks, reading, vault, pool, then)


def _scan_each(
    first: Callable[[], Scanned],
    small: bool,
    chunks: Iterator[Chunk],
    reading: Reading,
    vault: Vault,
    pool: ThreadPoolExecutor,
    then: Callable[[Scanned], _T],
) -> Iterator[_T]:
    waiting: deque[Future[_T]] = deque()
    ahead = (os.cpu_count() or 1) + 1
    if small:
        yield then(first())
    else:
        waiting.append(pool.submit(_one_then, then, first))
    # It holds the whole first chunk.
    del first
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_one_then, then, scan_chunk, chunk, reading, vault))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _one_then(then: Callable[[Scanned], _T], read: Callable[..., Scanned], *what: Any) -> _T:
    return then(read(*what))
