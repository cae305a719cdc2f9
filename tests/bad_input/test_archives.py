"""Archives of every kind, damaged by chance: rows or a sentence, no other exception, no hang, no endless memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import py7zr
import pytest
from backports import zstd

from content import rars, tars, zips
from content.reading import source_of
from tiao.content.unpack import Unpacking
from tiao.evidence.passwords import Passwords
from tiao.model import Unread

SEEDS = 1000 if os.environ.get("TIAO_WHOLE") else 10
STEP = 10
SECONDS = 20
"""For one file, on a slow machine, once compiled code is cached."""
MEMORY_KB = 3 << 20
TABLE = "姓名,手机号\n".encode() + b"".join(b"n%d,138%08d\n" % (n * 7919, n * 104729 % 10**8) for n in range(400))
FILES = {"客户/名单.csv": TABLE, "b.csv": TABLE[:900], "c.csv": TABLE * 3}


def sevenzip(password: str | None, names: bool = False) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password, header_encryption=names) as archive:
        for name, data in FILES.items():
            archive.writestr(data, name)
    return buffer.getvalue()


MAKERS: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zips.packed(FILES),
    "zip stored": lambda: zips.packed(FILES, 0),
    "zip64": lambda: zips.large(FILES),
    "zip bzip2": lambda: zips.packed(FILES, 12),
    "zip lzma": lambda: zips.packed(FILES, 14),
    "zip aes": lambda: zips.locked(FILES, b"secret"),
    "zip old": lambda: zips.old_locked(FILES, b"secret"),
    "7z": lambda: sevenzip(None),
    "7z aes": lambda: sevenzip("secret"),
    "rar": lambda: rars.packed(FILES),
    "tar": lambda: tars.packed(FILES),
    "tar.gz": lambda: gzip.compress(tars.packed(FILES)),
    "gz": lambda: gzip.compress(TABLE),
    "bz2": lambda: bz2.compress(TABLE),
    "xz": lambda: lzma.compress(TABLE),
    "zst": lambda: zstd.compress(TABLE),
    "zip in tar": lambda: tars.packed({"a.zip": zips.packed(FILES)}),
}


@cache
def made(kind: str) -> bytes:
    return MAKERS[kind]()


def damaged(kind: str, seed: int) -> bytes:
    """Bytes changed here and there, cut off, left out, put in, or numbers made large; seldom at the very start."""
    rng = random.Random(f"{kind} {seed}")
    data = bytearray(made(kind))
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        at = rng.randrange(0 if rng.random() < 0.1 else min(8, len(data) - 1), len(data))
        if rng.random() < 0.3:
            # Directories stand at the end, heads at the start.
            at = max(0, len(data) - 1 - rng.randrange(min(300, len(data))))
        way = rng.randrange(7)
        if way < 3:
            data[at] = rng.randrange(256)
        elif way == 3:
            data[at : at + 4] = rng.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80"])
        elif way == 4:
            del data[at : at + rng.choice([1, 2, 16, 400])]
        elif way == 5:
            data[at:at] = rng.randbytes(rng.choice([1, 2, 16, 400]))
        else:
            del data[max(1, at) :]
        data = data or bytearray(1)
    return bytes(data)


@pytest.mark.parametrize("first", range(0, SEEDS, STEP))
@pytest.mark.parametrize("kind", MAKERS)
def test_damage_is_named(tmp_path: Path, kind: str, first: int) -> None:
    path = tmp_path / "a"
    for seed in range(first, first + STEP):
        path.write_bytes(damaged(kind, seed))
        source = replace(source_of(path), passwords=Passwords(("secret", "other")))
        before, something = time.monotonic(), 0
        for found in Unpacking(tmp_path).walk(source):
            something += 1
            if isinstance(found.part, Unread):
                assert found.part.what.isascii()
                assert found.part.hint
                assert not any(digit in found.part.what for digit in ("138", "secret"))
            else:
                for chunk in found.part.chunks():
                    chunk.batch()
        assert something, seed
        assert time.monotonic() - before < SECONDS, seed
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY_KB, seed
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
