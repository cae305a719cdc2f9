"""The table of disputed readings on the page: who decides, what is not known, in both languages."""

from __future__ import annotations

import pytest

from report.page import Page
from report.sample_bundle import sample_bundle
from tiao.report import render_html
from tiao.report.bundle import parse_bundle
from tiao.report.figures import Lang
from tiao.report.view import reading_rows


def text(lang: Lang) -> str:
    return " ".join(" ".join(Page(render_html(sample_bundle(), lang)).texts).split())


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            [
                "✗ 结论取决于争议口径",
                "○ 均不属交易信息",
                "→ 情节严重",
                "= 情节特别严重",
                "所涉条数未知，最远：未达标准",
                "网购订单是否属于交易信息？部分属交易信息 + 光秃号码是否计数？光秃号码不计 → 未达标准",
                "≥ 765,432",
                "123,456–234,567",
                "涉及 2 个以内问题的已全部计算",
            ],
        ),
        (
            "en",
            [
                "✗ The outcome depends on a disputed reading",
                "○ None is",
                "→ serious",
                "= especially serious",
                "pieces not known, at the farthest: not met",
                "all that take up to 2 questions at once",
            ],
        ),
    ],
)
def test_what_a_lawyer_reads(lang: Lang, said: list[str]) -> None:
    page = text(lang)
    for sentence in said:
        assert sentence in page


def test_questions_that_decide_come_first() -> None:
    bundle = sample_bundle()
    bundle["assessment"]["readings"]["table"].reverse()
    parsed = parse_bundle(bundle).assessment
    assert [row.id for row in reading_rows(parsed)] == ["order"] * 3 + ["phone"] * 2


def test_a_reading_is_not_said_twice() -> None:
    bundle = sample_bundle()
    flip = {"question": "网购订单是否属于交易信息？", "question_en": "Is it?", "from": "columns", "to": "general"}
    bundle["assessment"]["flips"].append({**flip, "outcome": "serious", "reading": "order"})
    assert "columns" not in " ".join(Page(render_html(bundle, "zh")).texts)
