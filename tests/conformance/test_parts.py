"""One machine and the tasks of a cluster cut the ledger of a table into the same parts, by chunks and by rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

import tiao
from conformance.conftest import LARGE_ROWS, Sealed, digests
from tiao.engine import spark_tasks
from tiao.engine.spark_tasks import Split
from tiao.findings import part as parts_of_the_ledger


def _tasks(case: Path, folder: Path) -> list[int]:
    """Does the tasks of the large exhibit here, one after the other, and says how many chunks each part has."""
    folder.mkdir()

    def ask(work: str, **more: Any) -> dict[str, Any]:
        answer = spark_tasks._answer(Split(str(case), str(folder), spark_tasks.same(), work, "E1", 2026, **more))
        done: dict[str, Any] = answer["done"]
        return done

    survey = ask("survey")
    *parts, end = survey["parts"]
    assert end["base"] == LARGE_ROWS + 1
    for number, part in enumerate(parts, 1):
        ask("part", encoding=survey["encoding"], number=number, **part)
    return [part["chunks"] for part in parts]


@pytest.mark.parametrize(("most", "parts"), [(1, 35), (250_000, 12)])
def test_the_same_parts(large: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, parts: int) -> None:
    monkeypatch.setattr(parts_of_the_ledger, "PART_ROWS", most)
    alone, tasks = large.copy(tmp_path / "alone"), large.copy(tmp_path / "tasks")
    chunks = _tasks(tasks, tmp_path / "halves")
    tiao.find(alone)
    wanted = {name: digest for name, digest in digests(alone, "ledger").items() if name.startswith("ledger/E1.1-")}
    found = digests(tasks, "ledger")
    assert found == wanted
    assert len(wanted) == len(chunks) == parts
    assert sum(chunks) == 35
    # However they are cut, every row stands in them once.
    names = [str(alone / name) for name in sorted(wanted)]
    asked = "select count(distinct row), min(row), max(row) from read_parquet(?) where not more"
    with duckdb.connect() as connection:
        assert connection.execute(asked, [names]).fetchall() == [(LARGE_ROWS, 2, LARGE_ROWS + 1)]
