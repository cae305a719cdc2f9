"""Tables of a printed page (PDF), by the places of the pieces and by the lines that are drawn around them.

Lines of type that have several pieces, one below the other, are a table. Its columns are what no piece reaches across,
or what drawn lines divide. Where lines are drawn between rows, what stands between two of them is one row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tiao.content.documents.pdf_lines import Line, Rules

_FEWEST_ROWS = 2
_FEWEST_RULES = 3
_WIDEST_GAP = 4.0
"""Heights of a line between two rows of one table without drawn lines."""
_CLOSE = 1.4
"""Heights of a line between the lines of one cell."""
_NEAR = 2.0


Grid = tuple[float, float]
"""Bottom and top of a grid that is drawn, in points."""


@dataclass
class Block:
    """A table on one page.

    Attributes:
        edges: where its columns begin and end: (left, right) of each. rows: line number and cells of each.
        at_top, at_end: whether no other line of type stands above or below it on its page.
    """

    edges: list[tuple[float, float]]
    rows: list[tuple[int, list[str]]]
    at_top: bool = False
    at_end: bool = False

    def goes_on(self, before: Block) -> bool:
        """Whether this is the rest of a table that began on the page before."""
        return len(self.edges) == len(before.edges) and all(
            left < other_right and other_left < right
            for (left, right), (other_left, other_right) in zip(self.edges, before.edges, strict=True)
        )


def parts(page: Sequence[Line], rules: Rules) -> Iterator[Line | Block]:
    """Lines of text and tables of a page, from the top to the bottom."""
    grids = _grids(rules)
    at = 0
    while at < len(page):
        end = _end(page, at, grids)
        block = _block(page[at:end], rules) if end - at >= _FEWEST_ROWS else None
        if block is None:
            yield page[at]
            at += 1
            continue
        block.at_top, block.at_end = at <= 1, end >= len(page) - 1
        yield block
        at = end


def _end(page: Sequence[Line], begin: int, grids: Sequence[Grid]) -> int:
    """Where the lines end that could be a table which begins at one."""
    grid = _grid(page[begin], grids)
    if grid is not None:
        end = begin
        while end < len(page) and _grid(page[end], grids) == grid:
            end += 1
        return end
    if len(page[begin].pieces) < 2:
        return begin
    end = begin + 1
    while end < len(page):
        near = page[end - 1].base - page[end].base <= _WIDEST_GAP * page[end].size
        if not near or _grid(page[end], grids) is not None:
            break
        if len(page[end].pieces) < 2 and not _hangs(page[end], page[begin:end]):
            break
        end += 1
    return end


def _hangs(line: Line, above: Sequence[Line]) -> bool:
    """Whether a line is the rest of a cell above: close below it, and below a cell that is not the first."""
    if len(line.pieces) > 1 or above[-1].base - line.base > _CLOSE * line.size:
        return False
    cells = next((other.pieces for other in reversed(above) if len(other.pieces) > 1), [])
    return any(abs(piece.left - line.pieces[0].left) <= _NEAR for piece in cells[1:])


def _grids(rules: Rules) -> list[Grid]:
    """Where lines are drawn down, side by side or one below the other as cells are: bottom and top of each grid."""
    grids: list[tuple[float, float, set[int]]] = []
    for place, bottom, top in sorted(rules.down, key=lambda rule: rule[1]):
        if grids and bottom <= grids[-1][1] + _NEAR:
            low, high, places = grids.pop()
            grids.append(
                (low, max(high, top), places | {round(place / _NEAR)} if len(places) < _FEWEST_RULES else places)
            )
        else:
            grids.append((bottom, top, {round(place / _NEAR)}))
    return [(low, high) for low, high, places in grids if len(places) >= _FEWEST_RULES]


def _grid(line: Line, grids: Sequence[Grid]) -> Grid | None:
    """The drawn grid that a line stands in; None if it stands in none."""
    middle = line.base + line.size / 3
    at = bisect_right(grids, (middle, float("inf"))) - 1
    return grids[at] if at >= 0 and middle <= grids[at][1] else None


def _block(page: Sequence[Line], rules: Rules) -> Block | None:
    columns = _columns(page, rules)
    if len(columns) < 2:
        return None
    starts = [left for left, _ in columns]
    bands = _bands(page, rules, columns)
    rows: list[tuple[int, list[str]]] = []
    band_before = -1
    for nth, line in enumerate(page):
        cells: list[list[str]] = [[] for _ in columns]
        for piece in line.pieces:
            place = bisect_right(starts, piece.left + (piece.right - piece.left) * 0.1) - 1
            cells[max(0, place)].append(piece.text)
        own = [" ".join(texts) for texts in cells]
        band = bisect_right(bands, -(line.base + line.size / 3)) if bands else -1
        if rows and (band == band_before if bands else _hangs(line, page[:nth])):
            # The same row goes on: a number that was broken over two lines is one again.
            above = rows[-1][1]
            rows[-1] = (rows[-1][0], [_continued(first, second) for first, second in zip(above, own, strict=True)])
        else:
            rows.append((line.number, own))
        band_before = band
    full = sum(sum(map(bool, cells)) > 1 for _, cells in rows)
    if len(rows) < _FEWEST_ROWS or full * 2 < len(rows):
        return None
    for _, row in rows:
        while row and not row[-1]:
            row.pop()
    return Block(columns, rows)


def _continued(first: str, second: str) -> str:
    if not first or not second:
        return first or second
    return (
        first + second
        if not (first[-1].isascii() and first[-1].isalpha() and second[0].isalpha())
        else f"{first} {second}"
    )


def _columns(page: Sequence[Line], rules: Rules) -> list[tuple[float, float]]:
    low, high = page[-1].base, page[0].base + page[0].size
    places = sorted(
        place
        for place, bottom, top in rules.down
        if bottom < high and top > low and min(top, high) - max(bottom, low) > 0
    )
    drawn = [place for number, place in enumerate(places) if not number or place - places[number - 1] > _NEAR]
    if len(drawn) >= _FEWEST_RULES:
        left, right = page[0].pieces[0].left, max(line.pieces[-1].right for line in page)
        return list(zip([min(drawn[0], left), *drawn[1:-1]], [*drawn[1:-1], max(drawn[-1], right)], strict=True))
    spans = sorted((piece.left, piece.right) for line in page for piece in line.pieces)
    columns: list[tuple[float, float]] = []
    for left, right in spans:
        if columns and left < columns[-1][1] + 0.5:
            columns[-1] = (columns[-1][0], max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    return columns


def _bands(page: Sequence[Line], rules: Rules, columns: list[tuple[float, float]]) -> list[float]:
    """Heights of the lines drawn across most of a table, negative, from the top down; empty if there are too few."""
    left, right = columns[0][0], columns[-1][1]
    low, high = page[-1].base - page[-1].size, page[0].base + 3 * page[0].size
    covered: dict[float, float] = {}
    for height, begin, end in rules.across:
        if low <= height <= high and end > left and begin < right:
            key = next((known for known in covered if abs(known - height) <= _NEAR), height)
            covered[key] = covered.get(key, 0.0) + min(end, right) - max(begin, left)
    heights = sorted(-height for height, length in covered.items() if length >= 0.8 * (right - left))
    return heights if len(heights) >= _FEWEST_RULES else []
