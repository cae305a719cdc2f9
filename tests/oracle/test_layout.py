"""Section 2 by hand: headers, roles, gates, what is skipped."""

from __future__ import annotations

import pytest

from oracle import checks
from oracle.layout import find_layout, guess_role, header_word, meaning
from oracle.records import table

YEAR_MAX = 2026
CARDS = ["6222020000000007", "4000000000000002"]


def number(first17: str) -> str:
    return first17 + checks.resident_check(first17)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("身份证号", "resident_id"),
        (" 身份证号（必填） ", "resident_id"),
        ("QQ 号：", "qq"),
        ("手机号1", "mobile"),
        ("客户手机号2", "mobile"),
        ("收货人姓名", "name"),
        ("联系人", "name"),
        ("user_name", "account"),
        ("fname", "name"),
        ("No.", "serial"),
        ("订单号", "serial"),
        ("sj2", "generic_time"),
        ("时间", "generic_time"),
        ("备注", None),
        ("2021", None),
        ("(手机号)", None),
        ("客户", "name"),
    ],
)
def test_meaning(raw: str, expected: str | None) -> None:
    assert meaning(raw) == expected


def test_header_word_takes_brackets_out_one_sort_after_the_other() -> None:
    assert header_word("手机【主】(1)<a>[b]号") == "手机号"
    assert header_word("手机(号") == "手机号"
    assert header_word("((a)手机)") == "手机"


def test_title_row_above_the_header() -> None:
    rows = [["通话记录"], ["姓名", "手机号", "备注"], ["张三", "13800001234", "x"]]
    layout = find_layout(rows, YEAR_MAX)
    assert layout.header == 1
    assert layout.roles == ["name", "mobile", "open"]


def test_no_header_without_enough_meanings() -> None:
    rows = [["手机", "甲", "乙", "丙"], ["耳机", "甲", "乙", "丙"]]
    assert find_layout(rows, YEAR_MAX).header is None


def test_a_row_with_a_mobile_is_no_header() -> None:
    rows = [["手机", "138-0000-1234"], ["手机", "139-0000-1234"]]
    assert find_layout(rows, YEAR_MAX).header is None


def test_header_without_meanings() -> None:
    rows = [["甲", "乙"], ["x", "12345"], ["y", "无"]]
    assert find_layout(rows, YEAR_MAX).header == 0
    assert find_layout([["甲", "甲"], *rows[1:]], YEAR_MAX).header is None
    assert find_layout([["甲", "乙2"], *rows[1:]], YEAR_MAX).header is None
    assert find_layout([["甲", "乙"], ["x", "1234"]], YEAR_MAX).header is None


def test_one_column_header_only_in_the_first_row() -> None:
    assert find_layout([["手机号"], ["13800001234"]], YEAR_MAX).header == 0
    assert find_layout([["13800001234"], ["手机号"]], YEAR_MAX).header is None


def test_generic_time_needs_company() -> None:
    assert find_layout([["时间", "卡口"], ["1", "某路"]], YEAR_MAX).roles == ["time", "checkpoint"]
    assert find_layout([["时间", "姓名"], ["1", "张三"]], YEAR_MAX).roles == ["serial", "name"]


@pytest.mark.parametrize(
    ("cells", "role"),
    [
        (["张三", "李四", "x", "欧阳小明"], "name"),
        (["张三", "x"], "open"),
        (["北京市某路", "x"], "address"),
        (["北京市", "x"], "open"),
        (["京A12345", "x"], "plate"),
        (["10.1.2.3", "12:30:45"], "ip"),
        (["12:30:45", "12:30:46"], "open"),
        (["00:11:22:aa:bb:cc"], "mac"),
        (["001122334455"], "open"),
        (["91110000MA0000000H", "x"], "uscc"),
        ([], "open"),
    ],
)
def test_guessed_roles(cells: list[str], role: str) -> None:
    assert guess_role(cells) == role


def gates(header: str, cells: list[str]) -> frozenset[str]:
    return find_layout([["姓名", header], *(["张三", cell] for cell in cells)], YEAR_MAX).gates[1]


def test_gates_without_numbers() -> None:
    assert gates("备注", ["x"]) == {"id18", "mobile"}
    assert gates("订单号", ["x"]) == {"id18"}


def test_gate_of_identity_numbers() -> None:
    good, other = number("11010119900307000"), "990000000000000000"
    assert "id18" in gates("备注", [good] + [other] * 99)
    assert "id18" not in gates("备注", [good] + [other] * 100)
    assert "id18" not in gates("订单号", [good, other, other])
    assert {"id18", "id18_column"} <= gates("订单号", [good, other])
    assert gates("备注", ["110101900307000", "000000000000000"]) == {"id15", "id18", "mobile"}


def test_gate_of_mobiles_counts_assigned_ranges() -> None:
    assert "mobile" in gates("备注", ["13800001234", "16300001234"])
    assert "mobile" not in gates("备注", ["13800001234", "16300001234", "12345678901"])
    assert "mobile" not in gates("订单号", ["13800001234"])


def test_gate_of_mobiles_takes_the_prefix_off_and_leaves_landlines_out() -> None:
    assert "mobile" in gates("备注", ["8613800001234", "008613900001234", "12345678901"])
    assert "mobile" not in gates("备注", ["8613800001234", "8699900001234", "008600000001234", "8612345678901"])
    assert "mobile" in gates("备注", ["13800001234", "01088881234", "02188881234", "6901234567892"])
    assert "mobile" not in gates("备注", ["8620000001234"])


def test_gate_of_cards_by_length() -> None:
    assert gates("备注", [*CARDS, "6000000000000000", "6000000000000001"]) == {"id18", "mobile", "card16"}
    assert gates("订单号", [CARDS[0], "6000000000000000"]) == {"id18", "card16"}
    assert gates("备注", ["6000000000000000"]) == {"id18", "mobile"}


def test_what_is_skipped() -> None:
    header = ["姓名", "手机号"]
    rows = [["名单", ""], header, ["张三", "13800001234"], header, ["合计：", "1"], ["姓名 ", "手机号"]]
    skipped = [record is None for record in table(rows, YEAR_MAX, spreadsheet=True).records]
    assert skipped == [True, True, False, True, True, False]
    assert [record is None for record in table(rows, YEAR_MAX).records] == [True, True, False, True, False, False]


def test_cells_beyond_the_header_and_held_back() -> None:
    rows = [["姓名", "订单号"], ["张三", "13800001234", "13900005678", "6222020000000007"]]
    result = table(rows, YEAR_MAX)
    record = result.records[1]
    assert record is not None
    assert record.values == [("name", "张三"), ("mobile", "13900005678")]
    assert result.held_back == 2


def listed(*rows: list[str]) -> list[frozenset[str]]:
    """Gates of the columns of a list without a header, and of what stands beyond them."""
    layout = find_layout([["张三", "x1", *row] for row in rows], YEAR_MAX)
    assert layout.header is None
    assert layout.roles[2:] == ["open"] * (len(layout.roles) - 2)
    return [*layout.gates[2:], layout.beyond]


CARD_GATES = frozenset({"card16", "card17", "card18", "card19"})


def test_a_list_without_a_header_is_read_as_a_text_where_the_sample_is_silent() -> None:
    assert listed(["x"]) == [{"id18", "mobile"} | CARD_GATES] * 2
    assert gates("备注", ["x"]) == {"id18", "mobile"}


def test_few_cells_of_a_list_are_judged_by_all_its_open_columns() -> None:
    order = "6000000000000000"
    cards = [[CARDS[0], ""]] * 20
    assert all("card16" in column for column in listed(*cards, ["", order]))
    assert ["card16" in column for column in listed(*cards, *[["", order]] * 10)] == [True, False, True]
    assert ["card16" in column for column in listed(*[["", order]] * 30, [CARDS[0], ""])] == [True, False, False]
    other, good = "990000000000000000", number("11010119900307000")
    assert ["id18" in column for column in listed(*[[good, other]] * 99)] == [True, True, True]
    assert ["id18" in column for column in listed(*[[good, other]] * 100)] == [True, False, True]
    assert ["id18" in column for column in listed(*[[other]] * 3)] == [False, False]
    mobiles = [["13800001234", "12345678901"]] * 9
    assert ["mobile" in column for column in listed(*mobiles)] == [True, True, True]
    assert ["mobile" in column for column in listed(*mobiles, mobiles[0])] == [True, False, True]


def test_numbers_of_fifteen_digits_need_numbers_of_fifteen_digits() -> None:
    assert "id15" not in listed(["x"])[0]
    assert ["id15" in column for column in listed(["110101900307000", "000000000000000"])] == [True, True, True]
    assert ["id15" in column for column in listed(*[["110101900307000", "000000000000000"]] * 10)] == [
        True,
        False,
        True,
    ]
