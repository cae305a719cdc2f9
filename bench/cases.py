"""The store of cases: so many synthetic judgments loaded and tabulated, with the figures held against plain sums.

    python bench/cases.py [--sizes 1000,10000,100000] [--store postgresql://...] [--work DIR]

Each step is a process of its own, as people run it. Results are kept in bench/results/cases.json, one entry a size and
database. Writing the synthetic cases is no part of the times.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from timing import machine, timed

KEPT = Path(__file__).parent / "results" / "cases.json"
PACKAGES = ("sqlalchemy", "alembic", "pg8000")
TIAO = [sys.executable, "-m", "tiao.cli", "cases"]


def plain(path: Path) -> dict[str, int]:
    """A few figures summed over the JSON itself."""
    found = {"cases": 0, "sell": 0, "insider": 0, "pieces": 0, "with_pieces": 0, "income_fen": 0}
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            lots = [lot["pieces"] for lot in record["categories"] if lot["pieces"] is not None]
            found["cases"] += 1
            found["sell"] += "sell" in record["acts"]
            found["insider"] += record["insider"] is True
            found["pieces"] += sum(lots)
            found["with_pieces"] += bool(lots)
            found["income_fen"] += 100 * (record["illegal_income_cny"] or 0)
    return found


def counted(made: dict[str, Any]) -> dict[str, int]:
    """The same figures out of the document that ``tiao cases stats`` printed."""
    rows = {row["figure"]: row["numerator"] for table in made["tables"] for row in table["rows"]}
    amounts = {one["id"]: one for one in made["amounts"]}
    return {
        "cases": made["set"]["cases"],
        "sell": rows["acts.sell"],
        "insider": rows["means.professional"],
        "pieces": amounts["pieces"]["figures"]["sum"]["stated"],
        "with_pieces": amounts["pieces"]["numerator"],
        "income_fen": amounts["income"]["figures"]["sum"]["stated"],
    }


def measured(cases: int, store: str, work: Path) -> dict[str, Any]:
    """One size: import, then tables beside both published sets, then the nearest of one case."""
    path = work / f"{cases}.jsonl"
    timed([*TIAO, "synthetic", "--cases", str(cases), "--out", str(path), "--json"])
    where = store or str(work / f"{cases}.sqlite")
    steps = {
        "import": [*TIAO, "import", str(path), "--store", where, "--json"],
        "stats": [*TIAO, "stats", "--store", where, "--beside", "ningbo", "--beside", "beijing", "--json"],
        "near": [*TIAO, "near", "synthetic-000001", "--store", where, "--json"],
    }
    entry: dict[str, Any] = {
        "cases": cases,
        "database": "postgresql" if store else "sqlite",
        "machine": machine(PACKAGES),
    }
    for name, command in steps.items():
        done = timed(command)
        said = json.loads(done.pop("printed"))
        entry[name] = done
        if name == "import":
            entry["statements"] = said["statements"]
        if name == "stats":
            entry["figures_as_plain_sums"] = counted(said) == plain(path)
        print(cases, entry["database"], name, done, flush=True)
    if not store:
        entry["store_mb"] = round(Path(where).stat().st_size / 1e6)
    entry["load_and_tabulate_s"] = round(entry["import"]["wall_s"] + entry["stats"]["wall_s"], 1)
    return entry


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--store", default="", help="an empty PostgreSQL database; one size only")
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else []
    with tempfile.TemporaryDirectory(prefix="tiao-cases-", dir=given.work) as folder:
        for size in map(int, given.sizes.split(",")):
            entry = measured(size, given.store, Path(folder))
            same = [(one["cases"], one["database"]) == (entry["cases"], entry["database"]) for one in kept]
            kept = [one for one, old in zip(kept, same, strict=True) if not old] + [entry]
            KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
