"""Rich text and Markdown: text and tables, code pages, and what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.documents import markdown, rich_text
from content.reading import Rows, walked

LINES = ["名单如下：", "张伟 13812345678"]
TABLE = [["姓名", "手机号"], ["李娜", "13912345678"], ["刘洋", "13712345678"]]


def read(folder: Path, data: bytes | str, name: str = "a") -> tuple[dict[str, Rows], list[str]]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    tables, unread = walked(path)
    return {way.partition(" ")[2]: rows for way, rows in tables.items()}, [each.what for each in unread]


def numbered(table: list[list[str]], base: int = 1) -> Rows:
    return list(enumerate(table, base))


@pytest.mark.parametrize("way", ["unicode", "code page", "font"])
def test_rich_text(tmp_path: Path, way: str) -> None:
    tables, unread = read(tmp_path, rich_text(LINES, TABLE, way))
    assert tables == {"": numbered([[line] for line in LINES]), "表1": numbered(TABLE)}
    assert unread == []


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (r"{\*\generator x 13812345678;}a\par b", ["a", "b"]),
        (r"13\b 8\b0 1234{\i 5678}\par", ["13812345678"]),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}\line next", ["shown", "next"]),
        (r"\u-10179?\u-8704?\u24352{\uc2\u20255 ab}c", ["😀张伟c"]),
        ("a\\'d5\r\n\\'c5b", ["a张b"]),
        (r"\{a\}\\b\~c\_d\tab e", [r"{a}\b c-d e"]),
        ("\\bin5 }}}}}a", ["a"]),
        (r"a}}}b", ["ab"]),
        (r"{{{a", ["a"]),
        (r"a\cell b\cell", ["a\tb"]),
        ("a" * 200_000, ["a" * 200_000]),
    ],
    ids=[
        "hidden_group", "runs_of_one_number", "field", "surrogates_and_fallbacks",
        "character_over_a_line_end", "escapes",
        "binary", "braces_closed_too_often", "braces_not_closed", "row_not_closed", "long_line",
    ],
)  # fmt: skip
def test_what_stands_in_rich_text(tmp_path: Path, body: str, lines: list[str]) -> None:
    tables, _ = read(tmp_path, "{\\rtf1\\ansi\\ansicpg936 " + body + "}")
    assert tables == {"": numbered([[line] for line in lines])}


def test_pictures_of_rich_text_are_named(tmp_path: Path) -> None:
    _, unread = read(tmp_path, r"{\rtf1 a{\pict\pngblip 89504e47}{\*\shppict{\pict 00}}}")
    assert unread == ["1 pictures and embedded objects in the document were not read."]


def test_groups_without_end(tmp_path: Path) -> None:
    tables, unread = read(tmp_path, "{\\rtf1 a\\par " + "{" * 3_000)
    assert tables == {"": [(1, ["a"])]}
    assert unread == ["Groups of the document stand in one another more than 2000 deep."]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_markdown(tmp_path: Path, encoding: str, newline: str) -> None:
    data = (markdown(LINES, TABLE) + "\n**尾** 13612345678\n").replace("\n", newline).encode(encoding)
    tables, unread = read(tmp_path, data, "a.md")
    assert tables[""] == [(1, [LINES[0]]), (2, [LINES[1]]), (9, ["**尾** 13612345678"])]
    assert tables["表1"] == [(4, TABLE[0]), (6, TABLE[1]), (7, TABLE[2])]
    assert unread == []


def test_tables_as_people_draw_them(tmp_path: Path) -> None:
    text = (
        "姓名 | 手机\n:-- | --:\n**张伟** | `13812345678`\n李\\|娜 | 1<br>2\n\n| a | b |\n|--|"
        "--|\n| 1 |\n文 | 字\n正文\n"
    )
    tables, _ = read(tmp_path, text)
    assert tables["表1"] == [(1, ["姓名", "手机"]), (3, ["张伟", "13812345678"]), (4, ["李|娜", "1\n2"])]
    assert tables["表2"] == [(6, ["a", "b"]), (8, ["1"]), (9, ["文", "字"])]
    assert tables[""] == [(10, ["正文"])]


@pytest.mark.parametrize("text", ["a|b\nc|d\n", "a\n---\nb\n", "---|---\n", "a|b|c\n---|---\n1|2|3\n"])
def test_what_is_no_markdown(tmp_path: Path, text: str) -> None:
    tables, _ = read(tmp_path, text)
    assert list(tables) == [""]
