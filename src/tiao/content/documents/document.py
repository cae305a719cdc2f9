"""Documents: what is neither a table nor a list of lines, but holds both.

A format that is a document gives pieces: lines of text and rows of tables, in the order in which a person reads them.
Here they become one text, its tables, and a chat if it shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tiao.content.extractions import LOOKED_AT, as_messages
from tiao.content.reader import Chunk, Layout, RowsChunk, Table
from tiao.errors import Unreadable

TEXT, CHAT = 0, -1
Piece = tuple[int, int, Sequence[str]]
"""(which table, its row from 1, cells): ``TEXT`` for lines of the text, ``CHAT`` for messages, else the nth table.

Rows of one table follow one another, though lines of text may stand in between; row numbers rise.
"""
Pieces = Callable[[], Iterator[Piece]]
"""The pieces from the start, as often as asked for. Raises ``Unreadable`` where the document breaks off."""
Rows = Callable[[], Iterator[tuple[int, Sequence[str]]]]

CHUNK_ROWS, CHUNK_SIGNS = 20_000, 4 << 20
KEPT_SIGNS, KEPT_CELLS = 8 << 20, 500_000
"""A document of fewer characters and cells is read once and kept; a larger one is read again for its tables."""


@dataclass
class DocumentTable:
    """The text of a document, its chat, or one of its tables."""

    name: str
    layout: Layout
    rows: Rows

    def chunks(self) -> Iterator[Chunk]:
        base, signs = 0, 0
        held: list[tuple[int, Sequence[str]]] = []
        try:
            for number, cells in self.rows():
                held.append((number - 1 - base, cells))
                signs += sum(map(len, cells))
                if len(held) == CHUNK_ROWS or signs >= CHUNK_SIGNS:
                    yield RowsChunk(held, number - base, signs)
                    held, base, signs = [], number, 0
        except Unreadable:
            if held:
                yield RowsChunk(held, held[-1][0] + 1, signs)
            raise
        if held:
            yield RowsChunk(held, held[-1][0] + 1, signs)


def tables(pieces: Pieces, names: Callable[[int], str] = lambda number: f"表{number}") -> Iterator[Table]:
    """The text and the tables of a document, the text first.

    Args:
        names: the name of the nth table, from 1.

    Raises:
        Unreadable: the document breaks off; what came before has been given.
    """
    kept: dict[int, list[tuple[int, Sequence[str]]]] = {}
    problem: Unreadable | None = None
    signs, cells_kept, large = 0, 0, False
    try:
        for which, row, cells in pieces():
            kept.setdefault(which, []).append((row, cells))
            signs += sum(map(len, cells))
            cells_kept += len(cells)
            if signs > KEPT_SIGNS or cells_kept > KEPT_CELLS:
                large = True
                break
    except Unreadable as raised:
        problem = raised
    if large:
        kept.clear()
        yield from _streamed(pieces, names)
        return
    if not kept and problem is None:
        # A document without a word is still on record.
        kept[TEXT] = []
    for which in sorted(kept, key=_order):
        table = _table(which, names, _of(kept[which]))
        first = [(row - 1, cells) for row, cells in kept[which][:LOOKED_AT]]
        yield as_messages(table, first) if which > 0 else table
    if problem is not None:
        raise problem


def _order(which: int) -> tuple[bool, int]:
    return which > 0, -which if which <= 0 else which


def _table(which: int, names: Callable[[int], str], rows: Rows) -> DocumentTable:
    if which == CHAT:
        return DocumentTable("聊天", "chat", rows)
    return DocumentTable(names(which) if which else "", "table" if which else "text", rows)


def _of(rows: list[tuple[int, Sequence[str]]]) -> Rows:
    return lambda: iter(rows)


def _only(pieces: Pieces, which: int) -> Rows:
    return lambda: ((row, cells) for each, row, cells in pieces() if each == which)


def _streamed(pieces: Pieces, names: Callable[[int], str]) -> Iterator[Table]:
    """The same without keeping it: the text in one walk, and all tables in another."""
    yield _table(TEXT, names, _only(pieces, TEXT))
    first = next((which for which, _, _ in pieces() if which == CHAT), None)
    if first is not None:
        yield _table(CHAT, names, _only(pieces, CHAT))
    walk = (piece for piece in pieces() if piece[0] > 0)
    try:
        ahead = next(walk, None)
        while ahead is not None:
            shared = _Shared(walk, ahead, _only(pieces, ahead[0]))
            yield _table(ahead[0], names, shared.rows)
            ahead = shared.rest()
    except Unreadable:
        # Where the document breaks off, its text has told.
        return


class _Shared:
    """One table of a walk that goes on to the next."""

    def __init__(self, walk: Iterator[Piece], ahead: Piece, again: Rows) -> None:
        self._walk = walk
        self._which = ahead[0]
        self._ahead: Piece | None = ahead
        self._again = again
        self._used = False

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Its rows: off the walk for the first who asks, from the start for whoever asks again."""
        if self._used:
            return self._again()
        self._used = True
        return ((row, cells) for _, row, cells in self._own())

    def rest(self) -> Piece | None:
        """The first piece of the next table."""
        self._used = True
        for _ in self._own():
            pass
        return self._ahead

    def _own(self) -> Iterator[Piece]:
        while self._ahead is not None and self._ahead[0] == self._which:
            piece, self._ahead = self._ahead, None
            yield piece
            self._ahead = next(self._walk, None)


def numbered(lines: Iterator[str]) -> Iterator[Piece]:
    """Lines of text as pieces; blank ones keep their number and give nothing."""
    return ((TEXT, row, (line,)) for row, line in enumerate(lines, 1) if line and not line.isspace())


def joined(*parts: Iterator[Piece]) -> Iterator[Piece]:
    """Pieces one behind the other."""
    return chain.from_iterable(parts)
