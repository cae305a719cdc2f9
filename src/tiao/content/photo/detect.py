"""Where text stands in a photo: four corners for each stretch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tiao.content.photo.models import Models
from tiao.content.photo.words import Quad

Pixels = npt.NDArray[np.uint8]
SIDE = 960
"""Pixels of the longer side at which text is looked for first."""
# Text lower than this many pixels at that size is looked for once more, at a larger one.
SMALL = 13.0
LARGEST = 2560
# A picture longer than so many times its width is looked at in parts.
_LONG = 2.6
_TEXT = 0.3
_SURE = 0.5
_MORE = 1.6
_MOST = 3000
_LEAST = 3.0


def regions(models: Models, pixels: Pixels) -> list[Quad]:
    """Corners of every stretch of text, float32 (4, 2) in pixels, in no order.

    A photo of small text is looked at again, larger: text must not be lower than the model can see. A long one
    is looked at in parts.
    """
    if max(pixels.shape[:2]) > _LONG * min(pixels.shape[:2]):
        return [quad for place, part, core in _windows(pixels) for quad in _within(models, place, part, core)]
    return _looked(models, pixels)


def _windows(pixels: Pixels) -> Iterator[tuple[tuple[int, int], Pixels, tuple[float, float, int]]]:
    """A long picture, such as a chat saved in one piece, in parts twice as long as wide, which overlap.

    Yields:
        x and y of the part, its pixels, and from where to where along which axis the middles of what counts there lie.
    """
    tall = pixels.shape[0] > pixels.shape[1]
    whole, short = max(pixels.shape[:2]), min(pixels.shape[:2])
    length, step = 2 * short, max(1, 2 * short * 4 // 5)
    half = (length - step) / 2
    for start in range(0, max(1, whole - length + step), step):
        end = min(whole, start + length)
        part = pixels[start:end] if tall else pixels[:, start:end]
        core = (0.0 if not start else half, float(end - start) if end == whole else length - half, int(tall))
        yield (0, start) if tall else (start, 0), part, core


def _within(models: Models, place: tuple[int, int], part: Pixels, core: tuple[float, float, int]) -> Iterator[Quad]:
    for quad in _looked(models, np.ascontiguousarray(part)):
        if core[0] <= float(quad[:, core[2]].mean()) < core[1]:
            yield (quad + np.array(place, np.float32)).astype(np.float32)


def _looked(models: Models, pixels: Pixels) -> list[Quad]:
    longest = max(pixels.shape[:2])
    found, heights = _at(models, pixels, min(SIDE, max(longest, 480)))
    if not heights or longest <= SIDE:
        return found
    usual = float(np.median(heights))
    if usual < SMALL:
        side = min(LARGEST, longest, SIDE * 18.0 / max(usual, 4.0))
        if side > SIDE * 1.15:
            return _at(models, pixels, int(side))[0]
    return found


def _at(models: Models, pixels: Pixels, side: int) -> tuple[list[Quad], list[float]]:
    height, width = pixels.shape[:2]
    factor = side / max(height, width)
    rows, columns = (max(32, round(length * factor / 32) * 32) for length in (height, width))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    # The models were taught on pictures with blue first.
    small = cv2.resize(pixels, (columns, rows), interpolation=how)[:, :, ::-1]
    given = np.ascontiguousarray((small.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None])
    chance: Any = models.detect.run(None, {models.detect.get_inputs()[0].name: given})[0][0, 0]
    mask = cv2.dilate((chance > _TEXT).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    back = np.array([width / columns, height / rows], np.float32)
    quads, heights = [], []
    for outline in outlines[:_MOST]:
        middle, (across, down), angle = cv2.minAreaRect(outline)
        if min(across, down) < _LEAST or _sure(chance, cv2.boxPoints((middle, (across, down), angle))) < _SURE:
            continue
        # The model marks the heart of a line: its room is wider on every side.
        more = 2 * _MORE * across * down / (2 * (across + down))
        if min(across, down) + more < _LEAST + 2:
            continue
        quads.append((cv2.boxPoints((middle, (across + more, down + more), angle)) * back).astype(np.float32))
        heights.append(min(across, down) + more)
    return quads, heights


def _sure(chance: Any, corners: Any) -> float:
    """How sure the model is of a region, on average."""
    left, top = np.floor(corners.min(0)).astype(int).clip(0)
    right, bottom = np.ceil(corners.max(0)).astype(int) + 1
    part = chance[top:bottom, left:right]
    if not part.size:
        return 0.0
    inside = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(inside, [(corners - [left, top]).astype(np.int32)], 1)
    return float(cv2.mean(part, inside)[0])
