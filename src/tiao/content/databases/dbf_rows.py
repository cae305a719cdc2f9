"""Rows of a DBF file to cells of text, column by column."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tiao.content.cells import rows_of_cells, text_without_type
from tiao.content.databases.dbf_file import Field, Head
from tiao.content.json.rows import scalar_text
from tiao.content.passed_over import PassedOver
from tiao.content.reader import Batch
from tiao.model import Unread

DELETED = 0x2A
_BLANK, _NEWLINE, _ZERO, _POINT = 0x20, 0x0A, 0x30, 0x2E
# What FoxPro counts as the day before the first of the calendar.
_JULIAN = 1_721_425
_MEMOS, _OBJECTS = "M", "GPWO@"

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


def shown_fields(head: Head) -> list[tuple[int, Field]]:
    """The fields that a person sees, with their numbers."""
    return [(number, each) for number, each in enumerate(head.fields) if not each.system]


@dataclass
class DbfChunk:
    """Some rows.

    Attributes:
        data: the rows as they stand, whole ones.
        memos: by number of the field, what stands in the memo file for each row; None if there is none to be read.
        header: names of the columns, in the first chunk only.
    """

    data: bytes
    head: Head
    encoding: str
    memos: dict[int, Sequence[bytes | None]]
    passed: PassedOver
    header: Sequence[str] = ()
    unread: list[Unread] = field(default_factory=list)
    size: int = 0

    def batch(self) -> Batch:
        rows = np.frombuffer(bytearray(self.data), np.uint8).reshape(-1, self.head.width)
        cells = _Cells(rows)
        fields = shown_fields(self.head)
        null, full = _varying(self.head, rows)
        for place, (number, each) in enumerate(fields):
            self._column(cells, number, each, full.get(number))
            if number in null:
                cells.ends[-1] = np.where(null[number], cells.starts[-1], cells.ends[-1])
            if each.kind == "Q" or each.kind in _OBJECTS or (each.kind == _MEMOS and each.binary):
                self.passed.add(place + 1, cells.passed)
        live = rows[:, 0] != DELETED
        starts, ends = (np.stack(each, 1)[live].reshape(-1) for each in (cells.starts, cells.ends))
        made = rows_of_cells(cells.joined(), starts, ends, len(fields), self.header, [*self.unread])
        # Rows marked as deleted keep their numbers.
        kept = np.flatnonzero(live)
        made.rows = np.where(made.rows < 0, made.rows, kept[made.rows] if len(kept) else made.rows)
        made.height = len(rows)
        return made

    def _column(self, cells: _Cells, number: int, each: Field, lengths: Ints | None) -> None:
        raw = cells.rows[:, each.at : each.at + each.size]
        kind = each.kind
        if number in self.memos:
            cells.put([self._decoded(text) for text in self.memos[number]])
        elif kind == _MEMOS or kind in _OBJECTS:
            cells.passed = _filled(raw) if kind in _OBJECTS or each.binary else 0
            cells.put([b""] * len(raw))
        elif kind in "CV":
            cells.text(each.at, raw, self.encoding, lengths)
        elif kind == "D":
            cells.days(raw)
        elif kind == "Q":
            found = [text_without_type(value) for value in _cut(raw, lengths)]
            cells.passed = sum(text is None for text in found)
            cells.put([text or b"" for text in found])
        elif reading := _NUMBERS.get((kind, each.size)):
            cells.put(reading(raw, self.head.wide_pointers))
        else:
            cells.text(each.at, raw, "ascii", None, each.places if kind in "NF" else 0)

    def _decoded(self, text: bytes | None) -> bytes:
        return (text or b"").rstrip(b"\0\x1a ").decode(self.encoding, "replace").encode("utf-8", "replace")


class _Cells:
    """Cells of one chunk, gathered column by column.

    Attributes:
        starts, ends: for each column so far, a place for each row.
        passed: values of the last column of objects that were passed over.
    """

    def __init__(self, rows: Bytes) -> None:
        self.rows = rows
        self.starts: list[Ints] = []
        self.ends: list[Ints] = []
        self.passed = 0
        self._pieces: list[Bytes] = [rows.reshape(-1)]
        self._size = rows.size

    def put(self, texts: Sequence[bytes]) -> None:
        """One cell for each row, UTF-8."""
        self._append(np.frombuffer(b"".join(texts), np.uint8), np.array([len(text) for text in texts], np.int64))

    def _append(self, data: Bytes, lengths: Ints) -> None:
        ends = self._size + np.cumsum(lengths)
        self.starts.append(ends - lengths)
        self.ends.append(ends)
        self._pieces.append(data)
        self._size += len(data)

    def text(self, at: int, raw: Bytes, encoding: str, lengths: Ints | None, places: int = 0) -> None:
        """A column of characters; blanks at both ends are left out."""
        if lengths is not None:
            raw[np.arange(raw.shape[1]) >= lengths[:, None]] = _BLANK
        raw[(raw == 0) | (raw == _NEWLINE)] = _BLANK
        if (raw >= 0x80).any():
            self._decoded(raw, encoding)
            return
        begin, end = _stripped(raw != _BLANK)
        if places:
            # A fraction of nothing but zeros is left out: 13812345678.00 is a whole number.
            short = _stripped((raw != _ZERO) & (raw != _BLANK))[1] - 1
            end = np.where(raw[np.arange(len(raw)), np.maximum(short, 0)] == _POINT, np.maximum(short, begin), end)
        first = np.arange(len(raw), dtype=np.int64) * self.rows.shape[1] + at
        self.starts.append(first + begin)
        self.ends.append(first + end)

    def _decoded(self, raw: Bytes, encoding: str) -> None:
        """All cells of a column at once, a line end behind each: the end of a cell can cut a character."""
        lines = np.full((len(raw), raw.shape[1] + 1), _NEWLINE, np.uint8)
        lines[:, :-1] = raw
        text = lines.tobytes().decode(encoding, "replace").encode("utf-8", "replace")
        data = np.frombuffer(text, np.uint8)
        line_ends = np.flatnonzero(data == _NEWLINE)
        if len(line_ends) != len(raw):
            self.put([row.tobytes().decode(encoding, "replace").strip().encode("utf-8", "replace") for row in raw])
            return
        filled = (data != _BLANK) & (data != _NEWLINE)
        numbers = np.arange(len(data), dtype=np.int64)
        last = np.maximum.accumulate(np.where(filled, numbers, -1))[line_ends] + 1
        begin = np.concatenate([np.zeros(1, np.int64), line_ends[:-1] + 1])
        # The first filled place from the beginning of each line on.
        following = np.minimum.accumulate(np.where(filled, numbers, len(data))[::-1])[::-1]
        begin = np.minimum(following[begin], line_ends)
        self.starts.append(self._size + begin)
        self.ends.append(self._size + np.maximum(last, begin))
        self._pieces.append(data)
        self._size += len(data)

    def days(self, raw: Bytes) -> None:
        """Eight digits as a date; anything else as it stands."""
        is_digit = (raw >= _ZERO) & (raw <= _ZERO + 9)
        digits = [raw.shape[1] == 8 and bool(row.all()) for row in is_digit]
        if not all(digits):
            texts = [row.tobytes().strip(b" \0") for row in raw]
            days = (b"-".join((text[:4], text[4:6], text[6:])) for text in texts)
            found = zip(texts, days, digits, strict=True)
            self.put([day if right else _ascii(text) for text, day, right in found])
            return
        out = np.full((len(raw), 10), ord("-"), np.uint8)
        out[:, :4], out[:, 5:7], out[:, 8:] = raw[:, :4], raw[:, 4:6], raw[:, 6:]
        self._append(out.reshape(-1), np.full(len(raw), 10, np.int64))

    def joined(self) -> Bytes:
        return np.concatenate([*self._pieces, np.zeros(3, np.uint8)])


def _stripped(filled: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Where the first filled place of each row stands, and behind the last; 0 and 0 for a row of none."""
    some = filled.any(1)
    begin = np.where(some, filled.argmax(1), 0)
    end = np.where(some, filled.shape[1] - filled[:, ::-1].argmax(1), 0)
    return begin, end


def _filled(raw: Bytes) -> int:
    """Rows whose pointer to an object points to something."""
    return int(((raw != _BLANK) & (raw != 0) & (raw != _ZERO)).any(1).sum())


def _ascii(text: bytes) -> bytes:
    return text.decode("ascii", "replace").encode()


def _cut(raw: Bytes, lengths: Ints | None) -> list[bytes]:
    sizes = [raw.shape[1]] * len(raw) if lengths is None else lengths.tolist()
    return [row.tobytes()[:size] for row, size in zip(raw, sizes, strict=True)]


def _varying(head: Head, rows: Bytes) -> tuple[dict[int, npt.NDArray[np.bool_]], dict[int, Ints]]:
    """By number of the field: which rows hold nothing there, and how long a value of varying length is."""
    flags = next((each for each in head.fields if each.kind == "0"), None)
    if flags is None:
        return {}, {}
    bits = np.unpackbits(rows[:, flags.at : flags.at + flags.size], axis=1, bitorder="little").astype(np.bool_)
    null: dict[int, npt.NDArray[np.bool_]] = {}
    full: dict[int, Ints] = {}
    bit = 0
    for number, each in enumerate(head.fields):
        for holds in ("VQ", "nullable"):
            if bit >= bits.shape[1]:
                return null, full
            if holds == "VQ" and each.kind in holds:
                length = np.minimum(rows[:, each.at + each.size - 1], each.size - 1)
                full[number] = np.where(bits[:, bit], length, each.size).astype(np.int64)
                bit += 1
            elif holds == "nullable" and each.nullable:
                null[number] = bits[:, bit]
                bit += 1
    return null, full


def _whole(raw: Bytes, foxpro: bool) -> list[bytes]:
    values = np.ascontiguousarray(raw).view("<i4" if foxpro else ">i4").reshape(-1).astype(np.int64)
    # dBASE 7 keeps numbers so that they can be sorted as bytes.
    values = values if foxpro else np.where(values < 0, values + (1 << 31), values - (1 << 31))
    return [b"%d" % value for value in values.tolist()]


def _double(raw: Bytes, foxpro: bool) -> list[bytes]:
    return [scalar_text(value).encode() for value in np.ascontiguousarray(raw).view("<f8").reshape(-1).tolist()]


def _money(raw: Bytes, foxpro: bool) -> list[bytes]:
    texts = []
    for value in np.ascontiguousarray(raw).view("<i8").reshape(-1).tolist():
        yuan, rest = divmod(abs(value), 10_000)
        text = f"{'-' if value < 0 else ''}{yuan}.{rest:04}".rstrip("0").rstrip(".")
        texts.append(text.encode())
    return texts


def _moment(raw: Bytes, foxpro: bool) -> list[bytes]:
    texts = []
    for day, milliseconds in np.ascontiguousarray(raw).view("<i4").reshape(-1, 2).tolist():
        try:
            moment = datetime.datetime.fromordinal(day - _JULIAN) + datetime.timedelta(milliseconds=milliseconds)
            texts.append(moment.isoformat(" ", "seconds").encode())
        except (ValueError, OverflowError):
            texts.append(b"")
    return texts


_NUMBERS: dict[tuple[str, int], Callable[[Bytes, bool], list[bytes]]] = {
    ("I", 4): _whole,
    ("+", 4): _whole,
    ("B", 8): _double,
    ("Y", 8): _money,
    ("T", 8): _moment,
}
