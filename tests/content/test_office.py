"""Word documents and presentations: text, tables, notes, files within; and what was made to do harm."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from content.documents import slides, word, word_lines, word_part, word_table, zipped
from content.reading import Rows, walked
from tiao.content.registry import CONTAINERS

LINES = ["名单如下：", "张伟 13812345678"]
TABLE = [["姓名", "手机号"], ["李娜", "13912345678"], ["刘洋", "13712345678"]]
CSV = "姓名,手机号\n陈静,13612345678\n".encode()
DAMAGED = "The document is damaged; what came before that place was read."


def read(folder: Path, data: bytes, name: str = "a.docx") -> tuple[dict[str, Rows], list[str]]:
    path = folder / name
    path.write_bytes(data)
    tables, unread = walked(path)
    return {way.partition(" ")[2]: rows for way, rows in tables.items()}, [each.what for each in unread]


def numbered(table: list[list[str]], base: int = 0) -> Rows:
    return list(enumerate(table, base + 1))


def both(number: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "手机号"])
    book.active.append(["陈静", number])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_text_tables_and_files_of_a_word_document(tmp_path: Path) -> None:
    tables, unread = read(
        tmp_path, word(LINES, TABLE, {"embeddings/book.xlsx": both("13612345678"), "media/a.csv": CSV})
    )
    assert tables == {
        "": numbered([[line] for line in LINES]),
        "表1": numbered(TABLE),
        "word/embeddings/book.xlsx!Sheet": numbered([["姓名", "手机号"], ["陈静", "13612345678"]]),
        "word/media/a.csv": numbered([["姓名", "手机号"], ["陈静", "13612345678"]]),
    }
    assert unread == []


def document(body: str, **beside: str) -> bytes:
    parts = {"word/document.xml": word_part(body)}
    return zipped(parts | {f"word/{name}.xml": word_part(text, name[:3]) for name, text in beside.items()})


def test_notes_headers_and_comments_stand_behind_the_text(tmp_path: Path) -> None:
    data = document(
        word_lines(["text"]),
        header1=word_lines(["header 13812345678"]),
        comments=word_lines(["comment"]),
        footnotes=word_lines(["note"]),
    )
    assert read(tmp_path, data)[0] == {"": numbered([["text"], ["note"], ["comment"], ["header 13812345678"]])}


def test_merged_cells_are_filled_as_in_a_workbook(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word_lines([text])}</w:tc>"

    rows = [
        cell("甲", '<w:vMerge w:val="restart"/>') + cell("x", '<w:gridSpan w:val="2"/>') + cell("1"),
        cell("", "<w:vMerge/>") + cell("y") + cell("z") + cell("2"),
        cell("乙") + cell("u") + cell("v") + cell("3"),
    ]
    tables, _ = read(tmp_path, document("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"))
    assert tables == {"表1": numbered([["甲", "x", "", "1"], ["甲", "y", "z", "2"], ["乙", "u", "v", "3"]])}


def test_what_a_document_says_twice_or_in_pieces(tmp_path: Path) -> None:
    """A text box stands there a second time for older programs; what was deleted under revision is still there."""
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = (
        f"<mc:AlternateContent {mc}><mc:Choice>{word_lines(['box 13812345678'])}</mc:Choice><mc"
        f":Fallback>{word_lines(['box 13812345678'])}</mc:Fallback></mc:AlternateContent>"
    )
    deleted = (
        "<w:p><w:del><w:r><w:delText>was 13912345678</w:delText></w:r></w:del><w:r><w:tab/><w:"
        "t>is</w:t><w:br/><w:t>below</w:t></w:r></w:p>"
    )
    tables, _ = read(tmp_path, document(f"{box}{deleted}"))
    assert tables == {"": numbered([["box 13812345678"], ["was 13912345678 is"], ["below"]])}


def test_slides_in_the_order_in_which_they_are_shown(tmp_path: Path) -> None:
    data = slides([(LINES, TABLE), (["second"], []), ([], TABLE)], {"media/a.csv": CSV})
    tables, unread = read(tmp_path, data, "a.pptx")
    assert tables == {
        "": [(10_001, [LINES[0]]), (10_002, [LINES[1]]), (20_001, ["second"])],
        "表1": numbered(TABLE),
        "表2": numbered(TABLE),
        "ppt/media/a.csv": numbered([["姓名", "手机号"], ["陈静", "13612345678"]]),
    }
    assert unread == []


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    part = word_part(word_lines(["13812345678"])).replace("?>", f"?>{bomb}", 1)
    tables, unread = read(tmp_path, zipped({"word/document.xml": part}))
    assert (tables, unread) == ({}, ["The document declares entities, as none does that a program wrote."])


def test_a_part_that_unpacks_without_end_is_left(tmp_path: Path) -> None:
    part = word_part(word_lines(["13812345678"]) + " " * (101 << 20))
    tables, unread = read(tmp_path, zipped({"word/document.xml": part}))
    assert tables == {"": [(1, ["13812345678"])]}
    assert unread == ["A part of the document unpacks to over 200 times its size."]


def test_xml_that_breaks_off(tmp_path: Path) -> None:
    part = word_part(word_lines(LINES) + word_table(TABLE))
    tables, unread = read(tmp_path, zipped({"word/document.xml": part[: part.index("刘")], "word/media/a.csv": CSV}))
    assert tables[""] == numbered([[line] for line in LINES])
    assert tables["表1"][:2] == numbered(TABLE[:2])
    assert tables["word/media/a.csv"][1] == (2, ["陈静", "13612345678"])
    assert unread == [DAMAGED]


def test_a_part_whose_check_sum_is_wrong(tmp_path: Path) -> None:
    data = bytearray(word(LINES))
    data[data.index(b"word/document.xml") + 60] ^= 255
    _, unread = read(tmp_path, bytes(data))
    assert len(unread) == 1
    assert "13812345678" not in unread[0]


def test_a_locked_part_is_named(tmp_path: Path) -> None:
    data = bytearray(word(LINES))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            data[at + place] |= 1
    assert read(tmp_path, bytes(data))[1] == ["The document is protected by a password."]


@pytest.mark.parametrize("reader", ["word", "slides"])
def test_elements_nested_without_end(tmp_path: Path, reader: str) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3_000 + word_lines(["13812345678"]) + "</w:tc></w:tr></w:tbl>" * 3_000
    assert any(each.name.startswith(reader) for each in CONTAINERS)
    tables, _ = read(tmp_path, document(deep))
    assert tables == {"": [(1, ["13812345678"])]}
