"""Bank card number (银行卡号): 16 to 19 digits, Luhn check (ISO/IEC 7812-1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from tiao.compiled import lean
from tiao.findings.catalogue import DOUBTS

LUHN = DOUBTS.index("bank_card_luhn")
MASKED = DOUBTS.index("masked")


def _issuers() -> Any:
    path = Path(__file__).parent.parent / "data" / "card_issuers.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["issuers"]
    table = np.zeros((20, 10_000), np.bool_)
    for entry in entries:
        prefix = str(entry["prefix"])
        low = int(prefix.ljust(4, "0"))
        high = int(prefix.ljust(4, "9"))
        for length in entry["lengths"]:
            table[length, low : high + 1] = True
    return table


ISSUERS = _issuers()
DOUBLED = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], np.int64)


@lean
def luhn(t: Any, s: int, e: int) -> bool:
    total = 0
    double = False
    for i in range(e - 1, s - 1, -1):
        digit = int(t[i]) - 48
        total += DOUBLED[digit] if double else digit
        double = not double
    return total % 10 == 0


@lean
def issuer_of(t: Any, s: int, digits: int) -> bool:
    """Whether an issuer with the four digits at s is known for numbers of so many digits."""
    prefix = (int(t[s]) - 48) * 1000 + (int(t[s + 1]) - 48) * 100 + (int(t[s + 2]) - 48) * 10 + int(t[s + 3]) - 48
    return ISSUERS[digits, prefix]


@lean
def issuer_known(t: Any, s: int, e: int) -> bool:
    return issuer_of(t, s, e - s)


@lean
def cell(t: Any, n: int) -> Any:
    """Whole-cell test on the compact form: (verdict, value, doubt)."""
    value = np.uint64(0)
    digits = 0
    stars = 0
    for i in range(n):
        b = t[i]
        if b >= 48 and b <= 57:
            digits += 1
            value = value * np.uint64(10) + np.uint64(int(b) - 48)
        elif b == 42:
            stars += 1
    if digits == n and n >= 16 and n <= 19:
        if luhn(t, 0, n):
            return 1, value, -1
        return 2, np.uint64(0), LUHN
    if stars >= 3 and n >= 12 and n <= 23:
        return 2, np.uint64(0), MASKED
    return 0, np.uint64(0), -1
