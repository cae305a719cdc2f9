"""What a photo shows, as tables: rows of cells, each row with its place in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tiao.content.photo.words import Word, box_of
from tiao.content.reader import Layout

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True)
class Row:
    """What stands about one person, or one line of text. Raw.

    Attributes:
        cells: in the order of the columns.
        box: where it stands.
    """

    cells: Sequence[str]
    box: Box


@dataclass
class Shown:
    """One document, list or text of a photo.

    Attributes:
        name: what it is, for its locator.
        columns: names of the columns as the reader gives them; empty for text, and where the first row may be a header.
        rows: one for each person, line or message.
        layout: table or text.
        words: what of the photo it takes up.
    """

    name: str
    columns: Sequence[str]
    rows: list[Row]
    layout: Layout = "table"
    words: list[Word] = field(default_factory=list)


def left_over(words: Sequence[Word], shown: Sequence[Shown]) -> list[Word]:
    """The words that none of some documents takes up."""
    taken = {id(word) for one in shown for word in one.words}
    return [word for word in words if id(word) not in taken]


def row(cells: Sequence[str], words: Sequence[Word]) -> Row:
    """A row that stands where some words stand."""
    return Row(cells, box_of(words))
