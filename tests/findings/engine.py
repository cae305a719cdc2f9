"""The columnar engine on a few rows, without a case: what it finds in each record, for comparison with the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tiao.content.reader import Layout, pack
from tiao.findings.catalogue import DOUBTS, names
from tiao.findings.fields import Fields
from tiao.findings.reading import Cells, scan
from tiao.findings.settled import Reading, prepare

YEAR_MAX = 2026
Token = tuple[int, int]


class PlainVault:
    """Stands in for the vault: tokens are the blocks themselves, so that a failing test can be read."""

    hash_key = (11, 22)

    def blind(self, blocks: Any) -> Any:
        return blocks.copy()

    blind_content = blind


class MixedVault(PlainVault):
    """Tokens like a cipher's: a record's content is a sum of tokens, and sums of plain numbers are equal by chance."""

    def blind(self, blocks: Any) -> Any:
        words = blocks.astype(np.uint64)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 0x9E3779B97F4A7C15)):
            words = (words ^ (words >> np.uint64(shift))) * np.uint64(factor)
            words[:, 1] += words[:, 0]
            words[:, 0] ^= words[:, 1] >> np.uint64(29)
        return words


@dataclass
class Table:
    name: str
    layout: Layout


@dataclass
class Line:
    """One record of the engine."""

    row: int
    values: set[tuple[str, Token]]
    struck: set[tuple[str, Token]]
    doubts: set[str]


def read(
    rows: Sequence[Sequence[str]],
    layout: Literal["table", "text", "chat"] = "table",
    reader: str = "delimited@1",
    vault: PlainVault | None = None,
) -> tuple[Cells, Reading]:
    batch = pack(list(enumerate(rows)), len(rows))
    reading = prepare(Table("", layout), batch, reader, YEAR_MAX)
    return scan(batch, reading, vault or PlainVault(), True, 0), reading  # type: ignore[arg-type]


def cell(role: int, gates: int, text: str) -> Cells:
    """One cell of a column whose role and gates are given."""
    batch = pack([(0, [text])], 1)
    reading = Reading(
        fields=Fields(None),
        running_text=False,
        chat=False,
        totals=False,
        year_max=YEAR_MAX,
        roles=np.array([role, role], np.int64),
        gates=np.array([gates, gates], np.int64),
        header=np.zeros(1, np.uint8),
        header_at=np.zeros(0, np.int64),
    )
    return scan(batch, reading, PlainVault(), False, 0)  # type: ignore[arg-type]


def values(scanned: Cells) -> list[tuple[str, bool, Token, set[str]]]:
    """Values in order: kind, struck, token, doubts."""
    v = scanned.values
    return [
        (
            names()[int(v["kind"][i])],
            bool(v["struck"][i]),
            (int(v["low"][i]), int(v["high"][i])),
            {DOUBTS[k] for k in range(len(DOUBTS)) if int(v["doubts"][i]) >> k & 1},
        )
        for i in range(len(v))
    ]
