"""The arithmetic of numbers: check digits and calendar dates."""

from __future__ import annotations

import re
from datetime import date

from oracle.catalogue import ASSIGNED_MOBILE, ISSUERS

# First two digits of the area codes of GB/T 2260: provinces, autonomous regions, municipalities, SARs, abroad.
REGIONS = frozenset(
    str(code)
    for low, high in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
    for code in range(low, high + 1)
)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def resident_check(first17: str) -> str:
    """Check character of a resident identity number: GB 11643-1999, ISO/IEC 7064 MOD 11-2."""
    total = sum(int(digit) * (2 ** (17 - place)) for place, digit in enumerate(first17))
    return "10X98765432"[total % 11]


def luhn_right(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right doubled, digit sums added, a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        worth = int(digit) * (2 if place % 2 else 1)
        total += worth // 10 + worth % 10
    return total % 10 == 0


def uscc_check(first17: str) -> str:
    """Check character of a unified social credit code: GB 32100-2015, weights 3**place modulo 31."""
    total = sum(USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return USCC_ALPHABET[-total % 31]


def uscc_valid(text: str) -> bool:
    """Eighteen characters of the alphabet, the last of them the right check character. ``text`` is upper case."""
    return re.fullmatch(f"[{USCC_ALPHABET}]{{18}}", text) is not None and uscc_check(text[:17]) == text[17]


def is_date(yyyymmdd: str, year_max: int) -> bool:
    """A calendar date from 1900-01-01 to 31 December of ``year_max``, the year of the seizure."""
    year, month, day = int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:8])
    if not 1900 <= year <= year_max:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_id18(text: str) -> bool:
    """17 digits and a digit or X: the shape only. ``text`` is upper case."""
    return re.fullmatch("[0-9]{17}[0-9X]", text) is not None


def id18_checksum(text: str) -> bool:
    return resident_check(text[:17]) == text[17]


def id18_date(text: str, year_max: int) -> bool:
    return is_date(text[6:14], year_max)


def id18_valid(text: str, year_max: int) -> bool:
    return is_id18(text) and id18_checksum(text) and id18_date(text, year_max)


def id15_valid(text: str, year_max: int) -> bool:
    """The number of before 1999: 15 digits, the year without its 19, no check digit."""
    return re.fullmatch("[0-9]{15}", text) is not None and is_date("19" + text[6:12], year_max)


def id_canonical(text: str) -> str:
    """The first 17 digits of the 18-digit number."""
    return text[:17] if len(text) == 18 else text[:6] + "19" + text[6:]


def region_known(text: str) -> bool:
    return text[:2] in REGIONS


def mobile_valid(text: str) -> bool:
    return re.fullmatch("1[3-9][0-9]{9}", text) is not None


def mobile_assigned(text: str) -> bool:
    return text[:3] in ASSIGNED_MOBILE


def issuer_known(digits: str) -> bool:
    return any(digits.startswith(prefix) and len(digits) in lengths for prefix, lengths in ISSUERS)


def card_in_the_open(digits: str) -> bool:
    """A card number where no header says so: 16 to 19 digits, Luhn right, an issuer that is known."""
    return re.fullmatch("[0-9]{16,19}", digits) is not None and luhn_right(digits) and issuer_known(digits)
