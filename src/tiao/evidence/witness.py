"""A witness of a reading: a sealed file that is read from its start to its end is compared with its seal meanwhile.

The bytes that are read are then the bytes that are compared, and nobody reads the file twice.
"""

from __future__ import annotations

import hmac
import io
import os
from typing import BinaryIO

from tiao.evidence.mac import Mac

# Bytes that a reader may pass over: they are read on their own. Whoever leaps further does not read in order.
LEAP = 1 << 20


class Witness:
    """Sees the bytes of one file; by one thread at a time."""

    def __init__(self, path: str, mac: str, key: bytes) -> None:
        """
        Args:
            mac: the check value of the sealed bytes (``mac.Mac``).
        """
        self._path = path
        self._sealed = mac
        self._own = Mac.again(mac, key)
        self._next = 0
        self._lost = False

    def watch(self, file: BinaryIO) -> BinaryIO:
        """The same open file, with whose end it is closed: what is read of it from now on is seen."""
        return io.BufferedReader(_Seen(file, self))

    def saw(self, file: int, at: int, data: memoryview) -> None:
        """Bytes that were read.

        Args:
            file: the open file, as a descriptor. at: where in it they stand.
        """
        if not self._lost and self._next < at <= self._next + LEAP:
            passed = os.pread(file, at - self._next, self._next)
            self._own.update(passed)
            self._next += len(passed)
        self._lost |= at > self._next
        if not self._lost and (fresh := data[self._next - at :]):
            self._own.update(fresh)
            self._next += len(fresh)

    def verdict(self) -> bool | None:
        """Whether they are the sealed bytes; None if not all of the file was seen in order. Ends the witness."""
        try:
            if self._lost or self._next != os.stat(self._path).st_size:
                return None
        except OSError:
            return None
        self._lost = True
        return hmac.compare_digest(self._own.finish(), self._sealed)


class _Seen(io.RawIOBase):
    """A file whose every reading is seen: all of them come to ``readinto``."""

    def __init__(self, file: BinaryIO, witness: Witness) -> None:
        self._file = file
        self._witness = witness

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        at = self._file.tell()
        got: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        if got:
            self._witness.saw(self._file.fileno(), at, memoryview(buffer)[:got])
        return got

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()
        super().close()
