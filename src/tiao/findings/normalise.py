"""Normalisation N in plain Python, for headers and the few cells that are looked at one by one."""

from __future__ import annotations

from tiao.findings.catalogue import catalogue

_DROPPED = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
_SPACES = (*range(9, 14), 0xA0, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_TABLE: dict[int, str | None] = (
    dict.fromkeys(_DROPPED)
    | dict.fromkeys(_SPACES, " ")
    | {point: chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE63), "-")
    | dict.fromkeys((0x2022, 0x30FB), "·")
)


def normalise(text: str) -> str:
    """N of docs/reference/recognition.md."""
    return text.translate(_TABLE).strip(" ")


def is_empty(text: str) -> bool:
    """Whether a normalised cell says nothing."""
    return not text or text.lower() in catalogue().placeholders
