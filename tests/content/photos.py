"""Synthetic photos for the tests: drawn, taken and kept as the album's are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from tiao.demo.album.camera import Shot, Stamp, saved, take
from tiao.demo.album.canvas import Pen, Sheet
from tiao.demo.people import People, Person

CLEAR = Shot(1600, angle=3, tilt=0.01, noise=3, quality=80)
FLAT = Shot(1600, flat=True, quality=80)


def people(count: int, seed: int = 7) -> list[Person]:
    """Invented people, each with an address that has room on every document."""
    drawn = People(seed)
    return [drawn.draw() for _ in range(count)]


def photo(sheets: Sequence[Sheet], shot: Shot = CLEAR, stamp: Stamp | None = None, seed: int = 1) -> bytes:
    """A photo file of some flat pictures."""
    return saved(take(sheets, shot, Random(seed)), shot, stamp)


def drawn(lines: Sequence[str]) -> bytes:
    """Lines of text as a PNG picture."""
    pen = Pen(1400, 120 + 70 * len(lines), (255, 255, 255))
    for number, line in enumerate(lines):
        pen.text(60, 60 + 70 * number, line, 40)
    return saved(np.asarray(pen.image), replace(FLAT, quality=0), None)


def turned(shot: Shot, quarters: int) -> Shot:
    return replace(shot, quarters=quarters)
