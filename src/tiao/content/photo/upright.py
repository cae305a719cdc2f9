"""How a photo is turned, told by its lines of text, and its regions set upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiao.content.photo.words import Quad

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Turn:
    """A turn about the middle of the picture, in radians: text that runs along it stands upright afterwards."""

    radians: float

    def upright(self, points: npt.NDArray[np.float32]) -> Array:
        """Points of the picture, (n, 2), as they stand once it is turned."""
        cos, sin = np.cos(-self.radians), np.sin(-self.radians)
        turned: Array = points.astype(np.float64) @ np.array([[cos, sin], [-sin, cos]])
        return turned

    def other(self) -> Turn:
        """Half a turn further: the same lines, read from the other end."""
        return Turn(self.radians + np.pi)


def main_turn(quads: Sequence[Quad]) -> Turn:
    """Along which direction the lines run: the longer sides of long regions, weighted by their length.

    Which of its two ends is the beginning cannot be told from this.
    """
    doubled = np.zeros(2)
    for quad in quads:
        sides = quad[[1, 2]] - quad[[0, 1]]
        lengths = np.linalg.norm(sides, axis=1)
        if lengths.max() < 2 * max(float(lengths.min()), 1.0):
            continue
        along = sides[int(lengths.argmax())]
        angle = 2 * np.arctan2(float(along[1]), float(along[0]))
        doubled += np.array([np.cos(angle), np.sin(angle)]) * float(lengths.max())
    if not doubled.any():
        return Turn(0.0)
    # Half of the angle of a doubled direction: from -90 up to 90 degrees; text that falls steeply is read downwards.
    return Turn(float(np.arctan2(doubled[1], doubled[0]) / 2))


def ordered(quad: Quad, turn: Turn) -> tuple[Quad, tuple[float, float, float, float]]:
    """Corners from the upper left clockwise as the text is read, and left, top, right, bottom once upright."""
    up = turn.upright(quad)
    by_x = np.argsort(up[:, 0], kind="stable")
    left = by_x[:2][np.argsort(up[by_x[:2], 1], kind="stable")]
    right = by_x[2:][np.argsort(up[by_x[2:], 1], kind="stable")]
    order = [left[0], right[0], right[1], left[1]]
    x, y = (up[order[0]] + up[order[3]])[0] / 2, (up[order[0]] + up[order[1]])[1] / 2
    edge, bottom = (up[order[1]] + up[order[2]])[0] / 2, (up[order[2]] + up[order[3]])[1] / 2
    return quad[order], (float(x), float(y), float(edge), float(bottom))
