"""Single compressed files, and tar archives in them: what is in them is read; damage keeps what stands before it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from content.reading import walked
from content.tars import packed
from tiao.content.archives import decompress
from tiao.content.archives.decompress import Decompressed, Form

TABLE = "姓名,手机号\n张伟,13812345678\n李娜,13912345678\n".encode()
ROWS = [(1, ["姓名", "手机号"]), (2, ["张伟", "13812345678"]), (3, ["李娜", "13912345678"])]
LONG = b"name,mobile\n" + b"".join(b"n%d,138%08d\n" % (n * 7919, n * 104729) for n in range(100_000))
Press = Callable[[bytes], bytes]


def checked(data: bytes) -> bytes:
    """With a check sum, as the program ``zstd`` writes it."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


WAYS: dict[str, Press] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "zst": checked,
}
FORMS: dict[str, Callable[[], Form]] = {
    "gz": decompress.gzip, "bz2": decompress.bzip2, "xz": decompress.xz, "zst": decompress.zstd
}  # fmt: skip


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("end", WAYS)
def test_a_compressed_table(tmp_path: Path, end: str) -> None:
    tables, unread = walked(written(tmp_path, f"名单.csv.{end}", WAYS[end](LONG)))
    assert {name: len(rows) for name, rows in tables.items()} == {"1.1 名单.csv": 100_001}
    assert unread == []


@pytest.mark.parametrize("end", WAYS)
def test_a_compressed_archive_gives_its_own_files(tmp_path: Path, end: str) -> None:
    files = {"客户/名单.csv": TABLE, "b.csv": LONG, "c.csv": TABLE}
    path = written(tmp_path, f"客户.tar.{end}", WAYS[end](packed(files)))
    tables, unread = walked(path)
    assert {name: len(rows) for name, rows in tables.items()} == {
        "1.1 客户/名单.csv": 3, "2.1 b.csv": 100_001, "3.1 c.csv": 3
    }  # fmt: skip
    assert unread == []
    assert walked(path, [(3, 1)]) == ({"3.1 c.csv": ROWS}, [])


def test_gzip_may_know_the_name(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with gzip.GzipFile("folder/名单.csv".encode("gb18030"), "wb", fileobj=buffer) as stream:
        stream.write(TABLE)
    tables, _ = walked(written(tmp_path, "a.gz", buffer.getvalue()))
    assert list(tables) == ["1.1 名单.csv"]


@pytest.mark.parametrize(
    ("name", "inner"), [("a.tgz", "a.tar"), ("a.csv", "a.csv"), (".gz", ".gz"), ("A.CSV.GZ", "A.CSV")]
)
def test_the_name_loses_its_ending(tmp_path: Path, name: str, inner: str) -> None:
    assert list(walked(written(tmp_path, name, gzip.compress(TABLE)))[0]) == [f"1.1 {inner}"]


@pytest.mark.parametrize("end", WAYS)
def test_several_streams_one_behind_another(tmp_path: Path, end: str) -> None:
    first, second = TABLE[:30], TABLE[30:]
    whole = WAYS[end](first) + WAYS[end](second)
    assert walked(written(tmp_path, f"a.{end}", whole)) == ({"1.1 a": ROWS}, [])
    assert walked(written(tmp_path, f"a.{end}", whole + bytes(512))) == ({"1.1 a": ROWS}, [])
    tables, unread = walked(written(tmp_path, f"a.{end}", whole + b"behind"))
    assert tables == {"1.1 a": ROWS}
    assert [each.what for each in unread] == ["Bytes stand behind the end of the compressed file and were not read."]


def test_frames_to_be_passed_over_stand_before_others(tmp_path: Path) -> None:
    frame = b"\x52\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"12345"
    assert walked(written(tmp_path, "a.zst", frame + zstd.compress(TABLE)))[0] == {"1.1 a": ROWS}


@pytest.mark.parametrize("end", WAYS)
def test_a_cut_keeps_what_came_before(tmp_path: Path, end: str) -> None:
    data = WAYS[end](LONG)
    (tables, unread), part = walked(written(tmp_path, f"a.{end}", data[: len(data) * 9 // 10])), "1.1 a"
    least = 85_000 if end == "gz" else 20_000
    assert least < len(tables[part]) < 100_000
    assert [row for _, row in tables[part][1:1000]] == [[f"n{n * 7919}", f"138{n * 104729:08}"] for n in range(999)]
    assert [each.where for each in unread] == ["masked name!a"]
    assert "is cut short; what came before the cut was read." in unread[0].what


@pytest.mark.parametrize("end", WAYS)
def test_damage_keeps_what_came_before(tmp_path: Path, end: str) -> None:
    data = bytearray(WAYS[end](LONG))
    place = len(data) * 9 // 10
    data[place : place + 64] = random.Random(1).randbytes(64)
    tables, unread = walked(written(tmp_path, f"a.{end}", bytes(data)))
    assert len(tables["1.1 a"]) > 20_000
    assert [row for _, row in tables["1.1 a"][1:1000]] == [[f"n{n * 7919}", f"138{n * 104729:08}"] for n in range(999)]
    assert len(unread) == 1


def test_a_wrong_check_sum_is_named_and_all_is_read(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(TABLE))
    data[-8] ^= 1
    tables, unread = walked(written(tmp_path, "a.gz", bytes(data)))
    assert tables == {"1.1 a": ROWS}
    assert [each.what for each in unread] == ["The gzip file does not match its check sum; it was read as it stands."]


@pytest.mark.parametrize("end", WAYS)
def test_nothing_but_a_head_is_named(tmp_path: Path, end: str) -> None:
    tables, unread = walked(written(tmp_path, f"a.{end}", WAYS[end](LONG)[:16]))
    assert tables == {}
    assert len(unread) == 1


@pytest.mark.parametrize("end", WAYS)
def test_no_call_gives_more_than_is_asked_for(end: str) -> None:
    """Of 200 MB of noughts, which take up a few kilobytes, no more stands in memory than was asked for."""
    stream = Decompressed(io.BytesIO(WAYS[end](bytes(200 << 20))), FORMS[end]())
    total = 0
    while block := stream.read(1 << 20):
        assert len(block) <= 1 << 20
        total += len(block)
    assert total == 200 << 20


def test_more_memory_than_is_given_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decompress, "MOST_MEMORY", 1 << 20)
    tables, unread = walked(written(tmp_path, "a.xz", lzma.compress(TABLE)))
    assert tables == {}
    assert [each.what for each in unread] == [
        "The xz file asks for more memory than is given to one file; the rest was not read."
    ]


def test_without_the_library_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    monkeypatch.setitem(sys.modules, "compression.zstd", None)
    tables, unread = walked(written(tmp_path, "a.zst", zstd.compress(TABLE)))
    assert tables == {}
    assert [(each.what, each.hint.split(";")[0]) for each in unread] == [
        ("It is compressed by Zstandard, and what reads that is missing.", "Install it: pip install 'tiao[archives]'")
    ]
