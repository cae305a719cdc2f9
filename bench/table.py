"""The tables of the comparison as Markdown, for the terminal and for docs/reference/benchmarks.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data import SHAPES
from data_rows import KINDS
from figures import FLOORS, OURS, Line, ahead, lines, named
from score import shown
from timing import disturbed
from tools import ABSENT, HERE

PAGE = HERE.parent / "docs" / "reference" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
TITLES = {
    "table": "Table: `person.csv`, UTF-8, header, 10 columns",
    "list": "List: `list.txt`, GB18030, `----`, no header",
    "text": "Running text: `talk.txt`, UTF-8",
}


def page(report: dict[str, Any]) -> str:
    """All that was measured, as Markdown."""
    machine = report["machine"]
    peers = machine["peers"]
    out = [
        f"Measured on {machine['date']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_kb'] / 2**20:.0f} GB, Python {machine['python']}; "
        + ", ".join(f"{name} {machine['versions'][name]}" for name in ("tiao", "numba", "duckdb"))
        + "; "
        + ", ".join(
            f"{name} {peers[name]}"
            for name in ("presidio_analyzer", "jionlp", "python-stdnum", "google-re2", "hyperscan", "polars", "rg")
            if name in peers
        )
        + ".",
        disturbances(report),
        "",
    ]
    for shape in SHAPES:
        found = lines(report, shape)
        if not found:
            continue
        size = report["data"][shape]["bytes"]
        out += [f"### {TITLES[shape]}", "", f"{report['rows']:,} rows, {size:,} bytes.", "", *speed(found, shape), ""]
        out += [*accuracy(found), "", *errors(found), ""]
        better = ahead(found)
        out += ["**Ahead of tiao on one core:**" + ("" if better else " nobody, in anything."), ""]
        out += [*(f"- {sentence}" for sentence in better), *([""] if better else [])]
    return "\n".join(out)


def disturbances(report: dict[str, Any]) -> str:
    """How many of the runs others disturbed."""
    runs = [run for tools in report["tools"].values() for entry in tools.values() for run in entry["runs"]]
    number = sum(map(disturbed, runs))
    return f"Of {len(runs)} runs, {number} were disturbed: others took more than a tenth of a core meanwhile."


def speed(found: list[Line], shape: str) -> list[str]:
    """Rates and memory; ratios are of times without start-up, a byte."""
    floor, ours = named(found, FLOORS[shape]), named(found, OURS)
    titles = ("tool", "rows", "s", "of it start-up", "rows/s", "MB/s", "MB/s without start-up", "times the floor")
    out = [f"| {' | '.join(titles)} | tiao is faster by | peak MB |", "|---" + "|--:" * 9 + "|"]
    for line in found:
        runs = "" if line.runs == 5 else f" ({line.runs} run{'s' if line.runs > 1 else ''})"
        cells = (
            line.tool.name + runs,
            f"{line.rows:,}",
            f"{line.wall:.2f}",
            f"{line.start:.2f}",
            f"{line.rows_a_second:,.0f}",
            f"{line.mb_a_second:,.1f}",
            f"{line.net_mb:,.1f}" if line.net_mb else "–",
            _times(floor, line),
            _times(ours, line) if line.tool.sort == "peer" else "",
            f"{line.peak:.0f}",
        )
        out.append(f"| {' | '.join(cells)} |")
    out += [f"| {name}: {reason} |" + " |" * 9 for name, reason in ABSENT.items()]
    return out


def _times(one: Line | None, other: Line | None) -> str:
    """How many times as long as the one the other takes for a byte."""
    if one is None or other is None or not one.net_mb or not other.net_mb:
        return ""
    ratio = one.net_mb / other.net_mb
    return f"{ratio:,.2f}" if ratio < 10 else f"{ratio:,.0f}"


def accuracy(found: list[Line]) -> list[str]:
    """Precision and recall of (row, kind, value)."""
    out = ["| precision / recall | " + " | ".join(KINDS) + " |", "|---|" + "--:|" * len(KINDS)]
    for line in found:
        if line.scored:
            both = {kind: (shown(line.precision(kind)), shown(line.recall(kind))) for kind in KINDS}
            cells = [" / ".join(both[kind]) if line.offers(kind) else "" for kind in KINDS]
            out.append(f"| {line.tool.name} | " + " | ".join(cells) + " |")
    return out


def errors(found: list[Line]) -> list[str]:
    """The final count, distinct valid values, less the true one."""
    out = ["| error of the final count | " + " | ".join(KINDS) + " |", "|---|" + "--:|" * len(KINDS)]
    for line in found:
        if line.scored:
            out.append(f"| {line.tool.name} | " + " | ".join(_error(line, kind) for kind in KINDS) + " |")
    return out


def _error(line: Line, kind: str) -> str:
    found = line.error(kind)
    if found is None:
        return ""
    number, share = found
    return "0" if not number else f"{number:+,}" + (f" ({float(share) * 100:+.3g} %)" if share is not None else "")


def write(report: dict[str, Any]) -> Path:
    """Puts the tables into the page, between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + page(report) + "\n" + END + rest.split(END)[1], encoding="utf-8")
    return PAGE
