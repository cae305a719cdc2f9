"""The cost model: rows, bytes and cores to seconds, held against what was measured, and carried to the largest case.

    python bench/cost.py

It has five figures, all taken from one measured size (``FROM`` rows in bench/results/scale.json), and is held against
the other sizes there. The tables go into docs/reference/cost.md. Nothing of it is used by ``tiao`` itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE / "results" / "scale.json"
PAGE = HERE.parent / "docs" / "reference" / "cost.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FROM = 81_000_000
# Records of the largest case known, and machines to ask about: cores, and bytes a second that the disk gives.
LARGEST = 5_400_000_000
MACHINES = ((2, 1.0e9), (8, 3e9), (16, 6e9))
# An entry of the count, and what the count holds in memory at once on the machine measured (``pieces/figures.py``).
ENTRY, MEMORY = 20, 4_600_000_000
# Entries a row in the longest columns of the tables measured: contents, mobiles, identity numbers.
COLUMNS = (1.0, 0.98, 0.49)
# Bytes a second that the disk of the machine measured gives for long, reading or writing.
DISK = 1.2e9


@dataclass(frozen=True)
class Model:
    """What a row costs.

    Attributes:
        start: seconds that one process takes on one row. cpu: seconds of processor time a row, beyond that.
        used: the share of the cores that works. seized, ledger: bytes a row, on disk.
    """

    start: float
    cpu: float
    used: float
    seized: float
    ledger: float

    def seconds(self, rows: int, cores: int, disk: float, processes: int = 1) -> float:
        """Seconds for find and count.

        Args:
            disk: bytes that it reads or writes in a second.
        """
        working = processes * self.start + rows * self.cpu / (cores * self.used)
        return max(working + 2 * self.spilled(rows) / disk, self.moved(rows) / disk)

    def spilled(self, rows: int) -> float:
        """Bytes that the count writes aside, column by column; it waits for them."""
        return sum(max(0.0, share * rows * ENTRY - MEMORY) for share in COLUMNS)

    def moved(self, rows: int) -> float:
        """Bytes read and written: what was seized once, the ledger twice, what is spilled twice."""
        return rows * (self.seized + 2 * self.ledger) + 2 * self.spilled(rows)

    def disk(self, rows: int) -> float:
        """Bytes that must be free beside what was seized: the ledger, and the longest column aside."""
        return rows * self.ledger + max(0.0, rows * ENTRY - MEMORY)


def model(kept: dict[str, Any]) -> Model:
    """The model that one measured size gives."""
    one, many = kept["1"], kept[str(FROM)]
    cpu = (many["cpu_s"] - one["cpu_s"]) / FROM
    used = (many["cpu_s"] - one["cpu_s"]) / (many["wall_s"] - one["wall_s"]) / many["machine"]["cores"]
    return Model(one["wall_s"], cpu, used, many["bytes"] / FROM, many["ledger_bytes"] / FROM)


def page(kept: dict[str, Any]) -> str:
    """The tables of the page."""
    own = model(kept)
    lines = [
        f"Taken from the run of {FROM:,} rows: start-up **{own.start:.1f} s** a process, "
        f"**{own.cpu * 1e9:.0f} ns** of processor time a row, **{own.used:.0%}** of the cores at work, "
        f"**{own.seized:.0f} bytes** a row seized and **{own.ledger:.0f}** in the ledger.",
        "",
        "| rows | processes | measured | model | measured / model |",
        "|---|---|---|---|---|",
    ]
    for entry in sorted(kept.values(), key=lambda entry: int(entry["rows"])):
        cores = entry["machine"]["cores"]
        told = own.seconds(entry["rows"], cores, DISK, entry["processes"])
        wall = entry["wall_s"]
        lines.append(f"| {entry['rows']:,} | {entry['processes']} | {wall:.1f} s | {told:.1f} s | {wall / told:.2f} |")
    lines += [
        "",
        f"Carried to {LARGEST:,} rows, which nobody here has measured:",
        "",
        "| cores | disk | about | read and written | free disk beside what was seized |",
        "|---|---|---|---|---|",
    ]
    for cores, disk in MACHINES:
        took, moved, free = own.seconds(LARGEST, cores, disk), own.moved(LARGEST), own.disk(LARGEST)
        sizes = f"{moved / 1e12:.1f} TB | {free / 1e12:.2f} TB"
        lines.append(f"| {cores} | {disk / 1e9:.1f} GB/s | **{took / 60:.0f} min** | {sizes} |")
    return "\n".join(lines)


def main() -> None:
    made = page(json.loads(KEPT.read_text(encoding="utf-8")))
    print(made)
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + made + "\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
