"""A document as it was read: the digest of its bytes, the text in them, and where its pages start."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    """The text of an original. Offsets are counted in characters of ``text``, from 0.

    Attributes:
        digest: SHA-256 of the original's bytes, hexadecimal.
        text: what stands in the original, in reading order, nothing cleaned.
        pages: offset at which each page starts; empty where the format has no pages.
        format: txt, html, docx or pdf.
    """

    digest: str
    text: str = field(repr=False)
    pages: tuple[int, ...] = ()
    format: str = "txt"

    def page(self, offset: int) -> int | None:
        """The page on which a character stands, the first is 1; None where the format has no pages."""
        return bisect_right(self.pages, offset) if self.pages else None


def plain(text: str) -> Document:
    """A document out of text that is at hand already; its bytes are the text in UTF-8."""
    return Document(digest_of(text.encode()), text)


def digest_of(raw: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
