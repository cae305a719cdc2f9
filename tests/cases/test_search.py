"""Full-text search in Chinese: the same on both databases, and exactly what a plain look through all texts finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.cases.document import plain
from tiao.cases.lines import Text
from tiao.cases.sets import CodedSet
from tiao.cases.store.database import Store
from tiao.cases.store.search import folded, grams, search
from tiao.cases.store.writing import add
from tiao.errors import Misuse


@pytest.fixture
def store(place: str) -> Any:
    opened = Store(place, make=True)
    cases = list(CodedSet().cases())
    # Half of them come in after the first search: the index takes them in then.
    add(opened, ((Text(one.case, "coded", one.source, one.document), one.statements) for one in cases[:20]))
    search(opened, ["信息"])
    add(opened, ((Text(one.case, "coded", one.source, one.document), one.statements) for one in cases[20:]))
    yield opened
    opened.close()


WORDS = (
    ["行踪轨迹"],
    ["微信", "出售"],
    ["ＱＱ群"],
    ["qq"],
    ["USDT"],
    ["2021-08-23"],
    ["信息"],
    ["天上掉馅饼"],
    ["（2021）沪0120"],
    ["ID"],
)


def test_the_same_as_looking_through_every_text(store: Store) -> None:
    texts = {one.case: folded(one.document.text) for one in CodedSet().cases()}
    for words in WORDS:
        expected = sorted(case for case, body in texts.items() if all(folded(word) in body for word in words))
        found = search(store, words, most=100)
        assert [one["case"] for one in found["found"]] == expected, words
        assert found["documents"] == len(expected)
        for one in found["found"]:
            for place, word in zip(one["places"], words, strict=True):
                assert folded(place["words"]) == folded(word)


def test_places_point_into_the_text(store: Store) -> None:
    (found,) = search(store, ["颜值检测"])["found"]
    body = next(one.document.text for one in CodedSet().cases() if one.case == "spc-gc-192")
    place = found["places"][0]
    assert body[place["start"] : place["end"]] == "颜值检测"
    assert body[place["start"] - len(place["before"]) : place["start"]] == place["before"]
    assert search(store, ["信息"], most=3)["documents"] > len(search(store, ["信息"], most=3)["found"]) == 3


def test_what_cannot_be_looked_for(store: Store) -> None:
    for word in ("", "的", "，。", "字" * 201, "a-b"):
        with pytest.raises(Misuse):
            search(store, [word])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.integers(0, 39), st.integers(2, 12))
def test_whatever_stands_in_a_text_has_its_pairs_in_the_index(text: str, start: int, size: int) -> None:
    body = folded(text)
    assert len(body) == len(text), "places stay"
    assert set(grams(body[start : start + size])) <= set(grams(body))
    assert all(gram.isascii() and gram.isalnum() for gram in grams(body))


def test_signs_that_a_database_may_trip_over(place: str) -> None:
    odd = "甲\u3000乙𠮷田'\"\\%_&|!() 丙丁\u200b戊İß"
    with Store(place, make=True) as store:
        add(store, [(Text("odd", "judgment", "", plain(odd)), [])])
        for word in ("𠮷田", "丙丁", "乙𠮷"):
            assert search(store, [word])["documents"] == 1
        assert search(store, ["丁戊"])["documents"] == 0
