"""One photo to what it shows: the way from a file to documents, with what is known of the photo itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tiao.content.photo.detect import regions
from tiao.content.photo.faces import count
from tiao.content.photo.layout import documents
from tiao.content.photo.likeness import likeness, sharpness
from tiao.content.photo.models import Models
from tiao.content.photo.picture import Picture
from tiao.content.photo.recognise import Levels, read_again, words
from tiao.content.photo.shown import Row, Shown
from tiao.content.photo.words import Word

POSITION = "拍摄位置"
# Below this a word is not read but guessed.
SURE = 0.6
# The same for a single sign: stains look like letters.
SURE_ALONE = 0.85
# A photo is unreadable where most of what could be text was guessed; and blurred where nothing in it is sharper.
_MOST_GUESSED = 0.5
BLURRED = 12.0
_LEAST_REGIONS = 3


@dataclass
class Seen:
    """What one photo shows.

    Attributes:
        width, height: in pixels of the file, as a viewer shows it.
        shown: its documents, lists and texts; boxes in pixels of the file.
        faces: how many.
        likeness: its perceptual hash.
        read: stretches of text that were read.
        guessed: those that could not be read surely; they are left out. Where nothing else was read, one or two are
            stains and patterns rather than text.
        unreadable: text stands in it, and most of it cannot be read.
        blurred: nothing in it is sharp.
    """

    width: int
    height: int
    shown: list[Shown] = field(default_factory=list)
    faces: int = 0
    likeness: str = ""
    read: int = 0
    guessed: int = 0
    unreadable: bool = False
    blurred: bool = False


def see(models: Models, picture: Picture) -> Seen:
    """Reads one page of a picture."""
    pixels = picture.pixels
    seen = Seen(*picture.size, likeness=likeness(pixels))
    seen.blurred = sharpness(pixels) < BLURRED
    quads = regions(models, pixels)
    levels = Levels(pixels)
    found, turn = words(models, levels, quads)
    # Faces are looked for with the text upright: the detector knows none that lies on its side.
    seen.faces = count(pixels, turn.radians)
    sure = [word for word in found if word.score >= (SURE if len(word.text.strip()) > 1 else SURE_ALONE)]
    seen.read = len(sure)
    seen.guessed = sum(1 for word in found if word not in sure and _is_text(word))
    seen.unreadable = len(found) >= _LEAST_REGIONS and seen.guessed > _MOST_GUESSED * len(found)

    def again(word: Word) -> Sequence[str]:
        return read_again(models, levels, word.quad)

    if sure and not (seen.unreadable and seen.blurred):
        seen.shown = [_scaled(one, picture.scale) for one in documents(sure, again)]
    if picture.position is not None:
        seen.shown.append(_position(picture, seen))
    return seen


def _is_text(word: Word) -> bool:
    """Stains and edges are found as text too; they are small or nothing is read in them."""
    return len(word.text.strip()) > 1 and word.width > word.height


def _position(picture: Picture, seen: Seen) -> Shown:
    """Where and when the camera says that the photo was taken (行踪): a row of its own, about whoever took it."""
    assert picture.position is not None
    latitude, longitude = picture.position
    box = (0, 0, seen.width, seen.height)
    return Shown(POSITION, ("定位纬度", "定位经度", "定位时间"), [Row((latitude, longitude, picture.time), box)])


def _scaled(one: Shown, scale: int) -> Shown:
    """With boxes in pixels of the file."""
    if scale > 1:
        one.rows = [
            Row(line.cells, (line.box[0] * scale, line.box[1] * scale, line.box[2] * scale, line.box[3] * scale))
            for line in one.rows
        ]
    return one


def boxes(rows: Sequence[Row]) -> Iterator[str]:
    """For each row where it stands: ``x,y,w,h`` in pixels of the file, from its upper left corner."""
    for line in rows:
        left, top, right, bottom = line.box
        yield f"{left},{top},{right - left},{bottom - top}"
