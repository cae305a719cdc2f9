"""Rebuttals (反证) of the presumption of art. 11(3): made, undone and listed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from tiao.case import Case
from tiao.errors import Misuse

if TYPE_CHECKING:
    from tiao.pieces.rebuttals.rebut import Rebuttal

Progress = Callable[[str, int, int], None]
PathLike = str | os.PathLike[str]


def rebut(
    case: Case | PathLike,
    ground: str,
    by: Sequence[str] = (),
    why: str = "",
    evidence: str = "",
    at: Sequence[str] = (),
    classes: Sequence[str] = (),
    doubts: Sequence[str] = (),
    kind: str | None = None,
    values: PathLike | BinaryIO | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Takes records out of the count, on record, with a ground and evidence (法释〔2017〕10号 第十一条第三款).

    The records that meet every condition given are taken out; of one condition, one alternative is enough.

    Args:
        case: the case or its folder.
        ground: ``untrue``, ``duplicate``, ``not_identifying``, ``public`` or ``anonymised``.
        by: who makes it. why: the reason. evidence: where the evidence stands in the file of the case (卷、页).
        at: places as ``explain`` shows them: ``E1``, ``E1!Sheet1``, ``E1!Sheet1!R5``, ``E1!R5-R90``, ``E1!R5#2``.
        classes: only records of these classes. doubts: only records with one of these doubts.
        kind: only records that hold one of ``values``, which are of this kind.
        values: a file or an open stream, one value a line; blinded as it is read, never kept.
        dry_run: say what it would take out, and put nothing on record.
        progress: called with (what, steps done, steps in all).

    Returns:
        The ``tiao.rebuttal/1`` document: ``number`` (None for a dry run), ground, cite, scope, and what it takes out:
        ``records``, and ``methods`` with total, low and high before and after.

    Raises:
        Misuse: something is not known, nothing is meant, nobody answers for it, or it stands already.
    """
    from tiao.pieces.rebuttals import rebut as room
    from tiao.pieces.rebuttals.rebut_effect import effect
    from tiao.pieces.rebuttals.rebut_scope import scope

    opened = _open(case)
    if not dry_run:
        room.signed(by, why, evidence)
    with _stream(values) as stream:
        rebuttal = room.Rebuttal(ground, scope(opened, at, classes, doubts, kind, stream))
    room.check(opened, rebuttal)
    takes_out = effect(opened, rebuttal, progress)
    number = None if dry_run else room.add(opened, rebuttal, by, why, evidence)
    return {"format": "tiao.rebuttal/1", "number": number, **_said(opened, rebuttal), **takes_out}


def undo_rebuttal(case: Case | PathLike, number: int, by: Sequence[str], why: str) -> dict[str, Any]:
    """Undoes a rebuttal. It stays on record, and has no effect any more.

    Args:
        case: the case or its folder.
        number: its number, as ``rebuttals`` gives it.
        by: who undoes it. why: the reason.

    Returns:
        The ``tiao.rebuttal/1`` document of the rebuttal, with ``undone``, the number of the entry that undid it.

    Raises:
        Misuse: there is no such rebuttal, it is undone already, nobody undoes it, or no reason is given.
    """
    from tiao.pieces.rebuttals import rebut as room

    opened = _open(case)
    room.undo(opened, number, by, why)
    return {"format": "tiao.rebuttal/1", **next(one for one in _listed(opened) if one["number"] == number)}


def rebuttals(case: Case | PathLike) -> dict[str, Any]:
    """Every rebuttal of a case, oldest first, undone ones included: who, when, why, on what evidence.

    Returns:
        The ``tiao.rebuttals/1`` document: ``rebuttals``, and ``standing``, how many stand.
    """
    listed = _listed(_open(case))
    standing = sum(one["undone"] is None for one in listed)
    return {"format": "tiao.rebuttals/1", "rebuttals": listed, "standing": standing}


def _listed(case: Case) -> list[dict[str, Any]]:
    from tiao.pieces.rebuttals import rebut as room

    made = [(one, one.decision) for one in room.rebuttals(case)]
    return [
        {
            "number": decision.number,
            **_said(case, one),
            "at": decision.at,
            "by": list(decision.by),
            "why": decision.why,
            "evidence": decision.evidence,
            "undone": decision.undone,
        }
        for one, decision in made
        if decision is not None
    ]


def _said(case: Case, rebuttal: Rebuttal) -> dict[str, Any]:
    from tiao.pieces.rebuttals.rebut import GROUNDS
    from tiao.pieces.rebuttals.rebut_scope import shown

    ground = next(ground for ground in GROUNDS if ground.name == rebuttal.ground)
    disputed = {"disputed": ground.disputed_zh, "disputed_en": ground.disputed_en} if ground.disputed_zh else {}
    return {
        "ground": ground.name,
        "ground_zh": ground.zh,
        "cite": ground.cite,
        **disputed,
        "scope": shown(case, rebuttal.scope),
    }


@contextmanager
def _stream(values: PathLike | BinaryIO | None) -> Iterator[BinaryIO | None]:
    """The values as a stream. The name of their file is not told: it may hold one."""
    if values is None or not isinstance(values, str | os.PathLike):
        yield values
        return
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(open(values, "rb"))
        except OSError:
            raise Misuse("The file of values cannot be read.", "values", "Check its path and its rights.") from None
        yield opened


def _open(case: Case | PathLike) -> Case:
    return case if isinstance(case, Case) else Case.open(case)
