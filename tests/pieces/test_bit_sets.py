"""The first walk takes bit sets where they lie, and reads those of another hand to the same codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from findings.parts import write
from findings.test_parquet import SHAPES, lines
from tiao.findings.catalogue import STRIKING, names
from tiao.pieces import bit_sets, coded_parts, judge, ledger_read
from tiao.pieces.ahead import Ahead
from tiao.pieces.bit_sets import BitSets
from tiao.pieces.ledger_read import Shape, Stretch, row_groups
from tiao.pieces.rules import rules


def _write(path: Path, shape: list[Any]) -> None:
    write(path, [(lines(np.random.default_rng([len(shape), 5]), *one), 0) for one in shape])


def _first_walk(path: Path) -> tuple[list[tuple[list[int], ...]], list[Any]]:
    """Codes of each row group, and what is added up beside."""
    part = coded_parts.coded_parts([({"source": "E1.1", "found_kinds": []}, path)], None)[0]
    stretches: list[Stretch] = []
    part.read_ahead(stretches)
    ahead = Ahead(stretches, 1 << 20)
    rows, excluded = np.zeros((3, judge.CLASSES), np.int64), np.zeros(STRIKING, np.int64)
    nothing = part.read(ahead, None, [names()[kind] for kind in rules().values], rows, excluded)
    ahead.close()
    codes = [
        (held.code.tolist(), held.struck.tolist(), held.reasons.tolist())
        for held in (part._codes[number] for number in range(part.shape.row_groups))
    ]
    return codes, [nothing, part.fulls, rows.tolist(), excluded.tolist()]


@pytest.mark.parametrize("shape", SHAPES)
def test_bit_sets_where_they_lie(shape: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    _write(path, shape)
    own = Shape(path)
    stretches = bit_sets.stretches(own)
    assert len(stretches) == own.row_groups
    data = np.frombuffer(bytearray(path.read_bytes()), np.uint8)
    for number, (stretch, table) in enumerate(zip(stretches, row_groups(path, bit_sets.COLUMNS), strict=True)):
        taken = bit_sets.lying(data[stretch.begin :][: stretch.size], own, number)
        assert taken is not None
        for name in bit_sets.COLUMNS:
            assert getattr(taken, name).tolist() == table.column(name).to_pylist()


@pytest.mark.parametrize("shape", SHAPES[2:])
def test_one_walk_for_small_and_large_parts_and_for_other_writers(
    shape: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "part.parquet"
    _write(path, shape)
    wanted = _first_walk(path)
    assert sum(len(codes) for codes, _, _ in wanted[0]) == sum(one[0] for one in shape)
    monkeypatch.setattr(coded_parts, "FEW", -1)
    with monkeypatch.context() as patch:
        # No general reader is asked.
        patch.setattr(BitSets, "of", None)
        assert _first_walk(path) == wanted
    table = pq.read_table(path)
    apart = [name for name in table.schema.names if name != "part"]
    apart.insert(apart.index("struck"), "part")
    for columns in (table.schema.names, apart):
        other = tmp_path / "other.parquet"
        with pq.ParquetWriter(other, table.select(columns).schema) as writer:
            begin = 0
            for many, *_ in shape:
                writer.write_table(table.select(columns).slice(begin, many), row_group_size=many)
                begin += many
        assert len(bit_sets.stretches(Shape(other))) == (0 if columns is apart else len(shape))
        assert _first_walk(other) == wanted
        # Nor if it were taken for our own.
        with monkeypatch.context() as patch:
            patch.setattr(ledger_read, "WRITER", Shape(other)._footer.created_by)
            assert _first_walk(other) == wanted
