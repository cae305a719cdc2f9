"""A keyed check value (AES-GMAC, NIST SP 800-38D) of each sealed file.

By it the case itself sees, at the speed of memory, that it reads the bytes that were sealed. For everybody else there
are SHA-256 and SM3: without the key the check value says nothing.
"""

from __future__ import annotations

import hmac
import os
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tiao.evidence.hashes import BLOCK, NotAFile, open_still

_NONCE = 12


class Mac:
    """The check value of bytes that come block by block. A nonce serves one file only."""

    def __init__(self, key: bytes, nonce: bytes | None = None) -> None:
        self._nonce = secrets.token_bytes(_NONCE) if nonce is None else nonce
        self._state = Cipher(algorithms.AES(key), modes.GCM(self._nonce)).encryptor()

    @classmethod
    def again(cls, mac: str, key: bytes) -> Mac:
        """The check value of other bytes, to be compared with one that stands.

        Raises:
            ValueError: what stands is no check value.
        """
        return cls(key, bytes.fromhex(mac)[:_NONCE])

    def update(self, block: bytes | memoryview) -> None:
        self._state.authenticate_additional_data(block)

    def finish(self) -> str:
        """Nonce and tag, hex, 56 characters."""
        self._state.finalize()
        return (self._nonce + self._state.tag).hex()


def is_of(path: str | os.PathLike[str], mac: str, key: bytes) -> bool:
    """Whether a file has the bytes of which this is the check value; false if it cannot be read."""
    try:
        own = Mac.again(mac, key)
        with open_still(path) as file:
            # A small file needs no more memory cleared than it has bytes.
            view = memoryview(bytearray(min(BLOCK, max(1, os.fstat(file.fileno()).st_size))))
            while read := file.readinto(view):  # type: ignore[attr-defined]
                own.update(view[:read])
    except (OSError, NotAFile, ValueError):
        return False
    return hmac.compare_digest(own.finish(), mac)
