"""The large files: fast, the same every time, and with a truth that the plain oracle finds too."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest

from tiao.demo.bulk import CHUNK_ROWS, HEADER, Bulk
from tiao.demo.make import MIXED_ROWS, make
from tiao.demo.shape import methods_json
from truth.comparison import differences
from truth.reading import YEAR, oracle, oracle_count_of


@pytest.mark.parametrize(("rows", "seed"), [(1, 1), (49, 2), (260, 3), (6_000, 4)])
def test_oracle_finds_the_truth(rows: int, seed: int) -> None:
    bulk = Bulk(rows, seed)
    text = HEADER + b"".join(bulk.chunks(0, rows)).decode()
    table = list(csv.reader(io.StringIO(text)))
    assert len(table) == rows + 1
    counted = oracle_count_of([record for record in oracle.table(table, YEAR).records if record is not None])
    assert differences(methods_json(bulk.truth()), counted["methods"]) == []
    assert counted["not_identifying"] == bulk.not_identifying()


def test_rates() -> None:
    bulk = Bulk(CHUNK_ROWS)
    list(bulk.chunks(0, CHUNK_ROWS))
    assert CHUNK_ROWS - bulk.uniques == CHUNK_ROWS // 5
    bad = CHUNK_ROWS - bulk.written[0]
    assert 0.019 < bad / CHUNK_ROWS < 0.021


def test_parts_of_a_file_are_the_file() -> None:
    rows = 2 * CHUNK_ROWS + 17
    whole = b"".join(Bulk(rows, 9).chunks(0, rows))
    parts = Bulk(rows, 9)
    assert b"".join([*parts.chunks(0, CHUNK_ROWS), *parts.chunks(CHUNK_ROWS, rows)]) == whole
    assert whole.count(b"\n") == rows


def test_a_million_rows_take_seconds(tmp_path: Path) -> None:
    began = time.perf_counter()
    Bulk(1_000_000).write(tmp_path / "large.csv")
    assert time.perf_counter() - began < 10
    assert 75_000_000 < (tmp_path / "large.csv").stat().st_size < 90_000_000


def test_large_and_small_files_add_up(tmp_path: Path) -> None:
    rows = MIXED_ROWS + 3_000
    truth = make(tmp_path / "out", rows=rows, seed=2)
    assert truth.files["硬盘/全量1.csv"] == 3_000
    assert sum(truth.files.values()) == truth.rows
    by_row = truth.methods["by_row@1"]
    assert by_row.total + sum(e.pieces for e in by_row.excluded) == by_row.high
