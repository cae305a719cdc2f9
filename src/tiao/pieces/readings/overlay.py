"""Overlays: how a position on a disputed question (争议问题) changes what counts, and as what.

An overlay is a small mapping over ``classes.yaml`` and ``identity.yaml``. This room knows what it does to the count and
nothing of why a court would take it. The rules are those of docs/reference/counting.md, "Under a reading".
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import Any

import numpy as np

from tiao.errors import Misuse
from tiao.evidence.canonical import dump
from tiao.findings.catalogue import DOUBTS, bits
from tiao.model import CLASSES
from tiao.pieces.method import method_named
from tiao.pieces.rules import Rules, rules, tables

Kinds = frozenset[str]
KEYS = ("classes", "without_classes", "identity", "leave_out", "participants", "method")


@dataclass(frozen=True, order=True)
class ClassLine:
    """A line of classes.yaml: the class of records with one of the kinds ``any`` and every one of ``all``."""

    name: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overlay:
    """What a reading changes. Nothing, if nothing is given.

    Attributes:
        classes: lines beside those of classes.yaml. A record has the gravest class that any line gives it.
        without_classes: lines of classes.yaml that fall away.
        alone, together: what identifies a person beside what identity.yaml names.
        without_alone, without_together: what identity.yaml names and does not identify here.
        doubts: records with one of these are not counted.
        only: records that have no more than one of these sets of kinds are not counted.
        participants: the class in which each participant of each seized chat counts, or None.
        method: the counting method whose figures are taken, or None.
    """

    classes: frozenset[ClassLine] = frozenset()
    without_classes: frozenset[ClassLine] = frozenset()
    alone: Kinds = frozenset()
    together: frozenset[Kinds] = frozenset()
    without_alone: Kinds = frozenset()
    without_together: frozenset[Kinds] = frozenset()
    doubts: frozenset[str] = frozenset()
    only: frozenset[Kinds] = frozenset()
    participants: str | None = None
    method: str | None = None

    @property
    def doubt_mask(self) -> int:
        """The doubts that leave a record out, as bits of the ledger's ``doubts``."""
        return sum(1 << DOUBTS.index(name) for name in self.doubts)

    def to_json(self) -> dict[str, Any]:
        """The overlay as a mapping that ``parse`` takes, always the same one for the same overlay."""
        identity = {
            "alone": sorted(self.alone),
            "together": _sorted(self.together),
            "without_alone": sorted(self.without_alone),
            "without_together": _sorted(self.without_together),
        }
        whole = {
            "classes": [_line_json(line) for line in sorted(self.classes)],
            "without_classes": [_line_json(line) for line in sorted(self.without_classes)],
            "identity": {key: value for key, value in identity.items() if value},
            "leave_out": {
                key: value
                for key, value in {"doubts": sorted(self.doubts), "only": _sorted(self.only)}.items()
                if value
            },
            "participants": self.participants,
            "method": self.method,
        }
        return {key: value for key, value in whole.items() if value}


def parse(mapping: Mapping[str, Any], where: str = "") -> Overlay:
    """Reads an overlay.

    Args:
        mapping: any of ``classes``, ``without_classes``, ``identity``, ``leave_out``, ``participants``, ``method``.
        where: the file and position that it stands in, for errors.

    Raises:
        Misuse: an unknown key, kind, class, doubt or method (the nearest valid one is named), a value of another shape,
            something that is taken away and is not there, or is taken away and added at once.
    """
    given = _mapping(mapping, where, KEYS)
    identity = _mapping(
        given.get("identity", {}), f"{where} identity", ("alone", "together", "without_alone", "without_together")
    )
    leave_out = _mapping(given.get("leave_out", {}), f"{where} leave_out", ("doubts", "only"))
    participants, method = given.get("participants"), given.get("method")
    if method is not None and not isinstance(method, str):
        raise _shape("The counting method is not a name.", f"{where} method", "by_person@1")
    overlay = Overlay(
        classes=_lines(given.get("classes", []), f"{where} classes"),
        without_classes=_lines(given.get("without_classes", []), f"{where} without_classes"),
        alone=_kinds(identity.get("alone", []), f"{where} alone"),
        together=_groups(identity.get("together", []), f"{where} together", 2),
        without_alone=_kinds(identity.get("without_alone", []), f"{where} without_alone"),
        without_together=_groups(identity.get("without_together", []), f"{where} without_together", 2),
        doubts=frozenset(
            _known(item, DOUBTS, "doubt", f"{where} doubts")
            for item in _list(leave_out.get("doubts", []), f"{where} doubts")
        ),
        only=_groups(leave_out.get("only", []), f"{where} only", 1),
        participants=None if participants is None else _known(participants, CLASSES, "class", f"{where} participants"),
        method=None if method is None else method_named(method).id,
    )
    _check_taken_away(overlay, where)
    _check_conflict(overlay, where)
    return overlay


def combine(overlays: Iterable[Overlay], where: str = "") -> Overlay:
    """Several readings at once. The order makes no difference.

    What is added, taken away and left out adds up.

    Raises:
        Misuse: one takes away what another adds, or they ask for different counting methods.
    """
    made = reduce(lambda one, other: _both(one, other, where), overlays, Overlay())
    _check_conflict(made, where)
    return made


@cache
def rules_under(overlay: Overlay) -> Rules:
    """classes.yaml and identity.yaml as an overlay changes them; ``only`` is in the masks of identity.

    A record that has no more than a set S does not count, so a line of identity that lies inside S asks for one kind
    more, outside S. ``doubts``, ``participants`` and ``method`` are not in the masks.
    """
    base = rules()
    if replace(overlay, doubts=frozenset(), participants=None, method=None) == Overlay():
        return base
    classes, identity = tables()
    groups = [frozenset({kind}) for kind in identity["alone"] if kind not in overlay.without_alone]
    groups += [group for group in map(frozenset, identity["together"]) if group not in overlay.without_together]
    groups += [frozenset({kind}) for kind in sorted(overlay.alone)] + [
        frozenset(group) for group in _sorted(overlay.together)
    ]
    masks = [_mask(group) for group in dict.fromkeys(groups)]
    for group in _sorted(overlay.only):
        masks = _beyond(masks, _mask(group))
    kept = [line for line in map(_of_table, classes["classes"]) if line not in overlay.without_classes]
    # 就高: the first line that a record meets is the gravest one. The last of classes.yaml, which all meet, stays last.
    lines = [_masks(line) for line in sorted({*kept[:-1], *overlay.classes}, key=_gravity)] + [_masks(kept[-1])]
    return replace(
        base,
        identity=np.array(masks, np.uint64),
        class_of=np.array([number for number, _, _ in lines], np.int64),
        any_of=np.array([any_of for _, any_of, _ in lines], np.uint64),
        all_of=np.array([all_of for _, _, all_of in lines], np.uint64),
        digest=hashlib.sha256(base.digest.encode() + b"\0" + dump(overlay.to_json())).hexdigest(),
    )


def _both(one: Overlay, other: Overlay, where: str) -> Overlay:
    for what, pair in (
        ("counting methods", {one.method, other.method}),
        ("classes of participants", {one.participants, other.participants}),
    ):
        asked = sorted(name for name in pair if name is not None)
        if len(asked) > 1:
            raise Misuse(f"Two readings ask for different {what}: {', '.join(asked)}.", where, "Choose one of them.")
    return Overlay(
        classes=one.classes | other.classes,
        without_classes=one.without_classes | other.without_classes,
        alone=one.alone | other.alone,
        together=one.together | other.together,
        without_alone=one.without_alone | other.without_alone,
        without_together=one.without_together | other.without_together,
        doubts=one.doubts | other.doubts,
        only=one.only | other.only,
        participants=one.participants or other.participants,
        method=one.method or other.method,
    )


def _check_conflict(overlay: Overlay, where: str) -> None:
    both = [*sorted(overlay.alone & overlay.without_alone)]
    both += [", ".join(group) for group in _sorted(overlay.together & overlay.without_together)]
    if both:
        raise Misuse(
            f"What identifies a person is added and taken away at once: {both[0]}.", where, "Keep one of the two."
        )


def _check_taken_away(overlay: Overlay, where: str) -> None:
    """Taking away what is not there would be a reading that says something and changes nothing."""
    classes, identity = tables()
    for kind in sorted(overlay.without_alone):
        _known(kind, identity["alone"], "kind under alone in identity.yaml", f"{where} without_alone")
    known = [", ".join(sorted(group)) for group in identity["together"]]
    for group in _sorted(overlay.without_together):
        _known(", ".join(group), known, "line under together in identity.yaml", f"{where} without_together")
    lines = [_of_table(entry) for entry in classes["classes"]]
    for line in sorted(overlay.without_classes):
        _known(_words(line), [_words(one) for one in lines], "line in classes.yaml", f"{where} without_classes")


def _beyond(masks: list[int], held: int) -> list[int]:
    """Lines of identity for records that have more than the kinds held; those that others make needless fall away."""
    outside = [1 << bit for bit in sorted(bits().values()) if not held >> bit & 1]
    wider: list[int] = []
    for mask in masks:
        wider += [mask] if mask & ~held else [mask | one for one in outside]
    kept: list[int] = []
    for mask in sorted(dict.fromkeys(wider), key=lambda mask: (mask.bit_count(), mask)):
        if not any(mask & known == known for known in kept):
            kept.append(mask)
    return kept


def _mask(kinds: Iterable[str]) -> int:
    return sum(1 << bits()[kind] for kind in kinds)


def _masks(line: ClassLine) -> tuple[int, int, int]:
    return CLASSES.index(line.name), _mask(line.any), _mask(line.all)


def _of_table(entry: Mapping[str, Any]) -> ClassLine:
    return ClassLine(str(entry["class"]), tuple(sorted(entry.get("any", []))), tuple(sorted(entry.get("all", []))))


def _gravity(line: ClassLine) -> tuple[int, ClassLine]:
    return CLASSES.index(line.name), line


def _lines(value: Any, where: str) -> frozenset[ClassLine]:
    return frozenset(_line(item, where) for item in _list(value, where))


def _line(item: Any, where: str) -> ClassLine:
    entry = _mapping(item, where, ("class", "any", "all"))
    if "class" not in entry:
        raise _shape("A line names no class.", where, "{class: transaction, any: [goods]}")
    line = ClassLine(
        _known(entry["class"], CLASSES, "class", where),
        tuple(sorted(_kinds(entry.get("any", []), where))),
        tuple(sorted(_kinds(entry.get("all", []), where))),
    )
    if not line.any and not line.all:
        raise _shape(
            "A line names no kind, so every record would meet it.", where, "{class: transaction, any: [goods]}"
        )
    return line


def _line_json(line: ClassLine) -> dict[str, Any]:
    return {"class": line.name, "any": [*line.any], "all": [*line.all]}


def _words(line: ClassLine) -> str:
    return f"{line.name} any {', '.join(line.any) or '-'} all {', '.join(line.all) or '-'}"


def _sorted(groups: Iterable[Kinds]) -> list[list[str]]:
    return sorted(sorted(group) for group in groups)


def _kinds(value: Any, where: str) -> Kinds:
    return frozenset(_known(item, [*bits()], "kind", where) for item in _list(value, where))


def _groups(value: Any, where: str, least: int) -> frozenset[Kinds]:
    groups = frozenset(_kinds(item, where) for item in _list(value, where))
    if any(len(group) < least for group in groups):
        what = "A set of kinds is too small: it names fewer than two." if least > 1 else "A set of kinds is empty."
        raise _shape(what, where, "[[name, goods]]" if least > 1 else "[[mobile]]")
    return groups


def _mapping(value: Any, where: str, keys: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Misuse("This part of an overlay is no mapping.", where.strip(), f"Known keys: {', '.join(keys)}.")
    for key in value:
        _known(key, keys, "key of an overlay", where)
    return value


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise Misuse("This part of an overlay is no list.", where.strip(), "Write it in square brackets.")
    return value


def _known(value: Any, known: Sequence[str], what: str, where: str) -> str:
    if isinstance(value, str) and value in known:
        return value
    near = difflib.get_close_matches(str(value), known, 1, 0.0) or list(known[:1])
    raise Misuse(f"There is no such {what}.", where.strip(), f"Did you mean {near[0]}?")


def _shape(what: str, where: str, example: str) -> Misuse:
    return Misuse(what, where.strip(), f"For instance: {example}")
