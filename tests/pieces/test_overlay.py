"""Overlays: what is taken, what is refused and with which words, and how several become one."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from oracle.catalogue import ALONE, CLASS_LINES, TOGETHER
from tiao.errors import Misuse
from tiao.findings.catalogue import bits
from tiao.pieces.readings.overlay import Overlay, combine, parse, rules_under
from tiao.pieces.rules import rules

NARROW = {"without_classes": [{"class": "whereabouts", "any": ["trip"]}]}
WHOLE: dict[str, Any] = {
    "classes": [{"class": "transaction", "any": ["goods"]}, {"class": "property", "all": ["plate", "vehicle"]}],
    **NARROW,
    "identity": {
        "alone": ["name"], "together": [["account", "imei"]], "without_alone": ["qq"],
        "without_together": [["goods", "name"]],
    },
    "leave_out": {"doubts": ["company"], "only": [["mobile"], ["foreign_phone", "mobile"]]},
    "participants": "general",
    "method": "by_person",
}  # fmt: skip


def mask(*kinds: str) -> int:
    return sum(1 << bits()[kind] for kind in kinds)


def test_an_overlay_goes_round() -> None:
    overlay = parse(WHOLE)
    assert overlay.method == "by_person@1"
    assert parse(overlay.to_json()) == overlay
    assert parse({}) == Overlay()
    assert Overlay().to_json() == {}


@pytest.mark.parametrize(
    ("mapping", "what", "hint"),
    [
        ({"clases": []}, "key of an overlay", "classes"),
        ({"identity": {"alon": []}}, "key of an overlay", "alone"),
        ({"classes": [{"class": "transactions", "any": ["goods"]}]}, "class", "transaction"),
        ({"classes": [{"class": "transaction", "any": ["good"]}]}, "kind", "goods"),
        ({"classes": [{"class": "general", "any": []}]}, "names no kind", "any: [goods]"),
        ({"classes": [{"any": ["goods"]}]}, "names no class", "class: transaction"),
        ({"classes": {"class": "general"}}, "no list", "square brackets"),
        ({"classes": ["goods"]}, "no mapping", "class"),
        ({"without_classes": [{"class": "property", "any": ["trip"]}]}, "line in classes.yaml", "property"),
        ({"identity": {"without_alone": ["name"]}}, "alone in identity.yaml", "Did you mean"),
        ({"identity": {"without_together": [["goods", "mobile"]]}}, "together in identity.yaml", "goods, name"),
        ({"identity": {"together": [["name"]]}}, "fewer than two", "[[name, goods]]"),
        ({"identity": {"alone": ["mobile"], "without_alone": ["mobile"]}}, "at once: mobile", "Keep one"),
        ({"leave_out": {"doubts": ["companies"]}}, "doubt", "company"),
        ({"leave_out": {"only": [[]]}}, "is empty", "[[mobile]]"),
        ({"leave_out": {"only": ["mobile"]}}, "no list", "square brackets"),
        ({"participants": "generals"}, "class", "general"),
        ({"method": "by_persons"}, "counting method", "by_person"),
        ({"method": 1}, "not a name", "by_person@1"),
        ([], "no mapping", "classes"),
        (None, "no mapping", "classes"),
        ({1: []}, "key of an overlay", "Did you mean"),
    ],
)
def test_what_is_no_overlay(mapping: Any, what: str, hint: str) -> None:
    with pytest.raises(Misuse) as caught:
        parse(mapping, "07-trip.yaml narrow")
    assert what in caught.value.what
    assert hint in caught.value.hint


def test_the_default_reading_is_the_tables() -> None:
    assert rules_under(Overlay()) is rules()
    assert rules_under(parse({"leave_out": {"doubts": ["company"]}, "method": "by_row"})) is rules()


def test_identity_under_an_overlay() -> None:
    masks = set(rules_under(parse({"identity": WHOLE["identity"]})).identity.tolist())
    expected = {mask(kind) for kind in ALONE - {"qq"}} | {mask(*line) for line in TOGETHER if line != {"name", "goods"}}
    assert masks == expected | {mask("name"), mask("account", "imei")}


def test_only_asks_for_one_kind_more() -> None:
    masks = rules_under(parse({"leave_out": {"only": [["mobile"]]}})).identity.tolist()
    assert mask("mobile") not in masks
    assert mask("mobile", "name") in masks
    # Needless: the identity number alone is enough.
    assert mask("mobile", "resident_id") not in masks
    assert mask("resident_id") in masks
    assert len(masks) == len(set(masks))


def test_nothing_identifies_when_all_is_left_out() -> None:
    everything = [*bits()]
    assert rules_under(parse({"leave_out": {"only": [everything]}})).identity.tolist() == []


def test_the_digest_names_what_is_read() -> None:
    names = [rules_under(parse(one)).digest for one in ({}, NARROW, {"identity": {"alone": ["name"]}}, WHOLE)]
    assert len(set(names)) == 4
    assert rules_under(parse(dict(reversed(WHOLE.items())))).digest == names[3]


def test_combining_in_any_order() -> None:
    parts = [{key: value} for key, value in WHOLE.items()]
    made = {combine(map(parse, order)) for order in permutations(parts, len(parts))}
    assert made == {parse(WHOLE)}
    assert combine([]) == Overlay()
    assert combine([parse(WHOLE), parse(WHOLE)]) == parse(WHOLE)


def test_a_line_that_one_takes_away_and_another_writes_again_stands() -> None:
    again = parse({"classes": [{"class": "whereabouts", "any": ["trip"]}]})
    under = rules_under(combine([parse(NARROW), again]))
    assert len(under.class_of) == len(CLASS_LINES)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ({"method": "by_row"}, {"method": "by_person"}, "different counting methods: by_person@1, by_row@1"),
        ({"participants": "general"}, {"participants": "transaction"}, "classes of participants: general, transaction"),
        ({"identity": {"alone": ["qq"]}}, {"identity": {"without_alone": ["qq"]}}, "at once: qq"),
        (
            {"identity": {"together": [["name", "goods"]]}},
            {"identity": {"without_together": [["goods", "name"]]}},
            "at once: goods, name",
        ),
    ],
)
def test_what_cannot_be_held_at_once(one: Any, other: Any, what: str) -> None:
    for pair in ((one, other), (other, one)):
        with pytest.raises(Misuse, match=what):
            combine(map(parse, pair))
