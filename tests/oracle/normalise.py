"""Recognition, section 1: the normalisation N, and the words ``digit``, ``letter``, ``Han``, ``empty``."""

from __future__ import annotations

import re

from oracle.catalogue import PLACEHOLDERS


def _span(*bounds: tuple[int, int]) -> set[int]:
    return {point for low, high in bounds for point in range(low, high + 1)}


_DROPPED = _span((0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0xFEFF, 0xFEFF))
_SPACES = _span(
    (0x09, 0x0D), (0xA0, 0xA0), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)
)
_HYPHENS = _span((0x2010, 0x2015), (0x2212, 0x2212), (0xFE63, 0xFE63))
_DOTS = _span((0xB7, 0xB7), (0x2022, 0x2022), (0x30FB, 0x30FB))

HAN = "\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003134f"
ONE_HAN = re.compile(f"[{HAN}]")


def _character(char: str) -> str:
    point = ord(char)
    if point in _DROPPED:
        return ""
    if 0xFF01 <= point <= 0xFF5E:
        return chr(point - 0xFF01 + 0x21)
    if point in _SPACES:
        return " "
    if point in _HYPHENS:
        return "-"
    if point in _DOTS:
        return "·"
    return char


def normalise(text: str) -> str:
    """N: marks without width dropped, full-width forms made ASCII, spaces, hyphens and middle dots made one each."""
    return "".join(map(_character, text)).strip(" ")


def upper(text: str) -> str:
    """Upper case, ASCII only."""
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in text)


def lower(text: str) -> str:
    """Lower case, ASCII only."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def tight(text: str) -> str:
    """Upper case without spaces: the canonical form of most kinds and of every struck value."""
    return upper(text).replace(" ", "")


def is_empty(normalised: str) -> bool:
    """Nothing left, or a placeholder that says that there is nothing."""
    return not normalised or lower(normalised) in PLACEHOLDERS


def is_digits(text: str) -> bool:
    return re.fullmatch("[0-9]+", text) is not None


def has_han(text: str) -> bool:
    return ONE_HAN.search(text) is not None


def has_digit_run(text: str, length: int) -> bool:
    """Whether ``length`` digits or more stand in a row."""
    return re.search(f"[0-9]{{{length}}}", text) is not None


def count_digits(text: str) -> int:
    return len(re.findall("[0-9]", text))
