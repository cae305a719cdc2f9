"""Words with their places to documents, lists and texts; no model runs here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tiao.content.photo.layout import documents
from tiao.content.photo.numbers import best, digits, find_id, find_mobile, right_card, right_id, right_uscc
from tiao.content.photo.shown import Shown
from tiao.content.photo.words import Word, lines

ID = "330212199306063201"
CARD = "6269476268779562332"


def word(text: str, x: float, y: float, height: float = 40) -> Word:
    """A word whose Han are as wide as high, other signs half as wide; nothing around them."""
    widths = [height if ord(sign) > 0x2E80 else height / 2 for sign in text]
    edges = np.concatenate([[0], np.cumsum(widths)])
    right, bottom = x + float(edges[-1]), y + height
    quad = np.array([(x, y), (right, y), (right, bottom), (x, bottom)], np.float32)
    at = tuple(float(middle) for middle in (edges[:-1] + edges[1:]) / 2 / max(1.0, edges[-1]))
    return Word(text, 0.99, x, y, right, bottom, quad, at)


def shown(words: Sequence[Word], again: Sequence[str] = ()) -> list[Shown]:
    return documents(words, lambda _: again)


def rows(one: Shown) -> list[dict[str, str]]:
    return [dict(zip(one.columns, row.cells, strict=True)) for row in one.rows]


ID_FRONT = [
    word("姓名张伟", 90, 90), word("性别男民族汉", 90, 190), word("出生1993年6月6日", 90, 285),
    word("住址", 90, 385), word("浙江省宁波市鄞州区人民路12号1", 230, 385), word("803室", 230, 447),
    word("公民身份号码", 90, 690), word(ID, 430, 690),
]  # fmt: skip


def test_the_face_of_an_identity_card() -> None:
    one, *rest = shown(ID_FRONT)
    assert not rest
    assert one.name == "身份证人像面"
    assert rows(one) == [
        {
            "姓名": "张伟",
            "性别": "男",
            "民族": "汉",
            "出生日期": "1993年6月6日",
            "住址": "浙江省宁波市鄞州区人民路12号1803室",
            "公民身份号码": ID,
        }
    ]
    assert one.rows[0].box == (165, 90, 810, 730)


def test_a_number_that_fails_its_check_digit_is_read_again_and_never_made_up() -> None:
    wrong = ID[:-1] + "2"
    words = [*ID_FRONT[:-1], word(wrong, 430, 690)]
    assert rows(shown(words)[0])[0]["公民身份号码"] == wrong
    assert rows(shown(words, ["3302121993060632", wrong])[0])[0]["公民身份号码"] == wrong
    assert rows(shown(words, [ID])[0])[0]["公民身份号码"] == ID


def test_a_number_that_lost_a_digit_stays_as_it_was_read() -> None:
    assert rows(shown([*ID_FRONT[:-1], word(ID[:-1], 430, 690)])[0])[0]["公民身份号码"] == ID[:-1]


def test_two_cards_in_one_photo_are_two_documents() -> None:
    other = [word(one.text.replace("张伟", "李娜"), one.x, one.y + 1000) for one in ID_FRONT]
    found = shown([*ID_FRONT, *other])
    assert [one.name for one in found] == ["身份证人像面", "身份证人像面2"]
    assert [rows(one)[0]["姓名"] for one in found] == ["张伟", "李娜"]


def test_a_bank_card_with_its_number_in_groups() -> None:
    groups = [word(CARD[at : at + 4], 96 + 130 * at // 4, 436) for at in range(0, 19, 4)]
    one, *rest = shown([word("招商银行", 90, 70), *groups, word("张伟", 96, 660), word("银联", 1000, 700)])
    assert not rest
    assert rows(one) == [{"银行卡号": CARD, "姓名": "张伟", "发卡银行": "招商银行"}]


def test_a_long_number_without_the_signs_of_a_bank_is_no_bank_card() -> None:
    assert [one.name for one in shown([word(CARD, 96, 436)])] == ["其他文字"]


def test_a_waybill_has_two_people() -> None:
    words = [
        word("收件人：张伟", 160, 440), word("13800001234", 500, 440),
        word("地址：浙江省宁波市鄞州区人民路12号1", 160, 524), word("803室", 160, 584),
        word("寄件人：李娜", 160, 780), word("13900005678", 500, 780), word("地址：上海市奉贤区青年街7号", 160, 864),
        word("物品：衣物", 60, 1120),
    ]  # fmt: skip
    one, *rest = shown(words)
    assert not rest
    first, second = rows(one)
    assert (first["姓名"], first["手机"], first["地址"]) == (
        "张伟",
        "13800001234",
        "浙江省宁波市鄞州区人民路12号1803室",
    )
    assert (second["姓名"], second["手机"], second["地址"]) == ("李娜", "13900005678", "上海市奉贤区青年街7号")


def listed(count: int, lean: float = 0.0) -> list[Word]:
    out = [word("姓名", 60, 100), word("身份证号", 210, 100), word("手机号", 620, 100)]
    for number in range(count):
        y = 160 + 60 * number
        x = 60 + lean * (y - 100)
        out += [word("张伟", x, y), word(f"{int(ID) + number}", x + 150, y), word(f"138000{number:05}", x + 560, y)]
    return out


@pytest.mark.parametrize("lean", [0.0, 0.02, -0.02])
def test_a_list_gives_a_row_for_each_person(lean: float) -> None:
    (one,) = shown(listed(130, lean))
    assert one.name == "表格"
    assert len(one.rows) == 131
    assert list(one.rows[0].cells) == ["姓名", "身份证号", "手机号"]
    assert [list(row.cells) for row in one.rows[1:]] == [
        ["张伟", str(int(ID) + number), f"138000{number:05}"] for number in range(130)
    ]


def test_cells_that_were_read_as_one_word_are_cut_at_the_column() -> None:
    words = listed(12)
    y = 160 + 60 * 5
    words = [one for one in words if one.y != y]
    words += [word("张伟", 60, y), word(f"{int(ID) + 5} 13800000005", 210, y)]
    (one,) = shown(words)
    assert list(one.rows[6].cells) == ["张伟", str(int(ID) + 5), "13800000005"]


def test_columns_that_touch_are_told_apart_where_words_begin_below_each_other() -> None:
    plates = ["云GZ8825", "鄂HD25252", "沪AF67785", "粤A24190F", "鲁BL4088", "鲁E05243F", "苏CH7410", "浙DX1659"]
    mobiles = [f"1390000{number:04d}" for number in range(1_234, 1_242)]
    words = [word("姓名", 90, 90), word("车牌号", 300, 90), word("手机号", 480, 90)]
    for number, (plate, mobile) in enumerate(zip(plates, mobiles, strict=True), 1):
        y = 90 + 60 * number
        # The longer plates reach as far as the mobiles begin; one was read as one word with its mobile.
        both = [word(f"{plate} {mobile}", 300, y)] if number == 2 else [word(plate, 300, y), word(mobile, 472, y)]
        words += [word("张伟", 90, y), *both]
    (one,) = shown(words)
    assert [row.cells for row in one.rows[1:]] == [["张伟", *pair] for pair in zip(plates, mobiles, strict=True)]


def test_contacts_and_messages_are_people_row_by_row() -> None:
    words = []
    for number in range(4):
        words += [word("张伟", 180, 200 + 130 * number, 44), word(f"138 0000 000{number}", 180, 256 + 130 * number, 36)]
    (one,) = shown(words)
    assert [row["手机"] for row in rows(one)] == ["13800000000", "13800000001", "13800000002", "13800000003"]
    labelled = [word("姓名：张伟", 180, 200), word("电话：13800001234", 180, 256), word("在吗", 180, 500)]
    people, rest = shown(labelled)
    assert (rows(people)[0]["姓名"], rows(people)[0]["手机"]) == ("张伟", "13800001234")
    assert [row.cells[0] for row in rest.rows] == ["在吗"]
    assert rest.layout == "text"


def test_every_word_stands_in_one_document_at_most() -> None:
    words = [*ID_FRONT, *(word("在吗", 90, 1200 + 300 * n) for n in range(3))]
    found = shown(words)
    taken = [id(one) for document in found for one in document.words]
    assert len(taken) == len(set(taken)) == len(words)


def test_lines_that_climb_stay_lines() -> None:
    words = [word("字字", 100 * column, 200 * row - 4 * column) for row in range(3) for column in range(10)]
    assert [len(line) for line in lines(words)] == [10, 10, 10]


def test_numbers() -> None:
    assert right_id("11010519491231002X")
    assert not right_id("110105194912310021")
    assert find_id("11O1O519491231OO2x") == "11010519491231002X"
    assert digits("l3800OO1234") == "13800001234"
    assert digits("OIL") == "OIL"
    assert find_mobile("电话138 0000 1234转") == "13800001234"
    assert right_card(CARD)
    assert not right_card(CARD[:-1] + "3")
    assert right_uscc("91350100M000100Y43")
    assert not right_uscc("91350100M000100Y44")
    assert best("resident_id", ["110105194912310021", "1101051949123100", "11010519491231002X"]) == "11010519491231002X"
    assert best("resident_id", ["110105194912310021", "nothing"]) == "110105194912310021"
