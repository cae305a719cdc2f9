"""``make bench``: every measurement of the project in one run, its tables and its figures.

    python bench/bench.py [line] [peers] [draw] [--rows N] [--line-rows N] [--rounds N] [--tools a,b] [--fresh]

``line`` measures the main line beside DuckDB's bare parse, ``peers`` every tool on the same files, ``draw`` makes the
figures and writes the tables into docs/reference/benchmarks.md; without a word, all three. Nothing here is a test: it
prints and keeps what it measured (bench/results/).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import draw
import line
import table
from compare import WORTH_KEEPING, Comparison, install, raw
from tools import ALL, HERE, chosen

PARTS = ("line", "peers", "draw")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", help="line, peers, draw; all, if none is named")
    options.add_argument("--rows", type=int, default=1_000_000, help="rows of each file that the tools are given")
    options.add_argument("--line-rows", type=int, default=20_000_000, help="rows of the file of the main line")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--tools", type=lambda text: text.split(","), help="only these; see bench/tools.py")
    options.add_argument("--shapes", type=lambda text: text.split(","), default=list(ALL), help="of table,list,text")
    options.add_argument(
        "--patience", type=float, default=600, help="seconds to wait, in all, while others are at work"
    )
    options.add_argument("--fresh", action="store_true", help="begin anew; else what was measured here already stands")
    options.add_argument("--work", type=Path, default=HERE / ".work", help="a folder with 6 GB to spare")
    given = options.parse_args()
    unknown = [part for part in given.parts if part not in PARTS] + [s for s in given.shapes if s not in ALL]
    if unknown:
        options.error(f"there is no {unknown[0]}")
    parts = given.parts or PARTS
    given.work.mkdir(parents=True, exist_ok=True)
    if "line" in parts:
        line.run(given.line_rows, given.rounds, given.work)
    path = raw(given.work, given.rows)
    if "peers" in parts:
        install()
        tools = chosen(given.tools)
        report = Comparison(given.work, given.rows, given.rounds, tools, given.shapes, given.patience).run(given.fresh)
        print(table.page(report))
        print(f"raw results: {path}")
    if "draw" in parts:
        report = json.loads(path.read_text(encoding="utf-8"))
        # A trial is drawn beside its results and leaves the manual as it is.
        trial = given.rows < WORTH_KEEPING
        for made in draw.figures(report, path.parent if trial else draw.IMAGES):
            print(f"written: {made}")
        if not trial:
            print(f"written: {table.write(report)}")


if __name__ == "__main__":
    main()
