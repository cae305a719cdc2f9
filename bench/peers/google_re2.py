"""google-re2 over blocks of bytes, and our checks of each match in Python."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

import re2

from common import Hit, serve
from patterns import EDGE, taken

# Bytes, so that it need not count characters for each match.
PATTERNS = [(kind, re2.compile(pattern.encode())) for kind, pattern in EDGE.items()]
BLOCK = 2_000


def find(lines: Iterable[str]) -> Iterator[Hit]:
    lines, base = iter(lines), 0
    while block := [line.encode() for line in islice(lines, BLOCK)]:
        starts, at = [], 0
        for line in block:
            starts.append(at)
            at += len(line)
        text = b"".join(block)
        for kind, pattern in PATTERNS:
            for match in pattern.finditer(text):
                if value := taken(kind, match[0].decode()):
                    yield base + bisect_right(starts, match.start()) - 1, kind, value
        base += len(block)


if __name__ == "__main__":
    serve(find)
