"""Contacts (vCard) and calendars (iCalendar): versions, encodings, folding, what stands in which column."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.database_files import ical_bytes, vcard_bytes
from content.reading import read
from tiao.content.contacts import component_rows

PEOPLE = [
    ["张伟", "13800000001", "zhang@example.cn", "北京市朝阳区" + "某某大道" * 20 + "1号"],
    ["John Smith", "+8613800000002", "j@example.com", "1 Long Road, Shanghai; Room 2"],
]


def written(tmp_path: Path, data: bytes | str, name: str = "contacts.txt") -> Path:
    (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return tmp_path / name


@pytest.mark.parametrize(("version", "charset"), [("2.1", "gbk"), ("2.1", "utf-8"), ("3.0", "utf-8"), ("4.0", "utf-8")])
def test_every_version(tmp_path: Path, version: str, charset: str) -> None:
    reader, tables, unread = read(written(tmp_path, vcard_bytes(PEOPLE, version, charset)))
    assert reader == "vcard@1"
    assert tables[""][0] == (0, ["姓名", "手机", "邮箱", "地址"])
    assert [cells for _, cells in tables[""][1:]] == PEOPLE
    lines = (tmp_path / "contacts.txt").read_bytes().split(b"\r\n")
    assert [lines[number - 1] for number, _ in tables[""][1:]] == [b"BEGIN:VCARD"] * 2
    assert unread == []


def test_a_file_in_gbk(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:张伟\nTEL;TYPE=CELL:13800000001\nEND:VCARD\n"
    assert read(written(tmp_path, (card * 5).encode("gbk")))[1][""][1] == (1, ["张伟", "13800000001"])


def test_what_stands_in_which_column(tmp_path: Path) -> None:
    card = """BEGIN:VCARD
VERSION:3.0
N:张;伟;;;
FN:张总
TEL;TYPE=CELL:13800000001
TEL;TYPE=CELL:13800000001
TEL;TYPE=CELL:13800000003
TEL;TYPE=HOME,VOICE:010-12345678
TEL;TYPE=WORK,FAX:010-87654321
item1.EMAIL:a@example.cn
ADR;TYPE=HOME:;;幸福路1号;朝阳区;北京市;100000;中国
ORG:某公司;销售部
X-QQ:12345678
IMPP;X-SERVICE-TYPE=QQ:qq:87654321
X-OTHER:值
NOTE:一\\n二\\, 三
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRg
 ABAQ
END:VCARD
""".replace("\n", "\r\n")
    _, tables, unread = read(written(tmp_path, card))
    assert dict(zip(tables[""][0][1], tables[""][1][1], strict=True)) == {
        "姓名": "张总", "手机": "13800000001", "手机2": "13800000003", "电话": "010-12345678", "传真": "010-87654321",
        "邮箱": "a@example.cn", "地址": "中国北京市朝阳区幸福路1号", "邮编": "100000", "单位": "某公司 销售部",
        "QQ": "12345678", "QQ2": "87654321", "X-OTHER": "值", "备注": "一\n二, 三", "N": "张伟",
    }  # fmt: skip
    assert [entry.what for entry in unread] == ["1 values are no text (pictures, packed data) and were passed over."]


def test_a_soft_line_end_of_quoted_printable(tmp_path: Path) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=\r\n=A0=E4=BC=9F\r\n"
        "TEL;CELL:13800000001\r\nEND:VCARD\r\n"
    )
    assert read(written(tmp_path, card))[1][""] == [(0, ["姓名", "手机"]), (1, ["张伟", "13800000001"])]


def test_cards_that_break_off(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\nFN:张伟\nBEGIN:VCARD\nFN:王芳\nno property\nEND:VCARD\nBEGIN:VCARD\nFN:李娜\n"
    _, tables, unread = read(written(tmp_path, text))
    assert tables[""][1:] == [(1, ["张伟"]), (3, ["王芳"]), (7, ["李娜"])]
    assert [(entry.where, entry.what.partition(" ")[0]) for entry in unread] == [
        ("row 5", "Lines"),
        ("after row 8", "The"),
    ]


def test_chunks_keep_the_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, vcard_bytes(PEOPLE * 20))
    whole = read(path)
    monkeypatch.setattr(component_rows, "CHUNK_ROWS", 3)
    assert read(path) == whole


def test_a_card_without_end_stays_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component_rows, "MOST_LINES", 10)
    text = "BEGIN:VCARD\n" + "".join(f"TEL:138{number:08}\n" for number in range(30)) + "END:VCARD\n"
    _, tables, unread = read(written(tmp_path, text))
    assert len(tables[""][1][1]) == 10
    assert [entry.rows for entry in unread] == [20]


def test_calendars(tmp_path: Path) -> None:
    reader, tables, unread = read(written(tmp_path, ical_bytes([("开会", "联系张伟,\n13800000001", "a@example.cn")])))
    assert reader == "ical@1"
    assert tables[""] == [
        (0, ["开始时间", "标题", "内容", "参加者"]),
        (4, ["2020-06-01 09:00:00", "开会", "联系张伟,\n13800000001", "甲 a@example.cn"]),
    ]
    assert unread == []


def test_entries_of_every_sort_and_alarms_within(tmp_path: Path) -> None:
    text = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
END:VTIMEZONE
BEGIN:VTODO
SUMMARY:回电
DUE;VALUE=DATE:20200601
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:打给 13800000001
END:VALARM
END:VTODO
BEGIN:VJOURNAL
DESCRIPTION:记
END:VJOURNAL
END:VCALENDAR
"""
    assert read(written(tmp_path, text))[1][""] == [
        (0, ["标题", "结束时间", "VALARM.DESCRIPTION", "内容"]),
        (6, ["回电", "2020-06-01", "打给 13800000001"]),
        (14, ["", "", "", "记"]),
    ]


def test_a_file_without_entries_is_still_on_record(tmp_path: Path) -> None:
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"
    assert read(written(tmp_path, text))[1:] == ({"": []}, [])
