"""The main line beside DuckDB's bare parse of one large file, and how quickly commands start.

The two sides take turns, so that a machine that slows down slows both; the ratio is taken pair by pair.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from timing import machine, median, timed
from tools import HERE, PEERS

PACKAGES = ("duckdb", "numba", "numpy", "pyarrow", "cryptography", "tiao")
COUNT = """
import json, sys
from pathlib import Path
from tiao.case import Case
from tiao.findings.find import find
from tiao.pieces.count import count
case = Case.open(Path(sys.argv[1]))
find(case)
print(json.dumps({name: [m["total"], m["low"], m["high"]] for name, m in count(case)["methods"].items()}))
"""


def run(rows: int, rounds: int, work: Path | None) -> Path:
    """Measures, prints, and keeps what it measured.

    Args:
        work: a folder with 6 GB to spare; a temporary one, if not given.
    """
    with tempfile.TemporaryDirectory(prefix="tiao-bench-", dir=work) as folder:
        report = _measure(Path(folder), rows, rounds)
    path = HERE / "results" / f"main-line-{rows}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"raw results: {path.relative_to(HERE.parent)}")
    return path


def _measure(folder: Path, rows: int, rounds: int) -> dict[str, Any]:
    python = sys.executable
    source = folder / "seized.csv"
    truth = json.loads(timed([python, str(HERE / "make_csv.py"), str(source), "--rows", str(rows)])["printed"])
    case = folder / "case"
    seal = (
        timed([python, "-m", "tiao.cli", "new", str(case)]),
        timed([python, "-m", "tiao.cli", "seal", str(source), "--case", str(case), "--by", "甲", "--by", "乙"]),
    )
    wanted = {name: [m["total"], m["low"], m["high"]] for name, m in truth["methods"].items()}
    threads = str(os.cpu_count())
    parse: list[dict[str, Any]] = []
    ours: list[dict[str, Any]] = []
    for number in range(rounds + 1):
        one = timed([python, str(PEERS / "floors.py"), "duckdb", str(source)], 0, {"TIAO_BENCH_CORES": threads})
        # The ledger is made anew in each round; the seal stands, as it would in a case.
        for old in (*(case / "ledger").iterdir(), *(case / "runs").iterdir()):
            old.unlink()
        two = timed([python, "-c", COUNT, str(case)])
        if json.loads(two.pop("printed")) != wanted:
            raise SystemExit("the figures are not the truth: no speed is worth printing")
        one.pop("printed")
        if number:
            # The first round warms the file cache and the compiled code.
            parse.append(one)
            ours.append(two)
    ratios = [round(b["wall_s"] / a["wall_s"], 2) for a, b in zip(parse, ours, strict=True)]
    size = source.stat().st_size
    print(f"{rows:,} rows, {size / 1e9:.2f} GB, {threads} cores, median of {rounds} rounds; figures equal to the truth")
    print(f"{'':34}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'rows/s':>14}")
    for name, runs in (("DuckDB, bare parse as text", parse), ("tiao find + count, ledger written", ours)):
        wall = median(runs, "wall_s")
        print(f"{name:34}{wall:9.2f}{median(runs, 'cpu_s'):9.2f}{median(runs, 'peak_mb'):9.0f}{rows / wall:14,.0f}")
    print(f"ratio of wall clock, pair by pair: median {statistics.median(ratios)}, from {min(ratios)} to {max(ratios)}")
    print(f"sealing (SHA-256 and SM3): {seal[1]['wall_s']:.2f} s")
    starts = _startup(case)
    for name, start in starts.items():
        print(f"start-up: {name:30}{start['wall_s']:9.2f} s")
    return {
        "machine": machine(PACKAGES),
        "rows": rows,
        "bytes": size,
        "duckdb_parse": parse,
        "tiao_find_count": ours,
        "ratios": ratios,
        "seal": seal[1]["wall_s"],
        "startup": starts,
    }


def _startup(case: Path) -> dict[str, dict[str, Any]]:
    """Commands that have next to nothing to do, the second time that they run."""
    python = sys.executable
    small = case.parent / "small"
    commands = {
        "tiao --help": ["--help"],
        "tiao law show 5": ["law", "show", "5"],
        "tiao find, nothing new": ["find", "--case", str(small)],
        "tiao count, one row": ["count", "--case", str(small), "--json"],
        "tiao explain, one row": ["explain", "--case", str(small), "--json"],
    }
    one = case.parent / "one.csv"
    one.write_text("姓名,手机号\n张三,13800001234\n", encoding="utf-8")
    timed([python, "-m", "tiao.cli", "run", str(one), "--out", str(small), "--json"])
    result = {}
    for name, words in commands.items():
        runs = [timed([python, "-m", "tiao.cli", *words]) for _ in range(4)][1:]
        result[name] = {"wall_s": median(runs, "wall_s"), "cpu_s": median(runs, "cpu_s")}
    return result
