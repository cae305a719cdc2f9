"""Writes the album and, beside it, what every photo shows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tiao.demo.album.camera import saved, take
from tiao.demo.album.fonts import faces
from tiao.demo.album.plan import PHOTOS, Recipe, plan, settings, sheets
from tiao.errors import Misuse

TRUTH = "truth.json"
FOLDER = "album"
Progress = Callable[[str, int, int], None]


def photo(recipe: Recipe) -> tuple[bytes, dict[str, Any]]:
    """One photo and what is true of it."""
    chance = recipe.chance()
    flat = sheets(recipe, chance)
    pixels = take(flat, recipe.shot, chance)
    stamp = recipe.stamp
    return saved(pixels, recipe.shot, stamp), {
        "file": recipe.name,
        "what": recipe.what,
        "of": recipe.of,
        "legible": recipe.legible,
        "again": f"IMG_{recipe.again:04}" if recipe.again else "",
        "shot": settings(recipe.shot),
        "faces": sum(sheet.faces for sheet in flat),
        "time": stamp.time if stamp else "",
        "position": list(stamp.position) if stamp and stamp.position else None,
        "documents": [
            {"what": shown.what, "people": [dict(person) for person in shown.people]}
            for sheet in flat
            for shown in sheet.shown
        ],
    }


def make(
    out: Path, photos: int = PHOTOS, seed: int = 1, progress: Progress | None = None, workers: int | None = None
) -> list[dict[str, Any]]:
    """Writes ``out/album/IMG_0001.jpg`` ... and ``out/truth.json``.

    Args:
        photos: how many.
        seed: same seed, fonts and libraries, same bytes.
        progress: called with (what, photos done, photos in all).
        workers: processes; as many as there are cores if not given.

    Returns:
        The truth: one entry a photo, in order.

    Raises:
        Misuse: the folder is a file, or this machine has no Chinese font.
    """
    if out.exists() and not out.is_dir():
        raise Misuse("The place for the album is not a folder.", str(out), "Name a new folder.")
    faces()
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    recipes = plan(photos, seed)
    truth = []
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        for recipe, entry in zip(recipes, _made(pool, recipes, folder), strict=True):
            truth.append(entry)
            if progress is not None:
                progress("album 相册", recipe.number, len(recipes))
    body = {"format": "tiao.album/1", "seed": seed, "fonts": faces().names(), "photos": truth}
    (out / TRUTH).write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
    return truth


def _made(pool: ProcessPoolExecutor, recipes: list[Recipe], folder: Path) -> Iterator[dict[str, Any]]:
    return pool.map(_write, recipes, [folder] * len(recipes), chunksize=4)


def _write(recipe: Recipe, folder: Path) -> dict[str, Any]:
    content, entry = photo(recipe)
    (folder / recipe.name).write_bytes(content)
    return entry
