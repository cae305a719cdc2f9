"""A dump gone through once: what tables it has, and from where on rows of each can be read again.

The file is read in pieces. Where a piece begins, a stretch begins: its place in the file and the state of the walk are
all that is needed to read its rows again, on any thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from tiao.content.encoding import Encoding, Utf8Blocks
from tiao.content.lines import PAD
from tiao.content.place import Place
from tiao.content.sql.dialect import Dialect
from tiao.content.sql.schema import Schema
from tiao.content.sql.state import (
    AT,
    BEHIND,
    BROKEN,
    CHANGED,
    GIVE_UP,
    JUNK,
    MODE,
    QUERIES,
    ROWS,
    SIZE,
    UNCLOSED,
    Rows,
    State,
    room,
)

BLOCK = 8 << 20
"""Bytes of the file in one piece."""
LONGEST = 64 << 20
"""A longer row is not read, because memory is bounded; that is put on record."""

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """Bytes of a dump as UTF-8, with ``lines.PAD`` behind ``size``.

    Attributes:
        place: where it begins; None for the start of the file.
        read: bytes of the file that are read for it.
        final: nothing follows.
    """

    data: Bytes
    size: int
    place: Place | None
    read: int
    final: bool


@dataclass(frozen=True)
class Stretch:
    """From where on some rows are read.

    Attributes:
        used: bytes of the piece that the walk gets through.
        rows: rows by table, those that cannot be read included. cells: bytes of the cells by table.
    """

    place: Place | None
    state: State
    used: int
    read: int
    rows: dict[int, int]
    cells: dict[int, int]


@dataclass
class Survey:
    """What is known of a dump once it has been gone through.

    Attributes:
        figures: what the walk counted, by place in the vector.
        unended: the dump ends behind a row, in a statement that nothing ends.
    """

    schema: Schema
    encoding: Encoding
    dialect: Dialect
    stretches: list[Stretch] = field(default_factory=list)
    figures: Ints = field(default_factory=lambda: np.zeros(SIZE, np.int64))
    unended: bool = False


class Pieces:
    """A dump piece by piece; what is not used of one is the start of the next."""

    def __init__(self, stream: BinaryIO, encoding: Encoding, place: Place | None = None) -> None:
        self._end = stream.seek(0, 2)
        self._blocks = Utf8Blocks(stream, encoding, BLOCK, place)
        self._stream = stream
        self._place = place
        self._rest = np.frombuffer(self._blocks.rest, np.uint8)

    def next(self) -> Piece:
        """The next piece."""
        before = self._stream.tell()
        block = next(self._blocks, b"")
        final = self._stream.tell() >= self._end
        if final:
            # Half a character may be left.
            block += b"".join(self._blocks)
        rest, added = self._rest, np.frombuffer(block, np.uint8)
        size = len(rest) + len(added)
        data = np.empty(size + PAD, np.uint8)
        data[: len(rest)] = rest
        data[len(rest) : size] = added
        data[size:] = 0
        return Piece(data, size, self._place, self._stream.tell() - before, final)

    def use(self, piece: Piece, used: int) -> None:
        """Says how far the piece last given was used."""
        self._rest = piece.data[used : piece.size]
        self._place = self._blocks.place(piece.size - used)


def survey(stream: BinaryIO, encoding: Encoding, dialect: Dialect) -> Survey:
    """Goes through a dump once."""
    found = Survey(Schema(dialect), encoding, dialect)
    walker = Walker(found)
    pieces = Pieces(stream, encoding)
    state = State()
    rows = room(1 << 16, 1 << 13)
    final = False
    while not final:
        piece = pieces.next()
        vector, rows, after = walker.walk(piece, state, rows)
        used = int(vector[AT])
        found.figures += vector
        by_table, cells = _by_table(rows, int(vector[ROWS]))
        found.stretches.append(Stretch(piece.place, state, used, piece.read, by_table, cells))
        pieces.use(piece, used)
        state, final = after, piece.final
    found.schema.finish()
    found.unended = state.numbers[MODE] == BEHIND and dialect.semicolons
    return found


def _by_table(rows: Rows, count: int) -> tuple[dict[int, int], dict[int, int]]:
    """Rows and bytes of cells by table."""
    if not count:
        return {}, {}
    lengths = np.zeros(int(rows.first[count]) + 1, np.int64)
    np.cumsum(rows.ends[: len(lengths) - 1] - rows.starts[: len(lengths) - 1], out=lengths[1:])
    each = lengths[rows.first[1 : count + 1]] - lengths[rows.first[:count]]
    tables = rows.table[:count]
    numbers = np.bincount(tables)
    sums = np.bincount(tables, weights=each)
    return (
        {int(table): int(numbers[table]) for table in np.flatnonzero(numbers)},
        {int(table): int(sums[table]) for table in np.flatnonzero(numbers)},
    )


class Walker:
    """Walks through pieces of a dump, with what has been learned of it."""

    def __init__(self, found: Survey) -> None:
        from tiao.content.sql.value import gbk_table

        self._schema = found.schema
        self._slash = found.dialect.slash
        self._gbk = gbk_table(found.encoding.name == "gb18030")

    def walk(self, piece: Piece, state: State, rows: Rows) -> tuple[Ints, Rows, State]:
        """Walks through a piece: (figures, rows, the state behind it).

        Args:
            rows: room for them, used over again.
        """
        from tiao.content.sql.statement import NEW_HEAD, STATEMENT
        from tiao.content.sql.walk import NO_ROOM, walk

        vector = state.vector()
        tag, delimiter = state.arrays()
        data, n, final, schema = piece.data, piece.size, piece.final, self._schema
        while True:
            code = walk(data, n, final, self._slash, vector, tag, delimiter, schema.heads, rows, self._gbk)
            if code == NO_ROOM:
                rows = room(2 * len(rows.starts), 2 * len(rows.table), rows)
            elif code == NEW_HEAD:
                schema.new_head(data, vector)
            elif code != STATEMENT or not schema.statement(data, n, final, vector, delimiter):
                if vector[AT] or n <= LONGEST or vector[GIVE_UP]:
                    return vector, rows, State.of(vector, tag, delimiter)
                vector[GIVE_UP] = 1


def damage(found: Survey) -> Iterator[tuple[str, str]]:
    """What a dump holds beside rows that are read: (what, what to do next)."""
    for place, what, hint in _SAID:
        if found.figures[place]:
            yield what, hint
    if found.unended:
        yield "The dump ends within a statement, behind a whole row, and may be cut short.", _WHOLE


_WHOLE = "Look for a whole copy of the dump."
_BY_HAND = "Look at it by hand, or load the dump into a database of your own and export the tables."
_SAID: tuple[tuple[Any, str, str], ...] = (
    (JUNK, "Some of the text is no statement that is known here, and was passed over.", _BY_HAND),
    (CHANGED, "Statements change rows (UPDATE, MERGE, LOAD DATA); they are not carried out.", _BY_HAND),
    (QUERIES, "INSERTs without rows of their own (INSERT ... SELECT or SET) are not carried out.", _BY_HAND),
    (UNCLOSED, "A quotation mark is never closed; reading went on at the next INSERT.", _BY_HAND),
    (BROKEN, "The dump breaks off where rows should follow.", _WHOLE),
)
