"""Positions of the law room joined with what they make of a ledger: the count document under other readings.

The law room says which overlay a position has and does not know what it does; the counting room knows that, and nothing
of the law. Here the two meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any

from tiao.case import Case
from tiao.dossier import DEFAULT_METHOD

if TYPE_CHECKING:
    from tiao.law.readings import Position
    from tiao.pieces.readings.overlay import Overlay

# So many combinations of positions are counted, few together before many; what is left out, the assessment says.
MOST = 256
# The key of a position that is no overlay: people who talk in chats are on record and in no ledger.
PARTICIPANTS = "participants"

Choice = tuple[tuple[str, str], ...]  # (question, position) of each, in the order of the questions


def with_readings(case: Case, counted: Mapping[str, Any]) -> dict[str, Any]:
    """A count document with its figures under other positions on disputed questions.

    Positions that make no difference to any record are told by the kinds and doubts that occur, without a pass over the
    tokens; positions, and combinations of them, that make the same of every record are counted once.

    Args:
        case: the case that was counted.
        counted: its ``tiao.count/1`` document.

    Returns:
        The same with ``readings`` (``{question: {position: figures}}``) and ``combinations``
        (``[{choice: {question: position}, ...figures}]``).

    Raises:
        Misuse: no ledger, or neither memory nor disk enough.
        IntegrityBroken: a part of the ledger is missing or damaged.
    """
    from tiao.law.readings import readings
    from tiao.pieces.readings.occurring import occurring, telling
    from tiao.pieces.readings.profile import counts_under

    known = {
        (name, one.id): one
        for name, asked in readings().items()
        for one in asked.others
        if asked.ledger and one.pieces is not None
    }
    desk = _Desk(known, telling(occurring(case)), _participants(case))
    bearing = [name for name in known if desk.bears(name, counted)]
    choices: list[Choice] = [(name,) for name in known] + list(_together(bearing, known))
    overlays: dict[str, Overlay] = {}
    for choice in choices:
        for part in (choice, desk.without_unit(choice)):
            # The same of every record, by the same method, is counted once.
            overlays.setdefault(desk.same(part), desk.overlay(part))
    figures = counts_under(case, overlays)
    answer: dict[str, Any] = {**counted, "readings": {}, "combinations": []}
    for choice in choices:
        body = desk.figures(choice, figures)
        if len(choice) == 1:
            answer["readings"].setdefault(choice[0][0], {})[choice[0][1]] = body
        else:
            answer["combinations"].append({"choice": dict(choice), **body})
    return answer


@dataclass
class _Desk:
    """Where positions become overlays, and figures of overlays figures of positions.

    Attributes:
        known: positions that change how records are counted.
        telling: a name for what an overlay makes of every record.
        people: by exhibit, how many people talk in its chats.
    """

    known: Mapping[tuple[str, str], Position]
    telling: Callable[[Overlay], bytes]
    people: Mapping[str, int]
    overlays: dict[Choice, Overlay] = field(default_factory=dict)

    def overlay(self, choice: Choice) -> Overlay:
        """One overlay of several positions."""
        if choice not in self.overlays:
            self.overlays[choice] = joined([self.known[name].pieces or {} for name in choice])
        return self.overlays[choice]

    def same(self, choice: Choice) -> str:
        """Equal for choices with the same figures."""
        overlay = self.overlay(choice)
        return f"{self.telling(replace(overlay, method=None)).hex()} {overlay.method}"

    def without_unit(self, choice: Choice) -> Choice:
        """The choice without positions whose method counts for some classes only."""
        return tuple(name for name in choice if not self._of(name))

    def bears(self, name: tuple[str, str], counted: Mapping[str, Any]) -> bool:
        """Could the position change a figure, alone or with one other position?"""
        position = self.known[name]
        if PARTICIPANTS in (position.pieces or {}):
            return bool(self.people)
        if position.method is not None:
            plain = counted["methods"][DEFAULT_METHOD]["classes"]
            other = counted["methods"].get(position.method, {}).get("classes")
            return other is None or any(other[one] != plain[one] for one in self._of(name) or other)
        others = [one for one in self.known if one[0] != name[0] and self.known[one].method is None]
        contexts: list[Choice] = [(), *((one,) for one in others)]
        return any(self.same((*context, name)) != self.same(context) for context in contexts)

    def figures(self, choice: Choice, figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Classes with their bounds, and by exhibit where that is known, under several positions."""
        found = figures[self.same(choice)]
        rest = figures[self.same(self.without_unit(choice))]
        only = next((of for name in choice if (of := self._of(name))), ())
        body: dict[str, Any] = {
            column: {one: (found if not only or one in only else rest)[column][one] for one in found[column]}
            for column in ("classes", "low_classes", "high_classes")
        }
        split = {exhibit: dict(held) for exhibit, held in found.get("by_exhibit", {}).items()}
        for to in (self.known[name].pieces or {} for name in choice):
            if PARTICIPANTS in to:
                # People who talk in two chats are not known to be the same: this is the most that they can add.
                for column in ("classes", "high_classes"):
                    body[column][to[PARTICIPANTS]] += sum(self.people.values())
                for exhibit, people in self.people.items():
                    own = split.setdefault(exhibit, {})
                    own[to[PARTICIPANTS]] = own.get(to[PARTICIPANTS], 0) + people
        # Other methods, and one for some classes only, are not counted by exhibit.
        return body if only or "by_exhibit" not in found else {**body, "by_exhibit": split}

    def _of(self, name: tuple[str, str]) -> tuple[str, ...]:
        position = self.known[name]
        return position.facts.number_of if position.method and position.facts else ()


def joined(pieces: Sequence[Mapping[str, Any]]) -> Overlay:
    """One overlay of the overlays of several positions.

    A record has the gravest class that any line gives it: those of classes.yaml that no position takes away, and those
    that positions add. What identifies and what is left out adds up.

    Raises:
        Misuse: an overlay that the counting room does not know, or two that contradict each other.
    """
    from tiao.model import CLASSES
    from tiao.pieces.readings.overlay import combine, parse
    from tiao.pieces.rules import tables

    parts = [
        parse({key: value for key, value in one.items() if key in ("identity", "leave_out", "method")})
        for one in pieces
    ]
    added = [line for one in pieces for line in one.get("classes", ())]
    away = [line for one in pieces for line in one.get("without_classes", ())]
    if added or away:
        gone = [_line(line) for line in away]
        kept = [
            line for line in map(_line, tables()[0]["classes"]) if line not in gone and (line["any"] or line["all"])
        ]
        front = sorted([*kept, *map(_line, added)], key=lambda line: CLASSES.index(line["class"]))
        parts.append(parse({"classes": front, "without_classes": away}))
    return combine(parts)


def _line(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"class": entry["class"], "any": sorted(entry.get("any", ())), "all": sorted(entry.get("all", ()))}


def _together(bearing: Sequence[tuple[str, str]], known: Mapping[tuple[str, str], Position]) -> Iterator[Choice]:
    """Combinations of two and more positions of different questions, few before many; never two counting methods."""
    by_question: dict[str, list[tuple[str, str]]] = {}
    for name in bearing:
        by_question.setdefault(name[0], []).append(name)
    made = (
        choice
        for size in range(2, len(by_question) + 1)
        for names in combinations(by_question, size)
        for choice in product(*(by_question[name] for name in names))
        if len({known[name].method for name in choice} - {None}) < 2
    )
    return islice(made, MOST)


def _participants(case: Case) -> dict[str, int]:
    """People who talk in the chats of each exhibit."""
    from tiao.findings.found import summary

    found: dict[str, int] = {}
    for entry in summary(case)["files"]:
        if entry.get("participants"):
            found[entry["exhibit"]] = found.get(entry["exhibit"], 0) + entry["participants"]
    return found
