"""The cost of a row, from one row to hundreds of millions: find and count of mixed tables with a known truth.

    python bench/scale.py [--sizes 1,1000,...] [--parts-from N] [--work DIR] [--draw]

Up to ``--parts-from`` rows all tables are written and sealed first, and one process finds and counts them. Beyond, the
tables are written, sealed, found and deleted in lots of about so many rows, so that the disk need hold one lot and
the ledger; the count comes last. Every figure is compared with the truth. Writing and sealing are no part of the times.
Results are kept in bench/results/scale.json, one entry a size; ``--draw`` makes docs/images/bench-scale.svg of them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tiao.demo.library.plan import MixedBulk
from tiao.demo.shape import methods_json

from line import COUNT, PACKAGES
from timing import fresh_memory, machine, timed

HERE = Path(__file__).parent

KEPT = HERE / "results" / "scale.json"
DRAWN = HERE.parent / "docs" / "images" / "bench-scale.svg"
SIZES = "1,1000,100000,1000000,10000000,81000000,648000000"
QUIET = 0.02
"""The share of the time that others may take of an undisturbed run."""
FIND = """
import sys
from pathlib import Path
from tiao.case import Case
from tiao.findings.find import find
find(Case.open(Path(sys.argv[1])))
"""


def lots(files: Sequence[tuple[str, int]], rows: int) -> list[list[str]]:
    """Names of files, in lots of so many rows or a little more."""
    cut: list[list[str]] = [[]]
    held = 0
    for name, many in files:
        if held >= rows:
            cut.append([])
            held = 0
        cut[-1].append(name)
        held += many
    return cut


def measure(rows: int, work: Path, lot_rows: int) -> dict[str, Any]:
    """One size: seconds and memory of find and count, after a comparison with the truth."""
    in_parts = rows > lot_rows
    folder = work / f"scale-{rows}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    case = folder / "case"
    tiao = [sys.executable, "-m", "tiao.cli"]
    timed([*tiao, "new", str(case)])
    plan = MixedBulk(rows, seed=1)
    runs: list[dict[str, Any]] = []
    seized = 0
    sealing = 0.0
    for number, names in enumerate(lots(plan.files(), lot_rows), 1):
        lot = folder / f"lot-{number}"
        lot.mkdir()
        for name in names:
            plan.write(name, lot / name)
            seized += (lot / name).stat().st_size
        sealing += timed([*tiao, "seal", str(lot), "--case", str(case), "--by", "甲", "--by", "乙"])["wall_s"]
        # What was just made shall not be on its way to the disk while the work is timed.
        os.sync()
        if in_parts:
            runs.append(timed([sys.executable, "-c", FIND, str(case)]))
            shutil.rmtree(lot)
            print(f"  {len(names)} tables: {runs[-1]['wall_s']} s, {runs[-1]['peak_mb']} MB", file=sys.stderr)
    memory = fresh_memory()
    runs.append(timed([sys.executable, "-c", COUNT, str(case)]))
    told = json.loads(runs[-1].pop("printed"))
    wanted = {name: [m["total"], m["low"], m["high"]] for name, m in methods_json(plan.truth()).items()}
    if told != wanted:
        raise SystemExit(f"{rows} rows: the figures are not the truth: {told}, {wanted}")
    ledger = sum(path.stat().st_size for path in (case / "ledger").iterdir())
    shutil.rmtree(folder)
    wall = sum(run["wall_s"] for run in runs)
    return {
        "rows": rows,
        "bytes": seized,
        "ledger_bytes": ledger,
        "in_parts": in_parts,
        "processes": len(runs),
        "find_wall_s": round(sum(run["wall_s"] for run in runs[:-1]), 2) if in_parts else None,
        "count_wall_s": runs[-1]["wall_s"] if in_parts else None,
        "wall_s": round(wall, 2),
        "cpu_s": round(sum(run["cpu_s"] for run in runs), 2),
        "others_s": round(sum(run["others_s"] for run in runs), 2),
        "peak_mb": max(run["peak_mb"] for run in runs),
        "seal_wall_s": round(sealing, 2),
        "fresh_memory_gb_s": memory,
        "machine": machine(PACKAGES),
    }


def keep(entry: dict[str, Any]) -> dict[str, Any]:
    """Adds an entry to what is kept: the last one of a size that others hardly disturbed, else the least disturbed."""
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    before = kept.get(str(entry["rows"]))
    disturbed = entry["others_s"] / entry["wall_s"]
    if before is None or disturbed <= max(QUIET, before["others_s"] / before["wall_s"]):
        kept[str(entry["rows"])] = entry
    KEPT.parent.mkdir(exist_ok=True)
    ordered = {name: kept[name] for name in sorted(kept, key=int)}
    KEPT.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return ordered


def draw(kept: dict[str, Any]) -> None:
    """Time a row, start-up taken off, and peak memory, by the number of rows. Below a million, time is all start-up."""
    import altair as alt
    import vl_convert

    start = kept["1"]["wall_s"]
    values = [
        {
            "rows": e["rows"],
            "ns": round((e["wall_s"] - e["processes"] * start) / e["rows"] * 1e9),
            "gb": round(e["peak_mb"] / 1000, 1),
        }
        for e in kept.values()
        if e["rows"] >= 1_000_000
    ]
    data = alt.Data(values=values)
    x = alt.X(
        "rows:Q",
        scale=alt.Scale(type="log"),
        title="rows",
        axis=alt.Axis(format="~s", values=[v["rows"] for v in values]),
    )
    panels = []
    for field, title in (("ns", "ns a row, find + count, less start-up"), ("gb", "peak memory, GB")):
        y = alt.Y(f"{field}:Q", title=title, scale=alt.Scale(domainMin=0))
        chart = alt.Chart(data).encode(x=x, y=y)
        words = chart.mark_text(dy=-10, fontSize=10).encode(text=alt.Text(f"{field}:Q"))
        panels.append(chart.mark_line(color="#0072B2") + chart.mark_point(filled=True, size=50) + words)
    both = alt.hconcat(*(panel.properties(width=330, height=220) for panel in panels)).properties(background="white")
    DRAWN.parent.mkdir(exist_ok=True)
    DRAWN.write_text(vl_convert.vegalite_to_svg(both.to_json()) + "\n", encoding="utf-8")
    print(f"written: {DRAWN}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=SIZES)
    options.add_argument("--parts-from", type=int, default=81_000_000, help="larger ones go in lots of so many")
    options.add_argument("--work", type=Path, default=HERE / ".work", help="a folder with room for 80 bytes a row")
    options.add_argument("--draw", action="store_true", help="only draw what is kept")
    given = options.parse_args()
    if given.draw:
        draw(json.loads(KEPT.read_text(encoding="utf-8")))
        return
    sizes = given.sizes if isinstance(given.sizes, list) else [int(size) for size in given.sizes.split(",")]
    kept: dict[str, Any] = {}
    for rows in sizes:
        entry = measure(rows, given.work, given.parts_from)
        kept = keep(entry)
        print({name: value for name, value in entry.items() if name != "machine"})
    draw(kept)


if __name__ == "__main__":
    main()
