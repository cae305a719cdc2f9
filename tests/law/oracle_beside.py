"""What stands beside art. 253-1, by another road: Amendment VII, neighbouring offences, limitation.

Plain comparisons written from the texts, with their numbers typed a second time. Every neighbour grows only graver with
more pieces, money or facts, so two worlds say it all: one with everything unknown absent, one with everything unknown
present. What holds in both is certain; where they differ it is not known.
"""

from __future__ import annotations

from typing import Any

from . import oracle

PLENTY = 10**12
OBTAINING = ("obtain", "purchase", "receive", "exchange", "collect_in_duty", "steal")


def amendment_vii(case: dict[str, Any]) -> str:
    """The outcome under the Amendment VII text: insiders who sell, and anyone who obtains; one range only."""
    sold = [insider for kind, insider, _ in case["acts"] if kind in oracle.SELLING]
    obtained = any(kind in OBTAINING for kind, _, _ in case["acts"])
    if not obtained and not any(insider is not False for insider in sold):
        return "not_met"
    found = oracle.outcome(case).replace("especially_", "")
    certain = obtained or any(insider is True for insider in sold)
    return found if certain or found == "not_met" else "undetermined"


def _two_worlds(facts: dict[str, Any], judge: Any) -> bool | None:
    """``facts``: truths by name (None unknown) and (low, high) pairs by name; the worst and the best world."""
    worlds = []
    for best in (False, True):
        world = {}
        for name, value in facts.items():
            if isinstance(value, tuple):
                low, high = value
                world[name] = low if not best else PLENTY if high is None else high
            else:
                world[name] = best if value is None else value
        worlds.append(judge(world))
    return worlds[0] if worlds[0] == worlds[1] else None


def refusing_duties(facts: dict[str, Any]) -> bool | None:
    """Art. 286-1 with art. 4 of the interpretation of 2019. ``tier_1`` to ``tier_3`` are pairs."""

    def judge(w: dict[str, Any]) -> bool:
        done = w["refused_rectification_order"] and w["user_data_leaked"]
        # In fifty-thousandths: tier 1 weighs 100, tier 2 weighs 10.
        weight = w["tier_1"] * 100 + w["tier_2"] * 10 + w["tier_3"]
        grave = w["consequences"] or w["major_economic_loss"] or w["social_order_disrupted"]
        many = w["tier_1"] >= 500 or w["tier_2"] >= 5_000 or w["tier_3"] >= 50_000 or weight >= 50_000
        return bool(done and (grave or many))

    return _two_worlds(facts, judge)


def using_networks(facts: dict[str, Any]) -> bool | None:
    """Art. 287-1 with art. 10."""

    def judge(w: dict[str, Any]) -> bool:
        numbers = ("sites", "groups", "items_posted", "accounts_posted", "members_posted", "followers_posted")
        done = w["site_or_group_set_up"] or w["posted_for_crime"] or any(w[name] >= 1 for name in numbers)
        grave = (
            w["site_in_name_of_state_or_bank"]
            or w["network_penalty_within_two_years"]
            or w["sites"] >= 3
            or w["site_accounts"] >= 2_000
            or w["groups"] >= 5
            or w["group_members"] >= 1_000
            or w["items_posted"] >= 100
            or w["accounts_posted"] >= 2_000
            or w["members_posted"] >= 3_000
            or w["followers_posted"] >= 30_000
            or w["illegal_income"] >= 1_000_000
        )
        return bool(done and grave)

    return _two_worlds(facts, judge)


def helping(facts: dict[str, Any]) -> bool | None:
    """Art. 287-2 with art. 12. Where nothing can be verified, only five times the sums is enough."""
    unverified = facts["helped_crime_cannot_be_verified"]

    def judge(w: dict[str, Any]) -> bool:
        done = w["helped_others_crime"] or w["helped_targets"] >= 1
        line = 5 if unverified else 1
        sums = (
            w["payment_settled"] >= 20_000_000 * line
            or w["advertising_funds"] >= 5_000_000 * line
            or w["illegal_income"] >= 1_000_000 * line
        )
        more = (
            w["helped_targets"] >= 3 or w["network_penalty_within_two_years"] or w["helped_crime_serious_consequences"]
        )
        return bool(done and (sums or (more and not unverified)))

    return _two_worlds({k: v for k, v in facts.items() if k != "helped_crime_cannot_be_verified"}, judge)


def system_data(facts: dict[str, Any]) -> tuple[bool | None, int]:
    """Art. 285(2) with art. 1 of the interpretation of 2011: met, and the maximum in months of what is certain."""

    def reaches(times: int) -> bool | None:
        def judge(w: dict[str, Any]) -> bool:
            numbers = ("financial_credentials", "other_credentials", "controlled_systems")
            done = w["system_data_taken"] or any(w[name] >= 1 for name in numbers)
            grave = (
                w["financial_credentials"] >= 10 * times
                or w["other_credentials"] >= 500 * times
                or w["controlled_systems"] >= 20 * times
                or w["illegal_income"] >= 500_000 * times
                or w["economic_loss"] >= 1_000_000 * times
            )
            return bool(done and grave)

        return _two_worlds(facts, judge)

    return reaches(1), 84 if reaches(5) else 36


def limitation(
    months: set[int],
    end: tuple[int, int, int] | None,
    filed: tuple[int, int, int] | None,
    prosecuted: tuple[int, int, int] | None,
    flags: dict[str, bool | None],
) -> str:
    """State of limitation: days as (year, month, day), compared as they stand; 29 February is left to the tests."""
    day = filed or prosecuted
    late: set[bool | None] = set()
    for most in months:
        years = 5 if most < 60 else 10
        last = (end[0] + years, *end[1:]) if end else None
        late.add(None if last is None or day is None or day == last else day > last)
    state = late.pop() if len(late) == 1 else None
    if state and not filed:
        state = None
    if flags["complaint_not_filed"] and state is not False:
        return "not_limited"
    if flags["evaded_after_filing"] and filed and state is False:
        return "not_limited"
    if state is None or (state and flags["new_crime_within_limitation"]):
        return "unknown"
    return "expired" if state else "running"
