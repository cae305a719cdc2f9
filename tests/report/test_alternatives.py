"""Neighbouring offences, and the mark of a text that was not read, on the page."""

from __future__ import annotations

from typing import Any

import pytest

from report.page import Page
from report.sample_bundle import sample_bundle
from tiao.law import assess, parse_facts
from tiao.report import render_html
from tiao.report.figures import Lang

FACTS = {
    "acts": [{"kind": "steal", "from": "2014-01-01", "to": "2016-06-01", "insider": False}],
    "counts": [{"class": "general", "pieces": 5000}],
    "flags": {"system_data_taken": True, "site_or_group_set_up": True},
    "numbers": {"groups": 5},
}


def page(lang: Lang, facts: dict[str, Any]) -> str:
    bundle = {**sample_bundle(), "assessment": assess(parse_facts(facts)).to_json()}
    return Page(render_html(bundle, lang)).text


@pytest.mark.parametrize(
    ("lang", "title", "article", "unread", "offence"),
    [
        ("zh", "相邻罪名", "刑法第二百八十五条第二款", "未核对原文", "非法利用信息网络罪"),
        (
            "en",
            "Neighbouring offences",
            "Criminal Law art. 285(2)",
            "text not checked",
            "illegal use of information networks",
        ),
    ],
)
def test_neighbours_and_the_mark(lang: Lang, title: str, article: str, unread: str, offence: str) -> None:
    shown = page(lang, FACTS)
    assert title in shown
    assert offence in shown
    assert f"{article} ⚠ {unread}" in shown
    # Acts across the date of a new law: an open question under a text that nobody read.
    assert f"高检发释字〔1998〕6号 ⚠ {unread}" in shown


def test_nothing_of_it_where_nothing_is_relevant() -> None:
    shown = page("zh", {**FACTS, "acts": [{**FACTS["acts"][0], "from": "2016-01-01"}], "flags": {}, "numbers": {}})  # type: ignore[index]
    assert "相邻罪名" not in shown
    assert "第二百八十五条" not in shown
