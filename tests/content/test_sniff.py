"""Each file goes to its reader by content, or is named."""

from __future__ import annotations

import io
import os
import random
import tarfile
import zipfile
from pathlib import Path

import openpyxl
import pytest

from content.reading import source_of
from tiao.content import registry
from tiao.content.sniff import sniff
from tiao.errors import Unreadable


def sniffed(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    reader, reason = sniff(source_of(path))
    assert reason
    return reader.name.partition("@")[0]


def _xlsx() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(out)
    return out.getvalue()


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.csv", _xlsx(), "spreadsheet"),
        ("a.xlsx", "姓名,手机\n张伟,13800000000\n王芳,13900000000\n".encode("gb18030"), "delimited"),
        ("a.csv", b'[{"a":1},{"a":2}]', "json"),
        ("a.txt", b'{"a":1}\n{"a":2}\n', "jsonl"),
        ("a.csv", b"[12:01] <a> x\n[12:02] <b> y\n[12:03] <a> z\n", "chat"),
        ("a.txt", "张伟住在北京\n他很好\n".encode(), "text"),
        ("BM.txt", "BM 是一家店\n张伟去过\n".encode("gb18030"), "text"),
        ("a.csv", _tar(), "tar"),
        ("a.csv", b"%PDF-1.7\n1 0 obj\n", "pdf"),
        ("a.txt", b"{\\rtf1\\ansi x}", "rtf"),
        ("a.zip", _zip("word/document.xml"), "word"),
        ("a.zip", _zip("ppt/slides/slide1.xml"), "slides"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>", "page"),
        ("a.txt", b"From: a@example.com\nSubject: s\n\nx\n", "letter"),
        ("a", b"From a@example.com Mon Jun  1 12:00:00 2020\nFrom: a@example.com\n\nx\n", "mailbox"),
        ("a.txt", b"# x\n|a|b|\n|---|---|\n|1|2|\n", "markdown"),
        ("a.csv", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "photo"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "photo"),
        ("a.csv", _zip("a.txt"), "zip"),
        ("a.csv", _zip("a.txt")[:40], "zip"),
        ("a.csv", b"Rar!\x1a\x07\x01\0", "rar"),
        ("a.csv", b"7z\xbc\xaf\x27\x1c\0\4", "sevenzip"),
        ("a.csv", b"\x1f\x8b\x08\0\0\0\0\0", "compressed"),
        ("BZh.txt", "BZh91 是一家店\n张伟去过\n".encode(), "text"),
        ("a.txt", b"", "text"),
        ("a.txt", "一行\0文字\n".encode() + "张伟住在北京\n".encode() * 500, "text"),
    ],
)
def test_by_content(tmp_path: Path, name: str, data: bytes, reader: str) -> None:
    assert sniffed(tmp_path, name, data) == reader


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"BM\x36\0\0\0\0\0\0\0" + bytes(40), "a BMP picture"),
        (_zip("AndroidManifest.xml"), "an Android app"),
        (_zip("xl/workbook.bin"), "a binary Excel workbook"),
        (_zip("word/document.xml")[:60], "an office document that is damaged or cut short"),
        (b"\x1f\x9d\x90" + bytes(range(90)), "an archive of the program compress"),
        (b"\x37\x7f\x06\x82\0\x2d\xe2\x18" + bytes(80), "the log of a SQLite database"),
        (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(80), "the journal of a SQLite database"),
        (bytes(8) + b"DUCK" + bytes(80), "a DuckDB database"),
        (b"\x7fELF\2\1\1\0", "a Linux program"),
        (random.Random(1).randbytes(8192), "data that look encrypted as a whole, perhaps a SQLCipher database"),
        (b"PAR1" + bytes(80), "a Parquet file that is cut short"),
        (b"FEA1" + bytes(80), "a Feather file of version 1"),
        (b"\x6d\xe2\x99\x81" + bytes(80), "an archive of mongodump"),
        (b"MZ\x90\0\3\0\0\0", "a Windows program"),
        (b"\0\0\0\x18ftypmp42", "a video or sound recording"),
        (b"Salted__" + bytes(range(64)), "an encrypted file"),
        (bytes(range(256)) * 20, "binary data"),
        (b"a\0b\0\0c" * 50, "binary data"),
        (b"\1\2\3\4\5\6\7" * 50, "binary data"),
        (bytes((n * n * 7 + n // 3) % 256 for n in range(5000)), "binary data"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "名单_张伟.csv"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as problem:
        sniff(source_of(path))
    assert what in problem.value.what
    assert problem.value.where == "masked name"
    assert problem.value.hint


def test_places_that_cannot_be_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for name in ("pipe", "dangling", "circle", "."):
        with pytest.raises(Unreadable):
            sniff(source_of(tmp_path / name))


def test_versions_name_every_reader_once() -> None:
    versions = registry.versions()
    assert list(versions) == [reader.name.partition("@")[0] for reader in registry.CONTAINERS + registry.TEXTS]
    later = {name: version for name, version in versions.items() if version.partition("+")[0] != "1"}
    assert later == {"json": "3", "jsonl": "2", "elastic": "2"}
