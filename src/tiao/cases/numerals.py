"""Numbers in a judgment: 一万二千余, 1.6万余, 近80万, 四万六千, 3,127万余, 三角.

What 余, 近 and 约 say of the bounds is settled in ``law/courts/numbers.py``, once for the whole program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from tiao.cases.statement import ABOUT, AT_LEAST, AT_MOST
from tiao.law.courts import numbers

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {
    "〇": 0,
    "O": 0,
    "o": 0,
    "Ο": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8}
HAN_DIGITS = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟"
_ARABIC = "[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?|[0-9]+(?:\\.[0-9]+)?"
_BEFORE = "将近|接近|近|不足|不到|大约|约为|约|逾|超过|超|多达|达到|高达|至少|不少于"
_MOST = {"将近", "接近", "近", "不足", "不到"}
_ABOUT = {"大约", "约为", "约"}
_LEAST = {"逾", "超过", "超", "多达", "至少", "不少于"}
# A number as people write it: (近)(80|八十|1.6|一万二千)(余)(万)(余). Groups are named by the caller's prefix.
NUMBER = (
    f"(?P<before>{_BEFORE})?(?:人民币)?(?P<number>(?:{_ARABIC})(?:[百千万亿](?:{_ARABIC})?){{0,4}}"
    f"|[{HAN_DIGITS}][{HAN_DIGITS}万亿萬]*(?:点[{HAN_DIGITS}]+万)?)"
    "(?P<more>[余多几])?(?P<unit>[百千]?[万亿])?(?P<after>余|多)?"
)


@dataclass(frozen=True)
class Amount:
    """A number as a statement holds it: canonical text and bounds, in its unit."""

    value: str
    low: int | None
    high: int | None


def whole(text: str) -> int:
    """一万二千 -> 12000, 十一万三千 -> 113000, 2 -> 2; a year digit by digit (二〇一九) -> 2019.

    Raises:
        ValueError: the text is no number.
    """
    value = fraction(text)
    if value.denominator != 1:
        raise ValueError("not a whole number")
    return int(value)


def fraction(text: str) -> Fraction:
    """As ``whole``, decimals too: 1.6万 -> 16000.

    Raises:
        ValueError: the text is no number.
    """
    text = text.replace(",", "").replace("廿", "二十").replace("卅", "三十")
    if re.match(r"[一二][0-9〇零Ooο一二三四五六七八九]{3}$", text):
        text = re.sub(r"[0-9]", lambda digit: "〇一二三四五六七八九"[int(digit.group())], text)
    if len(text) > 1 and all(character in _DIGITS for character in text):
        return Fraction("".join(str(_DIGITS[character]) for character in text))
    total, section, digit = Fraction(0), Fraction(0), None
    for part in re.findall(r"[0-9]+(?:\.[0-9]+)?|\S", text):
        if part[0] in "0123456789":
            digit = Fraction(part)
        elif part in _DIGITS:
            digit = Fraction(_DIGITS[part])
        elif part in _UNITS:
            section += (Fraction(1) if digit is None else digit) * _UNITS[part]
            digit = None
        elif part in _MYRIADS:
            section += digit or 0
            total = (
                (total + (section or 1)) * _MYRIADS[part] if part == "亿" else total + (section or 1) * _MYRIADS[part]
            )
            section, digit = Fraction(0), None
        else:
            raise ValueError("not a number")
    return total + section + (digit or 0)


def amount(found: re.Match[str], after: str = "", scale: int = 1) -> Amount | None:
    """The number that ``NUMBER`` found, in units of 1/``scale`` of what it counts.

    Args:
        found: a match with the groups of ``NUMBER``.
        after: what follows the unit: 左右 and 以上 bound the number as well.
        scale: 100 for fen out of yuan.

    Returns:
        None where the number is no whole number of those units.
    """
    try:
        value = fraction(found["number"] + (found["unit"] or "")) * scale
    except ValueError:
        return None
    if value.denominator != 1 or value >= 10**15:
        return None
    sign, kind = _sign(found, after)
    bounds = numbers.interval(int(value), {kind} if kind else set())
    return Amount(f"{sign}{int(value)}", bounds.low, bounds.high)


ROUND = r"(?P<round>上|近|逾|超|数|几)?(?P<base>十万|百万|千万|十亿|[百千万亿])(?P<more>余|多)?"
_BASES = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9}


def round_amount(found: re.Match[str], scale: int = 1) -> Amount | None:
    """上万, 万余, 数千: at least that; 近万: at most. None where nothing says that it is a bound."""
    base = _BASES[found["base"]] * scale
    if found["round"] == "近":
        return Amount(f"{AT_MOST}{base}", 0, base)
    return Amount(f"{AT_LEAST}{base}", base, None) if found["round"] or found["more"] else None


def _sign(found: re.Match[str], after: str) -> tuple[str, str | None]:
    before = found["before"]
    if found["more"] or found["after"] or before in _LEAST or after.startswith("以上"):
        return AT_LEAST, numbers.AT_LEAST
    if before in _MOST:
        return AT_MOST, numbers.AT_MOST
    if before in _ABOUT or after.startswith(("左右", "上下")):
        return ABOUT, numbers.ABOUT
    return "", None
