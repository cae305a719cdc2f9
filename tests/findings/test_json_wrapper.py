"""What stands around a list in a JSON document is no row of data, unless it says something of somebody."""

from __future__ import annotations

from pathlib import Path

from tiao.case import Case
from tiao.evidence.seal import seal
from tiao.evidence.vault import Vault
from tiao.findings.find import find


def found(folder: Path, text: str) -> dict[str, tuple[int, int, int]]:
    """Rows, records and wrappers passed over, by table."""
    source = folder / "a.json"
    source.write_text(text, encoding="utf-8")
    case = Case.create(folder / "case")
    Vault.create(case)
    seal([source], case, by=["甲", "乙"], authority=None)
    result = find(case)
    return {f["table"]: (f["rows"], f["records"], f["skipped"].get("wrapper", 0)) for f in result["files"]}


LIST = '[{"name":"李雷","mobile":"13800000000"},{"name":"韩梅","mobile":"13800000001"}]'


def test_fields_around_a_list_are_no_row(tmp_path: Path) -> None:
    assert found(tmp_path, f'{{"code":0,"msg":"ok","data":{LIST}}}') == {"$.data": (2, 2, 0), "$": (0, 0, 1)}


def test_fields_that_say_something_are_one(tmp_path: Path) -> None:
    assert found(tmp_path, f'{{"phone":"13800000009","data":{LIST}}}') == {"$.data": (2, 2, 0), "$": (1, 1, 0)}
