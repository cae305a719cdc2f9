"""Taking a fact away never makes the outcome surer, and never graver."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.law import assess, parse_facts
from tiao.law.courts import facts_of, published
from tiao.law.decision import Basis, decide
from tiao.law.rule import ACT_KINDS, FLAGS
from tiao.model import CLASSES

RANK = ("not_met", "serious", "especially_serious")
truth = st.sampled_from([True, False, None])
LINES = [line * by // 2 for line in (50, 500, 5000) for by in (1, 2, 10, 20)]
number = st.one_of(
    st.builds(lambda line, step: max(0, line + step), st.sampled_from(LINES), st.integers(-2, 2)),
    st.integers(0, 120_000),
)
pieces = st.one_of(
    number,
    number.map(lambda n: {"low": n}),
    st.tuples(number, number).map(lambda pair: {"low": min(pair), "high": max(pair)}),
)
counts = st.lists(
    st.builds(lambda cls, n: {"class": cls, "pieces": n}, st.sampled_from((*CLASSES, "unclassified")), pieces),
    max_size=4,
)
acts = st.lists(
    st.builds(
        lambda kind, insider, lawful: {
            "kind": kind,
            "from": "2020-01-01",
            "to": "2020-06-30",
            "insider": insider,
            "lawful_business": lawful,
        },
        st.sampled_from(ACT_KINDS),
        truth,
        truth,
    ),
    min_size=1,
    max_size=3,
)
money = st.one_of(st.sampled_from(["2499.99", "2500", "4999.99", "5000", "25000", "49999.99", "50000"]), number)
documents = st.fixed_dictionaries(
    {
        "acts": acts,
        "counts": counts,
        "amounts": st.dictionaries(st.sampled_from(["illegal_income", "profit_from_use"]), money),
        "flags": st.dictionaries(
            st.sampled_from([name for name in FLAGS if name != "consequences"]), st.booleans(), max_size=3
        ),
    }
)


def possible(document: dict[str, Any]) -> tuple[str, ...]:
    return decide(Basis(parse_facts(document))).applied.possible


def without_a_number(document: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """One number, or who the insider is, made unknown."""
    changed = deepcopy(document)
    places: list[tuple[str, Any]] = [("counts", "")] if document.get("counts") else []
    places += [("count", index) for index in range(len(document.get("counts", ())))]
    places += [("amount", name) for name in document["amounts"]]
    places += [("insider", index) for index in range(len(document["acts"]))]
    what, where = data.draw(st.sampled_from(places))
    if what == "counts":
        del changed["counts"]
    elif what == "count":
        changed["counts"][where]["pieces"] = {"low": 0}
    elif what == "amount":
        del changed["amounts"][where]
    else:
        changed["acts"][where]["insider"] = None
    return changed


@settings(max_examples=1000, deadline=None)
@given(documents, st.data())
def test_what_was_possible_stays_possible_when_a_number_is_not_known(document: dict[str, Any], data: Any) -> None:
    before, after = possible(document), possible(without_a_number(document, data))
    assert set(before) <= set(after)


@settings(max_examples=500, deadline=None)
@given(documents, st.data())
def test_a_fact_that_is_taken_away_never_makes_it_graver(document: dict[str, Any], data: Any) -> None:
    if not document["flags"]:
        return
    changed = deepcopy(document)
    del changed["flags"][data.draw(st.sampled_from(sorted(document["flags"])))]
    before, after = possible(document), possible(changed)
    assert RANK.index(after[0]) <= RANK.index(before[0])
    assert RANK.index(after[-1]) <= RANK.index(before[-1])


@settings(max_examples=500, deadline=None)
@given(documents, st.data())
def test_several_facts_taken_away_one_after_another(document: dict[str, Any], data: Any) -> None:
    """The outcome in one word: graver only goes down or open, and not met only stays or opens."""
    outcomes = []
    for _ in range(4):
        outcomes.append(decide(Basis(parse_facts(document))).applied.outcome)
        document = without_a_number(document, data)
    for before, after in pairwise(outcomes):
        allowed = {"undetermined"} | (set(RANK[: RANK.index(before) + 1]) if before in RANK else set())
        assert after in (allowed if before != "not_met" else {"not_met", "undetermined"})


@settings(max_examples=300, deadline=None)
@given(counts, st.integers(0, 3))
def test_a_class_that_is_not_given_leaves_open_what_each_class_would_give(entries: Any, chosen: int) -> None:
    base = {"acts": [{"kind": "sell", "from": "2020-01-01", "insider": False}], "amounts": {"illegal_income": 0}}
    if not entries:
        return
    unclassified = deepcopy(entries)
    unclassified[chosen % len(entries)]["class"] = "unclassified"
    assert set(possible({**base, "counts": entries})) <= set(possible({**base, "counts": unclassified}))


def test_presumptions_are_said_when_they_turn_the_outcome() -> None:
    """The date, the acts and lawful business are presumed: what they turn is a flip, or an open question."""
    bought = {"kind": "purchase", "from": "2020-01-01", "lawful_business": True}
    lawful = {"acts": [bought], "counts": [{"class": "general", "pieces": 60000}], "amounts": {"profit_from_use": 0}}
    assert possible(lawful) == ("not_met",)
    found = assess(parse_facts({**lawful, "acts": [{"kind": "purchase", "from": "2020-01-01"}]}))
    assert found.outcome == "especially_serious"
    assert any(
        (flip.question_en, flip.to, flip.outcome) == ("lawful business", "true", "not_met") for flip in found.flips
    )

    stolen = {"counts": [{"class": "general", "pieces": 60000}], "amounts": {"illegal_income": 0}}
    assert possible({**stolen, "acts": [{"kind": "steal", "from": "2012-01-01"}]}) == ("serious",)
    found = assess(parse_facts({**stolen, "acts": [{"kind": "steal"}]}))
    assert found.outcome == "especially_serious"
    assert any((flip.to, flip.outcome) == ("am7", "serious") for flip in found.flips)

    assert possible({**stolen, "acts": [{"kind": "use", "from": "2020-01-01"}]}) == ("not_met",)
    found = assess(parse_facts(stolen))
    assert found.outcome == "especially_serious"
    assert any("推定" in question.text for question in found.open_questions)


@pytest.mark.parametrize("record", published()[0], ids=lambda record: record.id)
def test_published_cases_without_their_numbers_are_open(record: Any) -> None:
    """Neither pieces nor income: no outcome that a number decides is left."""
    converted = facts_of(record)
    bare = {key: value for key, value in converted.document.items() if key not in ("counts", "amounts")}
    whole = decide(Basis(parse_facts(converted.document), on=converted.on)).applied.possible
    assert set(whole) <= set(decide(Basis(parse_facts(bare), on=converted.on)).applied.possible)
    assert decide(Basis(parse_facts(bare), on=converted.on)).applied.outcome == "undetermined"
