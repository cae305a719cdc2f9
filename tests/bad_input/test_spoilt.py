"""Tables, databases, contacts, chats and text, spoilt at random: rows or a sentence, and nothing else.

No other exception, no hang, bounded memory.
"""

from __future__ import annotations

import json
import random
import re
import resource
import struct
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bad_input import make
from bad_input.test_readers import MEMORY_KB, SECONDS, outcome
from content import database_files as made
from content.access_files import access_bytes
from tiao.content.databases import mdbtools

WHOLE, SAMPLE = 1_000, 12
HEADER = ["姓名", "手机", "地址"]
_VALUE = re.compile("1[3-9][0-9]{9}|张|王")


@cache
def _rows() -> list[list[str]]:
    rng = random.Random(7)
    return [
        [rng.choice(["张伟", "王芳"]), f"13{rng.randrange(10**9):09}", "北京市朝阳区" * rng.randrange(9)]
        for _ in range(90)
    ]


def _nested() -> bytes:
    inner = {
        "姓名": "张伟",
        "客户": {"手机": ["13800000001", 5]},
        "b": (5, struct.pack("<i", 3) + b"\0ab\xff"),
        "f": 1.5,
    }
    return b"".join(made.bson_document({**inner, "n": number}) for number in range(30))


def _typed_dbf() -> bytes:
    fields = [
        made.dbf_field("姓名", "C", 6), made.dbf_field("N", "N", 14, 2), made.dbf_field("D", "D", 8),
        made.dbf_field("I", "I", 4), made.dbf_field("T", "T", 8), made.dbf_field("V", "V", 6),
        made.dbf_field("M", "M", 4), made.dbf_field("Q", "Q", 5), made.dbf_field("_NullFlags", "0", 1, 0, "gbk", 5),
    ]  # fmt: skip
    row = b" " + "张伟 ".encode("gbk").ljust(6) + b"13812345678.00" + b"20200601" + bytes(26) + b"\3\1"
    return made.dbf_of(fields, row * 40, 40, 0x32)


def _objects() -> list[dict[str, object]]:
    return [{**dict(zip(HEADER, row, strict=False)), "n": {"m": [1, None, row[0]]}} for row in _rows()]


FORMATS: dict[str, Callable[[], bytes]] = {
    "sqlite_small_pages": lambda: made.sqlite_bytes(HEADER, _rows(), 512),
    "sqlite": lambda: made.sqlite_bytes(HEADER, _rows() * 9),
    "parquet": lambda: made.parquet_bytes(HEADER, _rows(), 30),
    "feather": lambda: made.feather_bytes(HEADER, _rows(), "lz4", 30),
    "feather_uncompressed": lambda: made.feather_bytes(HEADER, _rows(), "uncompressed", 30),
    "arrow_stream": lambda: made.arrow_stream_bytes(HEADER, _rows(), 30),
    "dbf": lambda: made.dbf_bytes(HEADER, _rows(), deleted={3}),
    "dbf_typed": _typed_dbf,
    "bson": lambda: made.bson_bytes(HEADER, _rows()),
    "bson_nested": _nested,
    "elasticdump": lambda: made.elasticdump_bytes(HEADER, _rows()),
    "bulk": lambda: made.bulk_bytes(HEADER, _rows()),
    "vcard": lambda: made.vcard_bytes([[*row[:2], "a@b.cn", row[2]] for row in _rows()]),
    "vcard_2.1": lambda: made.vcard_bytes([[*row[:2], "a@b.cn", row[2]] for row in _rows()], "2.1", "gbk"),
    "csv": lambda: make.csv_text(random.Random(1)).encode(),
    "csv_gbk": lambda: make.csv_text(random.Random(1)).encode("gb18030"),
    "xlsx": lambda: make.xlsx_bytes(random.Random(1)),
    "xls": lambda: make.xls_bytes(random.Random(1)),
    "json": lambda: json.dumps(_objects(), ensure_ascii=False).encode(),
    "jsonl": lambda: "\n".join(json.dumps(one, ensure_ascii=False) for one in _objects()).encode(),
    "chat": lambda: "".join(
        f"2020-06-01 12:00:{n % 60:02} {row[0]}({10_000 + n})\n电话 {row[1]}\n\n" for n, row in enumerate(_rows())
    ).encode("gb18030"),
    "text": lambda: "".join(f"{name}的电话是{mobile}，住{address}。\n" for name, mobile, address in _rows()).encode(),
    "ical": lambda: made.ical_bytes([(row[0], row[2] + row[1], "a@b.cn") for row in _rows()]),
}
if mdbtools.are_here():
    FORMATS["access"] = lambda: access_bytes(HEADER, _rows())
_sound = cache(lambda name: FORMATS[name]())


def spoilt(name: str, index: int) -> bytes:
    """A file of a format with some damage, the same for the same index."""
    rng = random.Random(index)
    data = bytearray(_sound(name))
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(data))
        until = min(len(data), at + rng.choice([1, 4, 40, 400]))
        way = rng.randrange(7)
        if way == 0:
            data[at] = rng.randrange(256)
        elif way == 1:
            data[at:until] = rng.randbytes(until - at)
        elif way == 2:
            data[at:until] = rng.choice([b"\0", b"\xff"]) * (until - at)
        elif way == 3:
            data = data[: max(at, 40)]
        elif way == 4:
            data[at:at] = data[at:until]
        elif way == 5:
            del data[at:until]
        else:
            # The heads are where the sizes stand.
            data[rng.randrange(min(120, len(data)))] = rng.choice([0, 1, 0x7F, 0x80, 0xFF])
        if not data:
            return b"\0"
    return bytes(data)


def check(folder: Path, name: str, index: int) -> None:
    path = folder / "file"
    path.write_bytes(spoilt(name, index))
    before = time.monotonic()
    rows, said = outcome(path)
    assert time.monotonic() - before < SECONDS, (name, index)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEMORY_KB, (name, index)
    assert rows or said, (name, index)
    for sentence in said:
        assert sentence, (name, index)
        assert sentence.isascii(), (name, index)
        assert not _VALUE.search(sentence), (name, index)


@pytest.mark.parametrize("name", FORMATS)
def test_a_sample_of_spoilt_files(tmp_path: Path, name: str) -> None:
    for index in range(SAMPLE):
        check(tmp_path, name, index)


@pytest.mark.whole
@pytest.mark.parametrize("name", FORMATS)
def test_a_thousand_spoilt_files(tmp_path: Path, name: str) -> None:
    for index in range(SAMPLE, WHOLE):
        check(tmp_path, name, index)
