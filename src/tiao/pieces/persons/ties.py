"""The records that people decided to be of one person, as entries for the compiled count."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from tiao.case import Case
from tiao.errors import Misuse
from tiao.findings.catalogue import catalogue
from tiao.pieces.persons.linked import Linked, Place
from tiao.pieces.rules import rules
from tiao.pieces.sql_ledger import ledger_of

_RECORDS = """
select ledger.*
from ledger
join wanted on wanted.source = ledger.source and wanted.row = ledger.row and wanted.part = ledger.part
order by ledger.source, ledger.line
"""


def ties_of(case: Case, decided: Linked, lines: int) -> npt.NDArray[np.uint64]:
    """Each decided pair as a node of its own, after the lines of the ledger, with one token of either record.

    Args:
        lines: how many lines the ledger has.

    Returns:
        uint64, shape (2 * pairs, 3): token and node, as ``union.entries`` writes them.

    Raises:
        Misuse: a decision names a record that is not in the total.
    """
    if not decided.links:
        return np.empty((0, 3), np.uint64)
    tokens = tokens_of(case, {place for pair in decided.links for place in pair}, decided.cut)
    entries = []
    for number, pair in enumerate(decided.links):
        for place in pair:
            if place not in tokens:
                raise Misuse(
                    "A decision joins a record that is not, or no longer, in the total.",
                    str(place),
                    "See `tiao persons decisions --case DIR`, and undo it.",
                )
            entries.append((*np.frombuffer(tokens[place], "<u8").tolist(), lines + number))
    return np.array(entries, np.uint64)


def tokens_of(case: Case, places: Collection[Place], cut: Collection[str] = ()) -> Mapping[Place, bytes]:
    """By which token each record is joined: its strongest valid identifier that is not cut, else its content.

    Returns:
        Tokens by place; without the places where no record in total stands.
    """
    wanted = [kind.name for kind in catalogue().kinds if kind.bit in rules().values]
    found: dict[Place, bytes] = {}
    identified: set[Place] = set()
    with ledger_of(case) as connection:
        connection.execute("create table wanted (source varchar, row bigint, part integer)")
        for place in places:
            connection.execute("insert into wanted values (?, ?, ?)", [place.source, place.row, place.part])
        done = connection.execute(_RECORDS)
        columns = [column[0] for column in done.description or []]
        for values in done.fetchall():
            line = dict(zip(columns, values, strict=True))
            place = Place(line["source"], line["row"], line["part"])
            if not line["more"]:
                if not any(line["kinds"] & int(mask) == int(mask) for mask in rules().identity):
                    continue
                found[place] = line["content"]
            if place in identified or place not in found or (line["more"] and line["struck"]):
                continue
            own = next((line[k] for k in wanted if line[k] is not None and line[k].hex() not in cut), None)
            if own is not None:
                found[place] = own
                identified.add(place)
    return found


def holders(case: Case, token: str) -> tuple[str, int]:
    """The kind of an identifier, given as its token in hex, and how many records hold it; ("", 0) if none does."""
    wanted = [kind.name for kind in catalogue().kinds if kind.bit in rules().values]
    with ledger_of(case) as connection:
        for kind in wanted:
            query = f"select count(distinct (source, row, part)) from ledger where {kind} = ?"
            records = connection.execute(query, [bytes.fromhex(token)]).fetchall()[0][0]
            if records:
                return kind, int(records)
    return "", 0
