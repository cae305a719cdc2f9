"""Rows of one large table, compiled: which row holds what, and its cells one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import jit, lean
from tiao.demo.library.cells import (
    ID_SPACE,
    PLAIN,
    QQ_SPACE,
    QUOTED,
    mix,
    put_account,
    put_address,
    put_card,
    put_email,
    put_goods,
    put_hotel,
    put_identity,
    put_mobile,
    put_name,
    put_night,
    put_number,
    put_order,
    put_password,
    put_plate,
    put_unassigned,
    put_vin,
    put_waybill,
)
from tiao.demo.library.digits import put_digits
from tiao.demo.library.shapes import (
    ABSENT,
    ACCOUNT,
    ADDRESS,
    BAD_EMAIL,
    BAD_PLATE,
    BALANCE,
    CARD,
    CHECKSUM,
    CLEAN,
    DATE,
    DAY,
    EMAIL,
    GOODS,
    HOTEL,
    ID,
    LUHN,
    MALFORMED,
    MOBILE,
    MOBILES,
    NAME,
    ONLY_ID,
    ONLY_NAME,
    ORDER,
    PAID,
    PASSWORD,
    PEOPLE,
    PLATE,
    QQ,
    RANGE,
    REGION,
    TRUNCATED,
    VIN,
    WAYBILL,
)

_U = np.uint64
ROW_BYTES = 256
"""More than any row has, and the bytes behind it that are overwritten."""
REPEAT_STEP = 19
"""From one repetition to the next, so many rows of the pattern on; a prime that divides no pattern's length."""


@lean
def put_absent(out: Any, at: int, chance: Any) -> Any:
    """No number: an empty cell, or NULL."""
    if (chance >> _U(50)) % _U(2):
        return at
    out[at] = 78
    out[at + 1] = 85
    out[at + 2] = 76
    out[at + 3] = 76
    return at + 4


@jit
def fill(
    out: Any, first: int, last: int, rows: int, blocks: int, begin: int, cells: Any, people: Any, seconds: Any,
    sorts: Any, windows: bool, steps: Any, salt: Any, texts: Any,
) -> int:  # fmt: skip
    """Writes rows ``first`` up to ``last`` of a table, without its header.

    Of five rows one repeats another; a remainder of fewer than five repeats nothing. The other rows go through the
    pattern, block after block.

    Args:
        out: output, uint8, ``ROW_BYTES`` for each row.
        rows: rows of the table in all.
        blocks: blocks that the table goes through whole; repetitions are of these, if there is any.
        begin: the first block, as all tables number them.
        cells: int64, what each column holds.
        people, seconds, sorts: int64, the pattern (``Shape.pattern``).
        windows: lines end with CR LF.
        steps: uint64, one for each of ``cells.SPACES``.
        salt: uint64, two: of the people and of the table.
        texts: ``texts.Texts``.

    Returns:
        Bytes written.
    """
    at = 0
    size = len(people)
    uniques = rows - rows // 5
    columns = len(cells)
    for row in range(first, last):
        five = row // 5
        place = row - 5 * five
        fresh: Any = 4 * five + place
        form: Any = PLAIN
        small = False
        if five < rows // 5:
            draw = mix(_U(five) + salt[1])
            chosen = np.int64(draw % _U(5))
            if place > chosen:
                fresh -= 1
            elif place == chosen:
                form = np.int64(min((draw >> _U(8)) % _U(256), _U(PLAIN)))
                small = (draw >> _U(16)) % _U(2) == _U(1)
                if blocks > 0:
                    # Every row of the pattern in turn, each as often.
                    fresh = np.int64((draw >> _U(17)) % _U(blocks)) * size + five * REPEAT_STEP % size
                else:
                    fresh = five % uniques
        block = fresh // size
        i = fresh - block * size
        sort = sorts[i]
        second = _U(seconds[i])
        person = _U((begin + block) * PEOPLE + people[i])
        chance = mix(person + salt[0])
        other = mix(chance + second)
        for c in range(columns):
            if c > 0:
                out[at] = 44
                at += 1
            cell = cells[c]
            whose = MOBILE if cell == MOBILES else cell
            if form == QUOTED:
                out[at] = 34
                at += 1
            if cell == NAME:
                at = put_name(out, at, chance, form, texts)
            elif sort == ONLY_NAME or (sort == ONLY_ID and cell != ID):
                pass
            elif whose == MOBILE:
                if sort == RANGE:
                    at = put_unassigned(out, at, person, steps[2], texts)
                elif sort == ABSENT:
                    at = put_absent(out, at, chance)
                else:
                    number = person + second * _U(ID_SPACE) if cell == MOBILES else person
                    at = put_mobile(out, at, number, steps[1], PLAIN if sort == MALFORMED else form, texts)
                    if sort == MALFORMED:
                        out[at] = 48
                        at += 1
            elif cell == ID:
                wrong = sort == CHECKSUM
                wrong |= sort == ONLY_ID
                at = put_identity(out, at, person, steps[0], _U(wrong), sort == DATE, sort == REGION, texts)
                if sort == TRUNCATED:
                    at -= 1
                elif small and out[at - 1] == 88:
                    out[at - 1] = 120
            elif cell == ADDRESS:
                at = put_address(out, at, person, steps[3], texts)
            elif cell == QQ:
                number = (person + second * _U(ID_SPACE) + _U(1)) * steps[4] % _U(QQ_SPACE)
                at = put_digits(out, at, number + _U(10**9), 10)
            elif cell == ACCOUNT:
                if sort == CLEAN and second == _U(0) and chance % _U(128) == _U(0):
                    # The person's mobile number is the user name.
                    at = put_mobile(out, at, person, steps[1], PLAIN, texts)
                else:
                    at = put_account(out, at, other, texts)
            elif cell == PASSWORD:
                at = put_password(out, at, other, form == QUOTED, texts)
            elif cell == EMAIL:
                at = put_email(out, at, person, second == _U(1), steps[6], chance, sort == BAD_EMAIL, form, texts)
            elif cell == GOODS:
                at = put_goods(out, at, chance, second, texts)
            elif cell == WAYBILL:
                at = put_waybill(out, at, other)
            elif cell == ORDER:
                at = put_order(out, at, other)
            elif cell == PAID:
                at = put_number(out, at, _U(1) + (other >> _U(9)) % _U(5000))
                out[at] = 46
                at = put_digits(out, at + 1, other, 2)
            elif cell == HOTEL:
                at = put_hotel(out, at, chance, second, texts)
            elif cell == DAY:
                at = put_night(out, at, chance, second, texts)
            elif cell == CARD:
                number = person + second * _U(ID_SPACE)
                off = _U(9 if sort == LUHN else 0)
                at = put_card(out, at, number, steps[5], chance, off, PLAIN if sort == LUHN else form)
            elif cell == PLATE:
                at = put_plate(out, at, _U(fresh), steps[7], sort == BAD_PLATE, form, texts)
            elif cell == VIN:
                at = put_vin(out, at, other)
            elif cell == BALANCE:
                at = put_number(out, at, (other >> _U(9)) % _U(10**6))
                out[at] = 46
                at = put_digits(out, at + 1, other, 2)
            if form == QUOTED:
                out[at] = 34
                at += 1
        if windows:
            out[at] = 13
            at += 1
        out[at] = 10
        at += 1
    return at
