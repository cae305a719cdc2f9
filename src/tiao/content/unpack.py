"""Every table of a sealed file, those in files within it too: in one order, within bounds that are stated here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tiao.content.reader import BrokenOff, Member, Reader, Source, Table
from tiao.content.sniff import sniff
from tiao.errors import Unreadable
from tiao.evidence.hold import Held
from tiao.model import Unread

DEPTH = 5
"""Files within files within files: so deep are they read."""
MOST_MEMBERS = 200_000
"""Files in one sealed file, at all depths together."""
HIGHEST_RATIO, RATIO_FROM = 200, 1 << 30
"""What one sealed file unpacks to, at all depths together: over 1 GiB, at most 200 times its size."""
MOST_BYTES = 1 << 40
BLOCK = 4 << 20

_BOMB = "Unpack it on a machine that may fail, and seal what is needed of it."
_TOO_DEEP = f"Files stand in one another more than {DEPTH} deep; what is deeper was not unpacked."
_TOO_MANY = f"The sealed file holds more than {MOST_MEMBERS} files; this one and those behind it were not read."
_TOO_LARGE = "The sealed file unpacks to more than 1 GiB and over 200 times its size; this file in it was not read."
_NEXT = "Unpack it into a folder of its own and seal that folder as well."
# What macOS writes beside the files of an archive, told by its content: it describes other files.
_MACOS = (b"\0\5\x16\7\0\2\0\0", b"\0\0\0\1Bud1")

At = tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Found:
    """A table, or what could not be read in its place.

    Attributes:
        source: the file that it stands in.
        at: its place: the nth thing in that file, after the place of that file in the one around it; all from 1.
        part: the table; or what could not be read, ``where`` without the way to the file.
        reader, reason: what reads the file and why; None if nothing does.
    """

    source: Source
    at: At
    part: Table | Unread
    reader: Reader | None = None
    reason: str = ""


class Unpacking:
    """One walk through a sealed file."""

    def __init__(self, folder: Path, wanted: Collection[At] | None = None) -> None:
        """
        Args:
            folder: of the case, where what memory may not hold is kept as ciphertext.
            wanted: files without one of these places in them are passed over.
        """
        self._folder = folder
        self._ways = None if wanted is None else {at[:length] for at in wanted for length in range(1, len(at) + 1)}
        self._members = 0
        self._room = 0

    def walk(self, source: Source) -> Iterator[Found]:
        """The tables, and what could not be read, in the order in which they stand.

        A table is read before the next is asked for: then the bytes of its file are forgotten.
        """
        self._room = min(MOST_BYTES, max(RATIO_FROM, HIGHEST_RATIO * source.size))
        yield from self._file(source, ())

    def _file(self, source: Source, at: At) -> Iterator[Found]:
        system_files = 0
        place = at
        try:
            reader, reason = sniff(source)
            for number, part in enumerate(reader.tables(source), 1):
                place = (*at, number)
                if not isinstance(part, Member):
                    yield Found(source, place, part, reader, reason)
                    continue
                self._admit(source)
                if self._ways is not None and place not in self._ways:
                    continue
                held = Held(self._folder)
                try:
                    inside = source.within(part, held)
                    problem = self._take(part, held)
                    if problem is None or (isinstance(problem, BrokenOff) and held.size):
                        if _is_of_macos(held):
                            system_files += 1
                        else:
                            yield from self._file(inside, place)
                    if problem is not None:
                        yield _unread(inside, place, problem)
                finally:
                    held.release()
        except Unreadable as problem:
            yield _unread(source, place, problem)
        if system_files:
            what = f"{system_files} files of macOS that describe other files (.DS_Store, ._*) were passed over."
            hint = "They hold names and icons of files, not what was in them."
            yield Found(source, at, Unread(source.exhibit.id, "", what, hint))

    def _admit(self, source: Source) -> None:
        self._members += 1
        if source.depth >= DEPTH:
            raise Unreadable(_TOO_DEEP, "", _NEXT)
        if self._members > MOST_MEMBERS:
            raise Unreadable(_TOO_MANY, "", _NEXT)

    def _take(self, member: Member, held: Held) -> Unreadable | None:
        """Takes the bytes of a member, or says why not."""
        if (member.size or 0) > self._room:
            return Unreadable(_TOO_LARGE, "", _BOMB)
        try:
            with member.open() as stream:
                while block := stream.read(min(BLOCK, self._room + 1)):
                    self._room -= len(block)
                    if self._room < 0:
                        self._room = 0
                        return Unreadable(_TOO_LARGE, "", _BOMB)
                    held.write(block)
        except Unreadable as problem:
            return problem
        return None


def _unread(source: Source, at: At, problem: Unreadable) -> Found:
    return Found(source, at, Unread(source.exhibit.id, problem.where, problem.what, problem.hint))


def _is_of_macos(held: Held) -> bool:
    with held.open() as stream:
        return stream.read(8) in _MACOS


def placed(source: Source, entry: Unread) -> Unread:
    """What could not be read, with the file and the place in it, masked."""
    where = entry.where
    if not where.startswith(source.shown):
        # A reader that names the sealed file means the file that it reads.
        where = where.removeprefix(source.exhibit.shown).removeprefix(", ")
        where = f"{source.shown}, {where}" if where else source.shown
    return replace(entry, exhibit=source.exhibit.id, where=where)
