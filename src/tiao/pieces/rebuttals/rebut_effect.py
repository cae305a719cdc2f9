"""What a rebuttal would take out of each count, before it is put on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tiao.case import Case
from tiao.errors import Misuse
from tiao.findings.found import ledger_parts, summary
from tiao.pieces.count import document, under_rebuttals
from tiao.pieces.figures import Figures, add_up
from tiao.pieces.method import METHODS
from tiao.pieces.rebuttals.rebut import Rebuttal
from tiao.pieces.rebuttals.rebutted import Rebutted

Progress = Callable[[str, int, int], None]


def effect(case: Case, rebuttal: Rebuttal, progress: Progress | None = None) -> dict[str, Any]:
    """Counts with and without a rebuttal, beside those that stand.

    Returns:
        ``records``: records of total that it takes out, also those that others take out already; ``methods``: for each
        method total, low and high ``before`` and ``after``, and ``classes``, the pieces that total loses by class.
        Samples are left aside.

    Raises:
        Misuse: no ledger, or it takes out nothing.
        IntegrityBroken: a part of the ledger is damaged.
    """
    found, parts = summary(case), ledger_parts(case)
    whole = add_up(parts, progress)

    def under(rebutted: Rebutted) -> Figures:
        return under_rebuttals(whole, [add_up(parts, progress, sparing) for sparing in rebutted.steps()], rebutted)

    standing = Rebutted.standing(case)
    alone = under(Rebutted((rebuttal,)))
    records = int(alone.rebutted.sum())
    if not records:
        raise Misuse(
            "The rebuttal takes nothing out: no record of the total is meant.",
            "rebut add",
            "Look the records up with `tiao explain`.",
        )
    after = under(Rebutted((*standing.rebuttals, rebuttal))) if standing else alone
    was, will = (document(found, figures, METHODS, {})["methods"] for figures in (under(standing), after))
    return {
        "records": records,
        "methods": {
            name: {
                "before": {figure: was[name][figure] for figure in ("total", "low", "high")},
                "after": {figure: will[name][figure] for figure in ("total", "low", "high")},
                "classes": {
                    class_: lost
                    for class_, pieces in was[name]["classes"].items()
                    if (lost := pieces - will[name]["classes"][class_])
                },
            }
            for name in was
        },
    }
