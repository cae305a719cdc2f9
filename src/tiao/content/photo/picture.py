"""A file to pixels: what the camera wrote beside them, and whether they are sharp enough to be read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from threading import Lock
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from tiao.errors import Unreadable

Pixels = npt.NDArray[np.uint8]
FORMATS = ("JPEG", "PNG", "BMP", "GIF", "TIFF", "WEBP")
# More pixels than any camera of today has; what a file claims to hold is looked at before a pixel is unpacked.
MOST_PIXELS = 250_000_000
# A format that can only be unpacked whole is refused earlier: four bytes a pixel, and a copy.
MOST_WHOLE = 100_000_000
# A JPEG is unpacked at a half, a quarter or an eighth where it is larger than text needs.
ENOUGH = 4_600
MOST_PAGES = 500
_DAMAGED = "Open it in another program and seal what can be saved as well."
_TOO_LARGE = "Save it at a lower resolution and seal that copy as well."
_load = Lock()


@dataclass
class Picture:
    """One page of a picture file.

    Attributes:
        pixels: uint8, shape (height, width, 3), red first, turned as EXIF says: as a viewer shows it.
        scale: pixels of the file for one of ``pixels``; 1 if it was not made smaller when unpacked.
        page: from 1. pages: in the file.
        time: when it was taken, as the camera says, ``2020-06-01 12:00:00``; "" if it does not.
        position: latitude and longitude in decimal degrees as text, seven decimals; None if there is none.
        damaged: the file breaks off; what could not be unpacked is grey.
    """

    pixels: Pixels
    scale: int = 1
    page: int = 1
    pages: int = 1
    time: str = ""
    position: tuple[str, str] | None = None
    damaged: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the file, as a viewer shows it."""
        return self.pixels.shape[1] * self.scale, self.pixels.shape[0] * self.scale


def pictures(stream: BinaryIO, shown: str) -> Iterator[Picture]:
    """The pages of a picture file, one at a time; of a moving picture the first.

    Raises:
        Unreadable: it is no picture, too large, or damaged beyond use.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The library's own bound is lower than what cameras of today take; ours stands below.
            Image.MAX_IMAGE_PIXELS = MOST_PIXELS
            image = Image.open(stream, formats=FORMATS)
    except Exception as problem:
        raise _unreadable(problem, shown) from None
    with image:
        pages, whole = _pages(image)
        for page in range(1, pages + 1):
            try:
                if page > 1:
                    image.seek(page - 1)
                picture = _page(image, stream, shown, page)
            except Exception as problem:
                raise _unreadable(problem, shown) from None
            picture.page, picture.pages = page, pages
            picture.damaged |= not whole
            yield picture


def _pages(image: Any) -> tuple[int, bool]:
    """How many pages there are to be read, and whether that is all of them."""
    if image.format != "TIFF":
        return 1, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pages = int(image.n_frames)
        image.seek(0)
    except Exception:
        # Where a later page cannot even be counted, the first may still be read.
        return 1, False
    return min(pages, MOST_PAGES), pages <= MOST_PAGES


def _unreadable(problem: Exception, shown: str) -> BaseException:
    if isinstance(problem, (Unreadable, MemoryError)):
        return problem
    return Unreadable("The picture is damaged or cut short.", shown, _DAMAGED)


def _page(image: Any, stream: BinaryIO, shown: str, page: int) -> Picture:
    width, height = image.size
    whole = image.format not in ("JPEG", "MPO")
    if width * height > (MOST_WHOLE if whole else MOST_PIXELS):
        raise Unreadable("The picture claims more pixels than can be read.", shown, _TOO_LARGE)
    scale = 1
    while not whole and max(width, height) // scale > ENOUGH and scale < 8:
        scale *= 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exif = _exif(image)
        pixels, damaged = _unpacked(image, stream, page, scale)
    got = max(1, round(max(width, height) / max(pixels.shape[:2])))
    picture = Picture(_turned(pixels, exif.get(0x0112, 1)), got, damaged=damaged)
    picture.time = _time(exif)
    picture.position = _position(exif)
    return picture


def _unpacked(image: Any, stream: BinaryIO, page: int, scale: int) -> tuple[Pixels, bool]:
    """The pixels, and whether some are missing."""
    from PIL import Image, ImageFile

    wanted = (image.size[0] // scale, image.size[1] // scale)
    try:
        if scale > 1:
            image.draft("RGB", wanted)
        return np.array(_flat(image)), False
    except OSError:
        # What is there of a file that breaks off is read; the switch is the library's, and for all threads.
        with _load:
            ImageFile.LOAD_TRUNCATED_IMAGES = True
            try:
                stream.seek(0)
                with Image.open(stream, formats=FORMATS) as again:
                    if page > 1:
                        again.seek(page - 1)
                    if scale > 1:
                        again.draft("RGB", wanted)
                    return np.array(_flat(again)), True
            finally:
                ImageFile.LOAD_TRUNCATED_IMAGES = False


def _flat(image: Any) -> Any:
    """As RGB; what lets the ground through stands on white."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, (255, 255, 255))
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        values = np.asarray(image, np.float64)
        low, high = float(values.min()), float(values.max())
        return Image.fromarray(((values - low) * (255 / max(high - low, 1))).astype(np.uint8)).convert("RGB")
    return image.convert("RGB")


def _turned(pixels: Pixels, orientation: object) -> Pixels:
    """As EXIF says that it is to be seen."""
    turns = {3: (2, False), 6: (3, False), 8: (1, False), 2: (0, True), 4: (2, True), 5: (3, True), 7: (1, True)}
    if orientation not in turns:
        return pixels
    quarters, mirrored = turns[int(str(orientation))]
    pixels = np.rot90(pixels, quarters)
    return np.ascontiguousarray(pixels[:, ::-1] if mirrored else pixels)


def _exif(image: Any) -> Any:
    """What the camera wrote; nothing where that is damaged."""
    try:
        return image.getexif()
    except Exception:
        return {}


def _time(exif: Any) -> str:
    try:
        text = exif.get_ifd(0x8769).get(0x9003) or exif.get(0x0132) or ""
        return datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S").isoformat(" ")
    except Exception:
        return ""


def _position(exif: Any) -> tuple[str, str] | None:
    """Latitude and longitude. Zeros, which cameras write when they do not know, and what is no place are none."""
    try:
        gps = exif.get_ifd(0x8825)
        latitude = _degrees(gps[2], str(gps.get(1, "N")), 90)
        longitude = _degrees(gps[4], str(gps.get(3, "E")), 180)
    except Exception:
        return None
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return _decimal(latitude), _decimal(longitude)


def _degrees(parts: Any, side: str, most: int) -> Fraction | None:
    value = Fraction(0)
    for part, unit in zip(parts, (1, 60, 3600), strict=True):
        value += Fraction(int(part.numerator), int(part.denominator)) / unit
    if not 0 <= value <= most:
        return None
    return -value if side.strip("\0 ").upper() in ("S", "W") else value


def _decimal(value: Fraction) -> str:
    """Seven decimals, a centimetre or so; rounded half to even."""
    whole = round(value * 10**7)
    sign = "-" if whole < 0 else ""
    return f"{sign}{abs(whole) // 10**7}.{abs(whole) % 10**7:07}"
