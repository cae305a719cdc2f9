"""Coded cases as statements and back: nothing lost, every quote where it is said to stand, bounds kept."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.cases.coded.back import EMPTY, record_of
from tiao.cases.coded.convert import BY, BY_WORDS, convert
from tiao.cases.coded.lines import published_path, read_coded
from tiao.cases.coded.positions import leaves
from tiao.law.courts.record import Unread

LINES = published_path().read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["id"])
def test_a_published_case_comes_back_equal_from_its_statements_alone(line: str) -> None:
    coded = convert(line)
    assert record_of(coded.statements) == json.loads(line, parse_float=Decimal)
    assert coded.source == json.loads(line)["source_url"]


def test_all_43_are_read_and_every_statement_quotes_its_line() -> None:
    cases = [one for one in read_coded(published_path()) if not isinstance(one, Unread)]
    assert len(cases) == 43
    for coded, line in zip(cases, LINES, strict=True):
        assert all(line[one.start : one.end] == one.quote for one in coded.statements)
        # What the source said is accepted; what a rule read out of its words is only proposed.
        assert {(one.by, one.status) for one in coded.statements} <= {(BY, "accepted"), (BY_WORDS, "proposed")}


def said(case: str, predicate: str) -> list[Any]:
    coded = convert(next(line for line in LINES if json.loads(line)["id"] == case))
    return [(one.subject, one.value, one.low, one.high) for one in coded.statements if one.predicate == predicate]


def test_numbers_keep_the_bounds_of_their_words() -> None:
    assert said("spp-jl-140", "pieces") == [("category:1", ">=300000", 300_000, None)]  # 30余万条
    assert said("spp-jl-140", "income") == [("case", ">=150000000", 150_000_000, None)]  # 150余万元, in fen
    assert said("bj-changping-2017-985", "pieces") == [("category:1", "160308", 160_308, 160_308)]
    assert said("cail-zhangjiagang-yan", "pieces") == [("category:1", "~6000", 5_500, 6_499)]  # 约6000条


def test_people_sentences_and_orders() -> None:
    assert said("spc-gc-193", "sentence") == [
        ("defendant:闻某", "36", 36, 36),
        ("defendant:朱某", "39", 39, 39),
        ("defendant:张某", "36", 36, 36),
    ]
    # Nobody is named in this source, but its sentence stands.
    assert said("spc-gc-192", "sentence") == [("defendant:被告人", "36", 36, 36)]
    assert said("gps-2026-chen", "sentence_kind") == [("defendant:钱某", "detention", None, None)]  # 拘役4个月
    assert [value for _, value, *_ in said("spc-gc-192", "order")] == [
        "apology",
        "deletion",
        "deletion",
        "cancellation",
    ]
    assert said("sh-hongkou-2020-liu-students", "order_amount") == [("order:2", "1600000", 1_600_000, 1_600_000)]


def test_what_the_vocabulary_does_not_know_is_kept_as_it_stands() -> None:
    line = '{"id": "x", "acts": ["teleport"], "court_finding": "minor", "colour": {"deep": [1.50, null, "蓝"]}}'
    coded = convert(line)
    kept = {one.value: one.quote for one in coded.statements if one.predicate == "kept"}
    assert kept == {
        "id": '"x"',
        "acts/0": '"teleport"',
        "court_finding": '"minor"',
        "colour/deep/0": "1.50",
        "colour/deep/2": '"蓝"',
    }


def test_lines_that_are_no_cases_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    good = '{"id": "a", "acts": ["sell"]}'
    bad = [
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"acts": []}',
        b'{"id": 7}',
        b'{"id": "a"}',
        b'{"id": "13812345678"}',
        b"[" * 5000,
        rb'{"id": "c", "quote": "\ud800"}',
        rb'{"id": "d", "means": "\u0000"}',
        rb'{"id": "e", "\udfff": 1}',
    ]
    path.write_bytes(b"\n".join([good.encode(), *bad, b" " * (1 << 20) + b"{}", good.replace("a", "b", 1).encode()]))
    found = list(read_coded(path))
    unread = [one.line for one in found if isinstance(one, Unread)]
    assert unread == list(range(2, 14))
    assert not any("138" in one.what for one in found if isinstance(one, Unread))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
RECORDS = st.fixed_dictionaries(
    {"id": st.text(st.sampled_from("abc某案"), min_size=1, max_size=5)},
    optional={
        "title_zh": TEXTS | st.none(),
        "acts": st.lists(st.sampled_from(["sell", "illegal_use", "purchase", "other"]), max_size=4),
        "insider": st.booleans() | st.none(),
        "illegal_income_cny": st.integers(0, 10**20) | st.none(),
        "categories": st.lists(
            st.fixed_dictionaries(
                {"name_zh": TEXTS, "tier_court": st.sampled_from([1, 2, 3, 9]), "tier_mapped": st.none()}
            )
            | st.fixed_dictionaries({"name_zh": st.none(), "pieces": st.integers(0, 10**6)}),
            max_size=3,
        ),
        "defendants": st.lists(st.fixed_dictionaries({"label": st.sampled_from(["张某", "李某", None])}), max_size=3),
        "civil_remedies": st.lists(TEXTS, max_size=3),
        "quote": TEXTS,
    },
)


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.booleans())
def test_every_value_of_any_record_stands_in_a_statement(record: dict[str, Any], ascii_only: bool) -> None:
    line = json.dumps(record, ensure_ascii=ascii_only)
    coded = convert(line)
    own = [(one.start, one.end) for one in coded.statements if one.by == BY]
    assert own == [(leaf.start, leaf.end) for leaf in leaves(line) if leaf.value is not None]
    assert set(EMPTY) >= set(record)
