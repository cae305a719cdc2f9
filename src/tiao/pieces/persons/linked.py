"""What people decided about natural persons (同一自然人): records that are of one person, identifiers that join nobody.

A decision of kind ``person`` says one of ``unlink`` (an identifier, as its blind token, joins nobody), ``link`` (two
records are of one person) and ``different`` (two records are not). The last changes no figure; it ends a proposal.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiao.case import Case
from tiao.errors import Misuse
from tiao.evidence import decisions
from tiao.evidence.canonical import Json, dump
from tiao.evidence.mask import mask_numbers
from tiao.findings.found import region, summary
from tiao.model import Locator

KIND = "person"
UNLINK, LINK, DIFFERENT = "unlink", "link", "different"
# A record as a person writes it, with the number of its table instead of a name: E1.2!R5#2. Or as `explain` shows it.
_PLACE = re.compile(r"([^!]+)(?:!(.*))?!R([0-9]{1,12})(?:#([0-9]{1,9}))?(?:@[0-9,]{1,60})?")
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, order=True)
class Place:
    """A record's place in the ledger: the table (``E1.2``), the row as a person sees it, the nth record of the row."""

    source: str
    row: int
    part: int = 1

    def __str__(self) -> str:
        return f"{self.source}!R{self.row}" + (f"#{self.part}" if self.part > 1 else "")


@dataclass(frozen=True)
class Linked:
    """What stands of a case's decisions on persons.

    Attributes:
        cut: tokens, in hex, of identifiers that join nobody, in order.
        links: pairs of records that are of one person, in order.
    """

    cut: tuple[str, ...] = ()
    links: tuple[tuple[Place, Place], ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what the decisions say, in whatever order they were made."""
        links: list[Json] = [[str(one), str(other)] for one, other in self.links]
        return hashlib.sha256(dump({LINK: links, UNLINK: [*self.cut]})).hexdigest()

    @property
    def tokens(self) -> npt.NDArray[np.uint64]:
        """The cut tokens as the compiled count takes them: uint64, shape (n, 2), sorted."""
        words = np.frombuffer(bytes.fromhex("".join(self.cut)), "<u8").astype(np.uint64).reshape(-1, 2)
        return np.ascontiguousarray(words[np.lexsort((words[:, 1], words[:, 0]))])


def linked(case: Case) -> Linked:
    """The decisions that stand, as the count takes them."""
    standing = decisions.standing(case, KIND)
    return Linked(
        cut=tuple(sorted({str(one.body[UNLINK]) for one in standing if UNLINK in one.body})),
        links=tuple(sorted({pair_of(one) for one in standing if LINK in one.body})),
    )


def pair_of(one: decisions.Decision) -> tuple[Place, Place]:
    """The two records of a decision, in order.

    Raises:
        Misuse: the log holds such a decision in a form that this version does not know.
    """
    try:
        first, second = sorted(_stored(str(text)) for text in one.body.get(LINK) or one.body[DIFFERENT])
    except (KeyError, TypeError, ValueError):
        raise Misuse(
            "A decision on persons is not understood.", f"log, entry {one.number}", "Use a newer tiao."
        ) from None
    return first, second


def _stored(text: str) -> Place:
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError
    return Place(found[1], int(found[3]), int(found[4] or 1))


def token_of(text: str) -> str:
    """A blind token as a person gives it.

    Raises:
        Misuse: it is none.
    """
    if not _TOKEN.fullmatch(text.strip().lower()):
        # What was given may be a number of somebody: it is not repeated.
        raise Misuse(
            "This is no blind token.", "TOKEN", "Take the 32 signs that `tiao persons --case DIR` shows beside it."
        )
    return text.strip().lower()


class Places:
    """Between places in the ledger and locators, the words for them that a reader of reports knows."""

    def __init__(self, case: Case) -> None:
        self._tables = {str(entry["source"]): entry for entry in summary(case)["files"]}

    def of(self, text: str) -> Place:
        """The record that a person names.

        Args:
            text: a locator as `tiao explain` shows it, ``E1!Sheet1!R5``, or with the number of the table, ``E1.2!R5``.

        Raises:
            Misuse: it is no locator, or no table or several tables are called so.
        """
        found = _PLACE.fullmatch(text.strip())
        if found is None:
            raise Misuse("This is no place of a record.", "--pair", "Write it as `tiao explain` shows it: E1!R5.")
        name, table, row, part = found[1], found[2] or "", int(found[3]), int(found[4] or 1)
        if name in self._tables and not table:
            return Place(name, row, part)
        sources = [
            source
            for source, entry in self._tables.items()
            if entry["exhibit"] == name and (entry.get("table") or "") == table
        ]
        if len(sources) != 1:
            known = ", ".join(sources) if sources else ", ".join(list(self._tables)[:8])
            raise Misuse(
                "Several tables are called so." if sources else "There is no such table in the ledger.",
                "--pair",
                f"Name the table by its number: {known}.",
            )
        return Place(sources[0], row, part)

    def locator(self, place: Place) -> Locator:
        """The place as `tiao explain` shows it."""
        entry = self._tables[place.source]
        where = region(entry, place.row)
        return Locator(str(entry["exhibit"]), str(entry.get("table") or ""), place.row, place.part, where)


def decide(case: Case, body: dict[str, Any], by: Sequence[str], why: str, evidence: str = "") -> int:
    """Puts a decision on persons on record and gives its number.

    Args:
        body: one of ``{"unlink": token}``, ``{"link": [place, place]}``, ``{"different": [place, place]}``.

    Raises:
        Misuse: the same stands already, or its contrary does; nobody decides, or no reason is given.
    """
    for one in decisions.standing(case, KIND):
        if dict(one.body) == body:
            raise Misuse("This is decided already.", str(one.number), "See `tiao persons decisions --case DIR`.")
        if {*one.body, *body} == {LINK, DIFFERENT} and one.body.get(LINK, one.body.get(DIFFERENT)) == (
            body.get(LINK, body.get(DIFFERENT))
        ):
            raise Misuse(
                "The contrary stands decided.", str(one.number), f"Undo it first: `tiao persons undo {one.number}`."
            )
    return decisions.decide(case, KIND, by, why, evidence, body)


def undo(case: Case, number: int, by: Sequence[str], why: str) -> int:
    """Undoes a decision on persons; both stay on record.

    Raises:
        Misuse: there is no such decision, or it is undone already.
    """
    if number not in {one.number for one in decisions.decisions(case, KIND)}:
        raise Misuse(
            "There is no decision on persons of this number.",
            mask_numbers(str(number)),
            "See `tiao persons decisions --case DIR`.",
        )
    return decisions.undo(case, number, by, why)
