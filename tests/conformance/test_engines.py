"""What Spark finds and counts is what this machine finds and counts, byte for byte, on every kind of master."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import tiao
from canary.plant import forms, plant
from canary.world import CORES
from conformance.conftest import Sealed, digests, engines_on_record, explained, sealed
from conformance.machines import Cluster
from tiao.case import Case
from tiao.engine.backend import opened
from tiao.findings.find import find
from tiao.pieces.count import count
from tiao.run import rebut

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
METHODS = ("by_row@1", "by_record@1", "by_person@1", "by_value@1")


def assert_same(case: Path, mixed: Sealed, done: dict[str, Any]) -> None:
    assert digests(case, "ledger", "runs") == digests(mixed.worked, "ledger", "runs")
    assert len([name for name in digests(case, "ledger") if name.endswith(".parquet")]) >= 30
    (run,) = (case / "runs").iterdir()
    assert json.loads(run.read_bytes()) == done["count"]
    assert list(done["count"]["methods"]) == list(METHODS)
    assert all(figures["total"] > 1000 for figures in done["count"]["methods"].values())
    for method in METHODS:
        assert explained(case, method) == explained(mixed.worked, method)
    assert engines_on_record(case) == [("find", "spark"), ("count", "spark")]
    checked = tiao.verify(case)
    assert checked["intact"], checked["findings"]
    assert sorted(path.name for path in case.iterdir() if path.name.startswith(".")) == []


def test_on_one_machine(mixed: Sealed, tmp_path: Path) -> None:
    case = mixed.copy(tmp_path / "case")
    shown: list[tuple[str, int, int]] = []
    done = tiao.run(mixed.seized, case, engine="spark", master="local[2]", progress=lambda *step: shown.append(step))
    assert_same(case, mixed, done)
    found = [(now, of) for what, now, of in shown if what.startswith("find")]
    assert found[-1][0] == found[-1][1]
    assert all(0 <= now <= of for now, of in found)


def test_on_a_cluster(mixed: Sealed, two_workers: Cluster, tmp_path: Path) -> None:
    case = mixed.copy(tmp_path / "case")
    assert_same(case, mixed, tiao.run(mixed.seized, case, engine="spark", master=two_workers.master))


def test_a_worker_that_dies_in_the_middle_changes_nothing(large: Sealed, two_workers: Cluster, tmp_path: Path) -> None:
    case = large.copy(tmp_path / "case")
    died_at: list[int] = []

    def kill_one() -> None:
        until = time.monotonic() + 300
        while time.monotonic() < until and not died_at:
            written = list((case / "ledger").glob("E*.parquet"))
            if any(path.name.startswith("E1.1") for path in written):
                two_workers.workers[0].kill()
                died_at.append(len(written))
            time.sleep(0.01)

    killer = threading.Thread(target=kill_one)
    killer.start()
    try:
        found = tiao.find(case, engine="spark", master=two_workers.master)
    finally:
        killer.join()
    expected = digests(large.worked, "ledger")
    parts = [name for name in expected if "/E1.1-" in name]
    assert len(parts) == 3
    assert died_at, "nobody died"
    assert died_at[0] < len(parts) + 1, "all was done when the worker died"
    assert digests(case, "ledger") == expected
    assert found == json.loads((case / "ledger" / "summary.json").read_bytes())
    assert found["rows"] == 3_501_000
    assert tiao.verify(case)["intact"]


def test_rebuttals_count_alike_and_nothing_raw_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = plant(tmp_path / "seized")
    planted = sealed(tmp_path / "local", tmp_path / "seized")
    log = tmp_path / "driver.log"
    monkeypatch.setenv("TIAO_SPARK_LOG", str(log))
    monkeypatch.setenv("SPARK_DRIVER_MEMORY", "1g")
    case = Case.open(planted.copy(tmp_path / "case"))
    with opened("spark", case, "local[2]") as spark:
        found = find(case, read=spark.read, engine=spark.name)
        table = next(entry["exhibit"] for entry in found["files"] if entry["records"] > 2)
        for one in (case, Case.open(planted.worked)):
            rebut(one, "untrue", ["甲"], "停机", "卷二 第3页", at=[table])
            rebut(one, "duplicate", ["甲"], "重复", "卷二 第4页", doubts=["resident_id_checksum"])
            rebut(one, "public", ["甲"], "公开", "卷二 第5页", classes=["general"])
        counted = count(case, ["by_record@1", "by_value@1"], open_ledger=spark.ledger, engine=spark.name)
        # Before Spark is stopped, while all that it has written stands.
        written = {path: path.read_bytes() for path in case.path.rglob("*") if path.is_file()}
    alone = count(Case.open(planted.worked), ["by_record@1", "by_value@1"])
    assert counted == alone
    reasons = {entry["reason"] for entry in counted["methods"]["by_record@1"]["excluded"]}
    assert "rebutted_untrue" in reasons
    raw = {form for value in (*owner, *CORES) for form in forms(value)}
    secret = json.loads((case.vault / "keys.json").read_bytes())
    keys = {str(value).encode() for value in secret.values() if len(str(value)) >= 32}
    assert len(keys) >= 4
    spills = [path for path in written if ".spark-" in str(path)]
    assert spills
    for path in [*spills, *(p for p in written if p.parent.name in ("ledger", "runs", "log"))]:
        for value in [*raw, *keys]:
            assert value not in written[path], path.name
    assert log.stat().st_size
    for value in raw:
        assert value not in log.read_bytes()


def test_executors_log_no_name_of_an_exhibit_and_no_value(two_workers: Cluster, mixed: Sealed) -> None:
    names = [path.name.encode() for path in mixed.seized.rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in sorted(two_workers.folder.rglob("*")) if path.is_file()]
    assert sum(map(len, texts)) > 10_000
    for name in names:
        assert not any(name in text for text in texts)
