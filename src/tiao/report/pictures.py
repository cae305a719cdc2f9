"""Which charts a case gets: chosen and cut to size here, drawn in ``charts``."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tiao.report import charts, view
from tiao.report.bundle import Bundle, FileFacts
from tiao.report.words import Words

# More bars than this are no picture any more; the tables hold the rest.
_MOST_BARS = 20
_MOST_CELLS = 10


@dataclass(frozen=True)
class Picture:
    """A chart and what stands under it."""

    caption: str
    svg: Markup


def draw(facts: Bundle, words: Words) -> dict[str, Picture]:
    """The charts that the case has figures for, by name: kinds, files, bounds, classes, overlap."""
    drawn = {
        "kinds": _kinds(facts, words),
        "files": _files(facts, words),
        "bounds": _bounds(facts, words),
        "classes": _classes(facts, words),
        "overlap": _overlap(facts, words),
    }
    return {name: picture for name, picture in drawn.items() if picture is not None}


def _kinds(facts: Bundle, words: Words) -> Picture | None:
    rows = [(words.name("kind", row.name), row.records) for row in view.found_kinds(facts) if row.records]
    return _bars(rows, words("found.chart"), words)


def _files(facts: Bundle, words: Words) -> Picture | None:
    rows = [(_file_label(file), file.records) for file in facts.files if file.records]
    if len(rows) < 2:
        return None
    return _bars(sorted(rows, key=lambda row: -row[1]), words("found.files_chart"), words)


def _file_label(file: FileFacts) -> str:
    name = file.shown.replace("\\", "/").rpartition("/")[2]
    return " · ".join(part for part in (file.exhibit, name, file.table) if part)


def _bars(rows: list[tuple[str, int]], caption: str, words: Words) -> Picture | None:
    if not rows:
        return None
    if len(rows) > _MOST_BARS:
        caption = words("found.chart_first", caption=caption, n=_MOST_BARS)
    return Picture(caption, Markup(charts.bars(rows[:_MOST_BARS])))


def _bounds(facts: Bundle, words: Words) -> Picture | None:
    if facts.count is None or not facts.count.methods:
        return None
    rows = [
        (words.name("method", name), method.low, method.total, method.high)
        for name, method in facts.count.methods.items()
    ]
    return Picture(words("counted.chart"), Markup(charts.bounds(rows)))


def _classes(facts: Bundle, words: Words) -> Picture | None:
    if facts.count is None or not facts.count.methods:
        return None
    rows = [(words.name("class", name), numbers) for name, _, numbers in view.class_rows(facts.count) if any(numbers)]
    if not rows:
        return None
    series = [
        (words.name("method", name), [numbers[k] for _, numbers in rows]) for k, name in enumerate(facts.count.methods)
    ]
    return Picture(words("counted.classes_chart"), Markup(charts.dots([name for name, _ in rows], series)))


def _overlap(facts: Bundle, words: Words) -> Picture | None:
    overlap = facts.overlap
    if overlap is None or len(overlap.exhibits) < 2:
        return None
    cells, caption = overlap.matrix, words("overlap.chart")
    largest = sorted(range(len(overlap.exhibits)), key=lambda i: -cells[i][i])[:_MOST_CELLS]
    shown = sorted(largest)
    if len(overlap.exhibits) > _MOST_CELLS:
        caption = words("overlap.chart_first", caption=caption, n=_MOST_CELLS)
    matrix = [[cells[i][j] for j in shown] for i in shown]
    return Picture(caption, Markup(charts.heat([overlap.exhibits[i] for i in shown], matrix)))
