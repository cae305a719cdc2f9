"""Counts from exhibits (``tiao.count/1``) as the law takes them: art. 11 on what counts once and what adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tiao.errors import Misuse
from tiao.law.facts import Act
from tiao.law.logic import Interval, exactly
from tiao.law.readings import readings
from tiao.law.recipients import Held, added_up
from tiao.model import CLASSES

FORMAT = "tiao.count/1"
# One piece is one record, the same information once: the default method of counting.
METHOD = "by_record@1"
Classes = Mapping[str, int]
# Positions on disputed questions, together: (question, position) of each.
Positions = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Figures:
    """Pieces per class, with their bounds, and for each exhibit where the count says it."""

    classes: Classes
    low: Classes
    high: Classes
    per_exhibit: Mapping[str, Classes] | None = None


@dataclass(frozen=True)
class ExhibitCount:
    """One method's count, with what else the count document says about it.

    Attributes:
        method: name and version of the counting method.
        classes: pieces per class, what is proven untrue or duplicate left out (art. 11(3)).
        low, high: bounds per class, as far as doubts go.
        found: pieces before anything was left out; excluded: (reason, pieces).
        per_exhibit: pieces per class for each exhibit, when the count says it.
        methods: what each method of the document says, by name and version.
        readings: what it says under other positions on disputed questions, one or several of them together.
    """

    method: str
    classes: Classes
    low: Classes
    high: Classes
    excluded: tuple[tuple[str, int], ...] = ()
    per_exhibit: Mapping[str, Classes] | None = None
    methods: Mapping[str, Figures] = field(default_factory=dict)
    readings: Mapping[Positions, Figures] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All pieces, over all classes."""
        return sum(self.classes.values())

    def of(self, figures: Figures) -> ExhibitCount:
        """The same exhibits, counted otherwise."""
        return replace(
            self, classes=figures.classes, low=figures.low, high=figures.high, per_exhibit=figures.per_exhibit
        )


def _number(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Misuse("A count is a whole number that is not negative.", where, "Count again with `tiao count --json`.")
    return value


def _map(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Misuse("The count document lacks a part.", where, "Count again with `tiao count --json`.")
    return value


def _classes(value: Any, where: str) -> dict[str, int]:
    inner = _map(value, where)
    inner = _map(inner["classes"], where) if "classes" in inner else inner
    if set(inner) - set(CLASSES):
        raise Misuse(
            "The count document has a class that the law does not know.", where, f"Known: {', '.join(CLASSES)}."
        )
    return {name: _number(inner.get(name, 0), where) for name in CLASSES}


def read_count(document: Any, method: str = METHOD) -> ExhibitCount:
    """Take one method's count from a count document.

    Args:
        document: ``tiao.count/1`` as a dict. ``by_exhibit`` (of the method, or of the document) gives classes per
            exhibit; ``readings`` gives other positions on disputed questions, ``{question: {position: figures}}``, and
            ``combinations`` several of them together, ``[{choice: {question: position}, classes: ...}]``.
        method: the counting method that the assessment stands on.

    Raises:
        Misuse: another format, or the method is not in it.
    """
    top = _map(document, "count")
    if top.get("format") != FORMAT:
        raise Misuse("This is not a count document of a known format.", "count", f"The format is {FORMAT}.")
    methods = _map(top.get("methods"), "count methods")
    if method not in methods:
        raise Misuse("The count does not have this method.", method, "Count with --all-methods.")
    chosen = _map(methods[method], method)
    figures = _figures({"by_exhibit": top.get("by_exhibit"), **chosen}, method)
    return ExhibitCount(
        method=method,
        classes=figures.classes,
        low=figures.low,
        high=figures.high,
        excluded=_excluded(chosen.get("excluded", []), method),
        per_exhibit=figures.per_exhibit,
        methods={name: _figures(_map(body, name), name) for name, body in sorted(methods.items())},
        readings=_readings(top),
    )


def _figures(body: Mapping[str, Any], where: str) -> Figures:
    classes = _classes(_map(body.get("classes"), where), where)
    per_exhibit = body.get("by_exhibit")
    if per_exhibit is not None:
        held = _map(per_exhibit, "by_exhibit")
        per_exhibit = {str(name): _classes(inner, "by_exhibit") for name, inner in sorted(held.items())}
    return Figures(classes, *_bounds(body, classes, where), per_exhibit)


def _readings(top: Mapping[str, Any]) -> dict[Positions, Figures]:
    """Figures under other positions, by the positions that are taken together."""
    found: dict[Positions, Figures] = {}
    for question, positions in _map(top.get("readings", {}), "readings").items():
        for position, body in _map(positions, question).items():
            found[_positions({question: position})] = _figures(_map(body, question), question)
    for body in top.get("combinations", ()):
        entry = _map(body, "combinations")
        found[_positions(_map(entry.get("choice"), "combinations"))] = _figures(entry, "combinations")
    return found


def _positions(choice: Mapping[str, Any]) -> Positions:
    """Positions that the law knows, or Misuse: figures under a reading that nobody knows would be lost silently."""
    for question, name in choice.items():
        known = readings().get(question)
        if known is None or known.position(name) is None:
            raise Misuse(
                "The count document has a reading that the law does not know.", question, "See `tiao law readings`."
            )
    return frozenset(choice.items())


def _excluded(value: Any, where: str) -> tuple[tuple[str, int], ...]:
    """What was left out, by reason."""
    entries = [_map(entry, where) for entry in value] if isinstance(value, list | tuple) else [_map(value, where)]
    return tuple((str(entry.get("reason", "")), _number(entry.get("pieces"), where)) for entry in entries)


def _bounds(chosen: Mapping[str, Any], classes: Classes, method: str) -> tuple[dict[str, int], dict[str, int]]:
    """Bounds per class. With bounds for the total only, each class could bear all of the difference: a safe bound."""
    total = sum(classes.values())
    less = total - min(total, _number(chosen.get("low", total), method))
    more = max(total, _number(chosen.get("high", total), method)) - total
    low = {name: max(0, pieces - less) for name, pieces in classes.items()}
    high = {name: pieces + more for name, pieces in classes.items()}
    if chosen.get("low_classes"):
        low = _classes(chosen["low_classes"], method)
    if chosen.get("high_classes"):
        high = _classes(chosen["high_classes"], method)
    return low, high


def counted(
    count: ExhibitCount, acts: Sequence[Act], recipient_kinds: Sequence[str], exhibits: Sequence[str] | None = None
) -> dict[str, Interval]:
    """Pieces per class by art. 11: obtained and then sold, once; to several recipients, added up for each.

    Args:
        count: the count from exhibits.
        acts: the acts, with their exhibits and recipients.
        recipient_kinds: kinds of acts whose recipients add up.
        exhibits: only these exhibits; None for all.

    Returns:
        Exact numbers where exhibits do not overlap. Where they do (the same piece in two of them), what cannot be told
        apart is left open between its bounds. A count without pieces per exhibit is not added up.
    """
    per = count.per_exhibit
    if per is None:
        return {cls: exactly(whole if exhibits is None else 0) for cls, whole in count.classes.items()}
    chosen = list(per) if exhibits is None else [name for name in exhibits if name in per]
    return {
        cls: added_up(Held({name: body[cls] for name, body in per.items()}, whole), acts, recipient_kinds, chosen)
        for cls, whole in count.classes.items()
    }
