"""Each rule of docs/reference/counting.md on a ledger small enough to count on paper: compiled, by SQL and plainly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from oracle.records import Record
from pieces.made import three_ways
from tiao.case import Case

Value = tuple[str, str]
ID1, ID2 = ("resident_id", "1" * 17), ("resident_id", "2" * 17)
M1, M2 = ("mobile", "13800000001"), ("mobile", "13800000002")
NAME, NAME2, PLACE, SUM = ("name", "张三"), ("name", "李四"), ("position", "116.3974,39.9092"), ("balance", "100")
CARD, PASSWORD, IMEI, USCC = ("bank_card", "6" * 16), ("password", "x"), ("imei", "8" * 15), ("uscc", "9" * 18)
# Values that are proven invalid, by reason.
WRONG, WRONG2 = ("resident_id", "1" * 18), ("resident_id", "2" * 18)
REASONS = {
    WRONG: "resident_id_checksum",
    WRONG2: "resident_id_date",
    ("mobile", "1380000"): "truncated",
    ("mobile", "138****0001"): "masked",
    ("bank_card", "6" * 15 + "0"): "bank_card_luhn",
    ("imei", "1" * 15): "imei_luhn",
}
SHORT, MASKED, BAD_CARD, BAD_IMEI = list(REASONS)[2:]


def record(*values: Value, struck: Sequence[Value] = (), doubts: Sequence[str] = ()) -> Record:
    reasons = {value: REASONS[value] for value in struck}
    return Record(list(values), list(struck), {*doubts, *reasons.values()}, reasons)


def counted(case: Case, *records: Record) -> dict[str, Any]:
    """What all three say, by method: (total, low, high), exclusions, classes above 0."""
    answer = three_ways(case, {"E1.1-00001": records})
    methods = answer["methods"]
    return {
        "not_identifying": answer["not_identifying"],
        **{name: (f["total"], f["low"], f["high"]) for name, f in methods.items()},
        "excluded": {name: {e["reason"]: e["pieces"] for e in f["excluded"]} for name, f in methods.items()},
        **{
            what: {name: {c: n for c, n in f[what].items() if n} for name, f in methods.items()}
            for what in ("classes", "low_classes", "high_classes")
        },
        "kinds": {kind: n for kind, n in methods["by_value@1"]["kinds"].items() if n},
    }


def test_an_empty_ledger(case: Case) -> None:
    answer = counted(case)
    assert all(answer[name] == (0, 0, 0) for name in ("by_row@1", "by_record@1", "by_person@1", "by_value@1"))
    assert not any(answer["excluded"].values())


def test_a_struck_stronger_value_beside_a_valid_weaker_one(case: Case) -> None:
    """The mobile number stands for the person, in high too; the record leaves low."""
    answer = counted(case, record(NAME, M1, struck=[WRONG]), record(M1))
    assert answer["by_row@1"] == (2, 1, 2)
    assert answer["by_record@1"] == (2, 1, 2)
    assert answer["by_person@1"] == (1, 1, 1)
    assert answer["by_value@1"] == (1, 1, 2)
    assert answer["excluded"]["by_row@1"] == {}
    assert answer["excluded"]["by_person@1"] == {"duplicate": 1}
    assert answer["excluded"]["by_value@1"] == {"duplicate": 1, "resident_id_checksum": 1}


def test_only_a_struck_value(case: Case) -> None:
    answer = counted(case, record(struck=[WRONG]), record(struck=[WRONG]))
    assert answer["by_row@1"] == (0, 0, 2)
    assert answer["by_record@1"] == answer["by_person@1"] == answer["by_value@1"] == (0, 0, 1)
    for name in ("by_row@1", "by_record@1", "by_person@1"):
        assert answer["excluded"][name] == {"resident_id_checksum": 2}
    assert answer["excluded"]["by_value@1"] == {"resident_id_checksum": 1}
    assert answer["not_identifying"] == 0


def test_two_values_of_the_strongest_kind(case: Case) -> None:
    """The first in the row stands for the person; the order is nothing to the content."""
    answer = counted(case, record(ID1, ID2, M1), record(ID2, ID1, M1), record(ID1, NAME))
    assert answer["by_record@1"] == (2, 2, 2)
    assert answer["by_person@1"] == (2, 2, 2)
    assert answer["by_value@1"] == (3, 3, 3)
    assert answer["kinds"] == {"resident_id": 2, "mobile": 1}
    assert answer["excluded"]["by_value@1"] == {"duplicate": 4}


def test_the_stronger_kind_stands_for_the_person_wherever_it_stands(case: Case) -> None:
    answer = counted(case, record(M1, NAME, ID1), record(M2, ID1), record(M1))
    assert answer["by_person@1"] == (2, 2, 2)


def test_records_without_a_number(case: Case) -> None:
    """Their content stands for the person: a name and a balance, twice, and one of another name."""
    answer = counted(case, record(NAME, SUM), record(SUM, NAME), record(NAME2, SUM))
    assert answer["by_row@1"] == (3, 3, 3)
    assert answer["by_record@1"] == answer["by_person@1"] == (2, 2, 2)
    assert answer["by_value@1"] == (0, 0, 0)
    assert answer["classes"]["by_person@1"] == {"property": 2}


def test_one_person_once_in_each_class(case: Case) -> None:
    answer = counted(case, record(ID1), record(ID1, PLACE), record(ID1, SUM), record(ID1, SUM, NAME))
    assert answer["by_person@1"] == (3, 3, 3)
    assert answer["classes"]["by_person@1"] == {"whereabouts": 1, "property": 1, "general": 1}
    assert answer["by_value@1"] == (1, 1, 1)


def test_a_value_has_the_gravest_class_it_stands_in(case: Case) -> None:
    """In low the doubted record is away, and its class with it."""
    answer = counted(case, record(M1), record(M1, PLACE, doubts=["region_unknown"]), record(M1, SUM))
    assert answer["classes"]["by_value@1"] == {"whereabouts": 1}
    assert answer["low_classes"]["by_value@1"] == {"property": 1}
    assert answer["high_classes"]["by_value@1"] == {"whereabouts": 1}


def test_a_record_in_high_only_stands_for_its_strongest_struck_value(case: Case) -> None:
    """Whichever comes first in the row; of two of one kind the first."""
    answer = counted(
        case, record(NAME, struck=[SHORT, WRONG]), record(struck=[WRONG]), record(struck=[WRONG2, WRONG]),
        record(struck=[WRONG, WRONG2]),
    )  # fmt: skip
    assert answer["by_row@1"] == (0, 0, 4)
    assert answer["by_record@1"] == (0, 0, 3)
    assert answer["by_person@1"] == (0, 0, 2)
    assert answer["by_value@1"] == (0, 0, 3)


def test_a_record_in_high_without_a_struck_value_that_counts(case: Case) -> None:
    """A struck device number (IMEI) beside a position: its full content stands for the person."""
    other = ("position", "116.3974,39.9093")
    answer = counted(case, *(record(place, struck=[BAD_IMEI]) for place in (PLACE, PLACE, other)))
    assert answer["by_row@1"] == (0, 0, 3)
    assert answer["by_person@1"] == (0, 0, 2)
    assert answer["high_classes"]["by_person@1"] == {"whereabouts": 2}
    assert answer["by_value@1"] == (0, 0, 0)
    assert answer["excluded"]["by_row@1"] == {"imei_luhn": 3}
    assert answer["excluded"]["by_value@1"] == {}


def test_a_record_in_total_keeps_person_and_class_in_high(case: Case) -> None:
    """With its struck card the record would be property information; as a person it stays what it is in total."""
    answer = counted(case, record(M1, PASSWORD, struck=[BAD_CARD]))
    assert answer["by_person@1"] == (1, 0, 1)
    assert answer["classes"]["by_row@1"] == {"general": 1}
    assert answer["high_classes"]["by_row@1"] == answer["high_classes"]["by_record@1"] == {"property": 1}
    assert answer["high_classes"]["by_person@1"] == {"general": 1}
    assert answer["high_classes"]["by_value@1"] == {"property": 2}


def test_high_is_never_below_total(case: Case) -> None:
    answer = counted(case, record(M1, struck=[WRONG]), record(M2, struck=[WRONG]))
    assert answer["by_person@1"] == (2, 0, 2)
    assert answer["by_value@1"] == (2, 0, 3)


def test_an_exclusion_has_the_first_striking_reason(case: Case) -> None:
    """Order of the list, not of the row; by_value gives each struck value its own."""
    answer = counted(case, record(struck=[SHORT, MASKED, WRONG2], doubts=["region_unknown"]), record(struck=[SHORT]))
    assert answer["excluded"]["by_row@1"] == {"resident_id_date": 1, "truncated": 1}
    assert answer["excluded"]["by_value@1"] == {"resident_id_date": 1, "masked": 1, "truncated": 1}


@pytest.mark.parametrize("doubt", ["region_unknown", "mobile_range", "company", "undecodable"])
def test_a_doubt_that_keeps_leaves_total_alone(case: Case, doubt: str) -> None:
    answer = counted(case, record(M1, doubts=[doubt]), record(M1))
    assert answer["by_row@1"] == (2, 1, 2)
    assert answer["by_record@1"] == (1, 1, 1)
    assert answer["excluded"]["by_row@1"] == {}


def test_what_identifies_nobody_is_beside_the_count(case: Case) -> None:
    answer = counted(
        case,
        record(NAME),
        record(NAME, PASSWORD),
        record(USCC, doubts=["company"]),
        record(struck=[BAD_IMEI]),
        record(),
    )
    assert answer["by_row@1"] == (0, 0, 0)
    assert answer["not_identifying"] == 4


def test_what_a_struck_value_would_add_to_identity(case: Case) -> None:
    """Name and device number identify; when the device number is struck, only in high."""
    answer = counted(case, record(NAME, IMEI), record(NAME, struck=[BAD_IMEI]))
    assert answer["by_row@1"] == (1, 1, 2)
    assert answer["excluded"]["by_row@1"] == {"imei_luhn": 1}


def test_a_card_with_its_password_is_property(case: Case) -> None:
    answer = counted(case, record(CARD), record(CARD, PASSWORD))
    assert answer["classes"]["by_row@1"] == {"property": 1, "general": 1}
    assert answer["by_record@1"] == (2, 2, 2)
    assert answer["classes"]["by_value@1"] == {"property": 1}


def test_one_that_only_contains_the_other_is_another_record(case: Case) -> None:
    answer = counted(case, record(NAME, M1), record(M1), record(M1))
    assert answer["by_record@1"] == (2, 2, 2)
    assert answer["excluded"]["by_record@1"] == {"duplicate": 1}


def test_valid_contents_are_equal_whatever_is_struck_beside_them(case: Case) -> None:
    """Once in total, and once for each full content in high."""
    answer = counted(case, record(M1), record(M1, struck=[WRONG]), record(M1, struck=[WRONG2]))
    assert answer["by_record@1"] == (1, 1, 3)
    assert answer["excluded"]["by_record@1"] == {"duplicate": 2}


def test_a_struck_value_never_equals_a_valid_one(case: Case) -> None:
    same = ("mobile", SHORT[1])
    answer = counted(case, record(same), record(struck=[SHORT]))
    assert answer["by_record@1"] == answer["by_person@1"] == answer["by_value@1"] == (1, 1, 2)


def test_the_same_in_several_files_and_parts(case: Case) -> None:
    """Once in all; each exhibit alone has its own."""
    answer = three_ways(
        case,
        {
            "E1.1-00001": [record(M1, NAME), record(ID1, PLACE)],
            "E1.1-00002": [record(M1, NAME)],
            "E1.2-00001": [record(NAME)],
            "E2.1-00001": [record(M1, NAME), record(M2)],
            "E10.1-00001": [record(ID1, PLACE)],
            "E3.1-00001": [record(struck=[WRONG])],
        },
    )
    figures = answer["methods"]["by_record@1"]
    assert (figures["total"], figures["low"], figures["high"]) == (3, 3, 4)
    assert figures["by_exhibit"] == {
        "E1": {"whereabouts": 1, "general": 1}, "E2": {"general": 2}, "E10": {"whereabouts": 1},
    }  # fmt: skip
    assert figures["excluded"] == [
        {"reason": "duplicate", "pieces": 3},
        {"reason": "resident_id_checksum", "pieces": 1},
    ]
