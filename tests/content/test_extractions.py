"""Reports of phone extractions: messages are a chat, contacts and calls are tables, and what was sold stays a list."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from content.documents import page
from content.reading import Rows, source_of, walked
from tiao.content.reader import Layout, Member
from tiao.content.sniff import sniff
from tiao.model import Unread

# As the programs head their sheets; the rows are invented.
SHORT_MESSAGES = [
    ["序号", "姓名", "对方号码", "收发类型", "时间", "短信内容", "读取状态", "删除状态"],
    ["1", "老王", "13812345678", "接收", "2020-06-01 12:00:00", "张伟 13912345678", "已读", "正常"],
    ["2", "老王", "13812345678", "发送", "2020-06-01 12:01:00", "收到", "已读", "已删除"],
]
WECHAT = [
    ["编号", "发送者", "接收者", "发送时间", "消息类型", "消息内容", "附件路径", "删除状态"],
    ["1", "wxid_a1b2c3", "我", "2020-06-01 12:00:00", "文本", "出一手车主 13912345678", "", "未删除"],
]
UFED = [
    ["Chats (1)"],
    [
        "Chat #",
        "Identifier",
        "Participants",
        "From",
        "To",
        "Body",
        "Timestamp: Time",
        "Deleted - Instant Message",
        "Notes",
    ],
    [
        "1",
        "x@g.us",
        "a, b",
        "8613812345678@x.net Wang",
        "b",
        "李娜 13712345678",
        "01/06/2020 12:00:00",
        "",
        "n 1",
    ],
]
CALLS = [
    ["序号", "姓名", "对方号码", "通话类型", "开始时间", "通话时长", "删除状态"],
    ["1", "老王", "13812345678", "呼出", "2020-06-01 12:00:00", "60", "正常"],
]
CONTACTS = [["序号", "姓名", "电话号码", "来源", "删除状态"], ["1", "老王", "13812345678", "手机", "正常"]]
SOLD = [["手机号", "短信内容", "时间"], ["13812345678", "您的验证码", "2020-06-01 12:00:00"]]


# WeChat's own table, as a decrypted EnMicroMsg.db has it.
ENMICROMSG = [
    ["msgId", "msgSvrId", "type", "status", "isSend", "createTime", "talker", "content", "imgPath"],
    ["1", "6217000000000000003", "1", "3", "0", "1590984000000", "123@chatroom", "wxid_a1b2c3:\n张伟 13912345678", ""],
    ["2", "6217000000000000011", "1", "2", "1", "1590984060000", "wxid_d4", "收到", ""],
]

# A list of short messages that somebody sold: people are the goods.
LIST = [
    ["姓名", "手机号", "短信内容", "时间", "来源", "短信类型"],
    ["张伟", "13812345678", "您的账单", "2020-06-01", "银行", "催收"],
]


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(path: Path, data: bytes) -> tuple[dict[str, Layout], dict[str, Rows]]:
    path.write_bytes(data)
    source = source_of(path)
    parts = sniff(source)[0].tables(source)
    layouts = {part.name: part.layout for part in parts if not isinstance(part, (Unread, Member))}
    return layouts, {way.partition(" ")[2]: rows for way, rows in walked(path)[0].items()}


def test_sheets_of_a_report(tmp_path: Path) -> None:
    sheets = {
        "短信": SHORT_MESSAGES,
        "微信": WECHAT,
        "Chats": UFED,
        "通话记录": CALLS,
        "通讯录": CONTACTS,
        "出售": SOLD,
        "催收": LIST,
    }
    layouts, tables = read(tmp_path / "报告.xlsx", workbook(sheets))
    chats = {"短信", "微信", "Chats"}
    assert layouts == {name: "chat" if name in chats else "table" for name in sheets}
    assert tables["短信"] == [
        (2, ["2020-06-01 12:00:00", "13812345678", "张伟 13912345678"]),
        (3, ["2020-06-01 12:01:00", "13812345678", "收到"]),
    ]
    assert tables["微信"] == [(2, ["2020-06-01 12:00:00", "wxid_a1b2c3", "出一手车主 13912345678"])]
    assert tables["Chats"] == [
        (1, ["", "", "Chats (1)"]),
        (3, ["01/06/2020 12:00:00", "8613812345678@x.net Wang", "李娜 13712345678\nn 1"]),
    ]
    assert tables["通话记录"] == list(enumerate(CALLS, 1))


@pytest.mark.parametrize(("sheet", "layout"), [(SHORT_MESSAGES, "chat"), (CALLS, "table"), (SOLD, "table")])
def test_the_same_in_a_page(tmp_path: Path, sheet: list[list[str]], layout: Layout) -> None:
    layouts, tables = read(tmp_path / "报告.html", page((), sheet))
    assert layouts == {"表1": layout}
    if layout == "chat":
        assert tables["表1"][0] == (2, ["2020-06-01 12:00:00", "13812345678", "张伟 13912345678"])


def test_a_cell_beyond_the_names_is_read_with_the_text(tmp_path: Path) -> None:
    rows = [WECHAT[0], [*WECHAT[1], "另 13612345678"]]
    _, tables = read(tmp_path / "a.xlsx", workbook({"微信": rows}))
    assert tables["微信"][0][1][2] == "出一手车主 13912345678\n另 13612345678"


def test_the_table_of_wechat_itself(tmp_path: Path) -> None:
    layouts, tables = read(tmp_path / "a.xlsx", workbook({"message": ENMICROMSG}))
    assert layouts == {"message": "chat"}
    assert tables["message"] == [
        (2, ["1590984000000", "wxid_a1b2c3", "张伟 13912345678"]),
        (3, ["1590984060000", "本机", "收到"]),
    ]


def test_wechats_database(tmp_path: Path) -> None:
    path = tmp_path / "EnMicroMsg.db"
    with sqlite3.connect(path) as database:
        names = ", ".join(ENMICROMSG[0])
        database.execute(f"CREATE TABLE message ({names.replace('msgId', 'msgId INTEGER PRIMARY KEY')})")
        database.execute("CREATE TABLE rcontact (username TEXT PRIMARY KEY, alias TEXT, conRemark TEXT, nickname TEXT)")
        database.executemany(f"INSERT INTO message VALUES ({', '.join('?' * len(ENMICROMSG[0]))})", ENMICROMSG[1:])
        database.execute("INSERT INTO rcontact VALUES ('wxid_d4', 'wang_1', '老王', '王')")
    layouts, tables = read(path, path.read_bytes())
    assert layouts == {"message": "chat", "rcontact": "table"}
    assert tables["message"] == [
        (1, ["1590984000000", "wxid_a1b2c3", "张伟 13912345678"]),
        (2, ["1590984060000", "本机", "收到"]),
    ]
