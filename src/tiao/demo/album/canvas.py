"""What the album's documents are drawn on, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from tiao.demo.album.fonts import font

Colour = tuple[int, int, int]
BLACK: Colour = (25, 25, 28)


@dataclass(frozen=True)
class Shown:
    """One document in a photo, and what it says. Raw, but synthetic.

    Attributes:
        what: which sort of document: ``id_front``, ``bank_card`` ...
        people: what it says about each person, in its order: field to value as it is printed.
    """

    what: str
    people: Sequence[Mapping[str, str]]


@dataclass
class Sheet:
    """A flat picture with what it shows."""

    image: Image.Image
    shown: list[Shown] = field(default_factory=list)
    faces: int = 0


class Pen:
    """Draws on a picture; positions and sizes are in pixels."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.image = Image.new("RGB", (width, height), ground)
        self.draw = ImageDraw.Draw(self.image)

    def text(
        self, x: float, y: float, text: str, size: int, face: str = "sans", fill: Colour = BLACK, gap: float = 0
    ) -> float:
        """Writes from (x, y), its upper left corner, and says where it ends.

        Args:
            gap: room between the characters, beside the font's own.
        """
        letters = font(face, size)
        if not gap:
            self.draw.text((x, y), text, fill, letters)
            return x + letters.getlength(text)
        for sign in text:
            self.draw.text((x, y), sign, fill, letters)
            x += letters.getlength(sign) + gap
        return x

    def wrapped(self, x: float, y: float, text: str, size: int, width: float, line: float, face: str = "sans") -> float:
        """Writes a text in lines of a width, and says how far down the next would stand."""
        letters = font(face, size)
        row = ""
        for sign in text:
            if letters.getlength(row + sign) > width:
                self.text(x, y, row, size, face)
                row, y = "", y + line
            row += sign
        if row:
            self.text(x, y, row, size, face)
            y += line
        return y

    def box(self, x: float, y: float, right: float, bottom: float, colour: Colour, width: int = 2) -> None:
        self.draw.rectangle((x, y, right, bottom), outline=colour, width=width)

    def fill(self, x: float, y: float, right: float, bottom: float, colour: Colour) -> None:
        self.draw.rectangle((x, y, right, bottom), fill=colour)

    def line(self, x: float, y: float, right: float, bottom: float, colour: Colour, width: int = 2) -> None:
        self.draw.line((x, y, right, bottom), fill=colour, width=width)

    def specimen(self, x: float, y: float) -> None:
        """Says on the document that it is none."""
        self.text(x, y, "样本", 30, fill=(190, 120, 120), gap=8)

    def portrait(self, x: int, y: int, width: int, height: int, chance: Random) -> None:
        """A drawn face in the manner of a passport picture: it has the light and shade of one, and is nobody's."""
        patch = Image.new("RGB", (width, height), (214, 226, 238))
        face(patch, width / 2, height * 0.44, width * 0.52, chance)
        ImageDraw.Draw(patch).pieslice(
            (width * 0.06, height * 0.76, width * 0.94, height * 1.3), 180, 360, (44, 52, 70)
        )
        self.image.paste(patch, (x, y))


def face(image: Image.Image, x: float, y: float, size: float, chance: Random) -> None:
    """Draws a frontal face, soft in its shades, around (x, y); ``size`` is its width."""
    scale = 4
    side = max(32, int(size * 2))
    patch = Image.new("RGBA", (side * scale // 2, side * scale // 2), (0, 0, 0, 0))
    draw = ImageDraw.Draw(patch)
    unit = side * scale / 4
    middle = side * scale / 4
    tone = chance.randrange(-18, 14)
    skin = (226 + tone // 2, 188 + tone, 160 + tone)
    shade = tuple(part - 42 for part in skin)
    hair = (28 + chance.randrange(30),) * 3

    def ellipse(cx: float, cy: float, rx: float, ry: float, colour: tuple[int, ...]) -> None:
        box = (
            middle + (cx - rx) * unit,
            middle + (cy - ry) * unit,
            middle + (cx + rx) * unit,
            middle + (cy + ry) * unit,
        )
        draw.ellipse(box, fill=(*colour, 255))

    ellipse(0, 0.62, 0.22, 0.4, shade)
    ellipse(0, -0.16, 0.56, 0.62, hair)
    ellipse(0, 0.02, 0.5, 0.66, skin)
    draw.pieslice(
        (middle - 0.56 * unit, middle - 0.8 * unit, middle + 0.56 * unit, middle - 0.02 * unit), 180, 360, (*hair, 255)
    )
    for side_ in (-1, 1):
        ellipse(side_ * 0.52, 0.04, 0.07, 0.14, skin)
        ellipse(side_ * 0.21, -0.03, 0.15, 0.085, shade)
        ellipse(side_ * 0.21, -0.14, 0.15, 0.035, hair)
        ellipse(side_ * 0.21, -0.02, 0.11, 0.05, (236, 234, 230))
        ellipse(side_ * 0.21, -0.02, 0.052, 0.052, (22, 18, 18))
    ellipse(0, 0.16, 0.075, 0.13, tuple(part - 14 for part in skin))
    ellipse(0, 0.27, 0.1, 0.035, shade)
    ellipse(0, 0.42, 0.17, 0.045, (166, 84, 80))
    patch = patch.filter(ImageFilter.GaussianBlur(max(1, patch.width // 90)))
    patch = patch.resize((side, side), Image.Resampling.LANCZOS)
    image.paste(patch, (int(x - side / 2), int(y - side / 2)), patch)
