"""Sealing: everything listed, nothing followed, nothing written to, nothing half-done."""

from __future__ import annotations

import hashlib
import os
import resource
import socket
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tiao.case import Case
from tiao.errors import IntegrityBroken, Misuse
from tiao.evidence import hashes
from tiao.evidence.custody import Log
from tiao.evidence.filetype import media_type
from tiao.evidence.seal import authority, by, exhibits, measure, seal, seals, seized_year, unread
from tiao.evidence.verify import verify

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_the_itemised_list(case: Case, seized: Path) -> None:
    one = seal([seized], case, by=[" 甲 ", "乙"], authority="扣押决定书", at=AT)
    assert [(item.id, item.shown, item.size, item.media_type) for item in one.exhibits] == [
        ("E1", "seized/a.txt", 1, "text/plain; charset=utf-8"),
        ("E2", "seized/b.bin", 256, "application/octet-stream"),
        ("E3", "seized/客户/名单.csv", 165, "text/plain; charset=utf-8"),
    ]
    assert one.exhibits[0].sha256 == hashlib.sha256(b"a").hexdigest()
    assert (one.at, one.by, one.authority, one.copy) == ("2026-03-01T08:00:00Z", ("甲", "乙"), "扣押决定书", False)
    assert (by(case), authority(case), seized_year(case)) == (["甲", "乙"], "扣押决定书", 2026)
    item, status = one.items[0], (seized / "a.txt").stat()
    assert item["mtime_ns"] == str(status.st_mtime_ns)
    assert item["mtime"] == datetime.fromtimestamp(status.st_mtime_ns // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert measure([seized]) == (3, 422)


def test_openssl_verifies_a_seal(case: Case, seized: Path) -> None:
    """A third party needs none of our code."""
    seal([seized], case, by=["甲", "乙"], authority=None)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "log/public-key.pem", "-rawin"]
    command += ["-in", "sealed/seal-0001.json", "-sigfile", "sealed/seal-0001.sig"]
    assert subprocess.run(command, cwd=case.path, capture_output=True, check=False).returncode == 0
    with open(case.sealed / "seal-0001.json", "ab") as file:
        file.write(b" ")
    assert subprocess.run(command, cwd=case.path, capture_output=True, check=False).returncode == 1


def test_sm3_of_the_standard() -> None:
    """GB/T 32905-2016, appendix A."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    for text, digest in [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ]:
        state = Hash(SM3())
        state.update(text)
        assert state.finalize().hex() == digest


@pytest.mark.parametrize("size", [0, 3, hashes.BLOCK, hashes.BLOCK + 1, 2 * hashes.BLOCK + 17])
def test_both_digests_at_the_edges_of_a_block(tmp_path: Path, size: int) -> None:
    data = (b"abc" * (size // 3 + 1))[:size]
    (tmp_path / "file").write_bytes(data)
    parts: list[int] = []
    read = hashes.digest(tmp_path / "file", parts.append)
    assert read.size == sum(parts) == size
    assert read.sha256 == hashlib.sha256(data).hexdigest() == hashes.sha256_of(tmp_path / "file")
    assert read.sm3 == hashlib.new("sm3", data).hexdigest()


def test_exhibits_go_on_after_earlier_seals_and_nothing_is_listed_twice(case: Case, seized: Path) -> None:
    first = seal([seized], case, by=["甲", "乙"], authority=None, at=AT)
    assert seal([seized, seized / "a.txt"], case, by=["甲"], authority=None) == first
    (seized / "c.txt").write_bytes(b"c")
    second = seal([seized], case, by=["丙"], authority=None, at=datetime(2026, 12, 31, 20, 0, tzinfo=UTC))
    assert [(item.id, item.shown) for item in second.exhibits] == [("E4", "seized/c.txt")]
    assert [item.id for item in exhibits(case)] == ["E1", "E2", "E3", "E4"]
    assert (len(seals(case)), by(case)) == (2, ["甲", "乙", "丙"])
    # 20:00 UTC on 31 December is New Year in China.
    assert seized_year(case) == 2027
    assert verify(case) == []


def test_a_sealed_file_that_changed_is_no_new_exhibit(case: Case, seized: Path) -> None:
    seal([seized], case, by=["甲", "乙"], authority=None)
    (seized / "a.txt").write_bytes(b"b")
    with pytest.raises(IntegrityBroken) as error:
        seal([seized], case, by=["甲", "乙"], authority=None)
    assert error.value.where == "seized/a.txt"


def test_what_cannot_be_read_is_named_and_nothing_blocks(case: Case, seized: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_bytes(b"outside")
    (seized / "out").symlink_to(tmp_path / "outside.txt")
    (seized / "folder").symlink_to("/usr")
    (seized / "nowhere").symlink_to("gone")
    (seized / "loop").symlink_to("loop")
    (seized / "inside").symlink_to("a.txt")
    os.mkfifo(seized / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(seized / "socket"))
    one = seal([seized], case, by=["甲", "乙"], authority=None)
    assert len(one.exhibits) == 3
    assert [(item.where, item.what.split(";")[0].split(":")[0]) for item in unread(case)] == [
        ("seized/folder", "A symbolic link that leads out of the sealed folder or to nothing"),
        ("seized/loop", "A symbolic link that leads out of the sealed folder or to nothing"),
        ("seized/nowhere", "A symbolic link that leads out of the sealed folder or to nothing"),
        ("seized/out", "A symbolic link that leads out of the sealed folder or to nothing"),
        ("seized/pipe", "A named pipe"),
        ("seized/socket", "A socket"),
    ]
    # The link to something inside is on the list, but it is no gap.
    assert [item["shown"] for item in one.others if item["kind"] == "link"] == ["seized/inside"]
    assert verify(case) == []
    (seized / "pipe").unlink()
    (seized / "out").unlink()
    (seized / "out").write_bytes(b"now a file")
    assert {(item.kind, item.where) for item in verify(case)} == {
        ("missing", "seized/pipe"),
        ("added", "seized/out"),
        ("missing", "seized/out"),
    }


def test_a_file_that_gives_an_error_is_named(case: Case, seized: Path) -> None:
    """The memory of a process is a regular file that cannot be read from its start."""
    one = seal([seized, Path("/proc/self/mem")], case, by=["甲", "乙"], authority=None)
    assert len(one.exhibits) == 3
    assert [(item.where, item.what) for item in one.unread] == [
        ("mem", "A file that could not be read: Input/output error.")
    ]


def test_names_in_any_bytes_come_back(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    names = [b"\x80\xff.csv", "名单.csv".encode("gb18030"), b"a\nb\x1b[31m.csv", b"\xed\xa0\x80", b'"\\.csv', b" "]
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(name)
    seal([folder], case, by=["甲", "乙"], authority=None, copy=False)
    found = exhibits(case)
    assert [os.path.basename(os.fsencode(item.path)) for item in found] == sorted(names)
    assert all(item.shown.isprintable() and item.shown.encode() for item in found)
    assert verify(case) == []


def test_copies_stand_in_for_originals_and_hold_no_raw_name(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "张三13800138000.csv").write_bytes(b"x" * 5000)
    (folder / "x.13800138000").write_bytes(b"y")
    one = seal([folder], case, by=["甲", "乙"], authority=None, copy=True)
    paths = [Path(item.path) for item in one.exhibits]
    assert [str(path.relative_to(case.path)) for path in paths] == [
        "sealed/copies/0001/E1",
        "sealed/copies/0001/E2.csv",
    ]
    assert paths[1].read_bytes() == b"x" * 5000
    assert stat.S_IMODE(paths[1].stat().st_mode) == 0o444
    assert paths[1].stat().st_mtime_ns == (folder / "张三13800138000.csv").stat().st_mtime_ns
    (folder / "张三13800138000.csv").unlink()
    assert verify(case) == []


def test_nothing_is_written_to_what_is_sealed(case: Case, seized: Path) -> None:
    def state() -> dict[str, tuple[int, int, int]]:
        return {
            str(path): (
                path.stat().st_mtime_ns,
                path.stat().st_ctime_ns,
                path.stat().st_atime_ns if path.is_file() else 0,
            )
            for path in [seized, *seized.rglob("*")]
        }

    before = state()
    seal([seized], case, by=["甲", "乙"], authority=None, copy=True)
    assert state() == before


def test_a_file_that_changes_while_it_is_read_is_an_error(case: Case, seized: Path) -> None:
    (seized / "big.txt").write_bytes(b"x" * (3 * hashes.BLOCK))

    def grow(_size: int) -> None:
        with open(seized / "big.txt", "ab") as file:
            file.write(b"more")

    with pytest.raises(Misuse) as error:
        seal([seized / "big.txt"], case, by=["甲", "乙"], authority=None, progress=grow)
    assert error.value.where == "big.txt"
    assert seals(case) == []


def test_a_full_disk_leaves_nothing_that_counts(case: Case, seized: Path) -> None:
    (seized / "big.txt").write_bytes(b"x" * 300_000)
    Path(case.path / "before").touch()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(Misuse) as error:
            seal([seized], case, by=["甲", "乙"], authority=None, copy=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert error.value.what == "Writing failed: File too large."
    assert seals(case) == []
    seal([seized], case, by=["甲", "乙"], authority=None, copy=True)
    assert len(exhibits(case)) == 4
    assert verify(case) == []


def test_a_full_disk_under_the_list_leaves_no_seal(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(60):
        (folder / f"{n}.txt").write_bytes(b"x")
    seal([folder / "0.txt"], case, by=["甲", "乙"], authority=None)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Misuse):
            seal([folder], case, by=["甲", "乙"], authority=None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(exhibits(case)) == 1
    seal([folder], case, by=["甲", "乙"], authority=None)
    assert len(exhibits(case)) == 60
    assert verify(case) == []


def test_the_case_may_not_lie_in_what_is_sealed(tmp_path: Path, seized: Path) -> None:
    inside = Case.create(seized / "case")
    with pytest.raises(Misuse):
        seal([seized], inside, by=[], authority=None)
    with pytest.raises(Misuse):
        seal([inside.path / "tiao.toml"], inside, by=[], authority=None)


def test_paths_that_lead_nowhere_or_hold_nothing(case: Case, tmp_path: Path) -> None:
    with pytest.raises(Misuse) as error:
        seal([tmp_path / "13800138000.csv"], case, by=[], authority=None)
    assert error.value.where == "138********.csv"
    (tmp_path / "empty").mkdir()
    with pytest.raises(Misuse):
        seal([tmp_path / "empty"], case, by=[], authority=None)
    with pytest.raises(Misuse):
        seized_year(case)


def test_nobody_is_recorded_as_nobody(case: Case, seized: Path) -> None:
    assert seal([seized], case, by=["", " "], authority=None).by == ()
    assert Log(case).entries()[1].body["by"] == []
    assert authority(case) is None


def test_the_log_holds_no_raw_name(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "张三丰13800138000.csv"
    path.write_bytes(b"x")
    seal([path], case, by=["甲", "乙"], authority="立案决定书 13800138000")
    text = (case.log / "entries.jsonl").read_text("utf-8")
    assert "张三丰" not in text
    assert "13800138000" not in text


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"", "application/x-empty"),
        (b"SQLite format 3\x00" + bytes(84), "application/vnd.sqlite3"),
        (
            b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"PK\x03\x04" + bytes(26) + b"a.txt", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg"),
        ("姓名,手机".encode("gb18030"), "text/plain; charset=gb18030"),
        ("\ufeff姓名".encode("utf-16"), "text/plain; charset=utf-16"),
        ('\ufeff{"姓名": 1}'.encode(), "application/json; charset=utf-8"),
        (b"<?xml version='1.0'?>", "text/xml; charset=utf-8"),
        ("名".encode()[:2], "text/plain; charset=utf-8"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"MZ" + bytes(100), "application/vnd.microsoft.portable-executable"),
        (b"MZ,name\n", "text/plain; charset=utf-8"),
    ],
)
def test_the_type_is_told_by_content(head: bytes, name: str) -> None:
    assert media_type(head) == name
