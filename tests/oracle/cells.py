"""Recognition, section 3: what one cell of a column with a known role says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from oracle import checks, whole
from oracle.normalise import count_digits, has_digit_run, has_han, is_empty, normalise, tight
from oracle.text import text

Value = tuple[str, str]
"""Kind and canonical value."""

DEFAULT_GATES = {"open": frozenset({"id18", "mobile"}), "serial": frozenset({"id18"})}
PHONES = ("mobile", "landline", "foreign_phone")
PLAIN_ROLES = frozenset(
    {"password", "account", "payment_account", "checkpoint", "place", "trip", "message", "credit", "balance", "lodging"}
    | {"call_record", "health", "payment", "goods", "browsing", "tag", "time", "company", "vehicle", "real_estate"}
)


@dataclass
class Found:
    """What a cell says.

    Attributes:
        values: valid values in the order in which they stand, each once.
        struck: values that are proven invalid, each once.
        doubts: all doubts, striking and keeping.
        reasons: the striking doubt of each struck value.
        held_back: the cell would have been a valid number of some kind, but a gate was closed.
    """

    values: list[Value] = field(default_factory=list)
    struck: list[Value] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    reasons: dict[Value, str] = field(default_factory=dict)
    held_back: bool = False

    def add(self, kind: str, canonical: str, *doubts: str) -> Found:
        if (kind, canonical) not in self.values:
            self.values.append((kind, canonical))
        self.doubts.update(doubts)
        return self

    def strike(self, kind: str, canonical: str, reason: str) -> Found:
        if (kind, canonical) not in self.struck:
            self.struck.append((kind, canonical))
        self.reasons[kind, canonical] = reason
        self.doubts.add(reason)
        return self

    def scan(self, s: str, year_max: int, without: str = "") -> Found:
        """Adds what the cell says as text."""
        for item in text(s, year_max):
            if item.kind == without:
                continue
            if item.struck:
                self.strike(item.kind, item.canonical, min(item.doubts))
            else:
                self.add(item.kind, item.canonical, *item.doubts)
        return self

    @property
    def nothing(self) -> bool:
        return not self.values and not self.struck


def cell(role: str, raw: str, year_max: int, gates: frozenset[str] | None = None) -> Found:
    """What a cell says under its column's role.

    Args:
        role: a kind, ``open`` or ``serial``.
        raw: the cell as read.
        year_max: the year of the seizure.
        gates: open gates of an open or serial column: ``id18``, ``id18_column``, ``id15``, ``mobile``, ``card16`` to
            ``card19``. Without it, those of a column whose sample has no numbers.
    """
    s = normalise(raw)
    found = Found()
    if is_empty(s):
        return found
    if role in ("open", "serial"):
        return _unnamed(role, s, year_max, DEFAULT_GATES[role] if gates is None else gates)
    if "\ufffd" in s:
        found.doubts.add("undecodable")
    if role == "resident_id":
        return _resident_id(found, s, year_max)
    if role in PHONES:
        return _phone(found, role, s, year_max)
    if role == "bank_card":
        return _bank_card(found, s, year_max)
    if role in ("name", "address"):
        return _name(found, s, year_max) if role == "name" else _address(found, s, year_max)
    if role in PLAIN_ROLES:
        return _plain(found, role, s, year_max)
    return _by_test(found, role, s, year_max)


def _add_resident_id(found: Found, s: str, year_max: int) -> bool:
    canonical = whole.resident_id(s, year_max)
    if canonical is None:
        return False
    found.add("resident_id", canonical, *(() if checks.region_known(canonical) else ("region_unknown",)))
    return True


def _add_mobile(found: Found, s: str) -> bool:
    canonical = whole.mobile(s)
    if canonical is None:
        return False
    found.add("mobile", canonical, *(() if checks.mobile_assigned(canonical) else ("mobile_range",)))
    return True


def _resident_id(found: Found, s: str, year_max: int) -> Found:
    t = whole.trimmed(s)
    if _add_resident_id(found, s, year_max):
        return found
    if checks.is_id18(t):
        wrong = "resident_id_date" if checks.id18_checksum(t) else "resident_id_checksum"
        return found.strike("resident_id", tight(s), wrong)
    if re.fullmatch("[0-9]{15}", t):
        return found.strike("resident_id", tight(s), "resident_id_date")
    if (t.count("*") >= 3 or "XXX" in t) and 12 <= len(t) <= 20:
        return found.strike("resident_id", tight(s), "masked")
    if re.fullmatch(r"[0-9]{16,17}|[0-9]{19,20}|[0-9]\.[0-9]+E\+[0-9]{2}", t):
        return found.strike("resident_id", tight(s), "truncated")
    if re.fullmatch("[HM]([0-9]{8}|[0-9]{10})", t):
        return found.add("hk_macau_permit", t)
    if re.fullmatch("[A-Z]{1,2}[0-9]{6,8}", t):
        return found.add("passport", t)
    return found.scan(s, year_max)


def _phone(found: Found, role: str, s: str, year_max: int) -> Found:
    u = whole.phone_form(s)
    if _add_mobile(found, s) or whole.SERVICE_NUMBER.fullmatch(u):
        return found
    foreign, landline = whole.foreign_phone(s), whole.landline(s)
    if foreign:
        return found.add("foreign_phone", foreign)
    if landline:
        return found.add("landline", landline)
    if role == "foreign_phone" and re.fullmatch(r"\+?[0-9]{7,15}", u):
        return found.add("foreign_phone", u.lstrip("+"))
    if len(u) == 11 and u.count("*") >= 3:
        return found.strike("mobile", tight(s), "masked")
    found.scan(s, year_max)
    if found.nothing and count_digits(s) >= 5:
        found.strike("mobile", tight(s), "mobile_malformed")
    return found


def _bank_card(found: Found, s: str, year_max: int) -> Found:
    t, canonical = whole.trimmed(s), whole.bank_card(s)
    if canonical:
        return found.add("bank_card", canonical)
    if re.fullmatch("[0-9]{16,19}", t):
        return found.strike("bank_card", tight(s), "bank_card_luhn")
    if t.count("*") >= 3 and 12 <= len(t) <= 23:
        return found.strike("bank_card", tight(s), "masked")
    found.scan(s, year_max)
    if found.nothing and count_digits(s) >= 12:
        found.strike("bank_card", tight(s), "bank_card_malformed")
    return found


def _name(found: Found, s: str, year_max: int) -> Found:
    if not whole.is_name(s):
        return found.scan(s, year_max)
    kind = "company" if whole.is_company_name(s) else "name"
    return found.add(kind, tight(s).replace("·", ""))


def _address(found: Found, s: str, year_max: int) -> Found:
    if len(tight(s)) >= 3:
        found.add("address", tight(s))
        if has_digit_run(s, 7) or "@" in s:
            found.scan(s, year_max, without="address")
    return found


def _plain(found: Found, role: str, s: str, year_max: int) -> Found:
    """Kinds that are whatever stands in their column."""
    found.add(role, s if role == "password" else tight(s))
    if role == "password" or (role == "call_record" and whole.mobile(s)):
        return found
    if role == "payment_account":
        found.add("account", tight(s))
    if role in ("account", "payment_account"):
        _add_mobile(found, s)
        address = whole.email(s)
        if address:
            found.add("email", address)
    if has_digit_run(s, 11) or "@" in s:
        found.scan(s, year_max)
    return found


def _by_test(found: Found, role: str, s: str, year_max: int) -> Found:
    """Kinds with a test for the whole cell; a cell that fails it is read as text."""
    if role == "imei":
        canonical = whole.imei(s)
        if re.fullmatch("[0-9]{15}", whole.trimmed(s)) and canonical is None:
            return found.strike("imei", tight(s), "imei_luhn")
    elif role == "driving_licence":
        if _add_resident_id(found, s, year_max):
            return found
        canonical = whole.driving_licence(s)
    else:
        canonical = whole.WHOLE[role](s)
    if canonical:
        return found.add(role, canonical)
    found.scan(s, year_max)
    if found.nothing and role == "email" and "@" in s:
        found.strike("email", tight(s), "email_malformed")
    w = tight(s).replace("·", "").replace("-", "")
    if found.nothing and role == "plate" and 6 <= len(w) <= 9 and w[0] in whole.PROVINCES:
        found.strike("plate", tight(s), "plate_malformed")
    return found


def gated(s: str) -> str:
    """A pure number as the gates see it: a mobile without the country's prefix."""
    return re.sub("^(86|0086)(?=[0-9]{11}$)", "", whole.trimmed(s))


def is_pure_number(s: str) -> bool:
    """11 digits or more, or 17 digits and X, once spaces, ``-`` and a spreadsheet's marks are off."""
    return re.fullmatch("[0-9]{11,}|[0-9]{17}X", whole.trimmed(s)) is not None


def _unnamed(role: str, s: str, year_max: int, gates: frozenset[str]) -> Found:
    """A column whose header says nothing (open) or says that its numbers are no personal information (serial)."""
    if is_pure_number(s):
        found = _through_gates(s, year_max, gates)
        written_in_groups = " " in s or "-" in s
        if role == "open" and found.nothing and written_in_groups:
            found.scan(s, year_max)
        return found
    if role == "serial" and not has_han(s) and "@" not in s:
        return Found()
    return Found().scan(s, year_max)


def _through_gates(s: str, year_max: int, gates: frozenset[str]) -> Found:
    t = gated(s)
    found = Found()
    if len(t) == 18 and "id18_column" in gates:
        return _resident_id(found, s, year_max)
    if len(t) in (15, 18) and whole.resident_id(t, year_max):
        if f"id{len(t)}" in gates:
            _add_resident_id(found, s, year_max)
        else:
            found.held_back = True
        return found
    mistyped = checks.is_id18(t) and checks.region_known(t) and checks.id18_date(t, year_max)
    if "id18" in gates and mistyped and not checks.id18_checksum(t):
        return found.strike("resident_id", tight(s), "resident_id_checksum")
    if checks.mobile_valid(t):
        if "mobile" in gates:
            _add_mobile(found, t)
        else:
            found.held_back = True
    elif checks.card_in_the_open(t):
        if f"card{len(t)}" in gates:
            found.add("bank_card", t)
        else:
            found.held_back = True
    return found
