"""A case, its kit, and an interpreter that has DuckDB and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest

from tiao.case import Case
from tiao.pieces.persons import persons_count
from tiao.run import demo as make_demo
from tiao.run import recount_kit

ROWS = 600


@dataclass(frozen=True)
class Done:
    """What a script of the kit left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def named(self) -> set[tuple[str, str]]:
        """What differs: kind and place."""
        return {(finding["kind"], finding["where"]) for finding in self.json["findings"]}


@dataclass(frozen=True)
class Alone:
    """An interpreter of its own: no site packages, no environment, another folder; DuckDB's files and no others."""

    packages: Path
    elsewhere: Path

    def run(self, script: Path, *words: object, packages: bool = True) -> Done:
        start = [f"import sys, runpy; sys.argv = {[str(script), *map(str, words)]!r}"]
        start += [f"sys.path.append({str(self.packages)!r})"] if packages else []
        start += [f"runpy.run_path({str(script)!r}, run_name='__main__')"]
        return self.python("; ".join(start))

    def python(self, code: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code], cwd=self.elsewhere, env={}, capture_output=True, check=False,
            timeout=120,
        )  # fmt: skip
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    """DuckDB's installed files, copied out, so that nothing beside them can be imported."""
    packages = tmp_path_factory.mktemp("packages")
    for item in files("duckdb") or ():
        if ".." not in item.parts and "__pycache__" not in item.parts:
            target = packages / item
            target.parent.mkdir(parents=True, exist_ok=True)
            os.symlink(item.locate(), target)
    return Alone(packages, tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A demonstration case with all methods counted, natural persons too. Read-only for tests."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    done = make_demo(folder, rows=ROWS)
    assert done["differences"] == []
    case = Case.open(folder / "case")
    persons_count.count(case, ["by_person@2"])
    return case


@pytest.fixture
def own(demo: Case, tmp_path: Path) -> Case:
    """A copy of the case that a test may change."""
    shutil.copytree(demo.path, tmp_path / "own")
    return Case.open(tmp_path / "own")


def unpacked(kit: Path, folder: Path) -> Path:
    with zipfile.ZipFile(kit) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def packed(demo: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit of the case."""
    out = tmp_path_factory.mktemp("packed") / "kit.zip"
    recount_kit(demo, out)
    return out


@pytest.fixture
def kit(packed: Path, tmp_path: Path) -> Path:
    """The kit in a folder of its own, which a test may change."""
    return unpacked(packed, tmp_path / "kit")
