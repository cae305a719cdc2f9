"""Lists (表格): words that stand in columns, as on a spreadsheet that was printed or photographed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tiao.content.photo.forms import data, squeezed
from tiao.content.photo.numbers import tight
from tiao.content.photo.shown import Shown, row
from tiao.content.photo.words import Word, lines

NAME = "表格"
_LEAST_LINES = 3
_LEAST_WITHOUT_HEADER = 5
# A column's edge may be crossed by this share of the lines: words that were read as one over two columns.
_CROSSED = 0.15
_SHEARS = np.arange(-0.03, 0.0301, 0.005)
_NUMBER = re.compile(r"[0-9X*]{7,}|[^@\s]+@[^@\s]+\.[a-z]+|[\u4e00-\u9fff][A-Z][0-9A-Z]{5,6}")
_MOST_ROOM = 1 << 14

Floats = npt.NDArray[np.float64]


def grid(words: Sequence[Word], of_numbers: bool = False) -> Shown | None:
    """The list that most of the words make up; None if they make up none.

    Args:
        of_numbers: only one in which most lines have a number in the same column.
    """
    rows = lines(words)
    several = [line for line in rows if len(line) > 1 or _double(line[0])]
    if len(several) < _LEAST_LINES:
        return None
    first, last = rows.index(several[0]), rows.index(several[-1])
    inside = [line for line in rows[first : last + 1] if _reaches(line, several)]
    shear, edges = _columns(several)
    edges = _with_close_ones(several, shear, edges)
    if len(edges) < 3:
        return None
    cut = [_cells(line, edges, shear) for line in inside]
    filled = [sum(bool(cell) for cell in cells) for cells in cut]
    if sum(count > 1 for count in filled) * 5 < 3 * len(cut) or not _is_list(cut, of_numbers):
        return None
    return Shown(NAME, (), [row(cells, line) for cells, line in zip(cut, inside, strict=True)], "table", _all(inside))


def _double(word: Word) -> bool:
    """A word with blanks and a number in it: most likely two cells that were read as one."""
    return " " in word.text.strip() and bool(_NUMBER.search(word.text))


def _all(rows: Sequence[Sequence[Word]]) -> list[Word]:
    return [word for line in rows for word in line]


def _reaches(line: Sequence[Word], several: Sequence[Sequence[Word]]) -> bool:
    """A single word far from all columns is no row; one that stands in the list's width is."""
    left = min(other[0].x for other in several)
    return line[0].x >= left - 2 * line[0].height


def _columns(several: Sequence[Sequence[Word]]) -> tuple[float, list[float]]:
    """The edges of the columns: where hardly a line has a word, once the list is sheared so that they stand upright."""
    words = _all(several)
    size = float(np.median([word.height for word in words]))
    spans = np.array([(*_ink(word), word.middle) for word in words])
    best: tuple[float, float, list[float]] = (-1.0, 0.0, [])
    for shear in sorted(_SHEARS, key=abs):
        off = shear * spans[:, 2]
        gaps = _gaps(spans[:, 0] - off, spans[:, 1] - off, len(several), size)
        room = float(sum(right - left for left, right in gaps))
        if len(gaps) + room / 1e6 > best[0] + 1e-9:
            low, high = float((spans[:, 0] - off).min()), float((spans[:, 1] - off).max())
            edges = [low - size, *((left + right) / 2 for left, right in gaps), high + size]
            best = (len(gaps) + room / 1e6, float(shear), edges)
    return best[1], best[2]


def _with_close_ones(several: Sequence[Sequence[Word]], shear: float, edges: Sequence[float]) -> list[float]:
    """The edges, and those between columns that touch: where in most lines one word ends and another begins, one below
    the other, and one of the two columns is of numbers."""
    found = list(edges)
    for low, high in pairwise(edges):
        pairs: list[tuple[Word, Word]] = []
        for line in several:
            inside = [word for word in line if low < (word.x + word.right) / 2 - shear * word.middle <= high]
            pairs += pairwise(inside)
        if not pairs:
            continue
        starts = np.array([_ink(second)[0] - shear * second.middle for _, second in pairs])
        at = float(np.median(starts))
        below = np.abs(starts - at) < np.median([second.height for _, second in pairs]) / 2
        told = [[bool(_NUMBER.search(tight(word.text))) for word in two] for two in pairs]
        numbers = np.array(told)[below].sum(0)
        if below.sum() * 5 >= 3 * len(several) and numbers.max() * 5 >= 4 * below.sum():
            found.append(at)
    return sorted(found)


def _ink(word: Word) -> tuple[float, float]:
    """From where to where the characters stand: the regions that are found are wider on either side."""
    if not word.at:
        return word.x, word.right
    half = 0.2 * word.height
    return word.x + word.at[0] * word.width - half, word.x + word.at[-1] * word.width + half


def _gaps(lefts: Floats, rights: Floats, lines_: int, size: float) -> list[tuple[float, float]]:
    """Stretches from left to right that hardly a word covers."""
    low, high = float(lefts.min()), float(rights.max())
    scale = min(1.0, _MOST_ROOM / max(1.0, high - low))
    cover = np.zeros(int((high - low) * scale) + 2, np.int64)
    np.add.at(cover, ((lefts - low) * scale).astype(int), 1)
    np.add.at(cover, ((rights - low) * scale).astype(int), -1)
    free = np.cumsum(cover) <= _CROSSED * lines_
    steps = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
    found = [(low + a / scale, low + b / scale) for a, b in steps.reshape(-1, 2)]
    return [(a, b) for a, b in found if b - a > 0.05 * size and a > low and b < high]


def _cells(line: Sequence[Word], edges: Sequence[float], shear: float) -> list[str]:
    cells: list[list[str]] = [[] for _ in edges[1:]]
    for word in line:
        for part, column in _parts(word, [edge + shear * word.middle for edge in edges]):
            cells[column].append(part)
    return [_text(parts) for parts in cells]


def _text(parts: Sequence[str]) -> str:
    text = "".join(parts).strip()
    plain = tight(text)
    return plain if sum(sign.isdigit() for sign in plain) > 6 and plain.isascii() and "@" not in plain else text


def _parts(word: Word, edges: Sequence[float]) -> list[tuple[str, int]]:
    """A word, cut where it crosses an edge of a column: at a blank if one is near, else between characters."""
    middles = [word.x + (at * word.width) for at in word.at] or [
        word.x + (place + 0.5) / len(word.text) * word.width for place in range(len(word.text))
    ]
    if not middles:
        return []
    column = int(np.searchsorted(edges, (word.x + word.right) / 2)) - 1
    whole = [(word.text, min(max(column, 0), len(edges) - 2))]
    crossed = [edge for edge in edges[1:-1] if word.x + word.height < edge < word.right - word.height]
    if not crossed:
        return whole
    starts = [0]
    for edge in crossed:
        place = sum(middle < edge for middle in middles)
        blanks = [at for at, sign in enumerate(word.text) if sign == " " and abs(at - place) <= 3]
        if blanks:
            place = min(blanks, key=lambda at: abs(at - place))
        elif _inside_number(word.text, place):
            continue
        starts.append(place)
    out = []
    for start, end in zip(starts, [*starts[1:], len(word.text)], strict=True):
        if end > start and word.text[start:end].strip():
            at = (middles[start] + middles[end - 1]) / 2
            out.append((word.text[start:end].strip(), min(max(int(np.searchsorted(edges, at)) - 1, 0), len(edges) - 2)))
    return out


def _inside_number(text: str, place: int) -> bool:
    around = text[max(0, place - 1) : place + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _is_list(rows: Sequence[Sequence[str]], of_numbers: bool) -> bool:
    """Enough lines with a column of numbers; else a header of known words."""
    if len(rows) >= _LEAST_LINES and any(
        sum(bool(_NUMBER.search(cells[column])) for cells in rows) * 10 >= 6 * len(rows)
        for column in range(len(rows[0]))
    ):
        return len(rows) >= _LEAST_WITHOUT_HEADER or _has_header(rows)
    return not of_numbers and _has_header(rows)


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    headers = data()["headers"]
    for cells in rows[:2]:
        known = [any(word in squeezed(cell) for word in headers) for cell in cells if cell]
        if len(known) > 1 and sum(known) * 10 >= len(known) * 7 and not any(_NUMBER.search(cell) for cell in cells):
            return True
    return False
