"""Zip archives: what is in them is read as if it stood alone; locks are opened if they can be; each defect has its
sentence."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from content.reading import walked
from content.zips import large, locked, old_locked, packed
from tiao.content.archives import zip_locks
from tiao.evidence.passwords import Passwords

TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n".encode()
ROWS = [(1, ["姓名", "手机号"]), (2, ["张伟", "13812345678"]), (3, ["李娜", "13912345678"])]
LONG = b"name,mobile\n" + b"".join(b"n%d,138%08d\n" % (n * 7919, n * 104729) for n in range(5000))
GIVE = "Ask for the password, and run the same command again with --password-file."


def written(folder: Path, data: bytes) -> Path:
    path = folder / "a.zip"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_names_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    files = {"客戶/名單一.csv": TABLE, "客戶/說明文檔.csv": TABLE}
    tables, unread = walked(written(tmp_path, packed(files, encoding=encoding)))
    assert tables == {"1.1 客戶/名單一.csv": ROWS, "2.1 客戶/說明文檔.csv": ROWS}
    assert unread == []


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_way_of_compressing(tmp_path: Path, method: int) -> None:
    tables, unread = walked(written(tmp_path, packed({"a.csv": TABLE, "b.csv": LONG, "c.csv": b""}, method)))
    assert tables["1.1 a.csv"] == ROWS
    assert [len(rows) for rows in tables.values()] == [3, 5001, 0]
    assert unread == []


def test_large_archives_are_written_otherwise(tmp_path: Path) -> None:
    data = large({"a.csv": TABLE, "b.csv": LONG})
    expected, unread = walked(written(tmp_path, data))
    assert [len(rows) for rows in expected.values()] == [3, 5001]
    assert unread == []
    tables, unread = walked(written(tmp_path, data[: data.index(b"PK\1\2")]))
    assert tables == expected, "without the directory the files are found by their heads"
    assert [each.what.split(";")[0] for each in unread] == ["The directory of the archive is missing or damaged"]


@pytest.mark.parametrize("bits", [128, 192, 256])
def test_aes_is_opened_by_the_right_password(tmp_path: Path, bits: int) -> None:
    path = written(tmp_path, locked({"a.csv": TABLE, "b.csv": LONG}, "密码 1".encode(), bits))
    tables, unread = walked(path, passwords=Passwords(("wrong", "密码 1", "密码 2")))
    assert [len(rows) for rows in tables.values()] == [3, 5001]
    assert unread == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_old_lock_is_opened_by_the_right_password(tmp_path: Path, after: bool, encoding: str) -> None:
    password = "口令2021"
    data = old_locked({"a.csv": TABLE, "b.csv": LONG}, password.encode(encoding), after)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("a.csv", password.encode(encoding)) == TABLE, "another library agrees with this test"
    many = tuple(f"wrong{n}" for n in range(600))
    tables, unread = walked(written(tmp_path, data), passwords=Passwords((*many, password)))
    assert [len(rows) for rows in tables.values()] == [3, 5001]
    assert unread == []


@pytest.mark.parametrize("lock", [locked, old_locked])
def test_what_is_locked_is_named(tmp_path: Path, lock: object) -> None:
    files = {"a.csv": TABLE, "张伟.csv": LONG}
    path = written(tmp_path, lock(files, b"secret"))  # type: ignore[operator]
    for given, what in (
        ((), "It is locked by a password."),
        (
            ("wrong", *map(str, range(300))),
            "It is locked by a password that is not among those given, or it is damaged.",
        ),
    ):
        tables, unread = walked(path, passwords=Passwords(given))
        assert tables == {}
        assert [(each.where, each.what, each.hint) for each in unread] == [
            ("masked name!a.csv", what, GIVE), ("masked name!张*.csv", what, GIVE),
        ]  # fmt: skip


def test_tries_on_slow_locks_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_locks, "MOST_TRIES", 3)
    path = written(tmp_path, locked({"a.csv": TABLE, "b.csv": TABLE}, b"secret"))
    tables, _ = walked(path, passwords=Passwords(("a", "b", "secret")))
    assert list(tables) == ["1.1 a.csv", "2.1 b.csv"], "what has opened something is tried on"
    tables, unread = walked(path, passwords=Passwords(("a", "b", "c", "secret")))
    assert tables == {}
    assert len(unread) == 2


def test_a_damaged_file_under_aes_keeps_what_was_read(tmp_path: Path) -> None:
    data = bytearray(locked({"a.csv": LONG}, b"secret"))
    data[-200] ^= 1
    tables, unread = walked(written(tmp_path, bytes(data)), passwords=Passwords(("secret", "other")))
    assert 4000 < len(tables["1.1 a.csv"]) <= 5001
    assert len(unread) == 1


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(TABLE)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("李娜.csv")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(tmp_path / "secret.csv"))
        archive.mkdir("folder")
        archive.writestr("folder/a.csv", TABLE)
    tables, unread = walked(written(tmp_path, buffer.getvalue()))
    assert tables == {"2.1 folder/a.csv": ROWS}
    assert [(each.where, each.what) for each in unread] == [
        ("masked name, 李*.csv", "It is a link, and links in archives are never followed.")
    ]


@pytest.mark.parametrize("name", ["/etc/passwd.csv", "../../up.csv", "a/../../b.csv"])
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    tables, unread = walked(written(tmp_path, packed({name: TABLE})))
    assert (tables, unread) == ({f"1.1 {name}": ROWS}, [])
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zip"]


def test_an_archive_that_was_cut_gives_what_is_there(tmp_path: Path) -> None:
    whole = packed({"a.csv": TABLE, "b.csv": LONG, "c.csv": TABLE})
    tables, unread = walked(written(tmp_path, whole[: len(whole) // 2]))
    assert tables["1.1 a.csv"] == ROWS
    assert 2000 < len(tables["2.1 b.csv"]) < 4000
    assert [each.where for each in unread] == ["masked name!b.csv", "masked name"]
    assert "cut short" in unread[0].what
    assert "directory" in unread[1].what


def test_a_wrong_check_sum_is_named_and_the_file_is_read(tmp_path: Path) -> None:
    data = bytearray(packed({"a.csv": TABLE, "b.csv": TABLE}, zipfile.ZIP_STORED))
    data[data.index(b"13812345678") + 10] ^= 1
    tables, unread = walked(written(tmp_path, bytes(data)))
    assert tables["1.1 a.csv"][1] == (2, ["张伟", "13812345679"])
    assert tables["2.1 b.csv"] == ROWS
    assert [(each.where, each.what) for each in unread] == [
        ("masked name!a.csv", "The file does not match its check sum; it was read as it stands.")
    ]


def test_damage_within_a_file_keeps_what_stands_before_it(tmp_path: Path) -> None:
    data = bytearray(packed({"a.csv": LONG, "b.csv": TABLE}))
    data[20_000:20_100] = bytes(100)
    tables, unread = walked(written(tmp_path, bytes(data)))
    rows = tables["1.1 a.csv"]
    assert all(
        row == (n + 1, [f"n{(n - 1) * 7919}", f"138{(n - 1) * 104729:08}"]) for n, row in enumerate(rows[1:1000], 1)
    )
    assert tables["2.1 b.csv"] == ROWS
    assert [each.where for each in unread] == ["masked name!a.csv"]


def test_a_spoilt_directory_is_done_without(tmp_path: Path) -> None:
    data = bytearray(packed({"a.csv": TABLE, "b.csv": TABLE}))
    place = data.index(b"PK\1\2")
    data[place : place + 4] = b"XXXX"
    tables, unread = walked(written(tmp_path, bytes(data)))
    assert list(tables.values()) == [ROWS, ROWS]
    assert [each.what.split(";")[0] for each in unread] == [
        "Bytes between the files of the archive are damaged or foreign and were not read.",
        "The directory of the archive is missing or damaged",
    ]


def test_a_directory_that_names_no_file_is_said(tmp_path: Path) -> None:
    tables, unread = walked(written(tmp_path, packed({})))
    assert tables == {}
    assert [each.what for each in unread] == ["The archive holds no file."]


def test_a_way_that_is_not_read_is_named(tmp_path: Path) -> None:
    data = bytearray(packed({"a.csv": TABLE, "b.csv": TABLE}))
    for sign, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        data[data.index(sign) + place] = 98
    tables, unread = walked(written(tmp_path, bytes(data)))
    assert list(tables) == ["2.1 b.csv"]
    assert [each.what for each in unread] == ["It is compressed in a way that is not read here (method 98)."]


def test_one_piece_of_data_under_many_names_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb of overlapping files: each entry of the directory quotes the same bytes."""
    from tiao.content import unpack

    monkeypatch.setattr(unpack, "RATIO_FROM", 10_000_000)
    monkeypatch.setattr(unpack, "HIGHEST_RATIO", 0)
    data = packed({"a.csv": b"x" * 4_000_000})
    place = data.index(b"PK\1\2")
    end = data.index(b"PK\5\6")
    count = 50
    tail = bytearray(data[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = ((end - place) * count).to_bytes(4, "little")
    tables, unread = walked(written(tmp_path, data[:place] + data[place:end] * count + bytes(tail)))
    assert len(tables) == 2
    assert len(unread) == count - 2
    assert all("over 200 times its size" in each.what for each in unread)


def test_what_only_has_the_form_of_an_archive_is_none(tmp_path: Path) -> None:
    for names in (["classes.dex", "AndroidManifest.xml"], ["mimetype", "content.xml"]):
        tables, unread = walked(written(tmp_path, packed(dict.fromkeys(names, b"<x/>"))))
        assert tables == {}
        assert "which is not read here" in unread[0].what
    cut = packed(dict.fromkeys(["[Content_Types].xml", "word/document.xml"], b"<x/>"))[:80]
    assert [each.where for each in walked(written(tmp_path, cut))[1]] == ["masked name"]


def test_a_folder_may_be_called_word(tmp_path: Path) -> None:
    tables, unread = walked(written(tmp_path, packed({"word/a.csv": TABLE, "xl/b.csv": TABLE})))
    assert (list(tables), unread) == (["1.1 word/a.csv", "2.1 xl/b.csv"], [])
