"""From raw runs to the figures that are shown: rates, ratios, accuracy, and who is ahead of us in what."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from data_rows import KINDS
from score import error, precision, recall, shown
from timing import median
from tools import TOOLS, Tool

FLOORS = {"table": "duckdb-parse-1", "list": "wc", "text": "wc"}
OURS = "tiao-1"


@dataclass(frozen=True)
class Line:
    """One tool on one file.

    Attributes:
        wall: seconds of the whole process, median. start: seconds on a file of ten rows, median.
        peak: MB. runs: how many were measured.
        scored: per kind of ``KINDS`` what ``score`` gave; counts: distinct values per kind, as the timed run printed.
    """

    tool: Tool
    shape: str
    rows: int
    size: int
    wall: float
    start: float
    peak: float
    runs: int
    scored: dict[str, dict[str, int]]
    counts: dict[str, int]

    @property
    def rows_a_second(self) -> float:
        return self.rows / self.wall

    @property
    def mb_a_second(self) -> float:
        return self.size / self.wall / 1e6

    @property
    def net_mb(self) -> float:
        """MB/s with the start taken off; 0 where so little is left of the time that it would say nothing."""
        net = self.wall - self.start
        return self.size / net / 1e6 if net > self.wall / 20 else 0.0

    def offers(self, kind: str) -> bool:
        return bool(self.scored) and kind in self.tool.kinds

    def precision(self, kind: str) -> Fraction | None:
        return precision(self.scored[kind]) if self.offers(kind) else None

    def recall(self, kind: str) -> Fraction | None:
        return recall(self.scored[kind]) if self.offers(kind) else None

    def error(self, kind: str) -> tuple[int, Fraction | None] | None:
        """The error of the final count; None if the tool counts no such kind."""
        if not self.offers(kind) or kind in self.tool.uncounted:
            return None
        return error(self.scored[kind], self.counts.get(kind, 0))


def lines(report: dict[str, Any], shape: str) -> list[Line]:
    """The tools that were measured on a file, in the order of the list."""
    entries = report["tools"].get(shape, {})
    return [
        Line(
            tool,
            shape,
            entry["rows"],
            entry["bytes"],
            median(entry["runs"], "wall_s"),
            median(entry["start"], "wall_s"),
            median(entry["runs"], "peak_mb"),
            len(entry["runs"]),
            entry.get("score", {}),
            entry.get("counts", {}),
        )
        for tool in TOOLS
        if (entry := entries.get(tool.key)) and entry["runs"]
    ]


def named(found: list[Line], key: str) -> Line | None:
    return next((line for line in found if line.tool.key == key), None)


def ahead(found: list[Line]) -> list[str]:
    """In what peers are ahead of us on a file, and who they are; equal is not ahead."""
    ours = named(found, OURS)
    peers = [line for line in found if line.tool.sort == "peer"]
    if ours is None:
        return []
    said = [
        _sentence(
            "speed, start-up taken off, MB/s", [(p, p.net_mb) for p in peers if p.net_mb > ours.net_mb > 0], ours.net_mb
        ),
        _sentence(
            "the whole run on the same rows, s",
            [(p, p.wall) for p in peers if p.rows == ours.rows and p.wall < ours.wall],
            ours.wall,
        ),
        _sentence("start-up, s", [(p, p.start) for p in peers if p.start < ours.start], ours.start),
        _sentence(
            "memory on the rows that each was given, MB", [(p, p.peak) for p in peers if p.peak < ours.peak], ours.peak
        ),
    ]
    for kind in KINDS:
        for name, own, theirs in (
            ("precision", ours.precision(kind), [(p, p.precision(kind)) for p in peers]),
            ("recall", ours.recall(kind), [(p, p.recall(kind)) for p in peers]),
        ):
            better = [p.tool.name for p, share in theirs if _more(share, own)]
            said += [f"{name} of {kind} ({shown(own)}): {', '.join(better)}"] if better else []
        closer = [p.tool.name for p in peers if _closer(p.error(kind), ours.error(kind))]
        said += [f"the count of {kind}: {', '.join(closer)}"] if closer else []
    return [sentence for sentence in said if sentence]


def _sentence(what: str, better: list[tuple[Line, float]], own: float) -> str:
    """``what (ours 0.9): tool 0.1, tool 0.2``; nothing if nobody is better."""
    if not better:
        return ""
    digits = 2 if own < 10 else 0
    return f"{what} (tiao {own:,.{digits}f}): " + ", ".join(f"{p.tool.name} {value:,.{digits}f}" for p, value in better)


def _more(theirs: Fraction | None, own: Fraction | None) -> bool:
    return theirs is not None and own is not None and theirs > own


def _closer(theirs: tuple[int, Fraction | None] | None, own: tuple[int, Fraction | None] | None) -> bool:
    """Whether their count is nearer to the truth as a share: they may have counted fewer rows."""
    if theirs is None or own is None or theirs[1] is None or own[1] is None:
        return False
    return abs(theirs[1]) < abs(own[1])
