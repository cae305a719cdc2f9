"""Web pages: text, tables, saved chats; encodings as pages say them; what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.documents import page
from content.reading import Rows, walked
from tiao.content.documents import document
from tiao.content.documents.markup import tokens
from tiao.content.documents.page import Page

LINES = ["名单如下：", "张伟 13812345678"]
TABLE = [["姓名", "手机号"], ["李娜", "13912345678"], ["刘洋", "13712345678"]]


def read(folder: Path, data: bytes | str, name: str = "a.html") -> tuple[dict[str, Rows], list[str]]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    tables, unread = walked(path)
    return {way.partition(" ")[2]: rows for way, rows in tables.items()}, [each.what for each in unread]


def numbered(table: list[list[str]]) -> Rows:
    return list(enumerate(table, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("meta", [True, False])
@pytest.mark.parametrize("name", ["a.html", "导出.xls", "a"])
def test_text_and_tables(tmp_path: Path, encoding: str, meta: bool, name: str) -> None:
    tables, unread = read(tmp_path, page(LINES, TABLE, encoding, meta), name)
    assert tables == {"": numbered([[line] for line in LINES]), "表1": numbered(TABLE)}
    assert unread == []


@pytest.mark.parametrize("encoding", ["big5", "windows-1252", "shift_jis"])
def test_what_the_page_says_of_its_encoding_decides_where_bytes_do_not(tmp_path: Path, encoding: str) -> None:
    text = {"big5": "許功蓋 13812345678", "windows-1252": "Müller 13812345678", "shift_jis": "テスト 13812345678"}[
        encoding
    ]
    assert read(tmp_path, page([text], encoding=encoding))[0] == {"": [(1, [text])]}


def test_a_wrong_word_about_the_encoding_is_not_believed(tmp_path: Path) -> None:
    said = page(LINES, TABLE).replace(b"charset=utf-8", b"charset=gb2312")
    assert read(tmp_path, said)[0][""] == numbered([[line] for line in LINES])
    said = page(LINES, TABLE, "gbk").replace(b"charset=gbk", b"charset=utf-8")
    assert read(tmp_path, said)[0]["表1"] == numbered(TABLE)


def test_spans_are_filled_as_in_a_workbook(tmp_path: Path) -> None:
    rows = (
        "<tr><td rowspan=2>甲</td><td colspan=2>x</td><td>1</td></tr><tr><td>y</td><td></td><t"
        "d>2</td></tr><tr><td>乙</td><td>z</td></tr>"
    )
    tables, _ = read(tmp_path, f"<table>{rows}</table>")
    assert tables["表1"] == numbered([["甲", "x", "", "1"], ["甲", "y", "", "2"], ["乙", "z"]])


def test_tables_that_only_put_things_side_by_side_are_text(tmp_path: Path) -> None:
    inner = "<table><tr><td>姓名</td><td>手机</td></tr><tr><td>张伟</td><td>13812345678</td></tr></table>"
    outer = (
        f"<table><tr><td>left</td><td>top {inner} below</td></tr><tr><td>one</td></tr></table><"
        f"table><tr><td>a</td><td>b</td></tr></table>"
    )
    tables, _ = read(tmp_path, outer)
    assert tables == {
        "": numbered([["left\ttop"], ["below"], ["one"], ["a\tb"]]),
        "表1": numbered([["姓名", "手机"], ["张伟", "13812345678"]]),
    }


def test_cells_and_lines_as_a_person_sees_them(tmp_path: Path) -> None:
    text = (
        "<p>a&nbsp; b&lt;c&#x4e2d;</p>one<br>two<div>13<b>8</b>1234<i>5678</i></div><!-- 13912"
        "345678 --><script>'<p>x'</script>"
    )
    text += (
        "<input type=text value='值 13712345678'><table><tr><th>x<br>y</th><th> z\n w </th></t"
        "r><tr><td>&amp;<td>2</table>"
    )
    tables, _ = read(tmp_path, text)
    assert tables[""] == numbered([["a b<c中"], ["one"], ["two"], ["13812345678"], ["值 13712345678"]])
    assert tables["表1"] == numbered([["x\ny", "z w"], ["&", "2"]])


@pytest.mark.parametrize(
    ("broken", "lines"),
    [
        ("<p>a<p>b</div></table></td>c", ["a", "b", "c"]),
        ("<p>13812345678", ["13812345678"]),
        ("<p>1 < 2 and 3 > 2 <", ["1 < 2 and 3 > 2 <"]),
        ('<p title="never closed>a</p><p>b</p>', ["a", "b"]),
        ('<p title="a > b">c</p>', ["c"]),
        ("<p>a<!-- never closed 13812345678", ["a"]),
        ("<p>a<script>never closed", ["a"]),
        ("<table><tr><td>only</table>", ["only"]),
        ("<p>" + "x" * 100_000 + "</p>", ["x" * 100_000]),
    ],
    ids=[
        "closed_what_was_not_open", "cut", "signs_that_are_no_tags", "quote_not_closed", "sign_in_quotes",
        "comment_cut", "script_cut", "cells_not_closed", "long_word",
    ],
)  # fmt: skip
def test_broken_pages(tmp_path: Path, broken: str, lines: list[str]) -> None:
    assert read(tmp_path, broken)[0] == {"": numbered([[line] for line in lines])}


def test_tags_nested_without_end_take_no_more_than_they_are(tmp_path: Path) -> None:
    tables, _ = read(tmp_path, "<table><tr><td>" * 5_000 + "13812345678" + "</td></tr></table>" * 5_000)
    assert tables == {"": [(1, ["13812345678"])]}
    tables, _ = read(tmp_path, "<div>" * 50_000 + "13812345678")
    assert tables == {"": [(1, ["13812345678"])]}


def test_signs_without_end_take_no_more_than_they_are(tmp_path: Path) -> None:
    assert len(read(tmp_path, "<p>" + "<" * 500_000)[0][""]) == 1
    read(tmp_path, "<p>" + '<a b="' * 100_000)
    read(tmp_path, "<table>" + "<tr><td>" * 100_000)


def test_where_a_block_ends_changes_nothing() -> None:
    text = (
        page(LINES, TABLE).decode()
        + "<p>x&amp;y<!-- c --><table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    )
    whole = list(Page().pieces(tokens([text])))
    assert whole == list(Page().pieces(tokens(list(text))))
    for size in (2, 7, 50):
        blocks = [text[at : at + size] for at in range(0, len(text), size)]
        assert whole == list(Page().pieces(tokens(blocks)))


def test_a_large_page_reads_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a bound nothing is kept: the page is read again for its tables."""
    data = page(LINES, TABLE) * 3
    small, _ = read(tmp_path, data)
    monkeypatch.setattr(document, "KEPT_CELLS", 4)
    assert read(tmp_path, data)[0] == small
    assert list(small) == ["", "表1", "表2", "表3"]


def telegram(number: int) -> str:
    joined, name = (" joined", "") if number % 3 == 2 else ("", f'<div class="from_name">\n李娜{number % 2} </div>')
    return (
        f'<div class="message default clearfix{joined}" id="message{number}"><div class="pull_l'
        f'eft userpic_wrap"><div class="initials">L</div></div>'
        f'<div class="body"><div class="pull_right date details" title="01.06.2020 12:00:{number:02}">12:00</div>{name}'
        f'<div class="text">出 1381234{number:04}<br>第二行 &amp; x</div></div></div>'
    )


def wechat(number: int) -> str:
    side = "left" if number % 2 else "right"
    return (
        f'<div class="msg {side}"><div class="avatar"><img src="x"></div><div class="nt-box"><s'
        f'pan class="dspname">甲{number % 2}</span>'
        f'<span class="msg-time">2020-06-01 12:00:{number:02}</span></div><div class="content-b'
        f'ox"><span class="msg-text">收 1391234{number:04}</span></div></div>'
    )


def test_chats_saved_as_pages(tmp_path: Path) -> None:
    head = '<html><body><div class="page_header"><div class="text bold">群 13712345678</div></div>'
    tables, _ = read(tmp_path, head + "".join(map(telegram, range(9))) + "</body></html>")
    assert tables[""] == [(1, ["群 13712345678"])]
    senders = ["李娜0", "李娜1", "李娜1", "李娜1", "李娜0", "李娜0", "李娜0", "李娜1", "李娜1"]
    assert tables["聊天"] == numbered(
        [[f"01.06.2020 12:00:{n:02}", senders[n], f"出 1381234{n:04}\n第二行 & x"] for n in range(9)]
    )
    tables, _ = read(tmp_path, "<html><body>" + "".join(map(wechat, range(9))) + "</body></html>")
    assert tables == {
        "聊天": numbered([[f"2020-06-01 12:00:{n:02}", f"甲{n % 2}", f"收 1391234{n:04}"] for n in range(9)])
    }


@pytest.mark.parametrize(
    "text", ["<?xml version='1.0'?><list><p>x</p></list>", "<3 13812345678", "a <p>b</p>", "<x>1,2</x>"]
)
def test_what_is_no_page(tmp_path: Path, text: str) -> None:
    tables, _ = read(tmp_path, text, "a.txt")
    assert text in [cell for rows in tables.values() for _, cells in rows for cell in (",".join(cells), *cells)]
