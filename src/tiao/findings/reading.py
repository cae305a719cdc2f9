"""One table, chunk by chunk: cells to values to records to ledger lines, on as many threads as there are cores."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.content.reader import Batch, Chunk, Table
from tiao.evidence.vault import Vault
from tiao.findings.assemble import assemble
from tiao.findings.catalogue import DOUBTS, names
from tiao.findings.cell import IGNORED, TEXT
from tiao.findings.chars import may_need_folding
from tiao.findings.emit import VALUE, blocks
from tiao.findings.fields import BEYOND, Fields, layout
from tiao.findings.ledger import lines
from tiao.findings.scan import DATA, HEADER, REPEATED, TITLE, TOTAL, scan_rows
from tiao.findings.tally import tally
from tiao.model import Unread

SPREADSHEETS = ("spreadsheet",)
# Columns that a report lists; a broken file can have a hundred thousand.
SHOWN_COLUMNS = 500
_STATES = {HEADER: "header", REPEATED: "header_repeated", TITLE: "title", TOTAL: "total"}


@dataclass
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


@dataclass
class Scanned:
    """What one chunk gave. Row numbers in ``table`` are the chunk's own, until it is written."""

    batch: Batch
    values: npt.NDArray[np.void]
    state: npt.NDArray[np.uint8]
    held: npt.NDArray[np.int64]
    table: pa.Table
    part_of: npt.NDArray[np.int32]
    key_kinds: tuple[int, ...]
    records: int
    kinds: npt.NDArray[np.int64]
    doubts: npt.NDArray[np.int64]
    participants: frozenset[str]
    size: int


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
        batch = done.batch
        for state, name in _STATES.items():
            _plus(self.skipped, name, int((done.state == state).sum()))
        _plus(self.skipped, "blank", batch.blank)
        self.rows += int((done.state == DATA).sum())
        self.records += done.records
        self.height += batch.height
        self.found_kinds |= {names()[kind] for kind in done.key_kinds}
        for bit, name in names().items():
            _plus(self.kinds, name, int(done.kinds[bit]))
        for place, name in enumerate(DOUBTS):
            _plus(self.doubts, name, int(done.doubts[place]))
        self.held_back += int(done.held.sum())
        self.participants |= done.participants
        self.unread += batch.unread


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
        columns = [*fields.columns, BEYOND]
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


def scan(batch: Batch, reading: Reading, vault: Vault, first: bool, size: int, skip: int = 0) -> Scanned:
    """Reads one batch: values, records, ledger lines with row numbers relative to the chunk.

    Args:
        first: whether this is the table's first chunk, where titles and the header stand.
        size: bytes of the source that the chunk covers.
        skip: rows at the start that are not looked at (for explaining single rows).
    """
    rows = len(batch)
    state = np.full(rows, DATA, np.uint8)
    begin = skip
    if first and reading.fields.header is not None:
        begin = reading.fields.header + 1
        state[: begin - 1] = TITLE
        state[begin - 1] = HEADER
    participants = _participants(batch, vault) if reading.chat else frozenset[str]()
    held = np.zeros(len(reading.roles), np.int64)
    keys = np.asarray(vault.hash_key, np.uint64)
    row_doubts = np.zeros(rows, np.uint16)
    fold_all = bool(may_need_folding(batch.data))
    room = int(len(batch.starts) * 1.5) + 1024
    while True:
        values = np.empty(room, VALUE)
        n = np.zeros(1, np.int64)
        held[:] = 0
        scan_rows(
            batch.data, batch.starts, batch.ends, batch.first, begin, reading.roles, reading.gates, fold_all,
            reading.totals, reading.header, reading.header_at, np.zeros(len(batch.data), np.uint8), reading.year_max,
            keys, values, n, state, row_doubts, held,
        )  # fmt: skip
        if int(n[0]) <= room:
            break
        room = int(n[0]) + 1024
    values = values[: int(n[0])]
    tokens = vault.blind(blocks(values))
    records = assemble(values, tokens, reading.running_text, row_doubts)
    content = vault.blind_content(records.content)
    full = vault.blind_content(records.full) if bool((records.struck != 0).any()) else content
    kinds, doubts, count = tally(records.kinds, records.doubts, records.more)
    return Scanned(
        batch=batch,
        values=values,
        state=state,
        held=held,
        table=lines(records, batch.rows[records.row] + 1, content, full),
        part_of=records.part_of,
        key_kinds=tuple(records.keys),
        records=int(count),
        kinds=kinds,
        doubts=doubts,
        participants=participants,
        size=size,
    )


def _participants(batch: Batch, vault: Vault) -> frozenset[str]:
    """Blind names of those who talk: recorded, not counted."""
    low, high = vault.hash_key
    key = low.to_bytes(8, "little") + high.to_bytes(8, "little")
    found = set()
    for r in range(len(batch)):
        at = int(batch.first[r]) + 1
        if at < int(batch.first[r + 1]):
            sender = bytes(batch.data[batch.starts[at] : batch.ends[at]])
            if sender.strip():
                found.add(hashlib.blake2b(sender, key=key, digest_size=16).hexdigest())
    return frozenset(found)


def scan_all(
    chunks: Iterator[Chunk], first: Scanned | None, reading: Reading, vault: Vault, pool: ThreadPoolExecutor
) -> Iterator[Scanned]:
    """The chunks of a table in order, some of them in work at once."""
    if first is not None:
        yield first
    waiting: deque[Future[Scanned]] = deque()
    ahead = (os.cpu_count() or 1) + 1

    def work(chunk: Chunk) -> Scanned:
        return scan(chunk.batch(), reading, vault, False, chunk.size)

    try:
        for chunk in chunks:
            waiting.append(pool.submit(work, chunk))
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
