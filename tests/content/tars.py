"""Tar archives, made block by block where the library would refuse to make them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping


def packed(
    files: Mapping[str, bytes], form: int = tarfile.GNU_FORMAT, encoding: str = "utf-8", mode: str = "w"
) -> bytes:
    """An archive of plain files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=form, encoding=encoding) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def entry(name: str, kind: bytes, target: str = "", size: int = 0) -> bytes:
    """One head."""
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, target, size
    return made.tobuf(tarfile.GNU_FORMAT, "utf-8")


END = bytes(2 * tarfile.BLOCKSIZE)
