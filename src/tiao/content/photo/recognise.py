"""What stands in the regions of a photo: the lines cut out, read, and the photo turned upright by them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tiao.content.photo.models import Models
from tiao.content.photo.upright import Turn, main_turn, ordered
from tiao.content.photo.words import Quad, Word

Pixels = npt.NDArray[np.uint8]
HEIGHT = 48
_WIDEST = 2400
_ASKED = 8
_TURNED_WIDTH = 192
# A line is as a rule this many times as long as high at least, to tell which end is up.
_LONG = 2.5


class Levels:
    """A picture at full size and at half sizes, so that a line is never cut out of far too many pixels."""

    def __init__(self, pixels: Pixels) -> None:
        self._levels = [pixels]
        while min(self._levels[-1].shape[:2]) > 64:
            above = self._levels[-1]
            size = (above.shape[1] // 2, above.shape[0] // 2)
            self._levels.append(np.asarray(cv2.resize(above, size, interpolation=cv2.INTER_AREA)))

    def cut(self, corners: Quad, height: int = HEIGHT) -> Pixels:
        """A line of text as a picture of its own, that many pixels high."""
        across = max(_length(corners[0], corners[1]), _length(corners[3], corners[2]), 1.0)
        down = max(_length(corners[0], corners[3]), _length(corners[1], corners[2]), 1.0)
        level, scale = 0, 1
        while down / (2 * scale) >= height and level + 1 < len(self._levels):
            level, scale = level + 1, scale * 2
        width = int(min(max(8, round(height * across / down)), _WIDEST))
        target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        matrix: Any = cv2.getPerspectiveTransform((corners / scale).astype(np.float32), target)
        return np.asarray(
            cv2.warpPerspective(
                self._levels[level], matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
        )


def _length(one: Any, other: Any) -> float:
    return float(np.linalg.norm(one - other))


def read_line(models: Models, line: Pixels) -> tuple[str, float, tuple[float, ...]]:
    """The text of one line, how sure the model is, and where each character stands as a share of the width."""
    blue_first = line[:, :, ::-1].astype(np.float32)
    given = np.ascontiguousarray((blue_first / 127.5 - 1).transpose(2, 0, 1)[None])
    chances: Any = models.recognise.run(None, {models.recognise.get_inputs()[0].name: given})[0][0]
    best = chances.argmax(1)
    keep = best != 0
    keep[1:] &= best[1:] != best[:-1]
    places = np.flatnonzero(keep)
    if not len(places):
        return "", 0.0, ()
    text = "".join(models.characters[best[place]] for place in places)
    score = float(chances[places, best[places]].mean())
    at = tuple(float(place + 0.5) / len(best) for place in places)
    return text, score, at if len(at) == len(text) else ()


def words(models: Models, levels: Levels, quads: Sequence[Quad]) -> tuple[list[Word], Turn]:
    """Every region read, the photo turned so that most lines stand upright; and that turn."""
    turn = main_turn(quads)
    if _on_its_head(models, levels, quads, turn):
        turn = turn.other()
    placed = [ordered(quad, turn) for quad in quads]
    read = _pool().map(lambda one: read_line(models, levels.cut(one[0])), placed)
    return [
        Word(text, score, *box, corners, at) for (corners, box), (text, score, at) in zip(placed, read, strict=True)
    ], turn


def read_again(models: Models, levels: Levels, corners: Quad) -> list[str]:
    """A line read with a little more room around it, and a little less."""
    middle = corners.mean(0)
    height = max(_length(corners[0], corners[3]), 1.0)
    across = max(_length(corners[0], corners[1]), 1.0)
    out = []
    for more in (0.12, -0.1):
        factor = np.array([1 + more * height / across, 1 + more], np.float64)
        along = (corners[1] - corners[0]) / across
        down = (corners[3] - corners[0]) / height
        off = corners - middle
        moved = middle + np.outer(off @ along, along) * factor[0] + np.outer(off @ down, down) * factor[1]
        out.append(read_line(models, levels.cut(moved.astype(np.float32)))[0])
    return out


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads for lines: each is read by one alone, so that the text does not depend on how many there are."""
    return ThreadPoolExecutor(os.cpu_count() or 1, "lines")


def _on_its_head(models: Models, levels: Levels, quads: Sequence[Quad], turn: Turn) -> bool:
    """Whether most of the longest lines stand on their heads; where the small model wavers, they are read both ways."""
    longest = sorted(quads, key=lambda quad: -_length(quad.min(0), quad.max(0)))
    cut = []
    for quad in longest:
        corners, _ = ordered(quad, turn)
        line = levels.cut(corners)
        if line.shape[1] >= _LONG * HEIGHT:
            cut.append(line)
        if len(cut) == _ASKED:
            break
    if not cut:
        return False
    votes = sum(_turned(models, line) for line in cut)
    if votes <= len(cut) // 4 or votes * 4 >= 3 * len(cut) + 1:
        return votes * 2 > len(cut)
    upright = sum(read_line(models, line)[1] for line in cut)
    return sum(read_line(models, _half_turn(line))[1] for line in cut) > upright


def _half_turn(line: Pixels) -> Pixels:
    return np.ascontiguousarray(line[::-1, ::-1])


def _turned(models: Models, line: Pixels) -> bool:
    """What the small model says of one line."""
    width = min(line.shape[1], _TURNED_WIDTH)
    given = np.zeros((1, 3, HEIGHT, _TURNED_WIDTH), np.float32)
    part = cv2.resize(line, (width, HEIGHT), interpolation=cv2.INTER_AREA)[:, :, ::-1].astype(np.float32)
    given[0, :, :, :width] = (part / 127.5 - 1).transpose(2, 0, 1)
    chances: Any = models.turned.run(None, {models.turned.get_inputs()[0].name: given})[0][0]
    return bool(chances[1] > chances[0])
