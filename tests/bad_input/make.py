"""Broken files of every format, the same ones for the same index: cut short, miscoded, oversized, locked, made to harm.

``make(folder)`` writes 300. All values in them are invented.
"""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import xlwt

COUNT = 300
_NAMES = ("张伟", "王芳", "李娜", "刘洋", "陈静")


def _rows(rng: random.Random, rows: int) -> list[list[str]]:
    return [
        [rng.choice(_NAMES), f"1{rng.randrange(3, 10)}{rng.randrange(10**9):09}", f"北京市朝阳区{rng.randrange(99)}号"]
        for _ in range(rows)
    ]


def csv_text(rng: random.Random, rows: int = 200) -> str:
    return "姓名,手机,地址\n" + "".join(",".join(row) + "\n" for row in _rows(rng, rows))


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) // 3, len(data) - 1)]


def _spoil(rng: random.Random, data: bytes, places: int) -> bytes:
    spoilt = bytearray(data)
    for _ in range(places):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def xlsx_bytes(rng: random.Random) -> bytes:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("二")):
        for row in [["姓名", "手机", "地址"], *_rows(rng, 30)]:
            sheet.append(row)
    return _saved(book)


def _saved(book: openpyxl.Workbook | xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls_bytes(rng: random.Random) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for number, row in enumerate(_rows(rng, 60)):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    return _saved(book)


def _with_part(book: bytes, name: str, content: bytes) -> bytes:
    """A workbook in which one part is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return out.getvalue()


def _sheet(cells: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()


def sheet_with(rows: str) -> bytes:
    """A workbook whose first sheet holds these rows, as XML."""
    return _with_part(xlsx_bytes(random.Random(0)), "xl/worksheets/sheet1.xml", _sheet(rows))


@cache
def _bomb(megabytes: int) -> bytes:
    return _with_part(xlsx_bytes(random.Random(0)), "xl/worksheets/sheet1.xml", _sheet(" " * (megabytes << 20)))


def _lying_bomb() -> bytes:
    """The directory says that the parts are small."""
    bomb = bytearray(_bomb(120))
    at = 0
    while (at := bomb.find(b"PK\x01\x02", at)) >= 0:
        bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")
        at += 4
    return bytes(bomb)


def cut_csv(rng: random.Random) -> tuple[str, bytes]:
    return "cut.csv", _cut(rng, ('"' + csv_text(rng).replace(",", '","').replace("\n", '"\n"')).encode())


def gbk_cut(rng: random.Random) -> tuple[str, bytes]:
    return "gbk_truncated.txt", _cut(rng, csv_text(rng).encode("gb18030"))


def gbk_spoilt(rng: random.Random) -> tuple[str, bytes]:
    return "gbk_spoilt.csv", _spoil(rng, csv_text(rng).encode("gb18030"), 20)


def two_encodings(rng: random.Random) -> tuple[str, bytes]:
    return "utf8_then_gbk.csv", csv_text(rng).encode() + csv_text(rng).encode("gb18030")


def utf16(rng: random.Random) -> tuple[str, bytes]:
    mark = rng.choice([b"", b"\xff\xfe"])
    return "utf16_odd.txt", mark + csv_text(rng).encode("utf-16-le")[: -rng.choice([1, 3, 5])]


def wrong_mark(rng: random.Random) -> tuple[str, bytes]:
    return "wrong_mark.csv", rng.choice([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]) + csv_text(rng).encode("gb18030")


def long_field(rng: random.Random) -> tuple[str, bytes]:
    return "field_of_10_mb.csv", f"姓名,备注\n张伟,{'甲' * (10 << 20)}\n".encode(rng.choice(["utf-8", "gb18030"]))


def long_line(rng: random.Random) -> tuple[str, bytes]:
    return "line_of_30_mb.txt", b"x" * (30 << 20) + bytes([rng.randrange(97, 120)])


def many_columns(rng: random.Random) -> tuple[str, bytes]:
    return "columns_20000.csv", b"\n".join(b",".join(b"1" * rng.randrange(4) for _ in range(20_000)) for _ in range(6))


def quotes(rng: random.Random) -> tuple[str, bytes]:
    return "quotes.csv", csv_text(rng, 20).encode() + b'"' * rng.randrange(99_990, 100_010) + b",\n" + csv_text(
        rng
    ).encode()


def nuls(rng: random.Random) -> tuple[str, bytes]:
    return "nuls.txt", _spoil(rng, csv_text(rng).encode(), 3).replace(b",", b"\0", rng.randrange(1, 300))


def noise(rng: random.Random) -> tuple[str, bytes]:
    return rng.choice(["noise.csv", "noise.xlsx", "noise.json"]), rng.randbytes(rng.randrange(1, 50_000))


def controls(rng: random.Random) -> tuple[str, bytes]:
    return "controls.txt", "".join(chr(rng.randrange(1, 128)) for _ in range(2000)).encode()


def blanks(rng: random.Random) -> tuple[str, bytes]:
    return "blanks.csv", rng.choice([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\n" * 99, b" ", b"\r", b"\0", b"\0" * 5000])


def foreign(rng: random.Random) -> tuple[str, bytes]:
    heads = (
        b"%PDF-1.7\n",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"\x89PNG\r\n\x1a\n",
        b"Rar!\x1a\x07\0",
        b"7z\xbc\xaf\x27\x1c",
    )
    heads += (b"\x7fELF\2\1\1", b"MZ\x90\0\3\0", b"SQLite format 3\0", b"\x1f\x8b\x08\0", b"Salted__")
    return rng.choice(["photo.csv", "table.xls", "list.txt"]), rng.choice(heads) + rng.randbytes(3000)


def cut_xlsx(rng: random.Random) -> tuple[str, bytes]:
    return "cut.xlsx", _cut(rng, xlsx_bytes(rng))


def spoilt_xlsx(rng: random.Random) -> tuple[str, bytes]:
    return "spoilt.xlsx", _spoil(rng, xlsx_bytes(rng), 12)


def bomb_xlsx(rng: random.Random) -> tuple[str, bytes]:
    return "bomb.xlsx", rng.choice([_bomb(120), _lying_bomb()])


def wide_xlsx(rng: random.Random) -> tuple[str, bytes]:
    last = rng.choice(["XFD1048576", "ZZ900000", "ZZZZ9", "A99999999"])
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="{last}"><v>1</v></c></row>'
    return "wide.xlsx", _with_part(xlsx_bytes(rng), "xl/worksheets/sheet1.xml", _sheet(cells))


def bad_cells_xlsx(rng: random.Random) -> tuple[str, bytes]:
    cell = rng.choice(['t="s"><v>999999', 't="d"><v>2020-99-99', 't="n"><v>1e999', 's="99"><v>1', 't="b"><v>maybe'])
    part = rng.choice([_sheet(f'<row r="1"><c r="A1" {cell}</v></c></row>'), b"<worksheet>", b"", b"\0\1\2"])
    return "bad_cells.xlsx", _with_part(xlsx_bytes(rng), "xl/worksheets/sheet1.xml", part)


def formulas(rng: random.Random) -> tuple[str, bytes]:
    book = openpyxl.Workbook()
    for formula in (
        '=WEBSERVICE("http://192.0.2.1/")',
        "=cmd|' /C calc'!A0",
        "=1/0",
        "=A4",
        f"=SUM(A1:A{rng.randrange(9, 99)})",
    ):
        book.active.append([formula, "张伟"])
    return "formulas.xlsx", _saved(book)


def cut_xls(rng: random.Random) -> tuple[str, bytes]:
    return "cut.xls", _cut(rng, xls_bytes(rng))


def spoilt_xls(rng: random.Random) -> tuple[str, bytes]:
    return "spoilt.xls", _spoil(rng, xls_bytes(rng), 25)


def circle_ole2(rng: random.Random) -> tuple[str, bytes]:
    return "circle.xls", _spoil(rng, xls_bytes(rng)[:512], 60) + b"\0" * rng.randrange(3000)


def deep_json(rng: random.Random) -> tuple[str, bytes]:
    opening = rng.choice([b"[", b'{"a":', b'[{"a":'])
    return "deep.json", opening * 100_000 + rng.choice([b"", b"1", b"]" * 100_000])


def cut_json(rng: random.Random) -> tuple[str, bytes]:
    people = [dict(zip(("姓名", "手机", "地址"), row, strict=True)) for row in _rows(rng, 100)]
    return "cut.json", _cut(rng, json.dumps({"data": people}, ensure_ascii=rng.random() < 0.5).encode())


def odd_json(rng: random.Random) -> tuple[str, bytes]:
    odd = (
        '[{"a":NaN}]',
        '[{"a":1,"a":2}]',
        '[{"a":"\\ud800"}]',
        '[{"a":"\1"}]',
        '[{"a":' + "9" * 9999 + "}]",
        '[{"a":1e99999}]',
    )
    odd += ('{"a":"' + "甲" * (4 << 20) + '"}', "[1,2", "{}{}{}", "[[],{},[[]]]", '{"a"', "[1]]")
    return "odd.json", rng.choice(odd).encode("utf-8")


def wide_json(rng: random.Random) -> tuple[str, bytes]:
    size = rng.randrange(2_000, 30_000)
    return "wide.json", json.dumps({f"k{n}": rng.choice([n, [n], {"n": n}, [{"n": n}]]) for n in range(size)}).encode()


def bad_lines(rng: random.Random) -> tuple[str, bytes]:
    lines = [json.dumps({"姓名": name, "手机": phone}) for name, phone, _ in _rows(rng, 50)]
    for _ in range(8):
        lines.insert(
            rng.randrange(3, len(lines)), rng.choice(["{", "null", '{"a":' * 5000, "[1,2]", "\0", '{"a":1e400}'])
        )
    return "bad_lines.jsonl", "\n".join(lines).encode()


def cut_chat(rng: random.Random) -> tuple[str, bytes]:
    chat = "".join(
        f"2020-06-01 12:00:{n % 60:02} {rng.choice(_NAMES)}({10_000 + n})\n{'你好' * n}\n" for n in range(40)
    )
    return "cut_chat.txt", _cut(rng, chat.encode(rng.choice(["utf-8", "gb18030", "utf-16"])))


MAKERS: tuple[Callable[[random.Random], tuple[str, bytes]], ...] = (
    cut_csv, gbk_cut, gbk_spoilt, two_encodings, utf16, wrong_mark, long_field, long_line, many_columns, quotes,
    nuls, noise, controls, blanks, foreign, cut_xlsx, spoilt_xlsx, bomb_xlsx, wide_xlsx, bad_cells_xlsx,
    formulas, cut_xls, spoilt_xls, circle_ole2, deep_json, cut_json, odd_json, wide_json, bad_lines, cut_chat,
)  # fmt: skip
# After the broken contents: broken places. They come round once in this many indices.
PLACES = 10


def make_one(folder: Path, index: int) -> Path:
    """Write the broken file number ``index`` into ``folder``."""
    rng = random.Random(index)
    name, data = MAKERS[index % len(MAKERS)](rng)
    path = folder / f"{index:03}_{name}"
    kind = index // len(MAKERS)
    if kind == PLACES - 1 and index % 5 == 0:
        return _misplaced(path, index % 30 // 5, data)
    path.write_bytes(data)
    return path


def _misplaced(path: Path, way: int, data: bytes) -> Path:
    """A link out of the folder, to nowhere or to itself; a file that may not be read; a pipe; a hostile name."""
    if way == 0:
        path.symlink_to("/etc/passwd")
    elif way == 1:
        path.symlink_to(path.parent / "nowhere")
    elif way == 2:
        path.symlink_to(path.name)
    elif way == 3:
        path.write_bytes(data)
        path.chmod(0)
    elif way == 4:
        os.mkfifo(path)
    else:
        path = path.with_name("换行\n与\x1b[31m颜色" + path.name)
        path.write_bytes(data)
    return path


def make(folder: Path, count: int = COUNT) -> list[Path]:
    """Write the first ``count`` broken files; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    return [make_one(folder, index) for index in range(count)]
