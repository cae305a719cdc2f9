"""The marks of corpora in their own forms, and the arithmetic of what is found, on lines made up here."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import corpora
import corpora_page


def test_json_lines(tmp_path: Path) -> None:
    entry = {"text": "张三在宁波，张三说", "label": {"name": {"张三": [[0, 1], [6, 7]]}, "address": {"宁波": [[3, 4]]}}}
    (tmp_path / "test.json").write_text(json.dumps(entry, ensure_ascii=False) + "\n", encoding="utf-8")
    (line,) = corpora.json_lines(tmp_path / "test.json")
    assert line.marks == [("name", "张三"), ("address", "宁波"), ("name", "张三")]


def test_tagged_lines(tmp_path: Path) -> None:
    path = tmp_path / "dev.txt"
    path.write_text("张 B-NAME\n三 E-NAME\n李 S-NAME\n， O\n\n602 B-road\n号 I-road\n甲 I-poi\n", encoding="utf-8")
    assert [(line.text, line.marks) for line in corpora.tagged(path)] == [
        ("张三李，", [("NAME", "张三"), ("NAME", "李")]),
        ("602号甲", [("road", "602号"), ("poi", "甲")]),
    ]
    path.write_text("10\tO\n张0\tB-PER.NAM\n三1\tI-PER.NAM\n", encoding="utf-8")
    assert [(line.text, line.marks) for line in corpora.tagged(path, numbered=True)] == [
        ("1张三", [("PER.NAM", "张三")])
    ]


def test_score() -> None:
    found = [Counter({("name", "张三"): 2, ("mobile", "1"): 1}), Counter({("name", "李四"): 1})]
    assert corpora.score("name", [["张三", "王五"], []], found) == {"marked": 2, "found": 3, "right": 1}


def test_a_folder_of_corpora(tmp_path: Path) -> None:
    for corpus, name, text in (
        ("resume", "dev.char.bmes", "张 B-NAME\n三 E-NAME\n： O\n女 O\n"),
        ("resume", "train.char.bmes", "李 B-NAME\n四 E-NAME\n"),
        ("address", "dev.txt", "宁 B-city\n波 I-city\n市 I-city\n中 B-road\n山 I-road\n路 I-road\n1号 B-roadno\n"),
    ):
        (tmp_path / corpus).mkdir(exist_ok=True)
        (tmp_path / corpus / name).write_text(text, encoding="utf-8")
    names = corpora.measured("resume", corpora._part(tmp_path / "resume", "test"))  # type: ignore[arg-type]
    assert names["file"] == "dev.char.bmes"
    assert names["name"]["姓名：…"] == {"marked": 1, "found": 1, "right": 1}
    assert names["column"] == {
        "names": {"cells": 1, "name": 1, "address": 0},
        "other marks": {"cells": 0, "name": 0, "address": 0},
    }
    places = corpora.measured("address", corpora._part(tmp_path / "address", "test"))  # type: ignore[arg-type]
    assert places["address"]["alone"] == {"marked": 1, "found": 0, "right": 0}
    assert places["address"]["地址：…"] == {"marked": 1, "found": 1, "right": 1}
    assert places["column"] == {"cells": 1, "name": 0, "address": 1}


def test_the_page_says_what_was_measured() -> None:
    kept = json.loads(corpora.KEPT.read_text(encoding="utf-8"))
    assert kept["part"] == "test"
    assert corpora_page.PAGE.read_text(encoding="utf-8") == corpora_page.page(kept), "python bench/corpora_page.py"
