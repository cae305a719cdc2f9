"""Pictures: text stays text, every figure is written out, nothing hostile, no label lost."""

from __future__ import annotations

import re

import pytest

from report.page import Page
from tiao.errors import Misuse
from tiao.report import charts

CHARTS = {
    "bars": lambda names: charts.bars([(name, 1234 * (i + 1)) for i, name in enumerate(names)]),
    "bounds": lambda names: charts.bounds([(name, 1200, 1234 * (i + 1), 99_999) for i, name in enumerate(names)]),
    "heat": lambda names: charts.heat(names, [[1234 * (i + 1) for i in range(len(names))] for _ in names]),
    "dots": lambda names: charts.dots(names, [("甲", [1234 * (i + 1) for i in range(len(names))])]),
}


@pytest.mark.parametrize("kind", CHARTS)
def test_labels_and_figures_stay_text(kind: str) -> None:
    page = Page(CHARTS[kind](["居民身份证号码", "E2 · 客户****.xlsx"]))
    assert page.tags[0] == "svg"
    assert "居民身份证号码" in page.texts
    assert "E2 · 客户****.xlsx" in page.texts
    assert kind == "dots" or {"1,234", "2,468"} <= set(page.texts)
    assert "xmlns" not in page.html


@pytest.mark.parametrize("kind", CHARTS)
def test_hostile_labels_stay_text(kind: str) -> None:
    hostile = "<script>x</script>\"'&\u202e"
    page = Page(CHARTS[kind]([hostile, "b"]))
    assert "script" not in page.tags
    assert hostile[:-1] + "⟨U+202E⟩" in page.text
    assert not [name for _, name, _ in page.attributes if name.startswith(("on", "aria", "class"))]


@pytest.mark.parametrize("kind", CHARTS)
def test_rows_of_the_same_name_stay_apart(kind: str) -> None:
    texts = Page(CHARTS[kind](["同名", "同名", "同名"])).texts
    assert {"同名", "同名 (2)", "同名 (3)"} <= set(texts)


def test_one_picture_of_zeros_is_drawn() -> None:
    for kind in ("bars", "bounds", "heat"):
        assert "<svg" in CHARTS[kind](["甲"])
    assert "<svg" in charts.bars([("甲", 0)])
    assert "<svg" in charts.bounds([("甲", 0, 0, 0)])
    assert "<svg" in charts.dots(["甲"], [("乙", [0])])


def test_room_for_labels_does_not_depend_on_the_fonts_of_the_machine() -> None:
    assert charts.text_width("居民") == 24
    assert charts.text_width("E1") == 14
    start = re.search(r"translate\((\d+),", charts.bars([("居民身份证号码", 5)]))
    assert start is not None
    assert int(start.group(1)) >= 7 * 12


def test_every_drawing_fits_the_page_and_scales() -> None:
    for kind, draw in CHARTS.items():
        svg = draw(["居民身份证号码（很长的名称）", "b"])
        width = re.search(r'style="width:([0-9.]+)px;max-width:100%;height:auto"', svg)
        assert width is not None, kind
        assert float(width.group(1)) <= 720, kind
        assert "viewBox" in svg


@pytest.mark.parametrize("svg", [
    '<svg><script>x</script></svg>', '<svg><a href="#x"><text>y</text></a></svg>',
    '<svg><text onclick="x">y</text></svg>',
    '<svg><image/></svg>', '<svg><g xlink:href="x" xmlns:xlink="http://www.w3.org/1999/xlink"/></svg>',
])  # fmt: skip
def test_a_drawing_with_more_than_shapes_and_text_is_refused(svg: str) -> None:
    with pytest.raises(Misuse, match="more than shapes and text"):
        charts.inline(svg)
