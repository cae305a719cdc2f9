"""Compound files (OLE2, MS-CFB): the storages and streams in them, read where they stand.

Old office documents and Outlook's messages are such files. Chains of sectors in a circle, sectors that do not exist and
directories without end are taken for damage.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tiao.content.blocks import as_stream
from tiao.errors import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 200_000
MOST_DEPTH = 50
_LAST = 0xFFFFFFFA
_NONE = 0xFFFFFFFF
_RUN = 256
"""Sectors that are read at once."""
_MOST_DIRECTORY = 4096
"""Sectors of a directory that are looked through for names alone; the bound also ends chains in a circle."""
_DAMAGED = "The container is damaged or cut short."
_NEXT = "Open it in its own program, save it again, and seal that copy as well."


@dataclass
class Entry:
    """A stream or a storage. Raw.

    Attributes:
        name: its own. start, size: of its bytes. children: what a storage holds, by name.
    """

    name: str
    start: int = 0
    size: int = 0
    is_storage: bool = False
    children: dict[str, Entry] = field(default_factory=dict)


class Compound:
    """A compound file, opened.

    Attributes:
        root: what stands in it.
    """

    def __init__(self, stream: BinaryIO, shown: str) -> None:
        """
        Raises:
            Unreadable: it is damaged, so that nothing in it can be found.
        """
        self._stream = stream
        self._shown = shown
        stream.seek(0, 2)
        self._end = stream.tell()
        stream.seek(0)
        head = stream.read(512)
        if len(head) < 512 or not head.startswith(MAGIC):
            raise self._damaged()
        shift, small_shift = struct.unpack_from("<HH", head, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise self._damaged()
        self._size = 1 << shift
        directory, self._cutoff, small, small_count, more, more_count = struct.unpack_from("<I4xIIIII", head, 48)
        self._table = self._sector_table(head, more, more_count)
        self._small_table = array("I", b"")
        self._small_table.frombytes(_whole(b"".join(self._sectors(small, min(small_count * self._size, self._end)))))
        self._begins = [directory, small]
        self._more = more
        self.root = self._tree(b"".join(self._sectors(directory, MOST_ENTRIES * 128)))

    def is_endless(self, names: frozenset[str]) -> bool:
        """Whether a chain of sectors on the way to a stream of these names goes in a circle: a library that follows it
        without counting fills all memory."""
        begins = [*self._begins, self._entries[0].start]
        small: list[int] = []
        for entry in self._entries[1:]:
            if entry.name in names:
                (small if entry.size < self._cutoff else begins).append(entry.start)
        chains = [(self._table, at) for at in begins] + [(self._small_table, at) for at in small]
        return any(_is_circle(table, at) for table, at in chains) or self._lists_are_endless()

    def _lists_are_endless(self) -> bool:
        """Whether the sectors that say where the table stands go in a circle."""
        seen, at = set(), self._more
        while at < _LAST and at not in seen:
            seen.add(at)
            block = self._sector(at)
            at = int.from_bytes(block[-4:], "little") if len(block) == self._size else _NONE
        return at in seen

    def open(self, entry: Entry) -> BinaryIO:
        """The bytes of a stream, to be read once."""
        return as_stream(self._blocks(entry))

    def read(self, entry: Entry | None, most: int) -> bytes:
        """The first bytes of a stream; nothing if there is no such stream."""
        return b"" if entry is None else self.open(entry).read(most)

    def _blocks(self, entry: Entry) -> Iterator[bytes]:
        left = entry.size
        blocks = self._small(entry.start) if entry.size < self._cutoff else self._sectors(entry.start, entry.size)
        for block in blocks:
            yield block[:left]
            left -= len(block)
            if left <= 0:
                return
        if left > 0:
            raise self._damaged()

    def _sector_table(self, head: bytes, more: int, more_count: int) -> array[int]:
        """Which sector follows which."""
        places = [sector for sector in struct.unpack_from("<109I", head, 76) if sector < _LAST]
        most = self._end // self._size + 1
        while more < _LAST and more_count > 0 and len(places) < most:
            block = self._sector(more)
            numbers = struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
            places += [sector for sector in numbers[:-1] if sector < _LAST]
            more, more_count = (numbers[-1] if numbers else _NONE), more_count - 1
        table = array("I")
        for place in places[:most]:
            table.frombytes(_whole(self._sector(place)))
        return table

    def _sector(self, number: int) -> bytes:
        return _sector_at(self._stream, number, self._size)

    def _sectors(self, start: int, most: int) -> Iterator[bytes]:
        """The bytes of a chain, sectors that follow one another at once."""
        number, given = start, 0
        while number < _LAST and given < most:
            run = 1
            while run < _RUN and self._follower(number + run - 1) == number + run:
                run += 1
            self._stream.seek((number + 1) * self._size)
            block = self._stream.read(min(run * self._size, most - given + self._size))
            if not block:
                return
            yield block
            given += run * self._size
            number = self._follower(number + run - 1)

    def _follower(self, number: int) -> int:
        return self._table[number] if number < len(self._table) else _NONE

    def _small(self, start: int) -> Iterator[bytes]:
        """The bytes of a small stream, which stands in pieces of 64 bytes within a stream of the root."""
        number, steps = start, 0
        while number < len(self._small_table) and steps <= len(self._small_table):
            at = number * 64
            index, offset = divmod(at, self._size)
            sector = self._root_sectors[index] if index < len(self._root_sectors) else _NONE
            if sector == _NONE:
                return
            self._stream.seek((sector + 1) * self._size + offset)
            yield self._stream.read(64)
            number, steps = self._small_table[number], steps + 1

    def _tree(self, directory: bytes) -> Entry:
        entries: list[tuple[Entry, int, int, int]] = []
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            left, right, child = struct.unpack_from("<III", directory, at + 68)
            start, size = struct.unpack_from("<IQ", directory, at + 116)
            if self._size == 512:
                size &= 0xFFFFFFFF
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            entries.append((Entry(name, start, size, kind in (1, 5)), left, right, child))
        if not entries:
            raise self._damaged()
        self._entries = [entry for entry, *_ in entries]
        root = entries[0][0]
        self._root_sectors = array("I", self._chain(root.start))
        seen = {0}
        waiting = [(root, entries[0][3], 0)]
        while waiting:
            parent, number, depth = waiting.pop()
            if number >= len(entries) or number in seen or depth > MOST_DEPTH:
                continue
            seen.add(number)
            entry, left, right, child = entries[number]
            parent.children.setdefault(entry.name, entry)
            waiting += [(parent, left, depth), (parent, right, depth)]
            if entry.is_storage:
                waiting.append((entry, child, depth + 1))
        return root

    def _chain(self, number: int) -> Iterator[int]:
        steps = 0
        while number < len(self._table) and steps <= len(self._table):
            yield number
            number, steps = self._table[number], steps + 1

    def _damaged(self) -> Unreadable:
        return Unreadable(_DAMAGED, self._shown, _NEXT)


def _is_circle(table: array[int], at: int) -> bool:
    steps = 0
    while at < len(table) and steps <= len(table):
        at, steps = table[at], steps + 1
    return steps > len(table)


def _whole(data: bytes) -> bytes:
    return data[: len(data) // 4 * 4]


def stream_names(stream: BinaryIO) -> set[str]:
    """The names in the directory of a compound file: enough to tell a workbook from a letter or a locked file.

    What is damaged is left out, where ``Compound`` would refuse the file.
    """
    stream.seek(0)
    head = stream.read(512)
    if len(head) < 512 or not head.startswith(MAGIC):
        return set()
    shift = struct.unpack_from("<H", head, 30)[0]
    if shift not in (9, 12):
        return set()
    size = 1 << shift
    tables = [sector for sector in struct.unpack_from("<109I", head, 76) if sector < _LAST]
    sector = struct.unpack_from("<I", head, 48)[0]
    names: set[str] = set()
    for _ in range(_MOST_DIRECTORY):
        if sector >= _LAST:
            break
        names |= _names(_sector_at(stream, sector, size))
        index, place = divmod(sector, size // 4)
        table = _sector_at(stream, tables[index], size) if index < len(tables) else b""
        if len(table) < place * 4 + 4:
            break
        sector = struct.unpack_from("<I", table, place * 4)[0]
    return names


def _sector_at(stream: BinaryIO, number: int, size: int) -> bytes:
    stream.seek((number + 1) * size)
    return stream.read(size)


def _names(sector: bytes) -> set[str]:
    names = set()
    for start in range(0, len(sector) - 127, 128):
        length = struct.unpack_from("<H", sector, start + 64)[0]
        if 2 < length <= 64:
            names.add(sector[start : start + length - 2].decode("utf-16-le", "replace"))
    return names
