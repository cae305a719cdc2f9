"""Figures of the bundle in the order in which the report shows them. Sums and sorting only: nothing is counted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from tiao.model import CLASSES
from tiao.report.bundle import (
    AssessmentFacts,
    Bundle,
    CountFacts,
    FileFacts,
    MethodFacts,
    OverlapFacts,
    PositionFacts,
    StepFacts,
)
from tiao.report.figures import as_fraction, months
from tiao.report.words import Words

# The methods for which counting.md promises that total and exclusions make up the upper bound by row.
_BALANCED = ("by_row", "by_record", "by_person")


@dataclass(frozen=True)
class Warn:
    """Something that the first page must say in red."""

    title: str
    note: str


@dataclass(frozen=True)
class Found:
    """One kind or doubt over all files: records, files, and distinct values (None where they are not counted)."""

    name: str
    records: int
    files: int
    distinct: int | None = None


@dataclass(frozen=True)
class Pair:
    """Two files that share records."""

    left: str
    right: str
    shared: int
    smaller: int


@dataclass(frozen=True)
class Heaviest:
    """The gravest item that is met, and by how much."""

    cite: str
    ratio: str | None


@cache
def tier_of_class() -> dict[str, int]:
    """The tier of art. 5(1)(3)-(5) of 法释〔2017〕10号 that each class belongs to, from ``pieces/classes.yaml``."""
    text = files("tiao").joinpath("pieces/classes.yaml").read_text(encoding="utf-8")
    tiers: dict[str, int] = yaml.safe_load(text)["tiers"]
    return tiers


def default_method(count: CountFacts | None) -> tuple[str, MethodFacts] | None:
    """The method of the first page: the named default, else the first that was counted."""
    if count is None or not count.methods:
        return None
    name = count.default_method if count.default_method in count.methods else next(iter(count.methods))
    return name, count.methods[name]


def found_kinds(bundle: Bundle) -> list[Found]:
    """Kinds over all files, those of most records first."""
    distinct = _distinct_by_kind(bundle.count)
    rows = _over_files(bundle.files, [file.kinds for file in bundle.files], distinct)
    known = {row.name for row in rows}
    return rows + [Found(kind, 0, 0, number) for kind, number in distinct.items() if number and kind not in known]


def found_doubts(bundle: Bundle) -> list[Found]:
    """Doubts over all files, those of most records first."""
    return _over_files(bundle.files, [file.doubts for file in bundle.files], {})


def _distinct_by_kind(count: CountFacts | None) -> dict[str, int]:
    methods = count.methods.values() if count else ()
    return next((method.kinds for method in methods if method.kinds is not None), {})


def _over_files(file_list: list[FileFacts], tallies: list[dict[str, int]], distinct: dict[str, int]) -> list[Found]:
    records: Counter[str] = Counter()
    holders: dict[str, set[str]] = {}
    for file, tally in zip(file_list, tallies, strict=True):
        for name, number in tally.items():
            if number:
                records[name] += number
                holders.setdefault(name, set()).add(file.exhibit)
    order = sorted(records, key=lambda name: (-records[name], name))
    return [Found(name, records[name], len(holders[name]), distinct.get(name)) for name in order]


def class_rows(count: CountFacts) -> list[tuple[str, int | None, list[int]]]:
    """Every class with its tier and its pieces by each method, gravest first; unknown classes come last."""
    named = {name for method in count.methods.values() for name in method.classes}
    order = [*CLASSES, *sorted(named.difference(CLASSES))]
    return [
        (name, tier_of_class().get(name), [method.classes.get(name, 0) for method in count.methods.values()])
        for name in order
    ]


def exclusion_rows(count: CountFacts) -> list[tuple[str, list[int | None]]]:
    """Every reason with the pieces that each method leaves out for it; None where a method does not know the reason."""
    tallies = [{out.reason: out.pieces for out in method.excluded} for method in count.methods.values()]
    order = dict.fromkeys(reason for tally in tallies for reason in tally)
    return [(reason, [tally.get(reason) for tally in tallies]) for reason in order]


def balances(count: CountFacts) -> dict[str, bool | None]:
    """Per method, whether total and exclusions make up the upper bound by row; None where nothing is promised."""
    by_row = next((method for name, method in count.methods.items() if name.startswith("by_row@")), None)
    return {
        name: (
            method.total + sum(out.pieces for out in method.excluded) == by_row.high
            if by_row and name.split("@")[0] in _BALANCED
            else None
        )
        for name, method in count.methods.items()
    }


def pairs(overlap: OverlapFacts | None) -> list[Pair]:
    """Pairs of files that share records, most first."""
    if overlap is None:
        return []
    cells = overlap.matrix
    found = [
        Pair(overlap.exhibits[i], overlap.exhibits[j], row[j], min(row[i], cells[j][j]))
        for i, row in enumerate(cells)
        for j in range(i + 1, len(row))
        if row[j]
    ]
    return sorted(found, key=lambda pair: -pair.shared)


def heaviest(assessment: AssessmentFacts | None) -> Heaviest | None:
    """The gravest item that is met: of art. 5(2) before art. 5(1) and art. 6, then the highest ratio.

    Only items whose whole way up is met are asked. What stands below an item (the lines that it scales) gives its ratio
    where it has none of its own. None where no standard is met.
    """
    if assessment is None or assessment.outcome not in ("serious", "especially_serious"):
        return None
    found = [Heaviest(step.cite, _highest(step)) for step in _items(assessment.steps)]
    return max(found, key=lambda item: ("第五条第二款" in item.cite, as_fraction(item.ratio) or 0), default=None)


def _items(steps: Iterable[StepFacts]) -> Iterator[StepFacts]:
    for step in steps:
        if step.met and step.cite.endswith("项") and ("第五条" in step.cite or "第六条" in step.cite):
            yield step
        elif step.met:
            yield from _items(step.parts)


def _highest(step: StepFacts) -> str | None:
    if step.ratio is not None:
        return step.ratio
    below = [ratio for part in step.parts if part.met and (ratio := _highest(part)) is not None]
    return max(below, key=lambda ratio: as_fraction(ratio) or 0, default=None)


def reading_rows(assessment: AssessmentFacts | None) -> list[PositionFacts]:
    """The table of disputed readings: questions that change the outcome first, then those that might."""
    table = assessment.readings.table if assessment and assessment.readings else []
    rank = {row.id: 2 for row in table}
    for row in table:
        rank[row.id] = min(rank[row.id], 0 if row.changes else 1 if row.could_be else 2)
    return sorted(table, key=lambda row: rank[row.id])


def only_together(assessment: AssessmentFacts | None, words: Words) -> list[tuple[list[str], str]]:
    """Positions that change the outcome only together, in words, each set with the outcome that it leads to."""
    readings = assessment.readings if assessment else None
    if readings is None:
        return []
    zh = {(row.id, row.position): f"{row.question}{row.position_zh}" for row in readings.table}
    en = {(row.id, row.position): f"{row.question_en} {row.position_en}" for row in readings.table}
    said = en if words.lang == "en" else zh
    return [
        ([said.get(item, item[0]) for item in one.choice.items()], one.outcome)
        for one in readings.deciding
        if len(one.choice) > 1
    ]


def statutory_range(assessment: AssessmentFacts, words: Words) -> str:
    """The range as the Criminal Law writes it; empty when the outcome carries none."""
    months_range = assessment.range_months
    if months_range is None or (not months_range.min and not months_range.max):
        return ""
    low = months(months_range.min, words.lang)
    high = months(months_range.max, words.lang) if months_range.max is not None else ""
    key = "term.from" if not high else "term.between" if months_range.min else "term.up_to"
    term = words(key, min=low, max=high)
    return words("term.detention", term=term) if months_range.criminal_detention_possible else term


def warnings(bundle: Bundle, words: Words) -> list[Warn]:
    """What the first page must say in red: gaps in sealing, in reading, in the facts, and sums that do not balance."""
    found = [
        Warn(words(f"warn.{key}"), words(f"warn.{key}_note", seal=seal.id))
        for seal in bundle.seals
        for key in [("nobody", "one")[len(seal.by)] if len(seal.by) < 2 else ""]
        if key
    ]
    if not bundle.seals:
        found.append(Warn(words("warn.unsealed"), words("warn.unsealed_note")))
    if unread := unread_places(bundle):
        found.append(Warn(words("warn.unread", n=f"{unread:,}"), words("warn.unread_note")))
    if bundle.assessment and bundle.assessment.outcome == "undetermined":
        found.append(Warn(words("warn.undetermined"), words("warn.undetermined_note")))
    if bundle.count:
        found += [
            Warn(words("warn.balance"), words("warn.balance_note", method=words.name("method", name)))
            for name, even in balances(bundle.count).items()
            if even is False
        ]
    return found


def unread_places(bundle: Bundle) -> int:
    """How many places could not be read: the count's own figure, and never fewer than are listed."""
    return max(len(bundle.unread), bundle.count.unreadable if bundle.count else 0)
