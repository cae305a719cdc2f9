"""Strata (层) of a sample and how its items are shared among them. Whole numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tiao.errors import Misuse
from tiao.model import CLASSES

REST = "rest"
Frame = Mapping[str, Mapping[str, int]]
"""Pieces by class and exhibit. A piece that stands in several exhibits is of the first of them."""


@dataclass(frozen=True)
class Stratum:
    """Pieces of one class in one exhibit, or in several whose share is below one item.

    Attributes:
        class_: the class.
        name: the exhibit, or ``rest``.
        exhibits: the exhibits that it is made of, in order.
        pieces: how many pieces stand in it.
        size: how many of them are drawn, at least one.
    """

    class_: str
    name: str
    exhibits: tuple[str, ...]
    pieces: int
    size: int


def strata(frame: Frame, size: int) -> list[Stratum]:
    """Shares a sample among classes, and each class's part among its exhibits.

    Args:
        frame: pieces by class and exhibit.
        size: items to draw.

    Raises:
        Misuse: more items than pieces, or fewer than classes.
    """
    classes = {name: sum(frame[name].values()) for name in CLASSES if sum(frame.get(name, {}).values())}
    pieces = sum(classes.values())
    if not pieces:
        raise Misuse("There is nothing to draw from.", "--class", "Name a class that has pieces: see `tiao count`.")
    if size > pieces:
        raise Misuse(f"There are only {pieces} pieces to draw from.", "--size", "Give that number or a smaller one.")
    if size < len(classes):
        raise Misuse(
            f"The sample has fewer items than there are classes with pieces, which are {len(classes)}.",
            "--size",
            "Give a larger number, or draw from one class.",
        )
    result = []
    for name, own in allocate(classes, size).items():
        exhibits = {exhibit: n for exhibit, n in sorted(frame[name].items(), key=_number) if n}
        result += _of_class(name, exhibits, own)
    return result


def allocate(pieces: Mapping[str, int], size: int) -> dict[str, int]:
    """Shares ``size`` items in proportion by the largest remainder, at least one for each.

    Where the proportion gives less than one, one is given and the others share what is left, again in proportion. Of
    equal remainders the earlier in order comes first. ``size`` lies between the number of shares and the pieces.
    """
    small: set[str] = set()
    while True:
        left = {name: n for name, n in pieces.items() if name not in small}
        rest, whole = size - len(small), sum(left.values())
        below = {name for name, n in left.items() if n * rest < whole}
        if not below:
            break
        small |= below
    shares = {name: divmod(n * rest, whole) for name, n in left.items()}
    over = rest - sum(floor for floor, _ in shares.values())
    larger = set(sorted(left, key=lambda name: -shares[name][1])[:over])
    return {name: 1 if name in small else shares[name][0] + (name in larger) for name in pieces}


def _of_class(class_: str, exhibits: Mapping[str, int], size: int) -> list[Stratum]:
    """The strata of one class. With more exhibits than items, those whose share is below one item stand together."""
    groups: dict[str, Sequence[str]] = {name: (name,) for name in exhibits}
    if len(exhibits) > size:
        whole = sum(exhibits.values())
        rest = [name for name, n in exhibits.items() if n * size < whole]
        groups = {**{name: own for name, own in groups.items() if name not in rest}, REST: rest}
    pieces = {name: sum(exhibits[exhibit] for exhibit in own) for name, own in groups.items()}
    sizes = allocate(pieces, size)
    return [Stratum(class_, name, tuple(own), pieces[name], sizes[name]) for name, own in groups.items()]


def _number(item: tuple[str, int]) -> int:
    return int(item[0][1:])
