"""``tiao sample`` as people start it: draw, fill in, record, certify, undo."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from cli.command import Command
from tiao.model import CLASSES
from tiao.run.sample import _outcomes

RAW = ("11010119900307803X", "13812345678", "张三丰")


@pytest.fixture
def own(case: Path, tmp_path: Path) -> Path:
    """A copy of the shared case: three pieces, one of them doubted."""
    copy = tmp_path / "case"
    shutil.copytree(case, copy)
    return copy


def fill(sheet: Path, words: list[str]) -> None:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row, word in zip(rows[1:], words, strict=True):
        row[5:7] = [word, "丙"]
    with sheet.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)


def test_from_the_draw_to_the_count_and_back(command: Command, own: Path, tmp_path: Path) -> None:
    before = command("count", "--case", own, "--json").json
    sheet = tmp_path / "sheet.csv"
    done = command("sample", "--case", own, "--class", "general", "--size", 3, "--out", sheet, "--json")
    assert done.code == 0, done.err
    assert (done.json["format"], done.json["frame"]["pieces"], len(done.json["items"])) == ("tiao.sample/1", 3, 3)
    assert [item["locator"] for item in done.json["items"]] == ["E1!R2", "E1!R3", "E1!R5"]
    assert [item["records"] for item in done.json["items"]] == [2, 1, 1]
    assert done.json["items"][2]["doubts"] == ["resident_id_checksum"]
    again = command("sample", "draw", "--case", own, "--class", "general", "--size", 3, "--json")
    assert again.json == done.json
    fill(sheet, ["真实", "不真实", "真实"])
    recorded = command("sample", "record", "--case", own, "--verdicts", sheet, "--evidence", "卷二第3页", "--json")
    assert recorded.code == 0, recorded.err
    assert recorded.json["verdicts"] == {"true": 2, "false": 1, "duplicate": 0, "unclear": 0, "open": 0}
    after = command("count", "--case", own, "--json").json["methods"]["by_record@1"]
    assert (after["low"], after["total"], after["high"]) == (1, 2, 3)
    assert after["sample"]["classes"]["general"]["false"] == 1
    assert command("verify", "--case", own, "--json").json["findings"] == []
    excluded = command("explain", "--case", own, "--excluded", "rebutted_untrue", "--json").out.splitlines()
    assert [json.loads(line)["locator"] for line in excluded] == ["E1!R3"]
    undone = command(
        "sample", "undo", "--case", own, "--entry", recorded.json["entry"], "--by", "丁", "--why", "复核", "--json"
    )
    assert undone.code == 0, undone.err
    assert command("count", "--case", own, "--json").json == before
    assert command("verify", "--case", own).code == 0
    for shown in (done, again, recorded, undone):
        assert not any(raw in shown.out + shown.err for raw in RAW)
    assert not any(raw in (own / "log" / "entries.jsonl").read_text("utf-8") for raw in RAW)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_certificate_as_words_page_and_json(command: Command, own: Path, tmp_path: Path, lang: str) -> None:
    sheet, page = tmp_path / "sheet.csv", tmp_path / "c.html"
    assert command("sample", "--case", own, "--class", "all", "--size", 3, "--out", sheet).code == 0
    fill(sheet, ["true", "unclear", "false"])
    assert command("sample", "record", "--case", own, "--verdicts", sheet).code == 0
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        "acts: [{kind: sell, from: 2020-06-01, insider: false}]\namounts: {illegal_income: 0}\n", encoding="utf-8"
    )
    asked = ["sample", "certificate", "--case", own, "--lang", lang, "--facts", facts]
    words = command(*asked, "--out", page)
    assert words.code == 0, words.err
    made = command(*asked, "--json").json
    assert made["format"] == "tiao.sample-certificate/1"
    assert made["assessment"] == {"total": "not_met", "share": "not_met", "low": "not_met"}
    assert made["count"]["classes"]["general"] == {"total": 2, "low": 1, "high": 3, "low_before": 2}
    assert made["classes"]["general"]["share_low"] == "1/3"
    html = page.read_text("utf-8")
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in html
    root = made["drawn"]["checkpoint"]["root"]
    for text in (words.out, html):
        assert root in text
        assert "33.3333%" in text
        assert ("抽样验证说明书" in html) == (lang == "zh")
        assert not any(raw in text for raw in RAW)
    assert [item["values"][0]["shown"] for item in made["items"]] == ["张**", "李**", "王**"]


def test_raw_values_need_two_people_and_are_on_record_first(command: Command, own: Path, tmp_path: Path) -> None:
    asked = ["sample", "--case", own, "--class", "general", "--size", 2, "--reveal", "--json"]
    for missing in ([], ["--purpose", "核对"], ["--purpose", "核对", "--by", "甲"], ["--by", "甲", "--by", "乙"]):
        done = command(*asked, *missing)
        assert done.code == 2
        assert not any(raw in done.out for raw in RAW)
    sheet = tmp_path / "sheet.csv"
    shown = command(*asked, "--purpose", "抽样核实", "--by", "甲", "--by", "乙", "--out", sheet)
    assert shown.code == 0
    values = {value["shown"] for item in shown.json["items"] for value in item["values"]}
    assert any(value.startswith("13") and "*" not in value and len(value) == 11 for value in values)
    assert not any(value in sheet.read_text("utf-8-sig") for value in values)
    last = json.loads((own / "log" / "entries.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["event"], last["body"]["by"]) == ("reveal", ["甲", "乙"])
    assert last["body"]["what"] == f"sample of log entry {shown.json['entry']}, all items"


def test_what_stands_in_the_way_is_said(command: Command, own: Path, tmp_path: Path) -> None:
    drawn = command("sample", "--case", own, "--class", "general", "--size", 2, "--json").json
    sheet = tmp_path / "v.csv"
    sheet.write_text("item,verdict\n1,true\n", encoding="utf-8")
    for arguments, word in (
        (("--case", own, "--class", "all", "--size", 2), "stands already"),
        (("--case", own, "--class", "health", "--size", 1), "nothing to draw"),
        (("--case", own, "--class", "general", "--size", 2, "--confidence", "x"), "no share"),
        (("--case", own, "--class", "general", "--size", 2, "--out", sheet), "stands there already"),
        (("record", "--case", own, "--verdicts", sheet), "Nobody is named"),
        (("record", "--case", own, "--verdicts", sheet, "--by", "甲", "--sample", "nope"), "no such sample"),
        (("undo", "--case", own, "--entry", 0, "--by", "甲", "--why", "x"), "no draw and no verdicts"),
        (("undo", "--case", own, "--entry", drawn["entry"], "--by", "甲"), "no reason"),
        (("size", "--margin", "1/0"), "no share"),
        (("size", "--margin", "1/100", "--case", own, "--pieces", 5), "A case and a number"),
    ):
        done = command("sample", *arguments, "--json")
        assert done.code == 2, arguments
        assert word in done.json["error"]["what"], arguments
        assert "Traceback" not in done.err


def test_sizes(command: Command, own: Path) -> None:
    done = command("sample", "size", "--margin", "0.05", "--expect", "1/50", "--pieces", 500, "--json")
    assert (done.json["worst"]["size"], done.json["worst"]["size_of_frame"]) == (402, 218)
    assert (done.json["expected"]["size"], done.json["expected"]["size_of_frame"]) == (111, 89)
    assert "402" in command("sample", "size", "--margin", "1/20").out
    assert command("sample", "size", "--margin", "1/20", "--case", own, "--json").json["frame"] == 3


def test_the_classes_are_those_of_the_model(command: Command) -> None:
    shown = command("sample", "draw", "--help").out
    assert all(name in shown for name in (*CLASSES, "all"))
    assert command("sample", "--help").code == 0


def test_the_certificate_says_when_the_sample_decides() -> None:
    """Sixty tracks stand above the line of fifty; cut by the share found true, and by low, they stand below it."""
    nothing = dict.fromkeys(CLASSES, 0)
    figures = {
        "total": 60, "low": 41, "high": 60, "classes": {**nothing, "whereabouts": 60},
        "low_classes": {**nothing, "whereabouts": 41}, "high_classes": {**nothing, "whereabouts": 60}, "excluded": [],
    }  # fmt: skip
    counted = {"format": "tiao.count/1", "methods": {"by_record@1": figures}}
    document = {"method": "by_record@1", "classes": {"whereabouts": {"pieces": 61, "true": 8, "size": 10}}}
    facts = {"acts": [{"kind": "sell", "from": "2020-06-01", "insider": False}], "amounts": {"illegal_income": 0}}
    assert _outcomes(counted, document, facts) == {"total": "serious", "share": "not_met", "low": "not_met"}
