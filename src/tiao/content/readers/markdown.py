"""Markdown (md): text whose tables are drawn with bars; every table is one, and all else is read line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tiao.content.documents.document import TEXT, Piece, tables
from tiao.content.encoding import decode_blocks, detect, detect_stream
from tiao.content.reader import Claim, Source, Table
from tiao.model import Unread

# The line below the heads of a table: `|---|:--:|`.
_RULE = re.compile(r"[ \t]{0,3}\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*")
_LOOKED_AT = 64 << 10
_LONGEST = 1 << 20
# Bars that divide: those without a backslash before them.
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


class Markdown:
    """Reads Markdown: tables drawn with bars, and text."""

    name = "markdown@1"

    def claims(self, head: bytes, source: Source) -> tuple[Claim, str]:
        encoding = detect(head)
        text = head[encoding.mark : _LOOKED_AT].decode(encoding.name, "replace")
        before = ""
        for line in text.splitlines():
            if _rules(before, line):
                return Claim.YES, "a table drawn with bars, its heads underlined"
            before = line
        return Claim.NO, ""

    def tables(self, source: Source) -> Iterator[Table | Unread]:
        yield from tables(lambda: _pieces(source))


def _rules(before: str, line: str) -> bool:
    """Whether a line underlines the heads of a table, the line before it."""
    if "|" not in before or "-" not in line or _RULE.fullmatch(line) is None:
        return False
    return len(_cells(before)) == len(_cells(line)) > 1


def _pieces(source: Source) -> Iterator[Piece]:
    table, in_table = 0, False
    held: tuple[int, str] | None = None
    for number, line in enumerate(_lines(source), 1):
        if held is not None and _rules(held[1], line):
            table, in_table = table + 1, True
            yield table, held[0], _cells(held[1])
            held = None
            continue
        if held is not None:
            yield TEXT, held[0], (held[1],)
            held = None
        if in_table and "|" in line:
            yield table, number, _cells(line)
        elif line.strip():
            in_table = False
            held = (number, line)
        else:
            in_table = False
    if held is not None:
        yield TEXT, held[0], (held[1],)


def _cells(line: str) -> list[str]:
    line = line.strip()
    cells = _BAR.split(line.removeprefix("|"))
    if cells and not cells[-1].strip() and line.endswith("|"):
        cells.pop()
    return [_BREAK.sub("\n", cell.strip().strip("*`").replace("\\|", "|")).strip() for cell in cells]


def _lines(source: Source) -> Iterator[str]:
    """Lines without their ends; one that is too long comes in pieces."""
    with source.open() as stream:
        encoding = source.encoding or detect_stream(stream)
        yield from _cut(block.decode("utf-8", "replace") for block in decode_blocks(stream, encoding))


def _cut(blocks: Iterable[str]) -> Iterator[str]:
    held = ""
    for block in blocks:
        # A line end of two signs may be cut by the block.
        text = held + block
        whole, end, held = text.rpartition("\n")
        if end:
            yield from (line.removesuffix("\r") for line in whole.split("\n"))
        while len(held) > _LONGEST:
            yield held[:_LONGEST]
            held = held[_LONGEST:]
    if held:
        yield held.removesuffix("\r")
