"""The words of a page without its form, to compare it with another form of the same text."""

from __future__ import annotations

from tiao.content.documents.markup import tokens
from tiao.content.documents.page import Page


def of_page(page: str) -> str:
    """All that a page shows, one line for each line and row."""
    return "\n".join("\t".join(cells) for _, _, cells in Page().pieces(tokens([page])))
