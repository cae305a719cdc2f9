"""A folder packed in every way that is read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Mapping
from ctypes.util import find_library
from pathlib import Path

import py7zr
from backports import zstd

from content import rars, tars, zips

Files = Mapping[str, bytes]


def files_of(folder: Path) -> dict[str, bytes]:
    """The files below a folder by name, in the order in which they are sealed."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def two_deep(files: Files) -> bytes:
    """Each folder as an archive within the archive."""
    inner: dict[str, dict[str, bytes]] = {}
    for name, data in files.items():
        folder, _, rest = name.partition("/")
        inner.setdefault(folder, {})[rest] = data
    return tars.packed({f"{folder}.tar": tars.packed(own) for folder, own in inner.items()})


def sevenzip(files: Files) -> bytes:
    """Locked, with the names."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=PASSWORD, header_encryption=True) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return buffer.getvalue()


PASSWORD = "口令2021"
WAYS: dict[str, Callable[[Files], bytes]] = {
    "flat.tar": tars.packed,
    "two.tar": two_deep,
    "gbk.zip": lambda files: zips.packed(files, encoding="gb18030"),
    "headless.zip": lambda files: zips.large(files).rpartition(b"PK\1\2")[0],
    "aes.zip": lambda files: zips.locked(files, PASSWORD.encode()),
    "old.zip": lambda files: zips.old_locked(files, PASSWORD.encode("gb18030")),
    "names.7z": sevenzip,
    "flat.tar.gz": lambda files: gzip.compress(tars.packed(files)),
    "flat.tar.bz2": lambda files: bz2.compress(tars.packed(files)),
    "flat.tar.xz": lambda files: lzma.compress(tars.packed(files)),
    "flat.tar.zst": lambda files: zstd.compress(tars.packed(files)),
}
# Read by a library of the system, which may be missing.
if find_library("archive"):
    WAYS["flat.rar"] = rars.packed
SAID = {"headless.zip": 1}
"""What is said of the archive itself."""
