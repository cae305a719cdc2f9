"""What the records of a ledger amount to under several readings at once, by their kinds and doubts.

Whether a record counts, and in which class, follows from its kinds, its struck kinds, its doubts, and the rebuttal that
takes it out, if any. Few combinations of these occur, so they are judged once for every reading; combinations that no
reading tells apart get one number. A token's set of such numbers then says what the token counts as under each reading
(see ``profile``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiao.findings.catalogue import STRIKING
from tiao.model import CLASSES
from tiao.pieces.readings.overlay import Overlay, rules_under
from tiao.pieces.rules import Rules

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
NOTHING = -1


@dataclass(frozen=True)
class Combinations:
    """The combinations that occur among the records of a ledger. Arrays of one entry a combination.

    Attributes:
        kinds, struck, doubts: as in the ledger, uint64.
        ground: int64, the ground of the rebuttal that takes such records out, or ``NOTHING``.
        records: int64, how many records have them.
    """

    kinds: Bits
    struck: Bits
    doubts: Bits
    ground: Ints
    records: Ints


@dataclass(frozen=True)
class Meanings:
    """What each combination amounts to.

    Attributes:
        combinations: what occurs.
        number: int64, one a combination: its number, or ``NOTHING`` if it counts under no reading.
        total, low, high: int64, shape (readings, numbers): the class in which records of a number count, or
            ``NOTHING``. Rebuttals are not looked at here.
        ground: int64, shape (numbers,): the ground on which such records leave total and low, or ``NOTHING``.
    """

    combinations: Combinations
    number: Ints
    total: Ints
    low: Ints
    high: Ints
    ground: Ints

    @property
    def numbers(self) -> int:
        """How many numbers there are."""
        return len(self.ground)


def meanings(combinations: Combinations, readings: Sequence[Overlay]) -> Meanings:
    """Judges every combination under every reading."""
    judged = [column for reading in readings for column in judge(combinations, reading)]
    columns = np.stack([*judged, combinations.ground])
    something = (columns[:-1] != NOTHING).any(axis=0)
    distinct, inverse = np.unique(columns[:, something], axis=1, return_inverse=True)
    number = np.full(len(something), NOTHING, np.int64)
    number[something] = inverse.reshape(-1)
    return Meanings(combinations, number, distinct[0:-1:3], distinct[1:-1:3], distinct[2:-1:3], distinct[-1])


def judge(combinations: Combinations, reading: Overlay) -> tuple[Ints, Ints, Ints]:
    """The classes for total, low and high of every combination, ``NOTHING`` where it does not count."""
    rules = rules_under(reading)
    every = combinations.kinds | combinations.struck
    stays = (combinations.doubts & np.uint64(reading.doubt_mask)) == 0
    in_total = identifies(combinations.kinds, rules) & stays
    in_high = identifies(every, rules) & stays
    total = np.where(in_total, class_of(combinations.kinds, rules), NOTHING)
    low = np.where(combinations.doubts == 0, total, NOTHING)
    return total, low, np.where(in_high, class_of(every, rules), NOTHING)


def identifies(kinds: Bits, rules: Rules) -> Bools:
    """Whether each set of kinds holds all of one line of identity."""
    found = np.zeros(len(kinds), np.bool_)
    for mask in rules.identity:
        found |= (kinds & mask) == mask
    return found


def class_of(kinds: Bits, rules: Rules) -> Ints:
    """The number of each set's class: the first line that it meets."""
    found = np.full(len(kinds), len(CLASSES) - 1, np.int64)
    for number, any_of, all_of in zip(rules.class_of[::-1], rules.any_of[::-1], rules.all_of[::-1], strict=True):
        meets = (kinds & all_of) == all_of
        if any_of:
            meets &= (kinds & any_of) != 0
        found[meets] = number
    return found


def reason_of(doubts: Bits) -> Ints:
    """The first striking doubt of each set, ``NOTHING`` where there is none."""
    found = np.full(len(doubts), NOTHING, np.int64)
    for bit in reversed(range(STRIKING)):
        found[(doubts >> np.uint64(bit)) & np.uint64(1) != 0] = bit
    return found
