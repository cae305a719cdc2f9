"""Presentations (pptx, pptm): text and tables of each slide (幻灯片) and its notes, and the files embedded in them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from tiao.content import magic
from tiao.content.documents.document import Piece
from tiao.content.documents.markup import CLOSE, OPEN, TEXT, Token
from tiao.content.documents.office import Package, Walker, names_in, tables_and_members
from tiao.content.documents.page import Page
from tiao.content.reader import Claim, Member, Source, Table
from tiao.model import Unread

LINES = 10_000
"""Row numbers of one slide: 30,012 is line 12 of slide 3."""
_SLIDE = re.compile(r"ppt/slides/slide([0-9]{1,6})\.xml")
_FILES = ("ppt/media/", "ppt/embeddings/")
_AS_TAGS = {"tbl": "table", "tr": "tr", "p": "p"}


class Slides:
    """Reads presentations (pptx, pptm): text, tables, notes; pictures and embedded files are files within."""

    name = "slides@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        if head.startswith(magic.ZIP_START) and any(map(_SLIDE.fullmatch, names_in(source))):
            return Claim.YES, "a ZIP container with a presentation in it"
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Member | Unread]:
        yield from tables_and_members(source, pieces, _FILES)


def pieces(source: Source) -> Iterator[Piece]:
    """What the slides show, in the order in which they are shown."""
    with source.open() as stream:
        package = Package(stream, source.shown)
        page = Page()
        for number, slide in enumerate(_slides(package), 1):
            page.line = number * LINES
            yield from page.pieces(package.walk(slide, _Tags()))
            for target in _targets(package, slide).values():
                if "/notesSlides/" in target:
                    yield from page.pieces(package.walk(target, _Tags()))


def _slides(package: Package) -> list[str]:
    """The slides in the order of the presentation; those that it does not name behind them."""
    found = sorted((int(match.group(1)), name) for name in package.names if (match := _SLIDE.fullmatch(name)))
    named: list[str] = []
    if "ppt/presentation.xml" in package.names:
        targets = _targets(package, "ppt/presentation.xml")
        named = [targets[key] for key in package.walk("ppt/presentation.xml", _Order()) if key in targets]
    own = {name for _, name in found}
    named = [name for name in dict.fromkeys(named) if name in own]
    return named + [name for _, name in found if name not in named]


def _targets(package: Package, part: str) -> dict[str, str]:
    """What a part refers to, by key."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.names:
        return {}
    found = {}
    for key, target in package.walk(relations, _Relations()):
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if path in package.names:
            found[key] = path
    return found


class _Order(Walker[str]):
    """Keys of the slides, in order."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sldId":
            # The key and a number have the same name in different namespaces; the key comes last.
            self.append(attributes.get("id", ""))


class _Relations(Walker[tuple[str, str]]):
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            self.append((attributes.get("Id", ""), attributes.get("Target", "")))


class _Tags(Walker[Token]):
    """Elements of a slide as tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self._again = 0
        self._in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Fallback" or self._again:
            self._again += tag == "Fallback"
        elif tag == "t":
            self._in_text = True
        elif tag in _AS_TAGS:
            self.append((OPEN, _AS_TAGS[tag], ""))
        elif tag == "tc":
            # The lower or the right part of a wide cell stands there as a cell of its own, without text.
            self.append((OPEN, "td", ""))
        elif tag == "br":
            self.append((OPEN, "br", ""))

    def end(self, tag: str) -> None:
        if self._again:
            self._again -= tag == "Fallback"
        elif tag == "t":
            self._in_text = False
        elif tag in _AS_TAGS:
            self.append((CLOSE, _AS_TAGS[tag], ""))
        elif tag == "tc":
            self.append((CLOSE, "td", ""))

    def text(self, text: str) -> None:
        if self._in_text and not self._again:
            self.append((TEXT, text, ""))
