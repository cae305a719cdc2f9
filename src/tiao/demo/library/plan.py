"""The large mixed folder as a plan: which tables, how many rows, which bytes, and what must be counted in them.

    plan = MixedBulk(81_000_000)
    for name, rows in plan.files():
        plan.write(name, folder / name)
    plan.truth()

The truth is there before any row is written, so files can be written, counted and deleted one after the other.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from math import gcd
from random import Random
from typing import Any

import numpy as np

from tiao.demo.library.cells import ID_SPACE, SPACES
from tiao.demo.library.rows import ROW_BYTES, fill
from tiao.demo.library.shapes import PEOPLE, SHAPES, pattern
from tiao.demo.library.table import Table
from tiao.demo.library.texts import Bytes, texts
from tiao.demo.library.truth import not_identifying, truth
from tiao.errors import Misuse
from tiao.model import MethodCount

FILE_ROWS = 10_000_000
"""Rows of a file at most."""
CHUNK_ROWS = 100_000
BYTES_A_ROW = 81
"""On average, over all shapes."""


class MixedBulk:
    """A plan for tables of all shapes with ``rows`` rows together.

    Args:
        rows: data rows, headers not counted; memory does not grow with them.
        seed: same seed, same bytes on every machine.

    Raises:
        Misuse: more people are needed than there are identity numbers; some 1.7 billion rows.
    """

    def __init__(self, rows: int, seed: int = 1) -> None:
        self.rows = rows
        self.seed = seed
        shares = _shared(rows, [shape.share for shape in SHAPES])
        needed = [
            -(-(n - n // 5) // len(pattern(shape))) for shape, n in zip(SHAPES, shares, strict=True)
        ]  # rounded up
        # A quarter more people than the longest table has, so that the tables have some people in common and not all.
        people = max(needed) * 5 // 4
        if people * PEOPLE > ID_SPACE:
            raise Misuse("There are not so many synthetic people.", f"{rows:,} rows", "Ask for fewer rows.")
        self.tables = tuple(
            Table(shape, n, (people - blocks) * shape.start // 100)
            for shape, n, blocks in zip(SHAPES, shares, needed, strict=True)
        )
        chance = Random(f"library {seed}")
        self._steps = np.array([_coprime(chance, space) for space in SPACES], np.uint64)
        self._salts = [chance.getrandbits(63) for _ in range(1 + len(SHAPES))]
        self._files = {
            f"{table.shape.name}{part}.csv": (place, first, min(first + FILE_ROWS, table.rows))
            for place, table in enumerate(self.tables)
            for part, first in enumerate(range(0, table.rows, FILE_ROWS), 1)
        }

    def files(self) -> list[tuple[str, int]]:
        """Name and data rows of each file, in the order of the shapes."""
        return [(name, last - first) for name, (_, first, last) in self._files.items()]

    def write(self, which: str | int, path: str | os.PathLike[str], wrote: Callable[[int], None] | None = None) -> None:
        """Writes one file, on as many threads as there are processors; memory: some 30 MB each.

        Args:
            which: a name of ``files``, or its place there.
            path: the file; what stands there is replaced.
            wrote: called with the bytes of each chunk that is written.
        """
        with open(path, "wb") as file:
            for content in self.chunks(which):
                file.write(content)
                if wrote is not None:
                    wrote(len(content))

    def chunks(self, which: str | int) -> Iterator[memoryview]:
        """The bytes of one file, header first; a piece stands until the next is asked for."""
        place, first, last = self._files[which] if isinstance(which, str) else list(self._files.values())[which]
        yield memoryview(self.tables[place].shape.header)
        threads = os.cpu_count() or 1
        spare: deque[Bytes] = deque(np.empty(CHUNK_ROWS * ROW_BYTES, np.uint8) for _ in range(threads + 1))
        starts = iter(range(first, last, CHUNK_ROWS))
        waiting: deque[tuple[Future[int], Bytes]] = deque()
        with ThreadPoolExecutor(threads) as pool:
            while True:
                while spare and (start := next(starts, None)) is not None:
                    buffer, stop = spare.popleft(), min(start + CHUNK_ROWS, last)
                    waiting.append((pool.submit(self._fill, place, buffer, start, stop), buffer))
                if not waiting:
                    return
                filled, buffer = waiting.popleft()
                yield buffer[: filled.result()].data
                spare.append(buffer)

    def _fill(self, place: int, out: Bytes, first: int, last: int) -> int:
        table = self.tables[place]
        people, seconds, sorts = np.array(pattern(table.shape), np.int64).T.copy()
        salt = np.array([self._salts[0], self._salts[1 + place]], np.uint64)
        cells: Any = np.array(table.shape.cells, np.int64)
        return int(
            fill(
                out, first, last, table.rows, table.blocks, table.begin, cells, people, seconds, sorts,
                table.shape.windows, self._steps, salt, texts(),
            )
        )  # fmt: skip

    def truth(self) -> dict[str, MethodCount]:
        """What each method must count when all files are seized."""
        return truth(self.tables)

    def not_identifying(self) -> int:
        """Rows that hold something and identify nobody."""
        return not_identifying(self.tables)


def _shared(rows: int, shares: list[int]) -> list[int]:
    """Rows of each share, by the largest remainders; they add up to ``rows``."""
    whole = sum(shares)
    given = [rows * share // whole for share in shares]
    most = sorted(range(len(shares)), key=lambda place: -(rows * shares[place] % whole))
    for place in most[: rows - sum(given)]:
        given[place] += 1
    return given


def _coprime(chance: Random, space: int) -> int:
    """A step that visits every place of the space before it returns. Below 2**32, so that no product overflows."""
    while True:
        step = chance.randrange(min(space, 2**32) // 3, min(space, 2**32))
        if gcd(step, space) == 1:
            return step
