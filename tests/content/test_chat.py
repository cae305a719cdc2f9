"""Chats as their programs export them: time, sender and text of each message, on the line of its head."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.reading import Rows, read, source_of
from tiao.content.lines import Feed
from tiao.content.readers import chat
from tiao.content.readers.chat import Chat
from tiao.content.sniff import sniff

RULER = "=" * 64


def rows(tmp_path: Path, text: str, encoding: str = "utf-8") -> Rows:
    path = tmp_path / "记录.txt"
    path.write_bytes(text.encode(encoding))
    name, tables, unread = read(path)
    assert (name, list(tables), unread) == ("chat@1", [""], [])
    return tables[""]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_qq(tmp_path: Path, end: str, encoding: str) -> None:
    lines = [
        "消息记录（此消息记录为文本格式，不支持重新导入）", "",
        RULER, "消息分组:我的群", RULER, "消息对象:货源", RULER, "",
        "2020-06-01 9:00:00 老王(12345678)", "张伟 13800000000", "", "王芳 13900000000", "",
        "2020-06-01 12:00:05 小丽<a@example.com>", "",
        "2020-06-01 12:00:09 (87654321)", "好", RULER, "消息对象:另一群", RULER, "",
        "2020-06-02 12:00:09 老王(12345678)", "在",
    ]  # fmt: skip
    assert rows(tmp_path, end.join(lines), encoding) == [
        (9, ["2020-06-01 9:00:00", "老王(12345678)", "张伟 13800000000\n\n王芳 13900000000"]),
        (14, ["2020-06-01 12:00:05", "小丽<a@example.com>", ""]),
        (16, ["2020-06-01 12:00:09", "(87654321)", "好"]),
        (22, ["2020-06-02 12:00:09", "老王(12345678)", "在"]),
    ]


def test_qq_with_a_friend_has_no_numbers(tmp_path: Path) -> None:
    title = f"消息记录（此消息记录为文本格式）\n{RULER}\n消息对象:老王\n{RULER}\n\n"
    said = "".join(f"2020-06-01 12:00:0{n} 老王\n第{n}条\n\n" for n in range(3))
    assert rows(tmp_path, title + said) == [
        (6 + 3 * n, [f"2020-06-01 12:00:0{n}", "老王", f"第{n}条"]) for n in range(3)
    ]


def test_wechat_name_first(tmp_path: Path) -> None:
    text = "老王 2020-06-01 12:00:00\n你好\n小丽 2020年6月1日 12:01\n在\n\n老王 2020/6/1 12:02\n多少钱\n500\n"
    assert rows(tmp_path, text) == [
        (1, ["2020-06-01 12:00:00", "老王", "你好"]),
        (3, ["2020年6月1日 12:01", "小丽", "在"]),
        (6, ["2020/6/1 12:02", "老王", "多少钱\n500"]),
    ]


def test_wechat_time_first(tmp_path: Path) -> None:
    text = "2020-06-01 12:00 老王: 你好\n2020-06-01 12:01 小丽：在\n下一行\n2020-06-01 12:02 老王: http://a.example\n"
    assert rows(tmp_path, text) == [
        (1, ["2020-06-01 12:00", "老王", "你好"]),
        (2, ["2020-06-01 12:01", "小丽", "在\n下一行"]),
        (4, ["2020-06-01 12:02", "老王", "http://a.example"]),
    ]


def test_telegram(tmp_path: Path) -> None:
    text = "老王, [01.06.2020 12:00:00]\n你好\n\nBo Li, [01.06.2020 12:01]\nok\n老王, [6/1/2020 1:02 PM]:\n好\n"
    assert rows(tmp_path, text) == [
        (1, ["01.06.2020 12:00:00", "老王", "你好"]),
        (4, ["01.06.2020 12:01", "Bo Li", "ok"]),
        (6, ["6/1/2020 1:02 PM", "老王", "好"]),
    ]


def test_time_in_brackets(tmp_path: Path) -> None:
    text = "导出的聊天\n[2020/6/1 12:00] 老王: 你好\n[2020/6/1 12:01] 小丽：x\n[2020/6/1 12:02] 老王: y\n"
    assert rows(tmp_path, text) == [
        (1, ["", "", "导出的聊天"]),
        (2, ["2020/6/1 12:00", "老王", "你好"]),
        (3, ["2020/6/1 12:01", "小丽", "x"]),
        (4, ["2020/6/1 12:02", "老王", "y"]),
    ]


def test_irc(tmp_path: Path) -> None:
    text = "[12:01:02] <bo> 13800000000\n12:01 <li> yes\n[12:05:00] * bo waves\n"
    text += "2020-06-01 12:06 <@li> no\n[12:07] *** ann joined\n"
    assert rows(tmp_path, text) == [
        (1, ["12:01:02", "<bo>", "13800000000"]),
        (2, ["12:01", "<li>", "yes"]),
        (3, ["12:05:00", "bo", "waves"]),
        (4, ["2020-06-01 12:06", "<@li>", "no"]),
        (5, ["12:07", "ann", "joined"]),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "张伟 1380000000{n} 2020-06-01 12:00:0{n}",
        "2020-06-01 12:00:0{n} 张伟 1380000000{n} 地址:北京",
        "2020-06-01 12:00:0{n} 张伟(1234567{n})",
        "2020-06-01 12:00:0{n} 张伟",
        "张伟住在北京{n}号",
    ],
)
def test_lists_of_data_are_no_chats(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text("".join(line.format(n=n) + "\n" for n in range(9)), encoding="utf-8")
    assert sniff(source_of(path))[0].name != "chat@1"


def test_two_heads_are_not_enough(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("[12:01] <bo> a\n[12:02] <li> b\n", encoding="utf-8")
    assert sniff(source_of(path))[0].name != "chat@1"


def test_chunks_end_with_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.txt"
    said = [(n * 3 + 1, [f"2020-06-01 12:00:{n % 60:02}", f"老王({10_000 + n})", f"a{n}\nb{n}"]) for n in range(4000)]
    path.write_text("".join(f"{t} {s}\n{m}\n" for _, (t, s, m) in said), encoding="utf-8")
    monkeypatch.setattr(chat, "Feed", lambda stream, encoding: Feed(stream, encoding, size=1000, block=1 << 10))
    tables = list(Chat().tables(source_of(path)))
    assert sum(1 for table in tables for _ in table.chunks()) > 50  # type: ignore[union-attr]
    assert read(path)[1][""] == said
    assert len(tables) == 1


def test_every_line_is_a_message_or_blank(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("[12:01] <bo> a\n\n\n[12:02] <li> b\nc\n\n[12:03] <li>\n", encoding="utf-8")
    (table,) = Chat().tables(source_of(path))
    (batch,) = [chunk.batch() for chunk in table.chunks()]  # type: ignore[union-attr]
    assert (len(batch), batch.height, batch.blank) == (3, 7, 3)
