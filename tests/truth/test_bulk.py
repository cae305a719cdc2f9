"""The large files: fast, the same every time, and with a truth that the plain oracle finds too."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tiao.demo.bulk import CHUNK_ROWS, HEADER, Bulk
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


def test_rows_are_of_usual_length(tmp_path: Path) -> None:
    Bulk(CHUNK_ROWS).write(tmp_path / "large.csv")
    assert 75 * CHUNK_ROWS < (tmp_path / "large.csv").stat().st_size < 90 * CHUNK_ROWS
