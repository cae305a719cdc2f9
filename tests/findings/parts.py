"""Parts of the ledger as `find` writes them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

from tiao.findings.ledger import Lines
from tiao.findings.part import Part, group_of


def write(path: Path, groups: Sequence[tuple[Lines, int]], aside: Executor | None = None) -> tuple[int, str]:
    """One part, each chunk's lines behind a row number; size and SHA-256, as they go on record."""
    part = Part(path, aside)
    for lines, base in groups:
        part.add(group_of(lines), base)
    record = part.close()
    assert record["path"] == f"ledger/{path.name}"
    return record["size"], record["sha256"]
