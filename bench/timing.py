"""Whole processes under the clock, and the machine that they ran on."""

from __future__ import annotations

import mmap
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def timed(command: Sequence[str], cores: int = 0, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One run of a command.

    Args:
        cores: held to so many cores (1: the last one); 0: all.

    Returns:
        ``wall_s``; ``cpu_s`` of the process and what it started; ``peak_mb`` of the largest process among these, the
        8 MB of ``launch.py`` at least; ``others_s``: processor time that everything else on the machine took
        meanwhile; ``printed``.
    """
    # As people have it: Python keeps the bytecode of the modules that it has read.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | dict(env or {})
    with tempfile.TemporaryDirectory(prefix="tiao-bench-") as folder:
        out = Path(folder) / "said"
        busy = _busy() - _own()
        launch = [sys.executable, "-S", "-E", str(Path(__file__).parent / "launch.py"), str(cores), str(out), *command]
        told = subprocess.run(launch, stdout=subprocess.PIPE, env=kept, check=True).stdout.split()
        others = _busy() - _own() - busy
        wall, cpu, peak, status = float(told[0]), float(told[1]), int(told[2]), int(told[3])
        printed = out.with_suffix(".out").read_text(encoding="utf-8")
        if status:
            said = out.with_suffix(".err").read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"a command of the bench failed ({status}): {' '.join(command)[:200]}\n{said[-2000:]}")
    return {
        "wall_s": round(wall, 4),
        "cpu_s": round(cpu, 3),
        "peak_mb": round(peak / 1024),
        "others_s": round(max(0.0, others), 2),
        "printed": printed.strip(),
    }


class Patience:
    """Runs commands while nobody else is at work, as long as there is time to wait for that.

    Attributes:
        left: seconds that may still be spent on waiting and on doing disturbed runs again.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def timed(
        self, command: Sequence[str], cores: int, env: Mapping[str, str], before: Callable[[], None]
    ) -> dict[str, Any]:
        """``timed``, again while others are at work; the run that is kept says how much they took.

        Args:
            before: done before each run, outside its time.
        """
        runs: list[dict[str, Any]] = []
        while True:
            begin = time.monotonic()
            before()
            runs.append(timed(command, cores, env))
            if not disturbed(runs[-1]):
                return runs[-1]
            if self.left <= 0:
                return min(runs, key=lambda run: run["others_s"] / run["wall_s"])
            while self.left > time.monotonic() - begin and _others_at_work():
                pass
            self.left -= time.monotonic() - begin


def disturbed(run: Mapping[str, Any]) -> bool:
    """Whether others took more than a tenth of a core, and 50 ms beside, during a run."""
    return bool(run["others_s"] > 0.1 * run["wall_s"] + 0.05)


def _others_at_work() -> bool:
    """Looks for half a second."""
    busy = _busy()
    time.sleep(0.5)
    return _busy() - busy > 0.05


def _busy() -> float:
    """Seconds of processor time that the machine has spent on anything since it started."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    user, nice, system, _idle, _wait, irq, softirq = map(int, words[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Seconds of processor time of this process and of those that it has started."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def median(runs: Sequence[Mapping[str, Any]], key: str) -> float:
    return float(statistics.median(run[key] for run in runs))


def machine(packages: Sequence[str]) -> dict[str, Any]:
    """Processor, the widest vectors that it offers, memory, Python, the day, and the versions of packages here."""
    model, offered = "", set()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
        elif line.startswith("flags"):
            offered = set(line.split())
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    return {
        "processor": model,
        "vectors": next((name for name in ("avx512bw", "avx2", "sse4_2") if name in offered), ""),
        "cores": os.cpu_count(),
        "memory_kb": int(memory.split()[1]),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d"),
        "versions": {name: _version(name) for name in packages},
    }


def fresh_memory() -> float:
    """Gigabytes a second at which the machine gives out memory, one thread touching each page of one gigabyte.

    On virtual machines this differs more than anything else, for their host may have to find each page first.
    """
    size = 1 << 30
    began = time.perf_counter()
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        for place in range(0, size, mmap.PAGESIZE):
            memory[place] = 1
        return round(size / 1e9 / (time.perf_counter() - began), 2)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
