"""7-Zip archives: what is in them is read as if it stood alone; each defect has its sentence."""

from __future__ import annotations

import io
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import py7zr
import pytest

from content.reading import walked
from tiao.content import unpack
from tiao.content.readers import sevenzip
from tiao.evidence.passwords import Passwords

TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n".encode()
ROWS = [(1, ["姓名", "手机号"]), (2, ["张伟", "13812345678"]), (3, ["李娜", "13912345678"])]
LONG = b"name,mobile\n" + b"".join(b"n%d,138%08d\n" % (n * 7919, n * 104729) for n in range(50_000))
FILES = {"客户/名单.csv": TABLE, "b.csv": LONG, "空.csv": b"", "c.csv": TABLE}
COUNTS = {"1.1 客户/名单.csv": 3, "2.1 b.csv": 50_001, "3.1 空.csv": 0, "4.1 c.csv": 3}
WAYS: dict[str, list[dict[str, Any]]] = {
    "lzma2": [{"id": py7zr.FILTER_LZMA2, "preset": 1}],
    "lzma": [{"id": py7zr.FILTER_LZMA, "preset": 1}],
    "filter and lzma2": [{"id": py7zr.FILTER_X86}, {"id": py7zr.FILTER_LZMA2, "preset": 1}],
    "ppmd": [{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}],
    "bzip2": [{"id": py7zr.FILTER_BZIP2}],
    "deflate": [{"id": py7zr.FILTER_DEFLATE}],
    "zstd": [{"id": py7zr.FILTER_ZSTD, "level": 3}],
    "copy": [{"id": py7zr.FILTER_COPY}],
}


def packed(files: Mapping[str, bytes], **how: Any) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", **how) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def written(folder: Path, data: bytes) -> Path:
    path = folder / "a.7z"
    path.write_bytes(data)
    return path


def lengths(tables: Mapping[str, list[Any]]) -> dict[str, int]:
    return {name: len(rows) for name, rows in tables.items()}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_compressing(tmp_path: Path, way: str) -> None:
    path = written(tmp_path, packed(FILES, filters=WAYS[way]))
    tables, unread = walked(path)
    assert lengths(tables) == COUNTS
    assert (tables["4.1 c.csv"], unread) == (ROWS, [])
    assert walked(path, [(4, 1)]) == ({"4.1 c.csv": ROWS}, [])


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("way", ["lzma2", "copy"])
def test_it_is_opened_by_the_right_password(tmp_path: Path, names: bool, way: str) -> None:
    filters = [*WAYS[way], {"id": py7zr.FILTER_CRYPTO_AES256_SHA256}]
    path = written(tmp_path, packed(FILES, password="口令", header_encryption=names, filters=filters))
    tables, unread = walked(path, passwords=Passwords(("wrong", "口令")))
    assert (lengths(tables), unread) == (COUNTS, [])
    for given, what in (
        ((), "It is locked by a password."),
        (("wrong",), "It is locked by a password that is not among those given, or it is damaged."),
    ):
        tables, unread = walked(path, passwords=Passwords(given))
        assert lengths(tables) == ({} if names else {"3.1 空.csv": 0})
        assert {each.what for each in unread} == {what}
        where = [each.where for each in unread]
        assert where == (
            ["masked name"] if names else [f"masked name!{name}" for name in ("客户/名单.csv", "b.csv", "c.csv")]
        )


def test_tries_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sevenzip, "MOST_TRIES", 1)
    path = written(tmp_path, packed({"a.csv": TABLE}, password="b"))
    assert list(walked(path, passwords=Passwords(("b",)))[0]) == ["1.1 a.csv"]
    assert walked(path, passwords=Passwords(("a", "b")))[0] == {}


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(TABLE)
    (tmp_path / "link.csv").symlink_to("secret.csv")
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        archive.write(tmp_path / "secret.csv", "../../a.csv")
        archive.write(tmp_path / "link.csv", "李娜.csv")
    assert stat.S_ISLNK((tmp_path / "link.csv").lstat().st_mode)
    tables, unread = walked(written(tmp_path, buffer.getvalue()))
    assert list(tables.values()) == [ROWS]
    assert [(each.where, each.what) for each in unread] == [
        ("masked name, 李*.csv", "It is a link, and links in archives are never followed.")
    ]


def test_an_archive_that_was_cut_says_what_is_missing(tmp_path: Path) -> None:
    tables, unread = walked(written(tmp_path, packed(FILES)[:-40]))
    assert tables == {}
    assert [each.what for each in unread] == [
        "The directory at the end of the archive is missing or damaged; nothing in it can be read."
    ]
    assert ".001" in unread[0].hint


def test_damage_keeps_what_came_before(tmp_path: Path) -> None:
    data = bytearray(packed(FILES, filters=WAYS["lzma2"]))
    data[len(data) // 2 : len(data) // 2 + 50] = bytes(50)
    tables, unread = walked(written(tmp_path, bytes(data)))
    assert tables["1.1 客户/名单.csv"] == ROWS
    assert 10_000 < len(tables["2.1 b.csv"]) < 50_001
    assert [each.where for each in unread] == ["masked name!b.csv", "masked name!c.csv"]


def test_a_wrong_check_sum_is_named_and_the_file_is_read(tmp_path: Path) -> None:
    data = bytearray(packed({"a.csv": TABLE, "b.csv": TABLE}, filters=WAYS["copy"]))
    data[data.index(b"13812345678") + 10] ^= 1
    tables, unread = walked(written(tmp_path, bytes(data)))
    assert tables["1.1 a.csv"][1] == (2, ["张伟", "13812345679"])
    assert tables["2.1 b.csv"] == ROWS
    assert [each.what for each in unread] == ["The file does not match its check sum; it was read as it stands."]


def test_a_bomb_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "RATIO_FROM", 8 << 20)
    monkeypatch.setattr(unpack, "HIGHEST_RATIO", 0)
    tables, unread = walked(written(tmp_path, packed({"a.csv": TABLE, "b.csv": bytes(64 << 20)})))
    assert list(tables) == ["1.1 a.csv"]
    assert ["over 200 times its size" in each.what for each in unread] == [True]


def test_more_memory_than_is_given_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sevenzip, "MOST_MEMORY", 1 << 16)
    for way in ("lzma2", "lzma", "ppmd"):
        tables, unread = walked(written(tmp_path, packed({"a.csv": TABLE}, filters=WAYS[way])))
        assert tables == {}
        assert [each.what for each in unread] == ["It asks for more memory than is given to one file."]


def test_without_the_library_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, packed(FILES))
    monkeypatch.setitem(sys.modules, "py7zr", None)
    tables, unread = walked(path)
    assert tables == {}
    assert [each.what for each in unread] == ["It is a 7-Zip archive, and what reads those is missing."]
    assert "tiao[archives]" in unread[0].hint
