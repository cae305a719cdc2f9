"""Hyperscan: all patterns in one pass, where each match starts, and our checks of each match in Python."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

import hyperscan

from common import Hit, serve
from patterns import EDGE, taken

KINDS = list(EDGE)
BLOCK = 2_000


def database() -> hyperscan.Database:
    made = hyperscan.Database()
    made.compile(
        expressions=[EDGE[kind].encode() for kind in KINDS],
        ids=list(range(len(KINDS))),
        elements=len(KINDS),
        flags=[hyperscan.HS_FLAG_SOM_LEFTMOST] * len(KINDS),
    )
    return made


def find(lines: Iterable[str]) -> Iterator[Hit]:
    made, base = database(), 0
    lines = iter(lines)
    longest: dict[tuple[int, int], int] = {}

    def hit(pattern: int, start: int, end: int, flags: int, context: object) -> None:
        # Hyperscan reports every end of a match; the last one is the longest.
        longest[pattern, start] = end

    while block := [line.encode() for line in islice(lines, BLOCK)]:
        starts, at = [], 0
        for line in block:
            starts.append(at)
            at += len(line)
        text = b"".join(block)
        longest.clear()
        made.scan(text, match_event_handler=hit)
        for (pattern, start), end in longest.items():
            if value := taken(KINDS[pattern], text[start:end].decode()):
                yield base + bisect_right(starts, start) - 1, KINDS[pattern], value
        base += len(block)


if __name__ == "__main__":
    serve(find)
