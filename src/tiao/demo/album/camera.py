"""Takes the photo: a flat picture lies on a table, at an angle, under a lamp, and is kept as a JPEG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tiao.demo.album.canvas import Sheet

Pixels = npt.NDArray[np.uint8]
_TABLES = ((140, 104, 72), (92, 88, 84), (176, 168, 156), (60, 72, 84), (200, 190, 170), (110, 60, 48))
_GRAIN = 512


@dataclass(frozen=True)
class Shot:
    """How a photo is taken.

    Attributes:
        long_side: pixels of the longer side.
        angle: degrees by which the picture lies turned; quarters: quarter turns on top of it.
        tilt: how much its corners are off a rectangle, as a share of its size.
        glare, blur, noise, dark: strengths from 0; blur is in pixels of a photo of 1,000 pixels.
        quality: of the JPEG; 0 for a PNG.
        flat: a scan or a screenshot: nothing around it, no angle.
    """

    long_side: int
    angle: float = 0
    quarters: int = 0
    tilt: float = 0
    glare: float = 0
    blur: float = 0
    noise: float = 0
    dark: float = 0
    quality: int = 90
    flat: bool = False


@dataclass(frozen=True)
class Stamp:
    """What the camera writes beside the picture (EXIF).

    Attributes:
        time: as EXIF writes it, ``2020:06:01 12:00:00``.
        position: latitude and longitude in ten-millionths of a degree; None if the camera does not know.
        camera: its model.
        orientation: EXIF's number for how the picture is to be turned; 1 or 6.
    """

    time: str
    position: tuple[int, int] | None
    camera: str
    orientation: int = 1


def take(sheets: Sequence[Sheet], shot: Shot, chance: Random) -> Pixels:
    """One photo of one picture, or of several below each other; RGB."""
    if shot.flat and len(sheets) == 1:
        pixels = _scaled(np.asarray(sheets[0].image), shot.long_side)
    else:
        pixels = _on_table(sheets, shot, chance)
    if shot.quarters:
        pixels = np.ascontiguousarray(np.rot90(pixels, shot.quarters))
    scale = max(pixels.shape[:2]) / 1000
    if shot.glare:
        pixels = _glare(pixels, shot.glare, chance)
    if shot.dark:
        pixels = np.asarray(cv2.convertScaleAbs(pixels, alpha=1 - shot.dark), np.uint8)
    if shot.blur:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), shot.blur * scale), np.uint8)
    if shot.noise:
        pixels = _grain(pixels, shot.noise, chance)
    return pixels


def saved(pixels: Pixels, shot: Shot, stamp: Stamp | None) -> bytes:
    """The photo as a file: a PNG if its quality is 0, else a JPEG with its stamp."""
    out = io.BytesIO()
    if stamp is not None and stamp.orientation == 6:
        # To be turned a quarter to the right to be seen upright: so it is stored turned to the left.
        pixels = np.ascontiguousarray(np.rot90(pixels, 1))
    image = Image.fromarray(pixels)
    if not shot.quality:
        image.save(out, "PNG", compress_level=1)
    elif stamp is None:
        image.save(out, "JPEG", quality=shot.quality)
    else:
        image.save(out, "JPEG", quality=shot.quality, exif=_exif(stamp))
    return out.getvalue()


def _exif(stamp: Stamp) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110] = stamp.camera
    exif[0x0112] = stamp.orientation
    exif[0x0132] = stamp.time
    exif.get_ifd(0x8769)[0x9003] = stamp.time
    if stamp.position is not None:
        gps = exif.get_ifd(0x8825)
        for tag, value, signs in ((1, stamp.position[0], "NS"), (3, stamp.position[1], "EW")):
            gps[tag] = signs[value < 0]
            gps[tag + 1] = _degrees(abs(value))
    return exif


def _degrees(value: int) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds as fractions, exact to a ten-millionth of a degree."""
    degrees, rest = divmod(value, 10**7)
    minutes, rest = divmod(rest * 60, 10**7)
    return IFDRational(degrees, 1), IFDRational(minutes, 1), IFDRational(rest * 60 // 1000, 10**4)


def _scaled(pixels: Pixels, long_side: int) -> Pixels:
    height, width = pixels.shape[:2]
    factor = long_side / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC))


def _on_table(sheets: Sequence[Sheet], shot: Shot, chance: Random) -> Pixels:
    """The pictures below each other, each a little otherwise, with table around them."""
    sizes = [sheet.image.size for sheet in sheets]
    margin = chance.uniform(0.06, 0.14)
    room = max(max(size) for size in sizes) * margin
    width = max(size[0] for size in sizes) + 2 * room
    height = sum(size[1] for size in sizes) + (len(sheets) + 1) * room
    # What a turned picture takes up, more or less.
    turn = abs(np.sin(np.radians(shot.angle)))
    width, height = width + height * turn, height + width * turn
    factor = shot.long_side / max(width, height)
    size = (max(64, round(width * factor)), max(64, round(height * factor)))
    pixels = _table(size, chance)
    y = (height - sum(size[1] for size in sizes) - (len(sheets) - 1) * room) / 2
    for sheet, (w, h) in zip(sheets, sizes, strict=True):
        corners = _corners((width / 2, y + h / 2), (w, h), (width / 2, height / 2), shot, chance) * factor
        _paste(pixels, sheet.image, corners.astype(np.float32))
        y += h + room
    return pixels


def _corners(
    middle: tuple[float, float], size: tuple[int, int], pivot: tuple[float, float], shot: Shot, chance: Random
) -> npt.NDArray[np.float64]:
    half = np.array(size) / 2
    corners = np.array(middle) + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    off = np.array([[chance.uniform(-1, 1), chance.uniform(-1, 1)] for _ in range(4)]) * shot.tilt * min(size)
    radians = np.radians(shot.angle)
    turn = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    turned: npt.NDArray[np.float64] = (corners + off - np.array(pivot)) @ turn.T + np.array(pivot)
    return turned


def _paste(ground: Pixels, image: Image.Image, corners: npt.NDArray[np.float32]) -> None:
    flat = np.asarray(image)
    # Made smaller first where it is to be much smaller: a warp alone would skip pixels.
    across = max(float(np.linalg.norm(corners[0] - corners[1])), 1.0)
    if across < flat.shape[1] * 0.8:
        factor = across * 1.1 / flat.shape[1]
        flat = cv2.resize(flat, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    height, width = flat.shape[:2]
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix: Any = cv2.getPerspectiveTransform(source, corners)
    size = (ground.shape[1], ground.shape[0])
    cv2.warpPerspective(flat, matrix, size, ground, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)


def _table(size: tuple[int, int], chance: Random) -> Pixels:
    """A table with a little light and shade and grain."""
    colour = np.array(chance.choice(_TABLES), np.float32)
    small = np.array([[chance.uniform(0.8, 1.15) for _ in range(6)] for _ in range(6)], np.float32)
    light = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
    pixels: Pixels = (light[..., None] * colour).clip(0, 255).astype(np.uint8)
    return _grain(pixels, 5, chance)


def _glare(pixels: Pixels, strength: float, chance: Random) -> Pixels:
    """A lamp's reflection: a soft bright spot."""
    height, width = pixels.shape[:2]
    small = np.zeros((96, 96), np.float32)
    middle = (chance.randrange(16, 80), chance.randrange(16, 80))
    axes = (chance.randrange(6, 22), chance.randrange(6, 22))
    cv2.ellipse(small, middle, axes, chance.randrange(180), 0, 360, 1.0, -1)
    spot = cv2.resize(cv2.GaussianBlur(small, (0, 0), 6), (width, height), interpolation=cv2.INTER_LINEAR)
    part = (spot * strength)[..., None]
    return np.asarray(pixels * (1 - part) + 255 * part).astype(np.uint8)


def _grain(pixels: Pixels, strength: float, chance: Random) -> Pixels:
    """Adds the noise of a sensor."""
    grain = np.random.default_rng(chance.randrange(2**32)).normal(0, strength, (_GRAIN, _GRAIN, 1)).astype(np.int16)
    height, width = pixels.shape[:2]
    tiled = np.tile(grain, (height // _GRAIN + 1, width // _GRAIN + 1, 1))[:height, :width]
    return np.asarray(np.add(pixels, tiled, dtype=np.int16).clip(0, 255)).astype(np.uint8)
