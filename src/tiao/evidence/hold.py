"""The hold (暂存): bytes of files within files, in memory as far as they may be, else as ciphertext without a name.

What an archive or a letter holds stands on no disk in plain. What memory may not hold goes to a file in the case folder
that has no name there and ends with the process, however that ends; it holds AES-CTR ciphertext under a key that only
this process knows.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import tempfile
import threading
from pathlib import Path
from typing import IO, BinaryIO, cast

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from tiao.errors import Misuse

MEMORY = 64 << 20
"""Bytes that all holds of this process keep in memory, together."""
_BLOCK = 16
_BUFFER = 256 << 10
_HINT = "Make room on the disk of the case and run the same command again."


class _Memory:
    """How much of ``MEMORY`` is taken."""

    def __init__(self) -> None:
        self._taken = 0
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        with self._lock:
            if self._taken + size > MEMORY:
                return False
            self._taken += size
            return True

    def give_back(self, size: int) -> None:
        with self._lock:
            self._taken -= size


_memory = _Memory()


class _Cipher:
    """AES-CTR at any place of one file; no two files share a stream of the key."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def at(self, place: int) -> CipherContext:
        """Encrypts, and decrypts, what stands from a place on; calls follow one another without a gap."""
        counter = (place // _BLOCK).to_bytes(_BLOCK, "big")
        context = Cipher(algorithms.AES(self._key), modes.CTR(counter)).encryptor()
        context.update(bytes(place % _BLOCK))
        return context


class Held:
    """Bytes that are held, to be read as often as needed until they are released."""

    def __init__(self, folder: Path) -> None:
        self.size = 0
        self._folder = folder
        self._plain: bytearray | None = bytearray()
        self._kept = b""
        self._file: IO[bytes] | None = None
        self._cipher = _Cipher()
        self._writing: CipherContext | None = None

    def write(self, block: bytes) -> None:
        """Adds bytes at the end; not after ``open``.

        Raises:
            Misuse: neither memory nor disk have room.
        """
        if self._plain is not None and _memory.take(len(block)):
            self._plain += block
        else:
            if self._writing is None:
                self._writing = self._cipher.at(0)
            if self._plain is not None:
                self._put(bytes(self._plain))
                _memory.give_back(len(self._plain))
                self._plain = None
            self._put(block)
        self.size += len(block)

    def open(self) -> BinaryIO:
        """The bytes from the start: read-only, seekable, and as often as needed."""
        if self._plain is not None and not self._kept:
            self._kept = bytes(self._plain)
            self._plain[:] = b""
        if self._file is None:
            return io.BytesIO(self._kept)
        return cast(BinaryIO, io.BufferedReader(_Reading(self._file.fileno(), self.size, self._cipher), _BUFFER))

    def release(self) -> None:
        """Forgets the bytes; what was opened can no longer be read."""
        if self._plain is not None:
            _memory.give_back(self.size)
        self._plain, self._kept, self.size = None, b"", 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _put(self, block: bytes) -> None:
        assert self._writing is not None
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
            view = memoryview(self._writing.update(block))
            while view:
                view = view[os.write(self._file.fileno(), view) :]
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            what = "There is no room on the disk" if full else "The folder of the case cannot be written to"
            raise Misuse(f"{what} for what stands in an archive.", "find", _HINT) from None


class _Reading(io.RawIOBase):
    """A file of ciphertext, read as what it stands for."""

    def __init__(self, number: int, size: int, cipher: _Cipher) -> None:
        self._number = number
        self._size = size
        self._cipher = cipher
        self._at = 0
        self._next: tuple[int, CipherContext] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        target = place + (0, self._at, self._size)[whence]
        if target < 0:
            raise ValueError("negative seek")
        self._at = target
        return target

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = os.pread(self._number, min(len(buffer), max(0, self._size - self._at)), self._at)
        if not data:
            return 0
        if self._next is None or self._next[0] != self._at:
            self._next = (self._at, self._cipher.at(self._at))
        context = self._next[1]
        buffer[: len(data)] = context.update(data)
        self._at += len(data)
        self._next = (self._at, context)
        return len(data)
