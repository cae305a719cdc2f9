"""A statement without its quote at its span cannot be made, and says only what the vocabulary has."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from tiao.cases.document import Document, plain
from tiao.cases.statement import NoQuote, Statement, from_row
from tiao.cases.vocabulary import SUBJECTS, UNITS, known, predicates
from tiao.errors import Misuse

TEXT = "被告人张某非法获取公民个人信息一万二千余条，判处有期徒刑三年。"
ORIGINAL = plain(TEXT)


def parts(**changed: Any) -> dict[str, Any]:
    return {
        "case": "甲案", "subject": "category:1", "predicate": "pieces", "value": ">=12000", "low": 12000, "high": None,
        "unit": "piece", "document": ORIGINAL.digest, "start": 15, "end": 21, "quote": "一万二千余条", "by": "pieces@1",
    } | changed  # fmt: skip


def test_it_is_made_and_written_and_read_back() -> None:
    made = Statement(**parts(), original=ORIGINAL)
    assert made.status == "proposed"
    assert made.stated == 12000
    row = json.loads(json.dumps(made.row(), ensure_ascii=False))
    assert list(row)[:4] == ["case", "subject", "predicate", "value"]
    assert "original" not in row
    assert from_row(row, ORIGINAL) == made
    assert dataclasses.replace(made, status="accepted", original=ORIGINAL).status == "accepted"
    assert TEXT not in repr(ORIGINAL)


@pytest.mark.parametrize(
    "changed",
    [
        {"quote": "一万三千余条"},
        {"start": 14},
        {"end": 22},
        {"start": -17, "end": -11},
        {"start": 15, "end": 15, "quote": ""},
        {"end": 400},
        {"document": "0" * 64},
    ],
)
def test_without_its_quote_it_does_not_exist(changed: dict[str, Any]) -> None:
    with pytest.raises(NoQuote):
        Statement(**parts(**changed), original=ORIGINAL)
    row = Statement(**parts(), original=ORIGINAL).row() | changed
    with pytest.raises(NoQuote):
        from_row(row, ORIGINAL)


def test_of_another_text_with_the_same_words_it_does_not_exist_either() -> None:
    with pytest.raises(NoQuote):
        Statement(**parts(), original=Document("f" * 64, TEXT))


@pytest.mark.parametrize(
    "changed",
    [
        {"predicate": "piece"},
        {"subject": "defendant:张某"},
        {"subject": "category:0"},
        {"value": "一万二千"},
        {"unit": "fen"},
        {"low": 12001, "high": 12000},
        {"low": -1},
        {"status": "true"},
        {"by": "the rule"},
        {"case": " "},
        {"predicate": "channel", "subject": "case", "value": "fax", "unit": None, "low": None},
        {"predicate": "court", "subject": "case", "value": "某法院", "unit": None},
        {"predicate": "judgment_date", "subject": "case", "value": "2017-5-1", "unit": "yyyymmdd"},
        {"predicate": "article", "subject": "case", "value": "刑法第六十四条", "unit": None, "low": None},
    ],
)
def test_what_the_vocabulary_does_not_have_cannot_be_said(changed: dict[str, Any]) -> None:
    with pytest.raises(Misuse):
        Statement(**parts(**changed), original=ORIGINAL)


def test_the_nearest_predicate_is_named() -> None:
    with pytest.raises(Misuse) as caught:
        known("piecs")
    assert "pieces" in caught.value.hint
    with pytest.raises(Misuse):
        from_row({"case": "甲案"}, ORIGINAL)


def test_the_vocabulary_is_whole() -> None:
    assert {"court", "pieces", "income", "sentence", "fine", "article"} <= set(predicates())
    for predicate in predicates().values():
        assert predicate.subject
        assert set(predicate.subject) <= set(SUBJECTS)
        assert predicate.zh
        assert predicate.en
        assert predicate.source
        assert (predicate.values is not None) == (predicate.type == "choice")
        assert predicate.unit == UNITS.get(predicate.type)
    for article in ("刑法/64", "刑法/253-1/3", "法释〔2017〕10号/5/1/4", "刑法/25//1"):
        known("article").check("case", article, None, None, None)


def test_pages_are_counted_from_one() -> None:
    document = Document("0" * 64, "甲乙丙丁", pages=(0, 2), format="pdf")
    assert [document.page(offset) for offset in range(4)] == [1, 1, 2, 2]
    assert ORIGINAL.page(3) is None
