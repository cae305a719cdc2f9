"""The album (相册): synthetic photos with known truth, found, and what was read beside what is there."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from tiao.case import Case
from tiao.errors import Misuse
from tiao.run.line import PathLike, Progress, count, find, seal

PEOPLE = ("演示人员甲", "演示人员乙")


def album(out: PathLike, photos: int, seed: int = 1, progress: Progress | None = None) -> dict[str, Any]:
    """Makes an album, finds and counts what is in it, and compares with what is true of it.

    An album that was made before is used as it is, and photos that were read stay read: an interrupted run goes on.

    Args:
        out: a new folder: ``album/``, ``truth.json`` and the case ``case/`` come into it.
        photos: how many.
        seed: same seed, same album.
        progress: called with (what, done, in all).

    Returns:
        The ``tiao.album/1`` document: for each sort of document and field truth, right and found; faces, positions,
        unreadable photos; figures of the count; seconds of the find.

    Raises:
        Misuse: what reads photos is not installed; this machine has no Chinese font; the folder holds another album.
    """
    from tiao.content.photo.models import EXTRA, digest, missing, provider

    if missing():
        raise Misuse("Photos are read by an extra that is not installed.", "--album", EXTRA)
    from tiao.demo.album.make import FOLDER, TRUTH, make
    from tiao.demo.album.score import score

    folder = Path(out)
    made = folder / TRUTH
    if not made.exists():
        make(folder, photos, seed, progress)
    truth: dict[str, Any] = json.loads(made.read_bytes())
    if truth.get("format") != "tiao.album/1" or len(truth["photos"]) != photos or truth["seed"] != seed:
        raise Misuse("The folder holds another demonstration.", "--out", "Name a new folder.")
    place = folder / "case"
    opened = Case.open(place) if place.exists() else Case.create(place)
    seal([folder / FOLDER], opened, by=PEOPLE, progress=progress)
    begun = time.monotonic()
    found = find(opened, progress)
    seconds = round(time.monotonic() - begun, 1)
    counted = count(opened, progress=progress)
    return {
        "format": "tiao.album/1",
        "album": str(folder / FOLDER),
        "photos": photos,
        "seed": seed,
        "fonts": truth["fonts"],
        "models": digest(),
        "provider": provider(),
        "seconds": seconds,
        "rows": found["rows"],
        "unread": len(found["unread"]),
        "score": score(opened, truth["photos"]),
        "methods": {
            name: {"total": one["total"], "excluded": one["excluded"]} for name, one in counted["methods"].items()
        },
    }
