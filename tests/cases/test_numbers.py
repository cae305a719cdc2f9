"""Numbers and dates as judgments write them; the figures are worked out by hand."""

from __future__ import annotations

import re

import pytest

from tiao.cases.dates import days
from tiao.cases.numerals import NUMBER, amount, whole
from tiao.cases.rules.money import MONEY, fen


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("一万二千余", ">=12000", 12000, None),
        ("1.6万余", ">=16000", 16000, None),
        ("近80万", "<=800000", 0, 800000),
        ("八十余万", ">=800000", 800000, None),
        ("8100万余", ">=81000000", 81_000_000, None),
        ("6.48亿余", ">=648000000", 648_000_000, None),
        ("一亿二千万", "120000000", 120_000_000, 120_000_000),
        ("十一万三千余", ">=113000", 113000, None),
        ("六百四十三", "643", 643, 643),
        ("52,310", "52310", 52310, 52310),
        ("3,127万余", ">=31270000", 31_270_000, None),
        ("约6000", "~6000", 5500, 6499),
        ("3万5千", "35000", 35000, 35000),
        ("两万", "20000", 20000, 20000),
        ("一千零五", "1005", 1005, 1005),
        ("壹万贰仟", "12000", 12000, 12000),
    ],
)
def test_a_number_and_its_bounds(text: str, value: str, low: int | None, high: int | None) -> None:
    found = re.fullmatch(NUMBER, text)
    assert found is not None
    made = amount(found)
    assert made is not None
    assert (made.value, made.low, made.high) == (value, low, high)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("人民币11500元", "1150000"),
        ("人民币四万六千元", "4600000"),
        ("2.5元", "250"),
        ("三角", "30"),
        ("半分", None),
        ("0.005元", None),
        ("约1.5万元", "~1500000"),
        ("8000余元", ">=800000"),
        ("126万元", "126000000"),
        ("一百二十六万元", "126000000"),
    ],
)
def test_money_is_whole_fen(text: str, value: str | None) -> None:
    found = MONEY.search(text)
    made = fen(found) if found else None
    assert (made.value if made else None) == value


def test_a_number_is_read_as_it_is_said() -> None:
    assert [whole(text) for text in ("十", "二十三", "一百零一", "二〇一九", "三百四十")] == [10, 23, 101, 2019, 340]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2016年10月至2017年4月间", ["2016-10", "2017-04"]),
        ("于2017年5月16日被羁押，同年6月23日被逮捕", ["2017-05-16", "2017-06-23"]),
        ("2023年12月31日被羁押，次日被刑事拘留", ["2023-12-31", "2024-01-01"]),
        ("2016年11月18日、24日，被告人", ["2016-11-18", "2016-11-24"]),
        ("二○一七年十二月二十八日".replace("○", "〇"), ["2017-12-28"]),
        ("2020年6月至9月间", ["2020-06", "2020-09"]),
        ("2021年1月19日被抓获。同月20日投案", ["2021-01-19", "2021-01-20"]),
        ("2019年2月30日", []),
        ("次日", []),
    ],
)
def test_a_date_is_read_from_the_one_before_it(text: str, values: list[str]) -> None:
    assert [day.value for day in days(text)] == values


def test_a_month_lasts_from_its_first_day_to_its_last() -> None:
    (month,) = days("2020年2月")
    assert (month.low, month.high) == (20200201, 20200229)
    (year,) = days("2014年前后")
    assert (year.low, year.high) == (20140101, 20141231)
