"""The dossier (卷宗): the one document, put together from a case, that every report is made from.

``report/bundle.py`` gives its shape. Nothing raw stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tiao.case import Case

if TYPE_CHECKING:
    from tiao.evidence.seals import Seal

DEFAULT_METHOD = "by_record@1"
_SHOWN = 3  # rows of each class that a report shows as an example


def dossier(case: Case, counted: dict[str, Any], assessment: dict[str, Any]) -> dict[str, Any]:
    """Puts the dossier together.

    Args:
        case: sealed and found.
        counted: its ``tiao.count/1`` document with every method.
        assessment: its ``tiao.assessment/1`` document.
    """
    from tiao import __version__
    from tiao.evidence.custody import Log
    from tiao.evidence.seals import seals
    from tiao.findings.found import summary
    from tiao.pieces.explain import explain
    from tiao.pieces.overlap import overlap

    log, found = Log(case), summary(case)
    classes = counted["methods"][DEFAULT_METHOD]["classes"]
    return {
        "case": {"number": case.number, "unit": case.unit, "tiao_version": __version__},
        "seals": [seal_facts(case, one) for one in seals(case)],
        "files": found["files"],
        "unread": found["unread"],
        "count": {**counted, "default_method": DEFAULT_METHOD},
        "overlap": overlap(case, counted["methods"][DEFAULT_METHOD].get("by_exhibit")),
        "assessment": assessment,
        "explained": [
            line for class_, pieces in classes.items() if pieces for line in explain(case, class_=class_, limit=_SHOWN)
        ],
        "versions": case.versions,
        "digests": {"run": counted["run"], "log_root": log.root().hex(), "checkpoint": log.checkpoint()},
    }


def seal_facts(case: Case, seal: Seal) -> dict[str, Any]:
    """A seal as others may see it: masked paths, no raw value."""
    from tiao.evidence.logfile import public_key

    times = [item["mtime"] for item in seal.items]
    return {
        "id": f"seal-{seal.number:04d}",
        "at": seal.at,
        "by": list(seal.by),
        "authority": seal.authority,
        "copy": seal.copy,
        "sha256": seal.sha256,
        "signature_key": public_key(case.log).hex(),
        "items": [
            {
                "id": one.id,
                "shown": one.shown,
                "size": one.size,
                "sha256": one.sha256,
                "sm3": one.sm3,
                "mtime": mtime,
                "type": one.media_type,
            }
            for one, mtime in zip(seal.exhibits, times, strict=True)
        ],
    }
