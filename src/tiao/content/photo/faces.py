"""Faces (人脸): whether there are any and how many. Nobody is identified, and nothing of a face is kept."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
SIDE = 800
"""Pixels of the longer side at which faces are looked for."""
_SMALLEST = 30
_NEIGHBOURS = 6
_STEP = 1.1
# About a degree: so much lean does no harm.
_STRAIGHT = 0.02
# A face was found twice if the smaller of two places lies in the larger by this share.
_SAME = 0.5
_lock = Lock()
_loaded: dict[str, Any] = {}


def count(pixels: Pixels, radians: float = 0.0) -> int:
    """Faces that look at the camera, found by the detector of Viola and Jones that comes with OpenCV.

    Args:
        radians: by how much the picture is to be turned to stand upright; the detector knows no face that leans.
    """
    longest = max(pixels.shape[:2])
    if longest > SIDE:
        size = (max(1, pixels.shape[1] * SIDE // longest), max(1, pixels.shape[0] * SIDE // longest))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    grey = cv2.equalizeHist(_upright(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)), radians))
    # The detector keeps state while it looks: one at a time.
    with _lock:
        found = _detector().detectMultiScale(grey, _STEP, _NEIGHBOURS, minSize=(_SMALLEST, _SMALLEST))
    kept: list[tuple[int, int, int, int]] = []
    for x, y, width, height in sorted((tuple(map(int, one)) for one in found), key=lambda one: -one[2]):
        if not any(_within((x, y, width, height), other) for other in kept):
            kept.append((x, y, width, height))
    return len(kept)


def _upright(grey: Pixels, radians: float) -> Pixels:
    """A grey picture turned about its middle, with room for its corners."""
    if abs(radians) < _STRAIGHT:
        return grey
    height, width = grey.shape
    cos, sin = abs(np.cos(radians)), abs(np.sin(radians))
    size = int(width * cos + height * sin) + 1, int(width * sin + height * cos) + 1
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(radians)), 1)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return np.asarray(cv2.warpAffine(grey, matrix, size, borderMode=cv2.BORDER_REPLICATE))


def _detector() -> Any:
    if "face" not in _loaded:
        path = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"
        _loaded["face"] = cv2.CascadeClassifier(str(path))
    return _loaded["face"]


def _within(small: tuple[int, int, int, int], large: tuple[int, int, int, int]) -> bool:
    across = min(small[0] + small[2], large[0] + large[2]) - max(small[0], large[0])
    down = min(small[1] + small[3], large[1] + large[3]) - max(small[1], large[1])
    return across > 0 and down > 0 and across * down > _SAME * small[2] * small[3]
