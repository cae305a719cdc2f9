"""Chinese citations for readers of English.

``法释〔2017〕10号 第五条第二款第（三）项`` -> ``Fa Shi [2017] No. 10 art. 5(2)(3)``.
"""

from __future__ import annotations

import re

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = "[〇零一二两三四五六七八九十百千]+"
_ARTICLE = re.compile(
    f"第({_NUMBER})条(?:之({_NUMBER}))?(?:第({_NUMBER})款)?(?:第（({_NUMBER})）项)?",
)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_HAN = re.compile("[㐀-鿿]")


def arabic(numeral: str) -> int:
    """A Chinese numeral below 10,000: ``二百五十三`` -> 253."""
    total, digit = 0, 0
    for sign in numeral:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def cite_en(cite: str) -> str:
    """The citation in English; empty where a part of it is not known, so that nobody reads half a translation."""
    text = _ARTICLE.sub(_article, cite)
    text = re.sub(r"法释〔(\d{4})〕(\d+)号", r"Fa Shi [\1] No. \2", text)
    text = re.sub(f"修正案（({_NUMBER})）", _amendment, text)
    for chinese, english in (("刑法", "Criminal Law"), ("（", " ("), ("）", ")"), ("、", ", "), ("，", ", ")):
        text = text.replace(chinese, english)
    text = re.sub(" +", " ", text).strip()
    return "" if _HAN.search(text) else text


def articles_en(sentence: str) -> str:
    """A sentence with its articles in English and everything else as it stands."""
    return _ARTICLE.sub(lambda found: _article(found).strip(), sentence)


def _article(found: re.Match[str]) -> str:
    article, inserted, paragraph, item = (arabic(part) if part else None for part in found.groups())
    tail = f"-{inserted}" if inserted else ""
    # An item without a paragraph would read as a paragraph, so it says what it is.
    places = (f"({paragraph})" if paragraph else "") + (f"({item})" if item and paragraph else "")
    return f" art. {article}{tail}{places}" + (f" item ({item})" if item and not paragraph else "")


def _amendment(found: re.Match[str]) -> str:
    number = arabic(found.group(1))
    return f"Amendment {_ROMAN[number]}" if number < len(_ROMAN) else found.group(0)
