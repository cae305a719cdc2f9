"""Reading ahead: every stretch comes as it stands, in bounded memory, and nobody waits for what will not come."""

from __future__ import annotations

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tiao.case import Case
from tiao.demo.make import make
from tiao.errors import IntegrityBroken
from tiao.evidence.seal import seal
from tiao.findings.find import find
from tiao.findings.found import ledger_parts
from tiao.pieces import coded_parts
from tiao.pieces import figures as module
from tiao.pieces.ahead import Ahead
from tiao.pieces.count import count
from tiao.pieces.ledger_read import Stretch
from tiao.pieces.sql import count_by_sql


def _stretches(folder: Path, chance: random.Random) -> tuple[list[Stretch], list[bytes]]:
    stretches, wanted = [], []
    for number in range(4):
        data = os.urandom(chance.randrange(1, 60_000))
        path = folder / f"part{number}"
        path.write_bytes(data)
        for _ in range(40):
            begin = chance.randrange(len(data))
            size = chance.randrange(len(data) - begin + 1)
            stretches.append(Stretch(path, begin, size))
            wanted.append(data[begin : begin + size])
    return stretches, wanted


@pytest.mark.parametrize("room", [0, 1, 20_000, 1 << 30])
@pytest.mark.parametrize("threads", [1, 3])
def test_every_stretch_comes_as_it_stands(tmp_path: Path, room: int, threads: int) -> None:
    stretches, wanted = _stretches(tmp_path, random.Random(room + threads))
    ahead = Ahead(stretches, room)

    def take(number: int) -> bytes:
        with ahead.bytes_of(number) as data:
            return bytes(data)

    with ThreadPoolExecutor(threads) as pool:
        assert list(pool.map(take, range(len(stretches)))) == wanted
    ahead.close()


def test_no_more_is_read_than_there_is_room_for(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(bytes(100_000))
    ahead = Ahead([Stretch(path, 10_000 * number, 10_000) for number in range(10)], 35_000)
    for _ in range(200):
        if len(ahead._read) == 3:
            break
        time.sleep(0.01)
    time.sleep(0.05)
    assert sorted(ahead._read) == [0, 1, 2]
    for number in range(10):
        with ahead.bytes_of(number) as data:
            assert len(data) == 10_000
            assert len(ahead._read) <= 3
    ahead.close()


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.write_bytes(b"x" * 10)
    ahead = Ahead([Stretch(whole, 0, 10), Stretch(tmp_path / "gone.parquet", 0, 10), Stretch(whole, 0, 10)], 1 << 20)
    with ahead.bytes_of(0) as data:
        assert bytes(data) == b"x" * 10
    for number in (1, 2):
        with pytest.raises(IntegrityBroken, match=r"ledger/gone\.parquet"), ahead.bytes_of(number):
            pass
    ahead.close()


def test_nobody_waits_when_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(b"x" * 10)
    ahead = Ahead([Stretch(path, 0, 10), Stretch(path, 0, 10)], 0)
    failed = []

    def wait() -> None:
        try:
            with ahead.bytes_of(1):
                pass
        except Exception as error:
            failed.append(type(error).__name__)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.05)
    # The first is still to be let go, so the second is not read.
    assert waiting.is_alive()
    ahead.close()
    waiting.join(10)
    assert failed == ["_Stopped"]


@pytest.mark.parametrize("room", [1, 1 << 30])
def test_figures_of_parts_that_are_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Parts as `find` writes them, each taken for a large one: the figures of small parts, and of SQL."""
    make(tmp_path / "made", rows=3_000, seed=4)
    case = Case.create(tmp_path / "case")
    seal([tmp_path / "made" / "seized"], case, by=["甲", "乙"], authority=None)
    find(case)
    wanted = count(case)["methods"]
    assert wanted["by_record@1"]["total"] > 1_000
    monkeypatch.setattr(coded_parts, "FEW", -1)
    monkeypatch.setattr(module, "AHEAD", room)
    parts = coded_parts.coded_parts(ledger_parts(case), None)
    pieces = coded_parts.pieces_of(parts, [(0, "content"), (2, "resident_id")], [])
    assert len(pieces) > len(parts) > 20
    assert all(piece.ahead is not None for piece in pieces)
    with monkeypatch.context() as patch:
        # All of them lie as they were written, and no general reader is asked for a token.
        patch.setattr(coded_parts, "_column", None)
        assert count(case)["methods"] == wanted
    assert count_by_sql(case)["methods"] == wanted
