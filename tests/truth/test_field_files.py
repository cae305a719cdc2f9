"""Small files as they are seized, with figures written by hand before the program saw them.

Layout, separator, header row, the role of every column, rows, and what each method counts, with the class.
"""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml

import tiao
from oracle.checks import luhn_right, resident_check, uscc_check
from tiao.findings.found import summary

FIELD = Path(__file__).parent / "field"


def _ending(digits: str) -> str:
    """The digits and the last one that makes the Luhn sum right."""
    return next(digits + str(last) for last in range(10) if luhn_right(digits + str(last)))


def _values() -> dict[str, str]:
    """Invented values; check digits are computed, so that none is copied from anywhere."""
    values: dict[str, str] = {}
    for n in range(1, 6):
        first17 = f"110101199003{10 + n}00{n}"
        values[f"id{n}"] = first17 + resident_check(first17)
        values[f"id15_{n}"] = first17[:6] + first17[8:]
        wrong = "0" if resident_check(first17) != "0" else "1"
        values[f"idbad{n}"] = first17 + wrong
        impossible = f"11010119901332{n:03d}"
        values[f"iddate{n}"] = impossible + resident_check(impossible)
        values[f"m{n}"] = f"1380000000{n}"
        values[f"card{n}"] = _ending(f"622202000000000{n:03d}")
        values[f"cardbad{n}"] = values[f"card{n}"][:-1] + str((int(values[f"card{n}"][-1]) + 1) % 10)
        values[f"imei{n}"] = _ending(f"3568120000000{n}")
        values[f"order{n}"] = f"2020010110000{n * 7919:05d}"
        values[f"uscc{n}"] = "91110000MA0000000"[:16] + str(n)
        values[f"uscc{n}"] += uscc_check(values[f"uscc{n}"])
    first17 = next(f"11010119900401{n:03d}" for n in range(100) if resident_check(f"11010119900401{n:03d}") == "X")
    values["idx"], values["idx_small"] = first17 + "X", first17 + "x"
    return values


VALUES = _values()


def _entries() -> list[Any]:
    return [
        pytest.param(entry, id=f"{path.stem}: {entry['name']}")
        for path in sorted(FIELD.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


def _write(folder: Path, entry: dict[str, Any]) -> None:
    folder.mkdir()
    files = entry.get("files") or {entry.get("file", "data.txt"): entry["text"]}
    for name, text in files.items():
        plain = Template(text).substitute(VALUES).replace("\\u200b", "\u200b")
        (folder / name).write_bytes(plain.encode(entry.get("encoding", "utf-8")))


def _layout(found: dict[str, Any], entry: dict[str, Any]) -> None:
    file = found["files"][0]
    if "chat" in entry or "text_lines" in entry:
        assert file["layout"] == ("chat" if "chat" in entry else "text")
        assert file["rows"] == entry.get("chat", entry.get("text_lines"))
    elif "table" in entry:
        wanted = entry["table"]
        assert (file["layout"], file["separator"]) == ("table", wanted["sep"])
        if "roles" in wanted:
            # Columns that do not matter need not be named.
            roles = [column["role"] for column in file["columns"]]
            assert roles[: len(wanted["roles"])] == wanted["roles"]
            assert file["header"] == wanted.get("header")
        if "rows" in wanted:
            assert file["rows"] == wanted["rows"]
    if "rows" in entry:
        assert found["rows"] == entry["rows"]


@pytest.mark.parametrize("entry", _entries())
def test_field_file(entry: dict[str, Any], tmp_path: Path) -> None:
    _write(tmp_path / "seized", entry)
    case = tiao.new(tmp_path / "case")
    tiao.seal(tmp_path / "seized", case, by=["甲", "乙"])
    tiao.find(case)
    _layout(summary(case), entry)
    methods = tiao.count(case)["methods"]
    wanted = entry["count"]
    by_row = methods["by_row@1"]
    found = {
        "row": by_row["total"],
        "record": methods["by_record@1"]["total"],
        "person": methods["by_person@1"]["total"],
        "low": by_row["low"],
        "high": by_row["high"],
        "classes": {name: pieces for name, pieces in by_row["classes"].items() if pieces},
    }
    assert found == {
        "row": wanted["row"],
        "record": wanted["record"],
        "person": wanted["person"],
        "low": wanted.get("low", wanted["row"]),
        "high": wanted.get("high", wanted["row"]),
        "classes": {wanted["class"]: wanted["row"]} if wanted["row"] else {},
    }
