"""How a value may be shown (脱敏): enough to find it again, too little to use it. Pure, and never raises.

Lengths follow the habit of Chinese practice: an identity number keeps its province and its last four, a mobile number
its network and its last four, a bank card its issuer and its last four.
"""

from __future__ import annotations

import re
from importlib.resources import files

STAR = "*"
_MOST_STARS = 16  # of a value without a rule: a long text does not show its length
_RULED = {"resident_id": (3, 4), "mobile": (3, 4), "bank_card": (6, 4)}
_COMPOUND_SURNAMES = frozenset(
    "".join(pair)
    for pair in zip(
        "欧司上诸东皇尉公慕令司夏宇长端轩南独百呼闻澹赫申太",
        "阳马官葛方甫迟孙容狐徒侯文孙木辕宫孤里延人台连屠史",
        strict=True,
    )
)
# Words that say what a file is and nothing about a person. A stretch made of these alone is shown.
_HARMLESS = frozenset(files("tiao.evidence").joinpath("harmless_words.txt").read_text("utf-8").split())
_LONGEST_WORD = max(map(len, _HARMLESS))
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·〇"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_EMAIL = re.compile(r"[^\s@/\\,;:<>()\[\]\"']+@[^\s@/\\,;:<>()\[\]\"']+")
_DIGIT = "0-9０-９"
_SIGN = r"[-_. \u3000·－—]"
# A plate: province, letter, five or six more, with a digit among them.
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使])[·\- ]?"
    r"(?=[A-Za-z·\- ]*[0-9])([A-Za-z][·\- ]?[0-9A-Za-z]{4,6})(?![0-9A-Za-z])[挂学警港澳领]?"
)
_PLACE = re.compile(
    "(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
    f"(?:[{_HAN}]{{1,6}}?(?:市|地区|自治州|盟))?|[{_HAN}]{{1,6}}?(?:市|自治州|盟)"
)
_WORD = re.compile(f"[A-Za-z{_DIGIT}Ａ-Ｚａ-ｚ]+")
_GROUPS = re.compile(f"[{_DIGIT}]+(?:{_SIGN}[{_DIGIT}]+)+")
_EXTENSION = re.compile(r"(?<=[^/.])(\.[A-Za-z][A-Za-z0-9]{0,7}){1,2}\Z")


def mask(kind: str, value: str) -> str:
    """A value as it may be shown outside the evidence room.

    Args:
        kind: a kind of ``findings/kinds.yaml``.
        value: the raw value.

    Returns:
        For identity numbers, mobiles, cards, e-mails, names, addresses and passwords the form that practice knows; for
        all else at most a quarter of the characters, and never more than four.
    """
    if kind == "password":
        return STAR * 6
    if kind in _RULED:
        first, last = _RULED[kind]
        if len(value) >= 2 * (first + last) - 3:
            return value[:first] + STAR * (len(value) - first - last) + value[-last:]
    elif kind == "email" and _EMAIL.fullmatch(value):
        return _mask_email(value)
    elif kind == "name" and value:
        kept = 2 if len(value) > 2 and value[:2] in _COMPOUND_SURNAMES else 1 if len(value) > 1 else 0
        return value[:kept] + STAR * min(len(value) - kept, _MOST_STARS)
    elif kind == "address":
        return _mask_address(value)
    shown = min(len(value) // 4, 4)
    return value[:shown] + STAR * min(len(value) - shown, _MOST_STARS)


def mask_path(path: str) -> str:
    """File and folder names as they may be shown: numbers, e-mails, plates and Han names masked, the extension kept.

    Signs that would disturb a terminal or cannot be written as UTF-8 become U+FFFD.
    """
    parts = path.split("/")
    extension = _EXTENSION.search(parts[-1])
    # Something like 张三.A1234567 has no extension, only a dot.
    tail = extension.group() if extension and mask_numbers(extension.group()) == extension.group() else ""
    parts[-1] = parts[-1][: len(parts[-1]) - len(tail)]
    return _printable("/".join(_HAN_RUN.sub(_mask_han, mask_numbers(part)) for part in parts) + tail)


def mask_inner(path: str) -> str:
    """The way to a file or a table within a file, its steps divided by ``!``, as it may be shown."""
    return "!".join(map(mask_path, path.split("!")))


def mask_numbers(text: str) -> str:
    """Masks e-mails, plates and numbers of six digits and more in a text; words stay."""
    text = _EMAIL.sub(lambda match: _mask_email(match.group()), text)
    text = _PLATE.sub(lambda match: match.group(1) + match.group(2)[0] + STAR * (len(match.group()) - 2), text)
    text = _GROUPS.sub(_mask_groups, text)
    return _WORD.sub(_mask_word, text)


def _mask_email(value: str) -> str:
    local, _, domain = value.rpartition("@")
    name, dot, top = domain.rpartition(".")
    top = top if dot and top.isalpha() and len(top) < len(domain) else ""
    return f"{local[:1] if len(local) > 1 else ''}***@{(name or domain)[:1]}***{'.' + top if top else ''}"


def _mask_address(value: str) -> str:
    # Province and city at most; of a short address never more than half. What does not begin with a place may begin
    # with somebody's name.
    place = _PLACE.match(value)
    kept = min(place.end(), len(value) // 2) if place else min(1, len(value) // 2)
    return mask_numbers(value[:kept]) + STAR * 3


def _mask_groups(match: re.Match[str]) -> str:
    """Numbers in groups, such as 138-0013-8000. Shorter ones are dates more often than telephones, and stay."""
    text = match.group()
    if sum(sign.isdigit() for sign in text) < 10:
        return text
    return text[:3] + STAR * (len(text) - 3)


def _mask_word(match: re.Match[str]) -> str:
    text = match.group()
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    if len(digits) < 6:
        return text
    return text[:3] + STAR * (len(text) - 3)


def _mask_han(match: re.Match[str]) -> str:
    text = match.group()
    return text if _harmless(text) else text[0] + STAR * (len(text) - 1)


def _harmless(text: str) -> bool:
    """Whether harmless words cover the whole stretch."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            ends = range(start + 1, min(start + _LONGEST_WORD, len(text)) + 1)
            reached.update(end for end in ends if text[start:end] in _HARMLESS)
    return len(text) in reached


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
