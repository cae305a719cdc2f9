"""``by_person@2``: natural persons, joined by any shared valid identifier (docs/reference/counting.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiao.case import Case
from tiao.pieces import judge
from tiao.pieces.persons import union
from tiao.pieces.persons.linked import Linked, linked
from tiao.pieces.persons.partitions import Entries, Nodes, Partitions, Progress, table_for
from tiao.pieces.rebuttals.rebut import REASONS
from tiao.pieces.rebuttals.rebutted import Rebutted

# The largest persons that a count names by their size.
LARGEST = 10


@dataclass
class Persons:
    """The ledger as natural persons.

    Attributes:
        partitions: what the persons were joined from.
        state: uint8, shape (nodes,): what a line's record is, as in ``Nodes``, but 0 where a rebuttal takes it out.
        parent: int32, shape (nodes,): for each line of the ledger the first line of the same person.
        records: int32, shape (nodes,): at each first line, how many records in total the person has.
        counted: int64, shape (3, classes): persons once in each class, in total, low and high.
        rows: int64, shape (3, classes): records in total, low and high.
        rebutted: int64, shape (grounds,): records that rebuttals take out of total, by ground.
    """

    partitions: Partitions
    state: npt.NDArray[np.uint8]
    parent: npt.NDArray[np.int32]
    records: npt.NDArray[np.int32]
    counted: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    rebutted: npt.NDArray[np.int64]

    @property
    def nodes(self) -> Nodes:
        return self.partitions.nodes

    @property
    def roots(self) -> npt.NDArray[np.int64]:
        """The first line of each person in total, the person with the most records first, then in ledger order."""
        found = np.flatnonzero(self.records)
        return found[np.argsort(-self.records[found], kind="stable")]

    @property
    def sizes(self) -> npt.NDArray[np.int32]:
        """Records of each person in total, most first."""
        return self.records[self.roots]


def persons(
    case: Case,
    decided: Linked | None = None,
    rebutted: Rebutted | None = None,
    progress: Progress | None = None,
) -> Persons:
    """Joins the records of a case to persons.

    Memory: ten to fourteen bytes for each line of the ledger, and ``partitions.MEMORY`` for what is joined at a time.

    Args:
        decided: what people decided about persons; what stands in the case if not given.
        rebutted: what rebuttals take out; what stands in the case if not given.
        progress: called with (what, steps done, steps in all).

    Raises:
        Misuse: no ledger, more than two thousand million lines, or a decision names a record that is not there.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    decided = linked(case) if decided is None else decided
    rebutted = Rebutted.standing(case) if rebutted is None else rebutted
    partitions = Partitions(case, decided, rebutted)
    nodes = partitions.nodes
    parent = np.arange(len(nodes), dtype=np.int32)
    for entries in partitions.each("persons 同一人", progress):
        union.join(parent, *_meet(entries))
    whole, records = _settled(parent, nodes.state)
    out = Persons(partitions, nodes.state, parent, records, whole, nodes.rows, np.zeros(len(REASONS), np.int64))
    if rebutted:
        _take_out(out)
    return out


def _settled(
    parent: npt.NDArray[np.int32], state: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    counted = np.zeros((3, judge.CLASSES), np.int64)
    records = np.zeros(len(parent), np.int32)
    union.settle(parent, state, records, np.zeros(len(parent), np.uint32), counted)
    return counted, records


def _take_out(out: Persons) -> None:
    """Takes out of total and low what stands rebutted. The record has joined, so no rebuttal makes more persons."""
    nodes = out.nodes
    gone = (nodes.grounds > 0) & ((nodes.state & union.IN_TOTAL) != 0)
    classes = nodes.state[gone] & union.CLASS
    low = (nodes.state[gone] & union.IN_LOW) != 0
    out.rows = nodes.rows.copy()
    out.rows[0] -= np.bincount(classes, minlength=judge.CLASSES)
    out.rows[1] -= np.bincount(classes[low], minlength=judge.CLASSES)
    out.rebutted = np.bincount(nodes.grounds[gone] - 1, minlength=len(REASONS))
    out.state = np.where(gone, 0, nodes.state).astype(np.uint8)
    high = out.counted[2]
    out.counted, out.records = _settled(out.parent, out.state)
    out.counted[2] = high


def _meet(entries: Entries) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    one, other = np.empty(len(entries), np.int64), np.empty(len(entries), np.int64)
    pairs = union.meet(entries, table_for(entries), one, other)
    return one[:pairs], other[:pairs]
