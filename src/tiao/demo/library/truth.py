"""What must be counted in the large mixed tables: arithmetic over their patterns, nothing is read back.

A block of people is in the same state as the next one, as long as the same tables go through both: the records about
it are written down once with symbols for values ("the mobile number of person 7"), counted by the plain rules of
``tiao.demo.truth``, and taken as often as there are such blocks. No two people share a value, so blocks add up.
Repetitions change only the figures that count rows; each row of a pattern is repeated a known number of times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from tiao.demo.library import shapes as s
from tiao.demo.library.rows import REPEAT_STEP
from tiao.demo.library.table import Table
from tiao.demo.shape import figures
from tiao.demo.truth import STRIKING, VALUES, Pair, Record, Struck, class_of, count, identifies
from tiao.model import MethodCount

# Cells with a value of a kind: whose it is (the person's, or its row's), and how a sort of row strikes it.
_OWN = {s.ID: "resident_id", s.MOBILE: "mobile", s.NAME: "name", s.ADDRESS: "address"}
_OF_ROW = {
    s.MOBILES: "mobile",
    s.QQ: "qq",
    s.ACCOUNT: "account",
    s.PASSWORD: "password",
    s.EMAIL: "email",
    s.GOODS: "goods",
    s.PAID: "payment",
    s.PLATE: "plate",
    s.VIN: "vehicle",
    s.HOTEL: "lodging",
    s.DAY: "lodging",
    s.CARD: "bank_card",
    s.BALANCE: "balance",
}
_STRIKES = {
    s.CHECKSUM: ("resident_id", "resident_id_checksum"),
    s.ONLY_ID: ("resident_id", "resident_id_checksum"),
    s.DATE: ("resident_id", "resident_id_date"),
    s.TRUNCATED: ("resident_id", "truncated"),
    s.MALFORMED: ("mobile", "mobile_malformed"),
    s.LUHN: ("bank_card", "bank_card_luhn"),
    s.BAD_EMAIL: ("email", "email_malformed"),
    s.BAD_PLATE: ("plate", "plate_malformed"),
}
_DOUBTS = {s.REGION: ("resident_id", "region_unknown"), s.RANGE: ("mobile", "mobile_range")}


def record(shape: s.Shape, person: int, second: int, sort: int) -> Record:
    """What one row of the pattern says, with symbols for values."""
    values: list[Pair] = []
    struck: list[Struck] = []
    for cell in shape.cells:
        kind = _OWN.get(cell) or _OF_ROW.get(cell)
        only = {s.ONLY_NAME: (s.NAME,), s.ONLY_ID: (s.NAME, s.ID)}.get(sort)
        if kind is None or (only is not None and cell not in only) or (sort == s.ABSENT and kind == "mobile"):
            continue
        owner = f"{person} {second if cell in _OF_ROW else 0}"
        if kind == "lodging":
            # The hotel and the day are two values of one kind.
            owner += f" {cell}"
        spoilt, reason = _STRIKES.get(sort, ("", ""))
        doubted, doubt = _DOUBTS.get(sort, ("", ""))
        if kind == spoilt:
            struck.append((kind, f"{owner} {reason}", reason))
        else:
            values.append((kind, f"{owner} {doubt}" if kind == doubted else owner))
    doubts = frozenset([_DOUBTS[sort][1]]) if sort in _DOUBTS else frozenset[str]()
    return Record("", "", 0, 1, tuple(values), tuple(struck), doubts)


@cache
def records(shape: s.Shape) -> tuple[Record, ...]:
    """What the rows of a pattern say."""
    return tuple(record(shape, *row) for row in s.pattern(shape))


def truth(tables: Sequence[Table]) -> dict[str, MethodCount]:
    """The figures of each method for all rows of all tables."""
    by_row, occurrences = _rows(tables)
    reasons = Counter({entry.reason: entry.pieces for entry in by_row.excluded})
    methods = {"by_row@1": by_row}
    for name, parts in _distinct(tables).items():
        total, low, high, excluded, kinds = parts
        if name == "by_value@1":
            left_out = excluded + Counter(duplicate=occurrences - total.total())
            methods[name] = figures(total, low, high, left_out, kinds)
        else:
            methods[name] = figures(total, low, high, reasons + Counter(duplicate=by_row.total - total.total()))
    return methods


def not_identifying(tables: Sequence[Table]) -> int:
    """Rows that hold something and identify nobody, not even with what is struck."""
    return sum(rows for one, rows in _records(tables) if not identifies(one.all_kinds))


def times(table: Table) -> list[int]:
    """How many rows each row of the pattern has become, repetitions included."""
    size = len(s.pattern(table.shape))
    fresh = [table.blocks + (place < table.part) for place in range(size)]
    repeated = table.rows // 5
    if table.blocks:
        late = {five * REPEAT_STEP % size for five in range(repeated % size)}
        return [rows + repeated // size + (place in late) for place, rows in enumerate(fresh)]
    # Fewer rows than the pattern has: they are repeated in their order, each at most once, for four of five are fresh.
    return [rows + (place < repeated) for place, rows in enumerate(fresh)]


def _records(tables: Sequence[Table]) -> Iterator[tuple[Record, int]]:
    """Every row of every pattern as a record, and how many rows it has become."""
    for table in tables:
        yield from zip(records(table.shape), times(table), strict=True)


def _rows(tables: Sequence[Table]) -> tuple[MethodCount, int]:
    """``by_row``, and how often a valid value stands in a record in total."""
    total, low, high, reasons = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    occurrences = 0
    for one, rows in _records(tables):
        if not identifies(one.all_kinds):
            continue
        high[class_of(one.all_kinds)] += rows
        if not identifies(one.kinds):
            reasons[min((reason for _, _, reason in one.struck), key=STRIKING.index)] += rows
            continue
        total[class_of(one.kinds)] += rows
        occurrences += rows * sum(kind in VALUES for kind, _ in set(one.values))
        if not one.struck and not one.doubts:
            low[class_of(one.kinds)] += rows
    return figures(total, low, high, reasons), occurrences


Parts = tuple[Counter[str], Counter[str], Counter[str], Counter[str], Counter[str]]


def _distinct(tables: Sequence[Table]) -> dict[str, Parts]:
    """Total, low and high by class, exclusions and kinds of each method that counts once what is the same."""
    edges = {edge for t in tables for edge in (t.begin, t.begin + t.blocks, t.begin + t.blocks + (t.part > 0))}
    sums: dict[str, Parts] = {}
    states: Counter[tuple[int, ...]] = Counter()
    for begin, end in zip(sorted(edges), sorted(edges)[1:], strict=False):
        states[tuple(_rows_about(table, begin) for table in tables)] += end - begin
    for state, blocks in states.items():
        block = [one for table, rows in zip(tables, state, strict=True) for one in records(table.shape)[:rows]]
        for name, method in count(block)[0].items():
            added = (
                method.classes,
                method.low_classes,
                method.high_classes,
                {entry.reason: entry.pieces for entry in method.excluded if entry.reason != "duplicate"},
                method.kinds or {},
            )
            sum_of = sums.setdefault(name, (Counter(), Counter(), Counter(), Counter(), Counter()))
            for total, one in zip(sum_of, added, strict=True):
                total.update({key: pieces * blocks for key, pieces in one.items()})
    sums.pop("by_row@1")
    return sums


def _rows_about(table: Table, block: int) -> int:
    """How many rows of its pattern a table has about a block."""
    whole = len(s.pattern(table.shape))
    place = block - table.begin
    if 0 <= place < table.blocks:
        return whole
    return table.part if place == table.blocks else 0
