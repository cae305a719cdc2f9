"""Locks (口令) of members of zip archives: ZipCrypto, and AES as WinZip and its successors write it.

A lock says of a wrong password that it is wrong in all but a few cases: one of 256 for ZipCrypto, of 65,536 for AES.
So a password is only believed once the check sum of a whole member has agreed.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, cast

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tiao.content.archives import zip_crypto
from tiao.content.archives.told import WHOLE
from tiao.content.reader import BrokenOff
from tiao.errors import Unreadable
from tiao.evidence.passwords import Passwords

MOST_TRIES = 50_000
"""Passwords that are tried on AES locks of one archive; each try is made slow on purpose. Those that have opened
something in it are tried on."""
_HEAD = 12
_ROUNDS = 1000
_VERIFIER, _SUM = 2, 10
_STRENGTHS = {1: 16, 2: 24, 3: 32}
_NONE_GIVEN = "It is locked by a password."
_NOT_KNOWN = "It is locked by a password that is not among those given, or it is damaged."
_GIVE = "Ask for the password, and run the same command again with --password-file."
_CUT = "The locked file is cut short."
_WRONG = "The locked file does not match its check sum; it was read as it stands."

Open = Callable[[], BinaryIO]


class Key(Protocol):
    """One password, found not to be wrong for one member."""

    def opened(self, stream: BinaryIO) -> BinaryIO:
        """The member's bytes without the lock; ``stream`` stands at its first byte."""
        ...


class Lock(Protocol):
    """The lock of one member."""

    slow: bool

    def keys(self, forms: list[bytes]) -> Iterator[tuple[bytes, Key]]:
        """The passwords that are not wrong."""
        ...


@dataclass
class Keyring:
    """The passwords that may open the members of one archive.

    Attributes:
        proven: those that have opened something in it.
    """

    passwords: Passwords
    proven: list[bytes] = field(default_factory=list)
    _tries: int = 0

    def opened(self, lock: Lock, raw: Open, agrees: Callable[[BinaryIO], bool]) -> BinaryIO:
        """The bytes of a member without its lock.

        Args:
            raw: gives its bytes with the lock, as often as needed.
            agrees: whether bytes without a lock match the member's check sum; reads them to the end.

        Raises:
            Unreadable: no password opens it.
        """
        if not len(self.passwords):
            raise Unreadable(_NONE_GIVEN, "", _GIVE)
        for _, key in lock.keys(self.proven):
            return key.opened(raw())
        others = [form for form in self.passwords.forms() if form not in self.proven]
        if lock.slow:
            others = others[: MOST_TRIES - self._tries]
            self._tries += len(others)
        likely = [*lock.keys(others)]
        for form, key in likely:
            if agrees(key.opened(raw())):
                self.proven.append(form)
                return key.opened(raw())
        if lock.slow and len(likely) == 1:
            # It is right, and the file is damaged: chance would have to hit one of 65,536.
            return likely[0][1].opened(raw())
        raise Unreadable(_NOT_KNOWN, "", _GIVE)


@dataclass(frozen=True)
class ZipCrypto:
    """The old lock. ``head``: the first twelve bytes of the member; ``check``: what the last of them must be."""

    head: bytes
    check: int
    slow = False

    def keys(self, forms: list[bytes]) -> Iterator[tuple[bytes, Key]]:
        for form in forms:
            numbers = np.zeros(3, np.int64)
            zip_crypto.begin(np.frombuffer(form, np.uint8), zip_crypto.TABLE, numbers)
            head = np.frombuffer(self.head, np.uint8).copy()
            zip_crypto.unlock(head, zip_crypto.TABLE, numbers)
            if len(head) == _HEAD and int(head[-1]) == self.check:
                yield form, _ZipCryptoKey(numbers)


@dataclass(frozen=True, repr=False)
class _ZipCryptoKey:
    numbers: npt.NDArray[np.int64]

    def opened(self, stream: BinaryIO) -> BinaryIO:
        stream.read(_HEAD)
        return cast(BinaryIO, _Unlocked(stream, self.numbers.copy()))


class _Unlocked(io.RawIOBase):
    def __init__(self, stream: BinaryIO, numbers: npt.NDArray[np.int64]) -> None:
        self._stream = stream
        self._numbers = numbers

    def read(self, size: int = -1) -> bytes:
        data = np.frombuffer(bytearray(self._stream.read(size)), np.uint8)
        zip_crypto.unlock(data, zip_crypto.TABLE, self._numbers)
        return data.tobytes()


@dataclass(frozen=True)
class Aes:
    """AES-CTR under a key out of the password and a salt; the end of the member is a keyed check sum of it.

    Attributes:
        strength: 1, 2, 3: keys of 128, 192, 256 bits.
        head: the first bytes of the member: salt and what tells most wrong passwords.
        size: bytes of the member with head and check sum.
    """

    strength: int
    head: bytes
    size: int
    slow = True

    @staticmethod
    def head_size(strength: int) -> int:
        return _STRENGTHS[strength] // 2 + _VERIFIER

    def keys(self, forms: list[bytes]) -> Iterator[tuple[bytes, Key]]:
        length = _STRENGTHS[self.strength]
        salt, verifier = self.head[: length // 2], self.head[length // 2 :]
        if len(verifier) < _VERIFIER or self.size < len(self.head) + _SUM:
            raise Unreadable(_CUT, "", WHOLE)
        for form in forms:
            made = hashlib.pbkdf2_hmac("sha1", form, salt, _ROUNDS, 2 * length + _VERIFIER)
            if made[2 * length :] == verifier:
                yield form, _AesKey(made[:length], made[length : 2 * length], len(self.head), self.size)


@dataclass(frozen=True, repr=False)
class _AesKey:
    key: bytes
    sum_key: bytes
    head: int
    size: int

    def opened(self, stream: BinaryIO) -> BinaryIO:
        stream.read(self.head)
        return cast(BinaryIO, _Decrypted(stream, self, self.size - self.head - _SUM))


class _Decrypted(io.RawIOBase):
    """The counter of these archives begins with its low byte, which no library of today offers: so block by block."""

    def __init__(self, stream: BinaryIO, key: _AesKey, left: int) -> None:
        self._stream = stream
        self._left = left
        self._blocks = Cipher(algorithms.AES(key.key), modes.ECB()).encryptor()
        self._sum = hmac.new(key.sum_key, digestmod=hashlib.sha1)
        self._number = 1
        self._over = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, self._left))
        if size and not data:
            self._end()
            return b""
        self._left -= len(data)
        self._sum.update(data)
        mask = self._mask(len(data))
        mixed: bytes = (np.frombuffer(data, np.uint8) ^ np.frombuffer(mask, np.uint8)).tobytes()
        return mixed

    def _end(self) -> None:
        if self._ended:
            return
        self._ended = True
        if self._left:
            raise BrokenOff(_CUT, "", WHOLE)
        if self._stream.read(_SUM) != self._sum.digest()[:_SUM]:
            raise BrokenOff(_WRONG, "", WHOLE)

    def _mask(self, size: int) -> bytes:
        missing = size - len(self._over)
        made = b""
        if missing > 0:
            count = -(-missing // 16)
            numbers = np.zeros((count, 2), "<u8")
            numbers[:, 0] = np.arange(self._number, self._number + count, dtype=np.uint64)
            self._number += count
            made = self._blocks.update(numbers.tobytes())
        whole = self._over + made
        self._over = whole[size:]
        return whole[:size]


def matches(stream: BinaryIO, crc: int | None) -> bool:
    """Whether bytes have a check sum, and can be read to the end. Without one, whether they can be read."""
    found = 0
    try:
        while block := stream.read(1 << 20):
            found = zlib.crc32(block, found)
    except BrokenOff:
        return False
    return crc is None or found == crc
