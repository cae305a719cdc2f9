"""Parts of the ledger while they are counted: a code for each line, and the columns of tokens one after the other.

A small part is read once and its columns are held: opening a file takes longer than reading some hundred lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.findings.catalogue import STRIKING
from tiao.pieces import judge
from tiao.pieces.ledger_read import Tokens, Without, numbers_of, row_groups, shape_of, tokens_of
from tiao.pieces.rebuttals.rebutted import Sparing
from tiao.pieces.rules import rules
from tiao.pieces.spool import Overflow

# Lines of a part whose columns are held, and of all such parts: some 70 bytes each.
FEW = 20_000
HELD = 2_000_000
_BITS = ("kinds", "struck", "doubts", "more")
Column = tuple[Tokens, npt.NDArray[np.bool_]]
"""The tokens of a column, uint64 (lines, 2), and where they stand."""


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
        lines: how many it has. columns: their names.
        small: its columns of tokens are held once they are read.
        owner: the number of its exhibit. fulls: records whose full content differs.
    """

    path: Path
    lines: int
    columns: frozenset[str]
    without: Without | None
    small: bool
    owner: int = 0
    fulls: int = 0
    _codes: _Codes = field(default_factory=lambda: _Codes(None))
    _held: dict[str, list[Column]] = field(default_factory=dict)

    def read(self, file: Overflow | None, wanted: Sequence[str], rows: Any, excluded: Any) -> int:
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
        held = [name for name in wanted if name in self.columns] if self.small else []
        self._held = {name: [] for name in held}
        nothing = 0
        for data in row_groups(self.path, (*_BITS, *held), self.without):
            kinds, struck, doubts, more = (
                numbers_of(data.column(name)) for name in ("kinds", "struck", "doubts", "more")
            )
            few = int((more & (struck != 0)).sum())
            done = Lines(np.empty(len(kinds), np.uint16), np.empty(few, np.int32), np.empty(few, np.uint8))
            nobody, found, fulls = judge.codes(
                kinds, struck, doubts, more, table.identity, table.class_of, table.any_of, table.all_of, STRIKING,
                values, done.code, done.struck, done.reasons, rows, excluded,
            )  # fmt: skip
            done.struck, done.reasons = done.struck[:found], done.reasons[:found]
            nothing += nobody
            self.fulls += fulls
            self._codes.add(done)
            for name in held:
                tokens, present = tokens_of(data.column(name))
                # What they were read into is used again.
                self._held[name].append((tokens.copy(), present))
        return nothing

    def column(self, name: str) -> Iterator[tuple[Lines, Column]]:
        """The row groups of a column of tokens, each with what its lines count as."""
        if self.small:
            for number, column in enumerate(self._held[name]):
                yield self._codes[number], column
            return
        for number, data in enumerate(row_groups(self.path, (name,), self.without)):
            yield self._codes[number], tokens_of(data.column(name))


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
        lines, columns = shape_of(path)
        without = sparing.of(entry["source"], entry["found_kinds"]) if sparing is not None else None
        small = lines <= FEW and held + lines <= HELD
        held += lines if small else 0
        result.append(CodedPart(path, lines, frozenset(columns), without, small))
    return result
