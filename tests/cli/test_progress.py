"""Bars: on a terminal only, on stderr only, with rate and time left."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tiao.cli.progress import amount


@pytest.mark.parametrize(
    ("what", "done", "total", "speed", "words"),
    [
        ("seal 封存", 1_500_000, 2_000_000, 97_300_000, "1.5/2.0 MB, 97.3 MB/s"),
        ("verify 校验", 1_500_000, None, None, "1.5 MB"),
        ("count 计数", 50, 100, 12_000, "50%"),
    ],
)
def test_a_bar_says_how_much_and_how_fast(
    what: str, done: int, total: int | None, speed: int | None, words: str
) -> None:
    assert amount(what, done, total, speed) == words


def test_bars_go_to_a_terminal_on_stderr_and_leave_stdout_clean(seized: Path, tmp_path: Path) -> None:
    tiao = [sys.executable, "-m", "tiao.cli"]
    subprocess.run([*tiao, "new", tmp_path / "case"], check=True, capture_output=True)
    terminal, other_end = pty.openpty()
    words = [*tiao, "seal", seized, "--case", tmp_path / "case", "--json", "--by", "甲"]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=other_end, check=True)
    os.close(other_end)
    seen = os.read(terminal, 1 << 16).decode("utf-8", "replace")
    os.close(terminal)
    assert "seal 封存" in seen
    assert "MB" in seen
    assert done.stdout.startswith(b"{\n")
    assert b"\x1b" not in done.stdout
