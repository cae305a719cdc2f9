"""More entries than memory holds, more than one thread joins at once, codes in a file: always the same figures."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import numpy as np
import pytest

from pieces import made
from pieces.test_conformance import random_record
from tiao.case import Case
from tiao.disk import memory_of_the_machine, memory_to_spare
from tiao.errors import Misuse
from tiao.findings.found import ledger_parts
from tiao.pieces import coded_parts, group, spool
from tiao.pieces import figures as module
from tiao.pieces.sql import count_by_sql

NAMES = ("E1.1-00001", "E1.1-00002", "E2.1-00001")


@pytest.mark.parametrize(
    ("memory", "partition", "batch", "small", "held", "columns"),
    [
        (module.MEMORY, module.PARTITION, module.BATCH, module.SMALL, module.HELD, 0),  # no column is held
        # Those of the first part are.
        (module.MEMORY, module.PARTITION, module.BATCH, module.SMALL, module.HELD, 1_000),
        (module.MEMORY, 40, module.BATCH, 8, module.HELD, 0),  # many partitions, many small ones in each
        (0, 40, module.BATCH, 8, 0, coded_parts.HELD),  # next to no memory: blocks and codes go to files
        (40 * spool.BLOCK_BYTES, 40, 500, 8, 0, 0),  # some of both
        (module.MEMORY, module.PARTITION, 1, module.SMALL, 0, 0),  # each block is a batch of its own
        (0, 1, 1, 1, 0, 0),
    ],
)
def test_figures(
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    memory: int,
    partition: int,
    batch: int,
    small: int,
    held: int,
    columns: int,
) -> None:
    chance = Random(7)
    made.write(case, {name: [random_record(chance, 40) for _ in range(500)] for name in NAMES})
    wanted = made.compiled(case)
    assert wanted == count_by_sql(case)
    for name, value in (("MEMORY", memory), ("PARTITION", partition), ("BATCH", batch), ("SMALL", small)):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "HELD", held)
    monkeypatch.setattr(coded_parts, "HELD", columns)
    parts = coded_parts.coded_parts(ledger_parts(case), None)
    assert sum(part.small for part in parts) == {0: 0, 1_000: 1}.get(columns, len(NAMES))
    before = sorted(path.name for path in case.ledger.iterdir())
    assert made.compiled(case) == wanted
    assert sorted(path.name for path in case.ledger.iterdir()) == before


# Past the file cache, and through it where there is memory to spare.
@pytest.mark.parametrize("spare", [0, 1 << 40])
@pytest.mark.parametrize(("sheaf", "memory", "small"), [(64, 1 << 40, module.SMALL), (1, 0, module.SMALL), (3, 0, 100)])
def test_every_entry_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheaf: int, memory: int, small: int, spare: int
) -> None:
    """A hundred thousand entries, most of them of one partition, through blocks of memory and of files."""
    monkeypatch.setattr(spool, "SHEAF", sheaf)
    monkeypatch.setattr(module, "SMALL", small)
    monkeypatch.setattr(spool, "memory_to_spare", lambda: spare)
    chance = np.random.default_rng(5)
    n = 100_000
    tokens = chance.integers(0, 2**64, (n, 2), np.uint64)
    tokens[chance.random(n) < 0.7, 0] >>= np.uint64(8)
    code = chance.integers(0, 65536, n).astype(np.uint16)
    room = spool.Room(tmp_path, n, memory, 64, writers=2)
    written = spool.Spool(room, 64)
    for begin in range(0, n, 7_001):
        # Two writers in turn, as two threads would.
        with written.writer() as one, written.writer() as other:
            part = slice(begin, begin + 3_000), slice(begin + 3_000, min(begin + 7_001, n))
            for writer, rows in zip((one, other), part, strict=True):
                there = np.ones(len(code[rows]), np.bool_)
                data = tokens[rows].view(np.uint8).reshape(-1)
                writer.write(data, 0, code[rows], there, module.EVERY, written.shift, owner=begin // 7_001)
    written.end()
    says = np.arange(2 * 65536, dtype=np.uint64)
    found = []
    filed = 0
    for partition in range(64):
        blocks = written.of(partition)
        filed += int(blocks[:, 3].sum())
        # Blocks that are nearly empty would fill the disk.
        assert (blocks[blocks[:, 3] == 1, 1] == spool.BLOCK).all()
        entries, owners, at = module._spread(written, blocks, says, owned=True)
        assert (entries[:, 0] >> np.uint64(58) == partition).all()
        # By the bits of the token that follow: a token stands in one small partition.
        bits = (len(at) - 1).bit_length() - 1
        assert bits == max(0, (-(-len(entries) // small)) - 1).bit_length()
        own = entries[:, 0] >> np.uint64(58 - bits) & np.uint64((1 << bits) - 1)
        assert np.array_equal(own, np.repeat(np.arange(len(at) - 1, dtype=np.uint64), np.diff(at)))
        found.append(np.column_stack([entries, owners]))
    room.close()
    assert (filed > 0) == (memory == 0)
    whose = np.arange(n, dtype=np.uint64) // np.uint64(7_001)
    every = np.column_stack([tokens, code.astype(np.uint64), whose])
    got = np.concatenate(found)
    assert np.array_equal(got[np.lexsort(got.T)], every[np.lexsort(every.T)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("small", [1, 8])
@pytest.mark.parametrize("owners", [1, 3, 700])
def test_what_is_distinct_for_each_owner_and_for_all(owners: int, small: int) -> None:
    """Against dictionaries; with tokens that every owner has, and once more behind ``thin``."""
    chance = np.random.default_rng(owners)
    n = 20_000
    # Few tokens, ordered by the small partition that their first bits say.
    pool = chance.integers(0, 2**64, (900, 2), np.uint64)
    entries = np.column_stack(
        [pool[chance.integers(0, len(pool), n)], np.uint64(1) << chance.integers(0, 31, n, np.uint64)]
    )
    place = entries[:, 0] >> np.uint64(61) if small == 8 else np.zeros(n, np.uint64)
    entries = entries[np.argsort(place, kind="stable")]
    whose = chance.integers(0, owners, n).astype(np.uint16)
    at = np.searchsorted(np.sort(place), np.arange(small + 1, dtype=np.uint64))
    at[-1] = n
    says: dict[tuple[int, int], int] = {}
    own: dict[tuple[int, int, int], int] = {}
    for (k0, k1, bits), one in zip(entries.tolist(), whose.tolist(), strict=True):
        says[k0, k1] = says.get((k0, k1), 0) | bits
        own[k0, k1, one] = own.get((k0, k1, one), 0) | bits
    alone = np.zeros((owners, 10), np.int64)
    for (_, _, one), bits in own.items():
        if bits & 1023:
            alone[one, (bits & -bits).bit_length() - 1] += 1
    table = np.empty(1 << 16, np.int32)

    def joined(entries: np.ndarray, whose: np.ndarray, at: np.ndarray) -> tuple[dict[tuple[int, int], int], np.ndarray]:
        seen = np.zeros_like(alone)
        left = group.join(entries, whose, at, table, seen)
        found = {(k0, k1): bits for k0, k1, bits in entries[:left].tolist()}
        assert len(found) == left
        return found, seen

    found, seen = joined(entries.copy(), whose.copy(), at)
    assert found == says
    assert np.array_equal(seen, alone)
    found, seen = joined(entries.copy(), np.empty(0, np.uint16), at)
    assert found == says
    assert not seen.any()
    thinned, theirs = entries.copy(), whose.copy()
    left = group.thin(thinned, theirs, at, table)
    got = {
        (k0, k1, one): bits for (k0, k1, bits), one in zip(thinned[:left].tolist(), theirs[:left].tolist(), strict=True)
    }
    assert got == own
    assert len(got) == left
    found, seen = joined(thinned[:left], theirs[:left], np.array([0, left]))
    assert found == says
    assert np.array_equal(seen, alone)


def test_each_who_writes_at_once_has_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three threads that are all writing at the same time, again and again; the system takes half of some writes."""
    together = threading.Barrier(3, timeout=60)
    write = os.pwritev

    def slowly(file: int, buffers: list[memoryview], begin: int) -> int:
        together.wait()
        return write(file, buffers[: 1 + begin % 2], begin)

    monkeypatch.setattr(os, "pwritev", slowly)
    file = spool.Overflow(tmp_path, aligned=False)
    chance = np.random.default_rng(1)
    data = [[chance.bytes(size) for size in chance.integers(1, 50_000, 2)] for _ in range(30)]
    with ThreadPoolExecutor(3) as pool:
        places = list(pool.map(lambda two: file.put([memoryview(one) for one in two]), data))
    assert len({place >> 48 for place in places}) == 3
    for place, two in zip(places, data, strict=True):
        back = bytearray(sum(map(len, two)))
        file.get(place, memoryview(back))
        assert bytes(back) == b"".join(two)
        # From a byte in the midst of it, too.
        rest = bytearray(len(two[1]))
        file.get(place + len(two[0]), memoryview(rest))
        assert bytes(rest) == two[1]
    file.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="cannot write to the folder"):
        spool.Overflow(tmp_path / "absent", aligned=False).put([memoryview(b"x")])


def test_memory_to_spare_is_part_of_the_machine_s() -> None:
    assert 1 << 20 < memory_to_spare() <= memory_of_the_machine()
