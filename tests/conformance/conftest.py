"""What every engine is held against: the same sealed cases, found and counted by this machine alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import tiao
from conformance.machines import Cluster, cluster, java_home, settings
from content.tars import packed
from tiao.demo.bulk import Bulk
from tiao.demo.make import make
from truth.packing import files_of

ROWS = 3000
# Parts hold 128 MB of a file: this makes three.
LARGE_ROWS = 3_500_000


@dataclass(frozen=True)
class Sealed:
    """A sealed case that is never worked on, and what this machine finds and counts in a copy of it."""

    seized: Path
    case: Path
    worked: Path

    def copy(self, to: Path) -> Path:
        """The same case with the same keys, so that equal values have equal tokens."""
        shutil.copytree(self.case, to)
        return to


def digests(case: Path, *rooms: str) -> dict[str, str]:
    """Every file of some rooms of a case, with its digest."""
    files = sorted(path for room in rooms for path in (case / room).rglob("*") if path.is_file())
    return {path.relative_to(case).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def explained(case: Path, method: str) -> list[str]:
    return [json.dumps(line, ensure_ascii=False, sort_keys=True) for line in tiao.explain(case, method)]


def engines_on_record(case: Path) -> list[tuple[str, str]]:
    """(event, engine) of what the log says was found and counted."""
    lines = (case / "log" / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    entries: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [
        (str(entry["event"]), str(entry["body"]["extra"]["engine"]))
        for entry in entries
        if entry["event"] in ("find", "count")
    ]


@pytest.fixture(scope="session", autouse=True)
def java(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Spark's Java and its settings for small tables, for every process that a test starts."""
    folder = tmp_path_factory.mktemp("java")
    with pytest.MonkeyPatch.context() as patch:
        home = java_home(folder / "home")
        if home is not None:
            patch.setenv("JAVA_HOME", str(home))
        patch.setenv("SPARK_CONF_DIR", str(settings(folder / "conf")))
        patch.setenv("TIAO_SPARK_LOG", str(folder / "driver.log"))
        yield


def sealed(root: Path, seized: Path) -> Sealed:
    case = tiao.new(root / "case").path
    tiao.seal(seized, case, by=["甲", "乙"])
    worked = root / "worked"
    shutil.copytree(case, worked)
    tiao.find(worked)
    return Sealed(seized, case, worked)


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """The truth folder: every format, and files within files within files."""
    root = tmp_path_factory.mktemp("mixed")
    make(root / "truth", rows=ROWS)
    inner = packed(files_of(root / "truth" / "seized" / "U盘"))
    own = files_of(root / "truth" / "seized" / "手机")
    (root / "truth" / "seized" / "备份.tar").write_bytes(packed({"U盘.tar": inner, **own}))
    found = sealed(root, root / "truth" / "seized")
    tiao.count(found.worked)
    return found


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """One file of several parts, and a small one."""
    root = tmp_path_factory.mktemp("large")
    (root / "seized").mkdir()
    Bulk(LARGE_ROWS, 1).write(root / "seized" / "large.csv")
    Bulk(1000, 2).write(root / "seized" / "small.csv")
    return sealed(root, root / "seized")


@pytest.fixture(scope="session")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as running:
        yield running
