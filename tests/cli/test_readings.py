"""Disputed questions on the command line: listed, and in the answer of ``assess``, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command import tiao

FACTS = """
acts: [{kind: sell, from: 2020-01-01, insider: false}]
counts:
  - {class: general, pieces: 4000, disputed: []}
  - {class: general, pieces: 600, disputed: [order_row]}
amounts: {illegal_income: 0}
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return path


def test_the_questions_are_listed() -> None:
    found = tiao("law", "readings", "--json").json
    assert found["format"] == "tiao.readings/1"
    assert len(found["questions"]) == 33
    assert all(one["default"] in [position["id"] for position in one["positions"]] for one in found["questions"])


def test_one_question_for_people() -> None:
    done = tiao("law", "readings", "order_row")
    assert "● by_columns: 有价款、支付字段的属交易信息，只有商品的不属  ⚠ 未核对原文 / not checked" in done.out
    assert "○ transaction: Every order row is" in tiao("law", "readings", "order_row", "--lang", "en").out


def test_a_question_that_is_none() -> None:
    done = tiao("law", "readings", "order_rwo")
    assert done.code == 2
    assert "Did you mean order_row?" in done.err


def test_assess_says_which_question_decides(facts: Path) -> None:
    answer = tiao("assess", "--facts", facts, "--json").json["readings"]
    assert (answer["holds"], answer["deciding"][0]["choice"]) == (False, {"order_row": "transaction"})
    done = tiao("assess", "--facts", facts)
    assert (
        "✗ 结论取决于争议口径。网购订单（姓名、电话、地址、商品、价款）是否属于交易信息？——订单均属交易信息：情节严重"
        in done.out
    )
    assert "0 / 600 / 4,000" in done.out
    english = tiao("assess", "--facts", facts, "--lang", "en").out
    assert "With price or payment it is, with goods only it is not (taken)" in english
    # A reading stands in its table and not among the facts that would change the outcome as well.
    assert "by_columns → transaction" not in done.out


def test_what_is_open_is_said(facts: Path) -> None:
    facts.write_text(FACTS.replace("disputed: [order_row]", "source: 卷二"), encoding="utf-8")
    done = tiao("assess", "--facts", facts)
    assert "? 效果已知的口径下结论不变；涉及多少条尚未查明" in done.out
    assert "未知，最远为情节严重" in done.out
