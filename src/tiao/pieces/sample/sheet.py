"""The sheet (核对表) that goes out with the items of a sample and comes back with verdicts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tiao.errors import Misuse
from tiao.evidence.mask import mask_path
from tiao.pieces.sample.record import VERDICTS, Verdict

# A header cell is known by its first word, so that a sheet may be headed in either language or in both.
_COLUMNS = {
    "sample": "样本",
    "item": "序号",
    "locator": "位置",
    "class": "类别",
    "values": "信息（已遮盖）",
    "verdict": "核对结果",
    "by": "核对人",
    "note": "说明",
}
_NAMES = {**{name: name for name in _COLUMNS}, **{zh: name for name, zh in _COLUMNS.items()}, "n": "item"}
_WORDS = {
    **{word: word for word in VERDICTS},
    **dict.fromkeys(("真实", "属实"), "true"),
    **dict.fromkeys(("不真实", "不属实", "虚假"), "false"),
    "重复": "duplicate",
    **dict.fromkeys(("不清", "存疑", "无法核实"), "unclear"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_BYTES = 64 << 20
_HINT = "Fill in the sheet that `tiao sample --out FILE` writes."


def sheet(document: Mapping[str, Any]) -> bytes:
    """The items as a CSV table to be filled in; UTF-8 with a mark, which spreadsheet programs ask for.

    Args:
        document: ``tiao.sample/1`` with masked ``values`` on its items.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f"{name} {zh}" for name, zh in _COLUMNS.items()])
    for item in document["items"]:
        values = "  ".join(f"{value['kind']}={value['shown']}" for value in item.get("values", ()))
        cells = [document["sample"], item["n"], item["locator"], item["class"], values, "", "", ""]
        # No cell is taken for a formula.
        writer.writerow([f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def read_verdicts(path: Path) -> tuple[str | None, list[Verdict]]:
    """Verdicts from a file: CSV as ``sheet`` writes it, or JSON ``{"sample", "verdicts": [{"item", "verdict"}]}``.

    Args:
        path: the file. Rows without a verdict are left for later.

    Returns:
        The sample that the file names, or None, and the verdicts.

    Raises:
        Misuse: the file cannot be read or understood. No cell of it is repeated.
    """
    name = mask_path(path.name)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Misuse("The file of verdicts is too large.", name, _HINT)
        data = path.read_bytes()
    except OSError:
        raise Misuse("The file of verdicts cannot be read.", name, "Check its path and rights.") from None
    text = _decoded(data, name)
    rows = _json_rows(text, name) if text.lstrip().startswith(("{", "[")) else _csv_rows(text, name)
    found, named = [], set()
    for place, row in rows:
        word = row.get("verdict", "").strip().casefold()
        if row.get("sample", "").strip():
            named.add(row["sample"].strip())
        if not word:
            continue
        number = row.get("item", "").strip()
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise Misuse("An item has no number.", f"{name}, {place}", _HINT)
        if word not in _WORDS:
            raise Misuse("There is no such verdict.", f"{name}, {place}", f"Known: {', '.join(_WORDS)}.")
        found.append(Verdict(int(number), _WORDS[word], row.get("by", "").strip(), row.get("note", "").strip()))
    if len(named) > 1:
        raise Misuse("The file names several samples.", name, "Record each sample from a file of its own.")
    return (named.pop() if named else None), found


_Rows = Sequence[tuple[str, Mapping[str, str]]]


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Misuse("The file of verdicts is no text.", name, _HINT)


def _csv_rows(text: str, name: str) -> _Rows:
    header = text.split("\n", 1)[0]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in header else ","))
    except csv.Error:
        raise Misuse("The file of verdicts is no CSV table.", name, _HINT) from None
    words = [(cell.split() or [""])[0].casefold() for cell in (rows[0] if rows else [])]
    names = [_NAMES.get(word, "") for word in words]
    if "item" not in names or "verdict" not in names:
        raise Misuse("The file of verdicts has no columns for item and verdict.", name, _HINT)
    return [(f"row {n}", dict(zip(names, row, strict=False))) for n, row in enumerate(rows[1:], 2) if any(row)]


def _json_rows(text: str, name: str) -> _Rows:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise Misuse("The file of verdicts is no JSON.", name, _HINT) from None
    sample = given.get("sample", "") if isinstance(given, dict) else ""
    rows = given.get("verdicts") if isinstance(given, dict) else given
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Misuse("The file of verdicts has no list of verdicts.", name, _HINT)
    plain = []
    for n, row in enumerate(rows, 1):
        cells = {_NAMES.get(str(key).casefold(), ""): "" if value is None else str(value) for key, value in row.items()}
        plain.append((f"verdict {n}", {"sample": str(sample), **cells}))
    return plain
