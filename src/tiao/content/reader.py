"""The Reader contract: what every format in ``readers/`` promises.

A reader turns one sealed file into tables, a table into chunks, a chunk into a batch of cells. It does not know what a
header or a name is: every non-blank row comes out, and ``findings`` says what it means.

A file can hold files: an archive its members, a letter what is attached to it, a document its pictures. Then the reader
gives a ``Member`` for each, among its tables or instead of them, and ``unpack`` has each read as a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import BinaryIO, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from tiao.content.encoding import Encoding
from tiao.content.place import Place
from tiao.errors import Unreadable
from tiao.evidence.hold import Held
from tiao.evidence.mask import mask_inner
from tiao.evidence.passwords import NONE, Passwords
from tiao.evidence.witness import Witness
from tiao.model import Exhibit, Unread

Layout = Literal["table", "text", "chat"]
# The columns of a chat, in order. The people who talk are not the goods: their cells are recorded, not counted.
CHAT_COLUMNS = ("time", "sender", "text")


class Claim(IntEnum):
    """How sure a reader is that a file is its own; the reason goes on record."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass
class Batch:
    """The cells of some consecutive rows, as one byte buffer and offsets into it.

    Attributes:
        data: uint8, UTF-8, writable (findings normalises cells in place).
        starts, ends: int64, shape (cells,): cell i is ``data[starts[i]:ends[i]]``, quotes already taken off.
        first: int64, shape (rows + 1,): the cells of row r are ``first[r]`` up to ``first[r + 1]``.
        rows: int64, shape (rows,): row number relative to the chunk, 0 is the chunk's first row or line.
            -1, in a table's first chunk only: the reader's own row of column names, which stands on no row of the file
            (JSON keys). It is row 0 of the table, always a header and never data.
        height: how many row numbers the chunk takes up, blank rows included.
        blank: blank rows passed over.
        unread: what could not be read; ``where`` is ``row <absolute>`` when the reader knows it, else the relative row.
        damaged: rows (indices into ``rows``) in which bytes could not be decoded; they stand as U+FFFD.
    """

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    height: int
    blank: int = 0
    unread: list[Unread] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self, row: int) -> list[str]:
        """The cells of one row as text. Raw: for samples and the evidence room only."""
        return [
            bytes(self.data[self.starts[i] : self.ends[i]]).decode("utf-8", "replace")
            for i in range(int(self.first[row]), int(self.first[row + 1]))
        ]


@dataclass
class Uncut:
    """Whole rows of delimited bytes that are not cut into cells yet.

    Attributes:
        data: uint8, sound UTF-8, writable.
        sep: separator bytes, uint8.
        quote: the quotation byte, or -1 for none.
    """

    data: npt.NDArray[np.uint8]
    sep: npt.NDArray[np.uint8]
    quote: int


class Chunk(Protocol):
    """A piece of a table that can be turned into cells on any thread, in any order.

    A chunk of delimited bytes also has ``uncut() -> Uncut | None``.
    """

    size: int
    """Bytes of the source that it covers, for progress bars."""

    def batch(self) -> Batch: ...


class Table(Protocol):
    """One table, sheet, list of objects, text or chat in a file.

    Attributes:
        name: the sheet's name, the JSON path, or "" when the file is one table.
        layout: table, text or chat.

    One that has ``in_order = True`` is all of its file, and its chunks are read through ``Source.open_in_order``.
    """

    name: str
    layout: Layout

    def chunks(self) -> Iterator[Chunk]:
        """Chunks in file order; cut at the same places on every machine."""
        ...


class PlacedChunk(Chunk, Protocol):
    """A chunk that can be found again.

    Attributes:
        place: where it begins; None for the first, and for one that can only be come to from the start.
    """

    place: Place | None

    def height(self) -> int:
        """The ``height`` of its batch, without making one."""
        ...


@runtime_checkable
class PlacedTable(Table, Protocol):
    """A table that can be read on from the middle, so that several machines read it at once."""

    def chunks_from(self, place: Place | None) -> Iterator[PlacedChunk]:
        """The chunks from a place on, or from the start."""
        ...


@dataclass(frozen=True, repr=False)
class Member:
    """A file within a file. Raw: its name may hold personal values.

    Attributes:
        name: as it stands there, folders divided by ``/``.
        open: gives its bytes, once, from the start to the end; no need to be seekable. Called before the next member
            is asked for, or not at all. What it raises as ``Unreadable``, then or while it is read, makes the member
            unread; ``BrokenOff`` leaves what was read before.
        size: its bytes as the container says, None if it does not say. Nobody relies on it.
        packed: bytes that it takes up in the container, for progress bars; 0 if nobody knows.
    """

    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None
    packed: int = 0


class BrokenOff(Unreadable):
    """A member ends before its end: what came before stands and is read, and the sentence goes on record with it."""


@dataclass(frozen=True, repr=False)
class Inside:
    """Where a member stands, and its bytes.

    Attributes:
        names: from the outermost member to this one. Raw.
        held: its bytes.
        packed: bytes of the exhibit that it stands for, for progress bars.
    """

    names: tuple[str, ...]
    held: Held
    packed: int = 0


@dataclass(frozen=True)
class Source:
    """A file to be read: a sealed one, or one within it. Only ``open`` touches it, read-only.

    Attributes:
        exhibit: the sealed file.
        encoding: of a text, if it is known already: then the file is not looked through for it again.
        inside: None for the sealed file itself.
        passwords: to be tried on what is locked.
        witness: sees what is read of the sealed file in order; None if nobody asks for it.
    """

    exhibit: Exhibit
    encoding: Encoding | None = None
    inside: Inside | None = None
    passwords: Passwords = NONE
    witness: Witness | None = field(default=None, compare=False)

    def open(self) -> BinaryIO:
        """The bytes from the start: seekable, and as often as needed."""
        return open(self.exhibit.path, "rb") if self.inside is None else self.inside.held.open()

    def open_in_order(self) -> BinaryIO:
        """The same for whoever reads all of it from the start to the end, and says so (``Table``)."""
        return self.open() if self.inside is not None or self.witness is None else self.witness.watch(self.open())

    @property
    def path(self) -> str | None:
        """Where the bytes stand on disk, for libraries that read by path; None for a member, which stands on none."""
        return self.exhibit.path if self.inside is None else None

    @property
    def name(self) -> str:
        """Its name, for its ending. Raw."""
        return self.exhibit.path if self.inside is None else self.inside.names[-1]

    @property
    def size(self) -> int:
        """Bytes."""
        return self.exhibit.size if self.inside is None else self.inside.held.size

    @property
    def depth(self) -> int:
        """How many files it stands in: 0 for a sealed file."""
        return 0 if self.inside is None else len(self.inside.names)

    @property
    def inner(self) -> str:
        """The way to it from the sealed file's own name, masked: ``a.zip!2021/list.xlsx``; "" for a sealed file."""
        if self.inside is None:
            return ""
        own = self.exhibit.shown.rsplit("/", 1)[-1]
        return "!".join([own, *map(mask_inner, self.inside.names)])

    @property
    def shown(self) -> str:
        """The masked path, for every sentence: the sealed file's, then the way to the member."""
        if self.inside is None:
            return self.exhibit.shown
        return "!".join([self.exhibit.shown, *map(mask_inner, self.inside.names)])

    def within(self, member: Member, held: Held) -> Source:
        """A member of this file, once its bytes are held."""
        names = (*(self.inside.names if self.inside else ()), member.name)
        share = self.inside.packed * member.packed // max(1, self.size) if self.inside else member.packed
        return Source(self.exhibit, None, Inside(names, held, share), self.passwords)


class Reader(Protocol):
    """One format. Raises ``Unreadable`` for a file or table that it claimed and cannot read."""

    name: str
    """Short name with a version, for instance ``delimited@1``; a change of behaviour gets a new version."""

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]: ...

    def tables(self, source: Source) -> Iterator[Table | Member | Unread]:
        """Tables and files within the file, in file order, the same at every reading.

        A part that cannot be read comes out as ``Unread`` in its place.
        """
        ...


@dataclass
class RowsChunk:
    """A chunk over rows that Python already holds: for formats that a library reads."""

    cells: Sequence[tuple[int, Sequence[str]]]
    """(relative row number, cells), blank rows left out."""
    height: int
    size: int = 0
    blank: int = 0
    unread: list[Unread] = field(default_factory=list)

    def batch(self) -> Batch:
        return pack(self.cells, self.height, self.blank, self.unread)


def pack(
    rows: Iterable[tuple[int, Sequence[str]]], height: int, blank: int = 0, unread: list[Unread] | None = None
) -> Batch:
    """Rows of text to a ``Batch``. Lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    pieces: list[bytes] = []
    first = [0]
    numbers: list[int] = []
    for number, cells in rows:
        pieces.extend(cell.encode("utf-8", "replace") if cell.isascii() else _utf8(cell) for cell in cells)
        first.append(len(pieces))
        numbers.append(number)
    ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64) if pieces else np.zeros(0, np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]]) if pieces else np.zeros(0, np.int64)
    data = np.frombuffer(bytearray(b"".join(pieces) or b"\0"), dtype=np.uint8)
    return Batch(
        data=data,
        starts=starts,
        ends=ends,
        first=np.asarray(first, np.int64),
        rows=np.asarray(numbers, np.int64),
        height=height,
        blank=blank,
        unread=unread or [],
    )


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")
