"""Art. 11(1) and (2) over acts: against single pieces, each followed to every hand that it came into."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.errors import Misuse
from tiao.law import assess, parse_facts
from tiao.law.facts import Act
from tiao.law.recipients import Held, added_up, stated

KINDS = ("sell", "provide")
NAMES = ("E1", "E2", "E3", "E4")
exhibits = st.dictionaries(st.sampled_from(NAMES), st.frozensets(st.integers(0, 11), max_size=8), min_size=1)
acts = st.lists(
    st.builds(
        Act,
        kind=st.sampled_from(["steal", "sell", "provide", "publish"]),
        of=st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple),
        recipients=st.lists(st.sampled_from("甲乙丙"), max_size=3, unique=True).map(tuple),
    ),
    max_size=4,
)


def pieces(held: dict[str, frozenset[int]], acts: list[Act], chosen: set[str], unsaid: set[str]) -> int:
    """Each piece as often as different people got it, at least once; acts without exhibits are of ``unsaid``."""
    hands: dict[int, set[str]] = {piece: set() for name in chosen for piece in held[name]}
    for act in acts:
        for name in set(act.of or unsaid) & chosen if act.kind in KINDS else ():
            for piece in held[name]:
                hands[piece] |= set(act.recipients)
    return sum(max(1, len(got)) for got in hands.values())


@settings(max_examples=500, deadline=None)
@given(exhibits, acts, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_the_truth_lies_between_the_bounds(
    held: dict[str, frozenset[int]], acts: list[Act], chosen: set[str], unsaid: set[str]
) -> None:
    chosen &= held.keys()
    sizes = Held({name: len(own) for name, own in held.items()}, len(frozenset().union(*held.values())))
    found = added_up(sizes, acts, KINDS, sorted(chosen))
    truth = pieces(held, acts, chosen, unsaid)
    assert found.low <= truth
    assert found.high is not None
    assert truth <= found.high
    apart = sum(len(own) for own in held.values()) == sizes.whole
    if apart and all(act.of or not act.recipients or act.kind not in KINDS for act in acts):
        assert found.exact


def counted(entries: list[dict[str, Any]], *acts: dict[str, Any]) -> Any:
    facts = parse_facts({"acts": list(acts), "counts": entries, "amounts": {"illegal_income": 0}})
    return assess(facts)


SELL = {"kind": "sell", "from": "2020-01-01", "to": "2020-02-01", "insider": False}
OLD = {"kind": "steal", "from": "2008-01-01", "to": "2008-02-01"}


def test_obtained_in_one_act_and_sold_to_two_in_another() -> None:
    entry = {"class": "general", "pieces": 2500, "act": [1, 2], "sold_to": ["甲", "乙", "甲"]}
    steal = {**SELL, "kind": "steal"}
    found = counted([entry], steal, {**SELL, "recipients": ["甲", "乙"]})
    assert found.pieces["general"] == found.pieces["general"].__class__(5000, 5000)
    assert found.outcome == "serious"
    once = next(flip for flip in found.flips if flip.reading == "recipients")
    assert (once.to, once.outcome) == ("once", "not_met")
    assert not any(flip.to == "multiplied" for flip in found.flips)


def test_what_is_added_up_is_not_asked_about() -> None:
    entry = {"class": "general", "pieces": 4999, "added_up": True}
    found = counted([entry], {**SELL, "recipients": ["甲", "乙"]})
    assert found.outcome == "not_met"
    assert not any(question.cite.endswith("第十一条第二款") for question in found.open_questions)
    assert not any(flip.reading == "recipients" for flip in found.flips)


def test_only_what_is_not_settled_is_multiplied() -> None:
    entries = [
        {"class": "general", "pieces": 1000, "sold_to": ["甲", "乙"]},
        {"class": "general", "pieces": 1500},
        {"class": "general", "pieces": 10, "act": 2},
    ]
    found = counted(entries, {**SELL, "recipients": ["甲", "乙"]}, {**SELL, "recipients": ["丙"]})
    assert found.pieces["general"].low == 2000 + 1500 + 10
    # Three got the 1500, if each got all: 2000 + 4500 + 10. Nobody says whether it is that.
    assert (found.pieces["general"].high, found.outcome) == (6510, "undetermined")
    flip = next(flip for flip in found.flips if flip.to == "multiplied")
    assert flip.outcome == "serious"


def test_pieces_of_an_act_before_the_offence_are_left_out() -> None:
    entries = [{"class": "general", "pieces": 90_000, "act": 1}, {"class": "general", "pieces": 4999, "act": 2}]
    found = counted(entries, OLD, {**SELL, "kind": "steal", "from": "2012-01-01", "to": "2012-02-01"})
    assert (found.outcome, found.pieces["general"].low, found.pieces["general"].high) == ("not_met", 4999, 4999)


def test_names_of_buyers_are_never_printed() -> None:
    found = counted([{"class": "general", "pieces": 2500, "sold_to": ["李四光", "王五岳"]}], SELL)
    assert "李四光" not in str(found.to_json())


def test_without_counts_nothing_is_stated() -> None:
    assert stated(parse_facts({"acts": [SELL]}), KINDS) is None


@pytest.mark.parametrize(
    "entry",
    [{"act": 2}, {"act": 0}, {"act": "1"}, {"act": True}, {"sold_to": ["甲"], "added_up": True}, {"sold_to": [{}]}],
)
def test_a_count_that_contradicts_its_acts_is_misuse(entry: dict[str, Any]) -> None:
    with pytest.raises(Misuse):
        counted([{"class": "general", "pieces": 1, **entry}], SELL)
