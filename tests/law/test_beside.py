"""Engine and oracle agree on what stands beside art. 253-1: Amendment VII, neighbouring offences, limitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.law import assess, parse_facts
from tiao.law.alternatives import find
from tiao.law.assessment import Alternative
from tiao.law.decision import Basis, decide
from tiao.law.facts import Facts
from tiao.law.limitation import _passed
from tiao.law.rulebook import law

from . import oracle, oracle_beside
from .test_oracle import cases, facts_of

truth = st.sampled_from([True, False, None])


def near(*lines: int) -> st.SearchStrategy[tuple[int, int | None]]:
    """A number at, just under or just over a line, known exactly, at least, or not at all."""
    number = st.one_of(
        st.builds(lambda line, step: max(0, line + step), st.sampled_from(lines), st.integers(-1, 1)), st.just(0)
    )
    return st.one_of(number.map(lambda n: (n, n)), number.map(lambda n: (n, None)), st.just((0, None)))


def written(value: tuple[int, int | None]) -> Any:
    low, high = value
    return low if high is not None else {"value": low, "at_least": True}


def yuan(value: tuple[int, int | None]) -> Any:
    low, high = value
    text = f"{low // 100}.{low % 100:02d}"
    return text if high is not None else {"value": text, "at_least": True}


def alternative(rule: str, flags: dict[str, Any], **more: Any) -> Alternative | None:
    shown = {name: value for name, value in flags.items() if value is not None}
    if "consequences" in shown:
        shown["consequences"] = ["death"] if shown["consequences"] else []
    acts = [{"kind": "use", "from": "2020-01-01", "to": "2020-06-30"}]
    facts = parse_facts({"acts": acts, "flags": shown, **more})
    return next((found for found in find(law(), decide(Basis(facts)), None) if found.rule == rule), None)


@settings(max_examples=400, deadline=None)
@given(
    st.fixed_dictionaries({"tier_1": near(250, 500), "tier_2": near(1250, 5000), "tier_3": near(12500, 50000)}),
    st.fixed_dictionaries(
        dict.fromkeys(("user_data_leaked", "consequences", "major_economic_loss", "social_order_disrupted"), truth)
    ),
)
def test_refusing_duties(tiers: dict[str, tuple[int, int | None]], flags: dict[str, bool | None]) -> None:
    classes = {"tier_1": "credit", "tier_2": "health", "tier_3": "general"}
    counts = [{"class": classes[name], "pieces": {"low": low, "high": high}} for name, (low, high) in tiers.items()]
    given_flags = {"refused_rectification_order": True, **flags}
    found = alternative("cn.286-1", given_flags, counts=counts)
    assert found is not None
    assert found.met == oracle_beside.refusing_duties({**tiers, **given_flags})
    assert found.max_months == 36


@settings(max_examples=400, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "sites": near(1, 3),
            "site_accounts": near(2000),
            "groups": near(5),
            "group_members": near(1000),
            "items_posted": near(100),
            "accounts_posted": near(2000),
            "members_posted": near(3000),
            "followers_posted": near(30000),
        }
    ),
    near(1_000_000),
    st.fixed_dictionaries(
        dict.fromkeys(
            ("posted_for_crime", "site_in_name_of_state_or_bank", "network_penalty_within_two_years"),
            truth,
        )
    ),
)
def test_using_networks(numbers: Any, income: Any, flags: dict[str, bool | None]) -> None:
    given_flags = {"site_or_group_set_up": True, **flags}
    found = alternative(
        "cn.287-1",
        given_flags,
        numbers={name: written(value) for name, value in numbers.items()},
        amounts={"illegal_income": yuan(income)},
    )
    assert found is not None
    assert found.met == oracle_beside.using_networks({**numbers, **given_flags, "illegal_income": income})


@settings(max_examples=400, deadline=None)
@given(
    near(1, 3),
    st.fixed_dictionaries(
        {
            "payment_settled": near(20_000_000, 100_000_000),
            "advertising_funds": near(5_000_000, 25_000_000),
            "illegal_income": near(1_000_000, 5_000_000),
        }
    ),
    st.fixed_dictionaries(
        {
            "network_penalty_within_two_years": truth,
            "helped_crime_serious_consequences": truth,
            "helped_crime_cannot_be_verified": st.booleans(),
        }
    ),
)
def test_helping(targets: Any, amounts: Any, flags: dict[str, bool | None]) -> None:
    given_flags = {"helped_others_crime": True, **flags}
    found = alternative(
        "cn.287-2",
        given_flags,
        numbers={"helped_targets": written(targets)},
        amounts={name: yuan(value) for name, value in amounts.items()},
    )
    assert found is not None
    assert found.met == oracle_beside.helping({**amounts, **given_flags, "helped_targets": targets})


@settings(max_examples=400, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "financial_credentials": near(10, 50),
            "other_credentials": near(500, 2500),
            "controlled_systems": near(20, 100),
        }
    ),
    st.fixed_dictionaries({"illegal_income": near(500_000, 2_500_000), "economic_loss": near(1_000_000, 5_000_000)}),
)
def test_system_data(numbers: Any, amounts: Any) -> None:
    found = alternative(
        "cn.285.2",
        {"system_data_taken": True},
        numbers={name: written(value) for name, value in numbers.items()},
        amounts={name: yuan(value) for name, value in amounts.items()},
    )
    assert found is not None
    met, months = oracle_beside.system_data({**numbers, **amounts, "system_data_taken": True})
    assert (found.met, found.max_months) == (met, months)
    assert not found.checked


def dated(facts: Facts, first: date, last: date) -> Facts:
    return replace(facts, acts=tuple(replace(act, start=first, end=last) for act in facts.acts or ()))


@settings(max_examples=700, deadline=None)
@given(cases)
def test_amendment_vii(case: dict[str, Any]) -> None:
    facts = dated(facts_of(case), date(2012, 1, 1), date(2012, 6, 30))
    applied = decide(Basis(facts)).applied
    assert (applied.regime, applied.outcome) == ("am7", oracle_beside.amendment_vii(case))


@settings(max_examples=300, deadline=None)
@given(cases)
def test_before_there_was_an_article(case: dict[str, Any]) -> None:
    facts = dated(facts_of(case), date(2008, 1, 1), date(2009, 2, 27))
    assert decide(Basis(facts)).applied.outcome == "no_crime_at_that_time"


def test_every_pair_of_old_and_new_law() -> None:
    """Role, conduct and number under both texts: the old one governs, and is never the heavier."""
    seen = set()
    for kind in ("sell", "provide", "publish", "steal", "purchase", "use"):
        for insider in (True, False, None):
            for pieces in (2499, 2500, 4999, 5000, 25000, 50000):
                case = {
                    "acts": [(kind, insider, False)],
                    "counts": {"general": (pieces, pieces)},
                    "income_fen": 0,
                    "profit_fen": 0,
                    "flags": set(),
                }
                old, new = oracle_beside.amendment_vii(case), oracle.outcome(case)
                for days, wanted in (((2012, 1, 1), old), ((2015, 10, 31), old), ((2015, 11, 1), new)):
                    found = decide(Basis(dated(facts_of(case), date(*days), date(*days)))).applied
                    assert found.outcome == wanted, (kind, insider, pieces, days)
                    assert not (days < (2015, 11, 1) and found.range and found.range.max > 36)
                seen.add((old, new))
    assert {
        ("not_met", "especially_serious"),  # a seller who is no insider: not covered before
        ("not_met", "serious"),
        ("serious", "especially_serious"),  # no graver range before
        ("serious", "serious"),
        ("not_met", "not_met"),
        ("undetermined", "serious"),
        ("undetermined", "undetermined"),
    } <= seen


days = st.tuples(st.sampled_from([2020, 2021, 2025, 2026]), st.just(3), st.integers(9, 11))


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([5000, 50000]),
    st.one_of(st.none(), days),
    st.one_of(st.none(), days),
    st.fixed_dictionaries(
        dict.fromkeys(("complaint_not_filed", "new_crime_within_limitation", "evaded_after_filing"), truth)
    ),
)
def test_limitation(pieces: int, filed: Any, prosecuted: Any, flags: dict[str, bool | None]) -> None:
    if filed and prosecuted and prosecuted < filed:
        filed, prosecuted = prosecuted, filed
    document: dict[str, Any] = {
        "acts": [{"kind": "steal", "from": "2016-01-01", "to": "2016-03-10", "insider": False}],
        "counts": [{"class": "general", "pieces": pieces}],
        "amounts": {"illegal_income": 0},
        "flags": {name: value for name, value in flags.items() if value is not None},
    }
    for name, day in (("filed_on", filed), ("prosecuted_on", prosecuted)):
        if day:
            document[name] = date(*day)
    limit = assess(parse_facts(document)).limitation
    assert limit is not None
    months = {36} if pieces == 5000 else {84}
    assert limit["state"] == oracle_beside.limitation(months, (2016, 3, 10), filed, prosecuted, flags)


@pytest.mark.parametrize(
    ("day", "passed"),
    [("2017-02-27", False), ("2017-02-28", None), ("2017-03-01", None), ("2017-03-02", True)],
)
def test_the_period_from_a_leap_day(day: str, passed: bool | None) -> None:
    assert _passed(date(2012, 2, 29), date.fromisoformat(day), 5) is passed
