"""`tiao run` and `tiao find` stopped at moments that chance picks. Same figures, same run."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tiao.demo.bulk import Bulk
from tiao.demo.make import make
from whole_line.world import Answer, World

ROWS = 400_000 if os.environ.get("TIAO_WHOLE") else 150_000
SEEDS = range(10)
STOPS = 3


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World.made(tmp_path_factory.mktemp("random"))
    make(world.root / "demo", rows=300, seed=9)
    seized = world.root / "demo" / "seized"
    for n in range(2):
        Bulk(ROWS, 3).write(seized / f"大表{n}.csv", n * ROWS // 2, (n + 1) * ROWS // 2)
    return world


@pytest.fixture(scope="module")
def seized(world: World) -> Path:
    return world.root / "demo" / "seized"


@pytest.fixture(scope="module")
def undisturbed(world: World, seized: Path) -> tuple[Any, float]:
    """The count of a run that nobody stops, and how many seconds it takes."""
    began = time.monotonic()
    done = world.tiao("run", seized, "--out", world.root / "undisturbed", "--json")
    assert done.code == 0, done.err
    return done.json["count"], time.monotonic() - began


def stopped(world: World, how: int, after: float, *words: object) -> Answer | None:
    """Starts a command and stops it; what it said, or None if it was done before."""
    with world.start(*words, "--json") as process:
        time.sleep(after)
        process.send_signal(how)
        out, err = process.communicate(timeout=120)
    assert process.returncode in (0, 130, -signal.SIGKILL, -signal.SIGINT), err.decode()[-2000:]
    return Answer(process.returncode, out, err.decode(), 0) if process.returncode else None


def is_whole(world: World, case: Path, done: Answer, expected: Any) -> None:
    assert done.code == 0, done.err
    assert done.json["count"] == expected
    assert [path for path in case.rglob("*") if path.suffix in (".half", ".part")] == []
    verified = world.tiao("verify", "--case", case, "--json")
    assert (verified.code, verified.json["findings"]) == (0, [])


@pytest.mark.whole
@pytest.mark.parametrize("seed", SEEDS)
def test_run_killed_at_any_moment(world: World, seized: Path, undisturbed: tuple[Any, float], seed: int) -> None:
    expected, seconds = undisturbed
    chance, case = random.Random(seed), world.root / f"run-{seed}"
    for _ in range(STOPS):
        stopped(world, signal.SIGKILL, chance.uniform(0.2, seconds), "run", seized, "--out", case)
    is_whole(world, case, world.tiao("run", seized, "--out", case, "--json"), expected)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.whole) for seed in SEEDS[1:])])
def test_find_killed_at_any_moment(world: World, seized: Path, undisturbed: tuple[Any, float], seed: int) -> None:
    expected, seconds = undisturbed
    chance, case = random.Random(100 + seed), world.root / f"find-{seed}"
    for words in (("new", case), ("seal", seized, "--case", case)):
        assert world.tiao(*words, "--json").code == 0
    for _ in range(STOPS):
        stopped(world, signal.SIGKILL, chance.uniform(0.4, seconds * 0.7), "find", "--case", case)
    assert world.tiao("find", "--case", case, "--json").code == 0
    is_whole(world, case, world.tiao("run", seized, "--out", case, "--json"), expected)


@pytest.mark.whole
@pytest.mark.parametrize("seed", SEEDS)
def test_ctrl_c_at_any_moment(world: World, seized: Path, undisturbed: tuple[Any, float], seed: int) -> None:
    expected, seconds = undisturbed
    chance, case = random.Random(200 + seed), world.root / f"ctrl-c-{seed}"
    for _ in range(STOPS):
        said = stopped(world, signal.SIGINT, chance.uniform(1.0, seconds), "run", seized, "--out", case)
        if said is not None:
            assert said.code == 130
            assert said.error["what"] == "Interrupted."
            assert "Traceback" not in said.err
            assert "it resumes" in said.err
    is_whole(world, case, world.tiao("run", seized, "--out", case, "--json"), expected)
