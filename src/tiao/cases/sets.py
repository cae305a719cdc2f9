"""Where a set of cases comes from: the published ones, a file of coded cases or of statements. A store: ``store/``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tiao.cases.coded.convert import Coded
from tiao.cases.coded.lines import published_path, read_coded
from tiao.cases.lines import Brought, is_export, items, objects
from tiao.cases.row import Row, digest, row_of
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


@dataclass
class StatementSet:
    """A file of statements with their documents (``tiao.cases/1``), as ``cases read`` and ``cases export`` write it.

    Memory holds its statements, because two documents of one case may stand apart; a large set belongs in a store.

    Attributes:
        path: the file.
        unread: the lines that do not hold, known once the rows were read.
    """

    path: Path
    unread: list[Unread] = field(default_factory=list)
    name: str = "statements 陈述"

    def rows(self) -> Iterator[Row]:
        """The statements case by case, each with the status that was decided last; every quote stands in its text."""
        decided = self._decided()
        brought = Brought()
        found: list[Row] = []
        with open(self.path, "rb") as stream:
            for _, statements in items(objects(stream, brought), brought, []):
                for row in map(row_of, statements):
                    status = decided.get(digest(row)) if decided else None
                    found.append(row if status is None else row._replace(status=status))
        self.unread = brought.unread
        yield from sorted(found, key=lambda row: row.case)

    def _decided(self) -> dict[str, str]:
        """Decisions stand at the end of a file, so that they are looked for first."""
        last: dict[str, str] = {}
        with open(self.path, "rb") as stream:
            for line in stream:
                if line.startswith(b'{"decision"'):
                    try:
                        found = json.loads(line)["decision"]
                        last[str(found["statement"])] = str(found["status"])
                    except (ValueError, KeyError, TypeError):
                        # It is named as unread when the rows are read.
                        continue
        return last


def file_set(path: Path | None) -> CodedSet | StatementSet:
    """The set that a file holds, whichever of the two formats it has; the published cases if None."""
    return StatementSet(path) if path is not None and is_export(path) else CodedSet(path)
