"""The witness: its verdict is the one of a reading of its own, however the file was read."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path
from typing import BinaryIO

import pytest

from tiao.evidence import witness as room
from tiao.evidence.mac import Mac, is_of
from tiao.evidence.witness import Witness

KEY = bytes(range(16))
SIZE = 300_000


def sealed(path: Path) -> str:
    mac = Mac(KEY)
    mac.update(path.read_bytes())
    return mac.finish()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(random.Random(1).randbytes(SIZE))
    return path


def read_through(stream: BinaryIO, chance: random.Random) -> bytes:
    """To the end, in pieces of any size, by either call."""
    out = bytearray()
    while True:
        size = chance.choice([1, 100, 8192, 70_000])
        if chance.random() < 0.5:
            got = stream.read(size)
        else:
            memory = bytearray(size)
            got = bytes(memory[: stream.readinto(memory)])  # type: ignore[attr-defined]
        if not got:
            return bytes(out)
        out += got


@pytest.mark.parametrize("seed", range(5))
def test_a_reading_in_order(path: Path, seed: int) -> None:
    mac = sealed(path)
    witness = Witness(str(path), mac, KEY)
    with witness.watch(open(path, "rb")) as stream:
        assert read_through(stream, random.Random(seed)) == path.read_bytes()
    assert witness.verdict() is True
    # The nonce of a seal serves one comparison.
    assert witness.verdict() is None


@pytest.mark.parametrize("at", [0, 1, 4096, SIZE - 1])
def test_one_byte_is_another(path: Path, at: int) -> None:
    mac = sealed(path)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    witness = Witness(str(path), mac, KEY)
    with witness.watch(open(path, "rb")) as stream:
        read_through(stream, random.Random(0))
    assert witness.verdict() is False
    assert not is_of(path, mac, KEY)


@pytest.mark.parametrize("change", [b"", b"x"])
def test_a_file_that_is_shorter_or_longer(path: Path, change: bytes) -> None:
    mac = sealed(path)
    path.write_bytes(path.read_bytes()[: -1 if not change else None] + change)
    witness = Witness(str(path), mac, KEY)
    with witness.watch(open(path, "rb")) as stream:
        read_through(stream, random.Random(0))
    assert witness.verdict() is False


def test_the_head_is_looked_at_first_and_a_mark_is_passed_over(path: Path) -> None:
    witness = Witness(str(path), sealed(path), KEY)
    with witness.watch(open(path, "rb")) as stream:
        stream.read(50_000)
        stream.seek(3)
        read_through(stream, random.Random(2))
    assert witness.verdict() is True
    witness = Witness(str(path), sealed(path), KEY)
    with witness.watch(open(path, "rb")) as stream:
        stream.seek(3)
        read_through(stream, random.Random(3))
    assert witness.verdict() is True


def test_what_is_passed_over_counts(path: Path) -> None:
    mac = sealed(path)
    data = bytearray(path.read_bytes())
    data[1] ^= 1
    path.write_bytes(data)
    witness = Witness(str(path), mac, KEY)
    with witness.watch(open(path, "rb")) as stream:
        stream.seek(3)
        read_through(stream, random.Random(3))
    assert witness.verdict() is False


def test_no_verdict_on_what_was_not_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LEAP", 1000)
    mac = sealed(path)
    unread = Witness(str(path), mac, KEY)
    assert unread.verdict() is None
    half = Witness(str(path), mac, KEY)
    with half.watch(open(path, "rb")) as stream:
        stream.read(SIZE // 2)
    assert half.verdict() is None
    leapt = Witness(str(path), mac, KEY)
    with leapt.watch(open(path, "rb")) as stream:
        stream.seek(100_000)
        stream.read()
        stream.seek(0)
        stream.read()
    assert leapt.verdict() is None
    gone = Witness(str(path), mac, KEY)
    with gone.watch(open(path, "rb")) as stream:
        stream.read()
    path.unlink()
    assert gone.verdict() is None


def test_changed_while_it_is_read(path: Path) -> None:
    """What was read is what counts: a change behind the reader's back, undone later, does not go unseen."""
    mac = sealed(path)
    whole = path.read_bytes()
    witness = Witness(str(path), mac, KEY)
    with witness.watch(open(path, "rb")) as stream:
        stream.read(100_000)
        with open(path, "r+b") as other:
            other.seek(200_000)
            other.write(b"7" * 10)
        rest = stream.read()
        with open(path, "r+b") as other:
            other.seek(200_000)
            other.write(whole[200_000:200_010])
    assert rest != whole[100_000:]
    assert is_of(path, mac, KEY)
    assert witness.verdict() is False


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    witness = Witness(str(path), sealed(path), KEY)
    with witness.watch(open(path, "rb")) as stream:
        assert stream.read() == b""
        assert isinstance(stream, io.BufferedReader)
        assert os.fstat(stream.fileno()).st_size == 0
    assert witness.verdict() is True
