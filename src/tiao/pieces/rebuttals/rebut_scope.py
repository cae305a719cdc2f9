"""What a rebuttal takes out, from the words of people: places as they are shown, classes, doubts, and values.

A value is blinded as it is read and is neither kept nor shown; what goes on record is its token.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np

from tiao.case import Case
from tiao.content.reader import pack
from tiao.errors import Misuse
from tiao.evidence.mask import mask_inner, mask_path
from tiao.evidence.seals import seized_year
from tiao.evidence.vault import Vault
from tiao.findings.catalogue import DOUBTS, KEY_KINDS, bits, names
from tiao.findings.fields import Fields
from tiao.findings.found import summary
from tiao.findings.reading import scan
from tiao.findings.settled import Reading
from tiao.model import CLASSES
from tiao.pieces.rebuttals.rebut import LAST, MOST_PLACES, MOST_VALUES, Place, Scope, merged

KINDS = tuple(names()[kind] for kind in KEY_KINDS)
"""Kinds whose values have a token in the ledger: those that identify."""
_PLACE = re.compile(r"(E[1-9][0-9]{0,8})(?:\.([1-9][0-9]{0,8}))?(?:!(.*))?", re.DOTALL)
_ROWS = re.compile(r"(?:R([0-9]{1,15})(?:-R?([0-9]{1,15}))?)?(?:#([0-9]{1,9}))?(?:@[0-9,]{1,60})?")
_HINT = "Write it as `tiao explain` does: E1, E1!Sheet1, E1!Sheet1!R5, E1!R5-R90 or E1!R5#2."
_VALUE_BYTES = 4096


def scope(
    case: Case,
    at: Sequence[str] = (),
    classes: Sequence[str] = (),
    doubts: Sequence[str] = (),
    kind: str | None = None,
    values: BinaryIO | None = None,
) -> Scope:
    """Puts together what a rebuttal takes out.

    Args:
        case: a case with a ledger.
        at: places: ``E1``; ``E1.2`` or ``E1!Sheet1`` for one table; with rows ``!R5``, ``!R5-R90``, ``!R5#2``.
        classes, doubts: names.
        kind: the kind of the values.
        values: one value a line, UTF-8.

    Raises:
        Misuse: something is not known, not in the ledger, or too much at once. A value is never part of the error.
    """
    places = merged(place for one in at for place in [_place(case, one)])
    if len(places) > MOST_PLACES:
        raise Misuse("The rebuttal names too many ranges of rows.", "--at", f"At most {MOST_PLACES} in one rebuttal.")
    for what, given, known in (("class", classes, CLASSES), ("doubt", doubts, DOUBTS)):
        for name in given:
            _known(what, name, known)
    if (kind is None) != (values is None):
        raise Misuse("A kind of value goes with values, and values with their kind.", "--value", "Give both, or none.")
    tokens: set[tuple[str, str]] = set()
    if kind is not None and values is not None:
        _known("kind of value", kind, KINDS)
        tokens = {(kind, token) for token in blind(case, kind, values)}
    return Scope(tuple(places), tuple(classes), tuple(doubts), tuple(sorted(tokens)))


def _known(what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        near = difflib.get_close_matches(given, known, 1, 0.0)
        raise Misuse(f"There is no such {what}.", f"--{what.split()[-1]}", f"Did you mean {near[0]}?")


def _place(case: Case, written: str) -> Place:
    found = _PLACE.fullmatch(written.strip())
    if not found:
        raise Misuse("This is no place in the ledger.", "--at", _HINT)
    exhibit, number, rest = found[1], found[2], found[3]
    table, row, last_row, part = _tail(rest or "")
    tables = [entry for entry in summary(case)["files"] if entry["exhibit"] == exhibit]
    source = f"{exhibit}.{number}" if number else exhibit
    if number:
        tables = [entry for entry in tables if entry["source"] == source]
    elif table:
        tables = [entry for entry in tables if entry["table"] in (table, mask_path(table), mask_inner(table))]
    if not tables:
        raise Misuse("There is no such exhibit or table in the ledger.", "--at", "See the list of `tiao find`.")
    if len(tables) > 1 and (table or row):
        some = ", ".join(entry["source"] for entry in tables[:5])
        raise Misuse("More than one table is meant.", "--at", f"Name one of {some}{' ...' if tables[5:] else ''}.")
    if table or row:
        source = tables[0]["source"]
    return Place(source, row, last_row, part)


def _tail(rest: str) -> tuple[str, int, int, int]:
    """(table, first row, last row, part) of what follows the exhibit."""
    table, mark, tail = rest.rpartition("!")
    found = _ROWS.fullmatch(tail) if tail else None
    if found is None:
        # No rows: all of it is the name of a table.
        table, found = rest, _ROWS.fullmatch("")
    elif not mark:
        table = ""
    assert found is not None
    row = int(found[1] or 0)
    last_row = int(found[2] or row) if row else LAST
    if (found[1] is not None and row == 0) or last_row < row:
        raise Misuse("Rows are counted from 1, and the first comes before the last.", "--at", _HINT)
    return table, row, last_row, int(found[3] or 0)


def blind(case: Case, kind: str, values: BinaryIO) -> list[str]:
    """Tokens of values, in hex: read as a column of this kind would be read, blinded, and forgotten.

    Args:
        kind: one of ``KINDS``.
        values: one value a line, UTF-8; empty lines are passed over.

    Raises:
        Misuse: no value, too many, or a line that is no value of this kind; it is named by its number.
    """
    lines: list[str] = []
    while line := values.readline(_VALUE_BYTES):
        if len(line) == _VALUE_BYTES or len(lines) == MOST_VALUES:
            raise Misuse("These are too many values at once.", "values", f"One a line, at most {MOST_VALUES}.")
        lines.append(line.decode("utf-8-sig" if not lines else "utf-8", "replace").strip())
    given = [(number, [text]) for number, text in enumerate(lines) if text]
    if not given:
        raise Misuse("No value was given.", "values", "One value a line, in a file or on standard input.")
    role = np.array([bits()[kind]] * 2, np.int64)
    reading = Reading(
        fields=Fields(None),
        running_text=False,
        chat=False,
        totals=False,
        year_max=seized_year(case),
        roles=role,
        gates=np.zeros(2, np.int64),
        header=np.zeros(1, np.uint8),
        header_at=np.zeros(0, np.int64),
    )
    table = scan(pack(given, len(lines)), reading, Vault.open(case), False, 0).table
    found = [
        (row, token)
        for row, token in zip(table.column("row").to_pylist(), table.column(kind).to_pylist(), strict=True)
        if token is not None
    ]
    for number, _ in given:
        if number + 1 not in {row for row, _ in found}:
            hint = "Write one value of the kind on each line."
            raise Misuse(f"This is no {kind}.", f"values, line {number + 1}", hint)
    return sorted({token.hex() for _, token in found})


def shown(case: Case, scope: Scope) -> dict[str, Any]:
    """A scope as people read it: places with the names of their tables, values as how many of each kind."""
    tables = {entry["source"]: entry["table"] for entry in summary(case)["files"]}
    places = []
    for place in scope.places:
        source, mark, rows = str(place).partition("!")
        name = tables.get(source, "")
        places.append(f"{source}{f' ({name})' if name else ''}{mark}{rows}")
    kinds = [kind for kind, _ in scope.values]
    return {
        "places": places,
        "classes": list(scope.classes),
        "doubts": list(scope.doubts),
        "values": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
    }
