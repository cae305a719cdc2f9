"""Parts of the ledger, written by our own hand, say the same to pyarrow and to DuckDB as the arrays they were made of.

Spark reads them too: tests/conformance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from findings.parts import write
from tiao.findings import ledger
from tiao.findings.catalogue import KEY_KINDS, names
from tiao.findings.ledger import REQUIRED, SCHEMA, Lines
from tiao.findings.parquet import thrift
from tiao.findings.parquet.lying import numbers_in, tokens_in
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
    size, digest = write(path, groups)
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
        assert field.nullable == asked.nullable
    seen = table.to_pylist()
    assert seen == [{name: line[name] for name in table.schema.names} for line in want]
    with duckdb.connect() as connection:
        rows = connection.sql(f"select * from read_parquet('{path}')").fetchall()
    assert rows == [tuple(line[name] for name in table.schema.names) for line in want]


@dataclass
class Chunk:
    """A column in one row group: its bytes, those before its page of values, and what pyarrow reads."""

    name: str
    data: np.ndarray
    dictionary: int
    lines: int
    optional: bool
    read: pa.ChunkedArray


def _chunks(path: Path) -> Iterator[Chunk]:
    data = np.frombuffer(bytearray(path.read_bytes()), np.uint8)
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            group = file.metadata.row_group(number)
            for place, name in enumerate(file.schema_arrow.names):
                chunk = group.column(place)
                begin = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
                optional = file.schema.column(place).max_definition_level > 0
                read = file.read_row_group(number, columns=[name]).column(0)
                own = data[begin : begin + chunk.total_compressed_size]
                yield Chunk(name, own, chunk.data_page_offset - begin, group.num_rows, optional, read)


def _columns(path: Path) -> Iterator[tuple[str, np.ndarray, int, bool, list[bytes | None]]]:
    """Of each column of tokens in each row group: bytes, lines, whether it is optional, what pyarrow reads."""
    for chunk in _chunks(path):
        if chunk.read.type == ledger.TOKEN:
            yield chunk.name, chunk.data, chunk.lines, chunk.optional, chunk.read.to_pylist()


def _numbers(path: Path) -> Iterator[tuple[Chunk, np.dtype]]:
    """Columns of numbers and truth values, and their types."""
    for chunk in _chunks(path):
        if chunk.read.type != ledger.TOKEN:
            yield chunk, np.dtype(np.bool_ if chunk.read.type == pa.bool_() else str(chunk.read.type))


def _taken(data: np.ndarray, dictionary: int, lines: int, kind: np.dtype) -> list[Any] | None:
    # Not zeros: what is not written to would otherwise look like them.
    out = np.frombuffer(bytearray(b"\x01" * (lines * kind.itemsize)), kind)
    return out.tolist() if numbers_in(data, dictionary, out) else None


@pytest.mark.parametrize("shape", [*SHAPES, [(3, 1, 1.0, 0.5, 2), (4, 1, 1.0, 0.5, 2), (300, 1, 1.0, 0.9, 300)]])
def test_numbers_are_read_where_they_lie(shape: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    write(path, [(lines(np.random.default_rng([len(shape), 4]), *one), 0) for one in shape])
    seen = set()
    for chunk, kind in _numbers(path):
        data, head = chunk.data, chunk.dictionary
        assert _taken(data, head, chunk.lines, kind) == chunk.read.to_pylist()
        seen.add((chunk.name, head > 0))
        # A byte less or more, other lines, another place for the values: that is not what was written.
        assert _taken(data[:-1], head, chunk.lines, kind) is None
        assert _taken(np.append(data, data[:1]), head, chunk.lines, kind) is None
        assert _taken(data[:0], 0, chunk.lines, kind) is None
        for many in {0, chunk.lines - 1, chunk.lines + 1, 2 * chunk.lines} - {chunk.lines}:
            assert _taken(data, head, many, kind) is None
        for other in {0, 1, max(0, head - 1), head + 1, len(data)} - {head}:
            assert _taken(data, other, chunk.lines, kind) is None
        for size in {4, 8} - {kind.itemsize}:
            assert _taken(data, head, chunk.lines, np.dtype(f"u{size}")) is None
    if any(one[0] for one in shape):
        assert {("more", False), ("row", False), ("doubts", True), ("part", True)} <= seen


def test_a_number_beyond_the_dictionary_is_left_to_a_general_reader(tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    write(path, [(lines(np.random.default_rng(9), 1000, 1, 1.0, 0.0, 5), 0)])
    chunk = next(chunk for chunk, _ in _numbers(path) if chunk.name == "kinds")
    kind = np.dtype(np.uint64)
    assert _taken(chunk.data, chunk.dictionary, 1000, kind) == chunk.read.to_pylist()
    # Three bits tell five values apart: 5, 6 and 7 stand for none, wherever they are.
    for byte in (-375, -200, -1):
        data = chunk.data.copy()
        data[byte] = 255
        assert _taken(data, chunk.dictionary, 1000, kind) is None


@pytest.mark.parametrize("compression", ["none", "snappy"])
@pytest.mark.parametrize("dictionary", [False, True])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("many", [1, 2, 7, 300])
def test_other_writers_numbers(tmp_path: Path, compression: str, dictionary: bool, version: str, many: int) -> None:
    path = tmp_path / "part.parquet"
    write(path, [(lines(np.random.default_rng(many), 600, 1, 1.0, 0.0, many), 0)])
    other = tmp_path / "other.parquet"
    pq.write_table(
        pq.read_table(path), other, compression=compression, use_dictionary=dictionary, data_page_version=version
    )
    for chunk, kind in _numbers(other):
        # Either it is left alone, or it is what pyarrow reads.
        assert _taken(chunk.data, chunk.dictionary, chunk.lines, kind) in (None, chunk.read.to_pylist())


@pytest.mark.parametrize("shape", SHAPES)
def test_tokens_are_found_where_they_lie(shape: list[Any], tmp_path: Path) -> None:
    chance = np.random.default_rng([len(shape), 3])
    path = tmp_path / "part.parquet"
    write(path, [(lines(chance, *one), 0) for one in shape])
    seen = 0
    for _, column, many, optional, read in _columns(path):
        lie = tokens_in(column, many, optional)
        assert lie is not None
        begin, present = lie
        assert present.tolist() == [token is not None for token in read]
        assert column[begin:].tobytes() == b"".join(token for token in read if token is not None)
        # A byte less or more, other lines, another kind of column: that is not what was written.
        assert tokens_in(column[:-1], many, optional) is None
        assert tokens_in(np.append(column, column[:1]), many, optional) is None
        assert tokens_in(column, many + 1, optional) is None
        assert tokens_in(column, many, not optional) is None or not present.any()
        assert tokens_in(column[:0], many, optional) is None
        seen += 1
    assert seen >= sum(1 for one in shape if one[0])


@pytest.mark.parametrize("compression", ["none", "snappy"])
@pytest.mark.parametrize("dictionary", [False, True])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_other_writers_tokens_are_left_to_a_general_reader(
    tmp_path: Path, compression: str, dictionary: bool, version: str
) -> None:
    path = tmp_path / "part.parquet"
    write(path, [(lines(np.random.default_rng(8), 300), 0)])
    other = tmp_path / "other.parquet"
    pq.write_table(
        pq.read_table(path), other, compression=compression, use_dictionary=dictionary, data_page_version=version
    )
    for _, column, many, optional, read in _columns(other):
        lie = tokens_in(column, many, optional)
        # Either it is left alone, or it is what pyarrow reads.
        if lie is not None:
            assert column[lie[0] :].tobytes() == b"".join(token for token in read if token is not None)
            assert lie[1].tolist() == [token is not None for token in read]


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    made = [write(tmp_path / f"{n}.parquet", [(lines(np.random.default_rng(5), 3000), 7)]) for n in range(2)]
    assert made[0] == made[1]


def test_what_is_struck_and_missing_is_not_written(tmp_path: Path) -> None:
    """Under a missing token memory may hold anything: it stays there."""
    each = lines(np.random.default_rng(6), 500, 1, 0.5, 0.1)
    (tokens, has) = next(iter(each.keys.values()))
    path = tmp_path / "part.parquet"
    write(path, [(each, 0)])
    data = path.read_bytes()
    assert all((tokens[i].tobytes() in data) == bool(has[i]) for i in range(500))


@pytest.mark.parametrize(
    ("value", "data"), [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (2**35, "808080808001")]
)
def test_numbers_as_the_protocol_has_them(value: int, data: str) -> None:
    """Examples of the protocol's own description (LEB128)."""
    assert thrift.varint(value).hex() == data
