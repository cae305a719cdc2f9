"""An act has an interval: what of it falls under each version of the law, and what each part alone comes to."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiao.law import assess, parse_facts
from tiao.law.facts import Act
from tiao.law.intervals import parts
from tiao.law.rulebook import law

DAYS = {"none": date(2009, 2, 27), "am7": date(2015, 10, 31)}


def act(start: str | None, end: str | None, kind: str = "steal", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "insider": False, **({"from": start, "to": end} if start else {}), **more}


def assessed(*acts: dict[str, Any], counts: list[dict[str, Any]] | None = None, **more: Any) -> list[dict[str, Any]]:
    facts = {"acts": list(acts), "counts": counts or [], "amounts": {"illegal_income": 0}, **more}
    found: list[dict[str, Any]] = assess(parse_facts(facts)).to_json()["by_regime"]
    return found


def general(part: dict[str, Any]) -> tuple[int, int | None]:
    return part["pieces"]["general"]["low"], part["pieces"]["general"]["high"]


days = st.integers(0, 9000).map(lambda n: date(2003, 1, 1) + timedelta(n))
spans = st.lists(st.tuples(days, st.integers(0, 4000)), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(spans)
def test_every_day_of_every_act_is_in_one_part(some: list[tuple[date, int]]) -> None:
    acts = [Act("steal", start, start + timedelta(more)) for start, more in some]
    found = parts(law(), acts)
    lines = [date(2009, 2, 28), date(2015, 11, 1)]
    for number, one in enumerate(acts, 1):
        crosses = sum(one.start < line <= one.end for line in lines if one.start and one.end)
        own = [part for part in found if number in {n for n, _ in (*part.whole, *part.divided)}]
        assert len(own) == crosses + 1
        assert sum(number in {n for n, _ in part.whole} for part in found) == (crosses == 0)
        for part in own:
            assert part.start <= max(one.start or date.min, part.version.in_force.from_ or date.min)
    for before, after in pairwise(found):
        assert before.end < after.start


def test_acts_of_their_own_time_with_counts_of_their_own() -> None:
    """2008: no crime; 2012: 4,999 stolen, not enough; 2020: 60,000, especially serious."""
    found = assessed(
        act("2008-01-01", "2008-02-01"), act("2012-01-01", "2012-02-01"), act("2020-01-01", "2020-02-01"),
        counts=[{"class": "general", "pieces": n, "act": i} for i, n in ((1, 90_000), (2, 4999), (3, 60_000))],
    )  # fmt: skip
    assert [(p["regime"], p["acts"], p["outcome"], p["max_months"], general(p)) for p in found] == [
        ("none", [1], "no_crime_at_that_time", None, (90_000, 90_000)),
        ("am7", [2], "not_met", None, (4999, 4999)),
        ("am9+2017-10", [3], "especially_serious", 84, (60_000, 60_000)),
    ]
    assert [p["taken"] for p in found] == [False, False, True]
    assert [(p["from"], p["to"]) for p in found][1] == ("2012-01-01", "2012-02-01")


def test_an_act_across_the_date_divides_nothing_by_itself() -> None:
    found = assessed(act("2015-06-01", "2016-05-31"), counts=[{"class": "general", "pieces": 60_000, "act": 1}])
    assert [(p["from"], p["to"], p["divided"], p["acts"]) for p in found] == [
        ("2015-06-01", "2015-10-31", [1], []),
        ("2015-11-01", "2016-05-31", [1], []),
    ]
    assert [(p["outcome"], general(p)) for p in found] == [("undetermined", (0, 60_000))] * 2
    assert all("未予区分" in p["because"] and "not divided" in p["because_en"] for p in found)


def test_pieces_that_name_no_act_may_be_of_any_part() -> None:
    found = assessed(
        act("2012-01-01", "2012-02-01"), act("2020-01-01", "2020-02-01"),
        counts=[{"class": "general", "pieces": 5000, "act": 2}, {"class": "general", "pieces": 1000}],
    )  # fmt: skip
    assert [(p["outcome"], general(p)) for p in found] == [("not_met", (0, 1000)), ("serious", (5000, 6000))]


def test_obtained_under_one_law_and_sold_under_the_next_stands_in_both_parts() -> None:
    """Each part alone: obtained 3,000 in 2014; sold to two in 2016, which no selling of 2014 adds to."""
    found = assessed(
        act("2014-01-01", "2014-02-01"), act("2016-01-01", "2016-02-01", "sell", recipients=["甲", "乙"]),
        counts=[{"class": "general", "pieces": 3000, "act": [1, 2], "sold_to": ["甲", "乙"]}],
    )  # fmt: skip
    assert [(p["outcome"], general(p)) for p in found] == [("not_met", (3000, 3000)), ("serious", (6000, 6000))]


def test_facts_without_a_time_may_be_of_either_part() -> None:
    """Abduction followed: of which act nobody says. The earlier law has no graver range, but it is serious under it."""
    found = assessed(
        act("2012-01-01", "2012-02-01"), act("2020-01-01", "2020-02-01"),
        counts=[{"class": "general", "pieces": 10, "act": [1, 2]}], flags={"consequences": ["kidnapping"]},
    )  # fmt: skip
    assert [p["outcome"] for p in found] == ["undetermined", "undetermined"]
    assert found[0]["possible"] == ["not_met", "serious"]
    assert found[1]["possible"] == ["not_met", "especially_serious"]


def test_money_is_not_divided() -> None:
    found = assessed(
        act("2012-01-01", "2012-02-01"), act("2020-01-01", "2020-02-01"),
        counts=[{"class": "general", "pieces": 10, "act": [1, 2]}], amounts={"illegal_income": 6000},
    )  # fmt: skip
    assert [p["outcome"] for p in found] == ["undetermined", "undetermined"]


def test_undated_acts_may_be_of_any_part() -> None:
    """A seller who is nobody's employee: no crime of 2012, unless the theft without a date was then."""
    found = assessed(
        act("2012-01-01", "2012-02-01", "sell"), act("2020-01-01", "2020-02-01", "sell"), act(None, None),
        counts=[{"class": "general", "pieces": 5000, "act": 1}, {"class": "general", "pieces": 5000, "act": 2}],
    )  # fmt: skip
    assert [(p["undated"], p["outcome"]) for p in found] == [([3], "undetermined"), ([3], "serious")]


def test_one_law_is_one_part_with_the_outcome_of_the_whole() -> None:
    [part] = assessed(act("2020-01-01", "2020-02-01"), counts=[{"class": "general", "pieces": 5000}])
    assert (part["taken"], part["outcome"], part["max_months"], general(part)) == (True, "serious", 36, (5000, 5000))
    assert assessed(act(None, None)) == []
    assert assess(parse_facts(None)).to_json()["by_regime"] == []


@pytest.mark.parametrize("free", [0, 1000])
def test_exhibits_by_act(free: int) -> None:
    """E1 of 2014, E2 of 2016 to two persons; E3 is named by no act and may be of either time."""
    per = {"E1": {"general": 4000}, "E2": {"general": 3000}, **({"E3": {"general": free}} if free else {})}
    total = 7000 + free
    method = {"total": total, "low": total, "high": total, "classes": {"general": total}, "by_exhibit": per}
    facts = {
        "acts": [
            act("2014-01-01", "2014-02-01", of=["E1"]),
            act("2016-01-01", "2016-02-01", "sell", of=["E2"], recipients=["甲", "乙"]),
        ],
        "amounts": {"illegal_income": 0},
    }
    document = {"format": "tiao.count/1", "methods": {"by_record@1": method}}
    found = assess(parse_facts(facts), document).to_json()["by_regime"]
    assert [general(p) for p in found] == [(4000, 4000 + free), (6000, 6000 + free)]
    assert [p["outcome"] for p in found] == ["not_met" if not free else "undetermined", "serious"]
    del method["by_exhibit"]
    unsaid = assess(parse_facts(facts), document).to_json()["by_regime"]
    assert [general(p) for p in unsaid] == [(0, total), (0, total)]
