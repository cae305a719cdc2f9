"""Work that was stopped, by Ctrl-C, by kill -9 or by a disk that takes no more, resumes to the same figures."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cli.command import tiao
from tiao.cli.interrupts import remembered
from tiao.demo.bulk import Bulk
from tiao.findings.found import SUMMARY

ROWS = 1_500_000


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bulk") / "seized"
    folder.mkdir()
    for n in range(3):
        Bulk(ROWS, 1).write(folder / f"{n}.csv", n * ROWS // 3, (n + 1) * ROWS // 3)
    return folder


@pytest.fixture(scope="module")
def figures(bulk: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an undisturbed run says."""
    return count_of(bulk, tmp_path_factory.mktemp("undisturbed") / "case")


def count_of(bulk: Path, case: Path) -> dict[str, Any]:
    done = tiao("run", bulk, "--out", case, "--json")
    assert done.code == 0, done.err
    counted: dict[str, Any] = done.json["count"]
    return {name: counted[name] for name in ("rows", "unreadable", "methods")}


def start(bulk: Path, case: Path, file_size: int | None = None) -> subprocess.Popen[bytes]:
    def limit() -> None:
        # Whoever runs the tests in the background has Ctrl-C ignored, and children inherit that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    words = [sys.executable, "-m", "tiao.cli", "run", str(bulk), "--out", str(case), "--json"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit)


def wait_for_ledger(case: Path, process: subprocess.Popen[bytes], name: str = "E*") -> None:
    """Until the ledger is being written, or all of it stands, so that the stop falls into the work."""
    until = time.monotonic() + 120
    while not any((case / "ledger").glob(name)):
        assert process.poll() is None, "it was done before it could be stopped"
        assert time.monotonic() < until
        time.sleep(0.01)


def test_ctrl_c_says_so_and_the_next_run_resumes(bulk: Path, figures: dict[str, Any], tmp_path: Path) -> None:
    process = start(bulk, tmp_path / "case")
    wait_for_ledger(tmp_path / "case", process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert json.loads(out)["error"]["what"] == "Interrupted."
    assert "it resumes" in err.decode()
    assert count_of(bulk, tmp_path / "case") == figures
    assert tiao("verify", "--case", tmp_path / "case").code == 0


def test_ctrl_c_in_the_count_says_so_and_the_next_run_resumes(
    bulk: Path, figures: dict[str, Any], tmp_path: Path
) -> None:
    process = start(bulk, tmp_path / "case")
    wait_for_ledger(tmp_path / "case", process, SUMMARY)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 130
    assert json.loads(out)["error"]["what"] == "Interrupted."
    assert count_of(bulk, tmp_path / "case") == figures


def ask_for_a_minute() -> None:
    """Queries of a tenth of a second: DuckDB may hear of a stop only when one ends, and one that never did once filled
    the machine's memory."""
    with duckdb.connect() as connection:
        for _ in range(600):
            connection.execute("SELECT bit_xor(hash(a.range * b.range)) FROM range(10000) a, range(2000) b").fetchall()


def test_ctrl_c_is_known_where_the_database_answers_with_an_error_of_its_own(request: pytest.FixtureRequest) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    with remembered() as pressed:
        assert not pressed()
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises((RuntimeError, KeyboardInterrupt)):
            ask_for_a_minute()
        assert pressed()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_kill_resumes(bulk: Path, figures: dict[str, Any], tmp_path: Path) -> None:
    for delay in (0.0, 0.15):
        process = start(bulk, tmp_path / "case")
        wait_for_ledger(tmp_path / "case", process)
        time.sleep(delay)
        process.kill()
        process.communicate()
    assert count_of(bulk, tmp_path / "case") == figures
    assert tiao("verify", "--case", tmp_path / "case").code == 0


def test_a_disk_that_takes_no_more_is_named_and_the_next_run_resumes(
    bulk: Path, figures: dict[str, Any], tmp_path: Path
) -> None:
    process = start(bulk, tmp_path / "case", file_size=1 << 20)
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 2
    error = json.loads(out)["error"]
    assert "Internal error" not in error["what"], error
    assert error["hint"]
    assert count_of(bulk, tmp_path / "case") == figures
    assert tiao("verify", "--case", tmp_path / "case").code == 0
