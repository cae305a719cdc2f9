"""Counting by hand: a table small enough to count on paper."""

from __future__ import annotations

from typing import Any

from oracle.count import class_of, count, identifies
from oracle.records import Record

ID1, ID2 = ("resident_id", "1" * 17), ("resident_id", "2" * 17)
M1, M2 = ("mobile", "13800000001"), ("mobile", "13800000002")
NAME, PLACE, SUM = ("name", "张三"), ("position", "116.3974,39.9092"), ("balance", "100")
WRONG = ("resident_id", "1" * 18)


def struck(*values: tuple[str, str]) -> Record:
    return Record(list(values), [WRONG], {"resident_id_checksum"}, {WRONG: "resident_id_checksum"})


RECORDS = [
    Record([NAME, ID1, M1]),  # 1
    Record([NAME, ID1, M1]),  # 2: the same once more
    Record([M1, ID1, NAME]),  # 3: the same in another order
    Record([ID1, PLACE]),  # 4: whereabouts of the same person
    Record([NAME, ID1]),  # 5: less about the same person
    struck(NAME, M2),  # 6: a mobile is left
    struck(NAME),  # 7: a name alone is left
    struck(NAME),  # 8: the same
    Record([NAME, SUM]),  # 9: a person without a number
    Record([M2], [], {"mobile_range"}),  # 10: doubted, kept
    Record([NAME]),  # 11: identifies nobody
    Record(),  # 12: says nothing
]


def method(name: str) -> Any:
    return count(RECORDS)["methods"][name]


def reasons(figures: Any) -> dict[str, int]:
    return {entry["reason"]: entry["pieces"] for entry in figures["excluded"]}


def filled(classes: dict[str, int]) -> dict[str, int]:
    return {name: pieces for name, pieces in classes.items() if pieces}


def test_identity_and_class() -> None:
    assert identifies({"mobile"})
    assert identifies({"name", "address"})
    assert not identifies({"name", "password"})
    assert class_of({"name", "position", "balance"}) == "whereabouts"
    assert class_of({"bank_card", "password"}) == "property"
    assert class_of({"bank_card"}) == "general"


def test_by_row() -> None:
    figures = method("by_row@1")
    assert (figures["total"], figures["low"], figures["high"]) == (8, 6, 10)
    assert filled(figures["classes"]) == {"whereabouts": 1, "property": 1, "general": 6}
    assert figures["tiers"] == {"1": 2, "2": 0, "3": 6}
    assert reasons(figures) == {"resident_id_checksum": 2}


def test_by_record() -> None:
    figures = method("by_record@1")
    # {1,2,3}, 4, 5, 6, 9, 10; 7 and 8 are one more in high.
    assert (figures["total"], figures["low"], figures["high"]) == (6, 4, 7)
    assert reasons(figures) == {"duplicate": 2, "resident_id_checksum": 2}


def test_by_person() -> None:
    figures = method("by_person@1")
    # ID1 general, ID1 whereabouts, M2 general (6 and 10), {name, balance} property.
    assert (figures["total"], figures["low"]) == (4, 3)  # M2 is doubted both times
    # In high 7 and 8 are the struck number.
    assert figures["high"] == 5
    assert filled(figures["high_classes"]) == {"whereabouts": 1, "property": 1, "general": 3}
    assert reasons(figures) == {"duplicate": 4, "resident_id_checksum": 2}


def test_by_value() -> None:
    figures = method("by_value@1")
    # ID1, M1, M2; ID1 is whereabouts because of 4.
    assert (figures["total"], figures["low"], figures["high"]) == (3, 2, 4)
    assert filled(figures["classes"]) == {"whereabouts": 1, "general": 2}
    assert filled(figures["kinds"]) == {"resident_id": 1, "mobile": 2}
    # ID1 five times, M1 three times, M2 twice.
    assert reasons(figures) == {"duplicate": 7, "resident_id_checksum": 1}


def test_not_identifying() -> None:
    assert count(RECORDS)["not_identifying"] == 1


def test_a_struck_value_never_equals_a_valid_one() -> None:
    records = [Record([("mobile", "1")]), Record([], [("mobile", "1")], {"masked"}, {("mobile", "1"): "masked"})]
    assert [count(records)["methods"][name]["high"] for name in ("by_record@1", "by_person@1", "by_value@1")] == [2] * 3


def test_high_is_never_below_total() -> None:
    """The same invalid number beside two valid ones: two persons, in high as in total."""
    figures = count([struck(M1), struck(M2)])["methods"]["by_person@1"]
    assert (figures["total"], figures["low"], figures["high"]) == (2, 0, 2)
