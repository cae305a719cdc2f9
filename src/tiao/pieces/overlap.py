"""Which files hold the same records: distinct contents of the records in total, shared pair by pair."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tiao.case import Case
from tiao.findings.found import ledger_parts, summary
from tiao.pieces.ledger_read import read_part
from tiao.pieces.rebuttals.rebutted import Rebutted, Sparing
from tiao.pieces.seen import Seen, shared

# Files in the matrix: bits of a word. Beyond that, those with the most records.
MOST = 64
# Tokens held at once; more are compared in several passes by prefix.
HELD = 20_000_000


def overlap(case: Case, by_exhibit: dict[str, dict[str, int]] | None = None) -> dict[str, Any]:
    """The overlap matrix between files.

    Args:
        by_exhibit: pieces by ``by_record`` of each exhibit, if they have been counted: then a case of one file needs no
            second look.

    Returns:
        ``exhibits``: ids; ``matrix``: distinct records that two of them share, on the diagonal those of one;
        ``left_out``: exhibits with records that the matrix has no room for.
    """
    records: dict[str, int] = {}
    for entry in summary(case)["files"]:
        records[entry["exhibit"]] = records.get(entry["exhibit"], 0) + entry["records"]
    ranked = sorted((name for name, many in records.items() if many), key=lambda name: -records[name])
    chosen = [name for name in records if name in set(ranked[:MOST])]
    if len(chosen) == 1 and by_exhibit is not None:
        return {"exhibits": chosen, "matrix": [[sum(by_exhibit.get(chosen[0], {}).values())]], "left_out": 0}
    figures = np.zeros((len(chosen), len(chosen)), np.int64)
    parts = [(entry, path) for entry, path in ledger_parts(case) if entry["exhibit"] in chosen]
    sparing = next(Rebutted.standing(case).steps(), None)
    passes = 1
    while passes * HELD < sum(records.values()):
        passes *= 2
    for prefix in range(passes):
        _add(parts, chosen, sparing, prefix, passes, figures)
    return {"exhibits": chosen, "matrix": figures.tolist(), "left_out": max(0, len(ranked) - MOST)}


def _add(
    parts: list[tuple[dict[str, Any], Path]],
    chosen: list[str],
    sparing: Sparing | None,
    prefix: int,
    passes: int,
    figures: Any,
) -> None:
    seen = Seen()
    shift = np.uint64(64 - (passes.bit_length() - 1))
    for entry, path in parts:
        number = chosen.index(entry["exhibit"])
        without = None if sparing is None else sparing.of(entry["source"], entry["found_kinds"])
        for part in read_part(path, values=(), without=without):
            wanted = part.is_record & ((part.where & 1) != 0)
            if passes > 1:
                wanted &= (part.content[:, 0] >> shift) == np.uint64(prefix)
            keys = part.content[wanted]
            seen.join(keys, np.full(len(keys), 1 << number, np.uint64))
    shared(seen.bits, figures)
