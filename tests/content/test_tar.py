"""Tar archives: what is in them is read as if it stood alone; each defect has its sentence."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from content.reading import walked
from content.tars import END, entry, packed

TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n".encode()
ROWS = [(1, ["姓名", "手机号"]), (2, ["张伟", "13812345678"]), (3, ["李娜", "13912345678"])]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "a.tar"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_every_kind_of_tar(tmp_path: Path, form: int, encoding: str) -> None:
    long = f"{'文' * 20}/" * 6 + "名单.csv" if form != tarfile.USTAR_FORMAT else "客户/名单.csv"
    tables, unread = walked(written(tmp_path, packed({"一.csv": TABLE, long: TABLE}, form, encoding)))
    assert tables == {"1.1 一.csv": ROWS, f"2.1 {long}": ROWS}
    assert unread == []


def test_an_archive_without_a_sign_is_known_by_its_check_sum(tmp_path: Path) -> None:
    head = bytearray(entry("a.csv", tarfile.REGTYPE, size=len(TABLE)))
    head[257:265] = bytes(8)
    head[148:156] = b"        "
    head[148:156] = b"%06o\0 " % sum(head)
    tables, unread = walked(written(tmp_path, bytes(head) + TABLE.ljust(512, b"\0") + END))
    assert (tables, unread) == ({"1.1 a.csv": ROWS}, [])


def test_links_and_devices_are_named_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(TABLE)
    heads = [
        entry("张伟.csv", tarfile.SYMTYPE, str(tmp_path / "secret.csv")),
        entry("up.csv", tarfile.SYMTYPE, "../secret.csv"),
        entry("second.csv", tarfile.LNKTYPE, "good.csv"),
        entry("null", tarfile.CHRTYPE),
        entry("disk", tarfile.BLKTYPE),
        entry("pipe", tarfile.FIFOTYPE),
        entry("folder", tarfile.DIRTYPE),
    ]
    good = packed({"good.csv": TABLE})[: 2 * 512]
    tables, unread = walked(written(tmp_path, b"".join(heads) + good + END))
    assert tables == {"7.1 good.csv": ROWS}
    assert [each.where for each in unread] == [
        f"masked name, {name}" for name in ("张*.csv", "up.csv", "second.csv", "null", "disk", "pipe")
    ]
    assert [each.what.split(",")[0] for each in unread] == [
        "It is a link", "It is a link", "It is a second name of another file in the archive",
        "It is a device", "It is a device", "It is a pipe",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["/etc/passwd.csv", "../../up.csv", "C:\\a\\b.csv", "a/../../b.csv"])
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    tables, unread = walked(written(tmp_path, packed({name: TABLE})))
    assert tables == {f"1.1 {name.replace(chr(92), '/')}": ROWS}
    assert unread == []
    assert [path.name for path in tmp_path.rglob("*")] == ["a.tar"]


def test_an_archive_that_was_cut_gives_what_is_there(tmp_path: Path) -> None:
    whole = packed({"a.csv": TABLE, "b.csv": TABLE * 40})
    tables, unread = walked(written(tmp_path, whole[: 1024 + 512 + len(TABLE) * 20]))
    assert tables["1.1 a.csv"] == ROWS
    assert len(tables["2.1 b.csv"]) == 60
    assert [each.what.split(";")[0] for each in unread] == [
        "The archive ends within this file", "The archive is damaged",
    ]  # fmt: skip
    assert unread[0].where == "masked name!b.csv"


def test_an_archive_without_an_end_mark_is_named(tmp_path: Path) -> None:
    tables, unread = walked(written(tmp_path, packed({"a.csv": TABLE, "b.csv": TABLE})[: 4 * 512]))
    assert list(tables) == ["1.1 a.csv", "2.1 b.csv"]
    assert [each.what for each in unread] == [
        "The archive has no end mark and may be cut short; the files that it holds were read."
    ]


def test_a_spoilt_head_does_not_end_the_archive_in_silence(tmp_path: Path) -> None:
    whole = bytearray(packed({"a.csv": TABLE, "b.csv": TABLE, "c.csv": TABLE}))
    whole[1024 + 3] ^= 255
    tables, unread = walked(written(tmp_path, bytes(whole)))
    assert list(tables) == ["1.1 a.csv"]
    assert [each.what for each in unread] == ["The archive is damaged; the files before that place were read."]


def test_what_stands_behind_the_end_is_named(tmp_path: Path) -> None:
    one = packed({"a.csv": TABLE})
    tables, unread = walked(written(tmp_path, one + one))
    assert list(tables) == ["1.1 a.csv"]
    assert [each.what for each in unread] == ["Bytes stand behind the end of the archive and were not read."]


def test_a_head_made_to_fill_memory_is_refused(tmp_path: Path) -> None:
    bomb = entry("x", tarfile.XHDTYPE, size=1 << 40)
    tables, unread = walked(written(tmp_path, packed({"a.csv": TABLE})[:1024] + bomb + bytes(1 << 20)))
    assert list(tables) == ["1.1 a.csv"]
    assert [each.what for each in unread] == ["The archive is damaged; the files before that place were read."]


def test_long_names_without_end_are_refused(tmp_path: Path) -> None:
    names = entry("././@LongLink", tarfile.GNUTYPE_LONGNAME, size=2) + b"a\0".ljust(512, b"\0")
    tables, unread = walked(written(tmp_path, packed({"a.csv": TABLE})[:1024] + names * 20_000))
    assert list(tables) == ["1.1 a.csv"]
    assert len(unread) == 1
