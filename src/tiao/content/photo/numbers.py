"""Numbers with a check digit: a reading that passes is taken before one that does not; none is ever made up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86)?1[3-9][0-9]{9}(?![0-9])")
_CARD = re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])")
_ID_SPACED = re.compile(r"(?<![0-9A-Za-z])(?:[0-9] ?){17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE_SPACED = re.compile(r"(?<![0-9])1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}(?![0-9])")
_CARD_SPACED = re.compile(r"(?<![0-9])(?:[0-9] ?){15,18}[0-9](?![0-9])")
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(f"(?<![0-9A-Z])[159ANY][1-39][0-9]{{6}}[{_USCC_SIGNS}]{{10}}(?![0-9A-Z])")
# Letters that a code does not have.
_NO_USCC = str.maketrans("OIZS", "0125")
# Letters that the models read for digits, in a word that is a number otherwise.
_LOOKALIKES = str.maketrans("OoDQIl|Zz", "000011122") | str.maketrans("SsBx×Ⅹ", "558XXX")


def tight(text: str) -> str:
    """Without blanks, and without the dots and dashes that stains leave between digits."""
    return re.sub(r"[\s·.,_—-]", "", text)


def digits(text: str) -> str:
    """A word that is a number but for letters that look like digits, as that number; any other word as it is."""
    plain = tight(text)
    folded = plain.translate(_LOOKALIKES)
    number = re.fullmatch(r"[0-9]+X?", folded)
    return folded if number and sum(sign.isdigit() for sign in plain) * 3 >= 2 * len(plain) else plain


def right_id(number: str) -> bool:
    """Whether an identity number's check character is right (GB 11643-1999) and its date could be one."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    month, day = int(number[10:12]), int(number[12:14])
    return _CHECK[total % 11] == number[17] and 1 <= month <= 12 and 1 <= day <= 31


def right_card(number: str) -> bool:
    """Whether a card number's check digit is right (Luhn, ISO/IEC 7812-1)."""
    if not re.fullmatch(r"[0-9]{16,19}", number):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def find_id(text: str) -> str:
    """The identity number in a word; "" if there is none."""
    folded = digits(text).upper()
    found = _ID.search(folded) or _ID.search(tight(text).upper())
    return found.group().upper() if found else ""


def find_mobile(text: str) -> str:
    """The mobile number in a word, as it stands there; "" if there is none."""
    found = _MOBILE.search(text) or _MOBILE.search(re.sub(r"[\s-]", "", text))
    return found.group() if found else ""


def find_card(text: str) -> str:
    """The card number in a line; "" if there is none."""
    found = _CARD.search(digits(text))
    return found.group() if found else ""


def span_id(text: str) -> tuple[int, int] | None:
    """Where an identity number stands in a text, from and to; letters that look like digits are taken for them."""
    return _span(_ID, text.translate(_LOOKALIKES)) or _span(_ID_SPACED, text.translate(_LOOKALIKES))


def span_mobile(text: str) -> tuple[int, int] | None:
    """Where a mobile number stands in a text."""
    return _span(_MOBILE, text) or _span(_MOBILE_SPACED, text)


def span_card(text: str) -> tuple[int, int] | None:
    """Where a card number stands in a text."""
    return _span(_CARD_SPACED, text.translate(_LOOKALIKES))


def _span(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    match = pattern.search(text)
    return match.span() if match else None


def right_uscc(number: str) -> bool:
    """Whether a unified social credit code's check sign is right (GB 32100-2015)."""
    if not re.fullmatch(f"[{_USCC_SIGNS}]{{18}}", number):
        return False
    return sum(_USCC_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(number[:17])) % 31 == (
        -_USCC_SIGNS.index(number[17]) % 31
    )


def find_uscc(text: str) -> str:
    """The unified social credit code in a word; "" if there is none."""
    found = _USCC.search(tight(text).upper().translate(_NO_USCC))
    return found.group() if found else ""


def span_uscc(text: str) -> tuple[int, int] | None:
    """Where a unified social credit code stands in a text."""
    return _span(_USCC, text.upper().translate(_NO_USCC))


SPAN: dict[str, Callable[[str], tuple[int, int] | None]] = {
    "resident_id": span_id,
    "mobile": span_mobile,
    "bank_card": span_card,
    "uscc": span_uscc,
}
FIND: dict[str, Callable[[str], str]] = {
    "resident_id": find_id,
    "mobile": find_mobile,
    "bank_card": find_card,
    "uscc": find_uscc,
}
RIGHT: dict[str, Callable[[str], bool]] = {"resident_id": right_id, "bank_card": right_card, "uscc": right_uscc}


def best(kind: str, readings: Iterable[str]) -> str:
    """Of several readings of a number the first whose check digit is right; else the first with a number in it."""
    first = ""
    for reading in readings:
        number = FIND[kind](reading)
        if number and (kind not in RIGHT or RIGHT[kind](number)):
            return number
        first = first or number
    return first
