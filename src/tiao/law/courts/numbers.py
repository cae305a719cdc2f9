"""Numbers as a court's or a newspaper's text writes them: is 30余万 a figure, or only a bound?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from tiao.law.logic import Interval

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6}
AT_LEAST, AT_MOST, ABOUT = "at_least", "at_most", "about"
_BEFORE = {
    AT_LEAST: ("逾", "超过", "超出", "多达", "超", "不少于", "至少", "more than", "over", "at least"),
    AT_MOST: ("将近", "近", "不足", "不到", "nearly", "up to"),
    ABOUT: ("大约", "约", "about"),
}
MONEY = ("元", "万元", "yuan", "人民币", "USDT")
PIECES = ("条", "份", "组", "张", "个", "人次", "人", "名", "户", "次", "pieces", "items", "records", "resumes")
_WORDS = "|".join(word for words in _BEFORE.values() for word in words)
# 30余万, 8878万余, 一万余, 1.8 million, 100+; a plus sign before another digit adds.
_EXPRESSION = re.compile(
    f"(?P<before>{_WORDS})?\\s*"
    "(?P<number>[0-9][0-9,]*(?:\\.[0-9]+)?|[〇零一二三四五六七八九十百千两]+)\\s*"
    "(?P<more>[余多几])?\\s*(?P<unit>万|亿|thousand|million)?"
    "(?P<after>余|多|以上|\\+(?![0-9])| or more)?"
    f"\\s*(?P<of>{'|'.join((*MONEY, *PIECES))})?",
    re.IGNORECASE,
)


def _value(number: str, unit: str | None) -> Fraction:
    """30 万 -> 300000, 一千二百 -> 1200."""
    times = _MYRIADS[(unit or "").lower()] if unit else 1
    if number[0] in "0123456789":
        return Fraction(number.replace(",", "")) * times
    value, digit = 0, 0
    for character in number:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            value += max(digit, 1) * _UNITS[character]
            digit = 0
    return Fraction(value + digit) * times


def _kind(found: re.Match[str]) -> str | None:
    """How the text bounds the number, or None when it is plain."""
    before = (found["before"] or "").lower()
    if found["more"] or found["after"]:
        return AT_LEAST
    return next((kind for kind, words in _BEFORE.items() if before in words), None)


def bounds(texts: Iterable[str], unlike: tuple[str, ...]) -> dict[Fraction, set[str]]:
    """Numbers that the texts give only as bounds.

    Args:
        texts: what was written.
        unlike: units of something else: a number followed by one of them is passed over.

    Returns:
        By value, the ways in which it is bounded. A sum of such numbers (10000余+4100余) is bounded as its parts are.
    """
    found: dict[Fraction, set[str]] = {}
    for text in texts:
        for value, kinds in _expressions(text, unlike):
            if kinds:
                found.setdefault(value, set()).update(kinds)
    return found


def _expressions(text: str, unlike: tuple[str, ...]) -> Iterator[tuple[Fraction, set[str]]]:
    """Every number of a text, and every sum of numbers, with its bounds."""
    added: list[tuple[Fraction, set[str]]] = []
    end = -1
    for match in _EXPRESSION.finditer(text):
        kind = _kind(match)
        item = (_value(match["number"], match["unit"]), {kind} if kind else set())
        if (match["of"] or "").lower() not in {unit.lower() for unit in unlike}:
            yield item
        if end < 0 or text[end : match.start()].strip() not in {"+", "＋"}:
            added = []
        added.append(item)
        end = match.end()
        if len(added) > 1:
            yield sum((value for value, _ in added), Fraction(0)), set().union(*(kinds for _, kinds in added))


def interval(value: int, kinds: set[str]) -> Interval:
    """The bounds that a text puts around a whole number.

    余 and 以上 bound it below, 近 above; 约 leaves half a unit of its last figure that is not zero on either side
    (6000: from 5500 to 6499). Said in several ways, it may lie anywhere that one of them allows.
    """
    unit = 1
    while value and value % (unit * 10) == 0:
        unit *= 10
    lows = {AT_LEAST: value, AT_MOST: 0, ABOUT: value - unit // 2}
    highs = {AT_LEAST: None, AT_MOST: value, ABOUT: value + max(0, unit // 2 - 1)}
    if not kinds:
        return Interval(value, value)
    most = [highs[kind] for kind in kinds]
    known = [high for high in most if high is not None]
    return Interval(min(lows[kind] for kind in kinds), max(known) if len(known) == len(most) else None)
