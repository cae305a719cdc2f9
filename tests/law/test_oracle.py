"""Engine and oracle must give the same outcome on any facts."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.law.decision import Basis, decide
from tiao.law.facts import Facts, parse_facts
from tiao.law.rule import ACT_KINDS
from tiao.model import CLASSES

from . import oracle

FLAGS = (
    "whereabouts_used_for_crime",
    "knew_buyer_would_commit_crime",
    "prior_conviction_same_crime",
    "administrative_penalty_within_two_years",
    "consequences",
    "major_economic_loss",
    "vile_social_impact",
)
LINES = [line * by // 2 for line in (50, 500, 5000) for by in (1, 2, 10, 20)]
near_a_line = st.builds(lambda line, step: max(0, line + step), st.sampled_from(LINES), st.integers(-2, 2))
number = st.one_of(near_a_line, st.integers(0, 60_000), st.integers(0, 60))
bounds = st.one_of(
    number.map(lambda n: (n, n)),
    number.map(lambda n: (n, None)),
    st.tuples(number, number).map(lambda pair: (min(pair), max(pair))),
)
money = st.one_of(
    st.none(),
    st.builds(
        lambda line, step: line + step, st.sampled_from([250_000, 500_000, 2_500_000, 5_000_000]), st.integers(-1, 1)
    ),
    st.integers(0, 6_000_000),
)
truth = st.sampled_from([True, False, None])
cases = st.fixed_dictionaries(
    {
        "counts": st.one_of(st.none(), st.dictionaries(st.sampled_from(CLASSES), bounds, max_size=4)),
        "income_fen": money,
        "profit_fen": money,
        "flags": st.sets(st.sampled_from(FLAGS), max_size=1),
        "acts": st.lists(st.tuples(st.sampled_from(ACT_KINDS), truth, truth), min_size=1, max_size=3),
    }
)


def facts_of(case: dict[str, Any]) -> Facts:
    """The case as a facts document."""
    document: dict[str, Any] = {
        "acts": [
            {"kind": kind, "from": "2020-01-01", "to": "2020-06-30", "insider": insider, "lawful_business": lawful}
            for kind, insider, lawful in case["acts"]
        ],
        "amounts": {
            name: f"{fen // 100}.{fen % 100:02d}"
            for name, fen in (("illegal_income", case["income_fen"]), ("profit_from_use", case["profit_fen"]))
            if fen is not None
        },
        "flags": {name: ["death"] if name == "consequences" else True for name in case["flags"]},
    }
    if case["counts"] is not None:
        document["counts"] = [
            {"class": cls, "pieces": {"low": low, "high": high}}
            for cls, (low, high) in (case["counts"] or {"general": (0, 0)}).items()
        ]
    return parse_facts(document)


@settings(max_examples=1500, deadline=None)
@given(cases)
def test_engine_and_oracle_agree(case: dict[str, Any]) -> None:
    assert decide(Basis(facts_of(case))).applied.outcome == oracle.outcome(case)
