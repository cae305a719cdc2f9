"""One table, chunk by chunk: cells to values to records to ledger lines, on as many threads as there are cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.content.reader import Batch, Chunk, Table, Uncut
from tiao.content.row_ends import plain_end
from tiao.content.split import split
from tiao.evidence.vault import Vault
from tiao.findings.assemble import Records, assemble
from tiao.findings.catalogue import DOUBTS, KEY_KINDS, names
from tiao.findings.cell import IGNORED, TEXT
from tiao.findings.chars import may_need_folding
from tiao.findings.emit import VALUE, blocks
from tiao.findings.fields import Fields, layout
from tiao.findings.ledger import Lines
from tiao.findings.participants import participants
from tiao.findings.plain import KINDS, MOBILE, RESIDENT_ID, add_codes, merge, walk
from tiao.findings.scan import DATA, HEADER, REPEATED, TITLE, TOTAL, scan_rows
from tiao.findings.scratch import Scratch
from tiao.findings.tally import tally
from tiao.findings.text_rows import more_room, room_of, text_values
from tiao.findings.texthash import keys_of
from tiao.model import Unread

SPREADSHEETS = ("spreadsheet",)
# Which cell of a chat's row is looked at (``content.reader.CHAT_COLUMNS``).
TEXT_COLUMN = 2
# Columns that a report lists; a broken file can have a hundred thousand.
SHOWN_COLUMNS = 500
_STATES = {HEADER: "header", REPEATED: "header_repeated", TITLE: "title", TOTAL: "total"}


@dataclass(repr=False)
class Reading:
    """How a table is read: fixed once, from its first chunk, and the same for every chunk."""

    fields: Fields
    running_text: bool
    chat: bool
    totals: bool
    year_max: int
    roles: npt.NDArray[np.int64]
    gates: npt.NDArray[np.int64]
    header: npt.NDArray[np.uint8]
    header_at: npt.NDArray[np.int64]

    @property
    def plain(self) -> bool:
        """Whether the table's rows can be plain (``plain``): each column of one of a few kinds, each kind once."""
        roles = self.roles[:-1].tolist()
        return (
            not self.running_text
            and not self.totals
            and len(set(roles)) == len(roles)
            and set(roles) <= set(KINDS)
            and not {RESIDENT_ID, MOBILE}.isdisjoint(roles)
        )


@dataclass(repr=False)
class Scanned:
    """What one chunk gave. Row numbers in ``lines`` are the chunk's own, until it is written.

    Attributes:
        height: row numbers that the chunk takes up. rows: data rows. skipped: the others, by what they are.
        held: cells kept back by a gate.
        kinds, doubts: int64 (64,) and (32,): records by kind and by doubt.
    """

    lines: Lines
    height: int
    rows: int
    skipped: dict[str, int]
    held: int
    records: int
    kinds: npt.NDArray[np.int64]
    doubts: npt.NDArray[np.int64]
    participants: frozenset[str]
    unread: list[Unread]
    size: int


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

    def add(self, done: Scanned) -> None:
        for name, rows in done.skipped.items():
            _plus(self.skipped, name, rows)
        self.rows += done.rows
        self.records += done.records
        self.height += done.height
        self.found_kinds |= {names()[kind] for kind in done.lines.keys}
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


def prepare(table: Table, first: Batch, reader: str, year_max: int) -> Reading:
    """Settles how a table is read, from its first chunk."""
    chat = table.layout == "chat"
    text = table.layout != "table"
    if text:
        roles = [IGNORED, IGNORED, TEXT, IGNORED] if chat else [TEXT, TEXT]
        fields = Fields(None)
        gates = [0] * len(roles)
    else:
        fields = layout(first, year_max)
        columns = [*fields.columns, fields.beyond]
        roles = [column.role for column in columns]
        gates = [column.gates for column in columns]
    cells = fields.header_cells
    return Reading(
        fields=fields,
        running_text=text,
        chat=chat,
        totals=reader.startswith(SPREADSHEETS),
        year_max=year_max,
        roles=np.asarray(roles, np.int64),
        gates=np.asarray(gates, np.int64),
        header=np.frombuffer(b"".join(cells) or b"\0", np.uint8),
        header_at=np.cumsum([0, *map(len, cells)]).astype(np.int64) if cells else np.zeros(0, np.int64),
    )


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
    lines.full = vault.blind_content(lines.full) if lines.full is not None and lines.struck.any() else None


def scan_chunk(chunk: Chunk, reading: Reading, vault: Vault) -> Scanned:
    """Reads one chunk that is not a table's first: its plain rows in one walk, if it can have any."""
    uncut = chunk.uncut() if hasattr(chunk, "uncut") else None
    if uncut is None or not reading.plain:
        batch = chunk.batch() if uncut is None else _cut(uncut)
        cells = _cells(batch, _values(batch, reading, vault, False, 0, _scratch), reading, vault, chunk.size)
        # Without the places of the values: they stand in memory that the next chunk takes.
        return Scanned(**{each.name: getattr(cells, each.name) for each in fields(Scanned)})
    return _scan_uncut(uncut, reading, vault, chunk.size)


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


def _scan_uncut(uncut: Uncut, reading: Reading, vault: Vault, size: int) -> Scanned:
    data = uncut.data
    room = _scratch.of(len(data))
    fold_all = bool(may_need_folding(data))
    plain, cells, others, height, blank = walk(
        data, int(plain_end(data[: max(0, len(data) - 64)])), uncut.sep, uncut.quote, reading.roles[:-1],
        fold_all, reading.year_max, keys_of(*vault.hash_key),
        room.code, room.row, room.ids, room.mobiles, room.sums, room.starts, room.ends, room.first, room.rows,
    )  # fmt: skip
    batch = Batch(
        data, room.starts[:cells], room.ends[:cells], room.first[: others + 1], room.rows[:others], height, blank
    )
    found = _values(batch, reading, vault, False, 0, room)
    records = found.records
    code = room.code[:plain]
    held = int(np.bitwise_or.reduce(code)) if plain else 0
    present = {*records.keys, *(kind for bit, kind in ((1, RESIDENT_ID), (2, MOBILE)) if held & bit)}
    kinds = [kind for kind in KEY_KINDS if kind in present]
    place = {kind: at for at, kind in enumerate(kinds)}
    n = plain + len(records.row)
    keys, has = np.zeros((len(kinds), n, 2), np.uint64), np.zeros((len(kinds), n), np.bool_)
    lines = Lines(
        np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.bool_), np.empty(n, np.uint64),
        np.zeros(n, np.uint64), np.empty(n, np.uint32), np.empty((n, 2), np.uint64), np.empty((n, 2), np.uint64),
        {kind: (keys[at], has[at]) for kind, at in place.items()},
    )  # fmt: skip
    o_keys = np.empty((len(records.keys), len(records.row), 2), np.uint64)
    o_has = np.empty((len(records.keys), len(records.row)), np.bool_)
    for k, (tokens, where) in enumerate(records.keys.values()):
        o_keys[k], o_has[k] = tokens, where
    per_code = merge(
        code, room.row[:plain], vault.blind(room.ids[:plain]), vault.blind(room.mobiles[:plain]), room.sums[:plain],
        place.get(RESIDENT_ID, -1), place.get(MOBILE, -1),
        batch.rows[records.row].astype(np.int32), records.part, records.more, records.kinds, records.struck,
        records.doubts, records.content, records.full, o_keys, o_has,
        np.array([place[kind] for kind in records.keys], np.int64),
        lines.row, lines.part, lines.more, lines.kinds, lines.struck, lines.doubts, lines.content, lines.full, keys,
        has,
    )  # fmt: skip
    _blind_content(lines, vault)
    by_kind, by_doubt, count = tally(records.kinds, records.doubts, records.more)
    add_codes(per_code, by_kind, by_doubt)
    return Scanned(
        lines=lines,
        height=height,
        rows=plain + int((found.state == DATA).sum()),
        skipped={**found.skipped, "blank": blank},
        held=int(found.held.sum()),
        records=plain + int(count),
        kinds=by_kind,
        doubts=by_doubt,
        participants=frozenset[str](),
        unread=[],
        size=size,
    )


def scan_all(
    chunks: Iterator[Chunk], first: Scanned | None, reading: Reading, vault: Vault, pool: ThreadPoolExecutor
) -> Iterator[Scanned]:
    """The chunks of a table in order, some of them in work at once."""
    if first is not None:
        yield first
    waiting: deque[Future[Scanned]] = deque()
    ahead = (os.cpu_count() or 1) + 1

    try:
        for chunk in chunks:
            waiting.append(pool.submit(scan_chunk, chunk, reading, vault))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def shown_columns(fields: Fields) -> list[dict[str, Any]]:
    """Columns as a report may show them: roles and reasons, never the header's own words."""
    return [
        {"n": number, "role": column.role_name, "reason": column.reason}
        for number, column in enumerate(fields.columns[:SHOWN_COLUMNS], 1)
    ]
