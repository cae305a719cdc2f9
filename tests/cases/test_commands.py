"""``tiao cases``: the commands as people give them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tiao.cases.coded.lines import published_path
from tiao.cli.main import execute


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*words: object, code: int = 0) -> Any:
        capsys.readouterr()
        assert execute(["cases", *map(str, words)]) == code
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in words else out

    return command


def test_one_command_gives_both_tables(run: Any) -> None:
    made = run("stats", "--beside", "ningbo", "--beside", "beijing", "--json")
    assert made["format"] == "tiao.case-stats/1"
    assert [one["name"] for one in made["published"]] == ["ningbo", "beijing"]
    assert run("stats", published_path(), "--json")["tables"] == run("stats", "--json")["tables"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "差 36：来源未说明"), ("en", "36 stand in no class")])
def test_on_the_screen_the_sources_stand_beside_and_their_sums_are_checked(run: Any, lang: str, words: str) -> None:
    shown = run("stats", "--beside", "ningbo", "--beside", "beijing", "--quotes", "--lang", lang)
    assert words in shown
    for said in ("312 / 400", "90 / 166", "78.0 %", "648,000,000", "chinajusticeobserver.com", "USDT", "since 2018"):
        assert said in shown
    assert "None" not in shown


def test_a_store_from_first_to_last(run: Any, place: str, tmp_path: Path) -> None:
    brought = run("import", "--store", place, "--json")
    assert (brought["documents"], brought["unread"]) == (43, [])
    assert len(run("show", "--store", place, "--json")["cases"]) == 43
    shown = run("show", "spc-gc-192", "--store", place, "--json")
    pieces = next(one for one in shown["statements"] if one["value"] == ">=81000000")
    run("decide", "rejected", pieces["digest"][:10], "--store", place, "--by", "甲", "--why", "试")
    after = run("stats", "--store", place, "--json")
    before = run("stats", "--json")
    sums = [
        next(a for a in made["amounts"] if a["id"] == "pieces")["figures"]["sum"]["stated"] for made in (before, after)
    ]
    assert sums[0] - sums[1] == 81_000_000
    assert "甲" in run("show", "spc-gc-192", "--store", place)
    for ending in ("jsonl", "csv", "xlsx"):
        run("export", "--store", place, "--out", tmp_path / f"all.{ending}")
        run("export", "--store", place, "--out", tmp_path / f"all.{ending}", code=2)
    again = run("import", tmp_path / "all.jsonl", "--store", tmp_path / "b.sqlite", "--json")
    assert (again["documents"], again["beside"]) == (43, 1)
    assert run("stats", "--store", tmp_path / "b.sqlite", "--json")["tables"] == after["tables"]
    # The export alone, without a store, gives the same: what was rejected stays out.
    alone = run("stats", tmp_path / "all.jsonl", "--json")
    assert (alone["tables"], alone["amounts"]) == (after["tables"], after["amounts"])
    assert run("import", tmp_path / "all.xlsx", "--store", place, "--by", "乙", "--json")["beside"] == 0
    for ending in ("jsonl", "csv", "xlsx"):
        coded = tmp_path / f"coded.{ending}"
        assert run("export", "--coded", "--store", place, "--out", coded, "--json")["lines"] == 43
        brought = run("import", coded, "--store", tmp_path / f"{ending}.sqlite", "--json")
        assert (brought["documents"], brought["unread"]) == (43, [])
        assert run("stats", coded, "--json")["tables"] == before["tables"]


def test_misuse_is_told_in_sentences(run: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    store = tmp_path / "s.sqlite"
    run("import", "--store", store)
    for words in (
        ("stats", tmp_path / "none.jsonl"),
        ("stats", tmp_path / "empty.jsonl"),
        ("stats", published_path(), "--store", store),
        ("stats", "--store", tmp_path / "none.sqlite"),
        ("show", "nobody", "--store", store),
        ("export", "--store", store, "--out", tmp_path / "x.pdf"),
        ("import", tmp_path / "none.csv", "--store", store),
        ("decide", "rejected", "abc", "--store", store, "--by", "甲", "--why", "x"),
    ):
        run(*words, code=2)


def test_bad_lines_are_told_and_the_rest_counts(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "a", "acts": ["sell"]}\nno json\n', encoding="utf-8")
    made = run("stats", path, "--json")
    assert (made["set"]["cases"], made["unread"]) == (1, [{"line": 2, "what": "The line is no JSON object."}])
    assert run("import", path, "--store", tmp_path / "s.sqlite", "--json")["unread_lines"] == 1


def test_what_was_typed_is_not_shown_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    number, store = "13812345678", tmp_path / "s.sqlite"
    assert execute(["cases", "import", "--store", str(store)]) == 0
    for words in (
        ("stats", tmp_path / f"{number}.jsonl"),
        ("import", tmp_path / f"{number}.csv", "--store", store),
        ("show", number, "--store", store),
        ("show", "--store", tmp_path / f"{number}.sqlite"),
        ("near", number),
        ("decide", "rejected", number, "--store", store, "--by", "甲", "--why", number),
        ("orders", "enter", number, "--store", store, "--due", "2021-01-01", "--by", "甲"),
        ("orders", "--on", number, "--store", store),
        ("link", number, "--store", store),
        ("stats", "--store", f"postgresql://u:{number}@/x?unix_sock=/nowhere/{number}"),
    ):
        capsys.readouterr()
        assert execute(["cases", *map(str, words)]) == 2
        said = capsys.readouterr()
        assert number not in said.out + said.err, words


def test_search_near_orders_and_links_as_commands(run: Any, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    run("import", "--store", store)
    assert "颜值检测" in run("search", "颜值检测", "--store", store)
    assert run("search", "行踪轨迹", "--store", store, "--json")["documents"] >= 2
    assert run("near", "spc-gc-192", "--store", store, "--json") == run("near", "spc-gc-192", "--json")
    assert "No sentence" not in run("near", "spc-gc-192"), "notes go to stderr"
    listed = run("orders", "--on", "2021-09-20", "--case", "spc-gc-192", "--store", store, "--json")
    name = listed["orders"][0]["statement"]
    given = ("--effective", "2021-09-03", "--days", "10", "--by", "甲")
    assert run("orders", "enter", name, "--store", store, *given, "--json")["number"] == 1
    run("orders", "--on", "2021-09-14", "--overdue", "--store", store, code=1)
    (tmp_path / "page.txt").write_text("apology", encoding="utf-8")
    run("orders", "prove", 1, tmp_path / "page.txt", "--store", store, "--done", "2021-09-10", "--by", "甲")
    run("orders", "--on", "2021-09-14", "--overdue", "--store", store)
    assert run("link", "spc-gc-192", "--store", store, "--json")["folders"] == []
    written = tmp_path / "c.jsonl"
    run("synthetic", "--cases", 3, "--out", written)
    assert run("stats", written, "--json")["set"]["cases"] == 3


def test_judgments_in_a_folder_are_counted_without_a_store(run: Any, tmp_path: Path) -> None:
    texts = Path(__file__).parent / "texts" / "held_out"
    out = tmp_path / "statements.jsonl"
    run("read", texts, "--out", out)
    made = run("stats", out, "--beside", "ningbo", "--json")
    assert made["set"]["cases"] == len(list(texts.glob("*.txt")))
    assert made["unread"] == []
    run("import", out, "--store", tmp_path / "s.sqlite")
    stored = run("stats", "--store", tmp_path / "s.sqlite", "--beside", "ningbo", "--json")
    assert (stored["tables"], stored["amounts"]) == (made["tables"], made["amounts"])
