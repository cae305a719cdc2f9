"""Runs the tools of the comparison on the same files, in turns, and keeps every raw result as soon as it is there.

A run that is stopped goes on where it was: results of the same data, machine and versions stand.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data import SHAPES, head, truth_path, write
from score import score
from timing import machine, quiet, timed
from tools import ENVIRONMENT, HERE, PYTHON, Tool

RESULTS = HERE / "results"
OURS = ("tiao", "duckdb", "numba", "numpy", "pyarrow", "cryptography")
# A file of so few rows shows what a tool takes to start.
START_ROWS, STARTS = 10, 3
# Who takes longer than this for one run gets fewer rounds.
LONG_S, FEW_ROUNDS = 60.0, 2


class Comparison:
    """The files, the tools and the results so far."""

    def __init__(
        self, work: Path, rows: int, rounds: int, tools: Sequence[Tool], shapes: Sequence[str], again: int
    ) -> None:
        self.work, self.rows, self.rounds, self.shapes, self.again = work, rows, rounds, shapes, again
        self.tools = [tool for tool in tools if not tool.missing]
        self.path = RESULTS / f"peers-{rows}.json"
        for tool in tools:
            if tool.missing:
                say(f"left out: {tool.name} ({tool.missing} is not here)")

    def run(self, fresh: bool) -> dict[str, Any]:
        """Everything that is not there yet.

        Args:
            fresh: begin anew, whatever is there.
        """
        self.work.mkdir(parents=True, exist_ok=True)
        written = {shape: self._write(shape) for shape in self.shapes}
        kept = self._kept(fresh)
        if any(kept["data"].get(shape, made) != made for shape, made in written.items()):
            say("the data are others than those of the results that are kept: begun anew")
            kept = self._kept(True)
        self.report = kept
        self.report["data"].update(written)
        for shape in self.shapes:
            self._shape(shape)
        return self.report

    def _write(self, shape: str) -> dict[str, Any]:
        """The data of a shape, made once."""
        note = self.work / f"{shape}-{self.rows}.json"
        if not note.exists():
            say(f"making {self.rows:,} rows of {SHAPES[shape].name}")
            note.write_text(json.dumps(write(self.work, shape, self.rows)))
        made: dict[str, Any] = json.loads(note.read_text())
        return made

    def _kept(self, fresh: bool) -> dict[str, Any]:
        here = machine(OURS) | {"peers": versions()}
        if self.path.exists() and not fresh:
            kept: dict[str, Any] = json.loads(self.path.read_text())
            if {**kept["machine"], "date": ""} == {**here, "date": ""}:
                return kept
            say("machine or versions are others than those of the results that are kept: begun anew")
        return {"machine": here, "rows": self.rows, "data": {}, "tools": {}}

    def _save(self) -> None:
        RESULTS.mkdir(exist_ok=True)
        half = self.path.with_suffix(".half")
        half.write_text(json.dumps(self.report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        half.replace(self.path)

    def _shape(self, shape: str) -> None:
        tools = [tool for tool in self.tools if shape in tool.shapes]
        for tool in tools:
            self._begin(shape, tool)
        for number in range(self.rounds):
            for tool in tools:
                entry = self.report["tools"][shape][tool.key]
                long = entry["runs"] and entry["runs"][0]["wall_s"] > LONG_S
                if len(entry["runs"]) > number or (long and number >= FEW_ROUNDS):
                    continue
                self._time(shape, tool, entry, self._file(shape, entry["rows"]), entry["runs"])
                say(f"{shape}, round {number + 1}: {tool.name} {entry['runs'][-1]['wall_s']:.2f} s")
        for tool in tools:
            self._score(shape, tool)

    def _begin(self, shape: str, tool: Tool) -> None:
        """The entry of a tool and its time to start; this also warms what it compiles or caches."""
        entries = self.report["tools"].setdefault(shape, {})
        rows = min(tool.rows, self.rows)
        entry = entries.get(tool.key)
        if entry is None or entry["rows"] != rows:
            file = self._file(shape, rows)
            entry = {"rows": rows, "bytes": file.stat().st_size, "cores": tool.cores, "start": [], "runs": []}
            entries[tool.key] = entry
        if len(entry["start"]) < STARTS:
            small = self._file(shape, START_ROWS)
            self._time(shape, tool, {}, small, [])
            while len(entry["start"]) < STARTS:
                self._time(shape, tool, {}, small, entry["start"])

    def _time(self, shape: str, tool: Tool, entry: dict[str, Any], file: Path, runs: list[dict[str, Any]]) -> None:
        case = self._case(file) if tool.sort == "ours" else file
        run = quiet(tool.count(shape, file, case), tool.cores, tool.environment, self.again, lambda: clear(case, tool))
        printed = run.pop("printed")
        if entry and tool.sort != "floor":
            counts = json.loads(printed)["counts"]
            if entry.setdefault("counts", counts) != counts:
                raise SystemExit(f"{tool.name} does not count the same twice")
        runs.append(run)
        self._save()

    def _score(self, shape: str, tool: Tool) -> None:
        entry = self.report["tools"][shape][tool.key]
        if tool.values is None or "score" in entry:
            return
        file = self._file(shape, entry["rows"])
        case = self._case(file) if tool.sort == "ours" else file
        found = self.work / "found.tsv"
        timed(tool.values(shape, file, case, found), 0, tool.environment)
        entry["score"] = score(found, truth_path(self.work / SHAPES[shape].name), entry["rows"])
        found.unlink()
        say(f"{shape}: {tool.name} held against the truth")
        self._save()

    def _file(self, shape: str, rows: int) -> Path:
        whole = self.work / SHAPES[shape].name
        if rows == self.rows:
            return whole
        small = whole.with_name(f"{whole.stem}-{rows}{whole.suffix}")
        return small if small.exists() else head(whole, shape, rows)

    def _case(self, file: Path) -> Path:
        """A case in which the file is sealed; sealing is not in the time."""
        case = self.work / f"case-{file.stem}"
        if not (case / "ledger").exists():
            shutil.rmtree(case, ignore_errors=True)
            subprocess.run([sys.executable, str(HERE / "ours.py"), "prepare", str(file), str(case)], check=True)
        return case


def clear(case: Path, tool: Tool) -> None:
    """The ledger is made anew in each run of ours; the seal stands, as it would in a case."""
    if tool.sort == "ours":
        for old in (*(case / "ledger").iterdir(), *(case / "runs").iterdir()):
            old.unlink()


def versions() -> dict[str, str]:
    """What is installed in the benchmark's own environment, and the programs of the system."""
    listed = subprocess.run([PYTHON, "-m", "pip", "freeze"], stdout=subprocess.PIPE, check=True).stdout.decode()
    found = dict(line.split("==", 1) for line in listed.splitlines() if "==" in line)
    for program, words in (("rg", ["rg", "--version"]), ("wc", ["wc", "--version"]), ("iconv", ["iconv", "--version"])):
        if shutil.which(program):
            found[program] = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")[0]
    return found


def install() -> None:
    """The benchmark's own environment, never the project's: some peers are GPL."""
    wanted = HERE / "requirements-peers.txt"
    stamp = ENVIRONMENT / ".installed"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return
    say(f"installing the peers into {ENVIRONMENT.relative_to(HERE.parent)} (820 MB)")
    subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]
    subprocess.run([*pip, "-r", str(wanted)], check=True)
    stamp.write_text(wanted.read_text())


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
