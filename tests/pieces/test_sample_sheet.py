"""The sheet goes out and comes back: both languages, what spreadsheet programs make of it, and what cannot be read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tiao.errors import Misuse
from tiao.pieces.sample.record import Verdict
from tiao.pieces.sample.sheet import read_verdicts, sheet

DOCUMENT = {
    "sample": "0123456789abcdef",
    "items": [
        {"n": 1, "locator": "E1!R2", "class": "general", "values": [{"kind": "name", "shown": "张**"}]},
        {"n": 2, "locator": "E1!=cmd!R3", "class": "general", "values": [{"kind": "email", "shown": "a***@b***.cn"}]},
        {"n": 3, "locator": "E2!R9#2", "class": "general"},
    ],
}
WANTED = [Verdict(1, "true", "甲", ""), Verdict(2, "false", "乙", "查无此人"), Verdict(3, "duplicate", "甲", "")]


def filled(words: list[str]) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(sheet(DOCUMENT).decode("utf-8-sig"))))
    for row, word, by, note in zip(rows[1:], words, ["甲", "乙", "甲"], ["", "查无此人", ""], strict=True):
        row[5:] = [word, by, note]
    return rows


def written(rows: list[list[str]], path: Path, encoding: str, delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize(
    "words", [["TRUE", "False", "duplicate"], ["真实", "不真实", "重复"], ["属实", "虚假", "重复 "]]
)
def test_a_sheet_comes_back(tmp_path: Path, encoding: str, delimiter: str, words: list[str]) -> None:
    path = written(filled(words), tmp_path / "核对.csv", encoding, delimiter)
    assert read_verdicts(path) == ("0123456789abcdef", WANTED)


def test_rows_without_a_verdict_are_left_for_later(tmp_path: Path) -> None:
    path = written(filled(["", "不清", " "]), tmp_path / "v.csv", "utf-8")
    assert read_verdicts(path) == ("0123456789abcdef", [Verdict(2, "unclear", "乙", "查无此人")])


def test_no_cell_is_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(sheet({**DOCUMENT, "sample": "=1+1"}).decode("utf-8-sig"))))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[0][0] == "sample 样本"
    assert rows[1][4] == "name=张**"


def test_columns_may_be_fewer_and_in_either_language(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("核对结果,序号\n真实,2\n,3\n", encoding="utf-8")
    assert read_verdicts(path) == (None, [Verdict(2, "true")])


@pytest.mark.parametrize("listed", [True, False])
def test_json_comes_back(tmp_path: Path, listed: bool) -> None:
    rows = [{"item": 1, "verdict": True, "by": "甲"}, {"n": "2", "verdict": "unclear", "note": None}, {"item": 3}]
    path = tmp_path / "v.json"
    path.write_text(json.dumps(rows if listed else {"sample": "ab", "verdicts": rows}), encoding="utf-8")
    assert read_verdicts(path) == (None if listed else "ab", [Verdict(1, "true", "甲"), Verdict(2, "unclear")])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00\xd8\x00",
        b"{",
        b"[1, 2]",
        b'{"verdicts": 3}',
        b'{"verdicts": "13800001234"}',
        b"[" * 100_000,
        b"item,verdict\nx13800001234,true\n",
        b"item,verdict\n1,13800001234\n",
        b"item,verdict\n123456789,true\n",
        b"item,verdict\n-1,true\n",
        b"item,verdict\n\xc2\xb2,true\n",
        b"name,phone\n1,13800001234\n",
        b'item,verdict\n1,"tr' + b"x" * 200_000,
        b"sample,item,verdict\nab,1,true\ncd,2,true\n",
    ],
)
def test_what_cannot_be_read_is_said_without_a_cell(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "13800001234.csv"
    path.write_bytes(data)
    with pytest.raises(Misuse) as caught:
        read_verdicts(path)
    assert "13800001234" not in str(caught.value)
    assert caught.value.where
    assert caught.value.hint


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_no_file_at_all(tmp_path: Path, what: str) -> None:
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    with pytest.raises(Misuse, match="cannot be read"):
        read_verdicts(path)
