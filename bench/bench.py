"""``make bench``: the main line beside DuckDB's bare parse of the same file, and how quickly commands start.

Every figure is of a whole process: wall clock, processor time and peak memory as the system accounts for them. The two
sides take turns, so that a machine that slows down slows both; the ratio is taken pair by pair. Nothing here is a test:
it prints and keeps what it measured (bench/results/).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

PARSE = """
import duckdb, sys
con = duckdb.connect()
con.execute("set threads = " + sys.argv[2])
columns = "columns = {'a': 'VARCHAR', 'b': 'VARCHAR', 'c': 'VARCHAR', 'd': 'VARCHAR'}"
con.execute("select count(a), count(b), count(c), count(d) from read_csv('" + sys.argv[1] + "', header = true, "
            "auto_detect = false, delim = ',', quote = '\\"', " + columns + ")").fetchall()
"""

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


def timed(command: Sequence[str]) -> dict[str, Any]:
    """One run: seconds of wall clock and processor, peak memory in MB, and what it printed."""
    begin = time.perf_counter()
    # As people have it: Python keeps the bytecode of the modules that it has read.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kept)
    assert process.stdout is not None
    printed = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status:
        raise SystemExit(f"a command of the bench failed: {command[0]} ... ({status})")
    return {
        "wall_s": round(wall, 3),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_mb": round(usage.ru_maxrss / 1024),
        "printed": printed.strip(),
    }


def machine() -> dict[str, Any]:
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    names = ("duckdb", "numba", "numpy", "pyarrow", "cryptography")
    from importlib.metadata import version

    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_kb": int(memory.split()[1]),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names} | {"tiao": version("tiao")},
    }


def median(runs: Sequence[dict[str, Any]], key: str) -> float:
    return float(statistics.median(run[key] for run in runs))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument(
        "--work", type=Path, default=None, help="a folder with 6 GB to spare; default: a temporary one"
    )
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tiao-bench-", dir=given.work) as folder:
        report = measure(Path(folder), given.rows, given.rounds)
    out = HERE / "results"
    out.mkdir(exist_ok=True)
    path = out / f"main-line-{given.rows}.json"
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"raw results: {path.relative_to(HERE.parent)}")


def measure(folder: Path, rows: int, rounds: int) -> dict[str, Any]:
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
        one = timed([python, "-c", PARSE, str(source), threads])
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
    starts = startup(case)
    for name, run in starts.items():
        print(f"start-up: {name:30}{run['wall_s']:9.2f} s")
    return {
        "machine": machine(),
        "rows": rows,
        "bytes": size,
        "duckdb_parse": parse,
        "tiao_find_count": ours,
        "ratios": ratios,
        "seal": seal[1]["wall_s"],
        "startup": starts,
    }


def startup(case: Path) -> dict[str, dict[str, Any]]:
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


if __name__ == "__main__":
    main()
