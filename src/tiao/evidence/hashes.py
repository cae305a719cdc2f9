"""SHA-256 and SM3 of a file, in one read and without a trace on it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes as primitives

BLOCK = 4 << 20
"""Bytes read at once: large enough for two hash threads, small enough to stay in the cache of the processor."""

Progress = Callable[[int], None]
Write = Callable[[bytes], object]


@dataclass(frozen=True)
class Digests:
    """What was read.

    Attributes:
        size: bytes.
        sha256, sm3: lower-case hex.
        mtime_ns: last change of the file, nanoseconds since 1970 UTC.
        head: the first block, at most ``BLOCK`` bytes, to tell the type by. Raw.
        mac: the keyed check value of the case (``mac``), "" if none was asked for.
    """

    size: int
    sha256: str
    sm3: str
    mtime_ns: int
    head: bytes
    mac: str = ""


class Changed(Exception):
    """The file changed while it was read. The caller knows its masked name and says so."""


class NotAFile(Exception):
    """A pipe, socket, device or folder stands where a file was expected."""


def open_still(path: str | os.PathLike[str]) -> BinaryIO:
    """Opens a regular file to read. Follows no link, waits for no pipe, and leaves the access time where it may.

    Raises:
        OSError: it cannot be opened, or is a link.
        NotAFile: it is no regular file.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags | getattr(os, "O_NOATIME", 0))
    except PermissionError:
        # Only the owner may ask for an untouched access time.
        handle = os.open(path, flags)
    file = os.fdopen(handle, "rb", buffering=0)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise NotAFile
    return file


def digest(path: str | os.PathLike[str], progress: Progress | None = None, write: Write | None = None) -> Digests:
    """Hashes a file in one read; SHA-256 and SM3 run on a thread each, both outside the interpreter's lock.

    Args:
        path: the file.
        progress: called with the bytes of each block.
        write: gets the same bytes, for a copy; its errors are not those of the file that is read.

    Raises:
        OSError: it cannot be read.
        NotAFile: it is no regular file.
        Changed: size or time of change differ before and after.
    """
    sha256, sm3 = hashlib.sha256(), primitives.Hash(primitives.SM3())
    with open_still(path) as file:
        before = os.fstat(file.fileno())
        head = block = file.read(min(BLOCK, before.st_size + 1))
        size = 0
        if before.st_size <= BLOCK:
            while block and size <= before.st_size:
                sha256.update(block)
                sm3.update(block)
                size += _pass_on(block, progress, write)
                block = file.read(BLOCK)
        else:
            with ThreadPoolExecutor(2) as threads:
                # A file that grows as fast as it is read would never end.
                while block and size <= before.st_size:
                    work = [threads.submit(update, block) for update in (sha256.update, sm3.update)]
                    size += _pass_on(block, progress, write)
                    block = file.read(BLOCK)
                    for part in work:
                        part.result()
        after = os.fstat(file.fileno())
    if size != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Changed
    return Digests(size, sha256.hexdigest(), sm3.finalize().hex(), after.st_mtime_ns, head)


def sha256_of(path: str | os.PathLike[str], progress: Progress | None = None) -> str:
    """SHA-256 alone, five times as fast: enough to find any changed byte. Lower-case hex.

    Raises:
        OSError: it cannot be read.
        NotAFile: it is no regular file.
    """
    sha256 = hashlib.sha256()
    with open_still(path) as file:
        while block := file.read(BLOCK):
            sha256.update(block)
            if progress:
                progress(len(block))
    return sha256.hexdigest()


def _pass_on(block: bytes, progress: Progress | None, write: Write | None) -> int:
    if write is not None:
        write(block)
    if progress:
        progress(len(block))
    return len(block)
