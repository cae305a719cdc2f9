"""PDF documents: text and tables by position, scanned pages, what is locked or damaged."""

from __future__ import annotations

import builtins
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from content.documents import letter
from content.pdfs import PHOTO, lines, locked, pdf, photo, rule, table, text
from content.reading import Rows, rows_of, source_of, walked
from tiao.content.reader import Member
from tiao.content.readers.pdf import Pdf
from tiao.content.unpack import Unpacking
from tiao.evidence.passwords import Passwords
from tiao.model import Unread

LINES = ["名单如下：张伟 13812345678", "第二行"]
ROWS = [
    ["姓名", "手机号", "地址"],
    ["李娜", "13912345678", "北京市朝阳区1号"],
    ["刘洋", "13712345678"],
    ["陈静", "13612345678", "上海市浦东新区\n张江路2号"],
]
FLAT = [[cell.replace("\n", "") for cell in row] for row in ROWS]
DAMAGED = "The PDF document is damaged or cut short."


def read(folder: Path, data: bytes) -> tuple[dict[str, Rows], list[str]]:
    path = folder / "a.pdf"
    path.write_bytes(data)
    tables, unread = walked(path)
    return {way.partition(" ")[2]: rows for way, rows in tables.items()}, [each.what for each in unread]


def numbered(table: list[list[str]], base: int) -> Rows:
    return list(enumerate(table, base))


@pytest.mark.parametrize("ruled", [True, False])
def test_text_and_tables(tmp_path: Path, ruled: bool) -> None:
    tables, unread = read(tmp_path, pdf([lines(LINES) + table(ROWS, ruled=ruled) + text(50, 100, "尾")]))
    assert tables == {"": [(10_001, [LINES[0]]), (10_002, [LINES[1]]), (10_008, ["尾"])], "表1": numbered(FLAT, 10_003)}
    assert unread == []


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_goes_on_over_pages(tmp_path: Path, ruled: bool) -> None:
    """A line above (the head of the page) and one below (its number) do not end it."""
    pages = [text(50, 820, "页眉") + table(part, 780, ruled) + text(300, 20, "1") for part in (ROWS, ROWS[1:3])]
    tables, _ = read(tmp_path, pdf(pages))
    assert [cells for _, cells in tables["表1"]] == FLAT + FLAT[1:3]
    assert [row for row, _ in tables["表1"]] == [10_002, 10_003, 10_004, 10_005, 20_002, 20_003]
    assert "表2" not in tables


def test_tables_of_other_columns_are_other_tables(tmp_path: Path) -> None:
    pages = [table(ROWS, 800), table([["a", "b"], ["c", "d"]], 800, places=(50, 400))]
    tables, _ = read(tmp_path, pdf(pages))
    assert tables["表2"] == numbered([["a", "b"], ["c", "d"]], 20_001)


def test_a_cell_that_fills_its_column_and_one_over_all_columns(tmp_path: Path) -> None:
    """Drawn lines divide what no gap does."""
    rows = [["客户名单汇总表", "", ""], ["李娜", "139123456780123456789012", "北京市"], ["刘洋", "1", ""]]
    drawn = table(rows, 700, ruled=True, places=(50, 180, 303, 480))
    tables, _ = read(tmp_path, pdf([drawn]))
    assert [cells for _, cells in tables["表1"]] == [
        ["客户名单汇总表"],
        ["李娜", "139123456780123456789012", "北京市"],
        ["刘洋", "1"],
    ]


def test_a_number_printed_sign_by_sign_is_one(tmp_path: Path) -> None:
    drawn = "".join(text(50 + 5 * place, 700, sign) for place, sign in enumerate("13812345678"))
    twice = "".join(text(50 + shift, 650, "粗体13912345678") for shift in (0, 0.3))
    assert read(tmp_path, pdf([drawn + twice]))[0][""] == [(10_001, ["13812345678"]), (10_002, ["粗体13912345678"])]


def test_blanks_and_gaps(tmp_path: Path) -> None:
    drawn = text(50, 700, "张伟 13812345678") + text(50, 600, "姓名") + text(300, 600, "电话")
    assert read(tmp_path, pdf([drawn]))[0][""] == [(10_001, ["张伟 13812345678"]), (10_002, ["姓名\t电话"])]


def test_scanned_pages_and_photos_are_files_within(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([photo(0, 0, 595, 842), photo(100, 100, 200, 200) + lines(LINES), photo(1, 1, 20, 20)]))
    members = {part.name: part.open().read() for part in Pdf().tables(source_of(path)) if isinstance(part, Member)}
    assert list(members) == ["第1页.png", "第2页-1.png", "第3页.png"]
    assert members["第2页-1.png"] == PHOTO
    drawn = members["第1页.png"]
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(drawn[16:20], "big") == 1653
    assert int.from_bytes(drawn[20:24], "big") == 2339


def test_a_scan_under_its_own_text_is_read_once_and_that_is_said(tmp_path: Path) -> None:
    page = photo(0, 0, 595, 842) + text(50, 700, "身份证 13812345678 张伟", mode=3)
    tables, unread = read(tmp_path, pdf([page]))
    assert tables[""] == [(10_001, ["身份证 13812345678 张伟"])]
    assert unread == ["On 1 pages a picture fills the page under its text; the text was read, the picture was not."]


def test_attached_to_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(letter("见附件", files={"a.pdf": pdf([lines(LINES)])}))
    assert walked(path)[0]["3.1 2-a.pdf"][0] == (10_001, [LINES[0]])


def test_a_locked_document_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, locked([lines(LINES)], "secret")) == (
        {},
        ["The PDF document is protected by a password that was not given."],
    )


def test_a_locked_document_is_read_under_its_password(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(locked([lines(LINES)], "secret"))
    source = replace(source_of(path), passwords=Passwords(("other", "secret")))
    found = [each.part for each in Unpacking(tmp_path).walk(source)]
    assert [rows_of(part) for part in found if not isinstance(part, Unread)] == [
        [(10_001, [LINES[0]]), (10_002, [LINES[1]])]
    ]


def test_what_stands_before_the_head(tmp_path: Path) -> None:
    whole = pdf([lines(LINES)]).replace(b"%PDF-1.4\n", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", 1)
    for before in (b"\r\n ", b"HTTP/1.1 200 OK\r\n\r\n"):
        assert read(tmp_path, before + whole)[0][""][0] == (10_001, [LINES[0]])
    told = b"see the file %PDF-1.4 of 13812345678\n"
    assert read(tmp_path, told) == ({"": [(1, [told.decode().strip()])]}, [])


def test_damaged_documents_are_named(tmp_path: Path) -> None:
    whole = pdf([lines(LINES), lines(LINES)])
    assert read(tmp_path, whole[:200]) == ({}, [DAMAGED])
    assert read(tmp_path, b"%PDF-1.7\n" + bytes(3000)) == ({}, [DAMAGED])


def test_a_page_that_is_missing_ends_the_document(tmp_path: Path) -> None:
    data = pdf([lines(LINES), lines(LINES)]).replace(b"10 0 R]", b"99 0 R]")
    tables, unread = read(tmp_path, data)
    assert tables[""] == [(10_001, [LINES[0]]), (10_002, [LINES[1]])]
    assert unread == ["Page 2 of the document is damaged; the pages before it were read."]


def test_without_the_library_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pypdfium2"):
            raise ImportError(name)
        return kept(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    for name in ("pdf_signs", "pdf_pictures"):
        # As where it never was: nothing that needs the library is loaded yet.
        monkeypatch.delitem(sys.modules, f"tiao.content.documents.{name}", raising=False)
    assert read(tmp_path, pdf([lines(LINES)])) == ({}, ["PDF documents are read with PDFium, which is not installed."])


def test_lines_that_are_drawn_for_ornament_make_no_table(tmp_path: Path) -> None:
    drawn = lines(LINES) + "".join(rule(50, 700 - 10 * n, 500, 700 - 10 * n) for n in range(5))
    assert list(read(tmp_path, pdf([drawn]))[0]) == [""]
