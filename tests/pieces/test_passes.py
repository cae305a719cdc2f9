"""More entries than memory holds: several passes over the ledger, some partitions in each, to the same figures."""

from __future__ import annotations

from random import Random

import pytest

from pieces import made
from pieces.test_conformance import random_record
from tiao.case import Case
from tiao.pieces import figures as module
from tiao.pieces.count import figures
from tiao.pieces.sql import count_by_sql


@pytest.mark.parametrize(
    ("most", "partition", "passes"),
    [
        (module.MOST, module.PARTITION, 1),
        (module.MOST, 1, 1),  # thousands of partitions, all held at once
        (1, module.PARTITION, 1),  # what is one partition cannot be cut
        (800, 50, 0),  # a few partitions in each pass, the last one short
        (1, 400, 0),  # each partition in a pass of its own, and each with more than there is room for
    ],
)
def test_passes(case: Case, monkeypatch: pytest.MonkeyPatch, most: int, partition: int, passes: int) -> None:
    chance = Random(7)
    files = {
        name: [random_record(chance, 40) for _ in range(500)] for name in ("E1.1-00001", "E1.1-00002", "E2.1-00001")
    }
    made.write(case, files)
    wanted = made.compiled(case)
    assert wanted == count_by_sql(case)
    columns: list[tuple[int, int]] = []
    figures(case, lambda _, done, of: columns.append((done, of)))
    monkeypatch.setattr(module, "MOST", most)
    monkeypatch.setattr(module, "PARTITION", partition)
    steps: list[tuple[int, int]] = []
    figures(case, lambda _, done, of: steps.append((done, of)))
    # Each column is gone through once in each pass.
    taken = len(steps) // len(columns)
    assert taken == passes or (not passes and taken > 3)
    assert len(steps) == steps[-1][1]
    assert steps[-1][0] == steps[-1][1]
    assert made.compiled(case) == wanted
