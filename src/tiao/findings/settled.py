"""How a table is read: settled once, from its first chunk, and the same for every chunk of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.content.reader import Batch, Table
from tiao.findings.cell import IGNORED, TEXT
from tiao.findings.fields import Fields, layout
from tiao.findings.plain.columns import Columns, columns_of

SPREADSHEETS = ("spreadsheet",)
# Columns that a report lists; a broken file can have a hundred thousand.
SHOWN_COLUMNS = 500


@dataclass(repr=False)
class Reading:
    """How a table is read: fixed once, from its first chunk, and the same for every chunk."""

    fields: Fields
    running_text: bool
    chat: bool
    totals: bool
    year_max: int
    roles: npt.NDArray[np.int64]
    gates: npt.NDArray[np.int64]
    header: npt.NDArray[np.uint8]
    header_at: npt.NDArray[np.int64]

    @cached_property
    def plain(self) -> Columns | None:
        """How the table's plain rows are read; None where it can have none."""
        if self.running_text or self.totals:
            return None
        return columns_of(self.roles[:-1], self.gates[:-1])


def prepare(table: Table, first: Batch, reader: str, year_max: int) -> Reading:
    """Settles how a table is read, from its first chunk."""
    chat = table.layout == "chat"
    text = table.layout != "table"
    if text:
        roles = [IGNORED, IGNORED, TEXT, IGNORED] if chat else [TEXT, TEXT]
        fields = Fields(None)
        gates = [0] * len(roles)
    else:
        fields = layout(first, year_max)
        columns = [*fields.columns, fields.beyond]
        roles = [column.role for column in columns]
        gates = [column.gates for column in columns]
    cells = fields.header_cells
    return Reading(
        fields=fields,
        running_text=text,
        chat=chat,
        totals=reader.startswith(SPREADSHEETS),
        year_max=year_max,
        roles=np.asarray(roles, np.int64),
        gates=np.asarray(gates, np.int64),
        header=np.frombuffer(b"".join(cells) or b"\0", np.uint8),
        header_at=np.cumsum([0, *map(len, cells)]).astype(np.int64) if cells else np.zeros(0, np.int64),
    )


def shown_columns(fields: Fields) -> list[dict[str, Any]]:
    """Columns as a report may show them: roles and reasons, never the header's own words."""
    return [
        {"n": number, "role": column.role_name, "reason": column.reason}
        for number, column in enumerate(fields.columns[:SHOWN_COLUMNS], 1)
    ]
