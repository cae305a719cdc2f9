"""MongoDB dumps: values of every type, nested documents, damage."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from content.database_files import bson_bytes, bson_document
from content.reading import read, source_of
from tiao.content.readers import bson
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
