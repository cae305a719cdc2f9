"""The rows of one SQLite table, chunk by chunk: pages are read in order, and cut into cells on any thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tiao.content.cells import as_text, rows_of_cells
from tiao.content.databases.sqlite_file import HEAD, Pages
from tiao.content.databases.sqlite_schema import Shape
from tiao.content.databases.sqlite_tree import Lost, Segment, segments
from tiao.content.json.rows import scalar_text
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Batch
from tiao.model import Unread

CHUNK = 4 << 20
"""Bytes of pages in one chunk."""
MOST_BESIDE = 32 << 20
"""Bytes of rows in one chunk that go on on pages of their own, if it is more than one row."""
LARGEST_ROW = 64 << 20
MOST_PLACES = 100
"""So many places with lost pages are named one by one in each table."""
MOST_COLUMNS = 32_767
_DIGITS = 20
DAMAGED = "Look for a whole copy; or recover it with SQLite's own tool (.recover) and seal what it gives as well."

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass
class RowsChunk:
    """Some rows, and the pages on which they stand.

    Attributes:
        pages: uint8. beside: whole records of rows that go on on other pages; they stand behind the pages.
        rows: as ``sqlite_cells.rows_on`` fills it.
        before: rows in front of the chunk. huge: rows (indices) that are too large to be held.
        encoding: of the text.
    """

    pages: Bytes
    beside: bytes
    rows: Ints
    shape: Shape
    before: int
    huge: Sequence[int]
    exhibit: str
    shown: str
    encoding: str
    passed: PassedOver
    unread: list[Unread] = field(default_factory=list)
    size: int = 0

    def batch(self) -> Batch:
        from tiao.content.databases.sqlite_cells import cells_of, survey

        width = len(self.shape.places)
        rows = self.rows.copy()
        defaults = [text.encode("utf-8", "replace") for text in self.shape.defaults]
        data = np.concatenate([self.pages, np.frombuffer(self.beside + b"".join(defaults), np.uint8)])
        _, numbers = survey(data, rows, width)
        free = len(data)
        data = np.concatenate([data, np.zeros(_DIGITS * (numbers + len(rows)) + 3, np.uint8)])
        lengths = np.array([len(text) for text in defaults], np.int64)
        default_ends = free - int(lengths.sum()) + np.cumsum(lengths)
        starts = np.tile(default_ends - lengths, (len(rows), 1))
        ends = np.tile(default_ends, (len(rows), 1))
        todo = np.zeros((len(rows), width), np.uint8)
        wide = self.encoding != "utf-8"
        places = np.array(self.shape.places, np.int64)
        free = cells_of(data, rows, places, self.shape.own, width, wide, free, starts, ends, todo)
        data = _apart(data[: free + 3], starts, ends, defaults, default_ends)
        starts, ends = starts.reshape(-1), ends.reshape(-1)
        data = self._finished(data, starts, ends, todo.reshape(-1), width)
        header = self.shape.names if not self.before else ()
        made = rows_of_cells(data, starts, ends, width, header, [*self.unread])
        if not width:
            # Nobody knows a column, for every row is damaged.
            made.height = made.blank = len(rows)
        self._say_damaged(np.flatnonzero(rows[:, 2] < 0), made)
        return made

    def _finished(self, data: Bytes, starts: Ints, ends: Ints, todo: npt.NDArray[np.uint8], width: int) -> Bytes:
        """Does what is left to do with some cells; gives the bytes with theirs behind them."""
        from tiao.content.databases.sqlite_cells import BINARY, BLOB, REAL, TEXT

        cells = np.flatnonzero(todo == REAL)
        eight = data[starts[cells][:, None] + np.arange(8)]
        texts = [scalar_text(value).encode() for value in eight.view(">f8").reshape(-1).tolist()]
        more = np.flatnonzero((todo == TEXT) | (todo == BLOB))
        for cell in more.tolist():
            raw = data[starts[cell] : ends[cell]].tobytes()
            text = self._text(raw) if todo[cell] == TEXT else _gbk(raw)
            if text is None:
                todo[cell] = BINARY
            texts.append(text or b"")
        for column, count in enumerate(np.bincount(np.flatnonzero(todo == BINARY) % width).tolist(), 1):
            self.passed.add(column, count)
        if not texts:
            return data
        cells = np.concatenate([cells, more])
        ends[cells] = len(data) + np.cumsum([len(text) for text in texts])
        starts[cells] = ends[cells] - [len(text) for text in texts]
        return np.concatenate([data, np.frombuffer(b"".join([*texts, b"\0\0\0"]), np.uint8)])

    def _text(self, raw: bytes) -> bytes:
        if self.encoding == "utf-8":
            return as_text(raw)
        return raw.decode(self.encoding, "replace").encode("utf-8", "replace")

    def _say_damaged(self, damaged: Ints, made: Batch) -> None:
        """Names the rows that could not be read; they are not blank."""
        made.blank -= len(damaged)
        for row in self.huge:
            what = f"A row is larger than {LARGEST_ROW >> 20} MB."
            where = f"{self.shown}, row {self.before + row + 1}"
            made.unread.append(Unread(self.exhibit, where, what, "Look at the row by hand; the others were read.", 1))
        count = len(damaged) - len(self.huge)
        if count:
            damaged = np.setdiff1d(damaged, np.array(self.huge, np.int64))
            where = f"{self.shown}, rows {self.before + int(damaged[0]) + 1} to {self.before + int(damaged[-1]) + 1}"
            which = "A row is damaged and was" if count == 1 else f"{count} rows are damaged and were"
            what = f"{which} passed over."
            made.unread.append(Unread(self.exhibit, where, what, DAMAGED, count))


def _apart(data: Bytes, starts: Ints, ends: Ints, defaults: Sequence[bytes], default_ends: Ints) -> Bytes:
    """Gives each row that is older than a column its default in bytes of their own: cells are changed in place."""
    for column, text in enumerate(defaults):
        rows = np.flatnonzero(ends[:, column] == default_ends[column]) if text else ()
        if len(rows):
            ends[rows, column] = len(data) + len(text) * np.arange(1, len(rows) + 1)
            starts[rows, column] = ends[rows, column] - len(text)
            data = np.concatenate([data, np.frombuffer(text * len(rows) + b"\0\0\0", np.uint8)])
    return data


def _gbk(raw: bytes) -> bytes | None:
    try:
        return raw.decode("gbk").encode("utf-8")
    except UnicodeDecodeError:
        return None


@dataclass
class Rows:
    """All rows of a table.

    Attributes:
        root: the page at which its tree begins.
        shape: its columns; None if nobody knows their names: then there are as many as the first rows have.
        shown: the table's name, masked.
    """

    pages: Pages
    root: int
    shape: Shape | None
    exhibit: str
    shown: str
    passed: PassedOver = field(default_factory=PassedOver)
    _turn: int = 0

    def chunks(self) -> Iterator[RowsChunk]:
        """The rows in order. What is damaged is named in the chunk behind it, or in the last one."""
        self._turn = self.pages.begin(self._turn)
        self.passed.clear()
        told = _Told(self.exhibit, self.shown)
        last = np.full(1, -(2**63), np.int64)
        before = 0
        for group, lost in _groups(self.pages, self.root, self._turn):
            for chunk in self._cut(group, last, before):
                chunk.unread += told.so_far()
                before += len(chunk.rows)
                yield chunk
            told.lost(lost, before)
        unread = told.all()
        if unread or not before:
            yield self._chunk(np.zeros(0, np.uint8), b"", np.zeros((0, 5), np.int64), before, (), unread)

    def _chunk(
        self, pages: Bytes, beside: bytes, rows: Ints, before: int, huge: Sequence[int], unread: list[Unread]
    ) -> RowsChunk:
        shape = self.shape or Shape((), (), ())
        size = len(pages) + len(beside)
        return RowsChunk(
            pages, beside, rows, shape, before, huge, self.exhibit, self.shown, self.pages.encoding, self.passed,
            unread, size,
        )  # fmt: skip

    def _cut(self, group: list[Segment], last: Ints, before: int) -> Iterator[RowsChunk]:
        """The rows of some pages: one chunk, or more where rows go on on so many other pages."""
        from tiao.content.databases.sqlite_cells import LENGTH, LOCAL, OVERFLOW, START, rows_on

        # A page inside a tree is met once for each of its rows.
        own = {segment.page: segment.data for segment in group}
        data = np.frombuffer(b"".join(own.values()), np.uint8)
        place = {page: number * self.pages.size for number, page in enumerate(own)}
        parts = [(place[s.page], HEAD if s.page == 1 else 0, s.low, s.high) for s in group]
        rows = np.zeros((sum(segment.high - segment.low for segment in group), 5), np.int64)
        rows_on(data, np.array(parts, np.int64).reshape(-1, 4), self.pages.usable, last, rows)
        self.shape = self.shape or _unnamed(data, rows)
        begin = held = 0
        beside: list[bytes] = []
        huge: list[int] = []
        for row in np.flatnonzero(rows[:, OVERFLOW]).tolist():
            length = int(rows[row, LENGTH])
            if length > LARGEST_ROW:
                huge.append(row - begin)
                rows[row, LENGTH] = -1
            if length < 0 or length > LARGEST_ROW:
                continue
            if held and held + length > MOST_BESIDE:
                yield self._chunk(data, b"".join(beside), rows[begin:row], before + begin, huge, [])
                begin, held, beside, huge = row, 0, [], []
            start, local = int(rows[row, START]), int(rows[row, LOCAL])
            rest = self.pages.chain(int(rows[row, OVERFLOW]), length - local, self._turn)
            if rest is None:
                rows[row, LENGTH] = -1
                continue
            rows[row, START] = len(data) + held
            beside += [data[start : start + local].tobytes(), rest]
            held += length
        if len(rows) > begin:
            yield self._chunk(data, b"".join(beside), rows[begin:], before + begin, huge, [])


def _unnamed(data: Bytes, rows: Ints) -> Shape | None:
    """As many columns as the widest of these rows has; rows that go on on other pages are left aside."""
    from tiao.content.databases.sqlite_cells import OVERFLOW, survey

    width, _ = survey(data, rows[rows[:, OVERFLOW] == 0], MOST_COLUMNS)
    return Shape((), tuple(range(width)), ("",) * width) if width else None


class _Told:
    """What is said of lost pages: place by place, and from some place on all together."""

    def __init__(self, exhibit: str, shown: str) -> None:
        self._exhibit = exhibit
        self._shown = shown
        self._said: list[Unread] = []
        self._places = self._further = 0

    def lost(self, pages: int, before: int) -> None:
        """Pages that hold the rows behind so many others."""
        if not pages:
            return
        self._places += 1
        if self._places > MOST_PLACES:
            self._further += pages
            return
        where = f"{self._shown}, after row {before}" if before else f"{self._shown}, at its start"
        self._say(where, "A page of the table is" if pages == 1 else f"{pages} pages of the table are")

    def so_far(self) -> list[Unread]:
        """What was not given out yet."""
        said, self._said = self._said, []
        return said

    def all(self) -> list[Unread]:
        """The same at the end of the table."""
        if self._further:
            places = self._places - MOST_PLACES
            self._say(self._shown, f"In {places} further places {self._further} pages of the table are")
        return self.so_far()

    def _say(self, where: str, which: str) -> None:
        what = f"{which} damaged or missing; the rows before and behind were read."
        self._said.append(Unread(self._exhibit, where, what, DAMAGED))


def _groups(pages: Pages, root: int, turn: int) -> Iterator[tuple[list[Segment], int]]:
    """Segments that make a chunk, and how many pages behind them are lost."""
    group: list[Segment] = []
    held = lost = 0
    page = 0
    for item in segments(pages, root, turn):
        if isinstance(item, Lost):
            lost += 1
            continue
        if lost or held >= CHUNK:
            yield group, lost
            group, held, lost = [], 0, 0
        group.append(item)
        held += pages.size if item.page != page else 0
        page = item.page
    if group or lost:
        yield group, lost
