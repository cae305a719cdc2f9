"""What was read of an album beside its truth: recall and precision of every field, per sort of document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tiao.case import Case
from tiao.content.readers.photo import PARTLY
from tiao.demo.album.plan import SHARES
from tiao.evidence.seals import exhibits
from tiao.findings.catalogue import names
from tiao.findings.found import summary
from tiao.pieces.reread import Chunk, chunks

KINDS: Mapping[str, str] = {
    "name": "name",
    "resident_id": "resident_id",
    "mobile": "mobile",
    "bank_card": "bank_card",
    "address": "address",
    "email": "email",
    "plate": "plate",
    "qq": "qq",
    "uscc": "uscc",
    "company": "company",
}
"""Fields of the truth that are kinds of the ledger: for these there is a precision too."""
LEFT_OUT = ("blurred", "view", "people")


@dataclass
class _Read:
    """What was read of one photo. Raw, but synthetic."""

    values: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    struck: Counter[str] = field(default_factory=Counter)
    cells: set[str] = field(default_factory=set)
    records: int = 0


@dataclass
class Tally:
    """Of one field in one sort of document."""

    truth: int = 0
    right: int = 0
    found: int = 0


def score(case: Case, truth: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Compares the ledger of an album with its truth.

    Args:
        case: a case in which the album is sealed and found.
        truth: the entries of ``truth.json``.

    Returns:
        ``documents``: sort of document to field to truth, right, found, struck (a value that was read and failed its
        check digit is found and not right); ``photos``: how many of each sort; faces, copies, positions, unreadable.
    """
    read = _read(case)
    entries: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    names_of = {item.id: Path(item.path).name for item in exhibits(case)}
    found = summary(case)
    for entry in found["files"]:
        if "photo" in entry:
            entries[names_of[str(entry["exhibit"])]].append(entry)
    unread = {names_of.get(str(entry["exhibit"]), "") for entry in found["unread"] if entry["what"] != PARTLY}
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    photos: Counter[str] = Counter()
    rest: dict[str, Counter[str]] = {name: Counter() for name in ("faces", "positions", "unreadable", "records")}
    for photo in truth:
        sort = str(photo["of"] if photo["what"] == "again" else photo["what"])
        photos[sort] += 1
        seen = read.get(str(photo["file"]), _Read())
        own = entries[str(photo["file"])]
        people = [person for document in photo["documents"] for person in document["people"]]
        if photo["legible"]:
            _fields(tallies[sort], people, seen)
        faces = max((int(entry["photo"]["faces"]) for entry in own), default=0)
        rest["faces"].update({"truth": photo["faces"], "found": faces, "right": min(faces, photo["faces"])})
        if photo["position"]:
            rest["positions"].update({"truth": 1, "right": any(_is_place(entry) for entry in own)})
        flagged = str(photo["file"]) in unread
        rest["unreadable"].update(
            {"truth": not photo["legible"], "found": flagged, "right": flagged and not photo["legible"]}
        )
        if people and photo["legible"]:
            rest["records"].update({"photos": 1, "right": seen.records == len(people)})
    return {
        "documents": {
            sort: {name: vars(tally) for name, tally in sorted(tallies[sort].items())}
            for sort in (*SHARES, "view")
            if sort in tallies and sort not in LEFT_OUT
        },
        "photos": {sort: photos[sort] for sort in sorted(photos)},
        **{name: dict(figures) for name, figures in rest.items()},
    }


def _is_place(entry: Mapping[str, Any]) -> bool:
    return "position" in entry["kinds"]


def _fields(tallies: dict[str, Tally], people: Sequence[Mapping[str, str]], seen: _Read) -> None:
    wanted: dict[str, Counter[str]] = defaultdict(Counter)
    for person in people:
        for name, value in person.items():
            wanted[name][_plain(value)] += 1
    for name, values in wanted.items():
        tally = tallies[name]
        tally.truth += values.total()
        if name in KINDS:
            tally.right += (values & seen.values[name]).total()
        else:
            tally.right += sum(count for value, count in values.items() if any(value in cell for cell in seen.cells))
    for name in KINDS:
        if name in wanted or seen.values[name]:
            tallies[name].found += seen.values[name].total()


def _plain(value: str) -> str:
    return "".join(value.split()).upper()


def _read(case: Case) -> dict[str, _Read]:
    kinds = {kind: name for name, kind in KINDS.items()}
    names_of = {item.id: Path(item.path).name for item in exhibits(case)}
    out: dict[str, _Read] = defaultdict(_Read)
    for chunk in chunks(case):
        read = out[names_of[chunk.exhibit]]
        _take(read, chunk, kinds)
    return out


def _take(read: _Read, chunk: Chunk, kinds: Mapping[str, str]) -> None:
    batch, found = chunk.scanned.batch, chunk.scanned.values
    for value in found:
        name = kinds.get(names()[int(value["kind"])])
        if name is not None:
            raw = bytes(batch.data[value["start"] : value["end"]]).decode("utf-8", "replace")
            read.values[name][_plain(raw)] += 1
            read.struck[name] += bool(value["struck"])
    for row in range(len(batch)):
        read.cells.update(_plain(cell) for cell in batch.texts(row) if cell)
    if chunk.table.rpartition("!")[2] != "拍摄位置":
        read.records += int((~chunk.scanned.lines.more & (np.asarray(chunk.scanned.lines.kinds) != 0)).sum())
