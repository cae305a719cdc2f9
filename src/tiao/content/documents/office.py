"""Office documents that are ZIP archives of XML (OOXML): their parts, within bounds, streamed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, TypeVar, cast
from xml.parsers import expat

from tiao.content.archives.guarded import guarded, said
from tiao.content.documents.document import Piece, tables
from tiao.content.magic import zip_names
from tiao.content.reader import Member, Source, Table
from tiao.errors import Unreadable

MOST_PARTS = 20_000
HIGHEST_RATIO, RATIO_FROM = 200, 100 << 20
"""A part that unpacks to over 200 times its size, and to over 100 MB, was made to do harm."""
MOST_DEPTH = 1_000
"""Elements within elements."""
_BLOCK = 1 << 20
_DAMAGED = "Repair it in its own program or save it again, and seal that copy as well."
_BROKEN = "The document is damaged; what came before that place was read."
_BOMB = "Look at it on a machine that may fail; it is listed as unread."
_LOCKED = "Ask for the password, save it without one, and seal that copy as well."

T = TypeVar("T")


def names_in(source: Source) -> list[str]:
    """The names of the parts; empty for what is no ZIP archive that can be read."""
    with source.open() as stream:
        return zip_names(stream)


class Package:
    """A document of parts, opened."""

    def __init__(self, stream: BinaryIO, shown: str) -> None:
        """
        Raises:
            Unreadable: it is damaged, locked, or has more parts than any document.
        """
        self._shown = shown
        try:
            self._zip = zipfile.ZipFile(stream)
        except Exception as problem:
            raise self.said(problem) from None
        self._parts = {part.filename: part for part in self._zip.infolist() if not part.is_dir()}
        if len(self._parts) > MOST_PARTS:
            raise Unreadable(f"The document has more than {MOST_PARTS} parts.", shown, _BOMB)

    @property
    def names(self) -> list[str]:
        """The names of its parts, in the order in which they stand."""
        return [*self._parts]

    def open(self, name: str) -> BinaryIO:
        """The bytes of a part, once, from the start to the end.

        Raises:
            Unreadable: then or while it is read.
        """
        part = self._parts[name]
        if part.flag_bits & 1:
            raise Unreadable("The document is protected by a password.", self._shown, _LOCKED)
        try:
            stream = self._zip.open(part)
        except Exception as problem:
            raise self.said(problem) from None
        return guarded(cast(BinaryIO, _Bounded(stream, part.compress_size, self._shown)), self.said_unreadable)

    def walk(self, name: str, walker: Walker[T]) -> Iterator[T]:
        """What a walker makes of the XML of a part, while it is read."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = partial(_start, walker)
        parser.EndElementHandler = lambda tag: walker.end(tag.rpartition(" ")[2])
        parser.CharacterDataHandler = walker.text
        parser.StartDoctypeDeclHandler = self._refuse
        stream = self.open(name)
        try:
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
                yield from walker.made()
            parser.Parse(b"", True)
        except expat.ExpatError:
            yield from walker.made()
            raise Unreadable(
                "The document is damaged; what came before that place was read.", self._shown, _DAMAGED
            ) from None
        yield from walker.made()

    def members(self, folders: tuple[str, ...]) -> Iterator[Member]:
        """The files that lie in some folders of it: pictures, embedded documents."""
        for name, part in self._parts.items():
            if name.startswith(folders) and part.file_size:
                yield Member(name, partial(self.open, name), None, part.compress_size)

    def said(self, problem: Exception) -> Exception:
        """What to raise for an exception of a library."""
        return said(problem, self.said_unreadable)

    def said_unreadable(self, problem: Exception) -> Unreadable:
        """The sentence for what a library throws over damaged bytes."""
        return Unreadable("The document is damaged or cut short.", self._shown, _DAMAGED)

    def _refuse(self, *_: object) -> None:
        raise Unreadable("The document declares entities, as none does that a program wrote.", self._shown, _BOMB)


def tables_and_members(
    source: Source, pieces: Callable[[Source], Iterator[Piece]], folders: tuple[str, ...]
) -> Iterator[Table | Member]:
    """The text and the tables of a document, then the files in some folders of it, even if the text breaks off.

    Raises:
        Unreadable: where the text broke off, once the files were given.
    """
    problem: Unreadable | None = None
    try:
        yield from tables(lambda: pieces(source))
    except Unreadable as raised:
        problem = raised
    with source.open() as stream:
        yield from Package(stream, source.shown).members(folders)
    if problem is not None:
        raise problem


class Walker(list[T]):
    """What is made of elements and texts, collected until it is asked for."""

    depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; names without their namespace."""

    def end(self, tag: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Text in it."""

    def made(self) -> Iterator[T]:
        """What was made since it was asked for."""
        made = self[:]
        self.clear()
        return iter(made)


def _start(walker: Walker[T], tag: str, attributes: dict[str, str]) -> None:
    walker.start(tag.rpartition(" ")[2], {name.rpartition(" ")[2]: value for name, value in attributes.items()})


class _Bounded:
    """The bytes of a part, until they are too many."""

    def __init__(self, stream: object, packed: int, shown: str) -> None:
        self._read: Callable[[int], bytes] = stream.read  # type: ignore[attr-defined]
        self.close: Callable[[], None] = stream.close  # type: ignore[attr-defined]
        self._left = max(RATIO_FROM, HIGHEST_RATIO * packed)
        self._shown = shown

    def read(self, size: int = -1) -> bytes:
        data = self._read(size if size >= 0 else _BLOCK)
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("A part of the document unpacks to over 200 times its size.", self._shown, _BOMB)
        return data
