"""Old Word documents (doc): pieces, paragraphs, tables, fields; what is locked, older or damaged."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from content.compounds import compound, old_word
from content.reading import Rows, walked

LINES = ["名单如下：", "张伟 13812345678"]
TABLE = [["姓名", "手机号", "备注"], ["李娜", "13912345678", ""], ["刘洋", "13712345678", "旧"]]


def read(folder: Path, data: bytes) -> tuple[dict[str, Rows], list[str]]:
    path = folder / "a.doc"
    path.write_bytes(data)
    tables, unread = walked(path)
    return {way.partition(" ")[2]: rows for way, rows in tables.items()}, [each.what for each in unread]


def written(lines: list[str], table: list[list[str]]) -> str:
    rows = "".join("".join(f"{cell}\7" for cell in row) + "\7" for row in table)
    return "".join(f"{line}\r" for line in lines) + rows


@pytest.mark.parametrize("cut", [0, 3, 20, 40])
def test_text_and_tables(tmp_path: Path, cut: int) -> None:
    tables, unread = read(tmp_path, old_word(written(LINES, TABLE) + "尾\r", cut=cut))
    assert tables[""] == [(1, [LINES[0]]), (2, [LINES[1]]), (3, ["尾"])]
    assert tables["表1"] == [(1, TABLE[0]), (2, TABLE[1][:2]), (3, TABLE[2])]
    assert unread == []


def test_a_piece_of_one_byte_for_each_character(tmp_path: Path) -> None:
    text = "张伟\r13812345678 abc\rdef\r"
    assert read(tmp_path, old_word(text, wide=False, cut=3))[0][""] == [
        (1, ["张伟"]),
        (2, ["13812345678 abc"]),
        (3, ["def"]),
    ]


def test_two_tables_and_cells_of_several_paragraphs(tmp_path: Path) -> None:
    text = written(["上"], [["a", "b\rc"], ["d", "e"]]) + written(["中"], [["f", "", "g"], ["", "h", ""]]) + "下\r"
    tables, _ = read(tmp_path, old_word(text))
    assert tables == {
        "": [(1, ["上"]), (2, ["中"]), (3, ["下"])],
        "表1": [(1, ["a", "b\nc"]), (2, ["d", "e"])],
        "表2": [(1, ["f", "", "g"]), (2, ["", "h"])],
    }


def test_fields_show_what_a_reader_sees(tmp_path: Path) -> None:
    text = "a\x13HYPERLINK 13912345678\x14shown \x13PAGE\x1413812345678\x15\x15\x0bb\x1fc\x01\r"
    assert read(tmp_path, old_word(text))[0] == {"": [(1, ["ashown 13812345678"]), (2, ["bc"])]}


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    whole = old_word(written(LINES, TABLE))
    assert read(tmp_path, old_word("x\r", locked=True)) == ({}, ["The Word document is protected by a password."])
    older = compound({"WordDocument": struct.pack("<HH", 0xA5EC, 0x68) + bytes(4096)})
    assert read(tmp_path, older) == (
        {},
        ["The Word document was written by Word 95 or before, which is not read here."],
    )
    no_table = compound({"WordDocument": struct.pack("<HH6xH", 0xA5EC, 0xC1, 0) + bytes(4096)})
    assert read(tmp_path, no_table) == ({}, ["The Word document is damaged or cut short."])
    assert read(tmp_path, whole[:1500])[0] == {}


def test_pieces_that_name_the_same_bytes_again_are_refused(tmp_path: Path) -> None:
    count = 5_000
    pieces = struct.pack(f"<{count + 1}I", *range(0, 500 * (count + 1), 500)) + struct.pack("<HIH", 0, 1024, 0) * count
    table = b"\2" + struct.pack("<I", len(pieces)) + pieces
    main = bytearray(b"x" * 4096)
    struct.pack_into("<HH6xH", main, 0, 0xA5EC, 0x00C1, 0x0200)
    struct.pack_into("<II", main, 0x01A2, 0, len(table))
    data = compound({"WordDocument": bytes(main), "1Table": table})
    assert read(tmp_path, data) == ({}, ["The Word document is damaged or cut short."])
