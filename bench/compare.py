"""Runs the tools of the comparison on the same files, in turns, and keeps every raw result as soon as it is there.

A run that is stopped goes on where it was: results of the same data, machine and versions stand.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data import SHAPES, head, truth_path, write
from score import score
from timing import Patience, machine, timed
from tools import ENVIRONMENT, HERE, PYTHON, TOOLS, Tool

RESULTS = HERE / "results"
# Fewer rows are a trial: its results stay in the work folder.
WORTH_KEEPING = 1_000_000
OURS = ("tiao", "duckdb", "numba", "numpy", "pyarrow", "cryptography")
# A file of so few rows shows what a tool takes to start.
START_ROWS, STARTS = 10, 3
# Who takes longer than this for one run gets fewer rounds.
LONG_S, FEW_ROUNDS = 60.0, 2


class Comparison:
    """The files, the tools and the results so far."""

    def __init__(
        self, work: Path, rows: int, rounds: int, tools: Sequence[Tool], shapes: Sequence[str], patience: float
    ) -> None:
        self.work, self.rows, self.rounds, self.shapes = work / str(rows), rows, rounds, shapes
        self.patience = Patience(patience)
        self.tools = [tool for tool in tools if not tool.missing]
        self.path = raw(work, rows)
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
        """The data of a shape, made once by the same code."""
        note, code = self.work / f"{shape}.json", digest(HERE, "data*.py")
        known = json.loads(note.read_text()) if note.exists() else {}
        if known.get("code") != code:
            say(f"making {self.rows:,} rows of {SHAPES[shape].name}")
            for old in self.work.glob(f"*{Path(SHAPES[shape].name).stem}*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            known = {"code": code, "made": write(self.work, shape, self.rows)}
            note.write_text(json.dumps(known))
        made: dict[str, Any] = known["made"]
        return made

    def _kept(self, fresh: bool) -> dict[str, Any]:
        here = machine(OURS) | {"peers": versions()}
        code = {"ours": digest(HERE.parent / "src"), "peer": digest(HERE / "peers"), "floor": digest(HERE / "peers")}
        anew = {"machine": here, "rows": self.rows, "code": code, "data": {}, "tools": {}}
        kept: dict[str, Any] = json.loads(self.path.read_text()) if self.path.exists() and not fresh else anew
        if {**kept["machine"], "date": ""} != {**here, "date": ""}:
            say("machine or versions are others than those of the results that are kept: begun anew")
            kept = anew
        for sort in [sort for sort in code if kept["code"][sort] != code[sort]]:
            say(f"measured again, for its code has changed: {sort}")
            changed = {tool.key for tool in TOOLS if tool.sort == sort}
            for entries in kept["tools"].values():
                for key in changed & set(entries):
                    del entries[key]
        return {**kept, "code": code}

    def _save(self) -> None:
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
        command = tool.count(shape, file, case)
        run = self.patience.timed(command, tool.cores, tool.environment, lambda: clear(case, tool))
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
        case = self.work / f"case-{self.report['code']['ours']}-{file.stem}"
        if not (case / "ledger").exists():
            for old in self.work.glob(f"case-*-{file.stem}"):
                shutil.rmtree(old)
            subprocess.run([sys.executable, str(HERE / "ours.py"), "prepare", str(file), str(case)], check=True)
        return case


def raw(work: Path, rows: int) -> Path:
    """Where the raw results of a run are kept."""
    return (RESULTS if rows >= WORTH_KEEPING else work / str(rows)) / f"peers-{rows}.json"


def clear(case: Path, tool: Tool) -> None:
    """The ledger is made anew in each run of ours; the seal stands, as it would in a case."""
    if tool.sort == "ours":
        for old in (*(case / "ledger").iterdir(), *(case / "runs").iterdir()):
            old.unlink()


def digest(folder: Path, names: str = "**/*.py") -> str:
    """Of the Python files of a folder."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob(names)):
        whole.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return whole.hexdigest()[:16]


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
