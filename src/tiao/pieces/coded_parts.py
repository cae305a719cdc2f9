"""Parts of the ledger while they are counted: a code for each line, and the columns of tokens one after the other.

A small part is read once and its columns are held: opening a file takes longer than reading some hundred lines. Of a
large one a column is read a row group at a time, and its tokens are taken where they lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.findings.catalogue import STRIKING
from tiao.findings.parquet.lying import tokens_in
from tiao.pieces import bit_sets, group, judge
from tiao.pieces.ahead import Ahead
from tiao.pieces.bit_sets import BitSets
from tiao.pieces.ledger_read import Shape, Stretch, Tokens, Without, row_groups, tokens_of
from tiao.pieces.rebuttals.rebutted import Sparing
from tiao.pieces.rules import rules
from tiao.pieces.spool import Overflow

# Lines of a part whose columns are held, and of all such parts: some 70 bytes each.
FEW = 20_000
HELD = 2_000_000
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, repr=False)
class Column:
    """The tokens of a column in one row group.

    Attributes:
        data: uint8; the tokens lie in it one behind the other from ``begin`` on, 16 bytes each.
        present: bool, (lines,): which lines have one.
    """

    data: Bytes
    begin: int
    present: npt.NDArray[np.bool_]

    def of(self, lines: npt.NDArray[np.int32]) -> Tokens:
        """The tokens of some lines that have one, in order; uint64 (n, 2)."""
        tokens = np.empty((len(lines), 2), np.uint64)
        group.pick(self.data, self.begin, self.present, lines, tokens)
        return tokens


@dataclass
class Lines:
    """What the lines of one row group count as; see ``judge.codes``.

    Attributes:
        struck: int32, the lines of struck values. reasons: uint8, 1 + their striking doubts.
    """

    code: npt.NDArray[np.uint16]
    struck: npt.NDArray[np.int32]
    reasons: npt.NDArray[np.uint8]


class _Codes:
    """The codes of all lines: in memory while they are few, else in a file."""

    def __init__(self, file: Overflow | None) -> None:
        self._file = file
        self._held: list[Lines] = []
        self._sizes: list[tuple[int, int, int]] = []

    def add(self, lines: Lines) -> None:
        if self._file is None:
            self._held.append(lines)
            return
        arrays = [np.ascontiguousarray(array) for array in (lines.code, lines.struck, lines.reasons)]
        begin = self._file.put([array.view(np.uint8).data for array in arrays if len(array)])
        self._sizes.append((begin, len(lines.code), len(lines.struck)))

    def __getitem__(self, number: int) -> Lines:
        if self._file is None:
            return self._held[number]
        begin, lines, struck = self._sizes[number]
        data = np.empty(2 * lines + 5 * struck, np.uint8)
        self._file.get(begin, data.data)
        code, rest = data[: 2 * lines].view(np.uint16), data[2 * lines :]
        return Lines(code, rest[: 4 * struck].view(np.int32), rest[4 * struck :])


@dataclass
class CodedPart:
    """One part of the ledger, how to read it, and the codes of its lines.

    Attributes:
        shape: its lines and columns.
        small: its columns of tokens are held once they are read.
        without: takes records out first; None for none.
        owner: the number of its exhibit. fulls: records whose full content differs.
    """

    path: Path
    shape: Shape
    without: Without | None
    small: bool
    owner: int = 0
    fulls: int = 0
    _codes: _Codes = field(default_factory=lambda: _Codes(None))
    _ahead: range = range(0)
    _held: dict[str, list[Column]] = field(default_factory=dict)

    @property
    def _lies(self) -> bool:
        """Whether its columns are taken where they lie."""
        return self.shape.by_own_hand and not self.small and self.without is None

    def read(self, ahead: Ahead, file: Overflow | None, wanted: Sequence[str], rows: Any, excluded: Any) -> int:
        """The first walk: a code for each line.

        Args:
            file: where codes are kept; in memory if not given.
            wanted: columns that will be asked for.
            rows, excluded: records by class, and by the doubt that excludes them, are added to these (``judge.codes``).

        Returns:
            Records that identify nobody.
        """
        table = rules()
        values = np.asarray(table.values, np.int64)
        self._codes = _Codes(file)
        held = [name for name in wanted if name in self.shape.columns] if self.small else []
        self._held = {name: [] for name in held}
        nothing = 0
        for sets in self._bit_sets(ahead, held):
            few = int(np.count_nonzero(sets.more))
            done = Lines(np.empty(len(sets.kinds), np.uint16), np.empty(few, np.int32), np.empty(few, np.uint8))
            nobody, found, fulls = judge.codes(
                sets.kinds, sets.struck, sets.doubts, sets.more, table.identity, table.class_of, table.any_of,
                table.all_of, STRIKING, values, done.code, done.struck, done.reasons, rows, excluded,
            )  # fmt: skip
            done.struck, done.reasons = done.struck[:found].copy(), done.reasons[:found].copy()
            nothing += nobody
            self.fulls += fulls
            self._codes.add(done)
        return nothing

    def read_ahead(self, stretches: list[Stretch]) -> None:
        """Has the bit sets of its lines read ahead: adds where they stand to what is."""
        own = bit_sets.stretches(self.shape) if self._lies else []
        self._ahead = range(len(stretches), len(stretches) + len(own))
        stretches += own

    def _bit_sets(self, ahead: Ahead, held: Sequence[str]) -> Iterator[BitSets]:
        """The bit sets of one row group after the other; each to be used before the next. Some columns are held."""
        if not self._ahead:
            for table in row_groups(self.path, (*bit_sets.COLUMNS, *held), self.without):
                yield BitSets.of(table)
                for name in held:
                    self._held[name].append(_column(table.column(name)))
        for number, place in enumerate(self._ahead):
            with ahead.bytes_of(place) as data:
                sets = bit_sets.lying(data, self.shape, number)
            if sets is not None:
                yield sets
                continue
            # Written by another hand.
            for table in row_groups(self.path, bit_sets.COLUMNS, only=number):
                yield BitSets.of(table)

    def stretches(self, name: str) -> Sequence[Stretch | None]:
        """Where a column of tokens stands, in each row group; one None for all of a column that is read otherwise."""
        if name not in self.shape.columns:
            return ()
        return self.shape.stretches(name) if self._lies else (None,)

    def column(self, name: str, number: int, data: Bytes | None) -> Iterator[tuple[Lines, Column]]:
        """A column of tokens in one row group or in all, each with what its lines count as.

        Args:
            number: which of ``stretches``. data: its bytes; None where it has no stretch.
        """
        if data is not None:
            lines = self._codes[number]
            lie = tokens_in(data, len(lines.code), self.shape.is_optional(name))
            if lie is not None:
                yield lines, Column(data, *lie)
                return
            # Written by another hand.
            for table in row_groups(self.path, (name,), only=number):
                yield lines, _column(table.column(name))
            return
        if self.small:
            for each, column in enumerate(self._held[name]):
                yield self._codes[each], column
            return
        for each, table in enumerate(row_groups(self.path, (name,), self.without)):
            yield self._codes[each], _column(table.column(name))


@dataclass(frozen=True)
class Piece:
    """A column of tokens in one row group of a part, or in all of it.

    Attributes:
        want: what for; see ``group.scatter``.
        number: which of the column's stretches in this part. ahead: which of all that are read ahead; None for none.
    """

    part: CodedPart
    want: int
    name: str
    number: int
    ahead: int | None

    def read(self, ahead: Ahead) -> Iterator[tuple[Lines, Column]]:
        """Its tokens, to be used before the next are asked for, and what their lines count as."""
        if self.ahead is None:
            yield from self.part.column(self.name, self.number, None)
            return
        with ahead.bytes_of(self.ahead) as data:
            yield from self.part.column(self.name, self.number, data)


def pieces_of(parts: Sequence[CodedPart], wants: Sequence[tuple[int, str]], stretches: list[Stretch]) -> list[Piece]:
    """The pieces of some columns of tokens, part by part.

    Args:
        wants: what is wanted, and of which column.
        stretches: what is to be read ahead; those of these columns are added.
    """
    pieces = []
    for part in parts:
        for want, name in wants:
            for number, stretch in enumerate(part.stretches(name)):
                pieces.append(Piece(part, want, name, number, None if stretch is None else len(stretches)))
                if stretch is not None:
                    stretches.append(stretch)
    return pieces


def _column(array: pa.ChunkedArray) -> Column:
    """In memory of its own: what it was read into is used again."""
    tokens, present = tokens_of(array)
    return Column(tokens[present].view(np.uint8).reshape(-1), 0, present)


def coded_parts(parts: Sequence[tuple[dict[str, Any], Path]], sparing: Sparing | None) -> list[CodedPart]:
    """Parts of the ledger, given with their tables, still to be read.

    Args:
        sparing: leaves out what rebuttals take out; None for nothing.

    Raises:
        IntegrityBroken: a part is missing or damaged.
    """
    result = []
    held = 0
    for entry, path in parts:
        shape = Shape(path)
        without = sparing.of(entry["source"], entry["found_kinds"]) if sparing is not None else None
        small = shape.lines <= FEW and held + shape.lines <= HELD
        held += shape.lines if small else 0
        result.append(CodedPart(path, shape, without, small))
    return result
