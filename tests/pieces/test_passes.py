"""More entries than memory holds: several passes over the ledger, some partitions in each, to the same figures."""

from __future__ import annotations

from random import Random

import pytest

from pieces import made
from pieces.test_conformance import random_record
from tiao.case import Case
from tiao.pieces import count as module
from tiao.pieces.sql import count_by_sql


@pytest.mark.parametrize(
    ("memory", "partition", "passes"),
    [
        (module.MEMORY, module.PARTITION, 1),
        (module.MEMORY, 1, 1),  # thousands of partitions, all held at once
        (1, module.PARTITION, 1),  # what is one partition cannot be cut
        (20_000, 50, 0),  # a few partitions in each pass, the last one short
        (1, 400, 0),  # each partition in a pass of its own
    ],
)
def test_passes(case: Case, monkeypatch: pytest.MonkeyPatch, memory: int, partition: int, passes: int) -> None:
    chance = Random(7)
    files = {
        name: [random_record(chance, 40) for _ in range(500)] for name in ("E1.1-00001", "E1.1-00002", "E2.1-00001")
    }
    made.write(case, files)
    wanted = made.compiled(case)
    assert wanted == count_by_sql(case)
    monkeypatch.setattr(module, "MEMORY", memory)
    monkeypatch.setattr(module, "PARTITION", partition)
    steps: list[tuple[int, int]] = []
    lines = sum(module.count_lines(path) for path in case.ledger.glob("*.parquet"))
    module.figures(case, lambda _, done, of: steps.append((done, of)))
    # Progress runs over the lines twice in each pass, and comes to its end.
    taken = steps[-1][1] // (2 * lines)
    assert taken == passes or (not passes and taken > 3)
    assert steps[-1][0] == steps[-1][1]
    assert made.compiled(case) == wanted
