"""The same law by another road: whole possible worlds, and plain comparisons in integers, straight from the text.

Written from the article, not from the engine: no rules, no fractions, no three-valued logic. Every unknown is tried
out at the values that can matter; what holds in all worlds is certain. Numbers here are the text's own, on purpose
typed a second time.
"""

from __future__ import annotations

from itertools import product
from typing import Any

TIER_1 = ("whereabouts", "communication_content", "credit", "property")
TIER_2 = ("lodging", "communication_record", "health", "transaction", "other_sensitive")
SELLING = ("sell", "provide", "publish")
# More than ten times any line.
PLENTY = 10**7


def outcome(case: dict[str, Any]) -> str:
    """The outcome of a case under the Amendment IX text and 法释〔2017〕10号.

    Args:
        case: ``counts``: {class: (low, high or None)} or None; ``income_fen`` and ``profit_fen``: int or None;
            ``flags``: names given as true; ``acts``: [(kind, insider, lawful_business)], both True, False or None.
    """
    acts = case["acts"]
    if all(kind == "use" for kind, _, _ in acts):
        return "not_met"
    lighter = _article_6(case)
    if lighter is True:
        return _lawful_business(case)
    worlds = {_world(world) for world in _worlds(case)}
    if lighter is None:
        under_it = _lawful_business(case)
        worlds |= {"not_met", "serious"} if under_it == "undetermined" else {under_it}
    if worlds == {"not_met"}:
        return "not_met"
    if "not_met" in worlds:
        return "undetermined"
    return "especially_serious" if worlds == {"especially_serious"} else "serious"


def _article_6(case: dict[str, Any]) -> bool | None:
    """Lawful business shown, nothing but buying, receiving and using; None: graver tiers neither shown nor excluded."""
    bought = [act for act in case["acts"] if act[0] in ("purchase", "receive")]
    if not bought or any(act[0] not in ("purchase", "receive", "use") for act in case["acts"]):
        return False
    if any(lawful is not True for _, _, lawful in bought):
        return False
    if case["counts"] is None:
        return None
    graver = [bounds for cls, bounds in case["counts"].items() if cls != "general"]
    if any(low > 0 for low, _ in graver):
        return False
    return None if any(high != 0 for _, high in graver) else True


def _lawful_business(case: dict[str, Any]) -> str:
    before = {"prior_conviction_same_crime", "administrative_penalty_within_two_years"} & case["flags"]
    if before or (case["profit_fen"] is not None and case["profit_fen"] >= 5_000_000):
        return "serious"
    return "undetermined" if case["profit_fen"] is None else "not_met"


def _worlds(case: dict[str, Any]) -> Any:
    """Every mix of: number of pieces per tier, income, and which of the selling is an insider's."""
    tiers = []
    for classes in (TIER_1, TIER_2, ("general",)):
        if case["counts"] is None:
            tiers.append((0, PLENTY))
            continue
        found = [case["counts"].get(cls, (0, 0)) for cls in classes]
        low = sum(entry[0] for entry in found)
        high = low + PLENTY if any(entry[1] is None for entry in found) else sum(entry[1] for entry in found)
        tiers.append((low, high))
    incomes = (case["income_fen"],) if case["income_fen"] is not None else (0, 10**12)
    sold = [insider for kind, insider, _ in case["acts"] if kind in SELLING]
    # Items (1) and (2) speak of selling and providing only.
    flags = case["flags"] if sold else case["flags"] - {"whereabouts_used_for_crime", "knew_buyer_would_commit_crime"}
    for one, two, three, income in product(*tiers, incomes):
        # All of it, or none of it, stands on an insider's selling.
        shares = {True, False}
        if sold and all(insider is True for insider in sold):
            shares = {True}
        elif all(insider is False for insider in sold):
            shares = {False}
        for share in shares:
            yield one, two, three, income, share, flags


def _world(world: Any) -> str:
    """Article 5 with everything known. Mixed sums in five-thousandths: tier 1 weighs 100, tier 2 weighs 10."""
    one, two, three, income, insider, flags = world
    weight = one * 100 + two * 10 + three
    if {"consequences", "major_economic_loss", "vile_social_impact"} & flags:
        return "especially_serious"
    if insider:
        if one >= 250 or two >= 2500 or three >= 25_000 or weight >= 25_000 or income >= 2_500_000:
            return "especially_serious"
        if one >= 25 or two >= 250 or three >= 2500 or weight >= 2500 or income >= 250_000:
            return "serious"
    if one >= 500 or two >= 5000 or three >= 50_000 or weight >= 50_000 or income >= 5_000_000:
        return "especially_serious"
    if one >= 50 or two >= 500 or three >= 5000 or weight >= 5000 or income >= 500_000:
        return "serious"
    if {
        "whereabouts_used_for_crime",
        "knew_buyer_would_commit_crime",
        "prior_conviction_same_crime",
        "administrative_penalty_within_two_years",
    } & flags:
        return "serious"
    return "not_met"
