"""How much of a synthetic album is read: recall and precision of every field, per sort of document, and the time.

    python bench/photos.py [--photos N] [--seed N] [--work DIR]

Stopped half-way, the same command goes on; then the seconds are those of the last part. Keeps
bench/results/photos.json and writes the table of docs/formats/photo.md between its marks.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.progress import Progress
from tiao.demo.album.plan import PHOTOS
from tiao.run import album

HERE = Path(__file__).parent
KEPT = HERE / "results" / "photos.json"
PAGE = HERE.parent / "docs" / "formats" / "photo.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LIBRARIES = ("rapidocr", "onnxruntime", "opencv-python-headless", "pillow", "numpy")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--photos", type=int, default=PHOTOS)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--work", type=Path, default=HERE / ".work" / "album", help="a folder with 2 GB to spare")
    given = options.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    with Progress() as bars:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=whole)
            bars.update(tasks[what], completed=done, total=whole)

        done = album(given.work, given.photos, given.seed, progress=show)
    done.pop("album")
    done["machine"] = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    KEPT.write_text(json.dumps(done, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(done))
    write(done)


def table(done: Mapping[str, Any]) -> str:
    """The figures as a table of Markdown."""
    score = done["score"]
    lines = [
        f"{done['photos']:,} photos of seed {done['seed']}, {done['machine']['cores']} cores, {done['provider']}: "
        f"{done['seconds']:,} s for the find.",
        "",
        "| document | photos | field | values | recall | precision |",
        "|---|---|---|---|---|---|",
    ]
    for sort, fields in score["documents"].items():
        for place, (name, one) in enumerate(fields.items()):
            if one["truth"]:
                head = f"`{sort}` | {score['photos'][sort]}" if not place else " | "
                recall = f"{one['right'] / one['truth']:.4f}"
                precision = f"{one['right'] / one['found']:.4f}" if one["found"] else "–"
                lines.append(f"| {head} | {name} | {one['truth']:,} | {recall} | {precision} |")
    rest = {name: score[name] for name in ("records", "faces", "positions", "unreadable")}
    lines.append("")
    lines.append("; ".join(f"{name}: {_words(figures)}" for name, figures in rest.items()) + ".")
    return "\n".join(lines)


def _words(figures: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {figure:,}" for word, figure in figures.items())


def write(done: Mapping[str, Any]) -> None:
    """Puts the table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{table(done)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
