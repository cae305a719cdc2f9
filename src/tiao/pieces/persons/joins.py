"""What joins records to persons, and where that is open to doubt: for people to decide, never cut in silence.

A citizen has one identity number for life (居民身份证法 第三条第二款: 公民身份号码是每个公民唯一的、终身不变的身份
代码). So an identifier whose records have different identity numbers is shared by several people, or one of the numbers
is false; it joins them all the same until somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.case import Case
from tiao.evidence.decisions import standing
from tiao.findings.catalogue import names
from tiao.pieces.persons import union
from tiao.pieces.persons.linked import DIFFERENT, KIND, Place, Places, linked, pair_of
from tiao.pieces.persons.partitions import Entries, Progress, table_for
from tiao.pieces.persons.persons import Persons, persons
from tiao.pieces.reread import Value, nodes_of, places_of, values
from tiao.pieces.rules import rules

Ints = npt.NDArray[np.int32]
# How many a report lists of each, and how many identifiers of each of the largest persons.
LISTED = 20
OF_A_PERSON = 5
SIZES = (1, 2, 5, 10, 100, 1000)
"""Upper ends of the sizes of persons, in records; the last range has none."""
ID = "resident_id"


@dataclass(frozen=True)
class Identifier:
    """An identifier that joins records.

    Attributes:
        token: in hex.
        records: how many have it.
        resident_ids: how many different identity numbers these have.
        node: the first of the records.
    """

    kind: str
    token: str
    records: int
    resident_ids: int
    node: int


@dataclass
class Joins:
    """What joins the records of a case.

    Attributes:
        found: the persons.
        ids: int32, shape (nodes,): at each person's first line, how many different identity numbers the person has.
        own: int32, shape (nodes,): which identity number a record has; -1 none, -2 several.
        most: the identifiers that join most records.
        doubtful: those whose records have different identity numbers, most records first; ``cut``: all of them, in hex.
        inside: for the largest persons, the identifiers that join most of their records.
    """

    found: Persons
    ids: Ints
    own: Ints
    most: list[Identifier]
    doubtful: list[Identifier]
    cut: list[str]
    inside: dict[int, list[Identifier]]


def look(case: Case, progress: Progress | None = None) -> Joins:
    """Joins the records of a case, and goes through what joins them.

    Raises:
        Misuse, IntegrityBroken: as ``persons``.
    """
    found = persons(case, progress=progress)
    n = len(found.parent)
    own, met, ids = np.full(n, -1, np.int32), np.zeros(n, np.int32), np.zeros(n, np.int32)
    kind = 1 + [names()[bit] for bit in rules().values].index(ID)
    for entries in found.partitions.each("numbers 身份号码", progress):
        union.number(entries, table_for(entries), kind, own, met)
    union.gather(found.parent, found.state, met, ids)
    largest = found.roots[:LISTED].tolist()
    out = Joins(found, ids, own, [], [], [], {root: [] for root in largest if found.records[root] > 1})
    for entries in found.partitions.each("joins 关联", progress):
        _weigh(out, entries)
    return out


def _weigh(out: Joins, entries: Entries) -> None:
    n = len(entries)
    records, low, high, first = (np.empty(n, np.int32) for _ in range(4))
    union.weigh(entries, table_for(entries), out.own, out.found.nodes.lines, records, low, high, first)
    joining = np.flatnonzero(records > 1)
    doubtful = joining[(low[joining] != high[joining])]
    out.cut += [_token(entries[i]) for i in doubtful.tolist()]
    roots = out.found.parent[(entries[joining, 2] & np.uint64(union.NODE)).astype(np.int64)]
    inside = {root: _top(joining[roots == root], entries, records, OF_A_PERSON) for root in out.inside}
    wanted = [_top(joining, entries, records, LISTED), _top(doubtful, entries, records, LISTED), *inside.values()]
    listed = _identifiers(out, entries, first, records, np.unique(np.concatenate(wanted)))
    out.most = _most([*out.most, *(listed[i] for i in wanted[0].tolist())], LISTED)
    out.doubtful = _most([*out.doubtful, *(listed[i] for i in wanted[1].tolist())], LISTED)
    for root, places in inside.items():
        out.inside[root] = _most([*out.inside[root], *(listed[i] for i in places.tolist())], OF_A_PERSON)


def _top(places: npt.NDArray[np.int64], entries: Entries, records: Ints, most: int) -> npt.NDArray[np.int64]:
    """The places of the identifiers with the most records, of equal ones the first by token, as in ``_most``."""
    tokens = np.ascontiguousarray(entries[places, :2]).astype("<u8").view(">u8")
    return places[np.lexsort((tokens[:, 1], tokens[:, 0], -records[places]))[:most]]


def _most(found: Iterable[Identifier], most: int) -> list[Identifier]:
    return sorted(found, key=lambda one: (-one.records, one.token))[:most]


def _identifiers(
    out: Joins, entries: Entries, first: Ints, records: Ints, wanted: npt.NDArray[np.int64]
) -> Mapping[int, Identifier]:
    """The identifiers whose first entries are wanted, with their different identity numbers counted."""
    held = np.flatnonzero(np.isin(first, wanted))
    own = out.own[(entries[held, 2] & np.uint64(union.NODE)).astype(np.int64)]
    pairs = np.unique(np.stack([first[held][own >= 0], own[own >= 0]]), axis=1)[0]
    different = dict(zip(*(part.tolist() for part in np.unique(pairs, return_counts=True)), strict=True))
    return {
        i: Identifier(
            kind=names()[rules().values[int(entries[i, 2] >> np.uint64(union.KIND)) - 1]],
            token=_token(entries[i]),
            records=int(records[i]),
            resident_ids=different.get(i, 0),
            node=int(entries[i, 2] & np.uint64(union.NODE)),
        )
        for i in wanted.tolist()
    }


def _token(entry: npt.NDArray[np.uint64]) -> str:
    return entry[:2].astype("<u8").tobytes().hex()


def report(case: Case, progress: Progress | None = None) -> dict[str, Any]:
    """The ``tiao.persons/1`` document: persons by size, what joins them, which joins are open to doubt.

    Returns:
        ``records`` and ``persons`` in total; ``figures`` of ``by_person@2``; ``sizes``; ``largest``; ``identifiers``,
        those that join most; ``doubtful``: how many identifiers have records with different identity numbers, the first
        of them, and what the figures were if they joined nobody. Values are masked.

    Raises:
        Misuse, IntegrityBroken: as ``persons``; also when an exhibit is not what was sealed.
    """
    seen = look(case, progress)
    found = seen.found
    roots = found.roots
    lists = [seen.most, seen.doubtful, *seen.inside.values()]
    nodes = {one.node for each in lists for one in each} | {*roots[:LISTED].tolist()}
    where = places_of(found.partitions, nodes)
    shown = values(case, {where[one.node] for each in lists for one in each})
    write = _Writing(Places(case), where, shown)
    decided = linked(case)
    cut = replace(decided, cut=tuple(sorted({*decided.cut, *seen.cut})))
    parted = persons(case, cut, progress=progress) if seen.cut else found
    in_total = (found.state & union.IN_TOTAL) != 0
    return {
        "format": "tiao.persons/1",
        "records": int(found.rows[0].sum()),
        "persons": len(roots),
        "figures": figures(found),
        "sizes": _sizes(found.sizes),
        "largest": [
            {
                "records": int(found.records[root]),
                "resident_ids": int(seen.ids[root]),
                **write.place(root),
                "joined_by": [write.identifier(one) for one in seen.inside[root]],
            }
            for root in roots[:LISTED].tolist()
            if root in seen.inside
        ],
        "identifiers": [write.identifier(one) for one in seen.most],
        "doubtful": {
            "persons": int((seen.ids[roots] > 1).sum()),
            "records": int((in_total & (seen.own == -2)).sum()),
            "identifiers": len(seen.cut),
            "listed": [write.identifier(one) for one in seen.doubtful],
            "if_cut": figures(parted),
        },
        "decided": {"unlink": len(decided.cut), "link": len(decided.links)},
        "contradicted": _contradicted(case, found, write.places),
    }


def _contradicted(case: Case, found: Persons, places: Places) -> list[dict[str, Any]]:
    """Decisions that two records are of different persons, though something joins them by now."""
    made = [(one.number, pair_of(one)) for one in standing(case, KIND) if DIFFERENT in one.body]
    nodes = nodes_of(found.partitions, {place for _, pair in made for place in pair})
    return [
        {"number": number, "pair": [str(places.locator(place)) for place in pair]}
        for number, pair in made
        if len({int(found.parent[nodes[place]]) for place in pair if place in nodes}) == 1
    ]


@dataclass(frozen=True)
class _Writing:
    """How identifiers and places stand in the document."""

    places: Places
    where: Mapping[int, Place]
    values: Mapping[Place, list[Value]]

    def place(self, node: int) -> dict[str, str]:
        place = self.where[node]
        return {"locator": str(self.places.locator(place)), "place": str(place)}

    def identifier(self, one: Identifier) -> dict[str, Any]:
        own = self.values.get(self.where[one.node], [])
        return {
            "kind": one.kind,
            "shown": next((value.shown for value in own if value.token == one.token), ""),
            "token": one.token,
            "records": one.records,
            "resident_ids": one.resident_ids,
            **self.place(one.node),
        }


def figures(found: Persons) -> dict[str, int]:
    """Total, low and high of ``by_person@2``, and how many persons there are, whatever their classes."""
    total, low, high = (int(figure) for figure in found.counted.sum(axis=1))
    return {"total": total, "low": low, "high": high, "persons": len(found.roots)}


def _sizes(sizes: Ints) -> list[dict[str, Any]]:
    out, below = [], 0
    for upper in (*SIZES, None):
        inside = (sizes > below) & (sizes <= upper) if upper else sizes > below
        name = f"{below + 1}+" if upper is None else str(upper) if upper == below + 1 else f"{below + 1}-{upper}"
        out.append({"records": name, "persons": int(inside.sum()), "of_records": int(sizes[inside].sum())})
        below = upper or below
    return out
