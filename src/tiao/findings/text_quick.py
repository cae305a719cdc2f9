"""What a text surely does not hold, told from 64 bytes at a time: most lines and most runs are settled here.

Nothing is found by these tests. Where they say no, the walk over the text (``text``) would find nothing either; tests
hold both together. They take text before N as well as behind it, so that most lines need not even be normalised.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import between64, lean, ones, peek, trailing_zeros
from tiao.findings import labels
from tiao.findings.chars import CLASS, is_digit
from tiao.findings.recognisers import bank_card, mobile

REACH = 72
"""How many bytes behind the end of a text these tests load."""
TITLE, SEX = 1, 2
_U1 = np.uint64(1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@lean
def inside(base: int, e: int) -> Any:
    """Which of the 64 bytes from ``base`` on stand before e."""
    return _ALL if e - base >= 64 else (_U1 << np.uint64(e - base)) - _U1


@lean
def digits64(data: Any, i: int) -> Any:
    """Which of 64 bytes are digits."""
    return between64(data, i, 48, 57)


@lean
def letters64(data: Any, i: int) -> Any:
    """Which of 64 bytes are letters or ``_``."""
    return between64(data, i, 65, 90) | between64(data, i, 97, 122) | between64(data, i, 95, 95)


@lean
def changed64(data: Any, i: int) -> Any:
    """Which of 64 bytes could begin a character that N changes."""
    second = between64(data, i + 1, 0x80, 0x80) & between64(data, i + 2, 0x80, 0x80) | between64(
        data, i + 1, 0x83, 0x83
    )
    wide = between64(data, i, 0xE3, 0xE3) & second
    return (
        wide
        | between64(data, i, 9, 13)
        | between64(data, i, 0xC2, 0xC2)
        | between64(data, i, 0xE2, 0xE2)
        | between64(data, i, 0xEF, 0xEF)
    )


@lean
def name_labels64(data: Any, i: int) -> Any:
    """Where a word for a name could stand: 名; 人 behind the last byte of 件, 货 or 系; 主 behind that of 机."""
    first = between64(data, i + 1, 0xE4, 0xE4)
    second = between64(data, i + 2, 0xBA, 0xBA)
    last = between64(data, i, 0xB6, 0xB6) | between64(data, i, 0xA7, 0xA7) | between64(data, i, 0xBB, 0xBB)
    person = last & first & second & between64(data, i + 3, 0xBA, 0xBA)
    owner = (
        between64(data, i, 0xBA, 0xBA) & first & between64(data, i + 2, 0xB8, 0xB8) & between64(data, i + 3, 0xBB, 0xBB)
    )
    title = between64(data, i, 0xE5, 0xE5) & between64(data, i + 1, 0x90, 0x90) & between64(data, i + 2, 0x8D, 0x8D)
    return person | owner | title


@lean
def addresses64(data: Any, i: int) -> Any:
    """Where the label of an address could end: a colon of either width behind the last byte of 址."""
    wide = between64(data, i + 1, 0xEF, 0xEF) & between64(data, i + 2, 0xBC, 0xBC) & between64(data, i + 3, 0x9A, 0x9A)
    return between64(data, i, 0x80, 0x80) & (between64(data, i + 1, 58, 58) | wide)


@lean
def titles64(data: Any, i: int) -> Any:
    """Where 男, 女 or 先 could stand: by their last two bytes."""
    second = between64(data, i + 1, 0x94, 0x94) & between64(data, i + 2, 0xB7, 0xB7)
    second |= between64(data, i + 1, 0xA5, 0xA5) & between64(data, i + 2, 0xB3, 0xB3)
    return second | (between64(data, i + 1, 0x85, 0x85) & between64(data, i + 2, 0x88, 0x88))


@lean
def title_at(data: Any, e: int, i: int) -> int:
    """What stands at i: TITLE (先生 or 女士), SEX (男 or 女), or 0; whatever stands beside it."""
    if i + 2 >= e or (data[i] != 0xE5 and data[i] != 0xE7):
        return 0
    if i + 5 < e:
        b3, b4, b5 = data[i + 3], data[i + 4], data[i + 5]
        if data[i + 1] == 0x85 and data[i + 2] == 0x88:
            return TITLE if data[i] == 0xE5 and b3 == 0xE7 and b4 == 0x94 and b5 == 0x9F else 0
        if data[i] == 0xE5 and data[i + 1] == 0xA5 and b3 == 0xE5 and b4 == 0xA3 and b5 == 0xAB:
            return TITLE
    if data[i] == 0xE7:
        return SEX if data[i + 1] == 0x94 and data[i + 2] == 0xB7 else 0
    return SEX if data[i + 1] == 0xA5 and data[i + 2] == 0xB3 else 0


@lean
def _may_be_titled(data: Any, s: int, e: int, i: int) -> bool:
    """Whether what stands at i could be the title, or behind a sign the sex, of a name before it."""
    what = title_at(data, e, i)
    if what == 0 or i - s < 6:
        return False
    if what == TITLE:
        return data[i - 1] >= 0x80
    # Neither behind Han nor before: 男女, 女生.
    return not (data[i - 3] >= 0xE4 and data[i - 3] <= 0xE9) and not (
        i + 3 < e and data[i + 3] >= 0xE5 and data[i + 3] <= 0xE9
    )


@lean
def name_label_at(data: Any, s: int, e: int, i: int) -> int:
    """Where the word that leads to a name begins, of which ``name_labels64`` saw a part at i; -1 when there is none."""
    for begin in range(max(s, i - 5), i + 1):
        if labels.begins(data, begin, e, labels.NAME) > 0:
            return begin
    return -1


@lean
def first_name_label(data: Any, s: int, e: int, base: int, hits: Any) -> int:
    """The first of the places among the 64 bytes from ``base`` on where such a word begins; -1 when there is none."""
    while hits:
        begin = name_label_at(data, s, e, base + trailing_zeros(hits))
        if begin >= 0:
            return begin
        hits &= hits - _U1
    return -1


def _plain_wide() -> Any:
    """By its last six bits, the signs EF BC xx that N makes to a sign without a meaning of its own."""
    table = np.zeros(64, np.bool_)
    for point in range(0xFF01, 0xFF40):
        table[point & 63] = chr(point - 0xFEE0) in "!\"$%&'()*,/;<>?[\\]^"
    return table


_PLAIN_WIDE = _plain_wide()


@lean
def _is_harmless(data: Any, s: int, e: int, i: int) -> bool:
    """Whether a character that N may change at i leaves all runs of the text as they are, and does not join any."""
    b = peek(data, i)
    size = 3
    b1 = peek(data, i + 1)
    b2 = peek(data, i + 2)
    if b < 32:
        size = 1
    elif b == 0xC2:
        if b1 != 0xA0:
            return b1 != 0xAD
        size = 2
    elif b == 0xEF:
        if b1 == 0xBC:
            if _PLAIN_WIDE[b2 & 63]:
                return True
            if b2 != 0x9A:
                return False
        elif b1 == 0xBD:
            return b2 < 0x81 or b2 > 0x9A
        else:
            return not ((b1 == 0xBB and b2 == 0xBF) or (b1 == 0xB9 and b2 == 0xA3))
    elif b == 0xE2:
        if b1 == 0x80:
            if (b2 >= 0x8B and b2 <= 0x8F) or (b2 >= 0xAA and b2 <= 0xAE):
                return False
            if b2 > 0x95 and b2 != 0xA2 and b2 != 0xA8 and b2 != 0xA9 and b2 != 0xAF:
                return True
        elif b1 == 0x81:
            if b2 != 0x9F:
                return b2 < 0xA0 or b2 > 0xA4
        elif b1 != 0x88 or b2 != 0x92:
            return True
    # It becomes a blank, ``-``, ``:`` or ``·``: no matter, unless between two runs.
    return not (i > s and CLASS[peek(data, i - 1)] and i + size < e and CLASS[peek(data, i + size)])


@lean
def is_quiet(data: Any, s: int, e: int) -> bool:
    """Whether ``data[s:e]`` surely holds no value, before N as well as behind it.

    ``REACH`` bytes behind e are loaded.
    """
    base = s
    carry = np.uint64(0)
    while base < e:
        keep = inside(base, e)
        if between64(data, base, 64, 64) & keep:
            return False
        if addresses64(data, base) & keep:
            return False
        led = name_labels64(data, base) & keep
        if led and first_name_label(data, s, e, base, led) >= 0:
            return False
        titled = titles64(data, base) & keep
        while titled:
            if _may_be_titled(data, s, e, base + trailing_zeros(titled)):
                return False
            titled &= titled - _U1
        changed = changed64(data, base) & keep
        while changed:
            if not _is_harmless(data, s, e, base + trailing_zeros(changed)):
                return False
            changed &= changed - _U1
        digits = digits64(data, base) & keep
        runs = digits | (letters64(data, base) & keep)
        starts = runs & ~((runs << _U1) | carry)
        carry = runs >> np.uint64(63)
        while starts:
            at = trailing_zeros(starts)
            starts &= starts - _U1
            i = base + at
            j, inner = run_end(data, e, base, at, runs, digits)
            if is_promising(data, s, e, i, j, inner):
                return False
            glued = labels.glued(data, i, j, inner)
            if glued and is_promising(data, s, e, i + glued, j, inner):
                return False
        base += 64
    return True


@lean
def run_end(data: Any, e: int, base: int, at: int, runs: Any, digits: Any) -> Any:
    """(end of the run that begins at ``base + at``, how many of its signs are digits)."""
    size = trailing_zeros(~(runs >> np.uint64(at)))
    j = base + at + size
    if at + size < 64:
        return j, ones((digits >> np.uint64(at)) & ((_U1 << np.uint64(size)) - _U1))
    inner = ones(digits >> np.uint64(at))
    while j < e and CLASS[peek(data, j)]:
        inner += is_digit(peek(data, j))
        j += 1
    return j, inner


@lean
def is_promising(data: Any, s: int, e: int, i: int, j: int, digits: int) -> bool:
    """Whether the run ``data[i:j]``, so many of whose signs are digits, could begin a value."""
    size = j - i
    numeric = digits == size
    before = int(peek(data, i - 1)) if i > s else 32
    behind = int(peek(data, j)) if j < e else 32
    if before == 43:
        return True
    if before == 46 and i - 1 > s and is_digit(peek(data, i - 2)):
        # Behind a decimal point nothing begins.
        return False
    if behind == 46 and j + 1 < e and is_digit(peek(data, j + 1)):
        if not numeric:
            return False
        k = j + 1
        while k < e and is_digit(peek(data, k)):
            k += 1
        return k - j > 4 or (k < e and peek(data, k) == 46)
    if size == 18 and (digits >= 17 or not numeric):
        return True
    if numeric:
        if size == 11 or size == 13 or size == 15:
            first = i if size == 11 else i + 2 if size == 13 else i + 4
            if mobile.is_mobile(data, first):
                return True
        elif size >= 16 and size <= 19:
            if bank_card.issuer_known(data, i, j):
                return True
        if (behind == 32 or behind == 45) and j + 1 < e and is_digit(peek(data, j + 1)):
            if _chain(data, e, j, behind) + size >= 10:
                return True
    elif before >= 0x80 and not is_digit(peek(data, i)):
        if size == 1:
            if behind == 0xC2:
                return True
        elif size >= 5 and size <= 7 and digits >= 2:
            return True
    if size == 2 and (behind == 58 or behind == 45) and j + 15 <= e:
        if peek(data, j + 3) == behind and peek(data, j + 6) == behind:
            return True
    return labels.may_end(data, s, i)


@lean
def _chain(data: Any, e: int, j: int, sign: int) -> int:
    """How many digits follow in runs that one sign joins, from j on."""
    digits = 0
    while j + 1 < e and peek(data, j) == sign and is_digit(peek(data, j + 1)):
        j += 1
        while j < e and is_digit(peek(data, j)):
            j += 1
            digits += 1
    return digits
