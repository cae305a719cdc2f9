"""Packed files give what they give unpacked, line by line of the ledger, and every piece leads back to its row."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import tiao
from tiao.demo.make import make
from truth.comparison import differences
from truth.packing import PASSWORD, SAID, WAYS, files_of

METHODS = ("by_row@1", "by_record@1", "by_person@1", "by_value@1")
FIGURES = ("layout", "rows", "records", "skipped", "kinds", "doubts", "held_back", "participants", "columns", "header")


class _Stopped(Exception):
    """Somebody has stopped the work."""


def demo(out: Path, seed: int) -> Path:
    make(out, rows=300, seed=seed)
    return out / "seized"


def test_the_figures_are_the_truth(tmp_path: Path) -> None:
    """Through two archives, one in the other."""
    files = files_of(demo(tmp_path / "out", 41))
    (tmp_path / "seized").mkdir()
    (tmp_path / "seized" / "two.tar").write_bytes(WAYS["two.tar"](files))
    case = tiao.new(tmp_path / "case")
    tiao.seal(tmp_path / "seized", case, by=["甲", "乙"])
    tiao.find(case)
    counted = tiao.count(case, METHODS)
    truth = json.loads((tmp_path / "out" / "truth.json").read_text("utf-8"))
    assert differences(truth["methods"], counted["methods"]) == []
    assert (counted["rows"], counted["unreadable"]) == (truth["rows"], truth["unreadable"])
    places = [line["locator"] for line in tiao.explain(case, "by_record@1")]
    assert len(places) == counted["methods"]["by_record@1"]["total"]
    assert all(place.startswith("E1!two.tar!") for place in places)
    for way in ("U盘.tar!企业.csv!R", "U盘.tar!航班.json!$.data!R", "电脑.tar!汇总.xlsx!客户!R"):
        assert any(place.startswith(f"E1!two.tar!{way}") for place in places), way
    checked = tiao.verify(case)
    assert checked["intact"], checked["findings"]


def test_packed_in_any_way_the_lines_of_the_ledger_are_the_same(tmp_path: Path) -> None:
    files = files_of(demo(tmp_path / "out", 42))
    shutil.copytree(tmp_path / "out" / "seized", tmp_path / "seized" / "plain")
    for name, pack in WAYS.items():
        (tmp_path / "seized" / name).write_bytes(pack(files))
    (tmp_path / "passwords.txt").write_text(f"other\n{PASSWORD}\n", "utf-8")
    case = tiao.new(tmp_path / "case")
    tiao.seal(tmp_path / "seized", case, by=["甲", "乙"])
    found = tiao.find(case, password_file=tmp_path / "passwords.txt")
    names = {entry["exhibit"]: entry["shown"].rpartition("/")[2] for entry in found["files"]}
    archives = {exhibit: name for exhibit, name in names.items() if name in WAYS}
    assert sorted(archives.values()) == sorted(WAYS)
    expected = Counter(essence(case.ledger, entry) for entry in found["files"] if entry["exhibit"] not in archives)
    assert len(expected) > 30
    for exhibit, name in archives.items():
        own = [entry for entry in found["files"] if entry["exhibit"] == exhibit]
        assert Counter(essence(case.ledger, entry) for entry in own) == expected, name
        unread = [entry for entry in found["unread"] if entry["exhibit"] == exhibit]
        assert len(unread) == 2 + SAID.get(name, 0), name
    lines = Counter(line["exhibit"] for line in tiao.explain(case, "by_row@1"))
    assert len({lines[exhibit] for exhibit in archives}) == 1
    assert sum(lines.values()) == (len(WAYS) + 1) * lines[next(iter(archives))]


def essence(ledger: Path, entry: dict[str, Any]) -> str:
    """What is told of a table and its lines in the ledger, without the place, which names another file."""
    parts = [hashlib.sha256((ledger / name).read_bytes()).hexdigest() for name in entry["parts"]]
    return json.dumps([parts, *(entry[name] for name in FIGURES)], ensure_ascii=False, sort_keys=True)


def test_find_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    files = files_of(demo(tmp_path / "out", 43))
    (tmp_path / "seized").mkdir()
    for name in ("two.tar", "gbk.zip"):
        (tmp_path / "seized" / name).write_bytes(WAYS[name](files))
    case = tiao.new(tmp_path / "case")
    tiao.seal(tmp_path / "seized", case, by=["甲", "乙"])
    told = 0

    def stop(what: str, done: int, of: int) -> None:
        nonlocal told
        told += 1
        if told == 9:
            raise _Stopped

    with pytest.raises(_Stopped):
        tiao.find(case, progress=stop)
    assert not (case.ledger / "summary.json").exists()
    tiao.find(case)
    resumed = digests(case.ledger)
    for path in case.ledger.iterdir():
        path.unlink()
    tiao.find(case)
    assert digests(case.ledger) == resumed
    assert tiao.verify(case)["intact"]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
