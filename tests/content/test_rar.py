"""RAR archives, through the system's libarchive; without it, that is said."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from content.rars import END, LOCKED, SIGN, block, file, number, packed
from content.reading import walked
from tiao.content.readers.rar import Rar

TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n".encode()
ROWS = [(1, ["姓名", "手机号"]), (2, ["张伟", "13812345678"]), (3, ["李娜", "13912345678"])]
LONG = b"name,mobile\n" + b"".join(b"n%d,138%08d\n" % (n * 7919, n * 104729) for n in range(50_000))
MISSING = "It is a RAR archive, and the system's library that reads those (libarchive) is missing."


def installed() -> bool:
    try:
        import libarchive
    except Exception:
        return False
    return libarchive is not None


def rows(folder: Path, data: bytes) -> tuple[Mapping[str, Any], list[tuple[str, str]]]:
    """What is read. Where the library is missing, that it is missing is what must be said."""
    (folder / "a.rar").write_bytes(data)
    tables, unread = walked(folder / "a.rar")
    if not installed():
        assert (tables, [each.what for each in unread]) == ({}, [MISSING])
        pytest.xfail("libarchive is not on this machine")
    return tables, [(each.where, each.what) for each in unread]


def test_files_are_read(tmp_path: Path) -> None:
    tables, unread = rows(tmp_path, packed({"客户/名单.csv": TABLE, "b.csv": LONG, "../../c.csv": TABLE}))
    assert {name: len(found) for name, found in tables.items()} == {
        "1.1 客户/名单.csv": 3, "2.1 b.csv": 50_001, "3.1 ../../c.csv": 3
    }  # fmt: skip
    assert unread == []
    assert walked(tmp_path / "a.rar", [(3, 1)]) == ({"3.1 ../../c.csv": ROWS}, [])


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(TABLE)
    data = SIGN + block(1, number(0)) + file("李娜.csv", b"", "secret.csv") + file("a.csv", TABLE) + END
    tables, unread = rows(tmp_path, data)
    assert tables == {"2.1 a.csv": ROWS}
    assert unread == [("masked name, 李*.csv", "It is a link, and links in archives are never followed.")]


def test_what_is_locked_is_named(tmp_path: Path) -> None:
    tables, unread = rows(tmp_path, LOCKED + bytes(200))
    assert tables == {}
    assert unread == [("masked name", "It is locked by a password, and passwords of RAR archives are not tried here.")]


def test_an_archive_that_was_cut_gives_what_is_there(tmp_path: Path) -> None:
    whole = packed({"a.csv": TABLE, "b.csv": LONG})
    tables, unread = rows(tmp_path, whole[: len(whole) // 2])
    assert tables["1.1 a.csv"] == ROWS
    assert unread
    assert "cut short" in unread[0][1]


def test_without_the_library_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libarchive", None)
    (tmp_path / "a.rar").write_bytes(packed({"a.csv": TABLE}))
    tables, unread = walked(tmp_path / "a.rar")
    assert tables == {}
    assert [each.what for each in unread] == [MISSING]
    assert "apt-get install libarchive13" in unread[0].hint


def test_both_signs_are_known() -> None:
    for sign in (SIGN, b"Rar!\x1a\x07\x00"):
        assert Rar().claims(sign + bytes(20), None)[0]  # type: ignore[arg-type]
