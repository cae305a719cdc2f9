"""Documents with labels (表单): which of them a photo shows, and the values behind their labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tiao.content.photo.numbers import FIND, SPAN
from tiao.content.photo.words import Word, lines

_BETWEEN = re.compile(r"[\s:：,，.·]")
_LEADING = " :：，,、.·|"
_EMPTY: Mapping[str, str] = {}
# How far the next line of a long value may stand below, in heights of the line; and how far out of line at its left.
_NEXT_LINE = 1.9
_ASIDE = 1.6
# Blank room inside of one value, in heights.
_GAP = 3.5


@dataclass(frozen=True)
class Form:
    """One sort of document; the keys of ``documents.yaml``."""

    id: str
    name: str
    signs: tuple[str, ...]
    need: int
    labels: Mapping[str, str]
    long: frozenset[str]
    record: frozenset[str]
    find: Mapping[str, str]
    once: str
    pattern: re.Pattern[str]

    @property
    def columns(self) -> list[str]:
        """Its columns, in order."""
        return list(dict.fromkeys((*self.ordered, *self.find)))

    ordered: tuple[str, ...] = ()


Person = dict[str, list[Word]]
"""Column to the words of its value."""


@dataclass
class Filled:
    """A document that was found.

    Attributes:
        form: which.
        people: what it says about each person.
        words: every word that belongs to it, labels and titles too, as they were read.
    """

    form: Form
    people: list[Person]
    words: list[Word] = field(default_factory=list)


@cache
def forms() -> tuple[Form, ...]:
    """The documents, in the order in which a photo is searched for them."""
    return tuple(_form(entry) for entry in data()["documents"])


@cache
def written() -> Form:
    """What people write with labels of their own."""
    return _form({"id": "written", "signs": [], **data()["written"]})


@cache
def data() -> dict[str, Any]:
    """``documents.yaml``."""
    content: dict[str, Any] = yaml.safe_load(
        files("tiao.content.photo").joinpath("documents.yaml").read_text(encoding="utf-8")
    )
    return content


def _form(entry: Mapping[str, Any]) -> Form:
    labels = {label: column for column, words in entry["fields"].items() for label in words}
    columns = (*entry["fields"], *entry.get("others", ()))
    labels |= {label: label for label in entry.get("others", ())}
    # The longest first, so that 收货地址 is not read as 地址.
    longest = sorted(labels, key=lambda label: -len(label))
    return Form(
        id=entry["id"],
        name=entry["name"],
        signs=tuple(entry["signs"]),
        need=int(entry["need"]),
        labels=labels,
        long=frozenset(entry.get("long", ())),
        record=frozenset(entry.get("record", ())),
        find=entry.get("find", _EMPTY),
        once=entry.get("once", ""),
        pattern=re.compile("|".join(r"\s?".join(map(re.escape, label)) for label in longest)),
        ordered=columns,
    )


def squeezed(text: str) -> str:
    """Without blanks and colons, as labels and signs are looked for."""
    return _BETWEEN.sub("", text)


def found(form: Form, words: Sequence[Word]) -> list[Filled]:
    """Every document of this sort among some words."""
    if _signs(form, words) < form.need:
        return []
    out = []
    for part in _parts(form, words):
        if _signs(form, part) >= form.need:
            people, used = filled(form, part)
            if people:
                out.append(Filled(form, people, used))
    return out


def _signs(form: Form, words: Sequence[Word]) -> int:
    texts = [squeezed(word.text) for word in words]
    return sum(any(sign in text or _nearly(sign, text) for text in texts) for sign in form.signs)


def _nearly(sign: str, text: str) -> bool:
    """A long sign of which one character was misread."""
    if len(sign) < 5 or len(text) != len(sign):
        return False
    return sum(one != other for one, other in zip(sign, text, strict=True)) <= 1


def _parts(form: Form, words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of each document, where a photo shows several of one sort: each to the nearest."""
    anchors = [word for word in words if form.once and form.once in squeezed(word.text)]
    if len(anchors) < 2:
        yield list(words)
        return
    parts: list[list[Word]] = [[] for _ in anchors]
    for word in words:
        far = [_distance(anchor, word) for anchor in anchors]
        parts[far.index(min(far))].append(word)
    yield from parts


def _distance(anchor: Word, word: Word) -> float:
    """Most of what belongs to an anchor stands above it, so what is below it counts for more."""
    down = word.middle - anchor.middle
    across = (word.x + word.right) / 2 - (anchor.x + anchor.right) / 2
    return (down * (4 if down > anchor.height else 1)) ** 2 + across**2


@dataclass(frozen=True)
class _Piece:
    """A label, or what stands between two; ``kind`` is the column of a number that is known by its form."""

    label: str
    word: Word
    line: int
    of: Word
    kind: str = ""


def filled(form: Form, words: Sequence[Word]) -> tuple[list[Person], list[Word]]:
    """The values of a form, person by person, and the words that they and the labels and signs stand in."""
    filling = _Filling(form)
    for piece in _pieces(form, words):
        filling.take(piece)
    used = {id(word) for word in filling.used}
    used |= {id(word) for word in words if any(sign in squeezed(word.text) for sign in form.signs)}
    return [person for person in filling.people if person], [word for word in words if id(word) in used]


class _Filling:
    """Goes through the pieces of a form from the top, each line from the left."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._column = ""
        self._label: _Piece | None = None
        self._last: _Piece | None = None
        self.people: list[Person] = [{}]
        self.used: list[Word] = []

    def take(self, piece: _Piece) -> None:
        if piece.label:
            self._begin(piece)
        elif piece.kind:
            self._number(piece)
        elif self._column and self._goes_on(piece):
            self.people[-1].setdefault(self._column, []).append(piece.word)
            self._last = piece
            self.used.append(piece.of)

    def _begin(self, piece: _Piece) -> None:
        column = self._form.labels[piece.label]
        person = self.people[-1]
        again = not self._form.once and not self._form.record and column in person
        if person and (piece.label in self._form.record or again):
            self.people.append({})
        # A label that stands twice leads to a value once.
        self._column = "" if column in self.people[-1] and column not in self._form.find else column
        self._label, self._last = piece, None
        self.used.append(piece.of)

    def _number(self, piece: _Piece) -> None:
        """A number is known by its form: it needs no label, and the last one of its label is no part of it."""
        person = self.people[-1]
        if piece.kind not in person:
            person[piece.kind] = [piece.word]
            self.used.append(piece.of)

    def _goes_on(self, piece: _Piece) -> bool:
        """Whether a piece belongs to the value of the label that stands before it."""
        label, last = self._label, self._last
        assert label is not None
        if last is None:
            if piece.line == label.line:
                return piece.word.x > label.word.x
            return self._column in self._form.long and self._below(label.word, piece.word, label.word.right)
        if piece.line == last.line:
            return piece.word.x - last.word.right < _GAP * max(piece.word.height, last.word.height)
        first = self.people[-1][self._column][0]
        # The next line of a long value begins below the value, or below its label.
        return self._column in self._form.long and (
            self._below(last.word, piece.word, first.x) or self._below(last.word, piece.word, label.word.x)
        )

    @staticmethod
    def _below(above: Word, word: Word, left: float) -> bool:
        height = max(above.height, word.height)
        return 0 < word.middle - above.middle < _NEXT_LINE * height and abs(word.x - left) < _ASIDE * height


def _pieces(form: Form, words: Sequence[Word]) -> Iterator[_Piece]:
    for number, line in enumerate(lines(words)):
        for word in line:
            at = 0
            for match in form.pattern.finditer(word.text):
                yield from _values(form, word, at, match.start(), number)
                yield _Piece(re.sub(r"\s", "", match.group()), word.part(match.start(), match.end()), number, word)
                at = match.end()
            yield from _values(form, word, at, len(word.text), number)


def _values(form: Form, word: Word, start: int, end: int, line: int) -> Iterator[_Piece]:
    """What stands between two labels: text, and numbers that are known by their form."""
    while start < end and word.text[start] in _LEADING:
        start += 1
    if start >= end:
        return
    text = word.text[start:end]
    for column, kind in form.find.items():
        span = SPAN[kind](text)
        if span:
            yield from _values(form, word, start, start + span[0], line)
            yield _Piece("", word.part(start + span[0], start + span[1]), line, word, column)
            yield from _values(form, word, start + span[1], end, line)
            return
    if text.strip(_LEADING):
        yield _Piece("", word.part(start, end), line, word)


Again = Callable[[Word], Sequence[str]]
"""Reads a word of the photo once more, each time a little otherwise."""


def value(form: Form, column: str, words: Sequence[Word], again: Again) -> str:
    """What stands in a column, as text; a number with a check digit that fails is read again from the photo."""
    from tiao.content.photo.numbers import RIGHT, best, tight

    kind = form.find.get(column, "")
    text = "".join(word.text for word in words)
    if not kind:
        if text.isascii() and column not in form.long:
            return " ".join(word.text for word in words).strip(_LEADING)
        numbers = any("0" <= sign <= "9" for sign in text)
        return (re.sub(r"\s", "", text) if numbers else squeezed(text)).strip(_LEADING)
    number = FIND[kind](text)
    if kind in RIGHT and not RIGHT[kind](number) and len(words) == 1:
        number = best(kind, [text, *again(words[0])])
    return number or tight(text)
