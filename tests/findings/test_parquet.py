"""Parts of the ledger, written by our own hand, say the same to pyarrow and to DuckDB as the arrays they were made of.

Spark reads them too: tests/conformance.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tiao.findings import ledger
from tiao.findings.catalogue import KEY_KINDS, names
from tiao.findings.ledger import REQUIRED, SCHEMA, Lines
from tiao.findings.parquet import thrift
from tiao.findings.parquet.pages import MOST_DISTINCT


def lines(
    chance: np.random.Generator, n: int, kinds: int = 4, share: float = 0.4, struck: float = 0.02, many: int = 20
) -> Lines:
    """Lines of a ledger by chance: so many key kinds, filled to a share, and so many different bit sets."""
    bad = np.where(chance.random(n) < struck, chance.integers(1, 1 << 40, n), 0).astype(np.uint64)
    keys = {}
    for kind in KEY_KINDS[:kinds]:
        has = chance.random(n) < share
        keys[kind] = (chance.integers(0, 2**64, (n, 2), dtype=np.uint64), has)
    content = chance.integers(0, 2**64, (n, 2), dtype=np.uint64)
    return Lines(
        np.arange(1, n + 1, dtype=np.int32),
        chance.integers(1, 3, n).astype(np.int32),
        chance.random(n) < 0.1,
        chance.integers(0, many, n).astype(np.uint64) << np.uint64(44),
        bad,
        chance.integers(0, 3, n).astype(np.uint32) << np.uint32(30),
        content,
        content + np.uint64(1) if bad.any() else None,
        keys,
    )


def wanted(groups: list[tuple[Lines, int]]) -> list[dict[str, Any]]:
    """The lines one by one, straight from the arrays."""
    out = []
    for each, base in groups:
        for i in range(len(each)):
            line: dict[str, Any] = dict.fromkeys(SCHEMA.names)
            line |= {name: getattr(each, name)[i].item() for name in ("part", "more", "kinds", "struck", "doubts")}
            line["row"] = int(each.row[i]) + base
            line["content"] = each.content[i].tobytes()
            if each.full is not None and each.struck[i]:
                line["content_full"] = each.full[i].tobytes()
            for kind, (tokens, has) in each.keys.items():
                if has[i]:
                    line[names()[kind]] = tokens[i].tobytes()
            out.append(line)
    return out


SHAPES = [
    [],
    [(0, 2, 0.5, 0.1, 5)],
    [(1, 2, 1.0, 0.0, 1)],
    [(7, 0, 0.0, 0.0, 2), (8, 3, 0.3, 1.0, 3), (9, 1, 0.0, 0.5, 1)],
    [(1000, 6, 0.4, 0.02, 20), (64, 2, 1.0, 0.0, 1)],
    [(5000, 3, 0.6, 0.3, MOST_DISTINCT + 500), (2000, 3, 0.6, 0.0, MOST_DISTINCT)],
    [(70_000, 4, 0.5, 0.01, 300)],
]


@pytest.mark.parametrize("base", [0, 2**31 - 40, 2**40])
@pytest.mark.parametrize("shape", SHAPES)
def test_pyarrow_and_duckdb_read_what_was_written(shape: list[Any], base: int, tmp_path: Path) -> None:
    chance = np.random.default_rng([len(shape), base % 1000])
    groups = [(lines(chance, *one), base) for one in shape]
    path = tmp_path / "part.parquet"
    size, digest = ledger.write(path, groups)
    data = path.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (size, digest)
    want = wanted(groups)
    table = pq.read_table(path)
    assert table.schema.names == [name for name in SCHEMA.names if name in table.schema.names]
    assert set(table.schema.names) >= set(REQUIRED)
    left_out = set(SCHEMA.names) - set(table.schema.names)
    assert all(line[name] is None for line in want for name in left_out)
    for field in table.schema:
        asked = SCHEMA.field(field.name)
        assert field.type == asked.type or (field.name == "row" and field.type == pa.int32())
        # A column in which nothing is ever missing says so.
        missing = any(line[field.name] is None for line in want)
        assert field.nullable == missing
    seen = table.to_pylist()
    assert seen == [{name: line[name] for name in table.schema.names} for line in want]
    rows = duckdb.sql(f"select * from read_parquet('{path}')").fetchall()
    assert rows == [tuple(line[name] for name in table.schema.names) for line in want]


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    made = [ledger.write(tmp_path / f"{n}.parquet", [(lines(np.random.default_rng(5), 3000), 7)]) for n in range(2)]
    assert made[0] == made[1]


def test_what_is_struck_and_missing_is_not_written(tmp_path: Path) -> None:
    """Under a missing token memory may hold anything: it stays there."""
    each = lines(np.random.default_rng(6), 500, 1, 0.5, 0.1)
    (tokens, has) = next(iter(each.keys.values()))
    path = tmp_path / "part.parquet"
    ledger.write(path, [(each, 0)])
    data = path.read_bytes()
    assert all((tokens[i].tobytes() in data) == bool(has[i]) for i in range(500))


@pytest.mark.parametrize(
    ("value", "data"), [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (2**35, "808080808001")]
)
def test_numbers_as_the_protocol_has_them(value: int, data: str) -> None:
    """Examples of the protocol's own description (LEB128)."""
    assert thrift.varint(value).hex() == data
