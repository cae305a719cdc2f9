"""Natural persons (同一自然人): what joins records, what is proposed beyond that, and what people decide."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from tiao.case import Case
from tiao.errors import Misuse

if TYPE_CHECKING:
    from tiao.pieces.persons.linked import Linked

Progress = Callable[[str, int, int], None]
PathLike = str | os.PathLike[str]


def counting(methods: Sequence[str] | None) -> Callable[..., dict[str, Any]]:
    """The room that counts by these methods: ``by_person@2`` takes longer and is counted only when it is asked for.

    Raises:
        Misuse: an unknown method.
    """
    from tiao.pieces.method import asks_for_persons

    if asks_for_persons(methods):
        from tiao.pieces.persons.persons_count import count as with_persons

        return with_persons
    from tiao.pieces.count import count

    return count


def explaining(method: str) -> Callable[..., Iterator[dict[str, Any]]]:
    """The room that walks the figures of this method back to their rows.

    Raises:
        Misuse: an unknown method.
    """
    from tiao.pieces.method import asks_for_persons

    if asks_for_persons([method]):
        from tiao.pieces.persons.persons_explain import explain as of_persons

        return of_persons
    from tiao.pieces.explain import explain

    return partial(explain, method=method)


def persons(case: Case | PathLike, progress: Progress | None = None) -> dict[str, Any]:
    """Joins records by any shared valid identifier, and says what joins them and which joins are open to doubt.

    Args:
        case: the case or its folder.
        progress: called with (what, steps done, steps in all).

    Returns:
        The ``tiao.persons/1`` document; values are masked.

    Raises:
        Misuse: no ledger, or a decision that cannot be carried out.
        IntegrityBroken: the ledger is damaged, or an exhibit is not what was sealed.
    """
    from tiao.pieces.persons.joins import report

    return report(_open(case), progress)


def propose_persons(
    case: Case | PathLike, limit: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Proposes pairs of persons that no shared identifier joins and that may still be one. No count takes them up.

    Args:
        case: the case or its folder.
        limit: at most so many pairs.
        progress: called with (what, steps done, steps in all).

    Returns:
        The ``tiao.person_proposals/1`` document: pairs with weight, reasons, locators and masked values.

    Raises:
        Misuse: no ledger, or the extra ``tiao[link]`` is not installed.
    """
    from tiao.pieces.persons.propose import propose

    return propose(_open(case), limit, progress)


def decide_persons(
    case: Case | PathLike,
    pair: Sequence[str],
    same: bool,
    by: Sequence[str] = (),
    why: str = "",
    evidence: str = "",
    dry_run: bool = False,
) -> dict[str, Any]:
    """Decides that two records are of one person, or of two. Only the first changes a figure.

    Args:
        case: the case or its folder.
        pair: two locators as ``explain`` and ``propose_persons`` show them.
        same: one person, or two.
        by: who decides. why: the reason. evidence: where the evidence stands in the file of the case (卷、页).
        dry_run: say what it would change, and put nothing on record.

    Returns:
        The ``tiao.person_decision/1`` document: ``number`` (None for a dry run), what is decided, and the figures of
        ``by_person@2`` ``before`` and ``after``.

    Raises:
        Misuse: a record is not in the total, both are the same one, an identifier joins what should be two persons, the
            same or the contrary stands, nobody decides, or no reason is given.
    """
    from tiao.pieces.persons.linked import DIFFERENT, LINK, Places, linked
    from tiao.pieces.persons.ties import tokens_of
    from tiao.pieces.reread import are_one

    opened = _open(case)
    if len(pair) != 2:
        raise Misuse("A decision is about two records.", "--pair", "Give --pair and two locators.")
    places = Places(opened)
    one, other = sorted(places.of(text) for text in pair)
    if one == other:
        raise Misuse("Both are the same record.", str(one), "Give two different locators.")
    known = tokens_of(opened, {one, other})
    for place in (one, other):
        if place not in known:
            raise Misuse(
                "No record of the total stands there.", str(place), "See `tiao explain` for the records that count."
            )
    now = linked(opened)
    if not same and are_one(opened, one, other):
        raise Misuse(
            "A shared identifier makes these records one person.",
            f"{one}, {other}",
            "Cut the identifier first: `tiao persons unlink TOKEN`.",
        )
    body = {LINK if same else DIFFERENT: [str(one), str(other)]}
    after = type(now)(now.cut, tuple(sorted({*now.links, (one, other)}))) if same else now
    return _decided(opened, body, now, after, by, why, evidence, dry_run)


def unlink_identifier(
    case: Case | PathLike,
    token: str,
    by: Sequence[str] = (),
    why: str = "",
    evidence: str = "",
    dry_run: bool = False,
) -> dict[str, Any]:
    """Decides that an identifier joins nobody: a shop's telephone, a family's number, a placeholder.

    Args:
        case: the case or its folder.
        token: its blind token, as ``persons`` shows it.
        by, why, evidence, dry_run: as for ``decide_persons``.

    Returns:
        The ``tiao.person_decision/1`` document.

    Raises:
        Misuse: no record holds it, it is cut already, nobody decides, or no reason is given.
    """
    from tiao.pieces.persons.linked import UNLINK, linked, token_of
    from tiao.pieces.persons.ties import holders

    opened = _open(case)
    token = token_of(token)
    kind, records = holders(opened, token)
    if not records:
        raise Misuse("No record holds this identifier.", token, "Take a token that `tiao persons --case DIR` shows.")
    now = linked(opened)
    after = type(now)(tuple(sorted({*now.cut, token})), now.links)
    done = _decided(opened, {UNLINK: token}, now, after, by, why, evidence, dry_run)
    return {**done, "kind": kind, "records": records}


def undo_persons(case: Case | PathLike, number: int, by: Sequence[str], why: str) -> dict[str, Any]:
    """Undoes a decision on persons. It stays on record, and the figures are what they were.

    Returns:
        ``number``, and ``undone``: the entry of the log that undid it.

    Raises:
        Misuse: there is no such decision, it is undone already, nobody undoes it, or no reason is given.
    """
    from tiao.pieces.persons.linked import undo

    opened = _open(case)
    return {"format": "tiao.person_decision/1", "number": number, "undone": undo(opened, number, by, why)}


def person_decisions(case: Case | PathLike) -> dict[str, Any]:
    """Every decision on persons, oldest first, undone ones included.

    Returns:
        The ``tiao.person_decisions/1`` document: who, when, why, on what evidence, what, and whether it is undone.
    """
    from tiao.evidence import decisions
    from tiao.pieces.persons.linked import KIND

    made = decisions.decisions(_open(case), KIND)
    return {
        "format": "tiao.person_decisions/1",
        "decisions": [
            {
                "number": one.number,
                "at": one.at,
                "by": [*one.by],
                "why": one.why,
                "evidence": one.evidence,
                "what": dict(one.body),
                "undone": one.undone,
            }
            for one in made
        ],
    }


def _decided(
    case: Case,
    body: dict[str, Any],
    before: Linked,
    after: Linked,
    by: Sequence[str],
    why: str,
    evidence: str,
    dry_run: bool,
) -> dict[str, Any]:
    from tiao.pieces.persons.joins import figures
    from tiao.pieces.persons.linked import decide
    from tiao.pieces.persons.persons import persons as join

    number = None if dry_run else decide(case, body, by, why, evidence)
    return {
        "format": "tiao.person_decision/1",
        "number": number,
        "what": body,
        "before": figures(join(case, before)),
        "after": figures(join(case, after)),
    }


def _open(case: Case | PathLike) -> Case:
    return case if isinstance(case, Case) else Case.open(case)
