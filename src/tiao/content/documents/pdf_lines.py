"""The lines of a printed page (PDF): characters with their places, put together as a person reads them.

A PDF holds no lines and no tables, only signs at places. Signs on one base line that stand close are one piece; a wider
gap ends it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

GAP, WORD = 1.1, 0.18
"""In heights of the letters: a gap that divides pieces of a line, and one that stands for a blank."""
_SAME_LINE = 0.45


class Sign(NamedTuple):
    """One character; lengths in points, from the lower left corner of the page.

    Attributes:
        base: height of its base line. size: of its font.
    """

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass
class Rules:
    """Drawn lines of a page, in points.

    Attributes:
        across: (height, left, right) of those that go across. down: (place, bottom, top) of those that go down.
    """

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)


@dataclass
class Piece:
    """Signs that stand close on one line."""

    text: str
    left: float
    right: float


@dataclass
class Line:
    """Pieces on one base line, from left to right.

    Attributes:
        number: from 1, from the top of the page.
    """

    number: int
    base: float
    size: float
    pieces: list[Piece]

    @property
    def text(self) -> str:
        """The line as text, pieces divided by tabs."""
        return "\t".join(piece.text for piece in self.pieces)


def lines(signs: Iterable[Sign], rules: Rules | None = None) -> list[Line]:
    """The lines of a page from the top to the bottom.

    Args:
        rules: its drawn lines: one between two signs divides them, however close they stand.
    """
    down = sorted(rules.down) if rules else []
    places = [place for place, _, _ in down]
    groups: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda sign: -sign.base):
        last = groups[-1][0] if groups else None
        if last is not None and last.base - sign.base <= _SAME_LINE * min(last.size, sign.size):
            groups[-1].append(sign)
        else:
            groups.append([sign])

    def divided(left: float, right: float, base: float) -> bool:
        at = bisect_left(places, left)
        return any(bottom <= base <= top for _, bottom, top in down[at : bisect_right(places, right)])

    return [_line(number, sorted(group, key=lambda sign: sign.left), divided) for number, group in enumerate(groups, 1)]


def _line(number: int, signs: list[Sign], divided: Callable[[float, float, float], bool]) -> Line:
    pieces: list[Piece] = []
    before: Sign | None = None
    for sign in signs:
        gap = sign.left - pieces[-1].right if pieces else 0.0
        size = min(sign.size, before.size) if before else sign.size
        if before is not None and _printed_twice(before, sign):
            continue
        if before is None or gap > GAP * size or divided(before.left + 0.1, sign.left + 0.5, sign.base):
            pieces.append(Piece(sign.text, sign.left, sign.right))
        else:
            pieces[-1].text += (" " if gap > WORD * size else "") + sign.text
            pieces[-1].right = max(pieces[-1].right, sign.right)
        before = sign
    return Line(number, signs[0].base, max(sign.size for sign in signs), pieces)


def _printed_twice(before: Sign, sign: Sign) -> bool:
    """Bold type is made by printing a sign again, a hair beside the first."""
    return before.text == sign.text and abs(before.left - sign.left) < 0.1 * sign.size
