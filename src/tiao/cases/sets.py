"""Where a set of cases comes from: the published ones, a file of coded cases, or a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tiao.cases.coded.convert import Coded
from tiao.cases.coded.lines import published_path, read_coded
from tiao.cases.row import Row, row_of
from tiao.law.courts.record import Unread


@dataclass
class CodedSet:
    """A file of coded cases as statements; read once, line by line.

    Attributes:
        path: the file; the 43 published cases if None.
        unread: the lines that are no case, known once the rows were read.
    """

    path: Path | None = None
    unread: list[Unread] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the set is, for people."""
        return "published cases 已公布的案例" if self.path is None else "coded cases 编码案例"

    def rows(self) -> Iterator[Row]:
        """The statements of every case, case by case."""
        for coded in self.cases():
            yield from map(row_of, coded.statements)

    def cases(self) -> Iterator[Coded]:
        """The cases that could be read."""
        for one in read_coded(self.path or published_path()):
            if isinstance(one, Unread):
                self.unread.append(one)
            else:
                yield one
