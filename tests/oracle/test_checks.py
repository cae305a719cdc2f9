"""The oracle's arithmetic against python-stdnum, a third hand."""

from __future__ import annotations

import random

import pytest
from stdnum import luhn
from stdnum.cn import ric, uscc

from oracle import checks


def test_resident_check_agrees_with_stdnum() -> None:
    chance = random.Random(11643)
    for _ in range(2000):
        first17 = "".join(chance.choices("0123456789", k=17))
        assert checks.resident_check(first17) == ric.calc_check_digit(first17 + "0")


def test_luhn_agrees_with_stdnum() -> None:
    chance = random.Random(7812)
    right = 0
    for _ in range(2000):
        digits = "".join(chance.choices("0123456789", k=chance.randint(15, 19)))
        assert checks.luhn_right(digits) == luhn.is_valid(digits)
        assert checks.luhn_right(digits + luhn.calc_check_digit(digits))
        right += checks.luhn_right(digits)
    assert 150 < right < 250  # one in ten by chance


def test_uscc_agrees_with_stdnum() -> None:
    chance = random.Random(32100)
    for _ in range(2000):
        first17 = "".join(chance.choices(checks.USCC_ALPHABET, k=17))
        assert checks.uscc_check(first17) == uscc.calc_check_digit(first17)


def test_date_bounds() -> None:
    assert checks.is_date("19000101", 2026)
    assert not checks.is_date("18991231", 2026)
    assert checks.is_date("20261231", 2026)
    assert not checks.is_date("20270101", 2026)
    assert checks.is_date("20240229", 2026)
    assert not checks.is_date("19000229", 2026)  # 1900 was no leap year


def test_fifteen_digits_become_the_same_value_as_eighteen() -> None:
    first17 = "11010119900307001"
    assert checks.id_canonical("110101900307001") == first17
    assert checks.id_canonical(first17 + checks.resident_check(first17)) == first17


@pytest.mark.parametrize(
    ("digits", "known"), [("6200000000000005", True), ("4111111111111111", True), ("6900000000000005", False)]
)
def test_card_in_the_open_needs_an_issuer(digits: str, known: bool) -> None:
    assert checks.issuer_known(digits) is known
    assert checks.card_in_the_open(digits) is (known and luhn.is_valid(digits))
