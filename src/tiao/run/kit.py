"""The recount kit (复算包) of a case."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tiao.case import Case
from tiao.run.line import PathLike, Progress


def recount_kit(case: Case | PathLike, out: PathLike, progress: Progress | None = None) -> dict[str, Any]:
    """Writes everything that another expert needs to repeat the count without seeing the data.

    Args:
        case: the case or its folder; sealed, found and counted.
        out: the zip to write. An earlier kit there is replaced.
        progress: called with (what, bytes done, bytes in all).

    Returns:
        The ``tiao.recount-kit-written/1`` document: ``kit``, ``bytes``, ``sha256``, ``runs``, ``older``,
        ``written_by_hand``.

    Raises:
        Misuse: there is no run of today's ledger, or the kit cannot be written there.
        IntegrityBroken: ledger, runs or log are not what the log says.
    """
    from tiao.report.kit import write_kit

    opened = case if isinstance(case, Case) else Case.open(case)
    written = write_kit(opened, Path(os.path.abspath(out)), progress)
    return {"format": "tiao.recount-kit-written/1", "kit": os.fspath(out), **written}
