"""Work that dies just before or after a file is put into place goes on to the same figures, and leaves nothing."""

from __future__ import annotations

import importlib
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tiao.demo.make import make

DIED = 9
# The package offers functions under this name.
line = importlib.import_module("tiao.run.line")
Call = Callable[..., None]


class Death:
    """Ends the process, without any clean-up, just before or after one of its renames and removals.

    What it counts are the only moments at which the state on disk changes for the next command: all else is written
    beside the files that count.
    """

    def __init__(self, at: int, after: bool) -> None:
        self.at, self.after, self.seen = at, after, itertools.count(1)

    def around(self, call: Call) -> Call:
        def counted(*words: Any, **options: Any) -> None:
            # Several threads come here; each call has a number of its own.
            number = next(self.seen)
            if number == self.at and not self.after:
                os._exit(DIED)
            call(*words, **options)
            if number == self.at:
                os._exit(DIED)

        return counted


def work(seized: Path, case: Path) -> dict[str, Any]:
    """What `tiao run` does, up to the count."""
    made = case if (case / "tiao.toml").exists() else line.new(case).path
    line.seal([seized], made, by=["甲", "乙"])
    line.find(made)
    counted: dict[str, Any] = line.count(made)
    return counted


def in_a_child(body: Callable[[], Any]) -> int:
    """Runs something in a copy of this process and gives its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            body()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dies(seized: Path, case: Path, at: int, after: bool) -> bool:
    """Whether the work met its death; False if it was done before."""

    def body() -> None:
        death = Death(at, after)
        os.replace, os.rename, os.unlink = (death.around(call) for call in (os.replace, os.rename, os.unlink))
        work(seized, case)

    code = in_a_child(body)
    assert code in (0, DIED)
    return code == DIED


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stops")
    make(root, rows=30, seed=5, only=["电脑/客户资料.csv", "U盘/会员.jsonl"])
    return root / "seized"


@pytest.fixture(scope="module")
def undisturbed(seized: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return work(seized, tmp_path_factory.mktemp("undisturbed") / "case")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_death_at_every_place(seized: Path, undisturbed: dict[str, Any], tmp_path: Path, after: bool) -> None:
    at, wrong = 1, []
    while dies(seized, case := tmp_path / str(at), at, after):
        done = work(seized, case)
        found = line.verify(case)["findings"]
        leftovers = sorted(path.name for path in case.rglob("*") if path.suffix in (".half", ".part"))
        if done != undisturbed or found or leftovers:
            wrong.append((at, done == undisturbed, [one["where"] for one in found], leftovers))
        at += 1
    assert at > 20
    assert wrong == []
    assert json.dumps(work(seized, case)) == json.dumps(undisturbed)
