"""Disputed questions: their files, what each position changes in a hand-made case, and what the assessment answers."""

from __future__ import annotations

from typing import Any

import pytest

from tiao.errors import Misuse
from tiao.law import assess, parse_facts
from tiao.law.holding import MOST
from tiao.law.readings import Dispute, parse_reading, readings
from tiao.law.rulebook import law

SELL = {"kind": "sell", "from": "2020-01-01", "to": "2020-06-30", "insider": False}
NO_INCOME = {"illegal_income": 0}


def marked(question: str, cls: str, pieces: int, **others: int) -> dict[str, Any]:
    """A case in which these pieces, and no others, fall under the question."""
    rest = [{"class": name, "pieces": number, "disputed": []} for name, number in others.items()]
    return {
        "acts": [SELL],
        "amounts": NO_INCOME,
        "counts": [{"class": cls, "pieces": pieces, "disputed": [question]}, *rest],
    }


def counted(classes: dict[str, int], question: str = "", position: str = "", **other: int) -> dict[str, Any]:
    """A count document, with figures for one position."""
    document: dict[str, Any] = {"format": "tiao.count/1", "methods": {"by_record@1": {"classes": classes}}}
    # A reading that nobody has counted under would be taken as far as it could go: here the others are known.
    document["readings"] = {
        name: {one.id: {"classes": classes} for one in dispute.others if one.pieces is not None}
        for name, dispute in readings().items()
    }
    if question:
        document["readings"][question][position] = {"classes": other}
    return document


def of(facts: dict[str, Any], count: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = assess(parse_facts(facts), count).to_json()["readings"]
    return found


def row(found: dict[str, Any], question: str, position: str) -> dict[str, Any]:
    return next(one for one in found["table"] if (one["id"], one["position"]) == (question, position))


# Question, position, class by default, pieces, outcome by default, outcome under the position.
MOVED = [
    ("order_row", "transaction", "general", 500, "not_met", "serious"),  # 500/5000, then 500/500
    ("order_row", "general", "transaction", 500, "serious", "not_met"),
    ("waybill", "transaction", "general", 5000, "serious", "especially_serious"),  # 5000/500 = 10
    ("payment_account", "account", "general", 50, "not_met", "serious"),  # 50/50
    ("bare_phone", "with_tag", "general", 5000, "serious", "not_met"),
    ("bare_phone", "with_name", "general", 5000, "serious", "not_met"),
    ("phone_code", "sensitive", "general", 500, "not_met", "serious"),
    ("phone_code", "not_counted", "general", 5000, "serious", "not_met"),
    ("id_card_photo", "general", "other_sensitive", 500, "serious", "not_met"),
    ("face", "general", "other_sensitive", 4999, "serious", "not_met"),  # 4999/5000 in the lower tier
    ("company", "handler_only", "general", 50000, "especially_serious", "not_met"),
    ("public_registry", "not_counted", "general", 5000, "serious", "not_met"),
    ("owner_list", "transaction", "general", 499, "not_met", "not_met"),  # 499/500: one short
    ("owner_list", "property", "general", 390, "not_met", "serious"),  # 390/50, the Zhenhai case
    ("vehicle", "property", "general", 49, "not_met", "not_met"),
    ("vehicle", "property", "general", 500, "not_met", "especially_serious"),  # 500/50 = 10
    ("trip", "not_realtime", "whereabouts", 1964, "especially_serious", "not_met"),  # 1964/5000
    ("trip", "sensitive", "whereabouts", 1964, "especially_serious", "serious"),  # 1964/500
    ("checkpoint", "not_realtime", "whereabouts", 1100, "especially_serious", "not_met"),
    ("credit_lead", "general", "credit", 50, "serious", "not_met"),
    ("citizens", "citizens_only", "lodging", 500, "serious", "not_met"),
    ("several_classes", "each", "transaction", 499, "not_met", "serious"),  # 499/500 + 499/500 + 499/5000
]


@pytest.mark.parametrize(("question", "position", "cls", "pieces", "default", "then"), MOVED)
def test_pieces_that_the_facts_mark_move_exactly(
    question: str, position: str, cls: str, pieces: int, default: str, then: str
) -> None:
    found = of(marked(question, cls, pieces))
    assert row(found, question, readings()[question].default)["outcome"] == default
    one = row(found, question, position)
    assert (one["outcome"], one["known"], one["could_be"]) == (then, True, None)
    assert one["changes"] is (default != then)
    if default != then:
        assert found["holds"] is False
        assert {question: position} in [entry["choice"] for entry in found["deciding"]]


# What the law makes of facts: question, position, facts, outcome by default and under the position, maximum under it.
INSIDER = {**SELL, "insider": True}
PURCHASE = {"kind": "purchase", "from": "2020-01-01", "to": "2020-06-30", "lawful_business": True}
ACROSS = {"kind": "steal", "from": "2015-06-01", "to": "2016-06-01"}
BEFORE = {"kind": "steal", "from": "2015-06-01", "to": "2015-07-01"}
EARLY = {"kind": "steal", "from": "2016-01-01", "to": "2016-06-01"}
DUTY = {"kind": "collect_in_duty", "from": "2020-01-01", "to": "2020-06-30"}


def plain(acts: list[dict[str, Any]], general: int, **amounts: int) -> dict[str, Any]:
    counts = [{"class": "general", "pieces": general, "disputed": []}]
    return {"acts": acts, "counts": counts, "amounts": {"illegal_income": 0, **amounts}}


def divided(acts: list[dict[str, Any]], *general: int) -> dict[str, Any]:
    """Each act with its own pieces, and no money."""
    counts = [{"class": "general", "pieces": number, "disputed": [], "act": n} for n, number in enumerate(general, 1)]
    return {"acts": acts, "counts": counts, "amounts": NO_INCOME}


FACTS = [
    ("insider", "narrow", plain([INSIDER], 2500), "serious", "not_met", None),
    ("insider", "wide", plain([DUTY, SELL], 2500), "not_met", "serious", 36),
    ("lawful_business", "licence_needed", plain([PURCHASE], 5000, profit_from_use=0), "not_met", "serious", 36),
    ("income", "net", plain([SELL], 10, illegal_income=5000, purchase_cost=1), "serious", "not_met", None),
    ("income", "net", plain([SELL], 10, illegal_income=60000, purchase_cost=10000), *["especially_serious"] * 2, 84),
    (
        "joint_income",
        "own_share",
        plain([SELL], 10, illegal_income=50000, own_share=9000),
        "especially_serious",
        "serious",
        36,
    ),
    ("heavier_range", "by_income", plain([SELL], 50000, illegal_income=6000), "especially_serious", "serious", 36),
    ("heavier_range", "by_pieces", plain([SELL], 5000, illegal_income=50000), "especially_serious", "serious", 36),
    # Nobody divides the pieces of an act across the date: each law may have anything from none to all of them.
    ("crossing", "earlier", plain([ACROSS], 50000), *["undetermined"] * 2, None),
    ("crossing", "whole", plain([ACROSS], 50000), "undetermined", "especially_serious", 84),
    ("crossing", "earlier", divided([BEFORE, EARLY], 5000, 50000), "especially_serious", "serious", 36),
    ("crossing", "whole", divided([BEFORE, EARLY], 4999, 1), "not_met", "serious", 36),
    ("before_2017", "not_applied", plain([EARLY], 5000), "serious", "undetermined", None),
    ("recipients", "multiplied", plain([{**SELL, "recipients": ["甲", "乙"]}], 2500), "undetermined", "serious", 36),
    ("recipients", "as_given", plain([{**SELL, "recipients": ["甲", "乙"]}], 2500), "undetermined", "not_met", None),
    (
        "reached_tiers",
        "left_out",
        {
            "acts": [SELL],
            "amounts": NO_INCOME,
            "counts": [
                {"class": "whereabouts", "pieces": 200, "disputed": []},
                {"class": "health", "pieces": 2000, "disputed": []},
                {"class": "general", "pieces": 10000, "disputed": []},
            ],
        },
        "especially_serious",
        "serious",
        36,
    ),
]


@pytest.mark.parametrize(("question", "position", "facts", "default", "then", "months"), FACTS)
def test_what_the_law_makes_of_the_facts(
    question: str, position: str, facts: dict[str, Any], default: str, then: str, months: int | None
) -> None:
    found = of(facts)
    assert row(found, question, readings()[question].default)["outcome"] == default
    one = row(found, question, position)
    assert (one["outcome"], one["max_months"], one["known"]) == (then, months, True)
    if default != then:
        assert found["holds"] is False


def test_recipients_of_exhibits_add_up_or_not() -> None:
    act = {**SELL, "of": ["E1"], "recipients": ["甲", "乙"]}
    count = counted({"general": 2500})
    count["by_exhibit"] = {"E1": {"general": 2500}}
    for body in count["readings"].values():
        for figures in body.values():
            figures["by_exhibit"] = {"E1": {"general": 2500}}
    found = of({"acts": [act], "amounts": NO_INCOME}, count)
    assert row(found, "recipients", "by_acts")["outcome"] == "serious"  # 2 x 2500
    assert row(found, "recipients", "once")["outcome"] == "not_met"
    assert found["deciding"][0]["choice"] == {"recipients": "once"}


def test_sensitive_information_without_the_presumption() -> None:
    count = counted({"transaction": 510, "general": 100})
    count["methods"]["by_record@1"] |= {"low_classes": {"transaction": 499}, "high_classes": {"transaction": 510}}
    found = of({"acts": [SELL], "amounts": NO_INCOME}, count)
    one = row(found, "bulk_sensitive", "one_by_one")
    assert (one["outcome"], one["pieces"]["transaction"]) == (
        "serious",
        {"low": 499, "high": 499},
    )  # 499/500 + 100/5000
    count["methods"]["by_record@1"]["low_classes"]["transaction"] = 489
    found = of({"acts": [SELL], "amounts": NO_INCOME}, count)
    assert row(found, "bulk_sensitive", "one_by_one")["outcome"] == "not_met"  # 489/500 + 100/5000 = 499/500


def test_the_order_question_decides_at_the_threshold() -> None:
    """4,000 other pieces and 600 order rows: 4600/5000, or 600/500 when orders are transactions."""
    facts = {"acts": [SELL], "amounts": NO_INCOME}
    count = counted({"general": 4600}, "order_row", "transaction", general=4000, transaction=600)
    found = assess(parse_facts(facts), count)
    answer = found.to_json()["readings"]
    assert (found.outcome, answer["holds"]) == ("not_met", False)
    decided = {
        "questions": ["order_row"],
        "choice": {"order_row": "transaction"},
        "outcome": "serious",
        "max_months": 36,
    }
    assert decided in answer["deciding"]
    assert [flip.to for flip in found.flips if flip.reading == "order_row"] == ["transaction"]


def test_two_questions_that_only_together_decide() -> None:
    """300 orders and 300 photos: 300/500 + 300/5000 one way or the other, 600/500 the two together."""
    facts = {
        "acts": [SELL],
        "amounts": NO_INCOME,
        "counts": [
            {"class": "general", "pieces": 300, "disputed": ["order_row"]},
            {"class": "general", "pieces": 300, "disputed": ["owner_list"]},
        ],
    }
    found = of(facts)
    assert row(found, "order_row", "transaction")["outcome"] == "not_met"
    assert row(found, "owner_list", "transaction")["outcome"] == "not_met"
    sets = [entry["choice"] for entry in found["deciding"]]
    assert {"order_row": "transaction", "owner_list": "transaction"} in sets
    assert {"owner_list": "property"} in sets  # 300/50
    assert all(len(choice) == 1 or "property" not in choice.values() for choice in sets)
    assert found["holds"] is False
    assert not found["bounded"]


def test_a_silent_reading_counts_together_with_another() -> None:
    """4 + 12000/5000 is below 10; orders as transactions give 4 + 4 + 2, unless tiers that reached are left out."""
    facts = {
        "acts": [SELL],
        "amounts": NO_INCOME,
        "counts": [
            {"class": "whereabouts", "pieces": 200, "disputed": []},
            {"class": "general", "pieces": 2000, "disputed": ["order_row"]},
            {"class": "general", "pieces": 10000, "disputed": []},
        ],
    }
    found = of(facts)
    assert row(found, "order_row", "transaction")["outcome"] == "especially_serious"
    assert "reached_tiers" in found["absent"]
    both = next(one for one in found["combinations"] if set(one["choice"]) == {"order_row", "reached_tiers"})
    assert (both["outcome"], both["changes"]) == ("serious", False)
    assert [entry["questions"] for entry in found["deciding"]] == [["order_row"]]


def test_it_holds_when_nothing_bears_on_the_case_or_nothing_changes() -> None:
    found = of(plain([SELL], 6000))
    assert (found["holds"], found["table"], found["deciding"]) == (True, [], [])
    assert set(found["absent"]) == set(readings())
    found = of(marked("order_row", "general", 10, general=6000))
    assert (found["holds"], len(found["table"])) == (True, 3)


def test_a_share_that_nobody_knows_is_open_and_never_certain() -> None:
    found = assess(parse_facts({"acts": [SELL], "counts": [{"class": "general", "pieces": 600}], "amounts": NO_INCOME}))
    answer = found.to_json()["readings"]
    assert answer["holds"] is None
    one = row(answer, "order_row", "transaction")
    assert (one["outcome"], one["changes"], one["known"]) == ("undetermined", None, False)
    assert one["could_be"] == {"outcome": "serious", "max_months": 36}
    assert one["pieces"] is None
    assert not [flip for flip in found.flips if flip.reading == "order_row"]
    assert any("order row" in question.text_en for question in found.open_questions)
    # All of them left out changes nothing: whatever the share, the outcome is the same.
    same = row(answer, "bare_phone", "with_tag")
    assert (same["outcome"], same["changes"]) == ("not_met", False)


def test_unknown_shares_together_can_open_what_none_does_alone() -> None:
    """6,000 lodging or 55,000 general pieces each make it especially serious; without both nothing is left."""
    facts = {
        "acts": [SELL],
        "amounts": NO_INCOME,
        "counts": [
            {"class": "lodging", "pieces": 6000},
            {"class": "general", "pieces": 55000, "disputed": ["bare_phone"]},
        ],
    }
    found = of(facts)
    assert all(one["outcome"] == "especially_serious" for one in found["table"])
    assert found["holds"] is None
    assert found["far"] == {"outcome": "not_met", "max_months": None}


def test_net_income_without_the_cost_is_open() -> None:
    found = of(plain([SELL], 10, illegal_income=5000))
    one = row(found, "income", "net")
    assert (one["outcome"], one["could_be"]["outcome"], found["holds"]) == ("undetermined", "not_met", None)


def test_too_many_combinations_are_bounded_and_said() -> None:
    names = ["order_row", "owner_list", "bare_phone", "phone_code", "vehicle", "waybill", "company", "payment_account"]
    facts = {
        "acts": [SELL],
        "amounts": NO_INCOME,
        "counts": [{"class": "general", "pieces": 1, "disputed": [name]} for name in names],
    }
    found = of(facts)
    assert (found["holds"], found["bounded"], len(found["combinations"])) == (None, True, MOST)
    assert found["largest"] < 9  # eight questions and the silent one on tiers
    assert str(found["largest"]) in found["answer"]


def test_combinations_that_nobody_counted_are_said() -> None:
    count = counted({"general": 4000, "transaction": 10})
    count["readings"]["order_row"]["general"] = {"classes": {"general": 4010}}
    count["readings"]["vehicle"]["property"] = {"classes": {"general": 3999, "property": 1, "transaction": 10}}
    found = of({"acts": [SELL], "amounts": NO_INCOME}, count)
    assert (found["holds"], found["bounded"]) == (None, True)
    count["combinations"] = [
        {
            "choice": {"order_row": "general", "vehicle": "property"},
            "classes": {"general": 4009, "property": 1},
        }
    ]
    # Several classes of one record, and one in another, can never be counted: they stay open.
    found = of({"acts": [SELL], "amounts": NO_INCOME}, count)
    assert found["bounded"] is False


def test_methods_of_the_count_are_positions() -> None:
    count = counted({"general": 5000})
    for name in ("piece", "duplicates", "obtained_again", "whereabouts_unit"):
        count["readings"].pop(name)
    for method, pieces in (("by_row@1", 50000), ("by_person@1", 4999), ("by_value@1", 5001)):
        count["methods"][method] = {"classes": {"general": pieces}}
    found = of({"acts": [SELL], "amounts": NO_INCOME}, count)
    assert row(found, "piece", "person")["outcome"] == "not_met"
    assert row(found, "piece", "value")["outcome"] == "serious"
    assert row(found, "duplicates", "as_seized")["outcome"] == "especially_serious"
    # Two methods are never taken together.
    assert not [one for one in found["combinations"] if {"piece", "duplicates"} <= set(one["choice"])]


def test_every_question_has_a_default_with_its_reason() -> None:
    assert len(readings()) == 33
    for question in readings().values():
        default = question.position(question.default)
        assert default is not None
        assert (default.pieces, default.facts) == (None, None)
        assert question.default_because
        assert question.default_because_en
        assert question.article in {rule.cite for rule in law().rules.values()}
        for position in question.positions:
            assert position.sources, question.id
        # What was not read is never given as read.
        assert not [p for p in question.positions if p.checked and any("未读" in s or "节录" in s for s in p.sources)]


GOOD = """
format: tiao.reading/1
id: test
question: 问
question_en: Ask?
article: 法释〔2017〕10号 第一条
default: a
default_because: 因
default_because_en: why
positions:
  - {id: a, zh: 甲, en: A, sources: [某案], checked: false}
  - {id: b, zh: 乙, en: B, sources: [某案], checked: false, facts: {number: fewer}}
"""


def test_a_good_file_is_read() -> None:
    found = parse_reading(GOOD, "x")
    assert isinstance(found, Dispute)
    assert [position.id for position in found.others] == ["b"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("default: a", "default: c"),
        ("default: a", "default: b"),
        ("  - {id: b", "  - {id: a"),
        ("第一条", "第九十九条"),
        ("facts: {number: fewer}", "facts: {numbr: fewer}"),
        ("facts: {number: fewer}", "facts: {moves: [{from: [general], to: gold}]}"),
        ("facts: {number: fewer}", "facts: {moves: [{from: [general], to: general}]}"),
        ("facts: {number: fewer}", "pieces: {method: by_row@1}"),
        (", facts: {number: fewer}", ""),
        ("sources: [某案], checked: false, facts", "sources: [], checked: false, facts"),
        ("tiao.reading/1", "tiao.reading/2"),
        ("id: test", "id: Test"),
        ("positions:", "positions: ]"),
    ],
)
def test_a_bad_file_is_refused(old: str, new: str) -> None:
    with pytest.raises(Misuse):
        parse_reading(GOOD.replace(old, new), "x")


def test_a_question_that_is_none_is_refused_in_the_facts() -> None:
    with pytest.raises(Misuse, match="Did you mean order_row"):
        parse_facts({"counts": [{"class": "general", "pieces": 1, "disputed": ["order_rows"]}]})


def test_no_outcome_under_a_law_that_had_no_such_crime() -> None:
    found = of({"acts": [{"kind": "steal", "from": "2008-01-01"}], "counts": [{"class": "general", "pieces": 9000}]})
    assert (found["holds"], found["table"]) == (True, [])
