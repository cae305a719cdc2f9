"""Which tables can have plain rows, and how each of their columns is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.findings.catalogue import KEY_KINDS, bits
from tiao.findings.cell import GATE_STRICT18, OPEN, SERIAL
from tiao.findings.scan import HASHED

_B = bits()
RESIDENT_ID, MOBILE, NAME, ADDRESS, BANK_CARD, EMAIL, PLATE, QQ, IP, ACCOUNT, PASSWORD = (
    _B[kind]
    for kind in (
        "resident_id", "mobile", "name", "address", "bank_card", "email", "plate", "qq", "ip", "account", "password",
    )
)  # fmt: skip
# How a cell is read: by the tests of its kind, as text of its kind, or as something that holds nothing.
AS_ID, AS_MOBILE, AS_NAME, AS_ADDRESS, AS_CARD, AS_EMAIL, AS_PLATE, AS_QQ, AS_IP, AS_ACCOUNT, AS_PASSWORD = range(11)
AS_TEXT, AS_SERIAL, AS_STRICT_SERIAL, AS_OPEN, AS_STRICT_OPEN = range(11, 16)
_HOW = {
    RESIDENT_ID: AS_ID, MOBILE: AS_MOBILE, NAME: AS_NAME, ADDRESS: AS_ADDRESS, BANK_CARD: AS_CARD, EMAIL: AS_EMAIL,
    PLATE: AS_PLATE, QQ: AS_QQ, IP: AS_IP, ACCOUNT: AS_ACCOUNT, PASSWORD: AS_PASSWORD,
}  # fmt: skip
_SUMMED = (NAME, ADDRESS)
"""Kinds whose keyed hashes go into a record's content as they are; the others have a token each."""
_NUMBERS = (RESIDENT_ID, MOBILE, BANK_CARD, QQ)
MOST_SLOTS = 12
# What a plain row's code says: bit i, that the value of slot i is there; and these.
HAS_NAME, HAS_ADDRESS, REGION_UNKNOWN, MOBILE_RANGE = 1 << 12, 1 << 13, 1 << 14, 1 << 15


@dataclass(frozen=True, repr=False)
class Columns:
    """How plain rows of a table are read.

    Attributes:
        cells: int64, (columns, 2): how each column's cells are read, and the slot that their token takes or -1.
        kinds: int64, (slots,): the kind of each slot.
        twins: int64, (n, 2): slots of the same kind; a row in which both hold the same is not plain.
        numbers: bits of the slots of numbers; a row without any could be the header once more.
    """

    cells: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    twins: npt.NDArray[np.int64]
    numbers: int


def columns_of(roles: Any, gates: Any) -> Columns | None:
    """How plain rows of a table are read; None where it can have none.

    Args:
        roles, gates: of its columns, int64.
    """
    cells: list[tuple[int, int]] = []
    kinds: list[int] = []
    for role, gate in zip(roles.tolist(), gates.tolist(), strict=True):
        how = _how(role, gate)
        if how is None:
            return None
        has_slot = role not in (OPEN, SERIAL, *_SUMMED)
        cells.append((how, len(kinds) if has_slot else -1))
        if has_slot:
            kinds.append(role)
    once = [*_SUMMED, *KEY_KINDS]
    if len(kinds) > MOST_SLOTS or any((roles == kind).sum() > 1 for kind in once):
        return None
    numbers = sum(1 << slot for slot, kind in enumerate(kinds) if kind in _NUMBERS)
    if not numbers:
        return None
    twins = [(a, b) for b in range(len(kinds)) for a in range(b) if kinds[a] == kinds[b]]
    return Columns(
        np.array(cells, np.int64), np.array(kinds, np.int64), np.array(twins, np.int64).reshape(-1, 2), numbers
    )


def _how(role: int, gate: int) -> int | None:
    strict = gate & GATE_STRICT18
    if role == SERIAL:
        return AS_STRICT_SERIAL if strict else AS_SERIAL
    if role == OPEN:
        return AS_STRICT_OPEN if strict else AS_OPEN
    if role in _HOW:
        return _HOW[role]
    return AS_TEXT if role < len(HASHED) and HASHED[role] else None
