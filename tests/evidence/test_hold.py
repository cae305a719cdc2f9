"""What memory may not hold stands on disk as ciphertext only, without a name, and is read back at any place."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tiao.evidence import hold
from tiao.evidence.hold import Held

MARK = "姓名,身份证号 511781197304221007\n".encode()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hold, "MEMORY", 100_000)


def filled(folder: Path, size: int, block: int = 9_973) -> tuple[Held, bytes]:
    data = (MARK * (size // len(MARK) + 1))[:size]
    held = Held(folder)
    for start in range(0, size, block):
        held.write(data[start : start + block])
    return held, data


def nameless(folder: Path) -> list[bytes]:
    """The contents of the files without a name that this process has open in a folder."""
    found = []
    for number in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        if target.startswith(str(folder)) and "(deleted)" in target:
            size = os.fstat(int(number)).st_size
            found.append(os.pread(int(number), size, 0))
    return found


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("size", [0, 1, 99_999, 100_000, 100_001, 700_001])
def test_what_is_written_is_read_at_any_place(tmp_path: Path, size: int) -> None:
    held, data = filled(tmp_path, size)
    assert held.size == size
    with held.open() as one, held.open() as other:
        assert one.read() == data
        chance = random.Random(7)
        for _ in range(200):
            place, length = chance.randrange(size + 10), chance.randrange(40_000)
            other.seek(place)
            assert other.read(length) == data[place : place + length]
        assert other.seek(0, 2) == size
        buffer = bytearray(size + 5)
        other.seek(0)
        assert other.readinto(buffer) == size  # type: ignore[attr-defined]
        assert bytes(buffer[:size]) == data
    held.release()


@pytest.mark.usefixtures("small")
def test_the_disk_sees_ciphertext_only_and_no_name(tmp_path: Path) -> None:
    held, _ = filled(tmp_path, 300_000)
    same, _ = filled(tmp_path, 300_000)
    written = nameless(tmp_path)
    assert [len(each) for each in written] == [300_000, 300_000]
    assert list(tmp_path.iterdir()) == []
    for each in written:
        assert MARK[:8] not in each
        assert b"5117811973" not in each
    assert written[0] != written[1], "no two files share a stream of the key"
    held.release()
    same.release()
    assert nameless(tmp_path) == []


@pytest.mark.usefixtures("small")
def test_memory_is_shared_and_given_back(tmp_path: Path) -> None:
    one, _ = filled(tmp_path, 60_000)
    assert nameless(tmp_path) == []
    two, data = filled(tmp_path, 60_000)
    assert len(nameless(tmp_path)) == 1, "both together are more than memory may hold"
    one.release()
    three, _ = filled(tmp_path, 90_000)
    assert len(nameless(tmp_path)) == 1
    with two.open() as stream:
        assert stream.read() == data
    two.release()
    three.release()
    again, _ = filled(tmp_path, 100_000)
    assert nameless(tmp_path) == []
    again.release()
