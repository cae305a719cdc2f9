"""Where a walk through a dump stands: what it must know to go on with the next piece, and what it gives out.

All of it is arrays, for the compiled walk; ``State`` is the same as a value that can be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

# How a backslash within '...' is meant: as itself, as MySQL or as PostgreSQL's E'...' means it.
PLAIN_SLASH, MYSQL_SLASH, POSTGRES_SLASH = 0, 1, 2

# What is being read: statements; tuples of VALUES, before one or behind one; a list of SELECT; lines of COPY, or the
# rest of one that is too long; a statement that is passed over; what follows damage, up to the next row or statement.
TOP, TUPLE, BEHIND, LIST, LINES, LINE_REST, PASSING, LOST = range(8)

# Places in the vector: first what makes the state, then figures. AT is where in the piece the walk stands, HEAD the
# head of the statement whose rows are read, SUB what within a statement passed over is open (a quotation mark,
# ONE_LINE, BLOCK, BRACKET or DOLLAR), HOW the flags below, BASE the database in use, TAG and DELIMITER their lengths.
MODE, AT, HEAD, LAST, SUB, HOW, BASE, TAG, DELIMITER, FAR = range(10)
KEPT = 10
# Where the head that is asked about ends, and of what kind it is; cells and rows given out; statements that are none,
# and their bytes; statements that change rows; INSERTs without rows of their own; strings that nobody closed; whether
# the dump ends where rows should follow; whether the row at AT is too long and to be given up.
END, KIND, CELLS, ROWS, JUNK, JUNK_BYTES, CHANGED, QUERIES, UNCLOSED, BROKEN, GIVE_UP = range(10, 21)
SIZE = 21

ONE_LINE, BLOCK, BRACKET = 1, 2, 93

# Flags of a statement that is passed over: it is only a comment; it ends with its line; it is a routine, in which
# semicolons end nothing; it is no statement.
COMMENT, LINEWISE, ROUTINE, NO_STATEMENT = 1, 2, 4, 8

# What stands before the rows of a head: VALUES, SELECT or COPY; COPY in the form of CSV, which is not read.
VALUES, LISTED, COPY, CSV = 1, 2, 3, 4

# What became of a row: it has a value; it has none; it is damaged; it breaks off; it is too long; it is not read.
FULL, EMPTY, TORN, CUT, LONG, UNREAD = range(6)

LONGEST_TAG = 64
# A head that is longer than this is none.
LONGEST_HEAD = 1 << 20


class Heads(NamedTuple):
    """The heads of INSERT and COPY that are known, for the compiled walk.

    Attributes:
        text, at: their bytes one after another, and where each begins.
        base, table, kind, sign: int64: the database in use where they stand; their table, -1 when they have no rows of
            their own; VALUES, LISTED, COPY or CSV; the byte that divides the cells of COPY.
        slots: int64, a power of two long: open addressing by hash, -1 for free.
        order, order_at: for each head the column of each of its cells; nothing when they stand in order.
        width: int64, by head: columns of its table, where there is an order.
    """

    text: Bytes
    at: Ints
    base: Ints
    table: Ints
    kind: Ints
    sign: Ints
    slots: Ints
    order: Ints
    order_at: Ints
    width: Ints


class Rows(NamedTuple):
    """Room for the rows that a walk gives out.

    Attributes:
        starts, ends: int64, bounds of the cells. kinds: uint8, what each is until it is written.
        first: int64: the cells of row r are ``first[r]`` up to ``first[r + 1]``.
        table: int64, the table of each row. state: uint8, FULL and so on.
    """

    starts: Ints
    ends: Ints
    kinds: Bytes
    first: Ints
    table: Ints
    state: Bytes


def room(cells: int, rows: int, old: Rows | None = None) -> Rows:
    """Room for some cells and rows; what is in the old one is kept."""
    new = Rows(
        np.empty(cells, np.int64),
        np.empty(cells, np.int64),
        np.empty(cells, np.uint8),
        np.zeros(rows + 1, np.int64),
        np.empty(rows, np.int64),
        np.empty(rows, np.uint8),
    )
    if old is not None:
        for name in Rows._fields:
            kept = getattr(old, name)
            getattr(new, name)[: len(kept)] = kept
    return new


@dataclass(frozen=True)
class State:
    """Where a walk stands between two pieces.

    Attributes:
        numbers: the first ``KEPT`` of the vector. tag: of the string in dollar signs that is open.
        delimiter: what ends a statement in place of a semicolon, b"" for none.
    """

    numbers: tuple[int, ...] = (TOP, 0, -1, -1, 0, 0, 0, 0, 0, 0)
    tag: bytes = b""
    delimiter: bytes = b""

    def vector(self) -> Ints:
        return np.array([*self.numbers, *[0] * (SIZE - KEPT)], np.int64)

    def arrays(self) -> tuple[Bytes, Bytes]:
        """Tag and delimiter with room for ``LONGEST_TAG`` bytes."""
        padded = (bytearray(text.ljust(LONGEST_TAG, b"\0")) for text in (self.tag, self.delimiter))
        tag, delimiter = (np.frombuffer(text, np.uint8) for text in padded)
        return tag, delimiter

    @staticmethod
    def of(vector: Ints, tag: Bytes, delimiter: Bytes) -> State:
        """The state at the start of the next piece, which begins with what is left."""
        numbers = [int(number) for number in vector[:KEPT]]
        numbers[AT] = 0
        return State(tuple(numbers), tag[: numbers[TAG]].tobytes(), delimiter[: numbers[DELIMITER]].tobytes())
