"""``explain`` for ``by_person@2``: each person in each class walked back to its first record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tiao.case import Case
from tiao.evidence.vault import Vault
from tiao.findings.catalogue import DOUBTS
from tiao.model import CLASSES
from tiao.pieces.explain import explain as by_other_methods
from tiao.pieces.ledger_read import numbers_of
from tiao.pieces.persons import union
from tiao.pieces.persons.linked import Place, Places
from tiao.pieces.persons.persons import persons
from tiao.pieces.reread import chunks, values_at
from tiao.pieces.rules import rules


def explain(
    case: Case, class_: str | None = None, excluded: str | None = None, limit: int | None = None, reveal: bool = False
) -> Iterator[dict[str, Any]]:
    """Walks the figure of ``by_person@2`` back to its rows: the first record of each person in each class.

    Args:
        class_, excluded, limit, reveal: as for ``pieces.explain``. ``duplicate`` are the further records of the same
            person in the same class; what else is left out is left out by every method of records alike.

    Yields:
        Lines as ``pieces.explain`` gives them, and ``person``: the locator of the person's first record.

    Raises:
        Misuse: an unknown class or reason.
        IntegrityBroken: an exhibit is not what was sealed.
    """
    if excluded not in (None, "duplicate") or (class_ is not None and class_ not in CLASSES):
        yield from by_other_methods(case, "by_person@1", class_, excluded, limit, reveal)
        return
    lines = _lines(case, None if class_ is None else CLASSES.index(class_), excluded, reveal)
    for number, line in enumerate(lines):
        if limit is not None and number >= limit:
            return
        yield line


def _lines(case: Case, wanted: int | None, excluded: str | None, reveal: bool) -> Iterator[dict[str, Any]]:
    found = persons(case)
    places, vault = Places(case), Vault.open(case)
    seen = np.zeros(len(found.parent), np.uint16)
    first_of: dict[int, str] = {}
    first = 0
    for chunk in chunks(case):
        table = chunk.scanned.table
        rows, parts, doubts = (numbers_of(table.column(name)) for name in ("row", "part", "doubts"))
        state = found.state[first : first + len(rows)]
        for line in np.flatnonzero(state & union.IN_TOTAL).tolist():
            cls, root = int(state[line]) & union.CLASS, int(found.parent[first + line])
            place = Place(chunk.source, chunk.base + int(rows[line]), int(parts[line]))
            locator = places.locator(place)
            first_of.setdefault(root, str(locator))
            again = bool(seen[root] >> cls & 1)
            seen[root] |= 1 << cls
            if again == (excluded is None) or wanted not in (None, cls):
                continue
            own = values_at(chunk, place, vault)
            said = [(v.struck, {"kind": v.kind, "shown": v.raw if reveal else v.shown}) for v in own]
            yield {
                "locator": str(locator),
                "exhibit": locator.exhibit,
                "table": locator.table,
                "row": locator.row,
                "part": locator.part,
                "class": CLASSES[cls],
                "tier": rules().tiers[CLASSES[cls]],
                "values": [value for struck, value in said if not struck],
                "struck": [value for struck, value in said if struck],
                "doubts": [name for bit, name in enumerate(DOUBTS) if int(doubts[line]) >> bit & 1],
                "reason": excluded or rules().sources[CLASSES[cls]],
                "person": first_of[root],
            }
        first += len(rows)
