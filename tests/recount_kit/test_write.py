"""Writing the kit: where it may stand, what it refuses, large parts, and the command."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.command import tiao
from pieces import made
from recount_kit.conftest import Alone, unpacked
from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import artefacts, decisions
from tiao.pieces.count import count
from tiao.report.kit import write as module
from tiao.report.kit import write_kit
from tiao.run import recount_kit


def test_the_command(own: Case, tmp_path: Path) -> None:
    out = tmp_path / "kit.zip"
    done = tiao("recount-kit", "--case", own.path, "--out", out, "--json")
    assert done.code == 0, done.err
    assert done.json["format"] == "tiao.recount-kit-written/1"
    assert (len(done.json["runs"]), done.json["older"], done.json["written_by_hand"]) == (2, [], [])
    assert done.json["bytes"] == out.stat().st_size
    number = decisions.decide(own, "note", ["甲"], "记一笔")
    words = tiao("recount-kit", "--case", own.path, "--out", out)
    assert words.code == 0
    assert words.out.startswith("Recount kit 复算包")
    assert f"lines 交出前请先阅读 {number + 1}" in words.err
    assert tiao("verify", "--case", own.path).code == 0


def test_it_needs_no_key_and_puts_nothing_on_record(own: Case, tmp_path: Path) -> None:
    shutil.rmtree(own.vault)
    before = {path: path.read_bytes() for path in own.path.rglob("*") if path.is_file()}
    recount_kit(own, tmp_path / "kit.zip")
    assert {path: path.read_bytes() for path in own.path.rglob("*") if path.is_file()} == before


def test_an_older_run_is_left_out_and_named(own: Case, tmp_path: Path) -> None:
    path = next(p for p in own.runs.glob("*.json") if len(json.loads(p.read_bytes())["methods"]) == 4)
    document = json.loads(path.read_bytes())
    document["plan"]["tiao"] = "0.0.1"
    path.write_text(json.dumps(document), encoding="utf-8")
    artefacts.record(own, [f"runs/{path.name}"], "count")
    written = recount_kit(own, tmp_path / "kit.zip")
    assert written["older"] == [path.name]
    assert len(written["runs"]) == 1


def _no_run(case: Case) -> None:
    for path in case.runs.glob("*.json"):
        path.unlink()


def _no_ledger(case: Case) -> None:
    shutil.rmtree(case.ledger)
    case.ledger.mkdir()


def _part_gone(case: Case) -> None:
    (case.ledger / "E1.1-00001.parquet").unlink()


def _part_changed(case: Case) -> None:
    path = case.ledger / "E1.1-00001.parquet"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def _run_changed(case: Case) -> None:
    path = next(p for p in case.runs.glob("*.json") if len(json.loads(p.read_bytes())["methods"]) == 4)
    path.write_bytes(path.read_bytes().replace(b'"rows": ', b'"rows": 1', 1))


def _log_changed(case: Case) -> None:
    path = case.log / "entries.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"find"', b'"fund"'))


@pytest.mark.parametrize(
    ("harm", "error", "words"),
    [
        (_no_run, Misuse, "no run of today's ledger"),
        (_no_ledger, Misuse, "There is no ledger yet"),
        (_part_gone, IntegrityBroken, "missing or damaged|not the one on record"),
        (_part_changed, IntegrityBroken, "not the one on record|damaged"),
        (_run_changed, IntegrityBroken, "not the one on record"),
        (_log_changed, IntegrityBroken, "The log is not what was signed"),
    ],
)
def test_no_kit_of_a_broken_case(
    own: Case, tmp_path: Path, harm: Callable[[Case], None], error: type[Exception], words: str
) -> None:
    harm(own)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(error, match=words):
        recount_kit(own, folder / "kit.zip")
    assert list(folder.iterdir()) == []


def test_where_it_may_stand(own: Case, tmp_path: Path) -> None:
    for name in ("ledger", "runs", "log", "sealed", "vault", ""):
        with pytest.raises(Misuse, match="among the files of the case"):
            recount_kit(own, own.path / name / "kit.zip")
    recount_kit(own, own.out / "kit.zip")
    recount_kit(own, own.out / "kit.zip")
    with pytest.raises(Misuse, match="no such folder"):
        recount_kit(own, tmp_path / "nowhere" / "kit.zip")
    for content in (b"", b"evidence", b"PK\x05\x06" + bytes(18)):
        (tmp_path / "else").write_bytes(content)
        with pytest.raises(Misuse, match="no recount kit stands there"):
            recount_kit(own, tmp_path / "else")
        assert (tmp_path / "else").read_bytes() == content


def test_a_disk_that_is_full_leaves_nothing(own: Case, tmp_path: Path) -> None:
    os.symlink("/dev/full", tmp_path / ".kit.zip.part")
    with pytest.raises(Misuse, match="Writing failed"):
        recount_kit(own, tmp_path / "kit.zip")
    assert not (tmp_path / "kit.zip").exists()


def test_large_parts_are_streamed_and_take_zip64(
    own: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: Alone
) -> None:
    """With the line for large files far down, and a block smaller than any part."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 2000)
    monkeypatch.setattr(module, "BLOCK", 1000)
    seen: list[tuple[int, int]] = []
    recount_kit(own, tmp_path / "kit.zip", progress=lambda what, done, total: seen.append((done, total)))
    assert (
        seen[-1][0] == seen[-1][1] == sum(item.file_size for item in zipfile.ZipFile(tmp_path / "kit.zip").infolist())
    )
    wide = [item for item in zipfile.ZipFile(tmp_path / "kit.zip").infolist() if item.extract_version == 45]
    assert len(wide) > 10
    monkeypatch.undo()
    kit = unpacked(tmp_path / "kit.zip", tmp_path / "kit")
    assert alone.run(kit / "recount.py").code == 0


def test_a_case_in_which_nothing_was_found(tmp_path: Path, alone: Alone) -> None:
    case = made.new_case(tmp_path / "案'[1]*")
    made.write(case, {})
    artefacts.record(case, ["ledger/summary.json"], "find")
    counted = count(case)
    assert counted["methods"]["by_row@1"]["total"] == 0
    write_kit(case, tmp_path / "kit.zip")
    done = alone.run(unpacked(tmp_path / "kit.zip", tmp_path / "kit") / "recount.py", "--json")
    assert (done.json["findings"], done.code) == ([], 0)
    assert [one["stated"] for one in done.json["methods"] if one["method"]] == [{"total": 0, "low": 0, "high": 0}] * 4
