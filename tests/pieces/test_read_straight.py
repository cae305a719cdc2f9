"""Parts of the ledger are read into memory that is used again: never while somebody still holds it."""

from __future__ import annotations

import gc
import os
import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tiao import disk
from tiao.disk import PAGE, Straight
from tiao.pieces.ledger_read import numbers_of, tokens_of


def test_every_place_and_size_is_read_as_it_stands(tmp_path: Path) -> None:
    data = os.urandom(5 * PAGE + 123)
    path = tmp_path / "part"
    path.write_bytes(data)
    chance = random.Random(1)
    straight = Straight(path)
    for _ in range(300):
        at, size = chance.randrange(len(data) + 10), chance.choice([-1, 0, 1, 100, PAGE, 3 * PAGE])
        straight.seek(at)
        wanted = data[at:] if size < 0 else data[at : at + size]
        assert bytes(straight.read(size)) == wanted
        assert straight.tell() == at + len(wanted)
    straight.close()


def test_what_is_held_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty pieces are held at once; only when they are let go is their memory used again."""
    # Nobody else's memory.
    monkeypatch.setattr(disk, "_read", disk.Lent())
    path = tmp_path / "part"
    path.write_bytes(b"".join(bytes([number]) * PAGE for number in range(50)))
    straight = Straight(path)
    held = [straight.read(PAGE) for _ in range(50)]
    assert [bytes(piece) for piece in held] == [bytes([number]) * PAGE for number in range(50)]
    places = {np.frombuffer(piece, np.uint8).ctypes.data for piece in held}
    assert len(places) == 50
    del held
    gc.collect()
    straight.seek(0)
    again = straight.read(PAGE)
    assert np.frombuffer(again, np.uint8).ctypes.data in places
    straight.close()


@pytest.mark.parametrize("kind", [pa.int32(), pa.int64(), pa.uint32(), pa.uint64(), pa.bool_()])
@pytest.mark.parametrize(("begin", "size"), [(0, 0), (0, 100), (3, 50), (13, 87), (99, 1)])
def test_numbers_where_they_lie(kind: pa.DataType, begin: int, size: int) -> None:
    values = [bool(v % 3) if kind == pa.bool_() else v for v in range(100)]
    got = numbers_of(pa.chunked_array([pa.array(values, kind).slice(begin, size)]))
    assert got.tolist() == values[begin : begin + size]
    assert len(got) == 0 or got.dtype == (np.bool_ if kind == pa.bool_() else np.dtype(str(kind)))


@pytest.mark.parametrize(("begin", "size"), [(0, 0), (0, 100), (3, 50), (13, 87), (98, 1)])
def test_tokens_and_where_they_are(begin: int, size: int) -> None:
    values = [None if v % 7 == 0 else bytes([v] * 16) for v in range(100)]
    tokens, present = tokens_of(pa.chunked_array([pa.array(values, pa.binary(16)).slice(begin, size)]))
    assert present.tolist() == [value is not None for value in values[begin : begin + size]]
    for token, value in zip(tokens, values[begin : begin + size], strict=True):
        assert value is None or token.tobytes() == value
