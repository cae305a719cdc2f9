"""The doors as the contract fixes them: exit codes, one JSON document on stdout, words elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.command import Command
from tiao.model import CLASSES

METHODS = ["by_row@1", "by_record@1", "by_person@1", "by_value@1"]
HEAVY = ("numba", "pyarrow", "duckdb", "altair", "pydantic", "polars", "numpy", "cryptography", "rich")


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["law", "show", "--help"], ["--version"], ["cuont"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys; from tiao.cli.main import execute; execute(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules and not (name == 'rich' and 'cuont' in sys.argv)])"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_count_is_the_document_that_others_rely_on(command: Command, case: Path) -> None:
    done = command("count", "--case", case, "--json")
    assert done.code == 0
    counted = done.json
    assert counted["format"] == "tiao.count/1"
    assert counted["rows"] == 4
    assert counted["unreadable"] == 1
    assert list(counted["methods"]) == METHODS
    for method in counted["methods"].values():
        assert list(method["classes"]) == list(CLASSES)
        assert list(method["tiers"]) == ["1", "2", "3"]
        assert sum(method["classes"].values()) == sum(method["tiers"].values()) == method["total"]
    # Four rows; rows 1 and 3 differ in the running number only; row 4 keeps its mobile without the struck number.
    totals = {name: (m["low"], m["total"], m["high"]) for name, m in counted["methods"].items()}
    assert totals["by_row@1"] == (3, 4, 4)
    assert totals["by_record@1"] == (2, 3, 3)
    assert totals["by_person@1"] == (2, 3, 3)
    assert counted["methods"]["by_value@1"]["kinds"]["resident_id"] == 2
    assert counted["methods"]["by_value@1"]["kinds"]["mobile"] == 3
    assert {"reason": "duplicate", "pieces": 1} in counted["methods"]["by_record@1"]["excluded"]


@pytest.mark.parametrize("method", METHODS)
def test_one_method_alone_says_the_same(command: Command, case: Path, method: str) -> None:
    alone = command("count", "--case", case, "--method", method, "--json").json["methods"]
    assert alone == {method: command("count", "--case", case, "--json").json["methods"][method]}


def test_run_gives_everything_in_one_document(command: Command, case: Path, seized: Path) -> None:
    done = command("run", seized, "--out", case, "--by", "甲", "--by", "乙", "--json")
    assert done.code == 0
    assert done.json["format"] == "tiao.run/1"
    assert done.json["count"] == command("count", "--case", case, "--json").json
    assert done.json["assessment"]["format"] == "tiao.assessment/1"
    assert [Path(done.json["report"][lang]).name for lang in ("zh", "en")] == ["report.zh.html", "report.en.html"]
    assert "公民个人信息条数" in Path(done.json["report"]["zh"]).read_text(encoding="utf-8")
    assert len(done.json["unread"]) == 1


def test_run_again_says_the_same(command: Command, case: Path, seized: Path) -> None:
    first, second = (command("run", seized, "--out", case, "--json").json for _ in range(2))
    assert first == second


def test_found_and_read_again_is_one_document(command: Command, seized: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    command("new", case)
    command("seal", seized, "--case", case, "--by", "甲", "--by", "乙")
    assert command("find", "--case", case, "--json").out == command("find", "--case", case, "--json").out


def test_a_case_takes_no_other_files(command: Command, case: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("姓名,手机\n张三,13812345678\n", encoding="utf-8")
    done = command("run", tmp_path, "--out", case, "--json")
    assert done.code == 2
    assert "made from other files" in done.json["error"]["what"]


def test_words_go_to_stdout_without_json_and_line_up(command: Command, case: Path) -> None:
    from rich.cells import cell_len

    done = command("count", "--case", case)
    assert done.code == 0
    assert done.err == ""
    rows = [line for line in done.out.splitlines() if line.strip().startswith("by_")]
    assert len(rows) == 4
    assert len({cell_len(line.rstrip()) for line in rows}) == 1
    assert "\x1b" not in done.out


def test_explain_gives_one_line_per_piece(command: Command, case: Path) -> None:
    done = command("explain", "--case", case, "--json")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert len(lines) == 3
    assert {line["locator"] for line in lines} == {"E1!R2", "E1!R3", "E1!R5"}
    assert all(line["class"] == "general" for line in lines)
    excluded = command("explain", "--case", case, "--excluded", "duplicate", "--json").out.splitlines()
    assert len(excluded) == 1
    assert len(command("explain", "--case", case, "--limit", 2, "--json").out.splitlines()) == 2
    assert command("explain", "--case", case, "--limit", 0, "--json").out == ""
    assert "13812345678" not in done.out


def test_reveal_needs_two_people_and_is_on_record_first(command: Command, case: Path, tmp_path: Path) -> None:
    copy = tmp_path / "case"
    shutil.copytree(case, copy)
    log = copy / "log" / "entries.jsonl"
    before = log.read_text(encoding="utf-8")
    asked = ["explain", "--case", copy, "--reveal", "--json"]
    for missing in ([], ["--purpose", "核对"], ["--purpose", "核对", "--by", "甲"], ["--by", "甲", "--by", "乙"]):
        done = command(*asked, *missing)
        assert done.code == 2
        assert "13812345678" not in done.out
    assert log.read_text(encoding="utf-8") == before
    done = command(*asked, "--purpose", "核对", "--by", "甲", "--by", "乙")
    assert done.code == 0
    assert "13812345678" in done.out
    last = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    assert last["event"] == "reveal"
    assert last["body"]["by"] == ["甲", "乙"]


def test_verify_says_intact_or_names_what_broke(command: Command, seized: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(seized, own)
    folder = tmp_path / "case"
    assert command("run", own, "--out", folder).code == 0
    kept = tmp_path / "checkpoint"
    shutil.copy(folder / "log" / "checkpoint", kept)
    done = command("verify", "--case", folder, "--checkpoint", kept, "--json")
    assert (done.code, done.json["intact"], done.json["findings"]) == (0, True, [])
    file = own / "客户名单.csv"
    file.write_bytes(file.read_bytes().replace(b"13812345678", b"13812345679"))
    broken = command("verify", "--case", folder, "--json")
    assert broken.code == 3
    assert broken.json["intact"] is False
    assert [finding["where"] for finding in broken.json["findings"]] == ["E1 " + shown(folder)]
    words = command("verify", "--case", folder)
    assert words.code == 3
    assert "✗ broken" in words.out


def shown(folder: Path) -> str:
    seal = json.loads((folder / "sealed" / "seal-0001.json").read_text(encoding="utf-8"))
    return next(str(item["shown"]) for item in seal["exhibits"] if item["id"] == "E1")


def test_new_makes_a_case_once(command: Command, tmp_path: Path) -> None:
    made = command("new", tmp_path / "c", "--number", "〔2021〕1号", "--unit", "某局", "--json")
    assert made.json == {"format": "tiao.case/1", "case": str(tmp_path / "c"), "number": "〔2021〕1号", "unit": "某局"}
    assert command("new", tmp_path / "c").code == 2


def test_nobody_is_said_in_red_words(command: Command, seized: Path, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    assert command("new", folder).code == 0
    done = command("seal", seized, "--case", folder, "--json")
    assert done.json["by"] == []
    assert "Nobody is named" in done.err
    named = command("seal", seized, "--case", folder, "--by", "甲", "--json")
    assert named.code == 0


def test_assess_takes_facts_alone(command: Command, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        "acts: [{kind: sell, from: 2020-06-01}]\ncounts: [{class: general, pieces: 5000}]\n", encoding="utf-8"
    )
    done = command("assess", "--facts", facts, "--json")
    assert (done.code, done.json["outcome"]) == (0, "serious")
    assert command("assess", "--json").code == 2


@pytest.mark.parametrize("format_", ["html", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_report_writes_one_file(command: Command, case: Path, tmp_path: Path, format_: str, lang: str) -> None:
    out = tmp_path / f"r.{format_}"
    done = command("report", "--case", case, "--format", format_, "--lang", lang, "--out", out, "--json")
    assert done.code == 0
    assert done.json["report"] == str(out)
    text = out.read_text(encoding="utf-8")
    assert (json.loads(text)["count"]["rows"] == 4) if format_ == "json" else f'lang="{lang}' in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_examples_of_a_report_are_lines_of_explain(command: Command, case: Path, tmp_path: Path, lang: str) -> None:
    for format_ in ("json", "html"):
        command("report", "--case", case, "--format", format_, "--lang", lang, "--out", tmp_path / format_)
    examples = json.loads((tmp_path / "json").read_text(encoding="utf-8"))["explained"]
    classes = command("count", "--case", case, "--json").json["methods"]["by_record@1"]["classes"]
    wanted = []
    for name in (name for name, pieces in classes.items() if pieces):
        lines = command("explain", "--case", case, "--class", name, "--limit", 3, "--json").out.splitlines()
        wanted += [json.loads(line) for line in lines]
    assert wanted
    assert examples == wanted
    page = (tmp_path / "html").read_text(encoding="utf-8")
    for line in wanted:
        for value in line["values"]:
            column = f"C{value['column']} " if "column" in value else ""
            assert f'<span class="soft">{column}' in page
            assert f'<bdi class="value">{value["shown"]}</bdi>' in page


def test_a_reader_that_leaves_is_no_error(case: Path) -> None:
    line = f"{sys.executable} -m tiao.cli explain --case {case} --json | head -n 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_who_sealed_is_said_of_the_seal_and_not_of_the_command(command: Command, seized: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    first = command("run", seized, "--out", case, "--by", "甲", "--json")
    assert (first.json["by"], first.err) == (["甲"], "")
    again = command("run", seized, "--out", case, "--json")
    assert (again.json["by"], again.err) == (["甲"], "")
    refused = command("run", seized, "--out", tmp_path / "other", "--facts", tmp_path / "none.yaml")
    assert refused.code == 2
    assert "Nobody is named" not in refused.err
