"""Figures as they are written, and citations in English."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiao.report import figures
from tiao.report.citation import arabic, articles_en, cite_en


@pytest.mark.parametrize(("text", "shown"), [
    ("11/10", "11/10 = 1.1"),
    ("1/3", "1/3 ≈ 0.33"),
    ("999/1000", "999/1,000 ≈ 0.99"),
    ("193627/2500", "193,627/2,500 ≈ 77.45"),
    ("80", "80"),
    ("1234567", "1,234,567"),
    ("0", "0"),
    (None, ""),
    ("at least 3", "at least 3"),
    ("1/0", "1/0"),
])  # fmt: skip
def test_ratios(text: str | None, shown: str) -> None:
    assert figures.ratio(text) == shown


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**6), st.integers(0, 6))
def test_a_decimal_is_cut_and_never_rounded_up(value: Fraction, places: int) -> None:
    shown = figures.as_exact(figures.decimal(value, places))
    assert 0 <= value - shown < Fraction(1, 10**places)


@pytest.mark.parametrize(("part", "whole", "shown"), [
    (1, 3, "33.3%"), (2, 3, "66.6%"), (9, 9, "100%"), (1, 1001, "0%"), (0, 0, "–"), (4812, 9779, "49.2%"),
])  # fmt: skip
def test_percent(part: int, whole: int, shown: str) -> None:
    assert figures.percent(part, whole) == shown


@pytest.mark.parametrize(("fen", "shown"), [
    (0, "0.00"), (5, "0.05"), (1_158_400, "11,584.00"), (-101, "-1.01"), (10**13 + 1, "100,000,000,000.01"),
])  # fmt: skip
def test_yuan(fen: int, shown: str) -> None:
    assert figures.yuan(fen) == shown


@pytest.mark.parametrize(("count", "zh", "en"), [
    (36, "三年", "3 years"), (84, "七年", "7 years"), (12, "一年", "1 year"), (6, "6个月", "6 months"),
    (1, "1个月", "1 month"), (180, "15年", "15 years"), (120, "十年", "10 years"),
])  # fmt: skip
def test_months(count: int, zh: str, en: str) -> None:
    assert (figures.months(count, "zh"), figures.months(count, "en")) == (zh, en)


@pytest.mark.parametrize(("text", "shown"), [
    ("2026-03-05T08:09:10Z", "2026-03-05 08:09:10 UTC"),
    ("2026-03-05T08:09:10.123456+00:00", "2026-03-05 08:09:10 UTC"),
    ("2026-03-05 08:09:10+08:00", "2026-03-05 08:09:10 +08:00"),
    ("2026-03-05T08:09:10", "2026-03-05 08:09:10"),
    ("yesterday", "yesterday"),
    ("", ""),
])  # fmt: skip
def test_moments(text: str, shown: str) -> None:
    assert figures.moment(text) == shown


@given(st.text())
def test_visible_text_holds_no_sign_that_acts_and_stays_when_shown_again(text: str) -> None:
    shown = figures.visible(text)
    shown.encode("utf-8")
    assert figures.visible(shown) == shown


def test_plain_text_stays_as_it_is() -> None:
    text = "李**  110***********1234 · Sheet 1 “表”\n\tß é 𠮷 😀"
    assert figures.visible(text) == text


@given(st.text())
def test_a_css_string_holds_nothing_but_letters_digits_and_escapes(text: str) -> None:
    shown = figures.css_string(text)
    assert shown[0] == shown[-1] == '"'
    body = shown[1:-1]
    while body:
        body = body[7:] if body[0] == "\\" and int(body[1:7], 16) >= 0 else body[1:]
    assert not set("<>;{}\"'/\n").intersection(shown[1:-1])


@pytest.mark.parametrize(("cite", "english"), [
    ("法释〔2017〕10号 第五条第二款第（三）项", "Fa Shi [2017] No. 10 art. 5(2)(3)"),
    ("法释〔2017〕10号 第十一条第三款", "Fa Shi [2017] No. 10 art. 11(3)"),
    ("法释〔2017〕10号第五条第一款第（十）项", "Fa Shi [2017] No. 10 art. 5(1)(10)"),
    ("刑法第二百五十三条之一（修正案（九）第十七条）", "Criminal Law art. 253-1 (Amendment IX art. 17)"),
    ("刑法第十二条", "Criminal Law art. 12"),
    ("第六条第（一）项", "art. 6 item (1)"),
    ("刑法（修正案（七）施行前）", ""),
    ("治安管理处罚法第五十六条", ""),
    ("", ""),
])  # fmt: skip
def test_citations_in_english(cite: str, english: str) -> None:
    assert cite_en(cite) == english


def test_articles_in_a_sentence_are_named_in_english() -> None:
    told = "met: 第五条第一款第（三）项、第五条第二款; 卷二 第15页"
    assert articles_en(told) == "met: art. 5(1)(3)、art. 5(2); 卷二 第15页"


@pytest.mark.parametrize(("numeral", "number"), [
    ("五", 5), ("十", 10), ("十七", 17), ("二十", 20), ("九十九", 99), ("一百零二", 102), ("二百五十三", 253),
    ("一千零一", 1001),
])  # fmt: skip
def test_chinese_numerals(numeral: str, number: int) -> None:
    assert arabic(numeral) == number
