"""Batches to values: one compiled walk over rows and cells, each cell by the role of its column."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import inlined, jit
from tiao.findings.catalogue import DOUBTS, bits
from tiao.findings.chars import canonical, compact, fold, is_digit, is_empty, is_han, lower, point_at, trim
from tiao.findings.emit import put_number, put_struck, put_text
from tiao.findings.recognisers import bank_card, documents, mobile, network, plate, position, resident_id, uscc
from tiao.findings.recognisers.accounts import is_qq, is_wechat
from tiao.findings.recognisers.email import around
from tiao.findings.recognisers.name import is_written, names_company
from tiao.findings.text import scan_text

# Roles of columns: a kind's bit, or one of these.
OPEN, SERIAL, TEXT, IGNORED = 64, 65, 66, 67
# Gates of a column, a bit set.
GATE_ID18, GATE_ID15, GATE_MOBILE, GATE_CARD16, GATE_STRICT18 = 1, 2, 4, 8, 128
# What a row is.
DATA, HEADER, REPEATED, TITLE, TOTAL = 0, 1, 2, 3, 4

_B = bits()
RESIDENT_ID, PASSPORT, HK_MACAU, TAIWAN, LICENCE = (
    _B[k] for k in ("resident_id", "passport", "hk_macau_permit", "taiwan_permit", "driving_licence")
)
MOBILE, FOREIGN, BANK_CARD, WECHAT, QQ, EMAIL = (
    _B[k] for k in ("mobile", "foreign_phone", "bank_card", "wechat", "qq", "email")
)
PLATE, ACCOUNT, IMEI, MAC, LANDLINE, NAME = (_B[k] for k in ("plate", "account", "imei", "mac", "landline", "name"))
ADDRESS, IP, POSITION, PASSWORD, USCC, COMPANY = (
    _B[k] for k in ("address", "ip", "position", "password", "uscc", "company")
)
CALL_RECORD = _B["call_record"]
MOBILE_MALFORMED = DOUBTS.index("mobile_malformed")
CARD_MALFORMED = DOUBTS.index("bank_card_malformed")
EMAIL_MALFORMED = DOUBTS.index("email_malformed")
PLATE_MALFORMED = DOUBTS.index("plate_malformed")
UNDECODABLE = 1 << DOUBTS.index("undecodable")


def _words(*words: str) -> Any:
    table = np.zeros((len(words), 10), np.uint8)
    for i, word in enumerate(words):
        encoded = word.encode()
        table[i, 0] = len(encoded)
        table[i, 1 : 1 + len(encoded)] = np.frombuffer(encoded, np.uint8)
    return table


TOTALS = _words("合计", "总计", "小计", "共计", "总和", "total", "sum", "subtotal")


@jit
def scan_rows(
    data: Any,
    starts: Any,
    ends: Any,
    first: Any,
    begin: int,
    roles: Any,
    gates: Any,
    fold_all: bool,
    totals: bool,
    header: Any,
    header_at: Any,
    taken: Any,
    year_max: int,
    keys: Any,
    out: Any,
    n: Any,
    state: Any,
    row_doubts: Any,
    held: Any,
) -> None:
    """Walks the rows of a batch from ``begin`` on.

    Args:
        data, starts, ends, first: the batch; cells are normalised in place.
        roles, gates: int64, one for each column; the last entry is for cells beyond the header.
        fold_all: whether any character of the batch may need folding.
        totals: whether rows of totals are left out (spreadsheets).
        header, header_at: bytes of the header's cells as read, and their offsets; empty when there is no header.
        taken: uint8 zeros, one for each byte of data.
        out, n: see ``emit``.
        state: uint8 output, what each row is.
        row_doubts: uint16 zeros, one for each row: doubts that no single value carries.
        held: int64, one for each column: cells kept back by a gate.
    """
    columns = len(roles) - 1
    t = np.empty(40, np.uint8)
    scratch = np.empty(4096, np.uint8)
    for r in range(begin, len(first) - 1):
        low = first[r]
        high = first[r + 1]
        if len(header_at) > 1 and high - low == len(header_at) - 1:
            if _same_row(data, starts, ends, low, header, header_at):
                state[r] = REPEATED
                continue
        if totals and _is_total(data, starts, ends, low, high):
            state[r] = TOTAL
            continue
        state[r] = DATA
        for c in range(low, high):
            column = min(c - low, columns)
            role = roles[column]
            if role == IGNORED:
                continue
            s = starts[c]
            e = ends[c]
            if fold_all:
                e = fold(data, s, e)
            s, e = trim(data, s, e)
            starts[c] = s
            ends[c] = e
            if is_empty(data, s, e):
                continue
            if fold_all and role != OPEN and role != SERIAL and role != TEXT:
                row_doubts[r] |= _damage(data, s, e)
            _cell(data, s, e, role, gates[column], column, r, taken, year_max, keys, out, n, held, t, scratch)


@inlined
def _same_row(data: Any, starts: Any, ends: Any, low: int, header: Any, header_at: Any) -> bool:
    for k in range(len(header_at) - 1):
        size = header_at[k + 1] - header_at[k]
        if ends[low + k] - starts[low + k] != size:
            return False
        for i in range(size):
            if data[starts[low + k] + i] != header[header_at[k] + i]:
                return False
    return True


@inlined
def _is_total(data: Any, starts: Any, ends: Any, low: int, high: int) -> bool:
    for c in range(low, high):
        word = np.empty(12, np.uint8)
        size = 0
        for i in range(starts[c], ends[c]):
            b = data[i]
            if b == 32 or b == 58:
                continue
            if size >= 10:
                return False
            word[size] = lower(b)
            size += 1
        # The full-width colon and blank have not been folded yet.
        while size >= 3 and (
            (word[size - 3] == 0xEF and word[size - 2] == 0xBC and word[size - 1] == 0x9A)
            or (word[size - 3] == 0xE3 and word[size - 2] == 0x80 and word[size - 1] == 0x80)
        ):
            size -= 3
        if size == 0:
            continue
        for k in range(TOTALS.shape[0]):
            if TOTALS[k, 0] == size:
                same = True
                for i in range(size):
                    if TOTALS[k, 1 + i] != word[i]:
                        same = False
                        break
                if same:
                    return True
        return False
    return False


@inlined
def _damage(data: Any, s: int, e: int) -> int:
    for i in range(s, e - 2):
        if data[i] == 0xEF and data[i + 1] == 0xBF and data[i + 2] == 0xBD:
            return UNDECODABLE
    return 0


@jit
def _cell(
    data: Any,
    s: int,
    e: int,
    role: int,
    gate: int,
    column: int,
    r: int,
    taken: Any,
    year_max: int,
    keys: Any,
    out: Any,
    n: Any,
    held: Any,
    t: Any,
    scratch: Any,
) -> None:
    if role == RESIDENT_ID:
        if e - s == 18 and resident_id.has_shape18(data, s):
            checksum, date, region, value = resident_id.test18(data, s, year_max)
            if checksum and date:
                put_number(out, n, r, RESIDENT_ID, -1 if region else resident_id.REGION, value, 0, s, e)
                return
        m = compact(data, s, e, t)
        if m > 0:
            verdict, value, doubt = resident_id.cell(t, m, year_max)
            if verdict == 1:
                put_number(out, n, r, RESIDENT_ID, doubt, value, 0, s, e)
            elif verdict == 2:
                _strike(data, s, e, RESIDENT_ID, doubt, r, keys, out, n)
            if verdict:
                return
        scan_text(data, s, e, r, taken, out, n, year_max, keys)
    elif role == NAME:
        _name(data, s, e, r, taken, year_max, keys, out, n, scratch)
    elif role == MOBILE or role == LANDLINE or role == FOREIGN:
        _phone(data, s, e, role, r, taken, year_max, keys, out, n, t)
    elif role == ADDRESS:
        points = 0
        for i in range(s, e):
            points += data[i] < 0x80 or data[i] >= 0xC0
        if points >= 3:
            text, low, high = canonical(data, s, e, scratch, False, True)
            put_text(out, n, r, ADDRESS, 0, text, low, high, keys, s, e)
            if _worth_reading(data, s, e, 7):
                start = n[0]
                scan_text(data, s, e, r, taken, out, n, year_max, keys)
                _drop(out, n, start, ADDRESS)
    elif role == OPEN or role == SERIAL:
        _open(data, s, e, role, gate, column, r, taken, year_max, keys, out, n, held, t)
    elif role == TEXT:
        scan_text(data, s, e, r, taken, out, n, year_max, keys)
    elif not _identifier(data, s, e, role, r, taken, year_max, keys, out, n, t):
        if role > MAC and role != IP and role != POSITION and role != USCC or role == ACCOUNT:
            text, low, high = canonical(data, s, e, scratch, False, role != PASSWORD)
            put_text(out, n, r, role, 0, text, low, high, keys, s, e)
            if role == ACCOUNT:
                _account(data, s, e, r, keys, out, n, t)
            if role == PASSWORD or (role == CALL_RECORD and _is_mobile(data, s, e, t)):
                return
            if _worth_reading(data, s, e, 11):
                scan_text(data, s, e, r, taken, out, n, year_max, keys)
        else:
            scan_text(data, s, e, r, taken, out, n, year_max, keys)


@inlined
def _worth_reading(data: Any, s: int, e: int, least: int) -> bool:
    """Whether a cell has a digit run of ``least`` or an ``@``."""
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


@inlined
def _name(
    data: Any, s: int, e: int, r: int, taken: Any, year_max: int, keys: Any, out: Any, n: Any, scratch: Any
) -> None:
    points = 0
    for i in range(s, e):
        b = data[i]
        points += b != 32 and (b < 0x80 or b >= 0xC0)
    if points > 40 or not is_written(data, s, e):
        scan_text(data, s, e, r, taken, out, n, year_max, keys)
    else:
        company = e - s >= 12 and names_company(data, s, e)
        text, low, high = canonical(data, s, e, scratch, True, True)
        if high > low:
            put_text(out, n, r, COMPANY if company else NAME, 0, text, low, high, keys, s, e)


@inlined
def _phone(
    data: Any, s: int, e: int, role: int, r: int, taken: Any, year_max: int, keys: Any, out: Any, n: Any, t: Any
) -> None:
    if e - s == 11 and mobile.all_digits(data, s, e) and mobile.is_mobile(data, s):
        put_number(out, n, r, MOBILE, mobile.range_doubt(data, s), mobile.number(data, s, e), 11, s, e)
        return
    m = compact(data, s, e, t)
    if m > 0:
        verdict, kind, value, digits, doubt = mobile.cell(t, m)
        if verdict == 1:
            put_number(out, n, r, kind, doubt, value, digits, s, e)
            return
        if verdict == 2:
            _strike(data, s, e, kind, doubt, r, keys, out, n)
            return
        if verdict == 3:
            return
        if role == FOREIGN:
            low = 1 if t[0] == 43 else 0
            if m - low >= 7 and m - low <= 15 and mobile.all_digits(t, low, m):
                put_number(out, n, r, FOREIGN, -1, mobile.number(t, low, m), m - low, s, e)
                return
    if scan_text(data, s, e, r, taken, out, n, year_max, keys) == 0:
        _struck_text(data, s, e, MOBILE, MOBILE_MALFORMED, 5, r, keys, out, n)


@inlined
def _struck_text(
    data: Any, s: int, e: int, kind: int, doubt: int, least: int, r: int, keys: Any, out: Any, n: Any
) -> None:
    """A cell that is none of its column's kind but has so many digits that it was meant to be one."""
    digits = 0
    for i in range(s, e):
        digits += is_digit(data[i])
    if digits >= least:
        _strike(data, s, e, kind, doubt, r, keys, out, n)


@inlined
def _strike(data: Any, s: int, e: int, kind: int, doubt: int, r: int, keys: Any, out: Any, n: Any) -> None:
    """A cell that is proven invalid, in its tight form."""
    text, low, high = canonical(data, s, e, np.empty(e - s, np.uint8), False, True)
    put_struck(out, n, r, kind, doubt, text, low, high, keys, s, e)


@inlined
def _drop(out: Any, n: Any, start: int, kind: int) -> None:
    """Takes the values of one kind out again."""
    if n[0] > len(out[0]):
        return
    to = start
    for v in range(start, n[0]):
        if out[1][v] == kind:
            continue
        if to < v:
            out[0][to] = out[0][v]
            out[1][to] = out[1][v]
            out[2][to] = out[2][v]
            out[3][to] = out[3][v]
            out[4][to, 0] = out[4][v, 0]
            out[4][to, 1] = out[4][v, 1]
            out[5][to] = out[5][v]
            out[6][to] = out[6][v]
        to += 1
    n[0] = to


@inlined
def _is_mobile(data: Any, s: int, e: int, t: Any) -> bool:
    m = compact(data, s, e, t)
    if m <= 0:
        return False
    verdict, kind, _, _, _ = mobile.cell(t, m)
    return verdict == 1 and kind == MOBILE


@jit
def _identifier(
    data: Any, s: int, e: int, role: int, r: int, taken: Any, year_max: int, keys: Any, out: Any, n: Any, t: Any
) -> bool:
    """Whole-cell tests of the other identifiers; whether the cell is settled."""
    m = compact(data, s, e, t)
    if role == BANK_CARD:
        if m > 0:
            verdict, value, doubt = bank_card.cell(t, m)
            if verdict == 1:
                put_number(out, n, r, BANK_CARD, doubt, value, m, s, e)
                return True
            if verdict == 2:
                _strike(data, s, e, BANK_CARD, doubt, r, keys, out, n)
                return True
        if scan_text(data, s, e, r, taken, out, n, year_max, keys) == 0:
            _struck_text(data, s, e, BANK_CARD, CARD_MALFORMED, 12, r, keys, out, n)
        return True
    if role == EMAIL:
        at = -1
        for i in range(s, e):
            if data[i] == 64:
                at = i
                break
        if at >= 0:
            low, high = around(data, s, s, e, at)
            if low == s and high == e:
                text = np.empty(e - s, np.uint8)
                for i in range(s, e):
                    text[i - s] = lower(data[i])
                put_text(out, n, r, EMAIL, 0, text, 0, e - s, keys, s, e)
                return True
        if scan_text(data, s, e, r, taken, out, n, year_max, keys) == 0 and at >= 0:
            _strike(data, s, e, EMAIL, EMAIL_MALFORMED, r, keys, out, n)
        return True
    if role == PLATE:
        return _plate(data, s, e, r, taken, year_max, keys, out, n)
    if role == QQ and m > 0 and is_qq(t, 0, m):
        put_number(out, n, r, QQ, -1, mobile.number(t, 0, m), m, s, e)
        return True
    if role == WECHAT and is_wechat(data, s, e):
        text = np.empty(e - s, np.uint8)
        for i in range(s, e):
            text[i - s] = lower(data[i])
        put_text(out, n, r, WECHAT, 0, text, 0, e - s, keys, s, e)
        return True
    if role == IMEI and m > 0:
        verdict, value, doubt = network.imei(t, m)
        if verdict == 1:
            put_number(out, n, r, IMEI, doubt, value, m, s, e)
            return True
        if verdict == 2:
            _strike(data, s, e, IMEI, doubt, r, keys, out, n)
            return True
    if role == MAC:
        valid, value = network.mac(data, s, e, True)
        if valid:
            put_number(out, n, r, MAC, -1, value, 0, s, e)
            return True
    if role == IP:
        valid, value = network.ipv4(data, s, e)
        if valid:
            put_number(out, n, r, IP, -1, value, 0, s, e)
            return True
        if network.is_ipv6(data, s, e):
            text, low, high = canonical(data, s, e, np.empty(e - s, np.uint8), False, True)
            put_text(out, n, r, IP, 0, text, low, high, keys, s, e)
            return True
    if role == POSITION and position.is_position(data, s, e):
        text, low, high = canonical(data, s, e, np.empty(e - s, np.uint8), False, True)
        put_text(out, n, r, POSITION, 0, text, low, high, keys, s, e)
        return True
    if role == USCC and m > 0 and uscc.is_uscc(t, 0, m):
        put_text(out, n, r, USCC, 0, t, 0, m, keys, s, e)
        return True
    if role == LICENCE and (m == 18 or m == 15):
        verdict, value, doubt = resident_id.cell(t, m, year_max)
        if verdict == 1:
            put_number(out, n, r, RESIDENT_ID, doubt, value, 0, s, e)
            return True
    if m > 0 and (
        (role == PASSPORT and documents.is_passport(t, m))
        or (role == HK_MACAU and documents.is_hk_macau_permit(t, m))
        or (role == TAIWAN and documents.is_taiwan_permit(t, m))
        or (role == LICENCE and documents.is_licence_file(t, m))
    ):
        put_text(out, n, r, role, 0, t, 0, m, keys, s, e)
        return True
    return False


@inlined
def _plate(data: Any, s: int, e: int, r: int, taken: Any, year_max: int, keys: Any, out: Any, n: Any) -> bool:
    text, low, high = canonical(data, s, e, np.empty(e - s, np.uint8), True, True)
    p = np.empty(high - low, np.uint8)
    m = 0
    for i in range(low, high):
        if text[i] != 45:
            p[m] = text[i]
            m += 1
    if m >= 9:
        point, length = point_at(p, 0, m)
        if length == 3 and plate.is_province(point):
            last, size = 0, 0
            if p[m - 1] >= 0x80:
                last, size = point_at(p, m - 3, m)
            special = size == 3 and plate.is_special(last)
            if plate.serial(p, 3, m - 3 if special else m, special):
                put_text(out, n, r, PLATE, 0, p, 0, m, keys, s, e)
                return True
    if scan_text(data, s, e, r, taken, out, n, year_max, keys) == 0:
        points = 0
        for i in range(m):
            points += p[i] < 0x80 or p[i] >= 0xC0
        point, length = point_at(p, 0, m) if m > 0 else (0, 1)
        if length == 3 and plate.is_province(point) and points >= 6 and points <= 9:
            _strike(data, s, e, PLATE, PLATE_MALFORMED, r, keys, out, n)
    return True


@inlined
def _account(data: Any, s: int, e: int, r: int, keys: Any, out: Any, n: Any, t: Any) -> None:
    """An account that is a mobile or an e-mail address counts as that as well."""
    m = compact(data, s, e, t)
    if m > 0:
        verdict, kind, value, digits, doubt = mobile.cell(t, m)
        if verdict == 1 and kind == MOBILE:
            put_number(out, n, r, kind, doubt, value, digits, s, e)
            return


@jit
def _open(
    data: Any,
    s: int,
    e: int,
    role: int,
    gate: int,
    column: int,
    r: int,
    taken: Any,
    year_max: int,
    keys: Any,
    out: Any,
    n: Any,
    held: Any,
    t: Any,
) -> None:
    """Columns that nothing names: pure numbers through the gates, the rest as text."""
    m = compact(data, s, e, t)
    pure = m >= 11 and mobile.all_digits(t, 0, m - 1) and (is_digit(t[m - 1]) or (m == 18 and t[17] == 88))
    if not pure:
        if role == OPEN or _has_han_or_at(data, s, e):
            scan_text(data, s, e, r, taken, out, n, year_max, keys)
        return
    if not _through_gates(data, s, e, t, m, gate, column, r, year_max, keys, out, n, held):
        if role == OPEN and _in_groups(data, s, e):
            scan_text(data, s, e, r, taken, out, n, year_max, keys)


@inlined
def _through_gates(
    data: Any, s: int, e: int, t: Any, m: int, gate: int, column: int, r: int, year_max: int, keys: Any, out: Any, n: Any,
    held: Any,
) -> bool:  # fmt: skip
    """A pure number of an unnamed column, tested for what the column's gates let through; whether it gave a value."""
    if m == 18 or m == 15:
        verdict, value, doubt = resident_id.cell(t, m, year_max)
        if m == 18 and gate & GATE_STRICT18:
            if verdict == 1:
                put_number(out, n, r, RESIDENT_ID, doubt, value, 0, s, e)
            else:
                _strike(data, s, e, RESIDENT_ID, doubt, r, keys, out, n)
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
                _strike(data, s, e, RESIDENT_ID, resident_id.CHECKSUM, r, keys, out, n)
                return True
    if m == 11 and mobile.is_mobile(t, 0):
        if gate & GATE_MOBILE:
            put_number(out, n, r, MOBILE, mobile.range_doubt(t, 0), mobile.number(t, 0, m), 11, s, e)
            return True
        held[column] += 1
    elif m >= 16 and m <= 19 and t[m - 1] <= 57 and bank_card.issuer_known(t, 0, m) and bank_card.luhn(t, 0, m):
        if gate & (GATE_CARD16 << (m - 16)):
            put_number(out, n, r, BANK_CARD, -1, mobile.number(t, 0, m), m, s, e)
            return True
        held[column] += 1
    return False


@inlined
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


@inlined
def _in_groups(data: Any, s: int, e: int) -> bool:
    for i in range(s, e):
        if data[i] == 32 or data[i] == 45:
            return True
    return False
