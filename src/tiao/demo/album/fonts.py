"""Chinese fonts of this machine. None is part of the project: the album is drawn with what is installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from tiao.errors import Misuse

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# First that is there; a file of several fonts with the family wanted of it.
SANS = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSansSC-Regular.otf", "msyh.ttc",
    "wqy-microhei.ttc", "PingFang.ttc", "simhei.ttf",
)  # fmt: skip
BOLD = ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "SourceHanSansSC-Bold.otf", "msyhbd.ttc", *SANS)
SERIF = (
    "NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf", "SourceHanSerifSC-Regular.otf", "simsun.ttc",
    "Songti.ttc", *SANS,
)  # fmt: skip
MONO = ("DejaVuSansMono-Bold.ttf", "LiberationMono-Bold.ttf", "consolab.ttf", "Menlo.ttc", *SANS)
FAMILIES = ("SC", "YaHei", "SimSun", "Songti", "PingFang")
_NEXT = "Install one, for instance: apt-get install fonts-noto-cjk"


@dataclass(frozen=True)
class Faces:
    """Paths of the fonts that the album is drawn with, and which font of the file."""

    sans: tuple[str, int]
    bold: tuple[str, int]
    serif: tuple[str, int]
    mono: tuple[str, int]

    def names(self) -> dict[str, str]:
        """Which file stands for each, for the record."""
        return {face: Path(getattr(self, face)[0]).name for face in ("sans", "bold", "serif", "mono")}


@cache
def faces() -> Faces:
    """The fonts of this machine.

    Raises:
        Misuse: it has no Chinese font.
    """
    files = {path.name: path for path in _files()}
    sans = _first(SANS, files)
    if sans is None:
        raise Misuse("There is no Chinese font on this machine to draw the album with.", "", _NEXT)
    return Faces(sans, *(_first(names, files) or sans for names in (BOLD, SERIF, MONO)))


def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """A face of ``Faces`` at a size in pixels."""
    return _font(*getattr(faces(), face), size)


@cache
def _font(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index)


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for root, _, names in sorted(os.walk(os.path.expanduser(folder))):
            yield from (Path(root, name) for name in names)


def _first(names: tuple[str, ...], files: dict[str, Path]) -> tuple[str, int] | None:
    for name in names:
        if name in files:
            return str(files[name]), _simplified(str(files[name]))
    return None


def _simplified(path: str) -> int:
    """Of a file of several fonts the one for simplified Chinese; the first if none says so."""
    index = 0
    while True:
        try:
            family = ImageFont.truetype(path, 12, index).getname()[0] or ""
        except OSError:
            return 0
        if any(word in family for word in FAMILIES):
            return index
        index += 1
