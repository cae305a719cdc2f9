"""The coded cases of a store as they came in: JSON lines, or a sheet with a case a row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from tiao.cases.coded.sheet import rows_of
from tiao.cases.sheet_file import is_sheet, write_sheet
from tiao.cases.store import reading
from tiao.cases.store.database import Store


def write(store: Store, path: Path) -> int:
    """Writes the coded cases to a new file, which ``cases import`` reads; gives their number.

    Raises:
        Misuse: the name is taken, or a workbook cannot hold so much.
    """
    if is_sheet(path):
        records = [json.loads(line, parse_float=Decimal) for line in _lines(store)]
        write_sheet(path, rows_of(records))
        return len(records)
    count = 0
    with open(path, "x", encoding="utf-8", newline="\n") as stream:
        for line in _lines(store):
            stream.write(f"{line}\n")
            count += 1
    return count


def _lines(store: Store) -> Iterator[str]:
    for case in reading.cases(store):
        for text in reading.documents(store, case):
            if text["kind"] == "coded":
                yield text["body"]
