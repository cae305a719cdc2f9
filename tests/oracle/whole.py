"""Recognition, section 3, the closed tests: is the whole of a cell one value of a kind? None looks into text."""

from __future__ import annotations

import re

from oracle import checks
from oracle.normalise import lower, tight

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
PLATE_ENDS = "挂学警港澳领"
SERVICE_NUMBER = re.compile("(400|800)[0-9]{7}")
_LETTER = "A-HJ-NP-Z"  # never I or O after the second place
_PLATE = re.compile(f"[{PROVINCES}][A-Z][{_LETTER}0-9]{{4}}[{_LETTER}0-9{PLATE_ENDS}]")
_PLATE_NEW_ENERGY = re.compile(f"[{PROVINCES}][A-Z]([DF][{_LETTER}0-9][0-9]{{4}}|[0-9]{{5}}[DF])")
_EMAIL = re.compile("[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]*[.][A-Za-z]{2,24}")
_NUMBER = "[+-]?[0-9]{1,3}[.][0-9]+"
COMPANY_WORDS = ("公司", "集团", "有限", "工厂", "商店", "超市", "酒店", "银行", "学校", "医院")


def trimmed(s: str) -> str:
    """t: upper case without spaces and ``-``, without the quotes and ``=`` of a spreadsheet, without ``.0``."""
    t = tight(s).replace("-", "").lstrip("'=\"`").rstrip("'\"`")
    for tail in (".00", ".0"):
        if t.endswith(tail):
            return t[: -len(tail)]
    return t


def phone_form(s: str) -> str:
    """u: t without brackets and without the country's prefix or the trunk zero of a mobile number."""
    u = trimmed(s).replace("(", "").replace(")", "")
    found = re.fullmatch(r"(?:\+86|0086|86)([0-9]{11})", u) or re.fullmatch("0(1[3-9][0-9]{9})", u)
    return found[1] if found else u


def resident_id(s: str, year_max: int) -> str | None:
    """The canonical value, first 17 digits, if the cell is a valid number of 18 or 15 characters."""
    t = trimmed(s)
    valid = checks.id18_valid(t, year_max) or checks.id15_valid(t, year_max)
    return checks.id_canonical(t) if valid else None


def mobile(s: str) -> str | None:
    u = phone_form(s)
    return u if checks.mobile_valid(u) else None


def foreign_phone(s: str) -> str | None:
    """With its ``+`` and the code of another country."""
    u = phone_form(s)
    return u[1:] if re.fullmatch(r"\+(?!86)[0-9]{8,15}", u) else None


def landline(s: str) -> str | None:
    u = phone_form(s)
    if SERVICE_NUMBER.fullmatch(u):
        return None
    return u if re.fullmatch("0[1-9][0-9]{8,10}|[2-8][0-9]{6,7}", u) else None


def bank_card(s: str) -> str | None:
    t = trimmed(s)
    return t if re.fullmatch("[0-9]{16,19}", t) and checks.luhn_right(t) else None


def email(s: str) -> str | None:
    """One e-mail address and nothing else: what section 4 would take at the ``@`` is the whole cell."""
    good = _EMAIL.fullmatch(s) and "--" not in s and ".." not in s.partition("@")[2]
    return lower(s) if good else None


def plate(s: str) -> str | None:
    """GA 36: two digits at least, so that a word after 云 or 新 is no plate."""
    w = tight(s).replace("·", "").replace("-", "")
    shape = _PLATE.fullmatch(w) or _PLATE_NEW_ENERGY.fullmatch(w)
    return w if shape and len(re.findall("[0-9]", w)) >= 2 else None


def qq(s: str) -> str | None:
    t = trimmed(s)
    return t if re.fullmatch("[1-9][0-9]{4,10}", t) else None


def wechat(s: str) -> str | None:
    return lower(s) if re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]{4,19}", s) else None


def imei(s: str) -> str | None:
    t = trimmed(s)
    if re.fullmatch("[0-9]{15}", t) and not checks.luhn_right(t):
        return None
    return t if re.fullmatch("[0-9]{14,15}", t) else None


def mac(s: str) -> str | None:
    pairs = re.fullmatch("[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(\\1[0-9A-Fa-f]{2}){4}", s)
    if pairs or re.fullmatch("[0-9A-Fa-f]{12}", s):
        return lower(s).replace(":", "").replace("-", "")
    return None


def ip(s: str) -> str | None:
    """IPv4 of a public or private host, or IPv6; not a time of day, which also has two colons."""
    four = re.fullmatch("([0-9]{1,3})[.]([0-9]{1,3})[.]([0-9]{1,3})[.]([0-9]{1,3})", s)
    if four:
        parts = [int(part) for part in four.groups()]
        return s if max(parts) <= 255 and 1 <= parts[0] <= 223 and parts[0] != 127 else None
    if not re.fullmatch("[0-9A-Fa-f:]+", s) or ":::" in s:
        return None
    groups = [group for group in s.split(":") if group]
    whole = s.count("::") == 0 and len(groups) == 8 and s.count(":") == 7
    cut = s.count("::") == 1 and 2 <= len(groups) <= 7
    edges = cut or not (s.startswith(":") or s.endswith(":"))
    lone = re.search("^:[^:]|[^:]:$", s)  # a single colon at an end
    return lower(s) if (whole or cut) and edges and not lone and all(len(g) <= 4 for g in groups) else None


def passport(s: str) -> str | None:
    t = trimmed(s)
    return t if re.fullmatch("[A-Z0-9]{6,9}", t) and len(re.findall("[0-9]", t)) >= 5 else None


def hk_macau_permit(s: str) -> str | None:
    t = trimmed(s)
    return t if re.fullmatch("[A-Z]{1,2}[0-9]{7,10}", t) else None


def taiwan_permit(s: str) -> str | None:
    t = trimmed(s)
    return t if re.fullmatch("[A-Z]?[0-9]{7,10}", t) else None


def driving_licence(s: str) -> str | None:
    t = trimmed(s)
    return t if re.fullmatch("[0-9]{12}", t) else None


def uscc(s: str) -> str | None:
    t = trimmed(s)
    return t if checks.uscc_valid(t) else None


def within(number: str, limit: int) -> bool:
    """Absolute value up to the limit, without a float."""
    whole, _, part = number.lstrip("+-").partition(".")
    return int(whole) < limit or (int(whole) == limit and not part.strip("0"))


def position(s: str) -> str | None:
    one = re.fullmatch(_NUMBER, s)
    two = re.fullmatch(f"({_NUMBER})(?: *, *| +)({_NUMBER})", s)
    numbers = [s] if one else list(two.groups()) if two else []
    return tight(s) if numbers and all(within(number, 180) for number in numbers) else None


def is_name(s: str) -> bool:
    """No digit, no ``@``, 40 characters at most, and something that is written in a script."""
    plain = s.replace(" ", "")
    return len(plain) <= 40 and not re.search("[0-9@]", s) and re.search("[A-Za-z\u00c0-\U0010ffff]", s) is not None


def is_company_name(s: str) -> bool:
    plain = tight(s).replace("·", "")
    return len(plain) >= 4 and any(word in plain for word in COMPANY_WORDS)


WHOLE = {
    "qq": qq,
    "wechat": wechat,
    "mac": mac,
    "ip": ip,
    "passport": passport,
    "hk_macau_permit": hk_macau_permit,
    "taiwan_permit": taiwan_permit,
    "uscc": uscc,
    "position": position,
    "plate": plate,
    "email": email,
}
ADDRESS_SIGNS = re.compile("[省市区县镇乡村路街号栋室]")
