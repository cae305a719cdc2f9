"""MongoDB dumps: values of every type, nested documents, damage."""

from __future__ import annotations

import datetime
import random
import struct
from pathlib import Path
from typing import Any

import pytest

from content.database_files import bson_bytes, bson_document
from content.reading import read, source_of
from tiao.content.databases.bson_plain import plain_documents
from tiao.content.json.rows import Columns, scalar_text
from tiao.content.readers import bson
from tiao.content.readers.bson import DocumentsTable
from tiao.content.sniff import sniff
from tiao.errors import Unreadable

HEADER = ["姓名", "手机"]
PEOPLE = [["张伟", f"138{number:08}"] for number in range(500)]


def written(tmp_path: Path, data: bytes) -> Path:
    (tmp_path / "list.bson").write_bytes(data)
    return tmp_path / "list.bson"


def test_values_of_every_type(tmp_path: Path) -> None:
    document = {
        "text": "张伟",
        "whole": 13812345678,
        "small": (16, struct.pack("<i", -5)),
        "real": 13812345678.0,
        "part": 1.5,
        "truth": True,
        "null": None,
        "id": (7, bytes(range(12))),
        "moment": (9, struct.pack("<q", 1_591_012_800_250)),
        "stamp": (17, struct.pack("<II", 1, 1_591_012_800)),
        "uuid": (5, struct.pack("<i", 16) + b"\4" + bytes(range(16))),
        "bytes": (5, struct.pack("<i", 6) + b"\0" + "李娜".encode()),
        "picture": (5, struct.pack("<i", 3) + b"\0\xff\xd8\0"),
        "pattern": (11, b"^1[3-9]\0i\0"),
        # 12.50: the coefficient 1250, the exponent -2 behind the bias of 6176.
        "money": (19, (1250 | (6174 << 113)).to_bytes(16, "little")),
        "inner": {"市": "北京", "deep": {"n": 1}},
        "list": ["a", "b"],
        "objects": [{"号": 1}, {"号": 2}],
        "least": (0xFF, b""),
    }
    reader, tables, unread = read(written(tmp_path, bson_document(document) * 2))
    assert reader == "bson@1"
    names, cells = tables[""][0][1], tables[""][1][1]
    assert dict(zip(names, cells, strict=False)) == {
        "text": "张伟", "whole": "13812345678", "small": "-5", "real": "13812345678", "part": "1.5", "truth": "true",
        "null": "", "id": "000102030405060708090a0b", "moment": "2020-06-01 12:00:00.250Z",
        "stamp": "2020-06-01 12:00:00Z", "uuid": "00010203-0405-0607-0809-0a0b0c0d0e0f", "bytes": "李娜", "picture": "",
        "pattern": "^1[3-9]", "money": "12.50", "inner.市": "北京", "inner.deep.n": "1", "list": "a b",
        "objects[0].号": "1", "objects[1].号": "2",
    }  # fmt: skip
    assert names[-1] == "least"
    assert [entry.what for entry in unread] == ["2 values are no text (pictures, packed data) and were passed over."]


def test_columns_of_all_documents(tmp_path: Path) -> None:
    data = (
        bson_document({"a": "1"}) + bson_document({"b": "2"}) + bson_document({}) + bson_document({"a": "3", "b": "4"})
    )
    assert read(written(tmp_path, data))[1][""] == [(0, ["a", "b"]), (1, ["1"]), (2, ["", "2"]), (4, ["3", "4"])]


def test_chunks_keep_the_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bson, "CHUNK", 1_000)
    rows = read(written(tmp_path, bson_bytes(HEADER, PEOPLE)))[1][""]
    assert [(number, cells[1:]) for number, cells in rows[1:]] == [*enumerate(PEOPLE, 1)]


def test_a_damaged_document_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    documents = [bson_document({"姓名": name, "手机": phone}) for name, phone in PEOPLE[:9]]
    # The length of the name in the fifth now says more than the document holds.
    at = documents[4].index("姓名".encode()) + 7
    documents[4] = documents[4][:at] + b"\xff" + documents[4][at + 1 :]
    _, tables, unread = read(written(tmp_path, b"".join(documents)))
    assert [number for number, _ in tables[""]] == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    assert [(entry.where, entry.rows) for entry in unread] == [("row 5", 1)]


def test_cut_short_and_damaged_between_documents(tmp_path: Path) -> None:
    data = bson_bytes(HEADER, PEOPLE)
    for cut in (data[: len(data) // 2 + 7], data[: len(data) // 2] + b"\xff" * 50):
        _, tables, unread = read(written(tmp_path, cut))
        assert 240 < len(tables[""]) < 255
        assert [entry.where for entry in unread] == [f"after row {len(tables['']) - 1}"]


def test_deep_nesting_ends(tmp_path: Path) -> None:
    document = bson_document({"a": "1"})
    for _ in range(5_000):
        document = bson_document({"a": (3, document)})
    _, tables, unread = read(written(tmp_path, bson_document({"b": "x"}) + document))
    assert tables[""] == [(0, ["b"]), (1, ["x"])]
    assert [entry.where for entry in unread] == ["row 2"]


@pytest.mark.parametrize("data", [b"\5\0\0\0\0", bson_document({"a": 1})[:-1], b"\x20\0\0\0" + bytes(60)])
def test_what_only_begins_like_one_is_none(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unreadable):
        sniff(source_of(written(tmp_path, data)))


def told(path: Path) -> list[Any]:
    """Every chunk: rows by their numbers, how many it takes up, blank ones, and what is unread."""
    out: list[Any] = []
    for chunk in DocumentsTable(source_of(path)).chunks():
        batch = chunk.batch()
        rows = [(int(row), batch.texts(at)) for at, row in enumerate(batch.rows)]
        out.append((rows, batch.height, batch.blank, [(entry.where, entry.what) for entry in batch.unread]))
    return out


def _value(chance: random.Random, depth: int = 0) -> Any:
    sort = chance.randrange(16)
    if sort < 6:
        return chance.choice(("张伟", "", " ", "13800000001", "𠮷 x" * 9, "\u3000", "a\x01", "é" * 40, "\ud7ff\ue000"))
    if sort == 6:
        return chance.choice((0, -1, 9, 10, 99, 100, 13812345678, 10**18 - 1, 10**18, 10**18 + 1, 2**63 - 1, -(2**63)))
    if sort == 7:
        return (16, struct.pack("<i", chance.choice((0, 7, -5, 2**31 - 1, -(2**31), 1000))))
    if sort == 8:
        numbers = (0.0, -0.0, 1.0, -3.0, 13812345678.0, 2.0**52, 2.0**53 - 1, 2.0**53, 0.5, 1e300, 5e-324, float("nan"))
        return chance.choice((*numbers, float("-inf"), 1e5, 1024.0, -99999.0))
    if sort == 9:
        return (7, chance.randbytes(12))
    if sort == 10:
        ends = (
            -62_135_596_800_000,
            -62_135_596_800_001,
            253_402_300_799_999,
            253_402_300_800_000,
            -1,
            0,
            951_782_400_000,
        )
        return (9, struct.pack("<q", chance.choice((*ends, chance.randrange(-(2**46), 2**48), 2**62))))
    if sort == 11:
        return chance.choice((True, False, None, (8, b"\2"), (6, b""), (0xFF, b""), (0x7F, b""), (13, b"\2\0\0\0x\0")))
    if sort == 12:
        return (
            2,
            struct.pack("<i", 4) + chance.choice((b"\xc4\xe3x", b"\xed\xa0\x80", b"\xf4\x90x", b"ab\xe4")) + b"\0",
        )
    if sort == 13 and depth < 18:
        return [_value(chance, depth + 9) for _ in range(chance.randrange(4))]
    if sort == 14 and depth < 20:
        return _document(chance, depth + 1)
    return chance.choice(((5, struct.pack("<i", 2) + b"\0ab"), (17, bytes(8)), (99, b""), "x"))


def _document(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    names = ("姓名", "手机", "a", "b", "a.b", "", "é") if chance.random() < 0.3 else ("姓名", "手机", "a", "_id")
    document = {name: _value(chance, depth) for name in chance.sample(names, chance.randrange(5))}
    # Mostly without a column, for it is mostly an empty list.
    return {**document, "空": chance.choice(([], [], [], {}, [{}]))} if chance.random() < 0.3 else document


@pytest.mark.parametrize("seed", range(60))
def test_what_is_cut_in_machine_code_is_what_the_long_way_reads(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    every = []
    for _ in range(300):
        data = bytearray(bson_document(_document(chance)))
        if chance.random() < 0.05:
            data[chance.randrange(4, len(data))] = chance.choice((0, 1, 2, 3, 4, 7, 255, chance.randrange(256)))
        every.append(bytes(data))
    path = written(tmp_path, b"".join(every))
    monkeypatch.setattr(bson, "CHUNK", chance.choice((2_000, 8 << 20)))
    monkeypatch.setattr(bson, "FEW", 1 + seed % 20)
    quick = told(path)
    monkeypatch.setattr(bson, "FEW", 1 << 30)
    assert quick == told(path)


def test_whole_numbers_of_any_length() -> None:
    numbers = [sign * (10**power + more) for power in range(19) for more in (-1, 0, 1) for sign in (1, -1)]
    reals = [float(sign * (2**power + more)) for power in range(54) for more in (-1, 0, 1) for sign in (1, -1)]
    columns = Columns()
    columns.learn(["a"])
    found = plain_documents([bson_document({"a": each}) for each in (*numbers, *reals)], columns)
    assert found is not None
    every = [*map(str, numbers), *map(scalar_text, reals)]
    assert {int(row): found.batch.texts(at) for at, row in enumerate(found.batch.rows)} == {
        row: [text] for row, text in enumerate(every) if row not in found.away[:, 0]
    }
    # What has 19 digits, or is beyond what a number with a point holds exactly, goes the long way.
    long = [text for text in map(str, numbers) if len(text.lstrip("-")) > 18]
    assert [every[row] for row in found.away[:, 0]] == [
        *long,
        *(scalar_text(each) for each in reals if abs(each) >= 2**53),
    ]


def test_any_moment_is_what_the_calendar_says() -> None:
    chance = random.Random(7)
    milliseconds = [chance.randrange(-62_135_596_800_000, 253_402_300_800_000) for _ in range(20_000)]
    milliseconds += [day * 86_400_000 + more for day in range(-800, 40_000, 13) for more in (0, -1)]
    columns = Columns()
    columns.learn(["a"])
    found = plain_documents([bson_document({"a": (9, struct.pack("<q", each))}) for each in milliseconds], columns)
    assert found is not None
    assert found.away.tolist() == []
    start = datetime.datetime(1970, 1, 1)
    for at, each in enumerate(milliseconds):
        moment = start + datetime.timedelta(milliseconds=each)
        shown = moment.isoformat(" ", "milliseconds" if moment.microsecond else "seconds")
        assert found.batch.texts(at) == [f"{shown}Z"]


def test_plain_documents_do_not_go_the_long_way() -> None:
    columns = Columns()
    columns.learn(["_id", *HEADER, "客.龄", "标"])
    documents = [
        bson_document(
            {
                "_id": (7, number.to_bytes(12, "big")),
                "姓名": name,
                "手机": phone,
                "客": {"龄": number},
                "标": [number, "x"],
            }
        )
        for number, (name, phone) in enumerate(PEOPLE)
    ]
    found = plain_documents(documents, columns)
    assert found is not None
    assert found.away.tolist() == []
    rows = [found.batch.texts(at) for at in range(500)]
    assert rows == [[f"{n:024x}", *PEOPLE[n], str(n), f"{n} x"] for n in range(500)]


def test_what_breaks_off_writes_nowhere_else(tmp_path: Path) -> None:
    """Identities that end before they begin: each would be written out to more than its document's share."""
    data = b"".join(
        [bson_document({"a": "x"}), *([struct.pack("<i", 7) + b"\7\0\0"] * 5_000), bson_document({"a": "y"})]
    )
    ((rows, height, blank, unread),) = told(written(tmp_path, data))
    assert rows == [(-1, ["a"]), (0, ["x"]), (5_001, ["y"])]
    assert (height, blank, len(unread)) == (5_002, 0, 5_000)
