"""Tables as bytes: delimited text in several encodings, JSON and JSON lines. Each says on which row a record stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tiao.demo.cells import Cell
from tiao.demo.sheets import Row


@dataclass(frozen=True)
class Delimited:
    """How a delimited file is written.

    Attributes:
        separator: one sign or several.
        encoding: a Python codec; ``utf-8-sig``, ``utf-16-le`` and ``utf-16-be`` are written with their byte order mark.
        newline: line end.
        header: whether the first row says what the columns hold.
        quotes: put quotes around every third cell, and a line break into every ninth address.
        repeat: the header stands again after so many rows, 0 never.
        blank: a blank line after so many rows, 0 never.
    """

    separator: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    header: bool = True
    quotes: bool = False
    repeat: int = 0
    blank: int = 0

    def write(self, header: Sequence[str], rows: Sequence[Row]) -> tuple[bytes, list[int]]:
        """Bytes, and row numbers as a spreadsheet shows them: blank rows count, line breaks in quotes do not."""
        lines: list[str] = [self.separator.join(header)] if self.header else []
        numbers = []
        for place, row in enumerate(rows):
            if place and self.repeat and place % self.repeat == 0:
                lines.append(self.separator.join(header))
            if place and self.blank and place % self.blank == 0:
                lines.append("")
            lines.append(self.separator.join(self._cell(item, place + at) for at, item in enumerate(row)))
            numbers.append(len(lines))
        text = "".join(line + self.newline for line in lines)
        mark = "\ufeff" if self.encoding.startswith("utf-16") else ""
        return (mark + text).encode(self.encoding), numbers

    def _cell(self, item: Cell, place: int) -> str:
        if not self.quotes:
            return item.text
        text = item.text
        if item.kind == "address" and text and place % 9 == 0:
            text = f"{text[:6]}\n{text[6:]}"
        return f'"{text}"' if place % 3 == 0 or "\n" in text or "," in text else text


def json_lines(header: Sequence[str], rows: Sequence[Row]) -> tuple[bytes, list[int]]:
    """One object a line; mobiles as numbers where they are written plainly, nothing as null."""
    lines = [json.dumps(dict(zip(header, map(_scalar, row), strict=True)), ensure_ascii=False) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode(), list(range(1, len(rows) + 1))


def json_nested(header: Sequence[str], rows: Sequence[Row]) -> tuple[bytes, list[int]]:
    """An object with a list of objects, the columns one level down under ``customer``."""
    objects = [{"customer": dict(zip(header, map(_scalar, row), strict=True))} for row in rows]
    return json.dumps({"data": objects}, ensure_ascii=False, indent=1).encode(), list(range(1, len(rows) + 1))


def _scalar(item: Cell) -> str | int | None:
    if item.kind == "mobile" and len(item.text) == 11 and item.text.isascii() and item.text.isdigit():
        return int(item.text)
    return item.text or None
