"""The demonstration's files read back by plain means and judged by the plain oracle, file by file.

Each file's format is known here, so nothing is sniffed: what is compared is meaning, not reading.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from oracle import count as oracle_count
from oracle import records as oracle
from tiao.demo.formats import Delimited
from tiao.demo.make import TABLES, TALKS, UNREADABLE

YEAR = 2026
HEADS = {
    "手机/QQ消息记录.txt": re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.+\(\d+\))"),
    "手机/微信.txt": re.compile(r"(\S+) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
    "手机/telegram.txt": re.compile(r"(\S+), \[\d\d\.\d\d\.\d{4} \d\d:\d\d\]"),
}


def oracle_records(root: Path, name: str) -> list[oracle.Record]:
    """What the oracle sees in one file of the demonstration, in file order."""
    if name in UNREADABLE:
        return []
    if name in TALKS:
        return [record for text in messages(root, name) for record in oracle.line(text, YEAR)]
    if name.endswith(".xlsx"):
        return [record for rows in workbook_rows(root / name) for record in _table(rows, spreadsheet=True)]
    return _table(rows_of(root, name))


def oracle_count_of(records: list[oracle.Record]) -> dict[str, Any]:
    counted: dict[str, Any] = oracle_count.count(records)
    return counted


def messages(root: Path, name: str) -> list[str]:
    """The texts of a chat's messages, or the lines of a text that are not blank."""
    text = (root / name).read_text(encoding="utf-8")
    lines = text.split("\n")
    if name not in HEADS:
        return [re.sub(r"^\[[\d:]+\] <[^>]+> ", "", line) for line in lines if line]
    found: list[list[str]] = []
    for line in lines:
        if HEADS[name].fullmatch(line):
            found.append([])
        elif found:
            found[-1].append(line)
    return ["\n".join(body) for body in found]


def rows_of(root: Path, name: str) -> list[list[str]]:
    """The rows of a delimited or JSON file that are not blank."""
    content = (root / name).read_bytes()
    if name.endswith(".jsonl"):
        objects = [json.loads(line) for line in content.decode().splitlines()]
    elif name.endswith(".json"):
        objects = [item["customer"] for item in json.loads(content)["data"]]
    else:
        return _delimited(content, _form(name))
    header = list(objects[0])
    return [header, *([("" if item[key] is None else str(item[key])) for key in header] for item in objects)]


def _form(name: str) -> Delimited:
    form = getattr(TABLES[name].write, "__self__", None)
    assert isinstance(form, Delimited)
    return form


def _delimited(content: bytes, form: Delimited) -> list[list[str]]:
    text = content.decode(form.encoding).removeprefix("\ufeff")
    if len(form.separator) == 1:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=form.separator))
    else:
        rows = [line.split(form.separator) if line else [] for line in text.split(form.newline)]
    return [row for row in rows if row]


def workbook_rows(path: Path) -> list[list[list[str]]]:
    """The sheets' rows as text, merged cells filled down, blank rows left out."""
    sheets = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(area.coord)
            for number in range(area.min_row + 1, area.max_row + 1):
                sheet.cell(number, area.min_col).value = sheet.cell(area.min_row, area.min_col).value
        rows = [[_shown(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        sheets.append([row for row in rows if any(row)])
    return sheets


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


def _table(rows: list[list[str]], spreadsheet: bool = False) -> list[oracle.Record]:
    return [record for record in oracle.table(rows, YEAR, spreadsheet).records if record is not None]
