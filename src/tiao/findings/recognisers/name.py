"""Name (姓名): a column says that it is one; in text, a label or the place before an identifier does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tiao.compiled import lean
from tiao.findings.catalogue import catalogue
from tiao.findings.chars import is_han, point_at


def _surnames() -> Any:
    lines = (Path(__file__).parent.parent / "data" / "surnames.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    single = np.zeros(0x10000, np.bool_)
    double = set()
    for line in words:
        for word in line.split():
            if len(word) == 2 and " " in line:
                double.add((ord(word[0]) << 16) | ord(word[1]))
            else:
                single[[ord(sign) for sign in word]] = True
    return single, np.array(sorted(double), np.int64)


SINGLE, DOUBLE = _surnames()
PLACE_ENDINGS = "省市州县区站东西南北"
"""What may follow a place in ``not_names.txt``."""
_COMPANY_WORDS = ("公司", "集团", "有限", "工厂", "商店", "超市", "酒店", "银行", "学校", "医院")
COMPANY = np.frombuffer("".join(_COMPANY_WORDS).encode(), np.uint8).reshape(len(_COMPANY_WORDS), 6).copy()


@lean
def _holds(table: Any, wanted: Any) -> bool:
    """Whether a number stands in a sorted table."""
    low = 0
    high = len(table)
    while low < high:
        middle = (low + high) >> 1
        if table[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low < len(table) and table[low] == wanted


@lean
def is_surname(first: int, second: int) -> bool:
    if first < 0x10000 and SINGLE[first]:
        return True
    return _holds(DOUBLE, (first << 16) | second)


def _header_words() -> Any:
    """Header words of two to four Han characters, packed, sorted: where a name could stand, they are none."""
    known = catalogue()
    words = {word for kind in known.kinds for word in kind.headers} | known.serial_headers
    words |= {word for context in known.contexts.values() for word in context.headers}
    return _packed(words)


def _packed(words: Iterable[str]) -> Any:
    packed = set()
    for word in words:
        if 2 <= len(word) <= 4 and all(is_han_character(sign) for sign in word):
            value = 0
            for sign in word:
                value = (value << 16) | ord(sign)
            packed.add(value)
    return np.array(sorted(packed), np.uint64)


def _not_names() -> Any:
    """Words that look like a name and are none, packed, sorted."""
    lines = (Path(__file__).parent.parent / "data" / "not_names.txt").read_text(encoding="utf-8").splitlines()
    places, words = (line.split() for line in lines if not line.startswith("#"))
    return _packed([*words, *(place + ending for place in places for ending in ("", *PLACE_ENDINGS))])


def is_han_character(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


HEADER_WORDS = _header_words()
NOT_NAMES = _not_names()


def _first_signs() -> Any:
    table = np.zeros(0x10000, np.bool_)
    for word in HEADER_WORDS.tolist():
        while word > 0xFFFF:
            word >>= 16
        table[word] = True
    return table


_FIRST = _first_signs()


@lean
def is_header_word(data: Any, s: int, e: int) -> bool:
    """Whether 2 to 4 Han characters are a word that heads a column."""
    value = np.uint64(0)
    i = s
    while i < e:
        point, length = point_at(data, i, e)
        # Most names begin with a character that no such word begins with.
        if point > 0xFFFF or (i == s and not _FIRST[point]):
            return False
        value = (value << np.uint64(16)) | np.uint64(point)
        i += length
    return _holds(HEADER_WORDS, value)


@lean
def is_written(data: Any, s: int, e: int) -> bool:
    """No digit, no ``@``, and a letter or a character from U+00C0 up."""
    script = False
    for i in range(s, e):
        b = data[i]
        if (b >= 48 and b <= 57) or b == 64:
            return False
        script |= (b >= 65 and b <= 90) or (b >= 97 and b <= 122) or b >= 0xC3
    return script


@lean
def names_company(data: Any, s: int, e: int) -> bool:
    """Whether a text of four or more characters holds one of the words of a company."""
    if e - s < 12:
        return False
    for i in range(s, e - 5):
        b = data[i]
        if b < 0xE4:
            continue
        for k in range(COMPANY.shape[0]):
            if (
                COMPANY[k, 0] == b
                and COMPANY[k, 1] == data[i + 1]
                and COMPANY[k, 2] == data[i + 2]
                and COMPANY[k, 3] == data[i + 3]
                and COMPANY[k, 4] == data[i + 4]
                and COMPANY[k, 5] == data[i + 5]
            ):
                return True
    return False


@lean
def looks_like_name(data: Any, s: int, e: int) -> bool:
    """2 to 4 Han characters, the first one or two a surname, but no place and no other known word."""
    count = 0
    word = np.uint64(0)
    rare = False
    first = 0
    second = 0
    i = s
    while i < e:
        point, length = point_at(data, i, e)
        if not is_han(point):
            return False
        if count == 0:
            first = point
        elif count == 1:
            second = point
        count += 1
        if count > 4:
            return False
        word = (word << np.uint64(16)) | np.uint64(point)
        rare |= point > 0xFFFF
        i += length
    return count >= 2 and is_surname(first, second) and (rare or not _holds(NOT_NAMES, word))
