"""What holds for every test: one cache of compiled code, and the long suites only when they are asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tiao.compiled import base_folder, is_cold

# Compiling takes a minute. It is paid once: every process that a test starts uses this machine's own cache, also where
# the test gives it another home.
os.environ["TIAO_CACHE"] = str(base_folder().absolute())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``TIAO_WHOLE=1``, the tests marked ``whole`` are left out; their sample runs."""
    if os.environ.get("TIAO_WHOLE"):
        return
    left_out = [item for item in items if item.get_closest_marker("whole")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("whole")]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compiles the main line once, before the workers share the files out: each of them would, at the same time."""
    if hasattr(session.config, "workerinput") or not session.config.getoption("numprocesses", None) or not is_cold():
        return
    with tempfile.TemporaryDirectory(prefix="tiao-first-") as folder:
        seized = Path(folder) / "seized"
        seized.mkdir()
        people = [{"姓名": "张伟", "手机号": f"138000000{n:02}"} for n in range(20)]
        table = "\n".join(["姓名,手机号", *(",".join(one.values()) for one in people)])
        (seized / "table.csv").write_text(table, encoding="gb18030")
        (seized / "lines.jsonl").write_text("\n".join(map(json.dumps, people)), encoding="utf-8")
        (seized / "note.txt").write_text("我的电话13800000000，谢谢\n" * 20, encoding="utf-8")
        run = [sys.executable, "-m", "tiao.cli", "run", str(seized), "--out", f"{folder}/case", "--json"]
        subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
