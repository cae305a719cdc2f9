"""One cell by the role of its column (docs/reference/recognition.md, section 3): the kind's test first, then text."""

from __future__ import annotations

from typing import Any

from tiao.compiled import between64, lean
from tiao.findings.catalogue import DOUBTS, bits
from tiao.findings.chars import compact, has_run, is_digit, is_han, lower, point_at, tidy, within
from tiao.findings.emit import put_number, put_text, put_tidy, strike
from tiao.findings.recognisers import bank_card, documents, mobile, network, plate, position, resident_id, uscc
from tiao.findings.recognisers.accounts import is_qq, is_wechat
from tiao.findings.recognisers.email import around
from tiao.findings.recognisers.name import is_written, names_company

# Roles of columns: a kind's bit, or one of these.
OPEN, SERIAL, TEXT, IGNORED = 64, 65, 66, 67
# Gates of a column, a bit set.
GATE_ID18, GATE_ID15, GATE_MOBILE, GATE_CARD16, GATE_CARD18, GATE_STRICT18 = 1, 2, 4, 8, 32, 128
GATE_CARDS = 8 | 16 | 32 | 64

_B = bits()
RESIDENT_ID, PASSPORT, HK_MACAU, TAIWAN, LICENCE = (
    _B[k] for k in ("resident_id", "passport", "hk_macau_permit", "taiwan_permit", "driving_licence")
)
MOBILE, FOREIGN, BANK_CARD, WECHAT, QQ, EMAIL = (
    _B[k] for k in ("mobile", "foreign_phone", "bank_card", "wechat", "qq", "email")
)
PLATE, ACCOUNT, IMEI, MAC, LANDLINE, NAME = (_B[k] for k in ("plate", "account", "imei", "mac", "landline", "name"))
PAYMENT_ACCOUNT = _B["payment_account"]
ADDRESS, IP, POSITION, PASSWORD, USCC, COMPANY = (
    _B[k] for k in ("address", "ip", "position", "password", "uscc", "company")
)
CALL_RECORD = _B["call_record"]
MOBILE_MALFORMED = DOUBTS.index("mobile_malformed")
CARD_MALFORMED = DOUBTS.index("bank_card_malformed")
EMAIL_MALFORMED = DOUBTS.index("email_malformed")
PLATE_MALFORMED = DOUBTS.index("plate_malformed")
# What is to become of a cell: nothing more; read as text; the same, and if that finds nothing it is malformed.
SETTLED, READ, READ_BUT_ADDRESS, READ_PHONE, READ_CARD, READ_EMAIL, READ_PLATE = range(7)


@lean
def read_cell(
    data: Any,
    s: int,
    e: int,
    role: int,
    gate: int,
    column: int,
    r: int,
    year_max: int,
    keys: Any,
    out: Any,
    n: Any,
    held: Any,
    t: Any,
    scratch: Any,
) -> int:
    """Tests one normalised cell as its column's role; says whether it is settled or to be read as text, and why."""
    if role == RESIDENT_ID:
        m = compact(data, s, e, t)
        if m > 0:
            verdict, value, doubt = resident_id.cell(t, m, year_max)
            if verdict == 1:
                put_number(out, n, r, RESIDENT_ID, doubt, value, 0, s, e)
            elif verdict == 2:
                strike(data, s, e, RESIDENT_ID, doubt, r, keys, out, n, scratch)
            if verdict:
                return SETTLED
            document = documents.in_identity_column(t, m)
            if document:
                put_text(out, n, r, HK_MACAU if document == 1 else PASSPORT, 0, t, 0, m, keys, s, e)
                return SETTLED
        return READ
    if role == NAME:
        return _name(data, s, e, r, keys, out, n, scratch)
    if role == MOBILE or role == LANDLINE or role == FOREIGN:
        return _phone(data, s, e, role, r, keys, out, n, t, scratch)
    if role == ADDRESS:
        points = 0
        for i in range(s, e):
            points += data[i] < 0x80 or data[i] >= 0xC0
        if points < 3:
            return SETTLED
        put_tidy(data, s, e, ADDRESS, r, keys, out, n, scratch)
        return READ_BUT_ADDRESS if _worth_reading(data, s, e, 7) else SETTLED
    if role == OPEN or role == SERIAL:
        return _open(data, s, e, role, gate, column, r, year_max, keys, out, n, held, t, scratch)
    if role == PASSWORD:
        # The one kind whose blanks and capitals matter.
        put_text(out, n, r, PASSWORD, 0, data, s, e, keys, s, e)
        return SETTLED
    if role == ACCOUNT or (role > LANDLINE and role != IP and role != POSITION and role != USCC and role != TEXT):
        put_tidy(data, s, e, role, r, keys, out, n, scratch)
        if role == PAYMENT_ACCOUNT:
            put_tidy(data, s, e, ACCOUNT, r, keys, out, n, scratch)
        if role == ACCOUNT or role == PAYMENT_ACCOUNT:
            _account(data, s, e, r, keys, out, n, t)
        if role == CALL_RECORD and _is_mobile(data, s, e, t):
            return SETTLED
        return READ if _worth_reading(data, s, e, 11) else SETTLED
    return _identifier(data, s, e, role, r, year_max, keys, out, n, t, scratch)


@lean
def _worth_reading(data: Any, s: int, e: int, least: int) -> bool:
    """Whether a cell has a digit run of ``least`` or an ``@``."""
    inside = within(data, s, e)
    if inside:
        digits = between64(data, s, 48, 57) & inside
        return bool(between64(data, s, 64, 64) & inside) or has_run(digits, least)
    run = 0
    for i in range(s, e):
        b = data[i]
        if b >= 48 and b <= 57:
            run += 1
            if run >= least:
                return True
        else:
            run = 0
            if b == 64:
                return True
    return False


@lean
def _name(data: Any, s: int, e: int, r: int, keys: Any, out: Any, n: Any, scratch: Any) -> int:
    points = 0
    for i in range(s, e):
        b = data[i]
        points += b != 32 and (b < 0x80 or b >= 0xC0)
    if points > 40 or not is_written(data, s, e):
        return READ
    kind = COMPANY if e - s >= 12 and names_company(data, s, e) else NAME
    size = tidy(data, s, e, scratch, True, True)
    if size < 0:
        put_text(out, n, r, kind, 0, data, s, e, keys, s, e)
    elif size > 0:
        put_text(out, n, r, kind, 0, scratch, 0, size, keys, s, e)
    return SETTLED


@lean
def _phone(data: Any, s: int, e: int, role: int, r: int, keys: Any, out: Any, n: Any, t: Any, scratch: Any) -> int:
    m = compact(data, s, e, t)
    if m <= 0:
        return READ_PHONE
    verdict, kind, value, digits, doubt = mobile.cell(t, m)
    if verdict == 1:
        put_number(out, n, r, kind, doubt, value, digits, s, e)
    elif verdict == 2:
        strike(data, s, e, kind, doubt, r, keys, out, n, scratch)
    if verdict:
        return SETTLED
    if role == FOREIGN:
        size = 0
        for i in range(m):
            if t[i] != 40 and t[i] != 41:
                t[size] = t[i]
                size += 1
        low = 1 if t[0] == 43 else 0
        if size - low >= 7 and size - low <= 15 and mobile.all_digits(t, low, size):
            put_number(out, n, r, FOREIGN, -1, mobile.number(t, low, size), size - low, s, e)
            return SETTLED
    return READ_PHONE


@lean
def malformed(data: Any, s: int, e: int, action: int, r: int, keys: Any, out: Any, n: Any, scratch: Any) -> None:
    """A cell that is not of its column's kind, and says nothing as text, but was meant to be one."""
    digits = 0
    ats = 0
    points = 0
    for i in range(s, e):
        b = data[i]
        digits += is_digit(b)
        ats += b == 64
        points += b != 32 and b != 45 and b != 0xB7 and (b < 0x80 or b >= 0xC0)
        points -= b == 0xC2 and i + 1 < e and data[i + 1] == 0xB7
    if action == READ_PHONE and digits >= 5:
        strike(data, s, e, MOBILE, MOBILE_MALFORMED, r, keys, out, n, scratch)
    elif action == READ_CARD and digits >= 12:
        strike(data, s, e, BANK_CARD, CARD_MALFORMED, r, keys, out, n, scratch)
    elif action == READ_EMAIL and ats > 0:
        strike(data, s, e, EMAIL, EMAIL_MALFORMED, r, keys, out, n, scratch)
    elif action == READ_PLATE and points >= 6 and points <= 9:
        point, length = point_at(data, s, e)
        if length == 3 and plate.is_province(point):
            strike(data, s, e, PLATE, PLATE_MALFORMED, r, keys, out, n, scratch)


@lean
def _is_mobile(data: Any, s: int, e: int, t: Any) -> bool:
    m = compact(data, s, e, t)
    if m <= 0:
        return False
    verdict, kind, _, _, _ = mobile.cell(t, m)
    return verdict == 1 and kind == MOBILE


@lean
def _identifier(
    data: Any, s: int, e: int, role: int, r: int, year_max: int, keys: Any, out: Any, n: Any, t: Any,
    scratch: Any,
) -> int:  # fmt: skip
    """Whole-cell tests of the other identifiers."""
    m = compact(data, s, e, t)
    if role == BANK_CARD:
        if m > 0:
            verdict, value, doubt = bank_card.cell(t, m)
            if verdict == 1:
                put_number(out, n, r, BANK_CARD, doubt, value, m, s, e)
                return SETTLED
            if verdict == 2:
                strike(data, s, e, BANK_CARD, doubt, r, keys, out, n, scratch)
                return SETTLED
        return READ_CARD
    if role == EMAIL:
        at = -1
        for i in range(s, e):
            if data[i] == 64:
                at = i
                break
        if at >= 0:
            low, high = around(data, s, s, e, at)
            if low == s and high == e:
                for i in range(s, e):
                    scratch[i - s] = lower(data[i])
                put_text(out, n, r, EMAIL, 0, scratch, 0, e - s, keys, s, e)
                return SETTLED
        return READ_EMAIL
    if role == PLATE:
        return _plate(data, s, e, r, keys, out, n, scratch)
    if role == QQ and m > 0 and is_qq(t, 0, m):
        put_number(out, n, r, QQ, -1, mobile.number(t, 0, m), m, s, e)
        return SETTLED
    if role == WECHAT and is_wechat(data, s, e):
        for i in range(s, e):
            scratch[i - s] = lower(data[i])
        put_text(out, n, r, WECHAT, 0, scratch, 0, e - s, keys, s, e)
        return SETTLED
    if role == IMEI and m > 0:
        verdict, value, doubt = network.imei(t, m)
        if verdict == 1:
            put_number(out, n, r, IMEI, doubt, value, m, s, e)
            return SETTLED
        if verdict == 2:
            strike(data, s, e, IMEI, doubt, r, keys, out, n, scratch)
            return SETTLED
    if role == MAC:
        valid, value = network.mac(data, s, e, True)
        if valid:
            put_number(out, n, r, MAC, -1, value, 0, s, e)
            return SETTLED
    if role == IP:
        valid, value = network.ipv4(data, s, e)
        if valid:
            put_number(out, n, r, IP, -1, value, 0, s, e)
            return SETTLED
        if network.is_ipv6(data, s, e):
            put_tidy(data, s, e, IP, r, keys, out, n, scratch)
            return SETTLED
    if role == POSITION and position.is_position(data, s, e):
        put_tidy(data, s, e, POSITION, r, keys, out, n, scratch)
        return SETTLED
    if role == USCC and m > 0 and uscc.is_uscc(t, 0, m):
        put_text(out, n, r, USCC, 0, t, 0, m, keys, s, e)
        return SETTLED
    if role == LICENCE and (m == 18 or m == 15):
        verdict, value, doubt = resident_id.cell(t, m, year_max)
        if verdict == 1:
            put_number(out, n, r, RESIDENT_ID, doubt, value, 0, s, e)
            return SETTLED
    if m > 0 and (
        (role == PASSPORT and documents.is_passport(t, m))
        or (role == HK_MACAU and documents.is_hk_macau_permit(t, m))
        or (role == TAIWAN and documents.is_taiwan_permit(t, m))
        or (role == LICENCE and documents.is_licence_file(t, m))
    ):
        put_text(out, n, r, role, 0, t, 0, m, keys, s, e)
        return SETTLED
    return READ


@lean
def _plate(data: Any, s: int, e: int, r: int, keys: Any, out: Any, n: Any, scratch: Any) -> int:
    size = plate.canonical(data, s, e, scratch)
    if not plate.is_plate(scratch, size):
        return READ_PLATE
    put_text(out, n, r, PLATE, 0, scratch, 0, size, keys, s, e)
    return SETTLED


@lean
def _account(data: Any, s: int, e: int, r: int, keys: Any, out: Any, n: Any, t: Any) -> None:
    """An account that is a mobile or an e-mail address counts as that as well."""
    m = compact(data, s, e, t) if e - s >= 11 else 0
    if m > 0:
        verdict, kind, value, digits, doubt = mobile.cell(t, m)
        if verdict == 1 and kind == MOBILE:
            put_number(out, n, r, kind, doubt, value, digits, s, e)


@lean
def _open(
    data: Any,
    s: int,
    e: int,
    role: int,
    gate: int,
    column: int,
    r: int,
    year_max: int,
    keys: Any,
    out: Any,
    n: Any,
    held: Any,
    t: Any,
    scratch: Any,
) -> int:
    """Columns that nothing names: pure numbers through the gates, the rest as text."""
    m = compact(data, s, e, t)
    pure = m >= 11 and mobile.all_digits(t, 0, m - 1) and (is_digit(t[m - 1]) or (m == 18 and t[17] == 88))
    if not pure:
        return READ if role == OPEN or _has_han_or_at(data, s, e) else SETTLED
    if _through_gates(data, s, e, t, m, gate, column, r, year_max, keys, out, n, held, scratch):
        return SETTLED
    return READ if role == OPEN and _in_groups(data, s, e) else SETTLED


@lean
def _through_gates(
    data: Any, s: int, e: int, t: Any, m: int, gate: int, column: int, r: int, year_max: int, keys: Any, out: Any,
    n: Any, held: Any, scratch: Any,
) -> bool:  # fmt: skip
    """A pure number of an unnamed column, tested for what the column's gates let through; whether it gave a value."""
    skip = mobile.prefix(t, 0, m)
    if m - skip == 11:
        if not mobile.is_mobile(t, skip):
            return False
        if gate & GATE_MOBILE:
            put_number(out, n, r, MOBILE, mobile.range_doubt(t, skip), mobile.number(t, skip, m), 11, s, e)
            return True
        held[column] += 1
        return False
    if m == 18 or m == 15:
        verdict, value, doubt = resident_id.cell(t, m, year_max)
        if m == 18 and gate & GATE_STRICT18:
            if verdict == 1:
                put_number(out, n, r, RESIDENT_ID, doubt, value, 0, s, e)
            else:
                strike(data, s, e, RESIDENT_ID, doubt, r, keys, out, n, scratch)
            return True
        if verdict == 1:
            if gate & (GATE_ID18 if m == 18 else GATE_ID15):
                put_number(out, n, r, RESIDENT_ID, doubt, value, 0, s, e)
                return True
            held[column] += 1
            return False
        if m == 18 and gate & GATE_ID18:
            checksum, date, region, _ = resident_id.test18(t, 0, year_max)
            if not checksum and date and region:
                strike(data, s, e, RESIDENT_ID, resident_id.CHECKSUM, r, keys, out, n, scratch)
                return True
    if m >= 16 and m <= 19 and t[m - 1] <= 57 and bank_card.issuer_known(t, 0, m) and bank_card.luhn(t, 0, m):
        if gate & (GATE_CARD16 << (m - 16)):
            put_number(out, n, r, BANK_CARD, -1, mobile.number(t, 0, m), m, s, e)
            return True
        held[column] += 1
    return False


@lean
def _has_han_or_at(data: Any, s: int, e: int) -> bool:
    i = s
    while i < e:
        if data[i] == 64:
            return True
        point, length = point_at(data, i, e)
        if is_han(point):
            return True
        i += length
    return False


@lean
def _in_groups(data: Any, s: int, e: int) -> bool:
    for i in range(s, e):
        if data[i] == 32 or data[i] == 45:
            return True
    return False
