"""The words of a photo to documents, cards, lists and texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiao.content.photo.blocks import texts
from tiao.content.photo.cards import bank_cards
from tiao.content.photo.forms import Again, Filled, forms, found, value
from tiao.content.photo.grids import grid
from tiao.content.photo.shown import Shown, left_over, row
from tiao.content.photo.words import Word


def documents(words: Sequence[Word], again: Again) -> list[Shown]:
    """What a photo shows, documents first, then lists, then text; every word in one of them at most.

    Args:
        again: reads a word once more from the photo.
    """
    out: list[Shown] = []
    # Many lines with a number in each are a list, though its header may have the words of a document.
    listed = grid(words, of_numbers=True)
    if listed is not None:
        out.append(listed)
    for form in forms():
        out += [_shown(one, again) for one in found(form, left_over(words, out))]
    out += bank_cards(left_over(words, out), again)
    rest = left_over(words, out)
    if listed is None:
        other = grid(rest)
        out += [other] if other is not None else []
    rest = left_over(words, out)
    out += texts(rest, again) if rest else []
    return list(_named(out))


def _shown(one: Filled, again: Again) -> Shown:
    form = one.form
    columns = [column for column in form.columns if any(column in person for person in one.people)]
    rows = []
    for person in one.people:
        cells = [value(form, column, person[column], again) if column in person else "" for column in columns]
        rows.append(row(cells, [word for parts in person.values() for word in parts]))
    return Shown(form.name, columns, rows, "table", one.words)


def _named(shown: Sequence[Shown]) -> Iterator[Shown]:
    """Each with a name of its own."""
    seen: dict[str, int] = {}
    for one in shown:
        seen[one.name] = seen.get(one.name, 0) + 1
        if seen[one.name] > 1:
            one.name = f"{one.name}{seen[one.name]}"
        yield one
