"""Workbooks: what stands in each cell, and on which of Excel's rows."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from content.reading import read, source_of
from tiao.content.documents import workbook_guard
from tiao.content.readers.spreadsheet import CHUNK_ROWS, Spreadsheet, cell_text
from tiao.content.sniff import sniff
from tiao.errors import Unreadable


def test_xlsx_merged_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet["A3"] = "客户名单"
    sheet.merge_cells("A3:C3")
    for column, text in zip("ABC", ("姓名", "手机", "住址"), strict=True):
        sheet[f"{column}4"] = text
        sheet.merge_cells(f"{column}4:{column}5")
    sheet["A6"], sheet["B6"], sheet["C6"] = "张伟", 13800000000, "北京"
    sheet["B7"], sheet["C7"] = "13900000000", "上海"
    sheet.merge_cells("A6:A7")
    sheet["A9"] = "合计"
    path = tmp_path / "xlsx_merged_header.xlsx"
    book.save(path)
    name, tables, unread = read(path)
    assert name == "spreadsheet@1"
    assert tables == {
        "客户": [
            (3, ["客户名单"]),
            # A merge over a row that has nothing of its own makes no second header.
            (4, ["姓名", "手机", "住址"]),
            (6, ["张伟", "13800000000", "北京"]),
            (7, ["张伟", "13900000000", "上海"]),
            (9, ["合计"]),
        ]
    }
    assert unread == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13812345678.0, "13812345678"),
        (6222020000000000.0, "6222020000000000"),
        (110101199003071234.0, "110101199003071000"),
        (-5.0, "-5"),
        (0.1, "0.1"),
        (1e-5, "1e-05"),
        (1e300, "1e+300"),
        (True, "TRUE"),
        (datetime.date(2020, 6, 1), "2020-06-01"),
        (datetime.datetime(2020, 6, 1, 12, 0, 5), "2020-06-01 12:00:05"),
        (datetime.time(9, 5), "09:05:00"),
        (datetime.timedelta(hours=30, minutes=5), "30:05:00"),
        (datetime.timedelta(hours=-1), "-1:00:00"),
        (7, "7"),
    ],
)
def test_typed_cells_as_a_person_reads_them(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_every_sheet_is_a_table_hidden_ones_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    hidden = book.create_sheet("隐藏")
    hidden.append(["乙", None, datetime.date(2020, 6, 1), None])
    hidden.sheet_state = "veryHidden"
    book.create_sheet("空")
    book.create_chartsheet("图")
    path = tmp_path / "list.csv"
    book.save(path)
    assert read(path)[1] == {"Sheet": [(1, ["甲"])], "隐藏": [(1, ["乙", "", "2020-06-01"])]}


def test_xls_with_merge_and_date(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("旧")
    sheet.write_merge(2, 3, 0, 0, "张伟")
    sheet.write(2, 1, 13800000000)
    sheet.write(3, 1, datetime.datetime(2020, 6, 1, 8, 30), xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"))
    path = tmp_path / "old.dat"
    book.save(str(path))
    assert read(path)[1] == {"旧": [(3, ["张伟", "13800000000"]), (4, ["张伟", "2020-06-01 08:30:00"])]}


def test_formulas_are_not_calculated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(['=WEBSERVICE("http://192.0.2.1/")', "张伟"])
    path = tmp_path / "formula.xlsx"
    book.save(path)
    assert read(path)[1] == {"Sheet": [(1, ["", "张伟"])]}


def test_chunks_keep_the_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("长")
    for number in range(CHUNK_ROWS + 10):
        sheet.append([number + 1] if number % 2 else [])
    path = tmp_path / "long.xlsx"
    book.save(path)
    rows = read(path)[1]["长"]
    assert rows == [(number, [str(number)]) for number in range(2, CHUNK_ROWS + 11, 2)]


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    book.create_sheet("乙").append(["丙"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with_sheet(cells: str) -> bytes:
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, sheet if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize(("cell", "what"), [("XFD1048576", "16384 columns"), ("A99999999", "beyond the end")])
def test_a_sheet_too_large_for_memory_is_unread_and_the_next_is_read(tmp_path: Path, cell: str, what: str) -> None:
    path = tmp_path / "wide.xlsx"
    path.write_bytes(_with_sheet(f'<row r="1"><c r="A1"><v>1</v></c><c r="{cell}"><v>1</v></c></row>'))
    _, tables, unread = read(path)
    assert tables == {"乙": [(1, ["丙"])]}
    assert [(entry.where, what in entry.what) for entry in unread] == [("sheet 1", True)]


def test_a_damaged_sheet_is_unread_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "damaged_sheet.xlsx"
    path.write_bytes(_with_sheet('<row r="1"><c r="A1" t="s"><v>not a number</v></c></row>'))
    _, tables, unread = read(path)
    assert tables == {"乙": [(1, ["丙"])]}
    assert [(entry.where, entry.what) for entry in unread] == [("sheet 1", "The sheet is damaged.")]


def test_zip_bombs_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    bomb = _with_sheet(" " * (110 << 20))
    path.write_bytes(bomb)
    with pytest.raises(Unreadable, match="over 200 times"):
        list(Spreadsheet().tables(source_of(path)))
    monkeypatch.setattr(workbook_guard, "MOST_BYTES", 1000)
    path.write_bytes(_workbook())
    with pytest.raises(Unreadable, match="more than 2 GiB"):
        list(Spreadsheet().tables(source_of(path)))


def test_a_bomb_whose_directory_lies_is_not_opened(tmp_path: Path) -> None:
    bomb = bytearray(_with_sheet(" " * (110 << 20)))
    at = bomb.find(b"PK\x01\x02", bomb.find(b"xl/worksheets/sheet1.xml") + 100)
    while at >= 0:
        bomb[at + 24 : at + 28] = struct.pack("<I", 500)
        at = bomb.find(b"PK\x01\x02", at + 4)
    path = tmp_path / "lying_bomb.xlsx"
    path.write_bytes(bomb)
    with pytest.raises(Unreadable, match="damaged"):
        list(Spreadsheet().tables(source_of(path)))


def test_xlsx_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "cut.xlsx"
    path.write_bytes(_workbook()[:3000])
    reader, _ = sniff(source_of(path))
    with pytest.raises(Unreadable, match="damaged or cut short"):
        list(reader.tables(source_of(path)))


def _ole2(*names: str) -> bytes:
    """A compound file with a directory and nothing else."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = bytearray(512)
    for number, name in enumerate(names):
        text = name.encode("utf-16-le") + b"\0\0"
        directory[number * 128 : number * 128 + len(text)] = text
        struct.pack_into("<H", directory, number * 128 + 64, len(text))
    return bytes(header) + table + bytes(directory)


def test_office_file_under_a_password(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(_ole2("Root Entry", "EncryptionInfo", "EncryptedPackage"))
    reader, _ = sniff(source_of(path))
    with pytest.raises(Unreadable, match="protected by a password"):
        list(reader.tables(source_of(path)))


def test_presentation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.xls"
    path.write_bytes(_ole2("Root Entry", "PowerPoint Document"))
    with pytest.raises(Unreadable, match="a PowerPoint presentation"):
        sniff(source_of(path))


def test_empty_columns_on_the_left_keep_their_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["C3"], sheet["D3"], sheet["D4"] = "张伟", "甲", "乙"
    sheet.merge_cells("C3:C4")
    path = tmp_path / "left.xlsx"
    book.save(path)
    assert read(path)[1] == {"Sheet": [(3, ["", "", "张伟", "甲"]), (4, ["", "", "张伟", "乙"])]}
