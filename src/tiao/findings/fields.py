"""What the columns of a table hold: header row, roles, gates, and the reason for each (recognition.md, section 2).

A sample classifies columns. It never counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tiao.content.reader import Batch
from tiao.findings.catalogue import Catalogue, bits, catalogue, names
from tiao.findings.cell import (
    GATE_CARD16,
    GATE_CARD18,
    GATE_CARDS,
    GATE_ID15,
    GATE_ID18,
    GATE_MOBILE,
    GATE_STRICT18,
    OPEN,
    SERIAL,
)
from tiao.findings.normalise import is_empty, normalise
from tiao.findings.votes import (
    ADDRESS,
    IP,
    LATITUDE,
    LONGITUDE,
    MAC,
    NAME,
    NONEMPTY,
    PLATE,
    PURE,
    RIGHT,
    USCC,
    VOTES,
    count_votes,
    is_value,
)

HEADER_ROWS = 20
SAMPLE_ROWS = 1000
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|<[^>]*>")
_NOT_WORD = re.compile("[^0-9A-Za-z\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003134f]")
_TRAILING = re.compile("[0-9]{1,2}$")
_DIGIT_RUN = re.compile("[0-9]{5}")


@dataclass(frozen=True)
class Column:
    """One column: its role (a kind's bit, OPEN or SERIAL), its gates, and why."""

    role: int
    gates: int
    reason: str

    @property
    def role_name(self) -> str:
        return {OPEN: "open", SERIAL: "serial"}.get(self.role) or names()[self.role]


@dataclass(frozen=True)
class Fields:
    """The layout of one table.

    Attributes:
        header: index of the header row among the non-blank rows, or None.
        header_cells: the header's cells as read, bytes. Raw: a mistaken header may be a row of data.
        columns: one for each column of the widest sampled row.
        beyond: what cells further to the right are read as.
    """

    header: int | None
    header_cells: tuple[bytes, ...] = ()
    columns: tuple[Column, ...] = field(default_factory=tuple)
    beyond: Column = Column(OPEN, 0, "beyond the header")


def header_word(cell: str) -> str:
    """A header cell as it is looked up; a cell with ``=`` says a value, not what a column holds."""
    if "=" in normalise(cell):
        return ""
    return _NOT_WORD.sub("", _BRACKETS.sub("", normalise(cell).lower()))


def meaning(word: str, words: Catalogue | None = None) -> str | None:
    """The kind a header word names, ``serial``, a context of the catalogue such as ``generic_time``, or None."""
    words = words or catalogue()
    found = _look_up(word, words)
    if found is None:
        shorter = _TRAILING.sub("", word)
        found = _look_up(shorter, words) if shorter != word else None
        if found is None:
            for prefix in words.prefixes:
                if shorter.startswith(prefix) and len(shorter) > len(prefix):
                    return _look_up(shorter[len(prefix) :], words)
    return found


def _column_word(name: str) -> str:
    """The word of a column that a reader names: of its comment, behind the name in brackets, if that says something;
    of the whole name; or of a key within objects (``track.lat``), if only that says something.

    Whose name or number such a key is (``book.name``, ``lot.number``) stands before it: these say nothing alone.
    """
    comment = header_word(name.removesuffix(")").partition("(")[2])
    if meaning(comment):
        return comment
    whole, key = header_word(name), header_word(name.rpartition(".")[2])
    if "." not in name or meaning(whole) or meaning(key) not in bits() or meaning(key) == "name":
        return whole
    return key


def _meanings(header: Sequence[str], named: bool) -> list[str | None]:
    """What each header cell says in this table: words of a context look at the other columns.

    Args:
        named: the header is the reader's own.
    """
    contexts = catalogue().contexts
    words = [_column_word(cell) if named else header_word(cell) for cell in header]
    alone = [meaning(word) for word in words]

    def told(found: str | None) -> str | None:
        context = contexts.get(found or "")
        if context is None:
            return found
        beside = context.beside.intersection(filter(None, alone)) or context.beside_words.intersection(words)
        said = context.then if beside and not context.unless.intersection(words) else context.otherwise
        return None if said == "open" else said

    return [told(found) for found in alone]


def _look_up(word: str, words: Catalogue) -> str | None:
    return _vocabulary(words).get(word)


_VOCABULARY: dict[int, dict[str, str]] = {}


def _vocabulary(words: Catalogue) -> dict[str, str]:
    known = _VOCABULARY.get(id(words))
    if known is None:
        known = {word: name for name, context in words.contexts.items() for word in context.headers}
        known |= dict.fromkeys(words.serial_headers, "serial")
        for kind in reversed(words.kinds):
            known |= dict.fromkeys(kind.headers, kind.name)
        _VOCABULARY[id(words)] = known
    return known


def layout(batch: Batch, year_max: int) -> Fields:
    """The layout of a table from its first chunk."""
    rows = [batch.texts(r) for r in range(min(len(batch), HEADER_ROWS))]
    # A reader of named fields gives the names as row -1: they are the header, whatever they say.
    named = len(batch) > 0 and int(batch.rows[0]) == -1
    at = 0 if named else _header_row(rows, batch, year_max)
    if at is None:
        at = _unnamed_header(rows, batch)
    begin = 0 if at is None else at + 1
    end = min(len(batch), begin + SAMPLE_ROWS)
    width = max((int(batch.first[r + 1] - batch.first[r]) for r in range(begin, end)), default=0)
    header = rows[at] if at is not None else []
    width = len(header) if at is not None else width
    votes = np.zeros((width, VOTES), np.int64)
    count_votes(batch.data, batch.starts, batch.ends, batch.first, begin, end, year_max, votes)
    meanings = _meanings(header, named)
    columns = [_column(meanings[c] if c < len(meanings) else None, votes[c]) for c in range(width)]
    columns = _with_positions(columns, meanings, votes)
    together = votes[[column.role == OPEN for column in columns]].sum(axis=0) if at is None else None
    columns = [_gated(column, votes[c], together) for c, column in enumerate(columns)]
    beyond = Column(OPEN, _gates(OPEN, np.zeros(VOTES, np.int64), together), "beyond the header")
    raw: tuple[bytes, ...] = ()
    if at is not None:
        low, high = int(batch.first[at]), int(batch.first[at + 1])
        raw = tuple(bytes(batch.data[batch.starts[i] : batch.ends[i]]) for i in range(low, high))
    return Fields(at, raw, tuple(columns), beyond)


def _header_row(rows: Sequence[Sequence[str]], batch: Batch, year_max: int) -> int | None:
    best, best_score, filled = None, 0, 0
    said = [[text for text in map(normalise, cells) if not is_empty(text)] for cells in rows]
    # A title may stand above the one column that a table has.
    alone = all(len(plain) <= 1 for plain in said)
    last_alone = 0
    for r, (cells, plain) in enumerate(zip(rows, said, strict=True)):
        if any(_DIGIT_RUN.search(text) for text in plain) or _holds_value(batch, r, year_max):
            continue
        if r == 0 and alone:
            last_alone = 1
        if len(plain) == 1 and r > last_alone:
            continue
        score = sum(1 for cell in cells if meaning(header_word(cell)))
        if score > best_score:
            best, best_score, filled = r, score, len(plain)
    return best if best_score >= max(1, filled // 2) else None


def _holds_value(batch: Batch, row: int, year_max: int) -> bool:
    low, high = int(batch.first[row]), int(batch.first[row + 1])
    return any(is_value(batch.data[batch.starts[i] : batch.ends[i]].copy(), year_max) for i in range(low, high))


def _unnamed_header(rows: Sequence[Sequence[str]], batch: Batch) -> int | None:
    """Row 1 as a header whose words nobody knows."""
    if not rows or len(rows[0]) < 2:
        return None
    cells = [normalise(cell) for cell in rows[0]]
    if any(is_empty(cell) or any("0" <= sign <= "9" for sign in cell) for cell in cells) or len(set(cells)) < len(
        cells
    ):
        return None
    end = min(len(batch), 1 + SAMPLE_ROWS)
    filled = [0] * len(cells)
    long = [0] * len(cells)
    for r in range(1, end):
        for c, cell in enumerate(batch.texts(r)[: len(cells)]):
            text = normalise(cell)
            if not is_empty(text):
                filled[c] += 1
                long[c] += bool(_DIGIT_RUN.search(text))
    return 0 if any(many and 2 * hits >= many for many, hits in zip(filled, long, strict=True)) else None


def _column(found: str | None, votes: Any) -> Column:
    """A column by its header's meaning, else by its sample; its gates are still closed."""
    role = OPEN
    reason = "no header word; values are read as they stand"
    if found == "serial":
        role, reason = SERIAL, "header word of a running number, price or date"
    elif found is not None:
        return Column(bits()[found], 0, "header word")
    many = int(votes[NONEMPTY])
    if role == OPEN and many:
        for place, name, share in (
            (USCC, "uscc", 50),
            (PLATE, "plate", 50),
            (IP, "ip", 50),
            (MAC, "mac", 50),
            (NAME, "name", 60),
            (ADDRESS, "address", 50),
        ):
            hits = int(votes[place])
            if 100 * hits >= share * many:
                return Column(bits()[name], 0, f"{hits} of {many} sampled values look like it")
    return Column(role, 0, reason)


def _with_positions(columns: list[Column], meanings: Sequence[str | None], votes: Any) -> list[Column]:
    """Degrees of longitude and latitude side by side tell each other, where no header does."""
    paired = list(columns)
    c = 0
    while c + 1 < len(columns):
        both = (c, c + 1)
        named = any(place < len(meanings) and meanings[place] is not None for place in both)
        if not named and all(columns[place].role == OPEN for place in both):
            for east, north in (both, both[::-1]):
                hits, others = int(votes[east, LONGITUDE]), int(votes[north, LATITUDE])
                if hits and others and 2 * hits >= votes[east, NONEMPTY] and 2 * others >= votes[north, NONEMPTY]:
                    reason = f"{hits} and {others} sampled values are degrees within China's extent"
                    paired[east] = paired[north] = Column(bits()["position"], 0, reason)
                    c += 1
                    break
        c += 1
    return paired


def _gated(column: Column, votes: Any, together: Any | None) -> Column:
    """The column with its gates opened, if it is open or serial."""
    if column.role not in (OPEN, SERIAL):
        return column
    return replace(column, gates=_gates(column.role, votes, together))


def _shares(votes: Any) -> dict[int, tuple[int, int]]:
    """For each gate the cells of its length: how many are right, and how many there are."""
    identities = int(votes[RIGHT + 18])
    shares = {
        gate: (int(votes[RIGHT + length]), int(votes[PURE + length]))
        for gate, length in ((GATE_ID18, 18), (GATE_ID15, 15), (GATE_MOBILE, 11))
    }
    shares |= {GATE_CARD16 << (n - 16): (int(votes[RIGHT + n]), int(votes[PURE + n])) for n in (16, 17, 19)}
    return shares | {GATE_CARD18: (int(votes[RIGHT + 1]), int(votes[PURE + 18]) - identities)}


def _gates(role: int, votes: Any, together: Any | None) -> int:
    """The open gates of one column.

    Args:
        votes: of its cells. together: of the cells of all open columns, where the table has no header.
    """
    own = _shares(votes)
    everywhere = own if together is None else _shares(together)
    unseen = GATE_ID18 | GATE_MOBILE | (0 if together is None else GATE_CARDS)
    gates = 0
    for gate, (right, seen) in own.items():
        share, enough = (1, 100) if gate == GATE_ID18 and role == OPEN else (50, 10)
        if seen < enough and (not seen or 100 * right < share * seen):
            right, seen = everywhere[gate]
        if 100 * right >= share * seen if seen else gate & unseen:
            gates |= gate
    right, seen = own[GATE_ID18]
    if seen and 2 * right >= seen:
        gates |= GATE_STRICT18
    return gates & ~GATE_MOBILE if role == SERIAL else gates
