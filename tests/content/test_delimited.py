"""Delimited files: the same cells and row numbers as Python's csv module gives, wherever the chunks are cut."""

from __future__ import annotations

import csv
import io
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.reading import Rows, read, rows_of, source_of
from tiao.content.readers import delimited
from tiao.content.readers.delimited import Delimited, DelimitedTable

CHECKED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def table_of(path: Path) -> DelimitedTable:
    table = next(Delimited().tables(source_of(path)))
    assert isinstance(table, DelimitedTable)
    return table


def rows_in(path: Path, data: bytes, chunk: int, monkeypatch: pytest.MonkeyPatch) -> Rows:
    path.write_bytes(data)
    monkeypatch.setattr(delimited, "CHUNK", chunk)
    return rows_of(table_of(path))


def by_csv(text: str, sign: str) -> Rows:
    """Rows that are not blank with their numbers, as the csv module sees them."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    feeds = [[re.sub("\r(?!\n)", "\n", cell) for cell in row] for row in rows]
    return [(number, row) for number, row in enumerate(feeds, 1) if any(cell.strip() for cell in row)]


def random_csv(seed: int, sign: str) -> str:
    rng = random.Random(seed)
    cells = [
        "",
        "张三",
        "138" + "0" * 8,
        f"a{sign}b",
        'say "x"',
        "two\nlines",
        "a\r\nb\nc",
        '"',
        f'{sign}"\n{sign}',
        " b ",
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=sign,
        lineterminator=rng.choice(["\n", "\r\n"]),
        quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    writer.writerow(["姓名", "电话", "备注"])
    for _ in range(rng.randrange(3, 60)):
        if rng.random() < 0.1:
            out.write("\r\n" if rng.random() < 0.5 else "\n")
        else:
            writer.writerow(rng.choice(cells) for _ in range(rng.choice([3, 3, 3, 2, 5])))
    return out.getvalue() if rng.random() < 0.7 else out.getvalue().rstrip("\r\n")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("seed", range(12))
def test_as_the_csv_module_at_every_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: str, seed: int) -> None:
    text = random_csv(seed, sign)
    wanted = by_csv(text, sign)
    for chunk in (1, 2, 7, 64, 1000, 8 << 20):
        assert rows_in(tmp_path / "a.csv", text.encode(), chunk, monkeypatch) == wanted


@CHECKED
@given(st.text(alphabet='a张,"\n\r ', max_size=80), st.sampled_from([1, 3, 16]))
def test_cuts_never_show(tmp_path_factory: pytest.TempPathFactory, text: str, chunk: int) -> None:
    """Whatever the quotes are like, small chunks give what one chunk gives."""
    path = tmp_path_factory.mktemp("cuts") / "a.csv"
    with pytest.MonkeyPatch.context() as patch:
        data = ("a,b,c\n" * 3 + text).encode()
        whole = rows_in(path, data, 8 << 20, patch)
        assert rows_in(path, data, chunk, patch) == whole
    got = "".join("".join(cells) for _, cells in whole).replace("\n", "").replace(" ", "")
    wanted = "a,b,c" * 3 + text
    # No character is lost but quotation marks and line ends.
    assert got.replace('"', "").replace(",", "") == "".join(c for c in wanted if c not in ' ,"\r\n')


@pytest.mark.parametrize(
    "sign", ["----", "|||", "::", "#", "@@@", "||", "~", "^", "---", "｜", "——", "\x01", "|#|", "，"]
)
def test_signs(tmp_path: Path, sign: str) -> None:
    lines = [("张三", "13800000000", "a@b.cn"), ("李四", "13900000000", ""), ("王五", "", "c@d.cn")] * 4
    (tmp_path / "a.txt").write_text("\n".join(sign.join(line) for line in lines), "utf-8")
    name, tables, _ = read(tmp_path / "a.txt")
    assert name == "delimited@1"
    assert tables[""] == [(number, list(line)) for number, line in enumerate(lines, 1)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("big5hkscs", b""),
    ],
)
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, mark: bytes, end: str) -> None:
    lines = ["姓名,電話,地址", "陳大文,13800000000,香港九龍彌敦道", '"李小明",13900000000,"台北市, 信義路"'] * 20
    (tmp_path / "a.csv").write_bytes(mark + (end.join(lines) + end).encode(encoding))
    name, tables, _ = read(tmp_path / "a.csv")
    assert name == "delimited@1"
    assert len(tables[""]) == 60
    assert tables[""][1] == (2, ["陳大文", "13800000000", "香港九龍彌敦道"])
    assert tables[""][59] == (60, ["李小明", "13900000000", "台北市, 信義路"])


def test_line_ends_of_three_kinds_in_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for chunk in (1, 5, 8 << 20):
        rows = rows_in(tmp_path / "a.csv", b"a,1\rb,2\r\nc,3\n\rd,4\r\r\ne,5\r", chunk, monkeypatch)
        assert rows == [(1, ["a", "1"]), (2, ["b", "2"]), (3, ["c", "3"]), (5, ["d", "4"]), (7, ["e", "5"])]


def test_ascii_for_a_megabyte_then_gbk(tmp_path: Path) -> None:
    head = b"id,phone,memo\n" + b"1,13800000000,none\n" * 80_000
    (tmp_path / "a.csv").write_bytes(head + "2,13900000000,北京\n".encode("gb18030"))
    table = table_of(tmp_path / "a.csv")
    rows = rows_of(table)
    assert table.details == {"encoding": "gb18030", "separator": ","}
    assert rows[-1] == (80_002, ["2", "13900000000", "北京"])


def test_bytes_that_cannot_be_decoded_stand_out(tmp_path: Path) -> None:
    lines = ["张三,13800000000".encode()] * 50
    lines[7] = b"\xff\xfe\xe5\xbc,13800000000"
    (tmp_path / "a.csv").write_bytes(b"\n".join(lines))
    _, tables, _ = read(tmp_path / "a.csv")
    assert tables[""][7][1][1] == "13800000000"
    assert set(tables[""][7][1][0]) == {"\ufffd"}
    assert len(tables[""]) == 50


def test_a_stray_nul_is_no_end(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("张三,13800000000\n".encode() * 400 + b"a\0b,1\n\0\n" + "李四,139\n".encode())
    rows = rows_of(table_of(tmp_path / "a.csv"))
    assert rows[400:] == [(401, ["a\0b", "1"]), (403, ["李四", "139"])]


def test_sixteen_megabytes_and_more(tmp_path: Path) -> None:
    """Rows cut by chunks of the usual size, line breaks in quotes among them."""
    body = ['"张三, 男",13800000000,"北京\n朝阳"', "李四,13900000000,上海", "", '王五,"","a""b"'] * 200_000
    (tmp_path / "a.csv").write_text("姓名,手机,地址\n" + "\n".join(body) + "\n", "utf-8")
    assert (tmp_path / "a.csv").stat().st_size > 16 << 20
    rows = rows_of(table_of(tmp_path / "a.csv"))
    assert len(rows) == 600_001
    assert rows[-1] == (800_001, ["王五", "", 'a"b'])
    assert [number for number, _ in rows[1::3]] == list(range(2, 800_000, 4))


def test_chunks_cover_the_file(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        (tmp_path / "a.csv").write_text("张三,13800000000,北京市朝阳区\n" * 500_000, encoding)
        sizes = [chunk.size for chunk in table_of(tmp_path / "a.csv").chunks()]
        assert sum(sizes) == (tmp_path / "a.csv").stat().st_size
        assert len(sizes) > 1


QUOTED = '"赵六","13800000001"\n'


@pytest.mark.parametrize(
    ("broken", "cell"),
    [
        ('"张三,13800000000\n', "张三"),
        ('"张三\n', "张三"),
        ('"张三,13800000000,"\n', "张三"),
        ('李四,"张三\n', "张三"),
    ],
)
@pytest.mark.parametrize("rest", ["赵六,13800000001\n", QUOTED, '赵六,"a ""b"" c"\n'])
def test_a_quote_that_nobody_closes_takes_no_other_row(tmp_path: Path, broken: str, cell: str, rest: str) -> None:
    (tmp_path / "a.csv").write_text("姓名,手机\n" + rest * 40 + broken + rest * 40, "utf-8")
    rows = rows_of(table_of(tmp_path / "a.csv"))
    assert [number for number, _ in rows] == list(range(1, 83))
    assert any(cell in text for text in rows[41][1])
    assert {tuple(cells) for _, cells in rows[1:41] + rows[42:]} == {tuple(by_csv(rest, ",")[0][1])}


def test_a_quote_that_nobody_closes_in_a_big_file(tmp_path: Path) -> None:
    line = "张三,13800000000,北京市朝阳区某某路\n"
    (tmp_path / "a.csv").write_text(line * 20 + '"李四,13900000000,上海\n' + line * 700_000 + '赵六,1,"x"\n', "utf-8")
    begun = time.monotonic()
    heights = [chunk.batch().height for chunk in table_of(tmp_path / "a.csv").chunks()]
    assert sum(heights) == 700_022
    assert time.monotonic() - begun < 20


def test_quotes_that_open_on_every_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"张三,13800000000\n' * 200_000, "utf-8")
    begun = time.monotonic()
    assert sum(len(chunk.batch()) for chunk in table_of(tmp_path / "a.csv").chunks()) == 200_000
    assert time.monotonic() - begun < 20


def test_a_quoted_cell_of_ten_megabytes(tmp_path: Path) -> None:
    long = "某" * 3_500_000
    (tmp_path / "a.csv").write_text(f'姓名,备注\n张三,"{long}\n,""终"""\n李四,x\n', "utf-8")
    rows = rows_of(table_of(tmp_path / "a.csv"))
    assert rows == [(1, ["姓名", "备注"]), (2, ["张三", f'{long}\n,"终"']), (3, ["李四", "x"])]


def test_a_row_that_is_too_long_is_read_in_pieces_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "CHUNK", 1000)
    monkeypatch.setattr(delimited, "LONGEST", 4000)
    (tmp_path / "a.csv").write_text("a,b\n" * 300 + "张,三," * 4000 + "\nc,d\n", "utf-8")
    table = table_of(tmp_path / "a.csv")
    rows = rows_of(table)
    unread = [entry for chunk in table.chunks() for entry in chunk.batch().unread]
    assert rows[-1] == (302, ["c", "d"])
    assert {number for number, _ in rows[300:-1]} == {301}
    assert [cell for _, cells in rows[300:-1] for cell in cells if cell] == ["张", "三"] * 4000
    assert unread
    assert all(entry.exhibit == "E1" and "pieces" in entry.what for entry in unread)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sep=,\n姓名,手机\n张三,138\n", [(1, ["姓名", "手机"]), (2, ["张三", "138"])]),
        ("sep=;\r\n姓名;手机\r\n张三;1,38\r\n", [(1, ["姓名", "手机"]), (2, ["张三", "1,38"])]),
        ("'姓名','手机'\n'张三','1,38'\n", [(1, ["姓名", "手机"]), (2, ["张三", "1,38"])]),
        ('姓名,手机\n张三,="0138"\n', [(1, ["姓名", "手机"]), (2, ["张三", '="0138"'])]),
        ('姓名,手机\n张三,"=""0138"""\n', [(1, ["姓名", "手机"]), (2, ["张三", '="0138"'])]),
        ("姓名,手机,\n张三,138,\n", [(1, ["姓名", "手机", ""]), (2, ["张三", "138", ""])]),
        ("姓名;余额;额度\n张三;1,50;2,50\n李四;2,75;1,25\n", [
            (1, ["姓名", "余额", "额度"]), (2, ["张三", "1,50", "2,50"]), (3, ["李四", "2,75", "1,25"])]),
        ("名单\n\n姓名,手机\n张三,138\n李四,139\n王五,137\n", [
            (1, ["名单"]), (3, ["姓名", "手机"]), (4, ["张三", "138"]), (5, ["李四", "139"]), (6, ["王五", "137"])]),
        (",,\n,,\n张三,138,\n , \n李四,139,\n", [(3, ["张三", "138", ""]), (5, ["李四", "139", ""])]),
        ("13800000000\n13900000000\n", [(1, ["13800000000"]), (2, ["13900000000"])]),
        ("张三", [(1, ["张三"])]),
        ("", []),
    ],
)  # fmt: skip
def test_small_files(tmp_path: Path, text: str, rows: Rows) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8", newline="")
    assert rows_of(table_of(tmp_path / "a.csv")) == rows
