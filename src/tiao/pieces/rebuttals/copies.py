"""Near-duplicate photos (近似重复照片): the same picture at another size or quality counts once, and that is on record.

Photos are copies if their perceptual hashes differ in few bits *and* they share a value: cards of two people look alike
from afar, and are no copies. What a copy says that the photo which is kept says as well is rebutted as a duplicate
(法释〔2017〕10号 第十一条第三款) by a decision in the log, which people can undo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow.parquet as pq

from tiao.case import Case
from tiao.findings.catalogue import KEY_KINDS, names
from tiao.findings.found import summary
from tiao.pieces.rebuttals import rebut
from tiao.pieces.rebuttals.rebut import MOST_PLACES, Place, Rebuttal, Scope, merged

FAR = 40
"""Of 256 bits: photos that differ in more are not the same picture."""
BY = "tiao"
_UNDONE = "The photos were found again."
_WHY = "Near-duplicate photos: the same picture at another size or quality; what both say counts once."
_NAMED = 200

Record = tuple[str, int, int]
"""A table, a row, and the nth record in it."""


@dataclass
class _Photo:
    """One photo of the ledger.

    Attributes:
        order: its place among all photos. shown: for the evidence, ``E5``.
        records: its records with the tokens of their valid values.
    """

    order: int
    shown: str
    likeness: str
    pixels: int
    records: dict[Record, set[bytes]] = field(default_factory=dict)

    @property
    def tokens(self) -> set[bytes]:
        return set().union(*self.records.values())


def settle(case: Case) -> int:
    """Rebuts what copies of photos repeat, if it is not on record already.

    Returns:
        How many photos are copies of another.
    """
    found = list(_groups(_photos(case)))
    places = merged(place for kept, copies in found for place in _repeated(kept, copies))
    earlier = [one for one in rebut.rebuttals(case) if one.decision is not None and one.decision.by == (BY,)]
    made = [
        Rebuttal("duplicate", Scope(tuple(places[at : at + MOST_PLACES]))) for at in range(0, len(places), MOST_PLACES)
    ]
    bodies = [one.body for one in made]
    for one in earlier:
        if one.decision is not None and one.decision.undone is None and one.body not in bodies:
            rebut.undo(case, one.decision.number, [BY], _UNDONE)
    known = [one.body for one in earlier]
    for one in made:
        # What people have undone stays undone.
        if one.body not in known:
            rebut.add(case, one, [BY], _WHY, _evidence(found))
    return sum(len(copies) for _, copies in found)


def _evidence(found: Sequence[tuple[_Photo, Sequence[_Photo]]]) -> str:
    pairs = [f"{copy.shown} = {kept.shown}" for kept, copies in found for copy in copies]
    more = f" and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
    return f"perceptual hashes at most {FAR} of 256 bits apart, and a value shared: {', '.join(pairs[:_NAMED])}{more}"


def _photos(case: Case) -> list[_Photo]:
    """The photos that hold records, in the order of the ledger."""
    photos: dict[tuple[str, str], _Photo] = {}
    for entry in summary(case)["files"]:
        about: Mapping[str, Any] | None = entry.get("photo")
        if about is None:
            continue
        at = ".".join(map(str, entry.get("at", (1,))[:-1]))
        key = str(entry["exhibit"]), f"{at}/{about.get('page', 1)}"
        photo = photos.setdefault(
            key, _Photo(len(photos), key[0], str(about["likeness"]), int(about["width"]) * int(about["height"]))
        )
        for name in entry["parts"]:
            _take(photo, str(entry["source"]), pq.read_table(case.ledger / name).to_pydict())
    return [photo for photo in photos.values() if photo.records]


def _take(photo: _Photo, source: str, columns: Mapping[str, Sequence[Any]]) -> None:
    keys = [names()[kind] for kind in KEY_KINDS if names()[kind] in columns]
    for line, (row, part) in enumerate(zip(columns["row"], columns["part"], strict=True)):
        tokens = photo.records.setdefault((source, row, part), set())
        if not (columns["more"][line] and columns["struck"][line]):
            tokens.update(columns[key][line] for key in keys if columns[key][line] is not None)


def _groups(photos: Sequence[_Photo]) -> Iterator[tuple[_Photo, list[_Photo]]]:
    """The photo that is kept of each group of copies, and the others; only photos that share a value are compared."""
    holders: dict[bytes, list[_Photo]] = defaultdict(list)
    for photo in photos:
        for token in sorted(photo.tokens):
            holders[token].append(photo)
    group = {photo.order: {photo.order} for photo in photos}
    for sharing in holders.values():
        for at, one in enumerate(sharing):
            for other in sharing[at + 1 :]:
                if group[one.order] is not group[other.order] and _far(one, other) <= FAR:
                    joined = group[one.order] | group[other.order]
                    group |= dict.fromkeys(joined, joined)
    by_order = {photo.order: photo for photo in photos}
    for joined in {min(members): members for members in group.values() if len(members) > 1}.values():
        own = [by_order[order] for order in sorted(joined)]
        # The one that says most, then the largest, then the first.
        kept = max(own, key=lambda photo: (len(photo.tokens), photo.pixels, -photo.order))
        yield kept, [photo for photo in own if photo is not kept]


def _far(one: _Photo, other: _Photo) -> int:
    return (int(one.likeness, 16) ^ int(other.likeness, 16)).bit_count()


def _repeated(kept: _Photo, copies: Sequence[_Photo]) -> Iterator[Place]:
    """Records of the copies that say nothing that the kept photo does not."""
    tokens = kept.tokens
    for copy in copies:
        for (source, row, part), own in copy.records.items():
            if own <= tokens:
                yield Place(source, row, row, part)
