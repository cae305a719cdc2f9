"""Files within files: the order, the places, the bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.reading import source_of, walked
from content.tars import packed
from tiao.content import unpack
from tiao.content.unpack import Unpacking
from tiao.evidence import hold

TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n".encode()
SHEETS = b'{"a": [{"mobile": "13812345678"}], "b": [{"mobile": "13912345678"}, {"mobile": "13912345679"}]}'


def nested(depth: int) -> bytes:
    data = TABLE
    for level in range(depth, 0, -1):
        data = packed({f"{level}.tar" if level < depth else "a.csv": data})
    return data


def test_the_order_is_that_of_the_container_and_places_count_from_one(tmp_path: Path) -> None:
    inner = packed({"乙.csv": TABLE, "丙.json": SHEETS})
    (tmp_path / "a.tar").write_bytes(packed({"z.csv": TABLE, "内.tar": inner, "甲.csv": TABLE}))
    tables, unread = walked(tmp_path / "a.tar")
    assert {way: len(rows) for way, rows in tables.items()} == {
        "1.1 z.csv": 3,
        "2.1.1 内.tar!乙.csv": 3,
        "2.2.1 内.tar!丙.json!$.a": 2,
        "2.2.2 内.tar!丙.json!$.b": 3,
        "3.1 甲.csv": 3,
    }
    assert unread == []


def test_only_what_is_wanted_is_opened(tmp_path: Path) -> None:
    inner = packed({"乙.csv": TABLE, "丙.json": SHEETS})
    (tmp_path / "a.tar").write_bytes(packed({"z.csv": TABLE, "内.tar": inner, "甲.csv": TABLE}))
    tables, unread = walked(tmp_path / "a.tar", [(2, 2, 2)])
    assert list(tables) == ["2.2.1 内.tar!丙.json!$.a", "2.2.2 内.tar!丙.json!$.b"]
    assert unread == []


def test_the_way_is_shown_masked(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(packed({"李国强13812345678/名单.csv": TABLE}))
    (found,) = Unpacking(tmp_path).walk(source_of(tmp_path / "a.tar"))
    assert found.source.inner == "masked name!李**138********/名单.csv"
    assert found.source.shown == "masked name!李**138********/名单.csv"
    assert "李国强" not in repr(found) + repr(found.source.inside)


@pytest.mark.parametrize(("depth", "rows"), [(1, 3), (5, 3), (6, 0), (40, 0)])
def test_the_depth_is_bounded(tmp_path: Path, depth: int, rows: int) -> None:
    (tmp_path / "a.tar").write_bytes(nested(depth))
    tables, unread = walked(tmp_path / "a.tar")
    assert sum(map(len, tables.values())) == rows
    said = [] if rows else ["Files stand in one another more than 5 deep; what is deeper was not unpacked."]
    assert [each.what for each in unread] == said
    if said:
        assert unread[0].where == "masked name!1.tar!2.tar!3.tar!4.tar!5.tar"


def test_the_number_of_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_MEMBERS", 3)
    (tmp_path / "a.tar").write_bytes(packed({f"{n}.csv": TABLE for n in range(6)}))
    tables, unread = walked(tmp_path / "a.tar")
    assert len(tables) == 3
    assert [each.what for each in unread] == [
        "The sealed file holds more than 200000 files; this one and those behind it were not read."
    ]


def test_the_bytes_of_all_files_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "RATIO_FROM", 200)
    monkeypatch.setattr(unpack, "HIGHEST_RATIO", 0)
    (tmp_path / "a.tar").write_bytes(packed({"a.csv": TABLE, "b.csv": TABLE * 9, "c.csv": TABLE}))
    tables, unread = walked(tmp_path / "a.tar")
    assert list(tables) == ["1.1 a.csv", "3.1 c.csv"], "a small file behind a large one still has room"
    assert [(each.where, each.what.split(";")[-1]) for each in unread] == [
        ("masked name!b.csv", " this file in it was not read.")
    ]


def test_a_file_that_nobody_reads_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(packed({"a.so": b"\x7fELF\2\1\1\0", "b.csv": TABLE, "c.bin": bytes(range(256))}))
    tables, unread = walked(tmp_path / "a.tar")
    assert list(tables) == ["2.1 b.csv"]
    assert [(each.where, each.what) for each in unread] == [
        ("masked name!a.so", "It is a Linux program, which is not read here."),
        ("masked name!c.bin", "It holds binary data of no kind that is known here."),
    ]


def test_files_of_macos_are_passed_over_by_content_with_their_number(tmp_path: Path) -> None:
    files = {
        "a.csv": TABLE,
        "__MACOSX/._a.csv": bytes.fromhex("0005160700020000") + bytes(100),
        ".DS_Store": b"\0\0\0\1Bud1" + bytes(100),
        "__MACOSX/._b.csv": TABLE,
    }
    (tmp_path / "a.tar").write_bytes(packed(files))
    tables, unread = walked(tmp_path / "a.tar")
    assert list(tables) == ["1.1 a.csv", "4.1 __MACOSX/._b.csv"], "a table under such a name is read"
    assert [each.what for each in unread] == [
        "2 files of macOS that describe other files (.DS_Store, ._*) were passed over."
    ]


def test_a_large_member_is_read_from_ciphertext(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"name,mobile\n" + b"".join(b"n%d,138%08d\n" % (n, n) for n in range(20_000))
    (tmp_path / "a.tar").write_bytes(packed({"big.csv": data, "small.csv": TABLE}))
    expected, _ = walked(tmp_path / "a.tar")
    monkeypatch.setattr(hold, "MEMORY", 10_000)
    assert walked(tmp_path / "a.tar") == (expected, [])
    assert len(expected["1.1 big.csv"]) == 20_001
