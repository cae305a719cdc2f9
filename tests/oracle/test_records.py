"""Section 5 by hand: where a line becomes several records, and what a table row gives."""

from __future__ import annotations

from oracle import checks
from oracle.records import chat, line, table

YEAR_MAX = 2026
A17, B17 = "11010119900307000", "44030119850101000"
A, B = (first + checks.resident_check(first) for first in (A17, B17))
M1, M2, M3 = "13800000001", "13800000002", "13800000003"


def parts(raw: str) -> list[list[str]]:
    """The canonical values of each record of a line."""
    return [[canonical for _, canonical in record.values] for record in line(raw, YEAR_MAX)]


def test_one_person_is_one_record() -> None:
    assert parts(f"张三,{A},{M1},{M2}") == [["张三", A17, M1, M2]]
    assert parts("你好") == [[]]


def test_records_start_at_the_first_kind_when_it_comes_often_enough() -> None:
    assert parts(f"张三,{A};李四,{B}") == [["张三", A17], ["李四", B17]]
    assert parts(f"{M1} {A} {M2} {B}") == [[M1, A17], [M2, B17]]


def test_records_start_at_the_strongest_kind_otherwise() -> None:
    assert parts(f"{M1} {A} {B} a@example.com") == [[M1, A17], [B17, "a@example.com"]]
    assert parts(f"{M1},{M2},{M3}") == [[M1], [M2], [M3]]


def test_the_same_value_twice_is_one_person() -> None:
    assert parts(f"{M1} {M1} a@example.com") == [[M1, "a@example.com"]]
    assert parts(f"{M1} {M1} {M2}") == [[M1], [M1], [M2]]


def test_struck_values_stay_where_they_stand() -> None:
    wrong = A[:17] + ("0" if A[17] != "0" else "1")
    records = line(f"{wrong} {M1} {M2} {wrong}", YEAR_MAX)
    assert [record.values for record in records] == [[("mobile", M1)], [("mobile", M2)]]
    assert [record.struck for record in records] == [[("resident_id", wrong)]] * 2
    assert [record.doubts for record in records] == [{"resident_id_checksum"}] * 2


def test_participants_of_a_chat_are_not_goods() -> None:
    records = chat([(M1, M2, f"卖{M3}"), (M1, M2, "好")], YEAR_MAX)
    assert [[record.values for record in of_message] for of_message in records] == [[[("mobile", M3)]], [[]]]


def test_a_row_is_one_record_however_many_persons() -> None:
    result = table([["姓名", "手机号", "手机号2"], ["张三", M1, f"{M2}/{M3}"]], YEAR_MAX)
    record = result.records[1]
    assert record is not None
    assert record.values == [("name", "张三"), ("mobile", M1), ("mobile", M2), ("mobile", M3)]


def test_a_company_is_a_doubt() -> None:
    result = table([["联系人", "电话", "统一社会信用代码"], ["张三", M1, "91110000MA0000000H"]], YEAR_MAX)
    record = result.records[1]
    assert record is not None
    assert record.kinds == {"name", "mobile", "uscc"}
    assert record.doubts == {"company"}
