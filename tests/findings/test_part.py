"""A part of the ledger is written behind the reading, row group by row group, and stands whole or not at all."""

from __future__ import annotations

import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from findings.parts import write
from findings.test_parquet import lines
from tiao import disk
from tiao.disk import PAGE
from tiao.errors import Misuse
from tiao.findings.ledger import SCHEMA, Lines
from tiao.findings.part import _FAR, _SMALL, Part, group_of


def _groups(many: int, sizes: tuple[int, ...] = (40_000, 1, 30_000, 300)) -> list[tuple[Lines, int]]:
    """Chunks of a table, large and small, of which not all have the same columns; row numbers go on."""
    chance = np.random.default_rng(many)
    found, base = [], 0
    for number in range(many):
        size = sizes[number % len(sizes)]
        found.append((lines(chance, size, kinds=number % 5, struck=0.1 * (number % 3)), base))
        base += size
    return found


@pytest.mark.parametrize("many", [1, 2, 5, 15])
def test_behind_the_reading_or_at_once_the_same_bytes(many: int, tmp_path: Path) -> None:
    groups = _groups(many)
    at_once = write(tmp_path / "at_once.parquet", groups)
    with ThreadPoolExecutor(4) as aside:
        assert write(tmp_path / "behind.parquet", groups, aside) == at_once
    data = (tmp_path / "behind.parquet").read_bytes()
    assert data == (tmp_path / "at_once.parquet").read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == at_once
    table = pq.read_table(tmp_path / "behind.parquet")
    assert table.column("row").to_pylist() == list(range(1, len(table) + 1))
    made = sum(len(each) for each, _ in groups)
    assert len(table) == made
    assert pq.read_metadata(tmp_path / "behind.parquet").num_row_groups == many
    # The largest are handed over, the smallest are not.
    assert max(len(each) for each, _ in groups) * 41 > _SMALL > PAGE


def test_columns_that_come_late_or_go_early_are_empty_elsewhere(tmp_path: Path) -> None:
    groups = _groups(5, (50,))
    write(tmp_path / "part.parquet", groups)
    with pq.ParquetFile(tmp_path / "part.parquet") as file:
        assert file.schema_arrow.names == [name for name in SCHEMA.names if name in file.schema_arrow.names]
        for number, (each, _) in enumerate(groups):
            table = file.read_row_group(number)
            filled = {name for name in table.schema.names if table.column(name).null_count < len(table)}
            asked = {name for name in each.table().schema.names if each.table().column(name).null_count < len(each)}
            assert filled == asked


@pytest.mark.parametrize(("base", "bits"), [(0, 32), (_FAR, 32), (_FAR + 1, 64), (2**40, 64)])
def test_row_numbers_take_64_bits_only_far_down(base: int, bits: int, tmp_path: Path) -> None:
    groups = [(each, base + behind) for each, behind in _groups(3)]
    write(tmp_path / "part.parquet", groups)
    row = pq.read_table(tmp_path / "part.parquet").column("row")
    assert str(row.type) == f"int{bits}"
    assert row.to_pylist() == list(range(base + 1, base + len(row) + 1))


@pytest.mark.parametrize("fails_at", [0, 1, 3, 5])
@pytest.mark.parametrize("behind", [False, True])
def test_a_disk_that_is_full(fails_at: int, behind: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One write fails, those after it would not: nothing stands in the part's place."""
    written = disk.NewFile.put
    calls = count()

    def put(self: Any, data: Any, place: int) -> None:
        if next(calls) == fails_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        written(self, data, place)

    def wholly(part: Part) -> None:
        for each, base in _groups(6, (40_000,)):
            part.add(group_of(each), base)
        part.close()

    monkeypatch.setattr(disk.NewFile, "put", put)
    path = tmp_path / "part.parquet"
    with ThreadPoolExecutor(1) as aside:
        part = Part(path, aside if behind else None)
        with pytest.raises(Misuse, match="No space left on device"):
            wholly(part)
        # Whoever cleans up closes it in any case.
        with pytest.raises(Misuse, match="No space left on device"):
            part.close()
    assert not path.exists()
    assert next(calls) > fails_at


def test_what_was_in_the_memory_before_is_not_written(tmp_path: Path) -> None:
    """Memory is used again; between row groups, and behind the last, stand zeros until the file is cut."""
    first, second = (_groups(6, (40_000, 39_000 - many)) for many in (0, 1000))
    alone = write(tmp_path / "alone.parquet", second)
    write(tmp_path / "first.parquet", first)
    assert write(tmp_path / "again.parquet", second) == alone
