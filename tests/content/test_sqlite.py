"""SQLite databases: what stands in each cell, in which row; what is damaged is named and the rest is read."""

from __future__ import annotations

import itertools
import os
import random
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from content.reading import read, source_of
from tiao.content.databases import sqlite_rows
from tiao.content.sniff import sniff
from tiao.errors import Unreadable
from tiao.model import Unread

PEOPLE = [("张伟", "13800000001", "北京市朝阳区1号"), ("王芳", "13800000002", "上海市黄浦区2号")]


def made(path: Path, *statements: str, page: int = 4096) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA page_size = {page}")
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path


def contacts(path: Path, rows: int, page: int = 1024) -> Path:
    """One table of people, its rows numbered from 1."""
    made(path, "CREATE TABLE contacts (id INTEGER PRIMARY KEY, 姓名 TEXT, 手机 TEXT)", page=page)
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO contacts VALUES (?, ?, ?)", [(n, "张伟", f"138{n:08}") for n in range(1, rows + 1)]
        )
    connection.close()
    return path


def test_every_table_with_its_own_names(tmp_path: Path) -> None:
    path = made(
        tmp_path / "list.csv",
        'CREATE TABLE 客户 (姓名 TEXT, 手机 INTEGER, 住址, "a""b" REAL)',
        "INSERT INTO 客户 VALUES ('张伟', 13800000001, '北京市朝阳区1号', 1.5)",
        "INSERT INTO 客户 VALUES ('王芳', 13800000002, NULL, 3)",
        "CREATE TABLE empty (a)",
        "CREATE VIEW seen AS SELECT 姓名 FROM 客户",
        "CREATE TABLE orders (no INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT)",
        "INSERT INTO orders VALUES (9007199254740993, 'x')",
        "CREATE VIRTUAL TABLE words USING fts5(body)",
    )
    name, tables, unread = read(path)
    assert name == "sqlite@1"
    assert tables["客户"] == [
        (0, ["姓名", "手机", "住址", 'a"b']),
        (1, ["张伟", "13800000001", "北京市朝阳区1号", "1.5"]),
        (2, ["王芳", "13800000002", "", "3"]),
    ]
    assert tables["orders"] == [(0, ["no", "who"]), (1, ["9007199254740993", "x"])]
    # What a virtual table holds stands in tables of its own; SQLite's own tables, views and empty tables are left out.
    assert {name for name in tables if not name.startswith("words_")} == {"客户", "orders"}
    assert all(entry.where.startswith("words_") for entry in unread)


def test_the_row_number_is_the_place_in_the_table(tmp_path: Path) -> None:
    """Numbers that SQLite keeps can be anything; rows come in their order."""
    path = made(
        tmp_path / "sparse.db",
        "CREATE TABLE t (rowid TEXT, a)",
        "INSERT INTO t (_rowid_, rowid, a) VALUES (13800000001, 'c', 1), (-5, 'a', 2), (7, 'b', 3)",
        "CREATE TABLE u (_rowid_, rowid, oid, a)",
        "INSERT INTO u VALUES (1, 2, 3, 4)",
        "CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
        "INSERT INTO w VALUES ('b', 1), ('a', 2)",
    )
    assert read(path)[1] == {
        "t": [(0, ["rowid", "a"]), (1, ["a", "2"]), (2, ["b", "3"]), (3, ["c", "1"])],
        "u": [(0, ["_rowid_", "rowid", "oid", "a"]), (1, ["1", "2", "3", "4"])],
        "w": [(0, ["k", "v"]), (1, ["a", "2"]), (2, ["b", "1"])],
    }


def test_blank_rows_count_and_stay_out(tmp_path: Path) -> None:
    path = made(
        tmp_path / "blank.db",
        "CREATE TABLE t (a, b)",
        "INSERT INTO t VALUES ('x', 1), (NULL, '　 '), ('', NULL), ('y', 2)",
    )
    assert read(path)[1] == {"t": [(0, ["a", "b"]), (1, ["x", "1"]), (4, ["y", "2"])]}


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = made(
        tmp_path / "wide.db",
        f"PRAGMA encoding = '{encoding}'",
        "CREATE TABLE 名单 (姓名)",
        "INSERT INTO 名单 VALUES ('张伟𠮷')",
    )
    assert read(path)[1] == {"名单": [(0, ["姓名"]), (1, ["张伟𠮷"])]}


def test_text_of_another_encoding_and_text_without_a_type(tmp_path: Path) -> None:
    """Old programs keep GBK where SQLite expects UTF-8; others keep text as bytes."""
    path = made(tmp_path / "gbk.db", "CREATE TABLE t (a, b)")
    with sqlite3.connect(path) as connection:
        for value, other in (
            ("张伟".encode("gbk"), "王芳".encode()),
            (b"\xd5\xc5\xff", "王芳".encode("gbk")),
            (b"ok", b"\x00\x01\x02\xff"),
            (b"ok", b""),
        ):
            connection.execute("INSERT INTO t VALUES (CAST(? AS TEXT), ?)", (value, other))
    connection.close()
    _, tables, unread = read(path)
    assert tables["t"][1:] == [(1, ["张伟", "王芳"]), (2, ["张\ufffd", "王芳"]), (3, ["ok", ""]), (4, ["ok", ""])]
    assert [entry.what.split()[0] for entry in unread] == ["1"]


def unread_of(path: Path) -> list[Unread]:
    """What is named when each table is read once, as ``find`` does it."""
    found: list[Unread] = []
    reader, _ = sniff(source_of(path))
    for part in reader.tables(source_of(path)):
        if isinstance(part, Unread):
            found.append(part)
        else:
            for chunk in part.chunks():
                found += chunk.batch().unread
    return found


def test_pictures_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = made(tmp_path / "photos.db", "CREATE TABLE t (name, photo, other)")
    with sqlite3.connect(path) as connection:
        for n in range(5):
            connection.execute(
                "INSERT INTO t VALUES ('张伟', ?, ?)", (b"\xff\xd8\xff\xe0" + bytes(n), "text" if n else b"\0")
            )
    connection.close()
    (entry,) = unread_of(path)
    assert entry.where == "t"
    assert entry.what == "6 values in columns 2, 3 are no text (pictures, packed data) and were passed over."


def test_what_is_text(tmp_path: Path) -> None:
    """Values without a type: text as UTF-8 or GBK, without control characters."""
    values = [
        "张伟".encode(),
        "张伟".encode("gbk"),
        b'{"a": 1}\n',
        b"\x08\x96\x01",
        b"a\0",
        b"\xff\xd8\xff\xe1",
        b"\x7f",
    ]
    path = made(tmp_path / "blobs.db", "CREATE TABLE t (n, b)")
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO t VALUES ('x', ?)", [(value,) for value in values])
    connection.close()
    _, tables, unread = read(path)
    assert [row[1] for _, row in tables["t"][1:]] == ["张伟", "张伟", '{"a": 1}\n', "", "", "", ""]
    assert unread[0].what.startswith("4 values in columns 2 ")


def test_calculated_columns_are_not_calculated(tmp_path: Path) -> None:
    """What a file wants to have calculated is never run; what was stored is read."""
    path = made(
        tmp_path / "generated.db",
        "CREATE TABLE t (a, b AS (replace(zeroblob(900000000), '0', a)), c AS (a || 'x') STORED, d)",
        "INSERT INTO t (a, d) VALUES ('甲', 1)",
    )
    assert read(path)[1] == {"t": [(0, ["a", "c", "d"]), (1, ["甲", "甲x", "1"])]}


def test_nothing_is_written_and_nothing_beside_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE t (姓名)")
    connection.execute("INSERT INTO t VALUES ('张伟')")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO t VALUES ('王芳')")
    connection.commit()
    before = {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in tmp_path.iterdir()}
    assert len(before) == 3
    found = unread_of(path)
    assert read(path)[1] == {"t": [(0, ["姓名"]), (1, ["张伟"])]}
    assert [entry.what for entry in found] == [
        "A write-ahead log stands beside the database; rows that stand only in it are not read."
    ]
    assert {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in tmp_path.iterdir()} == before
    with pytest.raises(Unreadable, match="the log of a SQLite database"):
        sniff(source_of(tmp_path / "live.db-wal"))
    connection.close()


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = contacts(tmp_path / "x.db", 2)
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd5\xc5 %?#.db"))
    path.rename(odd)
    assert len(read(odd)[1]["contacts"]) == 3


def test_chunks_keep_the_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = contacts(tmp_path / "long.db", 1_000)
    monkeypatch.setattr(sqlite_rows, "CHUNK", 4 << 10)
    rows = read(path)[1]["contacts"]
    assert rows[1:] == [(n, [str(n), "张伟", f"138{n:08}"]) for n in range(1, 1_001)]


def broken(path: Path, *pages: int, size: int = 1024) -> Path:
    """The same file with pages, counted from 1, that hold nonsense."""
    data = bytearray(path.read_bytes())
    for page in pages:
        data[(page - 1) * size : page * size] = random.Random(page).randbytes(size)
    path.write_bytes(data)
    return path


def leaves(path: Path, size: int = 1024) -> list[int]:
    """Pages, from 1, that hold rows of tables, in the order in which they stand in the file."""
    data = path.read_bytes()
    return [at // size + 1 for at in range(size, len(data), size) if data[at] == 0x0D]


def test_rows_before_and_behind_damage_are_read(tmp_path: Path) -> None:
    path = contacts(tmp_path / "damaged_page.db", 5_000)
    pages = leaves(path)
    on_page = 5_000 // len(pages)
    broken(path, pages[10], pages[11], pages[40])
    _, tables, unread = read(path)
    seen = [int(cells[0]) for _, cells in tables["contacts"][1:]]
    assert seen == sorted(set(seen))
    assert 5_000 - 3 * (on_page + 5) < len(seen) <= 5_000 - 3 * (on_page - 5)
    lost = sorted(set(range(1, 5_001)) - set(seen))
    second = next(number for before, number in itertools.pairwise(lost) if number - before > 1)
    behind = "damaged or missing; the rows before and behind were read."
    assert [(entry.where, entry.what) for entry in unread] == [
        (f"contacts, after row {lost[0] - 1}", f"2 pages of the table are {behind}"),
        (f"contacts, after row {seen.index(second - 1) + 1}", f"A page of the table is {behind}"),
    ]


def test_the_end_of_a_table_is_damaged(tmp_path: Path) -> None:
    path = contacts(tmp_path / "damaged_end.db", 5_000)
    broken(path, leaves(path)[-1])
    _, tables, unread = read(path)
    assert 4_900 < len(tables["contacts"]) < 5_000
    assert [entry.where for entry in unread] == [f"contacts, after row {len(tables['contacts']) - 1}"]


def test_places_with_damage_beyond_a_number_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = contacts(tmp_path / "holes.db", 5_000)
    broken(path, *leaves(path)[5:60:10])
    monkeypatch.setattr(sqlite_rows, "MOST_PLACES", 3)
    _, tables, unread = read(path)
    assert [entry.what.partition(" of the table")[0] for entry in unread] == [
        "A page", "A page", "A page", "In 3 further places 3 pages",
    ]  # fmt: skip
    assert len(tables["contacts"]) > 4_500


def test_a_database_cut_short_is_read_up_to_there(tmp_path: Path) -> None:
    path = contacts(tmp_path / "cut.db", 5_000, page=4096)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    _, tables, unread = read(path)
    assert 2_500 < len(tables["contacts"]) < 3_500
    assert [entry.where for entry in unread] == [f"contacts, after row {len(tables['contacts']) - 1}"]


def test_a_row_that_is_too_large_is_named(tmp_path: Path) -> None:
    path = made(
        tmp_path / "huge.db",
        "CREATE TABLE t (a, b)",
        "INSERT INTO t VALUES ('x', 1), (zeroblob(70000000), 2), ('y', 3)",
    )
    _, tables, unread = read(path)
    assert [cells for _, cells in tables["t"][1:]] == [["x", "1"], ["y", "3"]]
    assert [(entry.where, entry.rows) for entry in unread] == [("t, row 2", 1)]
    assert "larger than 64 MB" in unread[0].what


def test_a_tree_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    """Every child of the root is made the first child: without a guard a few pages would be a thousand tables."""
    path = contacts(tmp_path / "circle.db", 3_000)
    data = bytearray(path.read_bytes())
    root = 1024
    assert data[root] == 0x05
    cells = int.from_bytes(data[root + 3 : root + 5], "big")
    first = int.from_bytes(data[root + 12 : root + 14], "big")
    for number in range(1, cells):
        at = root + int.from_bytes(data[root + 12 + 2 * number : root + 14 + 2 * number], "big")
        data[at : at + 4] = data[root + first : root + first + 4]
    path.write_bytes(data)
    _, tables, unread = read(path)
    seen = [int(cells[0]) for _, cells in tables["contacts"][1:]]
    assert seen == sorted(set(seen))
    assert seen
    assert unread


@pytest.mark.parametrize("behind", [b"", bytes(4000)])
def test_a_head_without_a_database(tmp_path: Path, behind: bytes) -> None:
    path = tmp_path / "head.db"
    path.write_bytes(b"SQLite format 3\0" + behind)
    with pytest.raises(Unreadable, match="damaged at its start"):
        list(sniff(source_of(path))[0].tables(source_of(path)))


def test_a_list_of_tables_that_is_no_page_is_named(tmp_path: Path) -> None:
    path = tmp_path / "head.db"
    path.write_bytes(b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20" + bytes(8000))
    _, tables, unread = read(path)
    assert tables == {}
    assert [entry.where for entry in unread] == ["the list of tables, at its start"]


def test_a_database_without_tables_is_named(tmp_path: Path) -> None:
    path = made(tmp_path / "none.db", "CREATE TABLE t (a)", "DROP TABLE t")
    with pytest.raises(Unreadable, match="no tables"):
        list(sniff(source_of(path))[0].tables(source_of(path)))


def test_a_table_that_cannot_be_understood_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    path = made(
        tmp_path / "schema.db",
        "CREATE TABLE t (a, b)",
        "INSERT INTO t VALUES (1, 2)",
        "CREATE TABLE u (c)",
        "INSERT INTO u VALUES (3)",
    )
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE t (a, b)", b"CREATE TABLE t (a) b)"))
    _, tables, unread = read(path)
    assert tables == {"t": [(1, ["1", "2"])], "u": [(0, ["c"]), (1, ["3"])]}
    assert [(entry.where, "without their names" in entry.what) for entry in unread] == [("t", True)]


def test_a_database_of_empty_tables_is_still_on_record(tmp_path: Path) -> None:
    path = made(tmp_path / "empty.db", "CREATE TABLE a (x)", "CREATE TABLE b (y)")
    assert read(path)[1:] == ({"a": [(0, ["x"])]}, [])


def test_random_tables_are_what_sqlite_says(tmp_path: Path) -> None:
    """Against plain ``SELECT``: values of every type, rows deleted and changed, several page sizes."""
    for seed in range(12):
        rng = random.Random(seed)
        path = made(
            tmp_path / f"{seed}.db",
            "CREATE TABLE t (a, b TEXT, c INTEGER, d REAL)",
            page=rng.choice([512, 1024, 4096, 65536]),
        )
        with sqlite3.connect(path) as connection:
            for _ in range(rng.randrange(1, 900)):
                connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", [_value(rng) for _ in range(4)])
            connection.execute("DELETE FROM t WHERE rowid % 7 = 3")
            if seed % 3 == 0:
                connection.execute("ALTER TABLE t ADD COLUMN e DEFAULT '某'")
        expected = [[_shown(value) for value in row] for row in connection.execute("SELECT * FROM t ORDER BY rowid")]
        connection.close()
        found = read(path)[1]["t"][1:]
        assert found == [(n, row) for n, row in enumerate(expected, 1) if any(cell.strip() for cell in row)]


def _value(rng: random.Random) -> object:
    return rng.choice(
        [
            None,
            rng.randrange(-(2**63), 2**63),
            rng.randrange(-200, 200),
            rng.random() * 10 ** rng.randrange(-9, 9),
            float(rng.randrange(10**12)),
            "张伟" * rng.randrange(400),
            f"138{rng.randrange(10**8):08}",
            "",
            b"bytes",
        ]
    )


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0") if value.is_integer() else repr(value)
    return value.decode() if isinstance(value, bytes) else str(value)
