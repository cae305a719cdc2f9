"""A part of the ledger while it is written: the lines of one chunk after the other, each a row group of its own.

Whoever read a chunk makes its row group, while the lines are still at hand. In the order of the chunks row groups then
get their row numbers, are digested and written, so that no more of a part is held than the disk has still to take.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.case import writing
from tiao.disk import PAGE, Lent, NewFile
from tiao.errors import Misuse
from tiao.evidence.canonical import Json
from tiao.findings.catalogue import names
from tiao.findings.ledger import REQUIRED, SCHEMA, TOKEN, Lines
from tiao.findings.parquet.file import MAGIC, Column, Stands, Values, foot, put, room_of, room_of_foot

# Chunks in one part of the ledger, and rows from which it takes no more. A part is what one machine of several writes.
PART_CHUNKS = 16
PART_ROWS = 2_000_000
# Row groups of a part that may wait for the disk.
_WAITING = 6
# Bytes that are digested and written sooner than they could be handed over.
_SMALL = 1 << 20
# A part that begins beyond this row numbers its rows in 64 bits: no part has as many rows as 32 bits have left then.
_FAR = 1 << 30
_TYPES = {
    pa.int32(): "int32", pa.uint64(): "uint64", pa.uint32(): "uint32", pa.bool_(): "bool", TOKEN: "token",
}  # fmt: skip
_FEW = ("part", "kinds", "struck", "doubts")
_ROW, _WIDE_ROW = Column("row", "int32"), Column("row", "int64")
_BEHIND_ROW = [field for field in SCHEMA if field.name != _ROW.name]
_COLUMNS = (_ROW, *(Column(each.name, _TYPES[each.type], each.nullable, each.name in _FEW) for each in _BEHIND_ROW))
# What may stand behind the last row group: columns of others that have nothing in them, and the foot.
_BEHIND = PART_CHUNKS * len(_COLUMNS) * 128 + room_of_foot(len(_COLUMNS), PART_CHUNKS)
_memory = Lent()
Bytes = npt.NDArray[np.uint8]


def is_full(chunks: int, rows: int) -> bool:
    """Whether a part of so many chunks and rows takes no more."""
    return chunks >= PART_CHUNKS or rows >= PART_ROWS


def part_name(source: str, number: int) -> str:
    """The name of the nth part, from 1, of a table's ledger lines."""
    return f"{source}-{number:05d}.parquet"


@dataclass(repr=False)
class Group:
    """The lines of a chunk as a row group, in page-aligned memory. It may be the first of its file: see ``MAGIC``.

    Attributes:
        end: where the row group ends. stands: by the name of each column that occurs.
    """

    lines: int
    memory: Bytes
    end: int
    stands: dict[str, Stands]

    def number(self, base: int, wide: bool) -> None:
        """Gives its rows, which are numbered within the chunk, their numbers.

        Args:
            base: the row number behind which the chunk stands. wide: in 64 bits.
        """
        row = self.stands["row"]
        own = self.memory[row.end - 4 * self.lines : row.end].view(np.int32)
        if not wide:
            own += np.int32(base)
            return
        other = _begun(self.lines, room_of((_WIDE_ROW,), self.lines) + self.end)
        numbers = put(_WIDE_ROW, Values(own.astype(np.int64) + base), self.lines, other.memory, other.end)
        other.memory[numbers.end :][: self.end - row.end] = self.memory[row.end : self.end]
        further = numbers.end - row.end
        self.stands = {name: each.behind(further) for name, each in self.stands.items()} | {"row": numbers}
        self.memory, self.end = other.memory, self.end + further


def group_of(lines: Lines) -> Group | None:
    """The lines of a chunk as a row group, row numbers as they are; None where there are none."""
    many = len(lines)
    if not many:
        return None
    values = _values(lines)
    columns = [column for column in _COLUMNS if column.name in values]
    group = _begun(many, room_of(columns, many))
    for column in columns:
        stands = put(column, values[column.name], many, group.memory, group.end)
        group.stands[column.name], group.end = stands, stands.end
    return group


class Part:
    """One part: row groups are added in order, then it is closed. It stands whole or not at all."""

    def __init__(self, path: Path, aside: Executor | None = None, half: Path | None = None) -> None:
        """
        Args:
            aside: digests and writes what is added, a little later; done at once if not given.
            half: where it stands until it is whole, on the same disk; beside its place if not given.

        Raises:
            Misuse: no rights.
        """
        self._path = path
        self._half = half or path.with_suffix(".half")
        self._aside = aside
        self._digest = hashlib.sha256()
        self._digested: Future[None] | None = None
        self._going: deque[Future[None]] = deque()
        self._groups: list[tuple[int, dict[str, Stands]]] = []
        self._last: Group | None = None
        self._place = 0
        self._wide = False
        self._failed: Misuse | None = None
        with writing(path.name):
            self._file = NewFile(self._half)

    def add(self, group: Group | None, base: int) -> None:
        """Adds a row group.

        Args:
            group: nobody else may touch it any more; None for nothing.
            base: the row number behind which its chunk stands.

        Raises:
            Misuse: disk full, no rights.
        """
        if group is None:
            return
        if self._last is None:
            self._wide = base > _FAR
        else:
            self._pass_on(self._last)
        group.number(base, self._wide)
        self._groups.append((group.lines, {name: each.behind(self._place) for name, each in group.stands.items()}))
        self._last = group

    def close(self) -> Json:
        """Writes what is left, waits until all is on the disk, and puts the part in its place.

        Returns:
            Its path, size and digest.

        Raises:
            Misuse: disk full, no rights.
        """
        last = self._last or _begun(0, 0)
        try:
            if self._failed is not None:
                raise self._failed
            end = self._finish(last)
            self._sum(last.memory[:end], self._digested)
            self._write(_in_pages(last.memory, end), self._place)
            self._wait_for_all_but(0)
            with writing(self._path.name):
                self._file.end(self._place + end)
        finally:
            # Nobody may still write to what is closed.
            wait(self._going)
            self._file.close()
        os.replace(self._half, self._path)
        return {"path": f"ledger/{self._path.name}", "sha256": self._digest.hexdigest(), "size": self._place + end}

    def _pass_on(self, group: Group) -> None:
        """Has a row group that others follow digested and written, in whole pages."""
        pages, place = _in_pages(group.memory, group.end), self._place
        self._place += len(pages)
        if self._aside is None or len(pages) < _SMALL:
            self._sum(pages, self._digested)
            self._write(pages, place)
            return
        self._digested = self._aside.submit(self._sum, pages, self._digested)
        self._going += [self._digested, self._aside.submit(self._write, pages, place)]
        self._wait_for_all_but(2 * _WAITING)

    def _wait_for_all_but(self, many: int) -> None:
        while len(self._going) > many:
            self._going.popleft().result()

    def _sum(self, pages: Bytes, before: Future[None] | None) -> None:
        """Digests some pages, behind those before them. What was asked for earlier begins earlier: none waits long."""
        if before is not None:
            before.result()
        self._digest.update(pages.data)

    def _write(self, pages: Bytes, place: int) -> None:
        try:
            with writing(self._path.name):
                self._file.put(pages, place)
        except Misuse as error:
            # A part with a hole must not be closed as if it were whole.
            self._failed = self._failed or error
            raise

    def _finish(self, last: Group) -> int:
        """Puts behind the last row group the columns that only others have, empty, and the foot; says where it ends."""
        occur = {*REQUIRED, *(name for _, stands in self._groups for name in stands)}
        columns = [_WIDE_ROW if self._wide and each is _ROW else each for each in _COLUMNS if each.name in occur]
        end = last.end
        for lines, stands in self._groups:
            for column in columns:
                if column.name not in stands:
                    empty = put(column, Values(None), lines, last.memory, end)
                    stands[column.name], end = empty.behind(self._place), empty.end
        data = foot(columns, self._groups)
        last.memory[end : end + len(data)] = np.frombuffer(data, np.uint8)
        return end + len(data)


def _begun(lines: int, room: int) -> Group:
    """A row group without columns, in memory with so much room for them and for what stands behind the last."""
    memory = np.frombuffer(_memory.of(len(MAGIC) + room + _BEHIND), np.uint8)
    memory[: len(MAGIC)] = np.frombuffer(MAGIC, np.uint8)
    return Group(lines, memory, len(MAGIC), {})


def _in_pages(memory: Bytes, size: int) -> Bytes:
    """The first bytes of some memory, in whole pages, with zeros behind them."""
    whole = -(-size // PAGE) * PAGE
    memory[size:whole] = 0
    return memory[:whole]


def _values(lines: Lines) -> dict[str, Values]:
    """The columns that some lines have."""
    values = {
        "row": Values(lines.row.astype(np.int32)),
        "part": Values(lines.part),
        "more": Values(lines.more),
        "kinds": Values(lines.kinds),
        "struck": Values(lines.struck),
        "doubts": Values(lines.doubts),
        "content": Values(lines.content),
    }
    if lines.full is not None:
        values["content_full"] = Values(lines.full, lines.struck != 0)
    for kind, (tokens, present) in lines.keys.items():
        values[names()[kind]] = Values(tokens, None if present.all() else present)
    return values
