"""``tiao cases read``: a table for people, JSON lines for programs, a file for the store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiao.cases.document import Document
from tiao.cases.statement import from_row
from tiao.cli.main import execute

TEXTS = Path(__file__).parent / "texts"
GUIDING = TEXTS / "published" / "spc-gc-192.txt"


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["cases", "read", str(GUIDING)]) == 0
    shown = capsys.readouterr()
    for words in ("（2021）沪0120刑初828号", "81,000,000 条以上", "8100万余条", "10,000 元", "36 个月", "情节特别严重"):
        assert words in shown.out
    assert "1" in shown.err
    assert execute(["cases", "read", str(GUIDING), "--lang", "en"]) == 0
    shown = capsys.readouterr()
    for words in ("at least 81,000,000 pieces", "10,000 yuan", "especially serious", "dark web"):
        assert words in shown.out


def test_programs_get_one_statement_a_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("no judgment", encoding="utf-8")
    assert execute(["cases", "read", str(GUIDING), str(tmp_path), "--json"]) == 0
    shown = capsys.readouterr()
    lines = [json.loads(line) for line in shown.out.splitlines()]
    assert lines[-1]["unread"]["file"] == "b.txt"
    assert "b.txt" in shown.err
    pieces = [line for line in lines[:-1] if line["predicate"] == "pieces"]
    assert [(line["value"], line["low"], line["high"], line["quote"]) for line in pieces] == [
        (">=100", 100, None, "100余条"),
        (">=81000000", 81_000_000, None, "8100万余条"),
    ]
    text = GUIDING.read_text("utf-8")
    assert all(text[line["start"] : line["end"]] == line["quote"] for line in lines[:-1])


def test_the_file_holds_what_proves_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "statements.jsonl"
    assert execute(["cases", "read", str(TEXTS / "tuned"), "--out", str(out)]) == 0
    assert "8" in capsys.readouterr().err
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert lines[0] == {"format": "tiao.cases/1"}
    documents = {
        line["document"]["id"]: Document(line["document"]["id"], line["document"]["body"])
        for line in lines
        if "document" in line
    }
    statements = [line["statement"] for line in lines if "statement" in line]
    assert len(statements) > 400
    assert all(from_row(row, documents[row["document"]]).row() == row for row in statements)


def test_a_name_for_the_case_is_for_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["cases", "read", str(GUIDING), "--case", "李案", "--json"]) == 0
    assert {json.loads(line)["case"] for line in capsys.readouterr().out.splitlines()} == {"李案"}
    assert execute(["cases", "read", str(GUIDING), str(GUIDING), "--case", "李案"]) == 2
    assert execute(["cases", "read", str(tmp_path / "absent.txt")]) == 2
    assert execute(["cases", "read", str(GUIDING), "--out", str(tmp_path / "no" / "x.jsonl")]) == 2
