"""ZipCrypto, the old lock of zip archives (PKWARE APPNOTE 6.1): a stream of bytes out of three numbers.

It is weak, and it is what most programs in use put on a zip archive.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean

_MASK = 0xFFFFFFFF


def _table() -> Any:
    rows = np.arange(256, dtype=np.int64)
    for _ in range(8):
        rows = np.where(rows & 1, (rows >> 1) ^ 0xEDB88320, rows >> 1)
    return rows


TABLE = _table()
"""CRC-32, byte by byte: int64, shape (256,)."""


@lean
def _turn(keys: Any, table: Any, byte: int) -> None:
    keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
    keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & _MASK
    keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]


@jit
def begin(password: Any, table: Any, keys: Any) -> None:
    """Sets the three numbers from a password.

    Args:
        password: uint8. table: ``TABLE``. keys: int64, shape (3,), written.
    """
    keys[0], keys[1], keys[2] = 0x12345678, 0x23456789, 0x34567890
    for i in range(len(password)):
        _turn(keys, table, password[i])


@jit
def unlock(data: Any, table: Any, keys: Any) -> None:
    """Takes the lock off bytes, in place; the numbers go on from call to call.

    Args:
        data: uint8, written. table: ``TABLE``. keys: int64, shape (3,), written.
    """
    for i in range(len(data)):
        low = (keys[2] | 2) & 0xFFFF
        data[i] ^= ((low * (low ^ 1)) >> 8) & 0xFF
        _turn(keys, table, data[i])
