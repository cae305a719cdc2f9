"""Reading facts: exact, strict, and helpful when wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tiao.errors import Misuse
from tiao.law.facts import Facts, parse_facts, read_facts
from tiao.law.logic import Interval
from tiao.law.safe_yaml import MAX_BYTES, load

CONTRACT = """
defendant: 李某
acts:
  - {kind: steal, from: 2020-06-01, to: 2020-09-30, of: [E1], insider: false, lawful_business: false}
  - {kind: provide, from: 2020-09-01, to: 2020-10-01, of: [E2], recipients: [QQ群甲, QQ群乙]}
counts:
  - {class: general, pieces: 624000, at_least: true}
amounts: {illegal_income: 11584, profit_from_use: 0}
flags:
  whereabouts_used_for_crime: {value: true, source: 卷二 第15页}
  knew_buyer_would_commit_crime: false
  consequences: [death, serious_injury, insanity, kidnapping]
  first_offence: true
"""


def read(tmp_path: Path, text: str) -> Facts:
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return read_facts(path)


def test_the_contract_s_example(tmp_path: Path) -> None:
    facts = read(tmp_path, CONTRACT)
    assert facts.acts is not None
    first, second = facts.acts
    assert (first.kind, first.start, first.end, first.of) == ("steal", date(2020, 6, 1), date(2020, 9, 30), ("E1",))
    assert (first.insider, second.insider, second.recipients) == (False, None, ("QQ群甲", "QQ群乙"))
    assert facts.counts is not None
    assert facts.counts[0].pieces == Interval(624000, None)
    assert facts.amounts == {"illegal_income": Interval(1158400, 1158400), "profit_from_use": Interval(0, 0)}
    assert facts.flags == {
        "whereabouts_used_for_crime": True,
        "knew_buyer_would_commit_crime": False,
        "consequences": True,
        "first_offence": True,
    }
    assert facts.sources == {"whereabouts_used_for_crime": "卷二 第15页"}


@pytest.mark.parametrize(
    "text",
    ["", "{}", "---", "acts:\ncounts:\namounts:\nflags:\n", "acts: []", "counts: []", "flags: {first_offence: }"],
)
def test_nothing_given_is_unknown(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Facts()


def test_json_reads_the_same(tmp_path: Path) -> None:
    text = '{\n\t"counts": [{"class": "general", "pieces": 5000}],\n\t"amounts": {"illegal_income": 4999.99}\n}'
    facts = read(tmp_path, text)
    assert facts.amounts["illegal_income"] == Interval(499999, 499999)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("4999.99", 499999),
        ("'4999.99'", 499999),
        ("'11,584.00'", 1158400),
        ("1234567890123456.78", 123456789012345678),
        ("010", 1000),
        ("0.01", 1),
        ("5e3", None),
        ("1:30", None),
        ("0x10", None),
        (".nan", None),
        (".inf", None),
        ("4999.999", None),
        ("-1", None),
        ("-0.01", None),
        ("true", None),
        ("五千", None),
        ("[1]", None),
    ],
)
def test_money_is_exact(tmp_path: Path, written: str, fen: int | None) -> None:
    text = f"amounts: {{illegal_income: {written}}}"
    if fen is None:
        with pytest.raises(Misuse):
            read(tmp_path, text)
    else:
        assert read(tmp_path, text).amounts["illegal_income"] == Interval(fen, fen)


@pytest.mark.parametrize(
    ("entry", "pieces"),
    [
        ({"pieces": 5}, Interval(5, 5)),
        ({"pieces": "5,000"}, Interval(5000, 5000)),
        ({"pieces": 5, "at_least": True}, Interval(5, None)),
        ({"pieces": 5, "at_most": True}, Interval(0, 5)),
        ({"pieces": {"low": 2, "high": 9}}, Interval(2, 9)),
        ({"pieces": {"high": 9}}, Interval(0, 9)),
        ({"pieces": {"low": 9, "high": 2}}, None),
        ({"pieces": {"low": 1}, "at_least": True}, None),
        ({"pieces": -1}, None),
        ({"pieces": 1.5}, None),
        ({"pieces": True}, None),
        ({"pieces": None}, Interval(0, None)),
        ({}, None),
    ],
)
def test_pieces_are_intervals(entry: dict[str, Any], pieces: Interval | None) -> None:
    document = {"counts": [{"class": "general", **entry}]}
    if pieces is None:
        with pytest.raises(Misuse):
            parse_facts(document)
    else:
        counts = parse_facts(document).counts
        assert counts is not None
        assert counts[0].pieces == pieces


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("act: []", "acts"),
        ("acts: [{kind: stael}]", "steal"),
        ("acts: [{kind: sell, form: 2020-01-01}]", "from"),
        ("counts: [{class: generel, pieces: 1}]", "general"),
        ("counts: [{class: general, peices: 1}]", "pieces"),
        ("amounts: {ilegal_income: 1}", "illegal_income"),
        ("flags: {first_offense: true}", "first_offence"),
        ("flags: {first_offence: {valu: true}}", "value"),
        ("flags: {consequences: [deth]}", "death"),
    ],
)
def test_an_unknown_word_names_the_nearest(tmp_path: Path, text: str, nearest: str) -> None:
    with pytest.raises(Misuse, match=f"Did you mean {nearest}\\?"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b",
        "just words",
        "42",
        "acts: {kind: sell}",
        "acts: [sell]",
        "acts: [{from: 2020-01-01}]",
        "acts: [{kind: sell, from: 2020-13-45}]",
        "acts: [{kind: sell, from: yesterday}]",
        "acts: [{kind: sell, from: 2020-02-02, to: 2020-02-01}]",
        "acts: [{kind: sell, insider: maybe}]",
        "flags: {first_offence: 1}",
        "flags: {first_offence: true}\nflags: {first_offence: false}",
        '{"flags": {}, "flags": {}}',
        "a: &a [x]\nb: *a",
        "a: !!python/object/apply:os.system ['true']",
        "? [a]\n: b",
        "acts: [" * 500,
        "flags: !!set {a}",
        "acts: [{kind: sell, from: 99999999999999999999999999999999999}]",
        '{"amounts": {"illegal_income": NaN}}',
        "\x00",
        "{",
    ],
)
def test_bad_files_are_misuse_and_nothing_else(tmp_path: Path, text: str) -> None:
    with pytest.raises(Misuse):
        read(tmp_path, text)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        read_facts(tmp_path / "none.yaml")
    with pytest.raises(Misuse):
        read_facts(tmp_path)
    (tmp_path / "gbk.yaml").write_bytes("defendant: 李某".encode("gbk"))
    with pytest.raises(Misuse, match="UTF-8"):
        read_facts(tmp_path / "gbk.yaml")


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="too large"):
        read(tmp_path, "#" * (MAX_BYTES + 1))


def test_no_personal_value_in_an_error() -> None:
    value = "110101199003074477"
    for document in (
        {value: 1},
        {"acts": [{"kind": value}]},
        {"amounts": {"illegal_income": f"x{value}"}},
        {"acts": [{"kind": "sell", "from": value}]},
    ):
        with pytest.raises(Misuse) as caught:
            parse_facts(document)
        assert value not in str(caught.value)


def test_errors_of_the_loader_say_where() -> None:
    with pytest.raises(Misuse, match="line 2"):
        load("a: &a 1\nb: *a")


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("{value: 4500000, at_least: true}", Interval(450000000, None)),
        ("{value: 4999.99, at_most: true}", Interval(0, 499999)),
        ("{low: 1000, high: 2000.50}", Interval(100000, 200050)),
        ("{low: 1000, source: 卷三}", Interval(100000, None)),
        ("{value: 5, low: 1}", None),
        ("{source: 卷三}", None),
        ("{low: 9, high: 2}", None),
    ],
)
def test_money_between_bounds(tmp_path: Path, written: str, bounds: Interval | None) -> None:
    text = f"amounts: {{illegal_income: {written}}}"
    if bounds is None:
        with pytest.raises(Misuse):
            read(tmp_path, text)
    else:
        assert read(tmp_path, text).amounts["illegal_income"] == bounds


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("from: 2020-06, to: 2020-09", date(2020, 6, 1), date(2020, 9, 30)),
        ("from: 2019, to: 2020", date(2019, 1, 1), date(2020, 12, 31)),
        ("from: '2020-02', to: 2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("from: 2020-13", None, None),
        ("from: 20", None, None),
        ("from: 6月", None, None),
    ],
)
def test_a_month_or_a_year_is_its_first_or_last_day(
    tmp_path: Path, written: str, start: date | None, end: date | None
) -> None:
    text = f"acts: [{{kind: sell, {written}}}]"
    if start is None:
        with pytest.raises(Misuse, match="2020-06"):
            read(tmp_path, text)
    else:
        acts = read(tmp_path, text).acts
        assert acts is not None
        assert (acts[0].start, acts[0].end) == (start, end)


def test_recipients_are_named_and_not_numbered(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="not how many"):
        read(tmp_path, "acts: [{kind: sell, recipients: 3}]")


def test_pieces_may_be_of_a_class_that_nobody_says(tmp_path: Path) -> None:
    for written in ("unclassified", "null"):
        counts = read(tmp_path, f"counts: [{{class: {written}, pieces: 9}}]").counts
        assert counts is not None
        assert (counts[0].cls, counts[0].pieces) == ("unclassified", Interval(9, 9))
