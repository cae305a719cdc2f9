"""Letters (eml, mht): head, texts, attachments; what Chinese programs write, and what is broken."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from content.documents import bare_letter, letter, packed, page
from content.reading import Rows, walked

TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n"
ROWS = [(1, ["姓名", "手机号"]), (2, ["张伟", "13812345678"]), (3, ["李娜", "13912345678"])]
HEAD = "From: a@example.com\r\nSubject: s\r\nDate: Mon, 01 Jun 2020 12:00:00 +0800\r\nMIME-Version: 1.0\r\n"


def read(folder: Path, data: bytes, name: str = "a.eml") -> tuple[dict[str, Rows], list[str]]:
    path = folder / name
    path.write_bytes(data)
    tables, unread = walked(path)
    return tables, [each.what for each in unread]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("packing", ["base64", "quoted-printable"])
def test_bodies_and_heads_in_every_charset(tmp_path: Path, charset: str, packing: str) -> None:
    text = "地址 王小明 13812345678\n第二行\n"
    tables, unread = read(tmp_path, letter(text, charset=charset, packing=packing, subject="客人" * 20))
    when, who, subject = tables["1 "][0][1]
    assert (when, who, subject) == ("Mon, 01 Jun 2020 12:00:00 +0800", "张三 <zhang@example.com>", "客人" * 20)
    assert tables["2.1 正文1.txt"] == [(1, ["地址 王小明 13812345678"]), (2, ["第二行"])]
    assert unread == []


def test_attachments_are_read_as_files_of_their_own(tmp_path: Path) -> None:
    inner = letter("内信 13712345678\n")
    data = letter("见附件\n", files={"名单.csv": TABLE.encode("gbk"), "转发.eml": inner})
    tables, unread = read(tmp_path, data)
    assert tables["3.1 2-名单.csv"] == ROWS
    assert tables["4.2.1 3-转发.eml!正文1.txt"] == [(1, ["内信 13712345678"])]
    assert unread == []


def test_a_text_that_is_said_twice_is_read_once(tmp_path: Path) -> None:
    shown = page(["名单如下"], [["姓名", "手机号"], ["张伟", "13812345678"]]).decode()
    same, _ = read(tmp_path, letter("名单如下\n张伟 13812345678\n姓名 手机号\n", shown))
    assert [way for way in same if "正文" in way] == ["2.1 正文2.html", "2.2 正文2.html!表1"]
    assert same["2.2 正文2.html!表1"] == [(1, ["姓名", "手机号"]), (2, ["张伟", "13812345678"])]


def test_a_text_that_says_more_than_the_page_is_read_as_well(tmp_path: Path) -> None:
    more, _ = read(
        tmp_path, letter("名单如下 13812345678\n另有 13912345678\n", page(["名单如下 13812345678"]).decode())
    )
    assert more["2.1 正文1.txt"] == [(1, ["名单如下 13812345678"]), (2, ["另有 13912345678"])]
    assert more["3.1 正文2.html"] == [(1, ["名单如下 13812345678"])]


@pytest.mark.parametrize(
    ("subject", "read_as"),
    [
        ("=?gb2312?B?" + base64.b64encode("名单".encode("gbk")).decode() + "?=", "名单"),
        ("=?GB2312?B?w/u1?=\r\n =?GB2312?B?pQ==?=", "名单"),
        ("=?utf-8?Q?=E5=90=8D?= =?utf-8?Q?=E5=8D=95_x?=", "名单 x"),
        ("=?nonsense?B?5ZCN5Y2V?=", "名单"),
        ("=?utf-8?B?5ZCN5Y2V", "=?utf-8?B?5ZCN5Y2V"),
        ("名单", "名单"),
    ],
    ids=["gbk_called_gb2312", "character_cut_between_words", "quoted", "unknown_charset", "word_without_end", "bare"],
)
def test_heads_as_programs_write_them(tmp_path: Path, subject: str, read_as: str) -> None:
    data = HEAD.replace("Subject: s", f"Subject: {subject}").encode("gbk") + b"\r\n13812345678\r\n"
    tables, _ = read(tmp_path, data)
    assert tables["1 "][0][1][2] == read_as


def test_bare_gbk_under_a_wrong_charset(tmp_path: Path) -> None:
    data = bare_letter(HEAD + "Content-Type: text/plain; charset=us-ascii", "张伟 13812345678".encode("gbk"))
    assert read(tmp_path, data)[0]["2.1 正文1.txt"] == [(1, ["张伟 13812345678"])]


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ('filename="=?gbk?B?w/u1pQ==?=.csv"', "名单.csv"),
        ("filename*=GBK''%C3%FB%B5%A5.csv", "名单.csv"),
        ("filename*0*=utf-8''%E5%90%8D;\r\n filename*1*=%E5%8D%95;\r\n filename*2=.csv", "名单.csv"),
        ('filename="名单.csv"', "名单.csv"),
        ("filename=a b.csv", "a b.csv"),
    ],
    ids=["encoded_word", "rfc2231", "rfc2231_in_pieces", "bare_gbk", "blank_without_quotes"],
)
def test_names_of_attachments(tmp_path: Path, parameter: str, name: str) -> None:
    heads = (
        f"{HEAD}Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; {parameter}"
    )
    tables, _ = read(tmp_path, bare_letter(heads, packed("base64", TABLE.encode()), "gbk"))
    assert tables == {"1 ": tables["1 "], f"2.1 1-{name}": ROWS}


def multipart(*parts: bytes, kind: str = "mixed", close: bytes = b"--x--\r\n") -> bytes:
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + close
    return bare_letter(f"{HEAD}Content-Type: multipart/{kind}; boundary=x", body)


def test_a_letter_that_is_cut_gives_what_is_there(tmp_path: Path) -> None:
    tables, unread = read(tmp_path, multipart(b"\r\n13812345678", b"\r\n13912345678", close=b""))
    assert [rows for way, rows in tables.items() if "正文" in way] == [[(1, ["13812345678"])], [(1, ["13912345678"])]]
    assert unread == ["The letter is cut short within this part; what came before that was read."]


def test_a_letter_that_is_cut_in_the_heads_of_a_part(tmp_path: Path) -> None:
    tables, unread = read(tmp_path, multipart(b"\r\n13812345678", close=b"--x\r\nContent-Type: a"))
    assert [rows for way, rows in tables.items() if "正文" in way] == [[(1, ["13812345678"])]]
    assert unread == ["The letter is cut short within this part; what came before that was read."]


def test_a_boundary_that_stands_nowhere(tmp_path: Path) -> None:
    data = bare_letter(f"{HEAD}Content-Type: multipart/mixed; boundary=nowhere", b"\r\n13812345678 x\r\n")
    tables, unread = read(tmp_path, data)
    assert tables["2.1 正文1.txt"] == [(1, ["13812345678 x"])]
    assert unread == ["The letter is cut short within this part; what came before that was read."]


def test_a_boundary_that_begins_another(tmp_path: Path) -> None:
    inner = (
        b"Content-Type: multipart/mixed; boundary=x-1\r\n\r\n--x-1\r\n\r\none 13812345678\r\n--"
        b"x-1\r\n\r\ntwo 13912345678\r\n--x-1--"
    )
    tables, unread = read(tmp_path, multipart(inner, b"\r\nthree"))
    assert [rows[0][1] for way, rows in tables.items() if "正文" in way] == [
        ["one 13812345678"], ["two 13912345678"], ["three"],
    ]  # fmt: skip
    assert unread == []


def test_encrypted_parts_are_named(tmp_path: Path) -> None:
    locked = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAG"
    tables, unread = read(tmp_path, multipart(locked, b"\r\nopen 13812345678"))
    assert [rows for way, rows in tables.items() if "正文" in way] == [[(1, ["open 13812345678"])]]
    assert unread == ["This part of the letter is encrypted, or signed as a whole."]


def test_parts_within_parts_without_end(tmp_path: Path) -> None:
    body = b"13812345678"
    for number in range(30):
        body = b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n%s" % (number + 1, number, body)
    tables, unread = read(tmp_path, bare_letter(f"{HEAD}Content-Type: multipart/mixed; boundary=b30", body))
    assert list(tables) == ["1 "]
    assert unread == ["Parts of the letter stand in one another more than 20 deep."]


def test_more_parts_than_any_letter_has(tmp_path: Path) -> None:
    tables, unread = read(tmp_path, multipart(*[b"\r\n1"] * 10_001))
    assert list(tables) == ["1 "]
    assert unread == ["The letter has more than 10000 parts."]


def test_base64_with_what_does_not_belong(tmp_path: Path) -> None:
    whole = base64.b64encode(b"a 13812345678\nb 13912345678\n").decode()
    body = f"{whole[:10]}\r\n!! {whole[10:]}\r\n\r\nc2\r\n".encode()
    heads = HEAD + "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64"
    tables, _ = read(tmp_path, bare_letter(heads, body))
    assert tables["2.1 正文1.txt"][:2] == [(1, ["a 13812345678"]), (2, ["b 13912345678"])]


def test_uuencode(tmp_path: Path) -> None:
    body = b"begin 644 a.txt\r\n.,3,X,3(S-#4V-S@@83@@\r\n`\r\nend\r\n"
    heads = HEAD + "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode"
    assert read(tmp_path, bare_letter(heads, body))[0]["2.1 正文1.txt"][0][1][0].startswith("13812345678 a")


def test_a_page_saved_as_one_file(tmp_path: Path) -> None:
    """QQ's message manager saves chats like this (mht)."""
    row = (
        "<tr><td><div><div style=float:left;>昵称(12345678)</div>15:31:{:02}</div><div>出 1381234567{}</div></td></tr>"
    )
    shown = "<html><body><table><tr><td><b>消息记录</b></td></tr><tr><td>日期: 2014-02-21</td></tr>"
    shown += "".join(row.format(n, n) for n in range(5)) + "</table></body></html>"
    inner = f"Content-Type: text/html\r\ncharset:utf-8\r\nContent-Transfer-Encoding:7bit\r\n\r\n{shown}"
    heads = "From: <Save by Tencent MsgMgr>\r\nSubject: Tencent IM Message\r\nMIME-Version: 1.0\r\n"
    body = f"--x\r\n{inner}\r\n--x--".encode()
    data = bare_letter(
        f'{heads}Content-Type: multipart/related;\r\n\tcharset="utf-8"\r\n\ttype="text/html";\r\n\tboundary="x"', body
    )
    tables, unread = read(tmp_path, data, "聊天.mht")
    assert tables["2.2 正文1.html!聊天"] == [
        (n + 1, [f"2014-02-21 15:31:{n:02}", "昵称(12345678)", f"出 1381234567{n}"]) for n in range(5)
    ]
    assert unread == []


@pytest.mark.parametrize(
    "text",
    [
        "姓名: 张伟\n手机: 13812345678\n",
        "From: here on it is prose.\n\nNothing else: really.\n",
        "Date: 2020-01-01\nx\n",
        "From: Wang\nTo: Li\nPhone: 13812345678\n",
    ],
)
def test_what_is_no_letter(tmp_path: Path, text: str) -> None:
    tables, _ = read(tmp_path, text.encode(), "a.txt")
    assert list(tables) == ["1 "]
    assert len(tables["1 "]) == len([line for line in text.splitlines() if line])
