"""Samples drawn again: what ``verify`` says about them."""

from __future__ import annotations

from tiao.case import Case
from tiao.evidence import logfile
from tiao.evidence.custody import Log
from tiao.model import CLASSES
from tiao.pieces.sample import frame
from tiao.pieces.sample.record import ALL, basis_of, bears, samples


def drawn_otherwise(case: Case) -> list[str]:
    """Draws every sample of today's ledger and rules again, and names those that come out otherwise.

    Samples of another ledger or of other rules are older, not wrong: they have no effect and are left alone. The log
    itself is taken to be sound.

    Returns:
        Paths relative to the case folder.

    Raises:
        IntegrityBroken: a sample or the ledger is not what the log knows.
    """
    found = samples(case)
    if not found:
        return []
    basis = basis_of(case)
    roots = logfile.roots(Log(case).state().lines)
    wrong = []
    for one in found:
        plan = one.document["plan"]
        root = str(plan["checkpoint"]["root"])
        if one.fixed and not bears(one, basis):
            continue
        classes = CLASSES if plan["class"] == ALL else (str(plan["class"]),)
        if not one.fixed or roots[one.entry].hex() != root:
            wrong.append(f"runs/samples/{one.id}.json")
            continue
        layers, items = frame.draw(case, classes, int(plan["size"]), root)
        strata = [
            (s["class"], s["stratum"], tuple(s["exhibits"]), s["pieces"], s["size"])
            for s in one.document["frame"]["strata"]
        ]
        again = [(s.class_, s.name, s.exhibits, s.pieces, s.size) for s in layers]
        if again != strata or items != one.document["items"]:
            wrong.append(f"runs/samples/{one.id}.json")
    return wrong
