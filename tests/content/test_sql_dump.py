"""SQL dumps: every program's way of writing gives the same cells; damage is named, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.reading import read, source_of
from content.sql_dumps import TABLE, WRITERS, Row, mysqldump, pg_copy
from tiao.content.readers.sql_dump import SqlDump
from tiao.content.sniff import sniff
from tiao.content.sql import survey
from tiao.model import Unread

HEADER = ["id", "姓名", "phone", "note"]
# 誠, 乗 and 許 end, in GBK, with the byte of a backslash; 〡 is of GB18030 alone.
ROWS: list[Row] = [
    ["1", "张伟", "13800000001", "plain"],
    ["2", "誠", "13800000002", "it's"],
    ["3", "王乗", None, "C:\\new\\table"],
    ["4", "許", "13800000004", "誠'"],
    ["5", "a,b", "13800000005", "line one\nline two"],
    ["6", "(x),(y);", "13800000006", "-- no comment /* neither */"],
    ["7", "O''Neil", "13800000007", '"quoted" `ticks` [brackets] $$'],
    ["8", "tab\tbed", "13800000008", "\\"],
    ["9", "诸葛 亮", "13800000009", "INSERT INTO `users` VALUES ('1'"],
    ["10", "end", "13800000010", "\\N"],
]


QUERY = "INSERTs without rows of their own (INSERT ... SELECT or SET) are not carried out."


def cells(rows: list[Row]) -> list[list[str]]:
    return [[value or "" for value in row] for row in rows]


def read_text(folder: Path, text: str | bytes, name: str = "dump.sql") -> tuple[dict[str, list[list[str]]], list[str]]:
    """Rows of each table, header first, and what is said of the rest."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    reader, tables, unread = read(path)
    assert reader == SqlDump.name
    return {table: [row for _, row in rows] for table, rows in tables.items()}, [
        f"{entry.where}: {entry.what}".removeprefix(": ") for entry in unread
    ]


@pytest.mark.parametrize("block", [211, 1 << 20])
@pytest.mark.parametrize("dialect", WRITERS)
def test_every_dialect_gives_the_rows(
    dialect: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pieces of a few hundred bytes every sign is once at the edge of a piece."""
    monkeypatch.setattr(survey, "BLOCK", block)
    many = [[str(n), *row[1:]] for n, row in enumerate(ROWS * 30, 1)]
    path = tmp_path / "dump"
    path.write_bytes(WRITERS[dialect](HEADER, many))
    reader, tables, unread = read(path)
    assert reader == SqlDump.name
    assert unread == []
    [(name, rows)] = tables.items()
    assert name.endswith(TABLE)
    assert rows == [(0, HEADER), *enumerate(cells(many), 1)]


def test_tables_come_in_file_order_even_when_their_rows_are_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "BLOCK", 300)
    text = "CREATE TABLE c (z int);\n" + "".join(
        f"INSERT INTO b (k, v) VALUES ('{n}', 'b{n}');\nINSERT INTO a (k) VALUES ('a{n}'), ('aa{n}');\n"
        for n in range(50)
    )
    tables, unread = read_text(tmp_path, text + "INSERT INTO c VALUES (7);\n")
    assert [*tables] == ["b", "a", "c"]
    assert tables["b"] == [["k", "v"], *([str(n), f"b{n}"] for n in range(50))]
    assert tables["a"] == [["k"], *([cell] for n in range(50) for cell in (f"a{n}", f"aa{n}"))]
    assert tables["c"] == [["z"], ["7"]]
    assert unread == []


def test_large_tables_are_read_alone_and_small_ones_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which way a table is taken from the file does not show."""
    from tiao.content.readers import sql_dump

    text = "".join(f"INSERT INTO t{n % 7} (k) VALUES ('{n}'), ('x{n}');\n" for n in range(700))
    together = read_text(tmp_path, text)
    monkeypatch.setattr(survey, "BLOCK", 1000)
    monkeypatch.setattr(sql_dump, "_TOGETHER", 2000)
    assert read_text(tmp_path, text) == together
    monkeypatch.setattr(sql_dump, "_TOGETHER", 0)
    assert read_text(tmp_path, text) == together


def test_an_insert_of_many_megabytes_is_one_statement(tmp_path: Path) -> None:
    many: list[Row] = [[str(n), "张伟", f"138{n:08}", "x" * 50] for n in range(200_000)]
    path = tmp_path / "dump.sql"
    path.write_bytes(mysqldump(HEADER, many, at_once=len(many)))
    assert path.stat().st_size > 16 << 20
    [table] = SqlDump().tables(source_of(path))
    assert not isinstance(table, Unread)
    batches = [chunk.batch() for chunk in table.chunks()]
    assert len(batches) > 1
    assert sum(batch.height for batch in batches) == len(many)
    assert batches[-1].texts(len(batches[-1]) - 1) == many[-1]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("TO_DATE('2020-01-02 03:04:05', 'YYYY-MM-DD HH24:MI:SS')", "2020-01-02 03:04:05"),
        ("CAST(N'2020-01-02' AS Date)", "2020-01-02"),
        ("CAST(12 AS Decimal(18, 0))", "12"),
        ("'张' || CHR(10) || '伟'", "张\n伟"),
        ("UNISTR('\\5F20\\4F1F')", "张伟"),
        ("U&'\\5F20'", "张"),
        ("q'{it's}'", "it's"),
        ("Nq'!张!'", "张"),
        ("X'E5BCA0'", "张"),
        ("0xE5BCA0", "张"),
        ("0xFFD8FFE0", "0xFFD8FFE0"),
        ("HEXTORAW('313338')", "138"),
        ("'13800000001'::character varying", "13800000001"),
        ("_utf8mb4'张'", "张"),
        ("_binary '张'", "张"),
        ("'张' COLLATE utf8_bin", "张"),
        ("-12.50", "-12.50"),
        ("1e5", "1e5"),
        ("NULL", ""),
        ("default", ""),
        ("(NULL)", ""),
        ("/* c */ 'x' -- y\n", "x"),
        ("$a$it's$a$", "it's"),
        ("N''", ""),
        ("true", "true"),
        ("ARRAY['a','b']", "ARRAY['a','b']"),
    ],
)
def test_a_literal_stands_for_its_value(literal: str, value: str, tmp_path: Path) -> None:
    text = f"SET DEFINE OFF;\nINSERT INTO t (a, b, c) VALUES ('1', {literal}, '3');\n"
    assert read_text(tmp_path, text) == ({"t": [["a", "b", "c"], ["1", value, "3"]]}, [])


def test_comments_on_columns_stand_in_brackets(tmp_path: Path) -> None:
    mysql = (
        "CREATE TABLE `t` (`a` int COMMENT '编号', `xm` varchar(9) DEFAULT 'it''s, (x)' COMMENT '姓名：全名',\n"
        "`c` int);\n"
        "INSERT INTO `t` VALUES (1,'张',2);\n"
    )
    assert read_text(tmp_path, mysql)[0]["t"][0] == ["a(编号)", "xm(姓名)", "c"]
    postgres = (
        "CREATE TABLE public.t (a int, xm text);\nCOMMENT ON COLUMN public.t.xm IS '姓名';\n"
        "COPY public.t (a, xm) FROM stdin;\n1\t张\n\\.\n"
    )
    assert read_text(tmp_path, postgres)[0]["public.t"][0] == ["a", "xm(姓名)"]
    server = (
        "INSERT [dbo].[t] ([a], [xm]) VALUES (1, N'张')\nGO\nEXEC sys.sp_addextendedproperty @name=N'MS_Description', "
        "@value=N'姓名' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N't', "
        "@level2type=N'COLUMN',@level2name=N'xm'\nGO\n"
    )
    assert read_text(tmp_path, server)[0]["dbo.t"][0] == ["a", "xm(姓名)"]


def test_databases_tell_tables_apart(tmp_path: Path) -> None:
    text = (
        "USE `a`;\nINSERT INTO `t` VALUES (1,'x');\nUSE `b`;\nINSERT INTO `t` VALUES (2,'y');\n"
        "INSERT INTO `a`.`t` VALUES (3,'z');\n"
    )
    assert read_text(tmp_path, text)[0] == {"a.t": [["1", "x"], ["3", "z"]], "b.t": [["2", "y"]]}


def test_rows_with_other_columns(tmp_path: Path) -> None:
    text = "INSERT INTO t (a, b) VALUES (1, 2);\nINSERT INTO t (b, c) VALUES (3, 4);\n"
    text += "INSERT INTO t (B, A) VALUES (5, 6);\n"
    assert read_text(tmp_path, text)[0] == {"t": [["a", "b", "c"], ["1", "2", ""], ["", "3", "4"], ["6", "5", ""]]}
    wide = ", ".join(f"c{n}" for n in range(50))
    text = f"INSERT INTO t ({wide}) VALUES ({wide.replace('c', '')});\nINSERT INTO t (c1) VALUES (7);\n"
    assert [*read_text(tmp_path, text)[0].values()][1] == [["c1"], ["7"]]


@pytest.mark.parametrize("cut", range(4, 60, 5))
def test_a_truncated_dump_gives_what_is_whole(cut: int, tmp_path: Path) -> None:
    whole = mysqldump(HEADER, ROWS)
    end = whole.index(b"UNLOCK")
    begin = whole.index(b"('9'")
    data = whole[: begin + cut]
    tables, unread = read_text(tmp_path, data)
    assert tables[TABLE] == [HEADER, *cells(ROWS[:8])]
    assert begin + cut < end
    assert unread == ["row 9: The dump breaks off within a row."]


@pytest.mark.parametrize("tail", ["", "\n", "\n-- "])
def test_a_dump_cut_behind_a_whole_row_is_told(tail: str, tmp_path: Path) -> None:
    whole = mysqldump(HEADER, ROWS)
    data = whole[: whole.index(b"('9'") - 1] + tail.encode()
    tables, unread = read_text(tmp_path, data)
    assert tables[TABLE] == [HEADER, *cells(ROWS[:8])]
    assert len(unread) == 1
    assert "may be cut short" in unread[0]


def test_a_script_without_semicolons_is_not_cut(tmp_path: Path) -> None:
    text = "SET ANSI_NULLS ON\nGO\nINSERT [dbo].[t] ([a]) VALUES (N'1')\nINSERT [dbo].[t] ([a]) VALUES (N'2')\n"
    assert read_text(tmp_path, text) == ({"dbo.t": [["a"], ["1"], ["2"]]}, [])


def test_a_copy_that_breaks_off(tmp_path: Path) -> None:
    whole = pg_copy(HEADER, ROWS)
    data = whole[: whole.index(b"\n9\t") + 4]
    tables, unread = read_text(tmp_path, data)
    assert tables["public.users"] == [HEADER, *cells(ROWS[:8])]
    assert unread == ["row 9: The dump breaks off within a row."]


def test_a_damaged_row_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    text = "INSERT INTO `t` VALUES (1,'a'),(2,'b'c'),(3,'d'),(4,'e');\n"
    text += "INSERT INTO `t` VALUES (5,'f);\nINSERT INTO `t` VALUES (6,'g');\n"
    tables, unread = read_text(tmp_path, text)
    assert [row[0] for row in tables["t"]] == ["1", "3", "4", "6"]
    assert unread[0] == "row 2: A row is damaged: it does not end where a row must end."
    assert all("damaged" in said or "never closed" in said for said in unread)


@pytest.mark.parametrize("block", [5_000, 8 << 20])
def test_a_table_of_many_columns_is_whole_wherever_the_file_is_cut(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "BLOCK", block)
    names = [f"column_{number:03}" for number in range(600)]
    text = "CREATE TABLE `t` (\n" + ",\n".join(f"  `{name}` varchar(255) DEFAULT NULL" for name in names) + "\n);\n"
    assert len(text) > 20_000
    text += f"INSERT INTO `t` VALUES ({', '.join(map(str, range(600)))});\n"
    assert read_text(tmp_path, text)[0] == {"t": [names, [*map(str, range(600))]]}


def test_a_row_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "BLOCK", 1000)
    monkeypatch.setattr(survey, "LONGEST", 5000)
    text = f"INSERT INTO `t` VALUES (1,'a'),(2,'{'x' * 9000}'),(3,'c');\nINSERT INTO `t` VALUES (4,'d');\n"
    tables, unread = read_text(tmp_path, text)
    assert {"1", "4"} <= {row[0] for row in tables["t"]} <= {"1", "3", "4"}
    assert "row 2: A row is longer than 64 MB and was not read." in unread
    copy = f"COPY t (a, b) FROM stdin;\n1\ta\n2\t{'x' * 9000}\n3\tc\n\\.\n"
    assert read_text(tmp_path, copy) == (
        {"t": [["a", "b"], ["1", "a"], ["3", "c"]]},
        ["row 2: A row is longer than 64 MB and was not read."],
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE t SET a = 2;", "Statements change rows (UPDATE, MERGE, LOAD DATA); they are not carried out."),
        ("INSERT INTO t SELECT * FROM u;", QUERY),
        ("INSERT INTO t SET a = 2;", QUERY),
        ("FROBNICATE t;", "Some of the text is no statement that is known here, and was passed over."),
        ("COPY u (a) FROM stdin WITH (FORMAT csv);\n2\n\\.", "row 1: Rows of COPY in the form of CSV are not read."),
    ],
)  # fmt: skip
def test_what_is_not_carried_out_is_named(statement: str, said: str, tmp_path: Path) -> None:
    tables, unread = read_text(tmp_path, f"INSERT INTO t (a) VALUES (1);\n{statement}\nINSERT INTO t (a) VALUES (3);\n")
    assert tables["t"] == [["a"], ["1"], ["3"]]
    assert unread == [said]


@pytest.mark.parametrize(
    "text",
    [
        "张伟 2020-06-01 12:00:00\nINSERT INTO t VALUES (1);\n" * 5,
        "SELECT * FROM users;\nSELECT 1;\n",
        "name,phone\nINSERT,13800000001\n",
        "drop me a line: insert into the box the values (1)\n",
    ],
)
def test_other_texts_are_no_dumps(text: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    assert sniff(source_of(path))[0].name != SqlDump.name
