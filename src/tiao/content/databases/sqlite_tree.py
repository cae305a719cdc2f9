"""The pages of one SQLite table in the order of its rows, past damage: what is broken is left out and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiao.content.databases.sqlite_file import HEAD, Pages

TABLE_LEAF, TABLE_INSIDE, INDEX_LEAF, INDEX_INSIDE = 0x0D, 0x05, 0x0A, 0x02


@dataclass(frozen=True)
class Segment:
    """Cells of one page that hold rows.

    Attributes:
        data: the page.
        low, high: from which cell on, and up to which.
    """

    page: int
    data: bytes
    low: int
    high: int


@dataclass(frozen=True)
class Lost:
    """A page that is damaged, missing, or has its place elsewhere; nobody knows how many rows it held."""


@dataclass(frozen=True)
class _Page:
    """What a page says of itself."""

    data: bytes
    kind: int
    cells: int
    children: npt.NDArray[np.int64]


def segments(pages: Pages, root: int, turn: int) -> Iterator[Segment | Lost]:
    """Where the rows of a table stand, in their order.

    In a table without rowid, rows stand on the pages inside the tree as well, between those of two children.

    Args:
        turn: the number of the pass (``Pages.begin``).
    """
    kinds: tuple[int, ...] = (TABLE_LEAF, TABLE_INSIDE, INDEX_LEAF, INDEX_INSIDE)
    todo: list[int | Segment] = [root]
    while todo:
        item = todo.pop()
        if isinstance(item, Segment):
            yield item
            continue
        page = _looked_at(pages, item, kinds, turn)
        if page is None:
            yield Lost()
            continue
        if item == root:
            is_table = page.kind in (TABLE_LEAF, TABLE_INSIDE)
            kinds = (TABLE_LEAF, TABLE_INSIDE) if is_table else (INDEX_LEAF, INDEX_INSIDE)
        if page.kind in (TABLE_LEAF, INDEX_LEAF):
            yield Segment(item, page.data, 0, page.cells)
            continue
        children: list[int] = page.children.tolist()
        for place in range(len(children) - 1, -1, -1):
            if page.kind == INDEX_INSIDE and place < page.cells:
                todo.append(Segment(item, page.data, place, place + 1))
            todo.append(children[place])


def _looked_at(pages: Pages, number: int, kinds: tuple[int, ...], turn: int) -> _Page | None:
    """The head of a page and its children; None if it is no page of such a tree."""
    page = pages.take(number, turn)
    if page is None:
        return None
    begin = HEAD if number == 1 else 0
    kind = page[begin]
    if kind not in kinds:
        return None
    inside = kind in (TABLE_INSIDE, INDEX_INSIDE)
    first = begin + (12 if inside else 8)
    cells = int.from_bytes(page[begin + 3 : begin + 5], "big")
    if first + 2 * cells > pages.usable:
        return None
    children = np.zeros(0, np.int64)
    if inside:
        data = np.frombuffer(page, np.uint8).astype(np.int64)
        at = (data[first : first + 2 * cells : 2] << 8) + data[first + 1 : first + 2 * cells : 2]
        if (at > pages.usable - 4).any():
            return None
        at = np.append(at, begin + 8)
        children = (data[at] << 24) + (data[at + 1] << 16) + (data[at + 2] << 8) + data[at + 3]
    return _Page(page, kind, cells, children)
