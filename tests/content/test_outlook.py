"""Outlook's messages (msg) and the compound files in which they stand."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from content.compounds import compound, message
from content.documents import page, rich_text
from content.reading import Rows, walked

TABLE = [["姓名", "手机号"], ["李娜", "13912345678"]]
CSV = "\n".join(map(",".join, TABLE)).encode("gb18030")
HEAD = ["2020-06-01 00:00:00 UTC", "张三 <zhang@example.com>", "客户"]


def read(folder: Path, data: bytes) -> tuple[dict[str, Rows], list[str]]:
    path = folder / "a.msg"
    path.write_bytes(data)
    tables, unread = walked(path)
    return {way.partition(" ")[2]: rows for way, rows in tables.items()}, [each.what for each in unread]


def numbered(table: list[list[str]]) -> Rows:
    return list(enumerate(table, 1))


@pytest.mark.parametrize("wide", [True, False])
def test_head_text_and_attachments(tmp_path: Path, wide: bool) -> None:
    files = {"名单.csv": CSV, "大.csv": CSV + b"\n" * 50_000}
    tables, unread = read(tmp_path, compound(message("张伟 13812345678\r\n第二行", files=files, wide=wide)))
    assert tables == {
        "": [(1, HEAD)],
        "正文.txt": numbered([["张伟 13812345678"], ["第二行"]]),
        "附件1-名单.csv": numbered(TABLE),
        "附件2-大.csv": numbered(TABLE),
    }
    assert unread == []


def test_a_text_that_is_said_twice_is_read_once(tmp_path: Path) -> None:
    shown = page(["张伟 13812345678"], TABLE, "gb2312")
    numbers = [(0x3FDE, 936)]
    tables, _ = read(tmp_path, compound(message("张伟 13812345678\n李娜 13912345678", shown, numbers=numbers)))
    assert tables == {"": [(1, HEAD)], "正文.html": [(1, ["张伟 13812345678"])], "正文.html!表1": numbered(TABLE)}
    tables, _ = read(tmp_path, compound(message("更多 13712345678", shown, numbers=numbers)))
    assert tables["正文.txt"] == [(1, ["更多 13712345678"])]


def test_messages_within_messages(tmp_path: Path) -> None:
    inner = message("内 13712345678", files={"名单.csv": CSV}, inner=True)
    tables, unread = read(tmp_path, compound(message("外", files={"转发": inner})))
    assert tables == {
        "": [(1, HEAD), (2, HEAD)],
        "正文.txt": [(1, ["外"])],
        "附件1/正文.txt": [(1, ["内 13712345678"])],
        "附件1/附件1-名单.csv": numbered(TABLE),
    }
    assert unread == []


def squeezed(data: bytes) -> bytes:
    """Squeezed text of literal characters, and one reference to the first eight of them."""
    body = b""
    for at in range(0, len(data), 8):
        body += b"\0" + data[at : at + 8]
    return struct.pack("<II4sI", len(body) + 12, len(data), b"LZFu", 0) + body


def test_text_that_is_there_as_rich_text_only(tmp_path: Path) -> None:
    whole = rich_text(["张伟 13812345678"])
    for rich in (squeezed(whole), struct.pack("<II4sI", 0, len(whole), b"MELA", 0) + whole):
        tables, _ = read(tmp_path, compound(message(rich=rich)))
        assert tables["正文.rtf"] == [(1, ["张伟 13812345678"])]


def test_the_example_of_the_specification(tmp_path: Path) -> None:
    """MS-OXRTFCP, section 4.1.1: `{\\rtf1\\ansi\\ansicpg1252\\pard hello world}`."""
    raw = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    tables, unread = read(tmp_path, compound(message(rich=bytes.fromhex(raw))))
    assert (tables["正文.rtf"], unread) == ([(1, ["hello world"])], [])


def test_a_circle_of_sectors_ends(tmp_path: Path) -> None:
    data = bytearray(compound(message("x" * 9000)))
    table = struct.unpack_from("<I", data, 76)[0]
    for sector in range(100):
        at = (table + 1) * 512 + 4 * sector
        if struct.unpack_from("<I", data, at)[0] == sector + 1:
            struct.pack_into("<I", data, at, sector)
    tables, unread = read(tmp_path, bytes(data))
    assert tables or unread


@pytest.mark.parametrize("size", [600, 1100, 2000])
def test_a_message_that_is_cut_is_named(tmp_path: Path, size: int) -> None:
    tables, unread = read(tmp_path, compound(message("张伟 13812345678", files={"a.csv": CSV}))[:size])
    assert tables == {} or unread or tables[""] == [(1, ["", "", ""])]


def test_an_attachment_that_stands_elsewhere_is_named(tmp_path: Path) -> None:
    tree = dict(message("x"))
    tree["__attach_version1.0_#00000000"] = {"__substg1.0_3707001F": "a.csv".encode("utf-16-le")}
    assert read(tmp_path, compound(tree))[1] == ["What was attached stands elsewhere; the message refers to it."]
