"""Charts of the report as inline SVG: drawn by Altair and vl-convert, without a network, a browser or a script.

Text stays ``<text>``, so that a reader's own Chinese fonts are used. The machine that draws may have no Chinese font
and then measures Chinese text wrongly; so room for labels is reserved from their length, not from that measure.
"""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tiao.errors import Misuse
from tiao.report.figures import thousands, visible

FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', SimHei, sans-serif"
INK, LINE, FILL, SOFT = "#1d1d1b", "#c9c4b8", "#2f5573", "#dfe6ec"
# Told apart by shape as well as by colour.
_COLOURS = ("#2f5573", "#b0632a", "#4c7a4c", "#7a4c7a", "#6b6b6b")
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
_WIDTH = 660
_SIZE = 12
# Elements that a drawing needs. Anything else would be a way for seized text to become markup.
_DRAWING = {"svg", "g", "path", "text", "tspan", "line", "rect", "circle", "defs", "clipPath", "title"}


def bars(rows: Sequence[tuple[str, int]]) -> str:
    """Horizontal bars with their figures, in the given order."""
    import altair as alt

    names = labels([name for name, _ in rows])
    values = [{"name": names[i], "n": n, "figure": thousands(n), "at": i} for i, (_, n) in enumerate(rows)]
    data = alt.Data(values=values)
    room = _room(names)
    y = _names(alt, room)
    scale = alt.Scale(domain=[0, max(1, max(n for _, n in rows))], nice=False)
    base = alt.Chart(data).encode(y=y)
    bar = base.mark_bar(color=FILL, height={"band": 0.62}).encode(x=alt.X("n:Q", axis=None, scale=scale))
    figure = base.mark_text(align="left", dx=5, color=INK, fontSize=_SIZE).encode(
        x=alt.X("n:Q", axis=None, scale=scale), text="figure:N"
    )
    tail = max(text_width(thousands(n)) for _, n in rows) + 12
    return _svg(alt, alt.layer(bar, figure), room, len(rows) * 24, tail)


def bounds(rows: Sequence[tuple[str, int, int, int]]) -> str:
    """Low to high as a bar, the total as a dot with its figure above it: (name, low, total, high)."""
    import altair as alt

    names = labels([name for name, *_ in rows])
    data = alt.Data(
        values=[
            {"name": names[i], "low": low, "n": total, "high": high, "at": i}
            | {"figure": thousands(total), "range": f"{thousands(low)} – {thousands(high)}"}
            for i, (_, low, total, high) in enumerate(rows)
        ]
    )
    room = _room(names)
    top = max(1, max(high for *_, high in rows))
    scale = alt.Scale(domain=[0, top], nice=False)
    axis = alt.Axis(title=None, format=",d", tickCount=4, grid=True, gridColor="#ece8df", domain=False, ticks=False)
    x = alt.X("low:Q", scale=scale, axis=axis)
    base = alt.Chart(data).encode(y=_names(alt, room))
    span = base.mark_bar(color=SOFT, stroke=FILL, strokeWidth=0.8, height={"band": 0.34}).encode(x=x, x2="high:Q")
    dot = base.mark_point(filled=True, color=FILL, size=70, opacity=1).encode(x=alt.X("n:Q", scale=scale, axis=axis))
    figure = base.mark_text(dy=-15, fontWeight="bold", color=INK, fontSize=_SIZE).encode(x="n:Q", text="figure:N")
    # Bounds are often too close to see beside the total, so they are written out.
    span_text = base.mark_text(dy=17, color="#5c5a54", fontSize=_SIZE - 1).encode(x="n:Q", text="range:N")
    return _svg(alt, alt.layer(span, dot, figure, span_text), room, len(rows) * 58, 70)


def dots(names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> str:
    """One row a class, one mark a method, on a logarithmic scale: 50 grave pieces show beside 5 million light ones.

    Rows of nothing but zero are left out by the caller; a zero among others has no mark.
    """
    import altair as alt

    methods = labels([method for method, _ in series])
    rows = labels(names)
    values = [
        {"name": rows[i], "method": methods[k], "n": numbers[i], "at": i, "figure": thousands(numbers[i])}
        for k, (_, numbers) in enumerate(series)
        for i in range(len(rows))
        if numbers[i] > 0
    ]
    room = _room(rows)
    top = max((n for _, numbers in series for n in numbers), default=1)
    decades = [10**k for k in range(len(str(top)) + 1)]
    # Long figures side by side run together, so only every second decade is named.
    ticks = decades[:: 2 if len(decades) > 6 else 1]
    axis = alt.Axis(
        title=None,
        values=ticks,
        format=",d",
        grid=True,
        gridColor="#ece8df",
        domain=False,
        ticks=False,
        labelFlush=False,
    )
    x = alt.X("n:Q", scale=alt.Scale(type="log", domain=[1, decades[-1]], nice=False), axis=axis)
    legend = alt.Legend(
        title=None, orient="top", symbolType="circle", labelLimit=0, columns=2, symbolSize=70, rowPadding=6
    )
    method = alt.Scale(domain=methods, range=list(_COLOURS[: len(methods)]))
    shape = alt.Scale(domain=methods, range=list(_SHAPES[: len(methods)]))
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_point(size=70, strokeWidth=1.8, opacity=1)
        .encode(
            x=x,
            y=_names(alt, room),
            yOffset=alt.YOffset("method:N", scale=alt.Scale(domain=methods, paddingOuter=0.4)),
            color=alt.Color("method:N", scale=method, legend=legend),
            shape=alt.Shape("method:N", scale=shape, legend=legend),
        )
    )
    return _svg(alt, chart, room, max(1, len(rows)) * (8 * len(methods) + 22), 40)


def heat(names: Sequence[str], matrix: Sequence[Sequence[int]]) -> str:
    """Shared records of every two files, a figure in each cell; the diagonal, the file itself, is set apart in grey."""
    import altair as alt

    files = labels(names)
    most = max((n for i, row in enumerate(matrix) for j, n in enumerate(row) if i != j), default=0)
    values = [
        {"a": files[i], "b": files[j], "n": n, "i": i, "j": j, "figure": thousands(n)}
        | {"shade": _shade(n, most) if i != j else "#e9e6df", "ink": "#ffffff" if i != j and n * 10 > most * 7 else INK}
        for i, row in enumerate(matrix)
        for j, n in enumerate(row)
    ]
    side = max(58, min(110, 560 // len(names)))
    size = 12 if side > 66 else 10
    axis = {"labelFontSize": 12, "labelLimit": 0, "title": None, "domain": False, "ticks": False}
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("b:N", sort=files, axis=alt.Axis(orient="top", labelAngle=0, **axis)),
        y=alt.Y("a:N", sort=files, axis=alt.Axis(**axis)),
    )
    cell = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(color=alt.Color("shade:N", scale=None))
    figure = base.mark_text(fontSize=size).encode(text="figure:N", color=alt.Color("ink:N", scale=None))
    return _svg(alt, alt.layer(cell, figure), _WIDTH - side * len(files), len(files) * 40, 0)


def labels(names: Sequence[str]) -> list[str]:
    """Short, harmless and different labels: a chart would lay two rows of the same name over each other."""
    seen: Counter[str] = Counter()
    out = []
    for name in names:
        text = _short(name)
        seen[text] += 1
        out.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return out


def _names(alt: Any, room: int) -> Any:
    # minExtent keeps the reserved room however short the drawing machine thinks the labels are.
    axis = alt.Axis(
        title=None,
        labelLimit=0,
        domain=False,
        ticks=False,
        minExtent=room,
        maxExtent=room,
        labelPadding=8,
        labelColor=INK,
    )
    return alt.Y("name:N", sort=alt.EncodingSortField("at", order="ascending"), axis=axis)


def _shade(number: int, most: int) -> str:
    """From white to the fill colour, by share of the largest overlap, in whole hundredths."""
    part = number * 100 // most if most else 0
    light, dark = (0xF4, 0xF6, 0xF8), (0x2F, 0x55, 0x73)
    return "#" + "".join(f"{low + (high - low) * part // 100:02x}" for low, high in zip(light, dark, strict=True))


def _short(name: str, most: int = 30) -> str:
    text = visible(name)
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-(most // 2 - 1) :]}"


def _room(names: Sequence[str]) -> int:
    return max((text_width(name) for name in names), default=0) + 14


def text_width(text: str) -> int:
    """Pixels that ``text`` takes in the charts' type: a full-width sign takes one em, any other at most 0.62 em."""
    return sum(_SIZE if unicodedata.east_asian_width(sign) in "WFA" else _SIZE * 62 // 100 for sign in text)


def _svg(alt: Any, chart: Any, left: int, height: int, right: int) -> str:
    import vl_convert

    drawn = (
        chart.properties(width=max(160, _WIDTH - left - right), height=max(40, height))
        .configure(font=FONT, background="transparent", padding={"left": 2, "right": right, "top": 4, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=_SIZE, labelColor="#4a4a46")
        .configure_legend(labelFontSize=_SIZE, labelColor=INK)
    )
    return inline(vl_convert.vegalite_to_svg(drawn.to_json()))


def inline(svg: str) -> str:
    """An SVG document made fit to stand inside HTML.

    Namespaces go (HTML knows them), and a drawing that holds anything but shapes and text is refused: text from seized
    files must stay text.

    Raises:
        Misuse: the drawing holds a foreign element, an event handler or a link.
    """
    root = ET.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        # The tables say in words what the picture shows; marks for machines only would double the page.
        for name in [name for name in element.attrib if name in ("class", "role") or name.startswith("aria-")]:
            del element.attrib[name]
        foreign = [name for name in element.attrib if name.lower().startswith("on") or "href" in name.lower()]
        if element.tag not in _DRAWING or foreign:
            raise Misuse(
                "A chart holds more than shapes and text.", element.tag, "Make the JSON report and report this."
            )
    width, height = root.get("width", ""), root.get("height", "")
    if re.fullmatch(r"[0-9.]+", width):
        root.set("style", f"width:{width}px;max-width:100%;height:auto")
    if not root.get("viewBox"):
        root.set("viewBox", f"0 0 {width} {height}")
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    return ET.tostring(root, encoding="unicode")
