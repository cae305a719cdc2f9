"""A DBF file's head: its fields and how many rows it holds; and which encoding its text is in.

The format: https://www.dbase.com/Knowledgebase/INT/db7_file_fmt.htm, and Microsoft's page "Table File Structure" for
Visual FoxPro.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterable
from dataclasses import dataclass

HEAD = 32
_TYPES = frozenset("CNFDLMGPIBYTVQWO@+0")
# First byte of a file: what the rows of dBASE III to IV and of FoxPro begin with.
_VERSIONS = frozenset((0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xE5, 0xF5, 0xFB))
_DBASE_7 = frozenset((0x04, 0x8C))
FOXPRO = frozenset((0x30, 0x31, 0x32))
"""Visual FoxPro: memo fields hold the block's number in four bytes."""
_MOST_FIELDS = 2_046
# Language drivers; programs in China often wrote none or a wrong one.
_DRIVERS = {
    0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5hkscs", 0x78: "big5hkscs", 0x13: "cp932", 0x7B: "cp932",
    0x4E: "cp949", 0x79: "cp949", 0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x58: "cp1252",
    0x59: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x26: "cp866", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254",
}  # fmt: skip
_DECLARED = "as the language driver says"
_EAST_ASIAN = frozenset(("gb18030", "big5hkscs", "cp932", "cp949"))


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        name: as it stands, without its encoding.
        kind: the letter of its type. at: where in a row it begins, in bytes. size: bytes. places: behind the point.
        nullable, binary, system: as Visual FoxPro says of it.
    """

    name: bytes
    kind: str
    at: int
    size: int
    places: int
    nullable: bool = False
    binary: bool = False
    system: bool = False


@dataclass(frozen=True)
class Head:
    """What stands before the rows.

    Attributes:
        version: the first byte. rows: as the head says. begin: where the rows begin. width: bytes of a row.
        encrypted: dBASE IV says that the rows are. driver: of the language.
    """

    version: int
    rows: int
    begin: int
    width: int
    encrypted: bool
    driver: int
    fields: tuple[Field, ...]

    @property
    def wide_pointers(self) -> bool:
        return self.version in FOXPRO


def head_of(data: bytes) -> Head | None:
    """The head that bytes begin with; None if they are no DBF file: it has no signature, but its numbers must agree."""
    if len(data) < HEAD + 1 or data[0] not in _VERSIONS | _DBASE_7:
        return None
    rows, begin, width = struct.unpack_from("<IHH", data, 4)
    new = data[0] in _DBASE_7
    first, size, letters = (68, 48, 32) if new else (HEAD, 32, 11)
    fields: list[Field] = []
    at = 1
    place = first
    while place < begin - 1 and data[place : place + 1] not in (b"\r", b""):
        field = _field(data[place : place + size], letters, at, data[0])
        if field is None or len(fields) == _MOST_FIELDS:
            return None
        fields.append(field)
        at += field.size
        place += size
    if not fields or at != width or data[place : place + 1] != b"\r" or data[2] > 12 or data[3] > 31:
        return None
    return Head(data[0], rows, begin, width, data[15] == 1 and not new, data[29], tuple(fields))


def _field(data: bytes, letters: int, at: int, version: int) -> Field | None:
    name = data[:letters].split(b"\0")[0].strip()
    if len(data) < letters + 7 or not name or min(name) < 32:
        return None
    kind = chr(data[letters])
    # The place of the length: behind the type, or behind an address in memory that older versions keep there.
    length, places = data[letters + 1 : letters + 3] if letters == 32 else data[16:18]
    if kind not in _TYPES:
        return None
    if kind == "C" and version not in FOXPRO and letters != 32:
        # Clipper: fields of more than 255 bytes.
        length, places = length + 256 * places, 0
    flags = data[18] if version in FOXPRO else 0
    if not length:
        return None
    return Field(name, kind, at, length, places, bool(flags & 2), bool(flags & 4), bool(flags & 1) or kind == "0")


def encoding_of(driver: int, samples: Iterable[bytes]) -> tuple[str, str]:
    """The encoding of a file's text and why.

    Programs in China often wrote no language driver, or that of Western Europe, over text in GBK. So the bytes decide
    first, and the driver where they leave it open.

    Args:
        driver: as the head says.
        samples: cells with bytes outside ASCII; the last character of a cell may be cut.
    """
    cells = [cell for cell in samples if not cell.isascii()]
    declared = _DRIVERS.get(driver, "")
    if not cells:
        return declared if declared in _EAST_ASIAN else "gb18030", "only ASCII bytes"
    candidates = ["utf-8", *([declared] if declared in _EAST_ASIAN else []), "gb18030", "big5hkscs"]
    damaged = {name: _damaged(cells, name) for name in candidates}
    for name in candidates:
        if damaged[name] * 50 <= len(cells):
            return name, _DECLARED if name == declared else "every sampled cell, or nearly every one, is valid so"
    if declared:
        return declared, _DECLARED
    return min(candidates, key=damaged.__getitem__), "nothing fits wholly; this leaves the fewest damaged cells"


def _damaged(cells: list[bytes], encoding: str) -> int:
    """Cells that do not decode, but for a last character that is cut."""
    damaged = 0
    for cell in cells:
        try:
            codecs.getincrementaldecoder(encoding)().decode(cell)
        except UnicodeDecodeError:
            damaged += 1
    return damaged
