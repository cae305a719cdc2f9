"""Words in front of a value in running text: what it is called, or that it is only a number of an order."""

from __future__ import annotations

from typing import Any

import numpy as np

from tiao.compiled import lean
from tiao.findings.chars import lower


def _table(words: tuple[str, ...]) -> Any:
    encoded = [word.encode() for word in words]
    table = np.zeros((len(encoded), max(map(len, encoded)) + 1), np.uint8)
    for i, word in enumerate(encoded):
        table[i, 0] = len(word)
        table[i, 1 : 1 + len(word)] = np.frombuffer(word, np.uint8)
    return table


NEGATING = _table(
    (
        "订单号", "订单编号", "运单号", "快递单号", "单号", "流水号", "编号", "条码", "条形码",
        "货号", "序列号", "工号", "学号", "orderno", "orderid", "sn",
    )
)  # fmt: skip
ID_CARD = _table(("身份证", "证件", "sfz"))
QQ = _table(("qq", "扣扣"))
WECHAT = _table(("微信", "weixin", "wechat", "vx", "wx"))
PASSPORT = _table(("护照", "passport"))
HK_MACAU = _table(("通行证", "回乡证"))
TAIWAN = _table(("台胞证",))
PASSWORD = _table(("密码", "口令", "password", "pwd"))
ACCOUNT = _table(("账号", "帐号", "用户名", "username", "account"))
NAME = _table(("姓名", "名字", "户名", "收件人", "收货人", "联系人", "机主"))
ADDRESS = _table(("地址", "住址"))
_FILL = _table(("是", "为"))
_NUMBER = _table(("号码", "号", "码"))


@lean
def ends_with(data: Any, s: int, e: int, words: Any) -> int:
    """Length of the word of ``words`` that ``data[s:e]`` ends in, in lower case; 0 for none."""
    for k in range(words.shape[0]):
        length = int(words[k, 0])
        if e - s >= length:
            same = True
            for i in range(length):
                if lower(data[e - length + i]) != words[k, 1 + i]:
                    same = False
                    break
            if same:
                return length
    return 0


@lean
def before(data: Any, s: int, i: int) -> int:
    """End of the text in front of i, without blanks, ``:``, ``=``, ``#``, ``(``, 是 and 为."""
    e = i
    while e > s:
        b = data[e - 1]
        if b == 32 or b == 58 or b == 61 or b == 35 or b == 40:
            e -= 1
        elif b >= 0x80 and ends_with(data, s, e, _FILL) > 0:
            e -= 3
        else:
            break
    return e


@lean
def label_end(data: Any, s: int, e: int) -> int:
    """The same without one trailing 号码, 号 or 码."""
    return e - ends_with(data, s, e, _NUMBER)


@lean
def is_negated(data: Any, s: int, i: int) -> bool:
    return ends_with(data, s, before(data, s, i), NEGATING) > 0
