"""The bit sets of the ledger's lines, by which each line is judged, a row group at a time.

In a row group they stand one behind the other: one stretch of the file holds them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tiao.disk import Pages
from tiao.findings.parquet.lying import numbers_in
from tiao.pieces.ledger_read import Shape, Stretch, numbers_of

Bytes = npt.NDArray[np.uint8]
_TYPES = {"kinds": np.uint64, "struck": np.uint64, "doubts": np.uint32, "more": np.bool_}
_BYTES = sum(np.dtype(kind).itemsize for kind in _TYPES.values())
COLUMNS = tuple(_TYPES)
_read = Pages()


@dataclass
class BitSets:
    """What the lines of one row group say of themselves, arrays of one entry a line; see ``findings.ledger``."""

    kinds: npt.NDArray[np.uint64]
    struck: npt.NDArray[np.uint64]
    doubts: npt.NDArray[np.uint32]
    more: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, data: pa.Table) -> BitSets:
        return cls(*(numbers_of(data.column(name)) for name in COLUMNS))


def stretches(shape: Shape) -> list[Stretch]:
    """Where the bit sets stand, in each row group; none where something else stands between them."""
    found = []
    for number in range(shape.row_groups):
        places = [shape.place(name, number) for name in COLUMNS]
        begin, end = min(place.begin for place in places), max(place.begin + place.size for place in places)
        if end - begin != sum(place.size for place in places):
            return []
        found.append(Stretch(shape.path, begin, end - begin))
    return found


def lying(data: Bytes, shape: Shape, number: int) -> BitSets | None:
    """The bit sets of a row group, out of its stretch.

    Returns:
        In memory that this thread uses again at the next call; None if they were written by another hand.
    """
    lines = shape.lines_of(number)
    places = {name: shape.place(name, number) for name in COLUMNS}
    begin = min(place.begin for place in places.values())
    memory = _read.of(_BYTES * lines)
    sets: dict[str, Any] = {}
    for name, kind in _TYPES.items():
        size = lines * np.dtype(kind).itemsize
        sets[name], memory = memory[:size].view(kind), memory[size:]
        place = places[name]
        column = data[place.begin - begin :][: place.size]
        if shape.is_optional(name) or not numbers_in(column, place.dictionary, sets[name]):
            return None
    return BitSets(**sets)
