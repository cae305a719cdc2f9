"""The cells of plain rows: each test looks at up to 63 bytes at once, and says no where a closer look is needed."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import apart, between64, lean, load64, ones, peek
from tiao.findings.chars import compact, has_run, number8
from tiao.findings.recognisers import bank_card, mobile, plate, resident_id
from tiao.findings.text_quick import is_quiet

_U = np.uint64
_E8 = _U(100_000_000)
_E16 = _U(10_000_000_000_000_000)
_DIGITS = _U(0x0F0F0F0F0F0F0F0F)
_EVERY_SECOND = _U(0x00FF00FF00FF00FF)
_TENS = _U(0x7676767676767676)
_ONES = _U(0x0101010101010101)
_S63 = _U(7)
_S56 = _U(56)
# More digits than this are what a gate could let through (``cell._open``).
_FEW_DIGITS = 9


@lean
def rare_signs(data: Any, s: int, fold_all: bool) -> Any:
    """Which of 64 bytes begin a character that N may change, or one of two or four bytes, whose ways are longer."""
    if fold_all:
        return between64(data, s, 0xC0, 0xE3) | between64(data, s, 0xEA, 0xFF)
    return between64(data, s, 0xC0, 0xDF) | between64(data, s, 0xF0, 0xFF)


@lean
def is_tight(data: Any, s: int, inside: Any, fold_all: bool, digits: int) -> bool:
    """Whether text is in its tight form, without an ``@`` and without a run of so many digits."""
    rare = between64(data, s, 0, 32) | between64(data, s, 64, 64) | between64(data, s, 97, 122)
    rare |= rare_signs(data, s, fold_all)
    return rare & inside == 0 and not has_run(between64(data, s, 48, 57) & inside, digits)


@lean
def is_name(data: Any, s: int, size: int, inside: Any) -> bool:
    """Two to ten basic Han characters. They may still name a company."""
    other = between64(data, s, 0, 0x7F) | between64(data, s, 0xC0, 0xE3) | between64(data, s, 0xEA, 0xFF)
    return size >= 6 and size <= 30 and other & inside == 0


@lean
def is_account(data: Any, s: int, size: int, inside: Any) -> bool:
    """ASCII without blanks and ``@``, neither a telephone number nor with a run of digits that could be a value."""
    rare = between64(data, s, 0, 32) | between64(data, s, 64, 64) | between64(data, s, 128, 255)
    if rare & inside:
        return False
    letters = between64(data, s, 65, 90) | between64(data, s, 97, 122)
    return size < 11 or (letters & inside != 0 and not has_run(between64(data, s, 48, 57) & inside, 11))


@lean
def is_password(data: Any, s: int, e: int, inside: Any, fold_all: bool) -> bool:
    """No blank at its ends, and nothing that N changes."""
    if peek(data, s) <= 32 or peek(data, e - 1) <= 32:
        return False
    changed = between64(data, s, 0, 31) | between64(data, s, 128, 255)
    return not fold_all or changed & inside == 0


@lean
def is_number(data: Any, s: int, inside: Any) -> bool:
    """Digits only."""
    return bool(between64(data, s, 48, 57) & inside == inside)


@lean
def number(data: Any, s: int, e: int) -> Any:
    """The number that up to eleven digits make."""
    value = _U(0)
    for i in range(s, e):
        value = value * _U(10) + _U(peek(data, i)) - _U(48)
    return value


@lean
def card(data: Any, s: int, e: int) -> Any:
    """(valid, number) of 16 to 19 digits: the last 16 by the bytes of two words, what stands before them one by one."""
    head = load64(data, e - 16)
    tail = load64(data, e - 8)
    total = _luhn8(head) + _luhn8(tail)
    lead = _U(0)
    twice = (e - s) % 2 == 0
    for i in range(s, e - 16):
        digit = int(peek(data, i)) - 48
        total += bank_card.DOUBLED[digit] if twice else digit
        lead = lead * _U(10) + _U(digit)
        twice = not twice
    return total % 10 == 0, lead * _E16 + number8(head) * _E8 + number8(tail)


@lean
def _luhn8(word: Any) -> int:
    """What eight digits add to the sum, every second one from the first on doubled, and its digits added."""
    word &= _DIGITS
    word += word & _EVERY_SECOND
    word -= ((word + _TENS) >> _S63 & _ONES) * _U(9)
    return int(np.int64(word * _ONES >> _S56))


@lean
def plate_of(data: Any, s: int, e: int, inside: Any, fold_all: bool, t: Any) -> int:
    """Bytes of a plate's canonical form, written to t; 0 for none, or where N may change something."""
    dots = between64(data, s, 0xC2, 0xC2) & between64(data, s + 1, 0xB7, 0xB7)
    rare = (rare_signs(data, s, fold_all) & ~dots) | between64(data, s, 0, 31)
    if rare & inside:
        return 0
    size = plate.canonical(data, s, e, t)
    return size if plate.is_plate(t, size) else 0


@lean
def _is_ascii(data: Any, s: int, e: int) -> bool:
    """Whether up to 63 bytes are signs of ASCII, and a blank at no end."""
    inside = (_U(1) << _U(e - s)) - _U(1)
    return bool((between64(data, s, 0, 31) | between64(data, s, 127, 255)) & inside == 0)


@apart
def id_of(data: Any, s: int, e: int, t: Any, year: int) -> Any:
    """(valid, region known, first 17 digits) of a cell in another form than 18 characters.

    Args:
        t: memory for compact forms, as in ``cell``.
    """
    m = compact(data, s, e, t) if _is_ascii(data, s, e) else -1
    if m <= 0:
        return False, False, _U(0)
    verdict, value, doubt = resident_id.cell(t, m, year)
    return verdict == 1, doubt < 0, value


@apart
def mobile_of(data: Any, s: int, e: int, t: Any) -> Any:
    """(valid, number) of a cell in another form than eleven digits."""
    m = compact(data, s, e, t) if _is_ascii(data, s, e) else -1
    if m <= 0:
        return False, _U(0)
    verdict, kind, value, _, _ = mobile.cell(t, m)
    return verdict == 1 and kind == mobile.MOBILE, value


@apart
def card_of(data: Any, s: int, e: int, t: Any) -> Any:
    """(valid, number, digits) of a cell that is not digits alone."""
    m = compact(data, s, e, t) if _is_ascii(data, s, e) else -1
    if m <= 0:
        return False, _U(0), 0
    verdict, value, _ = bank_card.cell(t, m)
    return verdict == 1, value, m


@lean
def is_nothing(data: Any, s: int, e: int, inside: Any, fold_all: bool, strict: bool, is_open: bool, year: int) -> bool:
    """Whether a cell of a column that nothing names, or of running numbers, surely gives no value, nor one held back.

    Args:
        strict: whether the column's numbers of 18 digits are identity numbers, right or wrong.
        is_open: whether the column may hold text; in one of running numbers only text in Han, or with an ``@``, counts.
    """
    if fold_all and rare_signs(data, s, True) & inside:
        return False
    digits = between64(data, s, 48, 57) & inside
    if ones(digits) > _FEW_DIGITS:
        if digits == inside:
            return _is_running_number(data, s, e, strict, year)
        # Letters, colons, strokes and Han characters stay in the compact form, which is then no pure number.
        other = (
            between64(data, s, 58, 60)
            | between64(data, s, 47, 47)
            | between64(data, s, 65, 87)
            | between64(data, s, 89, 95)
        )
        other |= between64(data, s, 97, 119) | between64(data, s, 0xE4, 0xE9)
        if other & inside == 0:
            return False
    text = between64(data, s, 64, 64) | between64(data, s, 0, 31) | between64(data, s, 128, 255)
    if not is_open and text & inside == 0:
        return True
    return _is_quiet(data, s, e)


@lean
def _is_running_number(data: Any, s: int, e: int, strict: bool, year: int) -> bool:
    """Whether a number of ten and more digits fits none of the gates: by its length, its date, its issuer."""
    size = e - s
    if size == 11 or size == 15 or (size == 13 and peek(data, s) == 56 and peek(data, s + 1) == 54):
        return False
    if size < 16 or size > 19:
        return True
    if size == 18 and (strict or resident_id.is_date8(data, s + 6, year)):
        return False
    return not bank_card.issuer_known(data, s, e) or not card(data, s, e)[0]


@apart
def _is_quiet(data: Any, s: int, e: int) -> bool:
    return is_quiet(data, s, e)
