"""Which lines of the ledger rebuttals take out, and the ledger without them (docs/reference/counting.md, Rebuttals)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.case import Case
from tiao.findings.catalogue import DOUBTS
from tiao.model import CLASSES
from tiao.pieces.ledger_read import judge_table, numbers_of
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import GROUND_NAMES, Place, Rebuttal, Scope
from tiao.pieces.sample.record import rebuttals as of_samples

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rebutted:
    """What some rebuttals take out together."""

    rebuttals: tuple[Rebuttal, ...] = ()

    @classmethod
    def standing(cls, case: Case) -> Rebutted:
        """Those that stand in a case, and what verified samples found untrue or duplicate."""
        return cls((*rebut.standing(case), *of_samples(case)))

    def __bool__(self) -> bool:
        return bool(self.rebuttals)

    @property
    def digest(self) -> str:
        return rebut.digest(self.rebuttals)

    @cached_property
    def grounds(self) -> tuple[int, ...]:
        """Places in ``GROUNDS`` of the grounds that occur, in order."""
        return tuple(sorted({GROUND_NAMES.index(one.ground) for one in self.rebuttals}))

    def steps(self) -> Iterator[Sparing]:
        """The ledger without all that is taken out; then one ground after the other put back, but for the last."""
        for ground in self.grounds:
            yield Sparing(self, ground)

    def of(self, source: str) -> tuple[Rebuttal, ...]:
        """Those that can concern a table."""
        return tuple(
            one
            for one in self.rebuttals
            if not one.scope.places or any(place.covers(source) for place in one.scope.places)
        )

    def grounds_of(self, source: str, data: pa.Table, base: int = 0) -> npt.NDArray[np.uint8]:
        """The ground on which each line's record is taken out.

        Args:
            source: the table, ``E1.2``.
            data: lines of the ledger, whole records; columns as in ``Without.columns``, and those of every count.
            base: what is to be added to the row numbers.

        Returns:
            uint8, one a line: 0 for a record that stays, else 1 + the place of the ground in ``GROUNDS``, the first of
            several.
        """
        own = self.of(source)
        found = np.zeros(data.num_rows, np.uint8)
        if not own or not data.num_rows:
            return found
        lines = _Lines(source, data, base)
        # The first ground comes last and stays.
        for one in sorted(own, key=lambda one: GROUND_NAMES.index(one.ground), reverse=True):
            found[lines.meet(one.scope)] = 1 + GROUND_NAMES.index(one.ground)
        return found


@dataclass(frozen=True)
class Sparing:
    """The ledger without the records that rebuttals take out, but with those of the first grounds put back.

    Attributes:
        rebutted: the rebuttals.
        ground: records of grounds before this place in ``GROUNDS`` are put back.
    """

    rebutted: Rebutted
    ground: int

    def of(self, source: str, occurring: Collection[str]) -> OfTable | None:
        """The same for one table; None when nothing of it is taken out.

        Args:
            source: the table.
            occurring: kinds whose columns of tokens the table has.
        """
        own = [one for one in self.rebutted.of(source) if GROUND_NAMES.index(one.ground) >= self.ground]
        return OfTable(self, source, tuple(occurring)) if own else None


@dataclass(frozen=True)
class OfTable:
    """A ``Without`` for one table."""

    sparing: Sparing
    source: str
    occurring: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        wanted = {kind for one in self.sparing.rebutted.of(self.source) for kind, _ in one.scope.values}
        return ["row", "part", *sorted(wanted.intersection(self.occurring))]

    def __call__(self, data: pa.Table) -> pa.Table:
        grounds = self.sparing.rebutted.grounds_of(self.source, data)
        return data.filter(pa.array(grounds <= self.sparing.ground))


class _Lines:
    """Lines of a table as conditions look at them."""

    def __init__(self, source: str, data: pa.Table, base: int) -> None:
        self.source = source
        self.data = data
        self.row = numbers_of(data.column("row")) + base
        self.part = numbers_of(data.column("part"))
        more = numbers_of(data.column("more"))
        self.first = np.flatnonzero(~more)
        self.record = np.cumsum(~more) - 1

    def meet(self, scope: Scope) -> Bools:
        """Lines of the records that meet every condition of a scope."""
        met = np.ones(len(self.row), np.bool_)
        if scope.places:
            met &= self._stand_at([place for place in scope.places if place.covers(self.source)])
        if scope.classes:
            # Further values take over the class of their record.
            met &= np.isin(self._classes, [CLASSES.index(name) for name in scope.classes])
        if scope.doubts:
            wanted = np.uint32(sum(1 << DOUBTS.index(name) for name in scope.doubts))
            doubts = numbers_of(self.data.column("doubts"))[self.first]
            met &= ((doubts & wanted) != 0)[self.record]
        if scope.values:
            met &= self._hold(scope.values)
        return met

    @cached_property
    def _classes(self) -> npt.NDArray[np.uint8]:
        return judge_table(self.data, ()).low_of

    def _stand_at(self, places: Sequence[Place]) -> Bools:
        met = np.zeros(len(self.row), np.bool_)
        for source in {place.source for place in places}:
            for part in {place.part for place in places if place.source == source}:
                own = rebut.merged(p for p in places if p.source == source and p.part == part)
                low = np.array([place.row for place in own], np.int64)
                high = np.array([place.last_row for place in own], np.int64)
                # The last range that starts at or before the row: ranges do not overlap.
                at = np.searchsorted(low, self.row, side="right") - 1
                inside = (at >= 0) & (self.row <= high[at])
                met |= inside & (self.part == part) if part else inside
        return met

    def _hold(self, values: Sequence[tuple[str, str]]) -> Bools:
        # Loads for as long as a small count takes, and few cases name values.
        import pyarrow.compute as pc

        held = np.zeros(len(self.first), np.bool_)
        for kind in {kind for kind, _ in values}:
            if kind not in self.data.column_names:
                continue
            tokens = pa.array([bytes.fromhex(token) for name, token in values if name == kind], pa.binary(16))
            column = self.data.column(kind).combine_chunks()
            hits = pc.fill_null(pc.is_in(column, value_set=tokens), False).to_numpy(zero_copy_only=False)
            held[self.record[hits.astype(np.bool_)]] = True
        met: Bools = held[self.record]
        return met
