"""Documents: passport (护照), permits for Hong Kong, Macau and Taiwan (通行证), driving licence (驾驶证)."""

from __future__ import annotations

from typing import Any

from tiao.compiled import lean


@lean
def _counts(t: Any, n: int) -> Any:
    digits = 0
    letters = 0
    for i in range(n):
        if t[i] >= 48 and t[i] <= 57:
            digits += 1
        elif t[i] >= 65 and t[i] <= 90:
            letters += 1
    return digits, letters


@lean
def is_passport(t: Any, n: int) -> bool:
    digits, letters = _counts(t, n)
    return n >= 6 and n <= 9 and digits + letters == n and digits >= 5


@lean
def _letters_then_digits(t: Any, n: int, least: int, most: int) -> bool:
    letters = 0
    while letters < n and t[letters] >= 65 and t[letters] <= 90:
        letters += 1
    if letters < least or letters > most or n - letters < 7 or n - letters > 10:
        return False
    for i in range(letters, n):
        if t[i] < 48 or t[i] > 57:
            return False
    return True


@lean
def is_hk_macau_permit(t: Any, n: int) -> bool:
    return _letters_then_digits(t, n, 1, 2)


@lean
def is_taiwan_permit(t: Any, n: int) -> bool:
    return _letters_then_digits(t, n, 0, 1)


@lean
def in_identity_column(t: Any, n: int) -> int:
    """What a number of letters and digits in a column of identity numbers is: 1 a permit, 2 a passport, 0 neither."""
    letters = 0
    while letters < n and t[letters] >= 65 and t[letters] <= 90:
        letters += 1
    digits = n - letters
    if letters < 1 or letters > 2:
        return 0
    for i in range(letters, n):
        if t[i] < 48 or t[i] > 57:
            return 0
    if letters == 1 and (t[0] == 72 or t[0] == 77) and (digits == 8 or digits == 10):
        return 1
    return 2 if digits >= 6 and digits <= 8 else 0


@lean
def is_licence_file(t: Any, n: int) -> bool:
    """The twelve digits of the licence's file number (档案编号)."""
    digits, _ = _counts(t, n)
    return n == 12 and digits == 12
