"""One cell of the large mixed tables, written byte by byte: compiled, and a function of whole numbers alone.

Every value that identifies somebody is one to one in the person (and in which of the person's values it is): a step
that shares no divisor with the number of places visits each place once. So no two people share such a value, at any
size, and nobody has to look. All numbers are uint64, as numba turns mixed ones into floats.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean, load64, peek, store64
from tiao.demo.library.digits import put_digits
from tiao.demo.library.texts import (
    COUNTIES,
    DAYS,
    GOODS_COUNT,
    HEADS,
    HOSTS,
    HOTELS_COUNT,
    NAMES,
    NIGHTS,
    NUMBERS,
    PASSWORDS,
    PINYIN,
    PROVINCES,
    ROOMS,
    STREETS,
    UNASSIGNED,
)

_U = np.uint64
ID_SPACE = COUNTIES * DAYS * 1000
"""Identity numbers: as many people as there can be. A second value of a person is that of one so many places on."""
MOBILE_SPACE = HEADS * 10**8
UNASSIGNED_SPACE = UNASSIGNED * 10**8
ADDRESS_SPACE = STREETS * NUMBERS * ROOMS
QQ_SPACE = 3 * 10**9
CARD_SPACE = 10**10
EMAIL_SPACE = 10**9
# Plates of one province and letter: A1234, 12345, D12345 and F12345, 12345D and 12345F (GA 36-2018).
PLATES = 24 * 10_000 + 100_000 + 200_000 + 200_000
PLATE_SPACE = PROVINCES * 24 * PLATES
SPACES = (ID_SPACE, MOBILE_SPACE, UNASSIGNED_SPACE, ADDRESS_SPACE, QQ_SPACE, CARD_SPACE, EMAIL_SPACE, PLATE_SPACE)
"""One for each step, in the order of ``steps`` in ``rows.fill``."""

CHECKS = b"10X98765432"
PLATE_LETTERS = b"ABCDEFGHJKLMNPQRSTUVWXYZ"
VIN_LETTERS = b"ABCDEFGHJKLMNPRSTUVWXYZ"
# How a repeated row writes a value in another form; all other forms are plain.
PREFIXED, HYPHENED, SPACED, FULL_WIDTH, INDENTED, QUOTED, PLAIN = range(7)


@lean
def mix(number: Any) -> Any:
    """SplitMix64, one to one."""
    x = number * _U(0x9E3779B97F4A7C15)
    x = (x ^ (x >> _U(30))) * _U(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> _U(27))) * _U(0x94D049BB133111EB)
    return x ^ (x >> _U(31))


@lean
def put(out: Any, at: int, table: Any, row: Any) -> Any:
    """A text of a table whose first byte says how long each is. Up to seven bytes behind it are overwritten."""
    first = np.int64(row) * table.shape[1]
    size = np.int64(peek(table, first))
    for b in range(0, size, 8):
        store64(out, at + b, load64(table, first + 1 + b))
    return at + size


@lean
def put_bare(out: Any, at: int, table: Any, row: Any, width: int) -> Any:
    """A text of a table in which all are ``width`` bytes."""
    for b in range(width):
        out[at + b] = table[row, b]
    return at + width


@lean
def put_number(out: Any, at: int, value: Any) -> Any:
    """A number as people write it."""
    width = 1
    rest = value // _U(10)
    while rest > _U(0):
        width += 1
        rest //= _U(10)
    return put_digits(out, at, value, width)


@lean
def put_identity(out: Any, at: int, person: Any, step: Any, off: Any, no_date: bool, unknown: bool, texts: Any) -> Any:
    """An identity number (GB 11643-1999). ``off``: how far its check digit is from the right one."""
    place = (person + _U(1)) * step % _U(ID_SPACE)
    area = place // _U(DAYS * 1000)
    rest = place - area * _U(DAYS * 1000)
    day = rest // _U(1000)
    serial = rest - day * _U(1000)
    if no_date:
        day += _U(DAYS)
    if unknown:
        area += _U(COUNTIES)
    total = _U(texts.area_sum[area]) + _U(texts.day_sum[day]) + _U(texts.triple_sum[serial]) + off
    at = put_bare(out, at, texts.areas, area, 6)
    at = put_bare(out, at, texts.days, day, 8)
    at = put_bare(out, at, texts.triples, serial, 3)
    out[at] = CHECKS[total % _U(11)]
    return at + 1


@lean
def put_mobile(out: Any, at: int, number: Any, step: Any, form: int, texts: Any) -> Any:
    """An assigned mobile number, in the form that is asked for."""
    place = (number + _U(1)) * step % _U(MOBILE_SPACE)
    head = place // _U(10**8)
    rest = place - head * _U(10**8)
    if form == PREFIXED:
        out[at] = 43
        out[at + 1] = 56
        out[at + 2] = 54
        at += 3
    elif form == INDENTED:
        out[at] = 32
        at += 1
    begin = at
    at = put_bare(out, at, texts.heads, head, 3)
    between = 45 if form == HYPHENED else 32 if form == SPACED else 0
    if between:
        out[at] = between
        at = put_digits(out, at + 1, rest // _U(10_000), 4)
        out[at] = between
        return put_digits(out, at + 1, rest % _U(10_000), 4)
    at = put_digits(out, at, rest, 8)
    if form == FULL_WIDTH:
        for b in range(10, -1, -1):
            digit = out[begin + b] - np.uint8(48)
            out[begin + 3 * b] = 0xEF
            out[begin + 3 * b + 1] = 0xBC
            out[begin + 3 * b + 2] = np.uint8(0x90) + digit
        return begin + 33
    return at


@lean
def put_unassigned(out: Any, at: int, person: Any, step: Any, texts: Any) -> Any:
    """A mobile number of a range that nobody has been given."""
    place = (person + _U(1)) * step % _U(UNASSIGNED_SPACE)
    at = put_bare(out, at, texts.unassigned, place // _U(10**8), 3)
    return put_digits(out, at, place % _U(10**8), 8)


@lean
def put_address(out: Any, at: int, person: Any, step: Any, texts: Any) -> Any:
    """An address; no two people live at the same."""
    place = (person + _U(1)) * step % _U(ADDRESS_SPACE)
    street = place // _U(NUMBERS * ROOMS)
    rest = place - street * _U(NUMBERS * ROOMS)
    number = rest // _U(ROOMS)
    at = put(out, at, texts.streets, street)
    at = put(out, at, texts.numbers, number)
    return put(out, at, texts.rooms, rest - number * _U(ROOMS))


@lean
def put_name(out: Any, at: int, chance: Any, form: int, texts: Any) -> Any:
    """A name; many people have the same. Indented: with a space behind its first character."""
    name = (chance >> _U(8)) % _U(NAMES)
    if form != INDENTED:
        return put(out, at, texts.names, name)
    size = np.int64(texts.names[name, 0])
    for b in range(size):
        out[at + b + (b > 2)] = texts.names[name, b + 1]
    out[at + 3] = 32
    return at + size + 1


@lean
def put_email(
    out: Any, at: int, person: Any, second: bool, step: Any, chance: Any, bad: bool, form: int, texts: Any
) -> Any:
    """A mail address under a host that is reserved for examples; a bad one has no dot behind the ``@``."""
    begin = at
    at = put(out, at, texts.pinyin, (chance >> _U(20)) % _U(PINYIN))
    if second:
        out[at] = 95
        at += 1
    at = put_digits(out, at, (person + _U(1)) * step % _U(EMAIL_SPACE), 9)
    if form == INDENTED and not bad:
        # Capitals: the same address.
        for b in range(begin, at):
            if out[b] >= 97:
                out[b] -= np.uint8(32)
    out[at] = 64
    if bad:
        for b in range(7):
            out[at + 1 + b] = b"example"[b]
        return at + 8
    return put(out, at + 1, texts.hosts, (chance >> _U(32)) % _U(HOSTS))


@lean
def put_account(out: Any, at: int, chance: Any, texts: Any) -> Any:
    """A user name: letters, then seven digits."""
    at = put(out, at, texts.pinyin, (chance >> _U(5)) % _U(PINYIN))
    return put_digits(out, at, chance >> _U(16), 7)


@lean
def put_password(out: Any, at: int, chance: Any, quoted: bool, texts: Any) -> Any:
    """A password: now and then one that many people take, or one with a comma, which stands in quotes."""
    if chance % _U(8) == _U(0):
        return put(out, at, texts.passwords, (chance >> _U(8)) % _U(PASSWORDS))
    comma = chance % _U(512) == _U(1)
    if comma and not quoted:
        out[at] = 34
        at += 1
    for b in range(3):
        out[at + b] = np.uint8(_U(97) + (chance >> _U(12 + 5 * b)) % _U(26))
    at += 3
    if comma:
        out[at] = 44
        at += 1
    at = put_digits(out, at, chance >> _U(30), 5)
    if comma and not quoted:
        out[at] = 34
        at += 1
    return at


@lean
def put_card(out: Any, at: int, number: Any, step: Any, chance: Any, off: Any, form: int) -> Any:
    """A bank card of 16 or 19 digits, the last by Luhn (ISO/IEC 7812-1) or ``off`` from it."""
    begin = at
    if (chance >> _U(40)) % _U(2):
        out[at] = 52
        at += 1
    else:
        at = put_digits(out, at, _U(9558), 4)
    at = put_digits(out, at, chance >> _U(8), 4)
    at = put_digits(out, at, (number + _U(1)) * step % _U(CARD_SPACE), 10)
    total = off
    double = True
    for b in range(at - 1, begin - 1, -1):
        digit = _U(out[b]) - _U(48)
        if double:
            digit += digit
            if digit > _U(9):
                digit -= _U(9)
        total += digit
        double = not double
    out[at] = np.uint8(_U(48) + (_U(10) - total % _U(10)) % _U(10))
    at += 1
    if form == SPACED:
        gaps = (at - begin - 1) // 4
        for b in range(at - begin - 1, 3, -1):
            out[begin + b + b // 4] = out[begin + b]
        for gap in range(gaps):
            out[begin + 5 * gap + 4] = 32
        at += gaps
    return at


@lean
def put_plate(out: Any, at: int, number: Any, step: Any, bad: bool, form: int, texts: Any) -> Any:
    """A plate of one of the usual forms; a bad one ends in a letter that plates do not have."""
    place = (number + _U(1)) * step % _U(PLATE_SPACE)
    office = place // _U(PLATES)
    rest = place - office * _U(PLATES)
    at = put_bare(out, at, texts.provinces, office // _U(24), 3)
    out[at] = PLATE_LETTERS[office % _U(24)]
    at += 1
    if form == SPACED and not bad:
        out[at] = 0xC2
        out[at + 1] = 0xB7
        at += 2
    if rest < _U(240_000):
        out[at] = PLATE_LETTERS[rest // _U(10_000)]
        at = put_digits(out, at + 1, rest, 4)
    elif rest < _U(340_000):
        at = put_digits(out, at, rest - _U(240_000), 5)
    else:
        letter = np.uint8(68 if rest < _U(540_000) else 70)
        rest = (rest - _U(340_000)) % _U(200_000)
        if rest < _U(100_000):
            out[at] = letter
            at = put_digits(out, at + 1, rest, 5)
        else:
            at = put_digits(out, at, rest, 5)
            out[at] = letter
            at += 1
    if bad:
        out[at] = 79
        at += 1
    return at


@lean
def put_waybill(out: Any, at: int, chance: Any) -> Any:
    """A waybill number: SF or YT and thirteen digits, or 78 and twelve."""
    carrier = chance % _U(3)
    if carrier == _U(2):
        out[at] = 55
        out[at + 1] = 56
        return put_digits(out, at + 2, chance >> _U(8), 12)
    out[at] = 83 if carrier == _U(0) else 89
    out[at + 1] = 70 if carrier == _U(0) else 84
    return put_digits(out, at + 2, chance >> _U(8), 13)


@lean
def put_order(out: Any, at: int, chance: Any) -> Any:
    """An order number of 19 digits that begins like no card."""
    out[at] = 49
    return put_digits(out, at + 1, chance, 18)


@lean
def put_vin(out: Any, at: int, chance: Any) -> Any:
    """A vehicle identification number in form only (17 characters, GB 16735)."""
    out[at] = 76
    for b in range(1, 11):
        out[at + b] = VIN_LETTERS[(chance >> _U(4 * b)) % _U(23)]
    return put_digits(out, at + 11, chance, 6)


@lean
def put_goods(out: Any, at: int, chance: Any, second: Any, texts: Any) -> Any:
    """Goods; a second parcel of a person holds others."""
    return put(out, at, texts.goods, ((chance >> _U(44)) + second) % _U(GOODS_COUNT))


@lean
def put_hotel(out: Any, at: int, chance: Any, second: Any, texts: Any) -> Any:
    return put(out, at, texts.hotels, ((chance >> _U(3)) + _U(7) * second) % _U(HOTELS_COUNT))


@lean
def put_night(out: Any, at: int, chance: Any, second: Any, texts: Any) -> Any:
    """The day of arrival; a second stay of a person begins on another."""
    return put_bare(out, at, texts.nights, ((chance >> _U(13)) + _U(37) * second) % _U(NIGHTS), 10)
