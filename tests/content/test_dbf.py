"""DBF tables: every type of field, code pages, rows marked as deleted, memo files, damage."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from content.database_files import dbf_bytes, dbf_field, dbf_of
from content.reading import read, source_of
from tiao.content.readers import dbf
from tiao.content.sniff import sniff
from tiao.errors import Unreadable

HEADER = ["姓名", "手机", "住址"]
PEOPLE = [["张伟", "13800000001", "北京市朝阳区1号"], ["王芳", "13800000002", "上海市黄浦区2号"], ["李娜", "", ""]]


def written(tmp_path: Path, data: bytes, name: str = "list.dbf") -> Path:
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


@pytest.mark.parametrize(
    ("encoding", "driver"),
    [("gbk", 0x7A), ("gbk", 0x4D), ("gbk", 0x00), ("gbk", 0x03), ("gbk", 0x57), ("utf-8", 0x00), ("utf-8", 0x7A)],
)
def test_code_pages_are_told_by_the_bytes(tmp_path: Path, encoding: str, driver: int) -> None:
    """Programs in China often said Western Europe, or nothing, over GBK."""
    path = written(tmp_path, dbf_bytes(HEADER[:1], [row[:1] for row in PEOPLE], encoding, driver))
    assert read(path) == ("dbf@1", {"": [(0, ["姓名"]), (1, ["张伟"]), (2, ["王芳"]), (3, ["李娜"])]}, [])


def test_traditional_characters(tmp_path: Path) -> None:
    rows = [["陳麗華", "臺北市"], ["黃國強", "高雄市"]]
    path = written(tmp_path, dbf_bytes(["NAME", "CITY"], rows, "big5", 0x78))
    assert read(path)[1][""][1:] == [(1, rows[0]), (2, rows[1])]


def test_rows_marked_as_deleted_are_counted_and_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, dbf_bytes(HEADER, PEOPLE, deleted={2}))
    _, tables, unread = read(path)
    assert tables[""] == [(0, HEADER), (1, PEOPLE[0]), (3, PEOPLE[2])]
    assert [(entry.what, entry.rows) for entry in unread] == [("1 rows are marked as deleted and were not read.", 1)]


def test_fields_of_every_type(tmp_path: Path) -> None:
    fields = [
        dbf_field("C", "C", 6), dbf_field("N", "N", 14, 2), dbf_field("F", "F", 6, 2), dbf_field("D", "D", 8),
        dbf_field("L", "L", 1), dbf_field("I", "I", 4), dbf_field("B", "B", 8), dbf_field("Y", "Y", 8),
        dbf_field("T", "T", 8), dbf_field("V", "V", 6), dbf_field("Q", "Q", 5, 0, "gbk", 4), dbf_field("G", "G", 4),
        dbf_field("_NullFlags", "0", 1, 0, "gbk", 5),
    ]  # fmt: skip
    one = b" " + "张 ".encode("gbk").ljust(6) + b"13812345678.00" + b" 12.50" + b"20200601" + b"T"
    one += struct.pack("<i", -7) + struct.pack("<d", 13812345678.0) + struct.pack("<q", -123_4500)
    # The day number of 1 June 2020 in the days that FoxPro counts: 2000-01-01 is 2,451,545.
    one += struct.pack("<ii", 2_451_545 + 7457, (12 * 3600 + 30) * 1000) + b"abc\0\0\3" + b"\xff\0\0\0\2"
    one += struct.pack("<i", 9) + b"\3"
    two = b" " + b"x" * 6 + b" " * 14 + b"******" + b" " * 8 + b"?" + bytes(4) + bytes(8) + bytes(8) + bytes(8)
    two += b"abcdef" + b"hello" + bytes(4) + b"\0"
    _, tables, unread = read(written(tmp_path, dbf_of(fields, one + two, 2, 0x32)))
    assert tables[""] == [
        (0, list("CNFDLIBYTVQG")),
        (1, ["张", "13812345678", "12.50", "2020-06-01", "T", "-7", "13812345678", "-123.45", "2020-06-01 12:00:30",
             "abc", "", ""]),
        (2, ["xxxxxx", "", "******", "", "?", "0", "0", "0", "", "abcdef", "hello", ""]),
    ]  # fmt: skip
    assert [entry.what for entry in unread] == [
        "2 values in columns 11, 12 are no text (pictures, packed data) and were passed over."
    ]


def _with_memo(tmp_path: Path, pointers: list[bytes], memo: tuple[str, bytes] | None, version: int) -> Path:
    fields = [dbf_field("姓名", "C", 4), dbf_field("备注", "M", len(pointers[0]))]
    body = b"".join(b" " + "张伟".encode("gbk") + pointer for pointer in pointers)
    if memo is not None:
        (tmp_path / memo[0]).write_bytes(memo[1])
    return written(tmp_path, dbf_of(fields, body, len(pointers), version))


def test_memos_of_dbase_3(tmp_path: Path) -> None:
    memo = bytes(512) + "电话 13800000001".encode("gbk").ljust(500, b"\x1a") + bytes(12) + b"x" * 700 + b"\x1a\x1a"
    path = _with_memo(tmp_path, [b"         1", b"         2", b" " * 10], ("list.DBT", memo), 0x83)
    _, tables, unread = read(path)
    assert [cells[1] for _, cells in tables[""][1:]] == ["电话 13800000001", "x" * 700, ""]
    assert unread == []


def test_memos_of_dbase_4(tmp_path: Path) -> None:
    text = "电话 13800000001".encode("gbk")
    memo = (
        (bytes(20) + struct.pack("<H", 512)).ljust(512, b"\0")
        + b"\xff\xff\x08\0"
        + struct.pack("<I", len(text) + 8)
        + text
    )
    _, tables, unread = read(_with_memo(tmp_path, [b"         1"], ("list.dbt", memo), 0x8B))
    assert tables[""][1:] == [(1, ["张伟", "电话 13800000001"])]
    assert unread == []


def test_memos_of_foxpro(tmp_path: Path) -> None:
    text = "电话 13800000001".encode("gbk")
    memo = struct.pack(">IHH", 9, 0, 64).ljust(512, b"\0") + struct.pack(">II", 1, len(text)) + text
    pointers = [struct.pack("<I", 8), struct.pack("<I", 0), struct.pack("<I", 99)]
    _, tables, unread = read(_with_memo(tmp_path, pointers, ("list.fpt", memo), 0x30))
    assert [cells[1] for _, cells in tables[""][1:]] == ["电话 13800000001", "", ""]
    assert [entry.what.partition(" are")[0] for entry in unread] == ["1 longer texts (memo)"]


def test_a_memo_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    _, tables, unread = read(_with_memo(tmp_path, [b"         1"], None, 0x83))
    assert tables[""][1:] == [(1, ["张伟", ""])]
    assert ["memo" in entry.what for entry in unread] == [True]


def test_cut_short(tmp_path: Path) -> None:
    data = dbf_bytes(HEADER, PEOPLE * 100)
    _, tables, unread = read(written(tmp_path, data[: len(data) // 2]))
    assert tables[""][1:] == [(n, PEOPLE[(n - 1) % 3]) for n in range(1, len(tables[""]))]
    assert 140 < len(tables[""]) < 155
    assert [(entry.where, "cut short" in entry.what) for entry in unread] == [
        (f"after row {len(tables['']) - 1}", True)
    ]


def test_rows_behind_the_last_one_are_said(tmp_path: Path) -> None:
    data = bytearray(dbf_bytes(HEADER, PEOPLE))
    data[4:8] = struct.pack("<I", 2)
    _, tables, unread = read(written(tmp_path, bytes(data)))
    assert len(tables[""]) == 3
    assert ["behind the last one" in entry.what for entry in unread] == [True]


def test_chunks_keep_the_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, dbf_bytes(HEADER, PEOPLE * 50, deleted={4, 77}))
    whole = read(path)[1]
    monkeypatch.setattr(dbf, "CHUNK", 200)
    assert read(path)[1] == whole


def test_a_cell_that_cuts_a_character_harms_no_other(tmp_path: Path) -> None:
    fields = [dbf_field("A", "C", 3), dbf_field("B", "C", 4)]
    body = b"".join(b" " + "张伟".encode("gbk")[:3] + "王芳".encode("gbk") for _ in range(3))
    _, tables, _ = read(written(tmp_path, dbf_of(fields, body, 3)))
    assert tables[""][1:] == [(n, ["张\ufffd", "王芳"]) for n in (1, 2, 3)]


def test_a_table_without_rows_is_still_on_record(tmp_path: Path) -> None:
    assert read(written(tmp_path, dbf_of([dbf_field("姓名", "C", 4)], b"", 0)))[1:] == ({"": [(0, ["姓名"])]}, [])


def test_encrypted_by_dbase(tmp_path: Path) -> None:
    data = bytearray(dbf_bytes(HEADER, PEOPLE))
    data[15] = 1
    path = written(tmp_path, bytes(data))
    with pytest.raises(Unreadable, match="encrypted"):
        list(sniff(source_of(path))[0].tables(source_of(path)))


@pytest.mark.parametrize("text", [b"\x03 a", b"0" * 400, b"\x03" + b"1" * 400])
def test_what_only_begins_like_one_is_none(tmp_path: Path, text: bytes) -> None:
    try:
        reader, _ = sniff(source_of(written(tmp_path, text)))
    except Unreadable:
        return
    assert reader.name != "dbf@1"
