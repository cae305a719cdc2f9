"""The demonstration: a synthetic seized folder with a known truth, the main job on it, and what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tiao.errors import Misuse
from tiao.run.line import PathLike, Progress, run

DEMO_ROWS = 20_000
DEMO_PEOPLE = ("演示人员甲", "演示人员乙")


def demo(out: PathLike, rows: int | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Makes a synthetic seized folder with a known truth, runs the main job on it and compares.

    A folder that was made before is used as it is, so an interrupted demonstration resumes.

    Args:
        out: a new folder: ``seized/``, ``truth.json`` and the case ``case/`` come into it.
        rows: data rows, more or less.
        progress: called with (what, done, in all).

    Returns:
        The ``tiao.demo/1`` document: truth, run and ``differences``; empty if everything was found as it is.
    """
    from tiao.demo.make import make

    folder = Path(out)
    made = folder / "truth.json"
    if not made.exists():
        make(folder, rows=DEMO_ROWS if rows is None else rows, progress=progress)
    elif rows is not None:
        raise Misuse("The folder holds a demonstration already.", "--rows", "Name a new folder, or leave out --rows.")
    truth: dict[str, Any] = json.loads(made.read_bytes())
    done = run([folder / "seized"], folder / "case", by=DEMO_PEOPLE, progress=progress)
    return {
        "format": "tiao.demo/1",
        "seized": str(folder / "seized"),
        "truth": truth,
        "run": done,
        "differences": list(_differences(truth, done["count"])),
    }


def _differences(truth: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every figure in which two count documents differ."""
    for name in ("rows", "unreadable", "not_identifying"):
        if truth[name] != found[name]:
            yield {"method": "", "figure": name, "truth": truth[name], "found": found[name]}
    for method, expected in truth["methods"].items():
        got = _figures(found["methods"][method])
        for figure, wanted in _figures(expected).items():
            if wanted != got[figure]:
                yield {"method": method, "figure": figure, "truth": wanted, "found": got[figure]}


def _figures(method: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: method[name] for name in ("total", "low", "high")},
        **method["classes"],
        "excluded": {entry["reason"]: entry["pieces"] for entry in method["excluded"] if entry["pieces"]},
        "kinds": {kind: pieces for kind, pieces in (method.get("kinds") or {}).items() if pieces},
    }
