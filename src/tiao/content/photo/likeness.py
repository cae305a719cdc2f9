"""What a photo looks like from afar: a perceptual hash (感知哈希), and how sharp it is."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
BITS = 256
_SIDE = 64
_KEPT = 16
_SHARP_SIDE = 1000


def likeness(pixels: Pixels) -> str:
    """256 bits in hex: which of the 16 x 16 lowest frequencies are above their median.

    Photos that differ in size, quality or a little light differ in few of them. What a photo says cannot be told by it.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = np.asarray(cv2.dct(small))[:_KEPT, :_KEPT].ravel()
    bits = low > float(np.median(low[1:]))
    return bytes(np.packbits(bits)).hex()


def far(one: str, other: str) -> int:
    """In how many bits two photos differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def sharpness(pixels: Pixels) -> float:
    """How sharp the sharpest parts of a photo are: the 99th percentile of its Laplacian at 1,000 pixels."""
    longest = max(pixels.shape[:2])
    if longest > _SHARP_SIDE:
        size = (max(1, pixels.shape[1] * _SHARP_SIDE // longest), max(1, pixels.shape[0] * _SHARP_SIDE // longest))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    grey = cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (0, 0), 1.0)
    return float(np.percentile(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), 99))
