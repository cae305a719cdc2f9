"""Broken files of every kind as one seized folder, seal to report: nothing crashes, hangs, gets lost or gets out."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from bad_input.make import COUNT, MAKERS, PLACES, make_one
from whole_line.world import World, snapshot

# One of each kind of damage, then one of each kind of bad place.
ONE_OF_EACH = (*range(len(MAKERS)), *((PLACES - 1) * len(MAKERS) + way * 5 for way in range(6)))
MEMORY = 3 << 30
INTERNAL = re.compile(r"Traceback|Internal error|panicked|stack backtrace|Warning")


def test_one_file_of_each_kind(tmp_path: Path) -> None:
    check(tmp_path, ONE_OF_EACH, seconds=240)


@pytest.mark.whole
def test_all_broken_files_at_once(tmp_path: Path) -> None:
    check(tmp_path, range(COUNT), seconds=900)


def check(root: Path, indices: Any, seconds: float) -> None:
    world = World.made(root)
    seized, case = root / "seized", root / "case"
    (seized / "locked").mkdir(parents=True)
    for index in indices:
        make_one(seized, index)
    (seized / "locked" / "list.csv").write_text("姓名,手机\n张伟,13800138000\n", "utf-8")
    before = snapshot(root)
    (seized / "locked").chmod(0)
    try:
        done = world.tiao("run", seized, "--out", case, "--json", seconds=seconds)
        assert done.code == 0, done.err[-2000:]
        assert not INTERNAL.search(done.err), done.err[:2000]
        assert 0 < done.peak < MEMORY
        nothing_lost(seized, done.json, dossier(world, case))
        for words in (("verify",), ("explain", "--limit", "5"), ("find",), ("count",)):
            again = world.tiao(*words, "--case", case, "--json", seconds=seconds)
            assert (again.code, INTERNAL.search(again.err)) == (0, None), (words, again.err[-2000:])
    finally:
        (seized / "locked").chmod(0o755)
    assert snapshot(root, without=[case]) == before


def dossier(world: World, case: Path) -> Any:
    out = case / "out" / "dossier.json"
    written = world.tiao("report", "--case", case, "--format", "json", "--out", out, "--json")
    assert written.code == 0, written.err
    return json.loads(out.read_bytes())


def nothing_lost(seized: Path, run: Any, whole: Any) -> None:
    """Every name in the folder is an exhibit that was read, or named among what was not; or both."""
    unread = run["unread"]
    assert run["count"]["unreadable"] == len(unread) == len(whole["unread"])
    listed = {item["id"] for seal in whole["seals"] for item in seal["items"]}
    seen = {entry["exhibit"] for entry in whole["files"]} | {entry["exhibit"] for entry in unread}
    assert listed - seen == set()
    outside = [entry for entry in unread if not entry["exhibit"]]
    names = [path for path in seized.rglob("*") if path.name != "locked"]
    assert len(listed) + len(outside) == len([path for path in names if path.parent == seized]) + 1
    assert all(entry["what"] and entry["where"] and entry["hint"] for entry in unread)
    words = " ".join(entry["what"] for entry in outside)
    for reason in ("symbolic link", "named pipe", "could not be read", "could not be listed"):
        assert reason in words, words
    assert os.path.exists(run["report"]["zh"])
    assert os.path.exists(run["report"]["en"])
