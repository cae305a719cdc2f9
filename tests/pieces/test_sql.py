"""The recount by SQL: what it does with a broken ledger, and what it leaves behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from oracle.records import Record
from pieces import made
from pieces.test_conformance import random_record
from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.findings.found import summary
from tiao.pieces import sql_ledger
from tiao.pieces.method import HERE, METHODS
from tiao.pieces.sql import count_by_sql
from tiao.pieces.sql_ledger import ledger_of

PART = "E1.1-00002.parquet"


@pytest.fixture
def small(tmp_path: Path) -> Case:
    case = made.new_case(tmp_path / "case")
    records = [Record([("name", "张三"), ("mobile", str(n))]) for n in range(50)]
    made.write(case, {"E1.1-00001": records, "E1.1-00002": records[:5]})
    return case


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _scramble(path: Path) -> None:
    path.write_bytes(b"PAR1" + bytes(500) + b"PAR1")


@pytest.mark.parametrize("damage", [_cut, _scramble, Path.unlink])
def test_a_damaged_part_is_named(small: Case, damage: Callable[[Path], None]) -> None:
    damage(small.ledger / PART)
    with pytest.raises(IntegrityBroken) as caught:
        count_by_sql(small)
    assert caught.value.where == f"ledger/{PART}"


@pytest.mark.parametrize("parts", ["*.parquet", PART])
def test_a_ledger_of_other_columns(small: Case, parts: str) -> None:
    for path in small.ledger.glob(parts):
        pq.write_table(pq.read_table(path).drop_columns(["content"]), path)
    with pytest.raises(IntegrityBroken, match=r"columns|damaged"):
        count_by_sql(small)


def test_misuse(small: Case, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="by_person@1"):
        count_by_sql(small, ["by_people"])
    with pytest.raises(Misuse, match="no ledger"):
        count_by_sql(made.new_case(tmp_path / "other"))


def test_nothing_is_left_in_the_case(small: Case) -> None:
    before = sorted(small.path.rglob("*"))
    count_by_sql(small)
    assert sorted(small.path.rglob("*")) == before


def test_what_does_not_fit_memory_goes_to_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One table forty times: each method spills, counts each content once, and leaves no file."""
    case = made.new_case(tmp_path / "case")
    chance = Random(3)
    made.write(case, {"E1.1-00001": [random_record(chance, 3000) for _ in range(10_000)]})
    once = count_by_sql(case)["methods"]
    entry = summary(case)["files"][0]
    part = (case.ledger / entry["parts"][0]).read_bytes()
    files = []
    for n in range(1, 41):
        (case.ledger / f"E{n}.1-00001.parquet").write_bytes(part)
        files.append({**entry, "exhibit": f"E{n}", "source": f"E{n}.1", "parts": [f"E{n}.1-00001.parquet"]})
    (case.ledger / "summary.json").write_text(json.dumps({**summary(case), "files": files}), encoding="utf-8")
    monkeypatch.setattr(sql_ledger, "MEMORY", "128MB")
    again = count_by_sql(case)["methods"]
    assert [again["by_row@1"][figure] for figure in ("total", "low", "high")] == [
        40 * once["by_row@1"][figure] for figure in ("total", "low", "high")
    ]
    for name in ("by_record@1", "by_person@1", "by_value@1"):
        for figure in ("total", "low", "high", "classes", "low_classes", "high_classes"):
            assert again[name][figure] == once[name][figure]
    assert not list(case.path.glob(".sql-*"))


def test_no_room_at_all(small: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_ledger, "MEMORY", "8MB")
    with pytest.raises(Misuse, match="memory nor disk"):
        count_by_sql(small)


def test_the_view_is_the_ledger(small: Case) -> None:
    with ledger_of(small) as connection:
        rows = connection.execute("select source, count(*), max(line) from ledger group by source").fetchall()
        assert rows == [("E1.1", 55, 49)]


def test_methods_share_their_first_steps_word_for_word() -> None:
    """Each file is whole, for whoever reads only one; what they say alike is said alike."""
    steps: dict[str, set[str]] = {}
    for method in METHODS:
        for name, body in re.findall(r"^(\w+) as \((.*?)^\)", method.sql, re.MULTILINE | re.DOTALL):
            steps.setdefault(name, set()).add(body)
    assert {name for name, bodies in steps.items() if len(bodies) > 1} == {"piece", "piece_high"}
    assert {"meaning", "record", "value", "reason"} <= set(steps)


def test_methods_name_their_article() -> None:
    for path in sorted((HERE / "methods").glob("*.sql")):
        assert "法释〔2017〕10号" in path.read_text(encoding="utf-8")
