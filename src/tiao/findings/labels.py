"""Words in front of a value in running text: what it is called, or that it is only a number of an order."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean, peek
from tiao.findings.chars import is_digit, lower

# A table of words, as bytes: 256 flags, one for each last byte that a word can have; how many words there are; how many
# bytes each takes up; then for each word its length and its bytes.
_COUNT, _STRIDE, _FIRST = 256, 257, 258


def _table(words: tuple[str, ...]) -> Any:
    encoded = [word.encode() for word in words]
    stride = max(map(len, encoded)) + 1
    table = np.zeros(_FIRST + stride * len(encoded), np.uint8)
    table[_COUNT], table[_STRIDE] = len(encoded), stride
    for i, word in enumerate(encoded):
        table[word[-1]] = 1
        table[_FIRST + i * stride : _FIRST + i * stride + len(word) + 1] = np.frombuffer(
            bytes([len(word)]) + word, np.uint8
        )
    return table


NEGATING = _table(
    (
        "订单号", "订单编号", "运单号", "快递单号", "单号", "流水号", "编号", "条码", "条形码",
        "货号", "序列号", "工号", "学号", "orderno", "orderid", "sn",
    )
)  # fmt: skip
# Numbers of documents, whatever else 编号 is the number of.
_OF_PERSONS = ("证件编号", "身份证编号", "身份编号")
_ID_CARD = ("身份证", "证件", "sfz", *_OF_PERSONS)
_PHONE = ("手机", "电话", "联系方式", "tel", "phone", "mobile")
_QQ = ("qq", "扣扣")
_WECHAT = ("微信", "weixin", "wechat", "vx", "wx")
_PASSPORT = ("护照", "passport")
_HK_MACAU = ("通行证", "回乡证")
_TAIWAN = ("台胞证",)
_PASSWORD = ("密码", "口令", "password", "pwd")
_ACCOUNT = ("账号", "帐号", "用户名", "username", "account")
_NUMBER = ("号码", "号", "码")
ID_CARD, QQ, WECHAT, PASSPORT, HK_MACAU, TAIWAN, PASSWORD, ACCOUNT, NUMBER = map(
    _table, (_ID_CARD, _QQ, _WECHAT, _PASSPORT, _HK_MACAU, _TAIWAN, _PASSWORD, _ACCOUNT, _NUMBER)
)
PHONE = _table(_PHONE)
OF_PERSONS = _table(_OF_PERSONS)
# Labels that people write without a space before the number: QQ861892378. Of two that end alike the longer is first.
_GLUED = _table(("qq", "vx", "wx", "weixin", "wechat", "tel", "phone", "mobile", "sfz", "idcard", "id", "card", "ip"))
NAME = _table(("姓名", "名字", "户名", "收件人", "收货人", "联系人", "机主"))
ADDRESS = _table(("地址", "住址"))


def _last_signs() -> Any:
    """Code points that the label of a run can end in, either case."""
    groups = (_ID_CARD, _QQ, _WECHAT, _PASSPORT, _HK_MACAU, _TAIWAN, _PASSWORD, _ACCOUNT, _NUMBER)
    table = np.zeros(0x10000, np.bool_)
    for word in (word for group in groups for word in group):
        table[[ord(word[-1]), ord(word[-1].upper())]] = True
    return table


_LAST = _last_signs()


@lean
def ends_with(data: Any, s: int, e: int, words: Any) -> int:
    """Length of the word of ``words`` that ``data[s:e]`` ends in, in lower case; 0 for none."""
    if e <= s or not words[lower(data[e - 1])]:
        return 0
    at = _FIRST
    for _ in range(words[_COUNT]):
        length = int(words[at])
        if e - s >= length:
            k = length
            while k > 0 and lower(data[e - length + k - 1]) == words[at + k]:
                k -= 1
            if k == 0:
                return length
        at += words[_STRIDE]
    return 0


@lean
def begins(data: Any, s: int, e: int, words: Any) -> int:
    """Length of the first word of ``words`` that ``data[s:e]`` begins with; 0 for none."""
    at = _FIRST
    for _ in range(words[_COUNT]):
        length = int(words[at])
        k = 0
        while k < length and s + k < e and data[s + k] == words[at + k + 1]:
            k += 1
        if k == length:
            return length
        at += words[_STRIDE]
    return 0


@lean
def before(data: Any, s: int, i: int) -> int:
    """End of the text in front of i, without blanks, ``:``, ``=``, ``#``, ``(``, 是 and 为."""
    e = i
    while e > s:
        b = data[e - 1]
        if b == 32 or b == 58 or b == 61 or b == 35 or b == 40:
            e -= 1
        elif b >= 0x80 and e - s >= 3 and _is_filling(data, e - 3):
            e -= 3
        else:
            break
    return e


@lean
def _is_filling(data: Any, i: int) -> bool:
    """是 or 为."""
    b0 = data[i]
    b1 = data[i + 1]
    b2 = data[i + 2]
    return (b0 == 0xE6 and b1 == 0x98 and b2 == 0xAF) or (b0 == 0xE4 and b1 == 0xB8 and b2 == 0xBA)


@lean
def label_end(data: Any, s: int, e: int) -> int:
    """The same without one trailing 号码, 号 or 码."""
    return e - ends_with(data, s, e, NUMBER)


@lean
def is_negated(data: Any, s: int, i: int) -> bool:
    e = before(data, s, i)
    return ends_with(data, s, e, NEGATING) > 0 and ends_with(data, s, e, OF_PERSONS) == 0


@lean
def glued(data: Any, i: int, j: int, digits: int) -> int:
    """Length of the label that the run ``data[i:j]`` begins with, digits (the last may be X) behind it; 0 for none."""
    if is_digit(peek(data, i)) or digits < 2:
        return 0
    size = j - i - digits
    if size > 1 and not is_digit(peek(data, i + size - 1)) and is_digit(peek(data, i + size)):
        if ends_with(data, i, i + size, _GLUED) == size:
            return size
    elif digits == 17 and lower(peek(data, j - 1)) == 120 and ends_with(data, i, i + size - 1, _GLUED) == size - 1:
        return size - 1
    return 0


@lean
def may_end(data: Any, s: int, i: int) -> bool:
    """Whether a label of a run could end before i, in text before N as well as behind it: told by its last sign."""
    e = i
    while e > s:
        b = peek(data, e - 1)
        if b == 32 or b == 58 or b == 61 or b == 35 or b == 40 or (b >= 9 and b <= 13):
            e -= 1
        elif b >= 0x80 and e - s >= 3 and (_is_filling(data, e - 3) or _is_wide_sign(data, e - 3)):
            e -= 3
        else:
            break
    if e == s:
        return False
    b = peek(data, e - 1)
    if b < 0x80:
        return _LAST[b]
    if e - s < 3:
        return False
    lead = peek(data, e - 3)
    second = peek(data, e - 2)
    if second == 0xC2 or lead == 0xEF:
        # Blanks of other widths, signs that N makes another sign: looked at more closely behind N.
        return lead != 0xEF or second != 0xBC or (b != 0x8C and b != 0x9B and b != 0x89 and b != 0x9F and b != 0x81)
    if lead == 0xE2:
        # All but quotation marks, a dash and the dots ….
        return second != 0x80 or not ((b >= 0x98 and b <= 0x9D) or b == 0x94 or b == 0xA6)
    if lead < 0xE3 or lead > 0xE9:
        return False
    return _LAST[((int(lead) & 15) << 12) | ((int(second) & 63) << 6) | (int(b) & 63)]


@lean
def _is_wide_sign(data: Any, i: int) -> bool:
    """Full-width colon, bracket and blank."""
    b2 = peek(data, i + 2)
    if peek(data, i) == 0xEF:
        return peek(data, i + 1) == 0xBC and (b2 == 0x9A or b2 == 0x88)
    return peek(data, i) == 0xE3 and peek(data, i + 1) == 0x80 and b2 == 0x80
