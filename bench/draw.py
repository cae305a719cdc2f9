"""The figures of the comparison: speed, recall, error of the count. SVG for the manual, drawn without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from data import SHAPES
from data_rows import KINDS
from figures import Line, lines
from tools import HERE, TOOLS

IMAGES = HERE.parent / "docs" / "images"
SHORT = {"table": "table, UTF-8", "list": "---- list, GB18030", "text": "running text, UTF-8"}
# Colours that also people who see no red or no green tell apart (Okabe and Ito).
SORTS = {"ours": "#D55E00", "peer": "#0072B2", "floor": "#8a8a8a"}
WORDS = {"ours": "tiao", "peer": "peer", "floor": "floor: finds nothing"}


def figures(report: dict[str, Any], folder: Path) -> list[Path]:
    """Draws all figures into a folder; their files."""
    found = {shape: lines(report, shape) for shape in SHAPES}
    drawn = {
        "bench-speed": _speed(found),
        "bench-recall": _accuracy(found),
        "bench-count": _count(found),
    }
    folder.mkdir(exist_ok=True)
    paths = []
    for name, chart in drawn.items():
        path = folder / f"{name}.svg"
        path.write_text(vl_convert.vegalite_to_svg(chart.to_json()) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def _order(found: dict[str, list[Line]]) -> list[str]:
    """Names of the tools, each once, in the order of the list."""
    names = [line.tool.name for own in found.values() for line in own]
    first = {line.tool.key: line.tool.name for own in found.values() for line in own}
    return [first[tool.key] for tool in TOOLS if tool.key in first and first[tool.key] in names]


def _styled(chart: alt.Chart | alt.HConcatChart, title: str, words: list[str]) -> alt.Chart | alt.HConcatChart:
    return (
        chart.properties(
            title=alt.TitleParams(title, subtitle=words, anchor="start", subtitleColor="#555"), background="white"
        )
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=11, titleFontSize=11, labelLimit=260)
    )


def _speed(found: dict[str, list[Line]]) -> Any:
    data = [
        {"tool": line.tool.name, "file": SHORT[shape], "rate": line.net_mb, "sort": WORDS[line.tool.sort]}
        for shape, own in found.items()
        for line in own
        if line.net_mb
    ]
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("tool:N", sort=_order(found), title=None, axis=alt.Axis(grid=True, gridColor="#eee", ticks=False)),
        x=alt.X(
            "rate:Q", scale=alt.Scale(type="log"), title="MB/s, logarithmic",
            axis=alt.Axis(format=",~g", gridColor="#eee", tickCount=5),
        ),
        color=alt.Color(
            "sort:N", title=None, scale=alt.Scale(domain=list(WORDS.values()), range=list(SORTS.values())),
            legend=alt.Legend(orient="top"),
        ),
    )  # fmt: skip
    marks = base.mark_point(filled=True, size=70, opacity=1)
    words = base.mark_text(align="left", dx=7, fontSize=10).encode(text=alt.Text("rate:Q", format=",.3~r"))
    both = alt.layer(marks, words).properties(width=250, height=alt.Step(19))
    chart = both.facet(
        column=alt.Column("file:N", title=None, sort=list(SHORT.values()), header=alt.Header(labelFontSize=12))
    )
    return _styled(
        chart, "Speed", ["Whole runs less start-up, on the same generated files. One core, where nothing else is said."]
    )


def _cells(found: dict[str, list[Line]], what: str) -> list[dict[str, Any]]:
    cells = []
    for shape, own in found.items():
        for line in own:
            for kind in KINDS if line.scored else ():
                share: float | None = None
                if what == "recall" and (recalled := line.recall(kind)) is not None:
                    share = 1 - float(recalled)
                    text = "1" if recalled == 1 else f"{int(float(recalled) * 1000) / 1000:.3f}"
                elif what == "count" and (wrong := line.error(kind)) is not None and wrong[1] is not None:
                    share = abs(float(wrong[1]))
                    text = f"{wrong[0]:+,}" if wrong[0] else "0"
                if share is not None:
                    where = {"tool": line.tool.name, "file": SHORT[shape], "kind": kind}
                    cells.append({**where, "share": share, "text": text})
    return cells


def _grid(found: dict[str, list[Line]], what: str) -> Any:
    """One field for each tool and kind; grey where nothing is missed, and the darker, the larger the share."""
    data = alt.Data(values=_cells(found, what))
    base = alt.Chart(data).encode(
        y=alt.Y("tool:N", sort=_order(found), title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=alt.X("kind:N", sort=list(KINDS), title=None, axis=alt.Axis(labelAngle=-35, ticks=False, domain=False)),
    )
    dark = alt.Scale(domain=[0, 0.5], range=["#fdd0a2", "#7f2704"], clamp=True)
    colour = alt.condition("datum.share == 0", alt.value("#f0f0f0"), alt.Color("share:Q", scale=dark, legend=None))
    rects = base.mark_rect(stroke="white").encode(color=colour)
    words = base.mark_text(fontSize=9.5).encode(
        text="text:N", color=alt.condition("datum.share > 0.25", alt.value("white"), alt.value("#222"))
    )
    both = alt.layer(rects, words).properties(width=alt.Step(50), height=alt.Step(20))
    heads = alt.Column("file:N", title=None, sort=list(SHORT.values()), header=alt.Header(labelFontSize=12))
    return both.facet(column=heads)


def _accuracy(found: dict[str, list[Line]]) -> Any:
    words = ["Of the values that are there, how many were found. 1: every one. Empty: not offered by the tool."]
    return _styled(_grid(found, "recall"), "Recall", words)


def _count(found: dict[str, list[Line]]) -> Any:
    words = [
        "Distinct values counted less those there are, on the rows that the tool was given. Darker: a larger share.",
        "Empty: not counted by the tool. tiao counts an IP address with a record, never by itself.",
    ]
    return _styled(_grid(found, "count"), "Error of the final count", words)
