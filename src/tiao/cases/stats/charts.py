"""The tables as pictures, for the screen (HTML, SVG) and for print (SVG, PNG): drawn by Altair and vl-convert, offline.

A share is a dot on its exact interval; what a source published stands beside it as an open diamond. Colours differ in
lightness too, and marks in shape, so that a black-and-white print says the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from tiao.cases.stats.page import percent, theirs_by_figure, words
from tiao.errors import Misuse
from tiao.report.charts import FILL, FONT, INK, SOFT, text_width

FORMATS = ("svg", "png", "html")
_THEIRS = "#b0632a"
_PLOT, _ROW, _SIZE = 300, 30, 12
# 300 dots an inch where 72 pixels are an inch.
_PRINT_SCALE = 300 / 72


def charts(made: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The charts of a set by name: one for each table that has a share, the years, and one of months of sentence.

    Args:
        made: the document ``tiao.case-stats/1``.
        lang: zh or en.

    Returns:
        Vega-Lite charts, ready for ``write``.
    """
    theirs = theirs_by_figure(made["published"])
    found: dict[str, Any] = {}
    if made["years"]["rows"]:
        found["years"] = _years(made["years"], lang)
    for table in made["tables"]:
        rows = [row for row in table["rows"] if row["share"] is not None]
        if rows:
            found[table["id"]] = _shares(table, rows, theirs, lang)
    return found


def write(made: Mapping[str, Any], folder: Path, formats: Sequence[str], lang: str) -> list[str]:
    """Draws every chart into a folder.

    Args:
        made: the document ``tiao.case-stats/1``.
        folder: a new or an empty folder.
        formats: of ``FORMATS``; ``html`` is one page with all of them, without scripts.
        lang: zh or en.

    Returns:
        The names of the files.

    Raises:
        Misuse: the folder holds something.
    """
    import vl_convert

    if folder.exists() and any(folder.iterdir()):
        raise Misuse("The folder for the charts is not empty.", "--charts", "Name a new or an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    names, drawn = [], []
    for name, chart in charts(made, lang).items():
        spec = json.dumps(chart.to_dict())
        svg = vl_convert.vegalite_to_svg(spec)
        drawn.append(svg)
        if "svg" in formats:
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
            names.append(f"{name}.svg")
        if "png" in formats:
            (folder / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(spec, scale=_PRINT_SCALE))
            names.append(f"{name}.png")
    if "html" in formats:
        (folder / "charts.html").write_text(_page(drawn, made, lang), encoding="utf-8")
        names.append("charts.html")
    return names


def _page(drawn: Sequence[str], made: Mapping[str, Any], lang: str) -> str:
    from markupsafe import escape

    title = escape(f"{made['set']['name']}: {made['set']['cases']:,} {words(lang)['case']}")
    head = f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{title}</title>'
    style = "<style>body{font-family:sans-serif;max-width:720px;margin:2em auto}svg{max-width:100%;height:auto}</style>"
    return f"{head}{style}<h1>{title}</h1>" + "".join(f"<figure>{svg}</figure>" for svg in drawn) + "</html>\n"


def _shares(
    table: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], theirs: Mapping[str, Mapping[str, Any]], lang: str
) -> Any:
    """One row a class: the interval as a bar, the share as a dot with its figures, the published share as a diamond."""
    import altair as alt

    named = words(lang)
    values = []
    for at, row in enumerate(rows):
        other = theirs.get(row["figure"])
        share = other["theirs"]["share"] if other else None
        values.append(
            {
                "name": row[lang],
                "at": at,
                "share": _hundredths(row["share"]),
                "low": _hundredths(row["interval"]["low"]),
                "high": _hundredths(row["interval"]["high"]),
                "figure": f"{row['numerator']:,}/{row['denominator']:,} = {percent(row['share'])}",
                "said": f"◇ {percent(share)} {other['source']}" if other and share is not None else "",
                "theirs": None if share is None else _hundredths(share),
            }
        )
    room = max(text_width(value["name"]) for value in values) + 16
    y = alt.Y(
        "name:N",
        sort=alt.EncodingSortField("at", order="ascending"),
        axis=alt.Axis(
            title=None, labelLimit=0, domain=False, ticks=False, minExtent=room, maxExtent=room, labelPadding=8
        ),
    )
    axis = alt.Axis(title=None, values=[0, 20, 40, 60, 80, 100], labelExpr="datum.value + ' %'", gridColor="#ece8df")
    scale = alt.Scale(domain=[0, 100], nice=False)
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    span = base.mark_bar(color=SOFT, stroke=FILL, strokeWidth=0.8, height={"band": 0.3}).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dot = base.mark_point(filled=True, color=FILL, size=70, opacity=1).encode(x=alt.X("share:Q", scale=scale))
    tail = max(text_width(value["figure"]) for value in values) + 20
    figure = base.mark_text(align="left", x=_PLOT + 12, color=INK, fontSize=_SIZE).encode(text="figure:N")
    layers = [span, dot, figure]
    if any(value["theirs"] is not None for value in values):
        diamond = base.transform_filter("datum.theirs !== null").mark_point(
            shape="diamond", filled=False, color=_THEIRS, size=110, strokeWidth=2, opacity=1
        )
        said = base.mark_text(align="left", x=_PLOT + 12 + tail, color=_THEIRS, fontSize=_SIZE).encode(text="said:N")
        layers += [diamond.encode(x=alt.X("theirs:Q", scale=scale)), said]
    marks = f"● {named['share']}，▬ {named['interval']}" + (f"，◇ {named['theirs']}" if len(layers) > 3 else "")
    marks = marks if lang == "zh" else marks.replace("，", ", ")
    known = named["recorded"].format(n=table["denominator"], total=table["total"], missing=table["missing"])
    title = alt.TitleParams(
        table[lang],
        subtitle=[f"{named[table['unit']]}: {known}", marks],
        anchor="start",
        frame="group",
        fontSize=_SIZE + 3,
        subtitleFontSize=_SIZE,
        subtitleColor="#4a4a46",
        color=INK,
        offset=10,
    )
    return _dressed(alt.layer(*layers).properties(title=title, width=_PLOT, height=len(rows) * _ROW))


def _years(years: Mapping[str, Any], lang: str) -> Any:
    """Cases by the year of their judgment; a year without any between two others stands with 0."""
    import altair as alt

    named = words(lang)
    counts = {int(row["id"]): row["numerator"] for row in years["rows"]}
    values = [
        {"year": str(year), "n": counts.get(year, 0), "figure": f"{counts.get(year, 0):,}"}
        for year in range(min(counts), max(counts) + 1)
    ]
    x = alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0, ticks=False, labelOverlap=True))
    base = alt.Chart(alt.Data(values=values)).encode(x=x)
    bar = base.mark_bar(color=FILL, width={"band": 0.62}).encode(y=alt.Y("n:Q", axis=None))
    figure = base.mark_text(dy=-8, color=INK, fontSize=_SIZE).encode(y="n:Q", text="figure:N")
    known = named["recorded"].format(n=years["denominator"], total=years["total"], missing=years["missing"])
    title = alt.TitleParams(
        years[lang],
        subtitle=[f"{named[years['unit']]}: {known}"],
        anchor="start",
        frame="group",
        fontSize=_SIZE + 3,
        subtitleFontSize=_SIZE,
        subtitleColor="#4a4a46",
        color=INK,
        offset=16,
    )
    width = max(160, min(640, len(values) * 56))
    return _dressed(alt.layer(bar, figure).properties(title=title, width=width, height=180))


def _dressed(chart: Any) -> Any:
    return (
        chart.configure(font=FONT, background="white", padding=8)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=_SIZE, labelColor=INK, domainColor="#c9c4b8")
    )


def _hundredths(share: str) -> str | int:
    """A share in per cent as decimal text with two places: where a mark stands, no figure."""
    value = Fraction(share) * 10_000
    return f"{value.numerator // value.denominator // 100}.{value.numerator // value.denominator % 100:02d}"
