"""Words (文字块): pieces of text with their place in the photo, turned upright."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Quad = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Word:
    """A stretch of text that the models found and read as one.

    Attributes:
        text: as read; raw.
        score: how sure the model is, 0 to 1, the mean over its characters.
        x, y, right, bottom: its place once the photo is turned upright.
        quad: float32 (4, 2), its corners in the pixels of the picture; for its locator.
        at: for each character where it stands, as a share of the width from 0 to 1.
    """

    text: str
    score: float
    x: float
    y: float
    right: float
    bottom: float
    quad: Quad
    at: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        return self.bottom - self.y

    @property
    def width(self) -> float:
        return self.right - self.x

    @property
    def middle(self) -> float:
        return (self.y + self.bottom) / 2

    def part(self, start: int, end: int) -> Word:
        """The characters from ``start`` up to ``end`` as a word of their own; what is cut away takes its room along."""
        lead = len(self.text[start:end]) - len(self.text[start:end].lstrip(" :：，,、"))
        start += lead
        text = self.text[start:end]
        left, right = self._edge(start), self._edge(end)
        along = self.quad[1] - self.quad[0], self.quad[2] - self.quad[3]
        quad = np.array(
            [
                self.quad[0] + along[0] * left,
                self.quad[0] + along[0] * right,
                self.quad[3] + along[1] * right,
                self.quad[3] + along[1] * left,
            ],
            np.float32,
        )
        x, edge = self.x + left * self.width, self.x + right * self.width
        return Word(text, self.score, x, self.y, edge, self.bottom, quad, ())

    def _edge(self, place: int) -> float:
        """Where the room of the character at this place begins, as a share of the width."""
        if place <= 0:
            return 0.0
        if place >= len(self.text):
            return 1.0
        if len(self.at) == len(self.text):
            return (self.at[place - 1] + self.at[place]) / 2
        return place / len(self.text)


def box_of(words: Iterable[Word]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom in the pixels of the picture of what some words cover."""
    corners = np.concatenate([word.quad for word in words])
    left, top = np.floor(corners.min(0)).astype(int)
    right, bottom = np.ceil(corners.max(0)).astype(int)
    return max(0, int(left)), max(0, int(top)), int(right), int(bottom)


def lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words in lines, from the top, each from the left. A line may climb or fall a little."""
    open_: list[list[Word]] = []
    done: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.x, one.y)):
        best, off = None, 0.0
        for line in open_:
            last = line[-1]
            away = abs(_level(line, word) - word.middle)
            near = 0.5 * min(word.height, last.height)
            if last.right - word.x < 0.4 * word.height and away < near and (best is None or away < off):
                best, off = line, away
        if best is None:
            open_.append([word])
        else:
            best.append(word)
    done.extend(open_)
    return sorted(done, key=lambda line: sum(word.middle for word in line) / len(line))


def _level(line: Sequence[Word], word: Word) -> float:
    """How high a line is expected where a word stands: as its last word, and as it climbed so far."""
    last = line[-1]
    if len(line) < 3:
        return last.middle
    first = line[0]
    run = max(1.0, (last.x + last.right - first.x - first.right) / 2)
    slope = (last.middle - first.middle) / run
    return last.middle + slope * ((word.x + word.right - last.x - last.right) / 2)
