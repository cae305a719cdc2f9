"""How figures are written: thousands separators, fractions, months, money, times; exact, never by float."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Literal

Lang = Literal["zh", "en"]

_ZH_DIGITS = "零一二三四五六七八九十"


def thousands(number: int) -> str:
    """``5000000`` -> ``5,000,000``."""
    return f"{number:,}"


def decimal(value: Fraction, places: int = 2) -> str:
    """A fraction as a decimal, cut (not rounded) after ``places``, so that a ratio below its line never shows as met.

    Trailing zeros go: ``11/10`` -> ``1.1``, ``2`` -> ``2``.
    """
    sign = "-" if value < 0 else ""
    scaled = abs(value.numerator) * 10**places // value.denominator
    whole, rest = divmod(scaled, 10**places)
    tail = f"{rest:0{places}d}".rstrip("0") if places else ""
    return f"{sign}{whole:,}" + (f".{tail}" if tail else "")


def as_fraction(text: str | None) -> Fraction | None:
    """``"11/10"`` -> ``Fraction(11, 10)``; None when there is no ratio or the text is none."""
    if text is None or not re.fullmatch(r"-?[0-9]{1,40}(/[0-9]{1,40})?", text, re.ASCII):
        return None
    over, _, under = text.partition("/")
    return Fraction(int(over), int(under or 1)) if int(under or 1) else None


def ratio(text: str | None) -> str:
    """``"23/10"`` -> ``23/10 ≈ 2.3``; a whole number stands alone; what is no fraction stays as it is."""
    value = as_fraction(text)
    if value is None:
        return text or ""
    if value.denominator == 1:
        return thousands(value.numerator)
    shown = decimal(value)
    sign = "=" if as_exact(shown) == value else "≈"
    return f"{value.numerator:,}/{value.denominator:,} {sign} {shown}"


def as_exact(shown: str) -> Fraction:
    """The decimal ``shown`` read back, to say whether it is exact."""
    return Fraction(shown.replace(",", ""))


def percent(part: int, whole: int) -> str:
    """One decimal, cut: ``1, 3`` -> ``33.3%``; nothing of nothing is a dash."""
    return f"{decimal(Fraction(part * 100, whole), 1)}%" if whole else "–"


def yuan(fen: int) -> str:
    """Fen to yuan with two decimals: ``1158400`` -> ``11,584.00``."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def months(count: int, lang: Lang) -> str:
    """A term of imprisonment as the Criminal Law writes it: whole years in years, the rest in months."""
    if count % 12 == 0:
        years = count // 12
        if lang == "en":
            return f"{years} year{'' if years == 1 else 's'}"
        return f"{_ZH_DIGITS[years] if 0 < years <= 10 else years}年"
    return f"{count} month{'' if count == 1 else 's'}" if lang == "en" else f"{count}个月"


def moment(text: str) -> str:
    """An ISO time as people read it: ``2026-03-05T08:09:10.123Z`` -> ``2026-03-05 08:09:10 UTC``."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|\+00:00|[+-]\d\d:\d\d)?", text, re.ASCII)
    if not found:
        return text
    day, clock, zone = found.groups()
    mark = {"Z": " UTC", "+00:00": " UTC", None: ""}.get(zone, f" {zone}")
    return f"{day} {clock}{mark}"


def visible(text: str) -> str:
    """Text from seized names made harmless to read.

    Controls, marks of writing direction and lone surrogates are shown as ``⟨U+202E⟩``: a name that turns the text of
    the report around would otherwise read as another name. Tab and line break stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(sign):04X}⟩"
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and sign not in "\n\t"
        else sign
        for sign in text
    )


def css_string(text: str) -> str:
    """A quoted CSS string that can hold any text: everything but ASCII letters and digits is a code point."""
    body = "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):06x}" for sign in text)
    return f'"{body}"'
