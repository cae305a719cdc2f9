"""What a dump says of its tables: their names and columns, and the heads behind which their rows stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.content.sql import heads as names
from tiao.content.sql.dialect import Dialect
from tiao.content.sql.heads import Head, Parts
from tiao.content.sql.state import (
    AT,
    BASE,
    COMMENT,
    COPY,
    CSV,
    DELIMITER,
    END,
    HEAD,
    HOW,
    KIND,
    LINES,
    LINEWISE,
    LONGEST_HEAD,
    LONGEST_TAG,
    MODE,
    MYSQL_SLASH,
    ONE_LINE,
    PASSING,
    QUERIES,
    ROUTINE,
    SUB,
    Heads,
    Ints,
)

# Of a damaged or hostile dump no more heads are told apart; rows behind others are named as unread.
MOST_HEADS = 100_000
# Cells that a row does not give are empty: at most so many cells for one that is given, so that memory is bounded.
_MOST_EMPTY = 4
_LOOKS = (512, 1 << 14, LONGEST_HEAD)
_NO_TABLE = -1


@dataclass
class Named:
    """A table of a dump.

    Attributes:
        key: its database and the parts of its name, folded.
        parts: as they are first written.
        columns: those of its CREATE, and others that an INSERT lists.
        least: columns in the shortest list of its INSERTs.
    """

    key: Parts
    parts: Parts
    columns: list[str] = field(default_factory=list)
    least: int = 0
    comments: dict[str, str] = field(default_factory=dict)

    def header(self) -> list[str]:
        """The columns, each with what is said of it in brackets."""
        said = self.comments
        return [f"{name}({said[name.casefold()]})" if said.get(name.casefold()) else name for name in self.columns]

    def admits(self, columns: Parts) -> bool:
        """Whether rows with these columns can stand in it."""
        known = {name.casefold() for name in self.columns}
        width = len(self.columns) + sum(name.casefold() not in known for name in columns)
        return not columns or width <= _MOST_EMPTY * min(len(columns), self.least or len(columns))

    def learn(self, columns: Parts) -> None:
        """Takes in the columns that an INSERT lists."""
        known = {name.casefold() for name in self.columns}
        self.columns += [name for name in columns if name.casefold() not in known]
        self.least = min(len(columns), self.least or len(columns)) if columns else self.least


class Schema:
    """What has been learned of a dump so far; it is complete once the dump has been gone through.

    Attributes:
        tables: in the order in which their rows begin. heads: for the walk.
        bases: the databases that are used, by number; 0 is none.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.tables: list[Named] = []
        self.bases = [""]
        self._dialect = dialect
        self._created: dict[Parts, Named] = {}
        self._rows_of: dict[Parts, list[int]] = {}
        self._listed: list[Parts] = []
        self._copies: dict[tuple[bytes, int], int] = {}
        self._alike: dict[str, list[Named]] = {}
        self._used = 0
        self._finished = False
        self.heads = _room_for(64, 1 << 12)

    def new_head(self, data: npt.NDArray[np.uint8], state: Ints) -> None:
        """Enters the INSERT at AT of the state, so that the walk knows it."""
        text = data[state[AT] : state[END]].tobytes()
        if len(self._listed) >= MOST_HEADS:
            state[QUERIES] += 1
            _pass_over(state, 1, 0)
            return
        self._enter(text, names.insert_head(text.decode("utf-8", "replace")), int(state[BASE]), int(state[KIND]))

    def statement(self, data: npt.NDArray[np.uint8], n: int, final: bool, state: Ints, delimiter: Any) -> bool:
        """Does what the statement at AT of the state asks for; False when more of it must be seen."""
        at = int(state[AT])
        for look in _LOOKS:
            raw = data[at : min(n, at + look)].tobytes()
            whole = at + look < n or final
            last = whole and look == _LOOKS[-1]
            if self._done(raw, raw.decode("utf-8", "replace"), whole, last, state, delimiter):
                return True
            if not whole:
                return False
        _pass_over(state, 1, 0)
        return True

    def _done(self, raw: bytes, text: str, whole: bool, last: bool, state: Ints, delimiter: Any) -> bool:
        word = text[:9].upper()
        line = raw.partition(b"\n")
        if not (line[1] or whole):
            return False
        if word.startswith("DELIMITER"):
            sign = line[0][9:].strip()
            size = 0 if sign == b";" else min(len(sign), LONGEST_TAG)
            delimiter[:size] = np.frombuffer(sign[:size], np.uint8)
            state[DELIMITER] = size
            _pass_over(state, 9, COMMENT, ONE_LINE)
        elif word.startswith(("USE", "\\")):
            name = names.database(line[0].decode("utf-8", "replace"))
            state[BASE] = state[BASE] if name is None else self._base(name)
            _pass_over(state, 1, COMMENT, ONE_LINE) if word[0] == "\\" else _pass_over(state, 3, LINEWISE)
        elif word.startswith("COPY"):
            head = names.copy_head(text)
            if head is None:
                if not (last or (";" in text and "\n" in text[text.index(";") :])):
                    return False
                _pass_over(state, 4, 0)
            else:
                size = len(text[: head.size].encode())
                state[HEAD] = self._copied(raw[:size], head, int(state[BASE]))
                state[AT] += size
                state[MODE] = LINES
        elif word.startswith("CREATE"):
            made = names.created_table(text)
            if made is not None and not made[2] and not last:
                return False
            if made is not None and not self._finished:
                self._create(int(state[BASE]), made[0], made[1])
            _pass_over(state, 6, ROUTINE if self._dialect.routines and names.is_routine(text) else 0)
        else:
            found = names.column_comment(text)
            if found is None and ";" not in text and "\nGO" not in text and len(raw) < _LOOKS[1] and not last:
                return False
            if found is not None and not self._finished:
                self._table(int(state[BASE]), found[0]).comments[found[1].casefold()] = found[2]
            _pass_over(state, 4, LINEWISE if word.startswith("EXEC") else 0)
        return True

    def _base(self, name: str) -> int:
        if name not in self.bases:
            self.bases.append(name)
        return self.bases.index(name)

    def _table(self, base: int, parts: Parts) -> Named:
        """The table of this name, made or only named so far."""
        # In MySQL a name of two parts says its database.
        most = 1 if self._dialect.slash == MYSQL_SLASH else 2
        own = (self.bases[base],) if self.bases[base] and len(parts) <= most else ()
        key = tuple(part.casefold() for part in (*own, *parts))
        found = self._created.get(key)
        if found is None:
            # One of the two is written without its schema.
            alike = [
                other
                for other in self._alike.get(key[-1], ())
                if other.key[: len(own)] == key[: len(own)] and len(own) + 1 in (len(key), len(other.key))
            ]
            found = alike[0] if len(alike) == 1 else Named(key, parts)
            self._created[key] = found
            self._alike.setdefault(key[-1], []).append(found)
        return found

    def _create(self, base: int, parts: Parts, columns: list[tuple[str, str]]) -> None:
        table = self._table(base, parts)
        table.columns = table.columns or [name for name, _ in columns]
        for name, comment in columns:
            table.comments.setdefault(name.casefold(), comment)

    def _enter(self, text: bytes, head: Head | None, base: int, kind: int) -> int:
        """The number of a new head."""
        from tiao.content.sql.statement import enter

        number = len(self._listed)
        table = _NO_TABLE if head is None or not head.table else self._place(base, head)
        self.heads = _grown(self.heads, number + 1, self._used + len(text))
        heads = self.heads
        heads.text[self._used : self._used + len(text)] = np.frombuffer(text, np.uint8)
        self._used += len(text)
        heads.at[number + 1] = self._used
        heads.base[number], heads.table[number], heads.kind[number] = base, table, kind
        heads.sign[number] = head.sign if head else 0
        self._listed.append(head.columns if head else ())
        enter(heads, number, number + 1)
        return number

    def _copied(self, text: bytes, head: Head, base: int) -> int:
        number = self._copies.get((text, base))
        if number is None:
            number = self._copies[text, base] = self._enter(text, head, base, CSV if head.is_csv else COPY)
        return number

    def _place(self, base: int, head: Head) -> int:
        """The number of the table for the rows behind a head; one of its own where the columns are too different."""
        named = self._table(base, head.table)
        numbers = self._rows_of.setdefault(named.key, [])
        for number in numbers:
            if self.tables[number].admits(head.columns):
                self.tables[number].learn(head.columns)
                return number
        own = named if not numbers and named.admits(head.columns) else Named(named.key, named.parts)
        own.comments = named.comments
        own.learn(head.columns)
        self.tables.append(own)
        numbers.append(len(self.tables) - 1)
        return numbers[-1]

    def name(self, number: int) -> str:
        """The name of a table as a locator gives it."""
        table = self.tables[number]
        own = len(self.bases) > 2 and len(table.key) > len(table.parts)
        name = ".".join((table.key[0], *table.parts) if own else table.parts)
        others = self._rows_of[table.key]
        return name if others[0] == number else f"{name} ({others.index(number) + 1})"

    def finish(self) -> None:
        """Puts the cells of each head in the order of its table, all columns of which are known by now.

        Nothing is learned behind this, so that several threads can walk through the dump again.
        """
        self._finished = True
        orders: list[int] = []
        at = [0]
        heads = self.heads
        for number, listed in enumerate(self._listed):
            if heads.table[number] >= 0 and listed:
                columns = [name.casefold() for name in self.tables[heads.table[number]].columns]
                place = {name: column for column, name in enumerate(columns)}
                order = [place[name.casefold()] for name in listed]
                if order != [*range(len(columns))]:
                    orders += order
                heads.width[number] = len(columns)
            at.append(len(orders))
        self.heads = heads._replace(order=np.array(orders, np.int64), order_at=np.array(at, np.int64))


def _pass_over(state: Ints, size: int, how: int, sub: int = 0) -> None:
    state[MODE] = PASSING
    state[AT] += size
    state[SUB] = sub
    state[HOW] = how


def _room_for(heads: int, text: int) -> Heads:
    ints = [np.zeros(heads + 1, np.int64) for _ in range(6)]
    at, base, table, kind, sign, width = ints
    nothing = np.zeros(0, np.int64)
    slots = np.full(2 * heads, -1, np.int64)
    return Heads(
        np.zeros(text + LONGEST_TAG, np.uint8), at, base, table, kind, sign, slots, nothing,
        np.zeros(heads + 2, np.int64), width,
    )  # fmt: skip


def _grown(old: Heads, heads: int, text: int) -> Heads:
    """The same heads with room for so many and so many bytes."""
    from tiao.content.sql.statement import enter

    many, long = len(old.at) - 1, len(old.text) - LONGEST_TAG
    if heads <= many and text <= long:
        return old
    new = _room_for(max(many, 2 * many * (heads > many)), max(long, 2 * text * (text > long)))
    for name in ("text", "at", "base", "table", "kind", "sign", "width"):
        array = getattr(old, name)
        getattr(new, name)[: len(array)] = array
    enter(new, 0, heads - 1)
    return new
